//! Gutters: columns of a text that stay blank for many lines in a row, with text on both sides.

use std::ops::Range;

use super::rows::{Row, Side};

/// Blank lines in a row that end a gutter: what stands below is another part of the page.
const APART: usize = 3;
/// Columns by which a gutter may shift from line to line: ragged ones do.
pub(super) const SLACK: usize = 2;
/// Lines of neighbouring columns that stand half a line apart are at most so many rows from each other.
const NEAR: usize = 1;
/// Lines wider than this are paragraphs, not rows of a page.
const WIDEST: usize = 400;
/// The part of its column that a line below the end of the other column must fill to belong to it.
const FILLED: f64 = 0.5;

/// A gutter and how far it reaches.
#[derive(Clone, Debug)]
pub(super) struct Gutter {
    /// A column that is blank, or nearly so, in all its rows.
    pub(super) x: usize,
    /// Its rows.
    pub(super) rows: Range<usize>,
    /// Rows with text on the side that has fewer.
    pub(super) support: usize,
}

impl Gutter {
    /// How many chunks of the row stand left of it.
    pub(super) fn split(&self, row: &Row) -> usize {
        row.split(self.x, SLACK).unwrap_or(row.chunks.len())
    }

    /// The share of the lines behind it that begin in the same column.
    pub(super) fn alignment(&self, rows: &[Row]) -> f32 {
        let begins = rows[self.rows.clone()].iter().filter_map(|row| row.chunks.get(self.split(row)));
        let mut begins: Vec<usize> = begins.map(|chunk| chunk.from).collect();
        begins.sort_unstable();
        let most = begins.chunk_by(|a, b| a == b).map(<[usize]>::len).max().unwrap_or(0);
        most as f32 / begins.len().max(1) as f32
    }
}

/// A run of rows through which one column stays blank.
#[derive(Clone, Copy, Default)]
struct Run {
    start: usize,
    left: usize,
    right: usize,
}

/// All gutters with text on either side in at least `least` rows, the best first. Not always in the same rows: the lines of
/// neighbouring columns may stand half a line apart, and then each has rows of its own.
pub(super) fn find(rows: &[Row], least: usize) -> Vec<Gutter> {
    let width = rows.iter().filter_map(|row| row.chunks.last()).map(|chunk| chunk.to).max().unwrap_or(0).min(WIDEST);
    let mut runs = vec![Run::default(); width];
    let mut seeds = Vec::new();
    let mut blank = 0;
    for (r, row) in rows.iter().enumerate() {
        let (Some(first), Some(last)) = (row.chunks.first(), row.chunks.last()) else {
            blank += 1;
            if blank == APART {
                close(&mut runs, 0..width, r, least, &mut seeds);
            }
            continue;
        };
        blank = 0;
        let (left, right) = (first.to.min(width), last.from.min(width));
        runs[left..].iter_mut().for_each(|run| run.left += 1);
        runs[..right].iter_mut().for_each(|run| run.right += 1);
        for chunk in &row.chunks {
            close(&mut runs, chunk.from.min(width)..chunk.to.min(width), r, least, &mut seeds);
        }
    }
    close(&mut runs, 0..width, rows.len(), least, &mut seeds);
    choose(rows, seeds)
}

/// Ends the runs of some columns in front of row `r`.
fn close(runs: &mut [Run], columns: Range<usize>, r: usize, least: usize, seeds: &mut Vec<Gutter>) {
    for x in columns {
        let run = std::mem::replace(&mut runs[x], Run { start: r + 1, ..Run::default() });
        let support = run.left.min(run.right);
        if support >= least {
            seeds.push(Gutter { x, rows: run.start..r, support });
        }
    }
}

/// Of the many columns of one gutter the one that is blank longest, farthest right; each grown as far as it reaches.
fn choose(rows: &[Row], mut seeds: Vec<Gutter>) -> Vec<Gutter> {
    seeds.sort_by_key(|seed| std::cmp::Reverse((seed.support, seed.x)));
    let mut chosen: Vec<Gutter> = Vec::new();
    for seed in seeds {
        if chosen.iter().any(|known| is_same(rows, known, &seed)) {
            continue;
        }
        let grown = grow(rows, &seed);
        if !chosen.iter().any(|known| is_same(rows, known, &grown)) {
            chosen.push(grown);
        }
    }
    chosen
}

