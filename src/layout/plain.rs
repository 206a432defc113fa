//! Lines without any mark: are they one paragraph, several, or verse?
//!
//! **Damage and cause.** Text that came off a page has lost the difference between a line end of the page and a line end
//! of the author. Some programs write one line a printed line (hard-wrapped), some one line a paragraph, without blank
//! lines between (line-paragraphs), and poems, addresses and lists of names look like the first and must be treated like
//! the second.
//!
//! **What tells them apart.** A typesetter breaks a line because the next word does not fit. So for each line end: would
//! the next line's first word have fitted in, with room to spare? In hard-wrapped text it would only at the ends of
//! paragraphs; in line-paragraphs and verse nearly everywhere. Sentences end at the ends of line-paragraphs and not at
//! the ends of verses. No page is set wider than [`WIDEST_PAGE`] columns, so longer lines are paragraphs.
//!
//! **What is left alone.** A hard-wrapped run stays one block of many lines, also when it holds several paragraphs, as
//! long as no indentation shows them: that takes a language, and is another rule's work. Lines side by side (with wide
//! gaps in them) stay together. A stanza of few lines with few marks at their ends stays a paragraph.
//!
//! **Price.** Hard-wrapped lists of names, each line beginning with a capital, pass for verse and are not unwrapped. A
//! hard-wrapped run of nothing but one-line speeches becomes one block a line, which is what it is.

use std::ops::Range;

use memchr::{memchr_iter, memmem};

use super::lines::{columns, is_blank, trimmed};
use super::{BlockKind, Line};

/// Columns of the widest line that is still taken for a printed line. Books have 60 to 75 characters, landscape reports
/// up to 140.
pub const WIDEST_PAGE: usize = 160;
/// Columns of the longest verse. A blank verse has 35 to 50.
const WIDEST_VERSE: usize = 60;
/// The same in Chinese and Japanese, where nothing but the marks at their ends tells verses: two half-lines of seven
/// characters with their marks have 32.
const WIDEST_WIDE_VERSE: usize = 36;
/// The part of the run's width that a line must leave unused, next word included, to have been ended on purpose.
/// Proportional type lets the characters of full lines vary by about a tenth.
const SLACK: f64 = 0.15;
/// Lines before and behind with which a line's width is compared.
const AROUND: usize = 3;
/// How many of these lines may be two in one, and how much wider these are than the others.
const MOST_DOUBLE: usize = 2;
const DOUBLE: f64 = 1.5;
/// The part of line ends on purpose from which a run is not hard-wrapped. Prose with paragraphs of two lines has a half.
const MOSTLY: f64 = 0.6;
/// Columns of additional indentation that begin a paragraph: from one ideographic or two plain blanks, up to a centred
/// line, which begins nothing.
const INDENT: std::ops::RangeInclusive<usize> = 2..=12;
/// Columns with which indented code begins (CommonMark).
const CODE_INDENT: usize = 4;

/// One line of the run.
struct Row<'t> {
    content: &'t str,
    /// Columns of the content.
    width: usize,
    /// Columns of the blanks in front; a tab counts as four.
    indent: usize,
    /// True when an ideographic space stands in front: nobody indents a continuation with one.
    ideographic: bool,
    /// True when Markdown's mark of a line end on purpose stands at its end: two blanks, a backslash or `<br>`.
    marked: bool,
}

/// Divides `run`, non-blank lines without marks, into blocks, which it hands to `push`. `markdown` says whether the text
/// has shown itself to be Markdown.
pub(super) fn divide(
    text: &str,
    lines: &[Line],
    run: Range<usize>,
    markdown: bool,
    mut push: impl FnMut(BlockKind, Range<usize>),
) {
    if run.len() == 1 && !markdown {
        return push(BlockKind::Paragraph, run);
    }
    let rows: Vec<Row> = lines.get(run.clone()).unwrap_or_default().iter().map(|line| row(text, line)).collect();
    if markdown && is_code(&rows) {
        return push(BlockKind::Code, run);
    }
    if rows.len() < 2 {
        return push(BlockKind::Paragraph, run);
    }
    if is_tabular(&rows) {
        return push(BlockKind::Table, run);
    }
    let run_shape = Shape::of(&rows);
    if run_shape.is_line_paragraphs() {
        return run.for_each(|line| push(BlockKind::Paragraph, line..line + 1));
    }
    if is_verse(&rows, &run_shape) {
        return push(BlockKind::Verse, run);
    }
    let mut start = 0;
    for next in indented(&rows).into_iter().chain([rows.len()]) {
        let part = rows.get(start..next).unwrap_or_default();
        let kind = if part.len() < rows.len() && is_verse(part, &Shape::of(part)) {
            BlockKind::Verse
        } else {
            BlockKind::Paragraph
        };
        push(kind, run.start + start..run.start + next);
        start = next;
    }
}

