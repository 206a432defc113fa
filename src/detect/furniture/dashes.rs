//! Rows of dashes that are printed between a running head and the text, or between the text and a foot.
//!
//! **What gives one away.** It stands in the line directly below or above one that was found to be furniture, and it does
//! so again on another page. It goes with its head.
//!
//! **What is left alone.** Rows of dashes anywhere else: the underline of a Markdown heading that stays, a thematic break,
//! the line above a footnote, a blank to be filled in, also where nothing but a page number stands below it.
//!
//! **Price.** A row under the head of one page only stays, and so does one that a blank line parts from its head.

use rustc_hash::FxHashMap;

use crate::detect::Context;
use crate::detect::furniture::row::Row;
use crate::detect::furniture::{Found, Kind};

/// Signs of the shortest row. Two dashes are a mark in a sentence.
const SHORTEST: usize = 3;
/// Lines of furniture that have such a row beside them, at least.
const LEAST: usize = 2;

/// True for a line of nothing but dashes, or of what a reader makes of a printed line.
pub(super) fn is_row(text: &str) -> bool {
    let signs = |c: char| matches!(c, '-' | '–' | '—' | '―' | '─' | '━' | '－' | '_' | '＿' | '=' | '＝' | '~' | '～');
    text.chars().all(|c| signs(c) || c.is_whitespace())
        && text.chars().filter(|&c| signs(c)).nth(SHORTEST - 1).is_some()
}

/// The row that `belongs` directly above or below a row of dashes.
pub(super) fn beside_which(
    context: &Context,
    rows: &[Row],
    row: usize,
    belongs: impl Fn(usize) -> bool,
) -> Option<usize> {
    let touches = |other: usize| {
        rows.get(other).is_some_and(|other| other.page == rows[row].page && other.line.abs_diff(rows[row].line) == 1)
    };
    if !rows[row].open || !is_row(rows[row].span.of(context.text)) {
        return None;
    }
    [row.checked_sub(1), Some(row + 1)].into_iter().flatten().find(|&other| touches(other) && belongs(other))
}

/// The rows of dashes beside what was found, each found as its line is.
pub(super) fn found(context: &Context, rows: &[Row], found: &[Found]) -> Vec<Found> {
    let lines: FxHashMap<usize, &Found> = found.iter().map(|found| (found.row, found)).collect();
    let mut beside: Vec<(usize, Found)> = Vec::new();
    for row in (0..rows.len()).filter(|row| !lines.contains_key(row)) {
        let blank = rows[row].span.of(context.text).starts_with(['_', '＿']);
        let belongs = |other: usize| lines.get(&other).is_some_and(|line| !blank || line.kind == Kind::Head);
        let Some(line) = beside_which(context, rows, row, belongs) else { continue };
        let why = "printed beside it on other pages, too".to_string();
        beside.push((line, Found { row, why, ..lines[&line].clone() }));
    }
    let mut with_rows: Vec<usize> = beside.iter().map(|&(line, _)| line).collect();
    with_rows.dedup();
    if with_rows.len() < LEAST { Vec::new() } else { beside.into_iter().map(|(_, found)| found).collect() }
}