/// True when hardly any text stands between two gutters where both are.
fn is_same(rows: &[Row], known: &Gutter, other: &Gutter) -> bool {
    let common = known.rows.start.max(other.rows.start)..known.rows.end.min(other.rows.end);
    if common.is_empty() {
        return false;
    }
    let (left, right) = (known.x.min(other.x), known.x.max(other.x));
    let between = |row: &&Row| row.chunks.iter().any(|chunk| chunk.from <= right && left < chunk.to);
    let count = rows[common.clone()].iter().filter(between).count();
    right - left <= SLACK || count * 3 < common.len() || count < 2
}

/// The rows from the first to the last that have text on both sides, ragged ones too, and the rest of the longer column.
fn grow(rows: &[Row], seed: &Gutter) -> Gutter {
    let side = |r: usize| rows[r].side(seed.x, SLACK);
    let has = |r: usize, one: Side| matches!(side(r), Side::Both) || side(r) == one;
    // Lines of both columns, if only half a line apart.
    let beside = |r: &usize| {
        let near = r.saturating_sub(NEAR)..(r + NEAR + 1).min(rows.len());
        side(*r) != Side::Across
            && near.clone().any(|n| has(n, Side::Left))
            && near.clone().any(|n| has(n, Side::Right))
    };
    let first = seed.rows.clone().find(beside).unwrap_or(seed.rows.start);
    let last = seed.rows.clone().rev().find(beside).unwrap_or(first);
    let mut range = first..last + 1;
    let mut blank = 0;
    while range.start > 0 && blank < APART {
        match side(range.start - 1) {
            Side::Across => break,
            Side::Blank => blank += 1,
            _ => blank = 0,
        }
        range.start -= 1;
    }
    blank = 0;
    while range.end < rows.len() && blank < APART {
        match side(range.end) {
            Side::Across => break,
            Side::Blank => blank += 1,
            _ => blank = 0,
        }
        range.end += 1;
    }
    let first = range.clone().find(|&r| side(r) != Side::Blank && beside(&r)).unwrap_or(first);
    let last = range.clone().rev().find(|&r| side(r) != Side::Blank && beside(&r)).unwrap_or(last);
    let start = (range.start..first).rev().take_while(|&r| begins_right(&rows[r], &rows[first], seed.x)).last();
    let end = rest(rows, seed.x, last + 1..range.end.max(last + 1));
    let start = start.unwrap_or(first);
    let count = |one: Side| (start..end).filter(|&r| has(r, one)).count();
    Gutter { x: seed.x, rows: start..end, support: count(Side::Left).min(count(Side::Right)) }
}

/// A row of the right column that stands higher than the left one begins: it begins where the column does.
fn begins_right(row: &Row, first: &Row, x: usize) -> bool {
    let begin = |row: &Row| row.chunks.iter().find(|chunk| chunk.from + SLACK > x).map(|chunk| chunk.from);
    row.side(x, SLACK) == Side::Right && begin(row).zip(begin(first)).is_some_and(|(a, b)| a.abs_diff(b) <= 2 * SLACK)
}

/// How far one column goes on below the end of the other: while its lines follow each other, and over a blank line while
/// they are about as long as a column's.
fn rest(rows: &[Row], x: usize, below: Range<usize>) -> usize {
    let mut end = below.start;
    let Some(side) = rows[below.clone()].iter().map(|row| row.side(x, SLACK)).find(|&side| side != Side::Blank) else {
        return end;
    };
    let mut r = below.start;
    while r < below.end {
        let part = r..(r..below.end).find(|&r| rows[r].chunks.is_empty()).unwrap_or(below.end);
        let own = part.clone().take_while(|&r| rows[r].side(x, SLACK) == side).count();
        let room = match side {
            Side::Left => x,
            _ => rows.iter().filter_map(|row| row.chunks.last()).map(|chunk| chunk.to).max().unwrap_or(0) - x,
        };
        let filled = |row: &Row| row.chunks.iter().map(|chunk| chunk.to - chunk.from).sum::<usize>();
        let most = part.clone().take(own).map(|r| filled(&rows[r])).max().unwrap_or(0);
        let first = part.start == below.start;
        if own == 0 || !first && (own < part.len() || own < 2 || (most as f64) < FILLED * room as f64) {
            break;
        }
        end = part.start + own;
        if own < part.len() {
            break;
        }
        r = (part.end..below.end).find(|&r| !rows[r].chunks.is_empty()).unwrap_or(below.end);
    }
    end
}
