//! Lines as rows of chunks: what stands between wide blanks, and in which columns.

use std::ops::Range;

use memchr::memmem;

use crate::layout::{BlockKind, Layout, Line, columns, filled, is_number};
use crate::span::Span;

/// How wide a character is. Some programs lay a page out in characters of equal width, some give an ideograph two columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Metric {
    /// Every character takes one column.
    Characters,
    /// Characters from U+3000 on take two.
    Columns,
}

impl Metric {
    fn width(self, c: char) -> usize {
        1 + usize::from(self == Metric::Columns && c >= '\u{3000}')
    }
}

/// A stretch of a line without a wide blank in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk {
    /// Its bytes.
    pub(super) span: Span,
    /// Its first column.
    pub(super) from: usize,
    /// One past its last column.
    pub(super) to: usize,
}

/// One line, as its chunks; a line without any is blank.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) chunks: Vec<Chunk>,
}

/// Where a row stands to a gutter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Nothing to be seen.
    Blank,
    /// Text on the left only.
    Left,
    /// Text on the right only.
    Right,
    /// Text on both sides, and the gutter between.
    Both,
    /// Text goes through it.
    Across,
}

/// What printers and readers put between columns: a rule.
pub(super) fn is_rule(c: char) -> bool {
    matches!(c, '|' | '¦' | '｜' | '│' | '┃')
}

/// True where a blank in the line is wider than a word space.
pub(super) fn has_wide_blank(line: &str) -> bool {
    memmem::find(line.as_bytes(), b"  ").is_some()
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || is_rule(c)
}

fn is_wide(c: char) -> bool {
    c >= '\u{2e80}'
}

impl Row {
    pub(super) fn of(text: &str, line: Span, metric: Metric) -> Row {
        let mut row = Row { chunks: Vec::new() };
        let mut column = 0;
        // The gap in front of the character: its width, and whether it is wide enough to part chunks.
        let (mut gap, mut parted, mut last) = (0, true, ' ');
        for (at, c) in line.of(text).char_indices() {
            let width = metric.width(c);
            if is_gap(c) {
                gap += 1;
                parted |= gap >= 2 || is_rule(c) || c == '\u{3000}';
            } else {
                let at = line.start + at;
                let end = at + c.len_utf8();
                match row.chunks.last_mut() {
                    Some(chunk) if !(parted || gap > 0 && (is_wide(c) || is_wide(last))) => {
                        chunk.span.end = end;
                        chunk.to = column + width;
                    }
                    _ => row.chunks.push(Chunk { span: Span::new(at, end), from: column, to: column + width }),
                }
                (gap, parted, last) = (0, false, c);
            }
            column += width;
        }
        row
    }

    /// How many chunks stand left of column `x`, when the gap between them and the others reaches within `slack` of it.
    pub(super) fn split(&self, x: usize, slack: usize) -> Option<usize> {
        let right = self.chunks.partition_point(|chunk| chunk.to <= x);
        let free = |k: usize| {
            let before = k.checked_sub(1).and_then(|b| self.chunks.get(b)).map_or(0, |chunk| chunk.to);
            let behind = self.chunks.get(k).map_or(usize::MAX, |chunk| chunk.from);
            before <= x + slack && x < behind.saturating_add(slack)
        };
        let inside = self.chunks.get(right).is_some_and(|chunk| chunk.from <= x);
        if !inside {
            return Some(right);
        }
        // Text stands at `x` itself: the gap on its nearer side, if that is near enough.
        [right, right + 1].into_iter().find(|&k| slack > 0 && free(k))
    }

    /// What some of its chunks say; `None` when there are none.
    pub(super) fn cell(&self, chunks: Range<usize>) -> Option<Span> {
        let chunks = self.chunks.get(chunks)?;
        Some(Span::new(chunks.first()?.span.start, chunks.last()?.span.end))
    }

    pub(super) fn side(&self, x: usize, slack: usize) -> Side {
        match self.split(x, slack) {
            _ if self.chunks.is_empty() => Side::Blank,
            None => Side::Across,
            Some(0) => Side::Right,
            Some(k) if k == self.chunks.len() => Side::Left,
            Some(_) => Side::Both,
        }
    }
}

/// Lines of the longest page: a longer stretch is cut, at the next blank line where there is one. It bounds the work, which
/// in the worst case grows with the square of a page's lines.
const PAGE: usize = 300;

