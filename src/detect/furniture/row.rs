//! The lines of a text that can be seen, and what makes two of them the same.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use rapidfuzz::distance::levenshtein;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use crate::detect::Context;
use crate::detect::furniture::Furniture;
use crate::detect::furniture::folio::{self, Folio};
use crate::layout::{BlockKind, columns, filled};
use crate::span::Span;

/// A line with something in it.
#[derive(Clone, Debug)]
pub(super) struct Row<'t> {
    /// Without the blanks at its ends.
    pub span: Span,
    /// As an index of the layout's lines.
    pub line: usize,
    /// As an index of the layout's pages.
    pub page: usize,
    /// True where lines may be furniture: not in code, tables or front matter, and not too wide.
    pub open: bool,
    /// Running text by its marks.
    pub prose: bool,
    /// A heading by its Markdown.
    pub heading: bool,
    /// The page number that it is.
    pub folio: Option<Folio>,
    /// Its text without a number at one of its ends, and that number ([`folio::at_ends`]); where it is open.
    pub ends: Vec<(&'t str, u32)>,
}

impl Row<'_> {
    /// What can be read in it, without the signs of a Markdown heading.
    pub fn text<'a>(&self, text: &'a str) -> &'a str {
        without_signs(self.span.of(text))
    }

    /// Where its line begins, blanks included.
    pub fn start(&self, context: &Context) -> usize {
        context.layout.lines[self.line].span.start
    }

    /// Where its page ends, the mark that ends it excluded.
    pub fn page_end(&self, context: &Context) -> usize {
        let blocks = context.layout.blocks_on(self.page);
        let last = &context.layout.blocks[blocks.end - 1];
        match last.kind {
            BlockKind::PageBreak => context.layout.lines[last.lines.start].span.start,
            _ => context.layout.pages[self.page].end,
        }
    }
}

/// True for a key and its value, as programs and bibliographies have them: `year = 1999`.
fn is_assignment(line: &str) -> bool {
    let key = line.split_once('=').map(|(key, _)| key.trim_end()).filter(|key| !key.is_empty());
    key.is_some_and(|key| {
        key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && key.starts_with(char::is_alphabetic)
    })
}

/// Marks of the shortest leader between the title of a chapter and the number of its page.
const LEADER: usize = 3;

/// True for an entry of a table of contents, by the leader before its number: no sentence runs on from it.
pub(super) fn is_entry(line: &str) -> bool {
    let title = line.trim_end_matches(|c: char| c.is_ascii_digit());
    let marks = title.chars().rev().filter(|c| !c.is_whitespace()).take_while(|c| ".·…".contains(*c)).count();
    title.len() < line.len() && marks >= LEADER
}

fn without_signs(line: &str) -> &str {
    line.trim_start_matches('#').trim_start()
}

/// The rows of the text, page marks left out.
pub(super) fn rows<'t>(context: &Context<'t>, rule: &Furniture) -> Vec<Row<'t>> {
    let mut rows = Vec::new();
    let blocks = &context.layout.blocks;
    for (index, block) in blocks.iter().enumerate() {
        if block.kind == BlockKind::PageBreak {
            continue;
        }
        let closed = matches!(
            block.kind,
            BlockKind::Code | BlockKind::FrontMatter | BlockKind::Table | BlockKind::Html | BlockKind::Formula
        );
        let displayed = [index.checked_sub(1), Some(index + 1)].into_iter().flatten();
        let displayed = displayed.filter_map(|i| blocks.get(i)).any(|block| block.kind == BlockKind::Formula);
        for line in block.lines.clone() {
            let whole = context.layout.lines[line].span;
            let content = whole.of(context.text);
            let trimmed = content.trim();
            if trimmed.is_empty() {
                continue;
            }
            let start = whole.start + (content.len() - content.trim_start().len());
            let short = trimmed.len() <= 3 * rule.widest && columns(trimmed) <= rule.widest;
            // The heads of two pages may stand twice their widths apart.
            let apart = || trimmed.len() <= 9 * rule.widest && trimmed.contains("  ") && filled(trimmed) <= rule.widest;
            let open = !closed && (short || apart()) && !is_assignment(trimmed);
            let ends = open.then(|| folio::at_ends(without_signs(trimmed), &rule.words).collect());
            rows.push(Row {
                span: Span::new(start, start + trimmed.len()),
                line,
                page: block.page,
                open,
                prose: block.kind.is_prose() || block.kind == BlockKind::Verse,
                heading: block.kind == BlockKind::Heading,
                // Beside a displayed formula a number is the formula's.
                folio: if open && !displayed { folio::alone(trimmed, &rule.words) } else { None },
                ends: ends.unwrap_or_default(),
            });
        }
    }
    let feet = counting_feet(context.text, &rows);
    // What is none shows that its neighbour is none either.
    for row in (0..rows.len()).chain((0..rows.len()).rev()) {
        if !feet.contains(&row) && is_counted(context.text, &rows, row) {
            rows[row].folio = None;
        }
    }
    rows
}

