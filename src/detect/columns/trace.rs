//! Each column of a page that was read straight across is followed from row to row.
//!
//! A row is divided into cells, and each cell goes on from the last line of a column above it, or begins a column. A line
//! that goes on is likelier behind its column than behind any other text; a cut in the right place is one over which the
//! text does not run on; and a column's lines are about equally wide. No single row says where it is to be cut, so many ways
//! to read the page are kept from row to row, and the likeliest one at the end is its reading. It counts when it is far
//! likelier than the rows as they stand.
//!
//! The way is a beam search, and what is kept of each way is the end of each of its columns: of two ways that go on alike
//! only the better one is. Within a row the best divisions are found from left to right, for each place and column.

use rustc_hash::FxHashSet;

use super::cuts::{Place, Seams, cuts};
use super::loose::{Column, Piece};
use super::proof::Judge;
use crate::layout;
use crate::span::Span;

/// Ways that are kept from row to row, and divisions at each place of a row. With 24 ways three English lines in a hundred
/// are lost on the development pages.
const WAYS: usize = 64;
const BESTS: usize = 3;
/// The same where it is only asked whether the rows may be columns, and the bits a row below which they are not: that takes
/// a tenth of the time, and so many rows show it. Of seven whole pages read across six have more than 5, and of 370
/// documents without columns two more than one half. With all ways, none of these documents comes to more than 123 bits, and none of the pages to less than 450.
const GLANCE: usize = 8;
const GLANCE_BESTS: usize = 2;
const GLANCED: usize = 40;
const LEAST_GLANCE: f32 = 1.0;
const LEAST: f32 = 150.0;
/// The same for each row: lines on one pattern read a little better cut in two.
const LEAST_A_ROW: f32 = 2.5;
/// Bits that it costs to begin a column, less what the next row seems to go on from it by, at most.
const NEW: f32 = 16.0;
const AHEAD: f32 = 9.0;
/// The part of that which is believed: the best of several places is good by chance.
const BELIEVED: f32 = 0.7;
/// How far to the left or right it may go on: columns of the row, and a part of them.
const ASIDE: usize = 4;
const ASIDE_PART: usize = 5;
/// Bits that it costs a column to have no line in a row, and more when its last one breaks off.
const SKIP: f32 = 1.5;
const TORN: f32 = 3.0;
/// Rows without a line after which a column has ended, and columns of a page at most.
const ENDED: usize = 7;
const MOST: usize = 9;
/// The least that a seam says against a line: it may begin a paragraph, or be badly read.
const WORST: f32 = -6.0;
/// Columns of text in a column's first line at least, and in a row at most.
const NARROWEST: usize = 8;
const WIDEST: usize = 250;
/// By what part of its width a column's lines vary, what each further such part costs, and how many count.
const VARIES: f64 = 0.12;
const OFF: f32 = 3.0;
const OFF_MOST: f32 = 4.0;
/// The part of it that counts for the end of a paragraph and the line behind it, and for a column of one line.
const OFF_SHORT: f32 = 0.1;
const OFF_FIRST: f32 = 0.3;
/// By what part of its width a line may be wider than its column, and by how many columns.
const WIDER: f64 = 1.35;
const WIDER_BY: f64 = 4.0;
/// What it costs a line to begin farther to one side than the line above it, for each column beyond a few, and at most:
/// where a row has no line of the first columns, all others have moved.
const ASTRAY: f32 = 0.2;
const ASTRAY_FROM: f32 = 3.0;
const ASTRAY_MOST: f32 = 3.0;
/// What it costs to begin a column whose width is no other's, for each tenth beyond the first, and at most.
const STRANGE: f32 = 10.0;
const STRANGE_MOST: f32 = 6.0;

/// A column that may go on.
#[derive(Clone)]
struct Open {
    /// Its last line, and where in its row that begins.
    tail: Span,
    x: usize,
    /// Columns of its widest lines.
    width: usize,
    lines: usize,
    /// Rows since that line.
    age: usize,
    /// Its place among the columns of the page.
    id: usize,
}

/// One way to read the rows so far.
#[derive(Clone)]
struct Way {
    /// From left to right.
    open: Vec<Open>,
    columns: Vec<Column>,
    bits: f32,
}

/// What becomes of a column, or of the text at a place.
#[derive(Clone, Copy)]
enum Step {
    /// The column has no line in this row.
    Skip,
    /// Its line ends at that place.
    Line(usize),
    /// A column begins whose line ends at that place.
    New(usize),
}

/// A division of a row up to one place, with so many of the columns looked at.
#[derive(Clone, Copy)]
struct Division {
    bits: f32,
    step: Step,
    /// Columns looked at before, the place before, and which of the divisions there.
    from: (usize, usize, usize),
}

/// The best divisions of a row, by columns looked at and place.
struct Divisions(Vec<Vec<Vec<Division>>>);

