//! Rows read straight across columns, with a blank or nothing between them: where each row is to be cut, the language says.
//!
//! The first column needs no other to be seen: its lines begin where the rows begin, so a cut is good when the text before
//! it is followed by the beginning of the next row, and not by the text behind it. Rows that have such a cut at about the
//! same width, one below the other, are cut there; what is behind the cut are rows again. The last column is seen in the
//! same way from the rows' ends. So columns are peeled off on either side until nothing more is found.

use std::ops::Range;

use super::proof::Judge;
use super::rows::is_rule;
use crate::layout;
use crate::span::Span;

/// Columns of text that a column of the page has at least, and rows of the page at most.
const NARROWEST: usize = 14;
const WIDEST: usize = 250;
/// By what part of its width a column's lines vary: type is proportional, and a reader's blanks are not the page's.
const VARIES: f64 = 0.16;
/// Bits that a cut must bring to speak for itself. Measured on seven pages: at 2.5, which is what the best of the few cuts
/// near a place brings by chance, bands fall apart at every row that is read badly, and a third fewer lines are mended.
const CHANCE: f32 = 0.5;
/// Bits that the cuts of the first column found on a page must bring together: of a thousand texts without columns none
/// brings more than 122, and of seven pages read across none fewer than 240. And the cuts of its neighbours, which are
/// expected.
const FIRST: f32 = 150.0;
const NEXT: f32 = 25.0;
/// Bits that a cut must bring on average.
const ON_AVERAGE: f32 = 2.5;
/// One row brings at most so many, and costs at most so many: it may be cut wrongly itself, or end a paragraph.
const MOST: f32 = 18.0;
const LEAST: f32 = -5.0;
/// Rows of a column at least.
const FEWEST: usize = 5;
/// Bits that a cut loses at the end of its reach.
const OFF: f32 = 3.0;
/// How often all cuts are looked at again, with the columns beside known.
const SWEEPS: usize = 2;
/// What a stained column rule is taken for: low lines, quotation marks, full stops, alone or before the next column's line.
const STAINS: &str = "_“”‘’。，、";
/// What a column rule, a wide blank, and no blank at all add to the bits of a cut.
const RULE: f32 = 6.0;
const WIDE: f32 = 6.0;
const NOTHING: f32 = -3.0;

/// A row of the page, or what is left of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Which row it is of.
    pub(super) row: usize,
    pub(super) span: Span,
}

/// One column, or rows across all of them, top down.
pub(super) type Column = Vec<Piece>;

/// A place where a row may be cut.
#[derive(Clone, Copy, Debug)]
struct Cut {
    /// The text before it and behind it.
    left: Span,
    right: Span,
    /// Their columns.
    before: usize,
    behind: usize,
    /// Bits for each way to peel.
    bits: [f32; 3],
}

/// What is peeled off.
#[derive(Clone, Copy, PartialEq)]
enum Peel {
    /// The first column: its lines begin with the rows.
    Left,
    /// The last column: its lines end with the rows.
    Right,
    /// One of two columns: both is known.
    Both,
}

impl Peel {
    /// The width of what is peeled off, and of the rest.
    fn widths(self, cut: &Cut) -> (usize, usize) {
        if self == Peel::Right { (cut.behind, cut.before) } else { (cut.before, cut.behind) }
    }
}

/// Cuts one below the other.
struct Band {
    rows: Range<usize>,
    peel: Peel,
    /// Columns of what is peeled off.
    width: usize,
    bits: f32,
}

/// The columns of `rows` in reading order, and the bits that their cuts bring; `None` when there is no cut.
pub(super) fn columns(judge: &mut Judge, rows: &[Span]) -> Option<(Vec<Column>, f32)> {
    let mut page = Page { columns: Vec::new(), bits: 0.0 };
    let rows: Column = rows.iter().enumerate().map(|(row, &span)| Piece { row, span }).collect();
    page.divide(judge, &rows, FIRST);
    if page.columns.len() < 2 {
        return None;
    }
    for _ in 0..SWEEPS {
        page.cut_anew(judge, rows.len());
    }
    Some((page.columns, page.bits))
}