/// Pages whose last rows count on in square brackets, at least, for those to be their numbers and not those of notes.
const COUNTING_FEET: usize = 3;

/// Numbers in square brackets in the last rows of pages that grow by one from page to page. At the foot of a page a note's
/// mark may stand as well, but the next page does not end with the next one.
fn counting_feet(text: &str, rows: &[Row]) -> FxHashSet<usize> {
    let mut feet: FxHashMap<i64, Vec<usize>> = FxHashMap::default();
    for (row, own) in rows.iter().enumerate() {
        let ends_page = rows.get(row + 1).is_none_or(|next| next.page != own.page);
        let folio = own.folio.filter(|_| ends_page && folio::is_reference(own.text(text)));
        if let (Some(folio), Ok(page)) = (folio, i64::try_from(own.page)) {
            feet.entry(i64::from(folio.value) - page).or_default().push(row);
        }
    }
    feet.into_values().filter(|rows| rows.len() >= COUNTING_FEET).flatten().collect()
}

/// True for a number that is no page's by what stands beside it: in square brackets, and the end of a paragraph; one of the
/// lines of a listing; or the end of an address, with a full stop below a line that ends with a comma.
fn is_counted(text: &str, rows: &[Row], row: usize) -> bool {
    let (own, Some(folio)) = (&rows[row], rows[row].folio) else { return false };
    let above = row.checked_sub(1).map(|above| &rows[above]).filter(|above| above.line + 1 == own.line);
    let ends_entry = || {
        let ends = own.text(text).starts_with(|c: char| c.is_ascii_digit()) && own.text(text).ends_with('.');
        ends && above.is_some_and(|above| above.text(text).ends_with(folio::COMMAS))
    };
    folio::is_reference(own.text(text)) && touches(rows, row) || is_listed(text, rows, row, folio.value) || ends_entry()
}

/// True for a row with another one directly above or below it, and no blank line between.
pub(super) fn touches(rows: &[Row], row: usize) -> bool {
    let beside = [row.checked_sub(1), Some(row + 1)].into_iter().flatten().filter_map(|at| rows.get(at));
    beside.into_iter().any(|other| other.line.abs_diff(rows[row].line) == 1)
}

/// True for a row with that number when the line directly above or below begins with the number before or the next one:
/// the lines of a listing are numbered, and so are the steps of a list. Two lines that are nothing but numbers may be
/// those of empty pages.
pub(super) fn is_listed(text: &str, rows: &[Row], row: usize, number: u32) -> bool {
    let counts = |at: Option<usize>, number: Option<u32>| {
        at.and_then(|at| rows.get(at)).is_some_and(|other| {
            other.folio.is_none()
                && other.line.abs_diff(rows[row].line) == 1
                && number.is_some()
                && folio::leading(other.text(text)) == number
        })
    };
    counts(row.checked_sub(1), number.checked_sub(1)) || counts(Some(row + 1), number.checked_add(1))
}