impl Divisions {
    fn put(&mut self, columns: usize, place: usize, division: Division, most: usize) {
        let here = &mut self.0[columns][place];
        let at = here.iter().position(|other| division.bits > other.bits).unwrap_or(here.len());
        if at < most {
            here.insert(at, division);
            here.truncate(most);
        }
    }
}

/// The columns of `rows`, in the order in which they begin, and by how many bits they read better than the rows; `None` when
/// they do not do so clearly.
pub(super) fn columns(judge: &mut Judge, seams: &mut Seams, rows: &[Span]) -> Option<(Vec<Column>, f32)> {
    let text = judge.text();
    if rows.iter().any(|row| row.len() > 4 * WIDEST || layout::columns(row.of(text)) > WIDEST) {
        return None;
    }
    // A glance at the middle of the page first.
    let middle = rows.len() / 2;
    let some = &rows[middle.saturating_sub(GLANCED / 2)..rows.len().min(middle + GLANCED / 2)];
    let mut plain =
        |rows: &[Span]| rows.windows(2).map(|pair| seams.attraction(judge, pair[0], pair[1])).sum::<f32>() - NEW;
    let (plain, plain_some) = (plain(rows), plain(some));
    let places: Vec<Vec<Place>> = some.iter().map(|&row| cuts(judge, seams, row)).collect();
    let glance = Page { judge, seams, places: &places }.best(GLANCE, GLANCE_BESTS)?.bits - plain_some;
    if glance < LEAST_GLANCE * some.len() as f32 {
        return None;
    }
    let places: Vec<Vec<Place>> = rows.iter().map(|&row| cuts(judge, seams, row)).collect();
    let mut page = Page { judge, seams, places: &places };
    let way = page.best(WAYS, BESTS)?;
    let bits = way.bits - plain;
    (bits >= LEAST.max(LEAST_A_ROW * rows.len() as f32) && way.columns.len() > 1).then_some((way.columns, bits))
}

/// The rows of a page, and who judges their cells.
struct Page<'p, 'j> {
    judge: &'p mut Judge<'j>,
    seams: &'p mut Seams,
    places: &'p [Vec<Place>],
}

impl Page<'_, '_> {
    /// The likeliest way to read the page.
    fn best(&mut self, most_ways: usize, most_divisions: usize) -> Option<Way> {
        let mut ways = vec![Way { open: Vec::new(), columns: Vec::new(), bits: 0.0 }];
        for row in 0..self.places.len() {
            let mut next: Vec<Way> = Vec::new();
            for way in &ways {
                let divisions = self.divide(way, row, most_divisions);
                let all = &divisions.0[way.open.len()][self.places[row].len() - 1];
                next.extend((0..all.len()).map(|best| self.read(way, row, &divisions, best)));
            }
            next.sort_by(|a, b| b.bits.total_cmp(&a.bits));
            let mut seen = FxHashSet::default();
            next.retain(|way| seen.insert(way.open.iter().map(|open| open.tail).collect::<Vec<Span>>()));
            next.truncate(most_ways);
            ways = next;
        }
        ways.into_iter().next()
    }

    /// The best ways to divide a row among the columns of `way`.
    fn divide(&mut self, way: &Way, row: usize, most: usize) -> Divisions {
        let places = &self.places[row];
        let (last, all) = (places.len() - 1, way.open.len());
        let mut divisions = Divisions(vec![vec![Vec::new(); last + 1]; all + 1]);
        divisions.put(0, 0, Division { bits: way.bits, step: Step::Skip, from: (0, 0, 0) }, most);
        for at in 0..=last {
            for column in 0..=all {
                let here: Vec<f32> = divisions.0[column][at].iter().map(|division| division.bits).collect();
                if here.is_empty() {
                    continue;
                }
                let mut go = |column_after: usize, place: usize, step: Step, gain: f32| {
                    for (index, bits) in here.iter().enumerate() {
                        let from = (column, at, index);
                        divisions.put(column_after, place, Division { bits: bits + gain, step, from }, most);
                    }
                };
                if let Some(open) = way.open.get(column) {
                    go(column + 1, at, Step::Skip, -self.skipped(open));
                    if at < last {
                        let bits = self.goes_on(open, row, at);
                        for (end, place) in places.iter().enumerate().skip(at + 1) {
                            if let Some(fits) = self.fits(open, row, at, end) {
                                go(column + 1, end, Step::Line(end), bits + fits + place.gain);
                            }
                        }
                    }
                }
                if at < last && all < MOST {
                    for (end, place) in places.iter().enumerate().skip(at + 1) {
                        if let Some(bits) = self.begins(way, row, at, end) {
                            go(column, end, Step::New(end), bits + place.gain);
                        }
                    }
                }
            }
        }
        divisions
    }

    /// What it costs that a column has no line in a row.
    fn skipped(&self, open: &Open) -> f32 {
        let torn = !layout::ends_sentence(open.tail.of(self.judge.text()));
        SKIP + if torn { TORN } else { 0.0 }
    }