/// What has been read so far.
struct Page {
    columns: Vec<Column>,
    bits: f32,
}

impl Page {
    /// Reads `rows`, which are cut where that brings at least `least` bits.
    fn divide(&mut self, judge: &mut Judge, rows: &[Piece], least: f32) {
        if rows.is_empty() {
            return;
        }
        let cuts: Vec<Vec<Cut>> = (0..rows.len()).map(|r| cuts(judge, rows, r)).collect();
        let bands = [Peel::Left, Peel::Right, Peel::Both].map(|peel| band(&cuts, peel, least));
        let Some(band) = bands.into_iter().flatten().max_by(|a, b| a.bits.total_cmp(&b.bits)) else {
            self.columns.push(rows.to_vec());
            return;
        };
        self.bits += band.bits;
        let rest = rest_width(&cuts, &band);
        let reading = |r: usize| read(judge.text(), rows[r].span, &cuts[r], &band, rest);
        let fits = |r: usize| matches!(reading(r), Reading::Cut(cut) if cut.bits[band.peel as usize] > CHANCE);
        let start = (0..band.rows.start).rev().take_while(|&r| fits(r)).last().unwrap_or(band.rows.start);
        let end = (band.rows.end..rows.len()).take_while(|&r| fits(r)).last().map_or(band.rows.end, |r| r + 1);
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for (r, &piece) in rows.iter().enumerate().take(end).skip(start) {
            match reading(r) {
                Reading::Cut(cut) => {
                    left.push(Piece { span: cut.left, ..piece });
                    right.push(Piece { span: cut.right, ..piece });
                }
                Reading::Left => left.push(piece),
                Reading::Right => right.push(piece),
            }
        }
        self.divide(judge, &rows[..start], NEXT);
        match band.peel {
            Peel::Left => {
                self.columns.push(left);
                self.divide(judge, &right, NEXT);
            }
            Peel::Right => {
                self.divide(judge, &left, NEXT);
                self.columns.push(right);
            }
            Peel::Both => {
                self.divide(judge, &left, NEXT);
                self.divide(judge, &right, NEXT);
            }
        }
        self.divide(judge, &rows[end..], NEXT);
    }
}

impl Page {
    /// Looks at every cut again, now that the columns on both sides of it are known.
    fn cut_anew(&mut self, judge: &mut Judge, rows: usize) {
        let widths: Vec<usize> = self.columns.iter().map(|column| usual_width(judge.text(), column)).collect();
        let mut cells: Vec<Vec<(usize, usize)>> = vec![Vec::new(); rows];
        for (c, column) in self.columns.iter().enumerate() {
            for (i, piece) in column.iter().enumerate() {
                cells[piece.row].push((c, i));
            }
        }
        for mut row in cells {
            row.sort_by_key(|&(c, i)| self.columns[c][i].span.start);
            for pair in row.windows(2) {
                self.cut_pair(judge, pair[0], pair[1], &widths);
            }
        }
    }

    /// Cuts two neighbours of one row where that reads best.
    fn cut_pair(&mut self, judge: &mut Judge, left: (usize, usize), right: (usize, usize), widths: &[usize]) {
        let text = judge.text();
        let span = |(c, i): (usize, usize)| self.columns[c].get(i).map(|piece| piece.span);
        let (Some(a), Some(b)) = (span(left), span(right)) else { return };
        let (below, above) = (span((left.0, left.1 + 1)), right.1.checked_sub(1).and_then(|i| span((right.0, i))));
        let whole = Span::new(a.start, b.end);
        let off = |span: Span, column: usize| {
            let own = layout::columns(span.of(text));
            let width = widths[column];
            if own < width && layout::ends_sentence(span.of(text)) {
                return 0.0;
            }
            OFF * own.abs_diff(width) as f32 / reach(width) as f32
        };
        let mut best: Option<(f32, Span, Span)> = None;
        for (a, b, _, gap) in places(text, whole) {
            let price = off(a, left.0).min(off(b, right.0)) + 0.25 * off(a, left.0).max(off(b, right.0));
            // Farther off no bits make up for it, and they need not be counted.
            if price > 4.0 * OFF {
                continue;
            }
            let down = below.map_or(0.0, |below| judge.attraction(a, below));
            let bits =
                down + above.map_or(0.0, |above| judge.attraction(above, b)) - judge.attraction(a, b) + gap - price;
            if best.is_none_or(|(most, ..)| bits > most) {
                best = Some((bits, a, b));
            }
        }
        if let Some((_, a, b)) = best {
            self.columns[left.0][left.1].span = a;
            self.columns[right.0][right.1].span = b;
        }
    }
}