/// Letters and digits of a line, without blanks and marks: what is left equal when a head is read twice. Capitals stay: a
/// head in capitals is often the title of a section, which stands in the text in small letters.
pub(super) fn essence(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| c.is_alphanumeric())
}

/// What a line says at least ([`says`]) that is known for a head by a single other one, or by one that is nearly the same.
pub(super) const SHORTEST: usize = 6;

/// How much a line says: its letters and figures, of which an ideograph counts twice.
pub(super) fn says(text: &str) -> usize {
    essence(text).map(|c| 1 + usize::from(folio::is_wide(c))).sum()
}

/// A number for the essence of a line; `None` for one with fewer than two letters, as the cells of a table are. A volume
/// and its pages ("(2022) 15:230") have none, but brackets or a colon.
pub(super) fn key(text: &str) -> Option<u64> {
    let mut hasher = FxHasher::default();
    let (mut letters, mut figures) = (0, 0);
    for c in essence(text) {
        letters += usize::from(c.is_alphabetic());
        figures += usize::from(c.is_ascii_digit());
        c.hash(&mut hasher);
    }
    (letters >= 2 || (figures >= 6 && text.contains(['(', ':']))).then(|| hasher.finish())
}

/// True when two lines are the same but for a few misread letters: one in eight, of ideographs one in five, and none in a
/// very short line. Figures have to be equal: what differs in a figure is another footnote, another month. But a figure in
/// a word of letters of one line only ("Va1ley") is the letter that it looks like.
pub(super) fn alike(a: &str, b: &str) -> bool {
    let [read_a, read_b] = [a, b].map(with_letters);
    let misread = (figures(a) != figures(&read_a)) != (figures(b) != figures(&read_b));
    let (a, b) = if misread { (&*read_a, &*read_b) } else { (a, b) };
    if figures(a) != figures(b) {
        return false;
    }
    let [a, b] = [a, b].map(|text| essence(text).collect::<Vec<char>>());
    let length = if a.iter().any(|&c| folio::is_wide(c)) { 5 } else { 8 };
    let cutoff = levenshtein::Args::default().score_cutoff(a.len().max(b.len()) / length);
    levenshtein::distance_with_args(a.iter().copied(), b.iter().copied(), &cutoff).is_some()
}

fn figures(line: &str) -> Vec<char> {
    line.chars().filter(|c| c.is_ascii_digit() || NUMERALS.contains(*c)).collect()
}

/// Characters that are figures where Chinese and Japanese texts count with them.
const NUMERALS: &str = "〇一二三四五六七八九十百";

/// Letters of a word, at least, in which a figure is a letter that was misread: "4th" has a number.
const LETTERS: usize = 3;

/// A line with letters for the figures in its words that look like them. A figure at the end of a word is a number.
fn with_letters(line: &str) -> Cow<'_, str> {
    if !line.contains(|c: char| c.is_ascii_digit()) {
        return Cow::Borrowed(line);
    }
    let words = line.split_whitespace().map(|word| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        // Between ideographs a figure counts something.
        if letters < LETTERS || word.ends_with(|c: char| c.is_ascii_digit()) || word.contains(folio::is_wide) {
            return word.to_string();
        }
        let small = word.contains(char::is_lowercase);
        let letter = |c| LOOK_ALIKE.iter().find(|(figure, ..)| *figure == c);
        word.chars().map(|c| letter(c).map_or(c, |&(_, low, high)| if small { low } else { high })).collect()
    });
    Cow::Owned(words.collect::<Vec<String>>().join(" "))
}

/// Figures, and the small and the capital letter that they are misread for.
const LOOK_ALIKE: [(char, char, char); 5] =
    [('0', 'o', 'O'), ('1', 'l', 'I'), ('4', 'A', 'A'), ('5', 's', 'S'), ('8', 'B', 'B')];
