//! The reading order of rows with gutters in them: down each column, band by band.
//!
//! A page is cut in two ways in turn, as in the recursive XY cut (Nagy and Seth 1984): where blank rows go across its columns, and
//! at its gutters. A gutter alone does not show where an article ends: a headline that fits above one column leaves it blank.

use std::ops::Range;

use super::gutter::{Gutter, SLACK};
use super::proof::Judge;
use super::rows::{Chunk, Row};
use super::weave::{Break, Cell};
use crate::span::Span;

/// Rows above and below a wide blank that must not all be blank there, too: then it is a gutter that was not proven, or a
/// table's.
const BESIDE: usize = 3;

/// Rows from one line to the next, over which more blank ones lie than between two paragraphs. With a single blank row taken for a
/// band's end 1.6 in a hundred line ends and paragraphs of 48 generated pages are put together wrongly that were right; where a
/// page has few single ones, still .2 to .4.
const STRIP: usize = 2;

/// A part of the page: some rows, between two gutters.
#[derive(Clone)]
struct Region {
    rows: Range<usize>,
    left: Option<usize>,
    right: Option<usize>,
}

/// The cells of `rows` in reading order; `from_right` where the first column stands on the right.
pub(super) fn cells(
    judge: &mut Judge,
    rows: &[Row],
    gutters: &[Gutter],
    range: Range<usize>,
    from_right: bool,
) -> Vec<Cell> {
    let mut parts = Vec::new();
    let all: Vec<usize> = (0..gutters.len()).collect();
    let whole = Region { rows: range, left: None, right: None };
    let mut page = Page { judge, rows, gutters, from_right };
    page.divide(&all, whole, &mut parts);
    let mut cells: Vec<Cell> = Vec::new();
    for part in parts {
        let base = base(rows, gutters, &part);
        let lines: Vec<usize> = part.rows.clone().filter(|&r| !chunks(rows, gutters, &part, r).is_empty()).collect();
        let usual = usual_distance(&lines);
        let mut spaces = justified(rows, &lines, |r| chunks(rows, gutters, &part, r)).into_iter();
        for (i, &r) in lines.iter().enumerate() {
            let chunks = &rows[r].chunks[chunks(rows, gutters, &part, r)];
            let wide = spaces.next().filter(|_| judge.spaced()).unwrap_or_default();
            let (Some(begin), Some(end)) = (chunks.first(), chunks.last()) else { continue };
            let span = Span::new(begin.span.start, end.span.end);
            let apart = i == 0 || r - lines[i - 1] > usual;
            let before = match cells.last() {
                Some(last) if apart && !judge.runs_on(last.span, span) => Break::Blank,
                _ => Break::Line,
            };
            cells.push(Cell { span, before, indent: begin.from.saturating_sub(base), wide });
        }
    }
    cells
}

/// The lines of each column, one column behind the other; `from_right` where the first stands on the right, `apart` tells lines
/// with a blank line between them, which stays unless the lower one clearly goes on from the upper one.
pub(super) fn down(
    judge: &mut Judge,
    columns: &[Vec<Span>],
    from_right: bool,
    apart: impl Fn(Span, Span) -> bool,
) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let number = columns.len();
    let in_order = (0..number).map(|i| if from_right { number - 1 - i } else { i });
    for column in in_order.filter_map(|i| columns.get(i)) {
        for (i, &span) in column.iter().enumerate() {
            let before = match cells.last() {
                Some(last) if (i == 0 || apart(last.span, span)) && !judge.runs_on(last.span, span) => Break::Blank,
                _ => Break::Line,
            };
            cells.push(Cell { span, before, indent: 0, wide: Vec::new() });
        }
    }
    cells
}

/// What is divided.
struct Page<'p, 'j> {
    judge: &'p mut Judge<'j>,
    rows: &'p [Row],
    gutters: &'p [Gutter],
    from_right: bool,
}

impl Page<'_, '_> {
    /// Divides a region where blank rows go across its columns, then at the gutter that reaches farthest, and its parts again.
    fn divide(&mut self, inside: &[usize], region: Region, parts: &mut Vec<Region>) {
        let gutters = self.gutters;
        let reach = |g: usize, region: &Region| {
            let (own, rows) = (&gutters[g].rows, &region.rows);
            own.start.max(rows.start)..own.end.min(rows.end)
        };
        let inside: Vec<usize> = inside.iter().copied().filter(|&g| !reach(g, &region).is_empty()).collect();
        let Some(&g) = inside.iter().max_by_key(|&&g| (reach(g, &region).len(), g)) else {
            if !region.rows.is_empty() {
                parts.push(region);
            }
            return;
        };
        let bands = self.bands(&inside, &region);
        if bands.len() > 1 {
            for rows in bands {
                self.divide(&inside, Region { rows, ..region.clone() }, parts);
            }
            return;
        }
        let own = reach(g, &region);
        let others =
            |keep: &dyn Fn(usize) -> bool| -> Vec<usize> { inside.iter().copied().filter(|&o| keep(o)).collect() };
        let above = Region { rows: region.rows.start..own.start, ..region.clone() };
        let below = Region { rows: own.end..region.rows.end, ..region.clone() };
        self.divide(&others(&|o| o != g), above, parts);
        let left = Region { rows: own.clone(), right: Some(g), ..region.clone() };
        let left = (left, others(&|o| gutters[o].x < gutters[g].x));
        let right = Region { rows: own, left: Some(g), ..region.clone() };
        let right = (right, others(&|o| gutters[o].x > gutters[g].x));
        for (side, inside) in if self.from_right { [right, left] } else { [left, right] } {
            self.divide(&inside, side, parts);
        }
        self.divide(&others(&|o| o != g), below, parts);
    }