/// Stretches of lines of one page that columns may stand in: without tables, code, Markdown and lines with tabs inside.
pub(super) fn stretches(text: &str, layout: &Layout) -> Vec<Range<usize>> {
    let mut wall = vec![false; layout.lines.len()];
    for block in &layout.blocks {
        use BlockKind::{Code, Formula, FrontMatter, Heading, Html, Image, PageBreak, Table};
        if matches!(block.kind, Code | Formula | FrontMatter | Heading | Html | Image | PageBreak | Table) {
            wall[block.lines.clone()].fill(true);
        }
    }
    let tabbed = |line: usize| layout.lines[line].span.of(text).trim().contains('\t');
    let mut stretches = Vec::new();
    let mut start = 0;
    for line in 0..=wall.len() {
        let long = line - start >= PAGE && layout.lines.get(line).is_some_and(|l| l.span.of(text).trim().is_empty());
        if line == wall.len() || wall[line] || tabbed(line) || long || line - start >= 2 * PAGE {
            if start < line {
                stretches.push(start..line);
            }
            // A wall is in no stretch; a line at which a long one is merely cut is.
            let cut = line < wall.len() && !wall[line] && !tabbed(line);
            start = if cut { line } else { line + 1 };
        }
    }
    stretches
}

/// What is left of a stretch without the head of its page, a first row with a number in it, of which most is blank; and without
/// its foot, a last row of nothing but numbers. A page's name, its date and its number stand in none of its columns.
pub(super) fn between_head_and_foot(text: &str, layout: &Layout, stretch: Range<usize>) -> Range<usize> {
    let content = |line: usize| layout.lines[line].span.of(text).trim();
    let mut rows = stretch.clone().filter(|&line| !content(line).is_empty());
    let Some(first) = rows.next() else { return stretch };
    let last = rows.next_back().unwrap_or(first);
    let page = layout.pages.partition_point(|page| page.start <= layout.lines[first].span.start).checked_sub(1);
    let Some(page) = page.map(|page| layout.pages[page]) else { return stretch };
    let alone = |span: Span| span.of(text).trim().is_empty();
    let begins = alone(Span::new(page.start, layout.lines[first].span.start));
    let ends = page.end >= layout.lines[last].span.end && alone(Span::new(layout.lines[last].span.end, page.end));
    let sparse = |row: &str| has_wide_blank(row) && 2 * filled(row) < columns(row);
    let is_head = begins && content(first).contains(|c: char| c.is_ascii_digit()) && sparse(content(first));
    let is_foot = ends && is_number(content(last));
    let start = if is_head { first + 1 } else { stretch.start };
    start..if is_foot { last.max(start) } else { stretch.end }
}

/// Columns of the widest line that may be one of a column: two of a landscape page.
const WIDEST_COLUMN: usize = 100;

/// Lines of a column at most that stand directly below each other where its lines have blank lines between.
const TOGETHER: usize = 4;

/// Runs of short lines that follow each other at one distance: without blank lines, or with the same number of them between
/// any two. Their contents, without blanks at the ends. Where there are blank lines between, a few lines of one column may
/// stand together, as those beside a paragraph's indented first line do, and are taken as one.
pub(super) fn runs(text: &str, lines: &[Line]) -> Vec<Vec<Span>> {
    let contents: Vec<Span> = lines.iter().map(|line| trimmed(text, line.span)).collect();
    let wide = |content: Span| content.len() > 4 * WIDEST_COLUMN || columns(content.of(text)) > WIDEST_COLUMN;
    let is_line = |at: usize| !contents[at].is_empty() && !wide(contents[at]);
    let mut runs: Vec<Vec<Span>> = Vec::new();
    // Where the last lines ended, and the distance in their run; 0 before there is one.
    let (mut last, mut distance) = (0, 0);
    let mut at = 0;
    while at < contents.len() {
        let end = (at..contents.len()).find(|&line| !is_line(line)).unwrap_or(contents.len());
        if end == at {
            if !contents[at].is_empty() {
                runs.push(Vec::new());
            }
            at += 1;
            continue;
        }
        if end - at > TOGETHER {
            runs.push(contents[at..end].to_vec());
            runs.push(Vec::new());
        } else {
            let together = Span::new(contents[at].start, contents[end - 1].end);
            match runs.last_mut() {
                Some(run) if !run.is_empty() && (distance == 0 || distance == at - last) => {
                    distance = at - last;
                    run.push(together);
                }
                _ => {
                    runs.push(vec![together]);
                    distance = 0;
                }
            }
        }
        (at, last) = (end, end - 1);
    }
    runs
}

/// The contents of all lines that have any.
pub(super) fn contents(text: &str, lines: &[Line]) -> Vec<Span> {
    lines.iter().map(|line| trimmed(text, line.span)).filter(|content| !content.is_empty()).collect()
}

/// By row: a blank line stands before it, or it is the first one.
pub(super) fn behind_blank(text: &str, rows: &[Span]) -> Vec<bool> {
    let between = |pair: &[Span]| text[pair[0].end..pair[1].start].matches('\n').count() > 1;
    std::iter::once(true).chain(rows.windows(2).map(between)).take(rows.len()).collect()
}

fn trimmed(text: &str, line: Span) -> Span {
    let content = line.of(text);
    let start = line.end - content.trim_start().len();
    Span::new(start.min(line.end), start.max(line.start + content.trim_end().len()))
}