    /// What speaks for a column's next line to begin at a place.
    fn goes_on(&mut self, open: &Open, row: usize, at: usize) -> f32 {
        let (place, end) = (self.places[row][at], self.places[row][self.places[row].len() - 1].end);
        let astray = ASTRAY * (place.x_start.abs_diff(open.x) as f32 - ASTRAY_FROM).max(0.0);
        let bits = self.seams.attraction(self.judge, open.tail, Span::new(place.start, end));
        bits.max(WORST) - astray.min(ASTRAY_MOST)
    }

    /// What a line's width says about its being the column's; `None` when it is none.
    fn fits(&self, open: &Open, row: usize, at: usize, end: usize) -> Option<f32> {
        let text = self.judge.text();
        let width = width(&self.places[row], at, end);
        if width < 2 || open.lines > 1 && width as f64 > WIDER * open.width as f64 + WIDER_BY {
            return None;
        }
        let off = width.abs_diff(open.width) as f64 / (VARIES * open.width.max(NARROWEST) as f64);
        let ends = |span: Span| layout::ends_sentence(span.of(text));
        if width < open.width && (ends(cell(&self.places[row], at, end)) || ends(open.tail)) {
            return Some(-OFF_SHORT * OFF * (off as f32).min(OFF_MOST));
        }
        let weight = if open.lines < 2 { OFF_FIRST } else { 1.0 };
        Some(-weight * OFF * ((off - 1.0).max(0.0) as f32).min(OFF_MOST))
    }

    /// What speaks for a column that begins at a place; `None` where none can.
    fn begins(&mut self, way: &Way, row: usize, at: usize, end: usize) -> Option<f32> {
        let places = &self.places[row];
        let width = width(places, at, end);
        if width < NARROWEST && end + 1 < places.len() {
            return None;
        }
        let known = way.open.iter().filter(|open| open.lines > 1);
        let other = known.map(|open| open.width.abs_diff(width) as f32 / open.width.max(NARROWEST) as f32);
        let strange = other.reduce(f32::min).map_or(0.0, |other| (STRANGE * (other - 0.1)).clamp(0.0, STRANGE_MOST));
        Some(self.ahead(row, at, cell(places, at, end)) - NEW - strange)
    }

    /// How well the next row goes on from a cell, at about its place.
    fn ahead(&mut self, row: usize, at: usize, cell: Span) -> f32 {
        let Some((end, next)) = self.places.get(row + 1).and_then(|next| next.split_last()) else { return 0.0 };
        let x = self.places[row][at].x_start;
        let mut most: f32 = 0.0;
        for place in next.iter().filter(|place| place.x_start.abs_diff(x) <= ASIDE + x / ASIDE_PART) {
            most = most.max(self.seams.attraction(self.judge, cell, Span::new(place.start, end.end)));
        }
        (BELIEVED * most - 1.0).clamp(0.0, AHEAD)
    }

    /// The way that goes on from `way` with one of the divisions of a row.
    fn read(&self, way: &Way, row: usize, divisions: &Divisions, best: usize) -> Way {
        let places = &self.places[row];
        let (mut column, mut at, mut index) = (way.open.len(), places.len() - 1, best);
        let bits = divisions.0[column][at][index].bits;
        let mut steps = Vec::new();
        while (column, at) != (0, 0) {
            let division = divisions.0[column][at][index];
            (column, at, index) = division.from;
            steps.push((column, at, division.step));
        }
        let mut next = Way { open: Vec::new(), columns: way.columns.clone(), bits };
        for (column, at, step) in steps.into_iter().rev() {
            match step {
                Step::Skip => {
                    let open = Open { age: way.open[column].age + 1, ..way.open[column].clone() };
                    next.open.extend(Some(open).filter(|open| open.age < ENDED));
                }
                Step::Line(end) => {
                    let open = &way.open[column];
                    let (tail, x, own) = (cell(places, at, end), places[at].x_start, width(places, at, end));
                    let widest = open.width.max(own);
                    // A line that is cut too far right must not widen the column for good.
                    let width = if open.lines < 3 { widest } else { (3 * widest + open.width) / 4 };
                    next.columns[open.id].push(Piece { row, span: tail });
                    next.open.push(Open { tail, x, width, lines: open.lines + 1, age: 0, id: open.id });
                }
                Step::New(end) => {
                    let (tail, x) = (cell(places, at, end), places[at].x_start);
                    let id = next.columns.len();
                    next.columns.push(vec![Piece { row, span: tail }]);
                    next.open.push(Open { tail, x, width: width(places, at, end), lines: 1, age: 0, id });
                }
            }
        }
        next
    }
}

/// The text between two places.
fn cell(places: &[Place], at: usize, end: usize) -> Span {
    Span::new(places[at].start, places[end].end)
}

/// Its columns.
fn width(places: &[Place], at: usize, end: usize) -> usize {
    places[end].x_end.saturating_sub(places[at].x_start)
}