/// Columns of the widest lines but a few.
fn usual_width(text: &str, column: &Column) -> usize {
    let mut widths: Vec<usize> = column.iter().map(|piece| layout::columns(piece.span.of(text))).collect();
    widths.sort_unstable();
    widths.get(widths.len() * 2 / 3).copied().unwrap_or(0)
}

/// How far from a width a cut may lie.
fn reach(width: usize) -> usize {
    ((width as f64 * VARIES) as usize).max(3)
}

/// The best cut at about that width, with a rest of at least `rest`, and its bits less what it is off.
fn near(cuts: &[Cut], peel: Peel, width: usize, rest: usize) -> Option<(&Cut, f32)> {
    let reach = reach(width);
    let off = |cut: &Cut| peel.widths(cut).0.abs_diff(width);
    let worth = |cut: &Cut| cut.bits[peel as usize] - OFF * off(cut) as f32 / reach as f32;
    let wide = |cut: &&Cut| off(cut) <= reach && peel.widths(cut).1 >= rest;
    let near = cuts.iter().filter(wide).map(|cut| (cut, worth(cut)));
    near.max_by(|a, b| a.1.total_cmp(&b.1))
}

/// The rows one below the other that gain most by a cut at the same width.
fn band(cuts: &[Vec<Cut>], peel: Peel, least: f32) -> Option<Band> {
    let widest = cuts.iter().flatten().map(|cut| peel.widths(cut).0).max()?;
    let mut best: Option<Band> = None;
    for width in (NARROWEST..=widest).step_by(2) {
        let (mut sum, mut start) = (0.0, 0);
        for (r, row) in cuts.iter().enumerate() {
            if sum <= 0.0 {
                (sum, start) = (0.0, r);
            }
            sum += near(row, peel, width, NARROWEST).map_or(-CHANCE, |(_, worth)| worth.clamp(LEAST, MOST) - CHANCE);
            let rows = start..r + 1;
            let enough = rows.len() >= FEWEST && sum >= least && sum / rows.len() as f32 + CHANCE >= ON_AVERAGE;
            if enough && best.as_ref().is_none_or(|best| sum > best.bits) {
                best = Some(Band { rows, peel, width, bits: sum });
            }
        }
    }
    best
}

/// Columns of what is left of most rows of the band.
fn rest_width(cuts: &[Vec<Cut>], band: &Band) -> usize {
    let chosen = cuts[band.rows.clone()].iter().filter_map(|row| near(row, band.peel, band.width, NARROWEST));
    let mut rests: Vec<usize> =
        chosen.filter(|(_, worth)| *worth > 0.0).map(|(cut, _)| band.peel.widths(cut).1).collect();
    rests.sort_unstable();
    rests.get(rests.len() / 2).copied().unwrap_or(0)
}

/// How one row of a band is read.
enum Reading<'c> {
    /// It is cut.
    Cut(&'c Cut),
    /// All of it stands on the left, or on the right.
    Left,
    Right,
}

