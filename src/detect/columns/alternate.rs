//! Columns whose lines stand in turn: the first of each, the second of each, and so on.
//!
//! Every line goes on from one that stands as many lines above as there are columns. When a column ends, the turn has one
//! less. So the reading is a way through the lines, at each line with a distance to the line before it in its column: 1
//! for plain text, more where columns begin, and again less where one ends. The likeliest way is looked for, and taken
//! when it is far likelier than plain text.

use super::proof::Judge;
use crate::span::Span;

/// Columns that are looked for at most.
const MOST: usize = 5;
/// Lines of a column at least.
const LEAST: usize = 2;
/// Lines in turn at least.
const FEWEST: usize = 6;
/// Of the seams so many must read better down than across.
const BETTER: f32 = 0.65;
/// Bits that it costs to begin each further column, less at the first line; and to end one, more in mid-sentence than behind
/// a sentence. A seam that goes wrong costs about five.
const BEGIN: f32 = 12.0;
const BEGIN_FIRST: f32 = 6.0;
const END: f32 = 6.0;
const END_TORN: f32 = 6.0;
/// Of so many lines so many are asked whether they are plain text, before all are.
const WINDOW: usize = 32;
const ASKED: usize = 8;
/// Bits a seam up to which they may not be. At 2, three in a hundred more English lines in turn are found, and wrapped text takes a
/// fifth longer.
const PLAIN: f32 = 1.5;

/// Lines in turn.
pub(super) struct Turn {
    /// The columns, in the order in which they begin; each the indices of its lines.
    pub(super) columns: Vec<Vec<usize>>,
    /// Bits a seam of lines in one column.
    pub(super) down: f32,
    /// Bits a seam of the same lines with the ones directly above them.
    pub(super) across: f32,
    /// Share of the seams that read better down than across.
    pub(super) better: f32,
    /// How many seams these are.
    pub(super) seams: usize,
}

/// The columns that stand in turn in `lines`.
pub(super) fn find(judge: &mut Judge, lines: &[Span]) -> Vec<Turn> {
    if lines.len() < FEWEST || !is_suspect(judge, lines) {
        return Vec::new();
    }
    let distances = distances(judge, lines);
    let mut turns = Vec::new();
    let mut start = 0;
    while let Some(first) = (start..lines.len()).find(|&i| distances[i] > 1) {
        // The longest column's rest stands in plain lines until the next turn begins.
        let turning = (first..lines.len()).take_while(|&i| distances[i] > 1).last().map_or(first, |i| i + 1);
        let first = below_heads(judge, lines, &distances, first..turning);
        let begin = first - distances[first];
        let next = (turning..lines.len()).find(|&i| distances[i] > 1).map(|i| i - distances[i]);
        let end = next.unwrap_or(lines.len()).max(turning);
        turns.extend(
            turn(judge, lines, &distances, begin, first..turning, end)
                .filter(|turn| turn.columns.iter().all(|column| column.len() >= LEAST) && turn.better >= BETTER),
        );
        start = end;
    }
    turns
}

/// The first line in turn that goes on from the one above it. What stands above the columns, as a page's head and a headline
/// do, is in turn with them for want of another place; rows of which no line is gone on from are none of theirs.
fn below_heads(judge: &mut Judge, lines: &[Span], distances: &[usize], turning: std::ops::Range<usize>) -> usize {
    let mut first = turning.start;
    let columns = distances[first];
    while first + columns < turning.end
        && (first..first + columns)
            .all(|i| distances[i] == columns && judge.attraction(lines[i - columns], lines[i]) < PLAIN)
    {
        first += columns;
    }
    first
}

/// A cheap test: in some window the lines do not follow each other.
fn is_suspect(judge: &mut Judge, lines: &[Span]) -> bool {
    lines.chunks(WINDOW).any(|window| stray(judge, window))
}

/// True when the first lines of a window do not follow each other.
fn stray(judge: &mut Judge, window: &[Span]) -> bool {
    let pairs = window.windows(2).take(ASKED);
    let count = pairs.len();
    let bits: f32 = pairs.map(|pair| judge.attraction(pair[0], pair[1])).sum();
    count + 1 >= FEWEST.min(ASKED) && bits < PLAIN * count as f32
}

/// The likeliest way: for each line how far above it the line stands that it goes on from; 0 where it begins a column.
fn distances(judge: &mut Judge, lines: &[Span]) -> Vec<usize> {
    let n = lines.len();
    let mut best = vec![[f32::NEG_INFINITY; MOST + 1]; n];
    let mut from = vec![[0; MOST + 1]; n];
    best[0][1] = 0.0;
    for i in 1..n {
        for k in 1..=MOST.min(i) {
            let (mut most, mut way) = (best[i - 1][k], k);
            for (longer, &before) in best[i - 1].iter().enumerate().skip(k + 1) {
                if before == f32::NEG_INFINITY {
                    continue;
                }
                let ended = (k + 1..=longer).filter_map(|d| i.checked_sub(d));
                let price: f32 = ended.map(|e| END + judge.ending(lines[e]).min(END_TORN)).sum();
                let bits = before - price;
                if bits > most {
                    (most, way) = (bits, longer);
                }
            }
            let price = if i == k { BEGIN_FIRST } else { BEGIN } * (k - 1) as f32;
            if k > 1 && best[i - k][1] - price > most {
                (most, way) = (best[i - k][1] - price, 0);
            }
            if most > f32::NEG_INFINITY {
                best[i][k] = most + judge.attraction(lines[i - k], lines[i]);
                from[i][k] = way;
            }
        }
    }
    let mut distances = vec![0; n];
    let mut i = n - 1;
    let mut k = (1..=MOST).max_by(|&a, &b| best[i][a].total_cmp(&best[i][b])).unwrap_or(1);
    while i > 0 {
        distances[i] = k;
        match from[i][k] {
            0 => (i, k) = (i - k, 1),
            way => (i, k) = (i - 1, way),
        }
    }
    distances
}

/// The columns from line `begin` to `end`, which are in turn in `turning`.
fn turn(
    judge: &mut Judge,
    lines: &[Span],
    distances: &[usize],
    begin: usize,
    turning: std::ops::Range<usize>,
    end: usize,
) -> Option<Turn> {
    let mut columns: Vec<Vec<usize>> = (begin..turning.start).map(|i| vec![i]).collect();
    let mut column_of: Vec<usize> = (0..columns.len()).collect();
    let (mut down, mut across, mut better) = (0.0, 0.0, 0);
    for i in turning.start..end {
        let above = i.checked_sub(distances[i].max(1))?;
        let column = *column_of.get(above.checked_sub(begin)?)?;
        columns.get_mut(column)?.push(i);
        column_of.push(column);
        if turning.contains(&i) {
            let bits = [judge.attraction(lines[above], lines[i]), judge.attraction(lines[i - 1], lines[i])];
            down += bits[0];
            across += bits[1];
            better += usize::from(bits[0] > bits[1]);
        }
    }
    let seams = turning.len().max(1) as f32;
    Some(Turn {
        columns,
        down: down / seams,
        across: across / seams,
        better: better as f32 / seams,
        seams: turning.len(),
    })
}
