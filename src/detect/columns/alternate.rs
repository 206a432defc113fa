//! Columns whose lines stand in turn: the first of each, the second of each, and so on.
//!
//! Every line goes on from one that stands as many lines above as there are columns. When a column ends, the turn has one
//! less. So the reading is a way through the lines, at each line with a distance to the line before it in its column: 1
//! for plain text, more where columns begin, and again less where one ends. The likeliest way is looked for, and taken
//! when it is far likelier than plain text.

use super::proof::Judge;
use crate::layout;
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
/// Lines at the top among which a page's number may stand.
const HEADS: usize = 5;
/// Bits by which the second of two columns must go on in the first better than that in it, to stand before it.
const TURNED: f32 = 8.0;
/// Bits by which a line must go on in the next, or a sentence must end with it, for both to be lines of one column. At -3 one in
/// a hundred lines in turn with blank lines between is not found any more; at less, headlines that stand together pass.
const TORN: f32 = -4.5;
/// Of so many lines so many are asked whether they are plain text, before all are.
const WINDOW: usize = 32;
const ASKED: usize = 8;
/// Bits a seam up to which they may not be. At 2, three in a hundred more English lines in turn are found, and wrapped text takes a
/// fifth longer.
const PLAIN: f32 = 1.5;

/// Lines in turn.
pub(super) struct Turn {
    /// The lines of each column, in the order in which the columns begin.
    pub(super) columns: Vec<Vec<Span>>,
    /// Bits a seam of lines in one column.
    pub(super) down: f32,
    /// Bits a seam of the same lines with the ones directly above them.
    pub(super) across: f32,
    /// Share of the seams that read better down than across.
    pub(super) better: f32,
    /// How many seams these are.
    pub(super) seams: usize,
}

impl Turn {
    /// From its first line to its last.
    pub(super) fn reach(&self) -> Span {
        let lines = || self.columns.iter().flatten();
        let (start, end) = (lines().map(|line| line.start).min(), lines().map(|line| line.end).max());
        Span::new(start.unwrap_or(0), end.unwrap_or(0))
    }
}

/// The columns that stand in turn in `lines`; where several that stand together are taken as one, they must hang together.
pub(super) fn find(judge: &mut Judge, lines: &[Span]) -> Vec<Turn> {
    let parts: Vec<&[Span]> = lines.split(|&line| !hangs_together(judge, line)).collect();
    parts.into_iter().flat_map(|lines| find_in(judge, lines)).collect()
}

/// The same in lines of which each is one, or hangs together.
fn find_in(judge: &mut Judge, lines: &[Span]) -> Vec<Turn> {
    if lines.len() < FEWEST || !is_suspect(judge, lines) {
        return Vec::new();
    }
    let heads = heads(judge.text(), lines);
    let rest: Vec<Span> = lines.iter().copied().filter(|line| !heads.contains(line)).collect();
    if rest.len() < FEWEST {
        return Vec::new();
    }
    let distances = distances(judge, &rest);
    let mut turns = turns(judge, &rest, &distances);
    for turn in &mut turns {
        if turn.reach().start > rest[0].start {
            begin_with_first(judge, &mut turn.columns);
        }
        let inside: Vec<Vec<Span>> =
            heads.iter().filter(|head| turn.reach().overlaps(**head)).map(|&head| vec![head]).collect();
        turn.columns.splice(0..0, inside);
    }
    turns
}

/// Puts the second of two columns first where it clearly goes on in the other one. What stands above them may be a line of it
/// that went on nowhere, and the line that begins is then one of the right column. Of three columns and more the last may go on
/// anywhere on the page.
fn begin_with_first(judge: &mut Judge, columns: &mut [Vec<Span>]) {
    let [one, other] = columns else { return };
    let mut goes_on = |above: &[Span], below: &[Span]| match (above.last(), below.first()) {
        (Some(&end), Some(&start)) if !layout::ends_sentence(end.of(judge.text())) => judge.attraction(end, start),
        _ => 0.0,
    };
    if goes_on(other, one) >= goes_on(one, other) + TURNED {
        std::mem::swap(one, other);
    }
}

/// A page's number among the first lines, and the short lines above it and directly below: the page's head, and in no column.
fn heads(text: &str, lines: &[Span]) -> Vec<Span> {
    let width = |line: &Span| layout::columns(line.of(text));
    let Some(number) = lines.iter().take(HEADS).rposition(|line| layout::is_number(line.of(text))) else {
        return Vec::new();
    };
    let mut widths: Vec<usize> = lines.iter().map(width).collect();
    widths.sort_unstable();
    let is_head = |line: &&Span| {
        let begins = line.of(text).starts_with(char::is_lowercase);
        2 * width(line) < widths[widths.len() / 2] && !begins
    };
    lines.iter().take(number + 2).filter(is_head).copied().collect()
}

/// True for a line, and for lines of one column: a sentence ends with each, or goes on in the next.
fn hangs_together(judge: &mut Judge, lines: Span) -> bool {
    let text = judge.text();
    if !lines.of(text).contains('\n') {
        return true;
    }
    let mut start = lines.start;
    let own = lines.of(text).split('\n').map(|line| {
        let span = Span::new(start, start + line.trim_end().len());
        start += line.len() + 1;
        span
    });
    let own: Vec<Span> = own.collect();
    own.windows(2).all(|pair| layout::ends_sentence(pair[0].of(text)) || judge.attraction(pair[0], pair[1]) >= TORN)
}

/// The turns of the likeliest way, each from its first line to the end of its longest column.
fn turns(judge: &mut Judge, lines: &[Span], distances: &[usize]) -> Vec<Turn> {
    let mut turns = Vec::new();
    let mut start = 0;
    while let Some(first) = (start..lines.len()).find(|&i| distances[i] > 1) {
        // The longest column's rest stands in plain lines until the next turn begins.
        let turning = (first..lines.len()).take_while(|&i| distances[i] > 1).last().map_or(first, |i| i + 1);
        let first = below_heads(judge, lines, distances, first..turning);
        let begin = first - distances[first];
        let next = (turning..lines.len()).find(|&i| distances[i] > 1).map(|i| i - distances[i]);
        let end = next.unwrap_or(lines.len()).max(turning);
        turns.extend(
            turn(judge, lines, distances, begin, first..turning, end)
                .filter(|turn| turn.columns.iter().all(|column| column.len() >= LEAST) && turn.better >= BETTER)
                .filter(|turn| !turn.columns.iter().any(|column| says_again(judge.text(), column))),
        );
        start = end;
    }
    turns
}

/// True for lines most of which say the same again, figures aside: headings that count on, each above its text, or the answers
/// to choose from below each question.
fn says_again(text: &str, column: &[Span]) -> bool {
    let said = |line: &Span| line.of(text).chars().filter(|c| !c.is_numeric()).collect::<String>();
    let again = column.windows(2).filter(|pair| said(&pair[0]) == said(&pair[1])).count();
    2 * again >= column.len()
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
        columns: columns.into_iter().map(|column| column.into_iter().map(|line| lines[line]).collect()).collect(),
        down: down / seams,
        across: across / seams,
        better: better as f32 / seams,
        seams: turning.len(),
    })
}