/// Columns of the widest of some lines, but for one or two of them that are two lines in one: who takes the hyphen of a cut
/// word away may take the line end along.
fn widest_single(rows: &[Row]) -> usize {
    let mut widths: Vec<usize> = rows.iter().map(|row| row.width).collect();
    widths.sort_unstable();
    let usual = widths.get(widths.len() / 2).copied().unwrap_or(0) as f64;
    let single = widths.partition_point(|&width| width as f64 <= DOUBLE * usual);
    let (singles, doubles) = widths.split_at(single);
    let widest = singles.last().copied().unwrap_or(0);
    let full = singles.iter().filter(|&&width| width as f64 >= (1.0 - SLACK) * widest as f64).count();
    let cut = full > AROUND && doubles.len() <= MOST_DOUBLE && !rows.iter().any(|row| is_wide(row.content));
    if cut { widest } else { doubles.last().copied().unwrap_or(widest) }
}

fn row<'t>(text: &'t str, line: &Line) -> Row<'t> {
    let span = trimmed(text, line.span);
    let blanks = &text[line.span.start..span.start];
    let content = span.of(text);
    Row {
        content,
        width: columns(content),
        indent: columns(blanks) + 3 * memchr_iter(b'\t', blanks.as_bytes()).count(),
        ideographic: blanks.contains('\u{3000}'),
        marked: text[span.end..line.span.end].starts_with("  ") || ends_with_break(content),
    }
}

/// How a run's lines end.
struct Shape {
    /// Columns that nine lines in ten keep to.
    width: usize,
    /// Line ends, one fewer than lines.
    breaks: usize,
    /// Line ends where the next word would have fitted in well.
    on_purpose: usize,
    /// Line ends that end a sentence too.
    sentences: usize,
    /// Line ends at any punctuation.
    punctuated: usize,
    /// Line ends that Markdown marks as meant.
    marked: usize,
    /// Line ends that cut a word: a hyphen, and a small letter in the next line.
    hyphens: usize,
    /// Lines that begin with a capital.
    capitals: usize,
    /// Lines with wide gaps inside.
    gaps: usize,
    /// Columns in lines that no page is wide enough for, and in all lines.
    long: (usize, usize),
}

impl Shape {
    fn of(rows: &[Row]) -> Shape {
        let mut widths: Vec<usize> = rows.iter().map(|row| row.width).collect();
        let rank = widths.len().saturating_sub(1 + widths.len() / 10);
        let width = if widths.is_empty() { 0 } else { *widths.select_nth_unstable(rank).1 };
        let mut shape = Shape {
            width,
            breaks: rows.len().saturating_sub(1),
            on_purpose: 0,
            sentences: 0,
            punctuated: 0,
            marked: 0,
            hyphens: 0,
            capitals: 0,
            gaps: 0,
            long: (0, 0),
        };
        for (index, row) in rows.iter().enumerate() {
            // A page has columns of several widths one below the other: the lines around say how wide this one could be.
            let around = index.saturating_sub(AROUND)..rows.len().min(index + AROUND + 1);
            let widest = widest_single(rows.get(around).unwrap_or_default());
            let room = widest.min(width) as f64 * (1.0 - SLACK);
            let gap = memmem::find(row.content.as_bytes(), b"   ").is_some();
            shape.gaps += usize::from(gap);
            shape.capitals += usize::from(begins_with_capital(row.content));
            shape.long.1 += row.width;
            shape.long.0 += if row.width > WIDEST_PAGE && !gap { row.width } else { 0 };
            let Some(next) = rows.get(index + 1) else { break };
            let word = first_word(next.content);
            shape.on_purpose += usize::from((row.width + word) as f64 <= room);
            shape.sentences += usize::from(ends_sentence(row.content));
            shape.punctuated += usize::from(row.content.ends_with(is_punctuation));
            shape.marked += usize::from(row.marked);
            let small = next.content.starts_with(char::is_lowercase);
            shape.hyphens += usize::from(small && row.content.ends_with(['-', '\u{ad}', '¬', '‐']));
        }
        shape
    }

    fn is_line_paragraphs(&self) -> bool {
        if self.gaps * 2 > self.breaks + 1 || self.hyphens * 20 > self.breaks {
            return false;
        }
        let ends = self.breaks as f64;
        self.long.0 * 2 > self.long.1
            || (self.on_purpose as f64 >= MOSTLY * ends && self.sentences as f64 >= 0.5 * ends)
    }
}