    /// The parts of a region between blank rows that go across its columns, and over which none of them goes on: the columns
    /// above are those of one article, and the ones below those of another.
    fn bands(&mut self, inside: &[usize], region: &Region) -> Vec<Range<usize>> {
        let filled: Vec<usize> =
            region.rows.clone().filter(|&r| !chunks(self.rows, self.gutters, region, r).is_empty()).collect();
        let mut bands = Vec::new();
        let mut start = region.rows.start;
        for pair in filled.windows(2).filter(|pair| pair[1] - pair[0] > STRIP) {
            let through: Vec<usize> = inside
                .iter()
                .copied()
                .filter(|&g| self.gutters[g].rows.contains(&pair[0]) && self.gutters[g].rows.contains(&pair[1]))
                .collect();
            if !through.is_empty() && !self.goes_on(&through, region, pair[0], pair[1]) {
                bands.push(start..pair[1]);
                start = pair[1];
            }
        }
        bands.push(start..region.rows.end);
        bands
    }

    /// True when a column goes on from the rows down to `above` in those from `below` on.
    fn goes_on(&mut self, through: &[usize], region: &Region, above: usize, below: usize) -> bool {
        let mut edges = through.to_vec();
        edges.sort_unstable_by_key(|&g| self.gutters[g].x);
        let edges: Vec<Option<usize>> =
            [region.left].into_iter().chain(edges.into_iter().map(Some)).chain([region.right]).collect();
        edges.windows(2).any(|sides| {
            let column = Region { rows: region.rows.clone(), left: sides[0], right: sides[1] };
            let cell = |r: usize| self.rows[r].cell(chunks(self.rows, self.gutters, &column, r));
            let last = (region.rows.start..=above).rev().find_map(cell);
            let first = (below..region.rows.end).find_map(cell);
            last.zip(first).is_some_and(|(last, first)| self.judge.runs_on(last, first))
        })
    }
}

/// The chunks of row `r` that lie in the region.
fn chunks(rows: &[Row], gutters: &[Gutter], region: &Region, r: usize) -> Range<usize> {
    let row = &rows[r];
    let from = region.left.map_or(0, |g| gutters[g].split(row));
    let to = region.right.map_or(row.chunks.len(), |g| gutters[g].split(row));
    from..to.max(from)
}

/// By line of a column: the wide blanks in it, where it reaches to the column's right edge and they are in no line of a table.
/// A program that lays out a page in characters sets the word spaces of justified lines as they are on the page.
fn justified(rows: &[Row], lines: &[usize], chunks: impl Fn(usize) -> Range<usize>) -> Vec<Vec<Span>> {
    let cells: Vec<&[Chunk]> = lines.iter().map(|&r| &rows[r].chunks[chunks(r)]).collect();
    let ends = |cell: &[Chunk]| cell.last().map_or(0, |chunk| chunk.to);
    let mut edges: Vec<usize> = cells.iter().map(|cell| ends(cell)).collect();
    edges.sort_unstable();
    let edge = edges.get(edges.len() * 3 / 4).copied().unwrap_or(0);
    let is_gutter = |at: usize, gap: Range<usize>| {
        // At the first and the last lines as many rows are looked at as anywhere.
        let size = (2 * BESIDE + 1).min(cells.len());
        let from = at.saturating_sub(BESIDE).min(cells.len() - size);
        let around = &cells[from..from + size];
        let mut gap = gap;
        gap.any(|x| {
            let reach = around.iter().filter(|cell| ends(cell) > x).count();
            let through = |cell: &&[Chunk]| cell.iter().any(|chunk| chunk.from <= x && x < chunk.to);
            2 * reach > size && !around.iter().any(through)
        })
    };
    let spaces = |(at, cell): (usize, &&[Chunk])| {
        let pairs = cell.windows(2).filter(|_| ends(cell) + SLACK >= edge);
        let spaces = pairs.filter(|pair| !is_gutter(at, pair[0].to..pair[1].from));
        spaces.map(|pair| Span::new(pair[0].span.end, pair[1].span.start)).collect()
    };
    cells.iter().enumerate().map(spaces).collect()
}

/// How many rows most lines of a column stand below the line before.
fn usual_distance(lines: &[usize]) -> usize {
    let mut distances: Vec<usize> = lines.windows(2).map(|pair| pair[1] - pair[0]).collect();
    distances.sort_unstable();
    distances.get(distances.len() / 2).copied().unwrap_or(1)
}

/// The column in which most lines of the region begin.
fn base(rows: &[Row], gutters: &[Gutter], region: &Region) -> usize {
    if region.left.is_none() {
        return 0;
    }
    let begins =
        region.rows.clone().filter_map(|r| Some(rows[r].chunks[chunks(rows, gutters, region, r)].first()?.from));
    let mut begins: Vec<usize> = begins.collect();
    begins.sort_unstable();
    let runs = begins.chunk_by(|a, b| a == b);
    runs.max_by_key(|run| (run.len(), std::cmp::Reverse(run[0]))).map_or(0, |run| run[0])
}