/// Where the peeled column is full the cut lies at its width. Where it ends a paragraph, its line is short, and the rest is
/// as wide as ever; where it has no line, the rest is all there is.
fn read<'c>(text: &str, row: Span, cuts: &'c [Cut], band: &Band, rest: usize) -> Reading<'c> {
    let full = near(cuts, band.peel, band.width, 1);
    if let Some((cut, worth)) = full
        && worth > CHANCE
    {
        return Reading::Cut(cut);
    }
    let short = |cut: &&Cut| {
        let (own, other) = band.peel.widths(cut);
        let end = if band.peel == Peel::Right { cut.right } else { cut.left };
        own < band.width && other.abs_diff(rest) <= reach(rest) && layout::ends_sentence(end.of(text))
    };
    let bits = |cut: &&Cut| cut.bits[band.peel as usize];
    if let Some(cut) = cuts.iter().filter(short).max_by(|a, b| bits(a).total_cmp(&bits(b))) {
        return Reading::Cut(cut);
    }
    let whole = layout::columns(row.of(text));
    let (own, other) =
        if band.peel == Peel::Right { (Reading::Right, Reading::Left) } else { (Reading::Left, Reading::Right) };
    match full {
        _ if whole <= band.width + reach(band.width) => own,
        Some((_, worth)) if worth < 0.0 && whole.abs_diff(rest) <= reach(rest) => other,
        Some((cut, _)) => Reading::Cut(cut),
        None => own,
    }
}

/// Every place where row `r` may be cut.
fn cuts(judge: &mut Judge, rows: &[Piece], r: usize) -> Vec<Cut> {
    let text = judge.text();
    let row = rows[r].span;
    let whole = layout::columns(row.of(text));
    if row.len() > 4 * WIDEST || whole > WIDEST {
        return Vec::new();
    }
    // A line that stands twice in a row says nothing about its halves.
    let other = |line: &Span| line.of(text) != row.of(text);
    let above = r.checked_sub(1).and_then(|a| rows.get(a)).map(|piece| piece.span).filter(other);
    let below = rows.get(r + 1).map(|piece| piece.span).filter(other);
    let mut found = Vec::new();
    for (left, right, before, gap) in places(text, row) {
        let behind = layout::columns(right.of(text));
        if before + behind < NARROWEST + 2 {
            continue;
        }
        let across = judge.attraction(left, right) - gap;
        let from_left = below.map_or(f32::NEG_INFINITY, |below| judge.attraction(left, below));
        let from_right = above.map_or(f32::NEG_INFINITY, |above| judge.attraction(above, right));
        let bits = [from_left - across, from_right - across, from_left + from_right - across];
        found.push(Cut { left, right, before, behind, bits });
    }
    found
}

/// The places between words, or between any two characters where words are not separated; with the columns of the text
/// before each, and what the gap itself says.
fn places(text: &str, row: Span) -> Vec<(Span, Span, usize, f32)> {
    let is_gap = |c: char| c.is_whitespace() || is_rule(c);
    let mut places = Vec::new();
    let mut gap: Option<usize> = None;
    let (mut last, mut x) = (None::<char>, 0);
    for (offset, c) in row.of(text).char_indices() {
        let at = row.start + offset;
        if is_gap(c) {
            gap.get_or_insert(at);
            continue;
        }
        let start = gap.take();
        let wide = |c: char| c >= '\u{2e80}';
        let between = start.map(|start| &text[start..at]);
        let bonus = match between {
            Some(gap) if gap.contains(is_rule) => Some(RULE),
            Some(gap) if gap.chars().count() > 1 => Some(WIDE),
            // What a reader makes of a stained rule stands in front of the next column, not at the end of the last one.
            Some(_) if is_stain(&text[at..row.end]) => Some(WIDE),
            Some(gap) if is_stain(text[..at - gap.len()].rsplit(is_gap).next().unwrap_or_default()) => Some(-WIDE),
            Some(_) => Some(0.0),
            None if last.is_some_and(wide) || wide(c) => Some(NOTHING),
            None => None,
        };
        if let (Some(bonus), true) = (bonus, last.is_some()) {
            places.push((Span::new(row.start, start.unwrap_or(at)), Span::new(at, row.end), x, bonus));
        }
        x = layout::columns(&text[row.start..at + c.len_utf8()]);
        last = Some(c);
    }
    places
}

/// True when the text begins with a low line or a closing mark, which begin nothing, or with a word of nothing but stains.
fn is_stain(text: &str) -> bool {
    text.starts_with(['_', '”', '’']) || {
        let word = text.split(char::is_whitespace).next().unwrap_or_default();
        !word.is_empty() && word.chars().all(|c| STAINS.contains(c))
    }
}