/// Lines that were ended on purpose although no sentence ends there; or that rhyme in their shape: every line a capital
/// and many a mark, or, where there are no capitals, every line a mark.
fn is_verse(rows: &[Row], shape: &Shape) -> bool {
    if shape.marked as f64 >= MOSTLY * shape.breaks as f64 && shape.breaks > 0 {
        return true;
    }
    // Two lines are too few to tell from two of prose.
    if rows.len() < 3 || shape.width > WIDEST_VERSE || shape.hyphens > 0 || shape.gaps * 2 > rows.len() {
        return false;
    }
    let breaks = shape.breaks as f64;
    let punctuated = shape.punctuated as f64;
    if shape.on_purpose as f64 >= MOSTLY * breaks {
        return true;
    }
    if rows.iter().filter(|row| is_wide(row.content)).count() * 2 > rows.len() {
        return rows.len() >= 4 && shape.width <= WIDEST_WIDE_VERSE && punctuated >= 0.9 * breaks;
    }
    let capitals = shape.capitals as f64 / rows.len() as f64;
    // A speech or two in prose bring as many capitals by chance, but not as many marks.
    let marks = if rows.len() < 8 { 0.6 } else { 0.4 };
    (rows.len() >= 4 && capitals >= 0.9 && punctuated >= marks * breaks) || (rows.len() >= 8 && capitals >= 0.95)
}

/// The lines, but for the first, that begin a paragraph by their indentation.
fn indented(rows: &[Row]) -> Vec<usize> {
    let base = rows.iter().map(|row| row.indent).min().unwrap_or(0);
    let further = |row: &Row| INDENT.contains(&(row.indent - base));
    // More than half indented: a hanging indentation, where the other lines begin something. Then only a line behind the
    // end of a sentence counts.
    let hanging = rows.iter().skip(1).filter(|row| further(row)).count() * 2 > rows.len() - 1;
    let pairs = rows.iter().zip(rows.iter().skip(1)).enumerate();
    pairs
        .filter(|(_, (before, row))| {
            row.ideographic || further(row) && (!hanging || ends_sentence(before.content) && !further(before))
        })
        .map(|(index, _)| index + 1)
        .collect()
}

/// The same number of tabs inside every line.
fn is_tabular(rows: &[Row]) -> bool {
    let tabs = |row: &Row| memchr_iter(b'\t', row.content.as_bytes()).count();
    let count = rows.first().map_or(0, tabs);
    count > 0 && rows.iter().all(|row| tabs(row) == count)
}

/// Indented throughout, without a wide character, and at least half of the lines end or read as programs do.
fn is_code(rows: &[Row]) -> bool {
    let code = |row: &&Row| {
        row.content.ends_with(['{', '}', ';', '(', ')', '[', ']'])
            || ["()", " = ", "==", "->", "=>", "::", "</"].iter().any(|mark| row.content.contains(mark))
            || ["$ ", "#", "//", "import ", "return ", "def "].iter().any(|mark| row.content.starts_with(mark))
    };
    rows.iter().all(|row| row.indent >= CODE_INDENT && !row.ideographic && !is_wide(row.content))
        && rows.iter().filter(code).count() * 2 >= rows.len()
}

fn ends_with_break(content: &str) -> bool {
    ["\\", "<br>", "<br/>", "<br />"].iter().any(|mark| content.ends_with(mark))
}

/// Columns that the first word of a line would have taken at the end of the line before, its blank included.
fn first_word(content: &str) -> usize {
    if is_wide(content) {
        return 2;
    }
    1 + content.find(is_blank).map_or_else(|| columns(content), |end| columns(&content[..end]))
}

/// True when the line begins as Chinese and Japanese lines do: with a character two columns wide, or a quotation of one.
fn is_wide(content: &str) -> bool {
    content.chars().take(3).any(|c| c >= '\u{2e80}')
}

fn begins_with_capital(content: &str) -> bool {
    content.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase)
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() && c != '-' || "。，、；：？！…—”’»«“」』）》〉】–".contains(c)
}

/// True for figures and marks alone in which no sentence ends, as the numbers of pages are.
pub(crate) fn is_number(content: &str) -> bool {
    content.contains(|c: char| c.is_ascii_digit()) && !content.contains(char::is_alphabetic) && !ends_sentence(content)
}

/// True when a line ends as sentences do in any script: with a full stop or its like, or with what closes a quotation or
/// a bracket. Colons count: a line that ends with one was not broken for want of room.
pub(crate) fn ends_sentence(content: &str) -> bool {
    content.ends_with([
        '.', '!', '?', ':', '。', '！', '？', '：', '…', '．', '‼', '⁇', '"', '”', '»', '」', '』', '）', ')', '】',
    ])
}
