//! Cells in reading order, as edits: each cell takes the gap in front of it along, which reads as a line end.

use crate::edit::Edit;
use crate::layout::columns;
use crate::span::Span;

/// What stands in front of a cell in the repaired text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Break {
    /// A line end.
    Line,
    /// A blank line.
    Blank,
}

/// A piece of a line, in its place in the reading order.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// Its bytes, without blanks at its ends.
    pub(super) span: Span,
    /// What it stands behind.
    pub(super) before: Break,
    /// How many columns of the blanks in front of it are its indentation.
    pub(super) indent: usize,
    /// Wide blanks in it that are the word spaces of a justified line.
    pub(super) wide: Vec<Span>,
}

/// The edits that put `cells` into their order; they must be all of the text from the first to the last but for blanks and
/// column rules. Empty when they are in order already.
pub(super) fn edits(text: &str, cells: &[Cell]) -> Vec<Edit> {
    let mut by_place: Vec<usize> = (0..cells.len()).collect();
    by_place.sort_by_key(|&i| cells[i].span.start);
    // The gap in front of each cell; the first of the text has none but the blanks of its line.
    let mut gaps = vec![Span::at(0); cells.len()];
    for pair in by_place.windows(2) {
        gaps[pair[1]] = Span::new(cells[pair[0]].span.end, cells[pair[1]].span.start);
    }
    let Some(&top) = by_place.first() else { return Vec::new() };
    let before = &text[..cells[top].span.start];
    let line_start =
        before.len() - before.chars().rev().take_while(|&c| blank_in_line(c)).map(char::len_utf8).sum::<usize>();
    gaps[top] = Span::new(line_start, cells[top].span.start);
    let end = by_place.last().map_or(0, |&last| cells[last].span.end);
    let staying = staying(cells);
    if staying >= cells.len() {
        return Vec::new();
    }
    let line_end = line_end(text, cells[top].span.start);
    let mut edits = Vec::new();
    for (i, cell) in cells.iter().enumerate() {
        let gap = gaps[i];
        let indent = indent(text, cell);
        let with = match (i, cell.before) {
            (0, _) => indent.to_string(),
            (_, Break::Line) => format!("{line_end}{indent}"),
            (_, Break::Blank) => format!("{line_end}{line_end}{indent}"),
        };
        if gap.of(text) != with {
            edits.push(Edit::Replace { span: gap, with });
        }
        edits.extend(cell.wide.iter().map(|&span| Edit::Replace { span, with: " ".to_string() }));
        if i >= staying {
            edits.push(Edit::Move { span: Span::new(gap.start, cell.span.end), to: end });
        }
    }
    edits
}

/// How many cells stay where they are: the first ones, as long as they are in their order.
pub(super) fn staying(cells: &[Cell]) -> usize {
    1 + cells.windows(2).take_while(|pair| pair[0].span.start < pair[1].span.start).count()
}

/// The blanks directly in front of a cell, as many as its indentation takes.
fn indent<'t>(text: &'t str, cell: &Cell) -> &'t str {
    let before = &text[..cell.span.start];
    let mut start = before.len();
    for (at, c) in before.char_indices().rev() {
        let fits = columns(&before[at..]) <= cell.indent;
        if !fits || !blank_in_line(c) || super::rows::is_rule(c) {
            break;
        }
        start = at;
    }
    &before[start..]
}

/// True for blanks and column rules, which stand in a line between its cells.
fn blank_in_line(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\n' | '\r' | '\u{c}' | '\u{2028}' | '\u{2029}') || super::rows::is_rule(c)
}

/// The line end that the text uses at this place.
fn line_end(text: &str, from: usize) -> &'static str {
    match text[from..].find(['\n', '\r']) {
        Some(at) if text[from + at..].starts_with("\r\n") => "\r\n",
        Some(at) if text[from + at..].starts_with('\r') => "\r",
        _ => "\n",
    }
}
