//! A page that was read straight across is divided into bands, and the rows of each into its columns.
//!
//! A band is a run of rows over the same columns: those of one article, or of articles side by side. Its columns are as wide
//! at its foot as at its head, and most pages are set on a grid: a column is one, two or three of its units wide. So a
//! band is known by few widths, of which there are some dozens to try, and a row is then cut near where its columns meet. Each
//! cell goes on from the last line of its column. It is likelier there than behind any other text; a cut in the right place
//! is one over which the text does not run on; and only the last line of a paragraph is short. No single row says which band
//! it is of, so the likeliest ways to read the page so far are kept from row to row for each grid, and a page's
//! reading is the likeliest one at its end, as in a hidden Markov model (Rabiner 1989, section III).

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::cuts::{Place, Seams, cuts};
use super::grids::{self, Grid};
use super::prices::{PATCHY, WHOLE, off};
use super::proof::Judge;
use crate::layout;
use crate::span::Span;

// The numbers were set on 24 generated pages in six languages, typeset on grids, rendered, and read by tesseract row by row, and
// looked at on the development pages. With one of the prices halved or doubled, up to seven in a hundred of the lines that are
// put together rightly are lost.

/// Ways that are kept of each grid from row to row; first, and when that of a band is known. Four times as many bring
/// two in a hundred more lines, and take three times as long.
const WAYS: usize = 3;
const WAYS_KNOWN: usize = 12;
/// Divisions of a row at each place.
const BESTS: usize = 2;

/// Rows that are looked at at a time for a first glance, and how often in a long text; by how many bits a row they follow each
/// other where they are no columns. Others are cut into so few columns, none so many times as wide as another, and must
/// gain so many bits. Of 168 texts without columns, as they are and wrapped in two widths, none has rows that do.
const GLANCED: usize = 16;
const GLANCES: usize = 12;
const PLAIN: f32 = 2.0;
const FEW_COLUMNS: usize = 4;
const UNEVEN: f64 = 2.1;
const LEAST_GLANCE: f32 = 30.0;

/// Bits that it costs to begin a band, and at a row between blank lines or behind one, which may be a headline; to begin each
/// of its columns but the first; and to go on with a row between blank lines. To begin a band over the widths of the one above
/// for less loses lines, whatever the price: up to four in a hundred.
const BAND: f32 = 12.0;
const BAND_APART: f32 = 4.0;
const COLUMN: f32 = 3.0;
const LONE: f32 = 4.0;
/// A way that has so many bits less than a new band of its grid would have is given up.
const BEHIND: f32 = 8.0;

/// The least that a seam says against a line: it may begin a paragraph, or be badly read.
const WORST: f32 = -6.0;

/// The part of what its width says ([`off`]) that counts for the end of a paragraph and the line behind it.
const OFF_SHORT: f32 = 0.1;
/// By what part of its width a line may be wider than its column, and by how many columns of text.
const WIDER: f64 = 1.35;
const WIDER_BY: f64 = 4.0;
/// Lines of a column that its width is taken from at least.
const FEW: usize = 3;

/// Rows over the same columns.
#[derive(Clone, Debug)]
pub(super) struct Band {
    /// Which rows they are.
    pub(super) rows: Range<usize>,
    /// By row, from left to right: the cell of each column that has one.
    pub(super) cells: Vec<Cells>,
    /// By how many bits they read better than the rows as they stand.
    pub(super) bits: f32,
}

/// The cells of a row, from left to right.
type Cells = Vec<Option<Span>>;

/// One column of a way to read the page.
#[derive(Clone, Copy, Default)]
struct Open {
    tail: Option<Span>,
    /// Its last line ends a sentence.
    ends: bool,
    /// Rows since that line.
    away: usize,
}

/// One way to read the rows so far.
#[derive(Clone)]
struct Way {
    open: Vec<Open>,
    bits: f32,
    /// Its last row, among `Page::read`.
    node: Option<usize>,
}

/// A row as one way reads it.
struct Node {
    parent: Option<usize>,
    grid: usize,
    /// True for the first row of a band.
    begins: bool,
    cells: Cells,
}

/// A division of a row up to one place, with so many of the columns looked at.
#[derive(Clone, Copy)]
struct Division {
    bits: f32,
    /// The place before, and which of the divisions there.
    from: (usize, usize),
}

/// No way comes to this place.
const NONE: Division = Division { bits: f32::NEG_INFINITY, from: (0, 0) };

/// A row, and where it may be cut.
struct Line {
    span: Span,
    places: Vec<Place>,
    /// By place: what stands before it ends a sentence.
    ends: Vec<bool>,
    /// It stands between blank lines.
    apart: bool,
}

/// The rows of a page, and the ways in which they have been read.
struct Page<'p, 'j> {
    judge: &'p mut Judge<'j>,
    seams: &'p mut Seams,
    lines: Vec<Line>,
    read: Vec<Node>,
    /// The best divisions of the row at hand, by columns looked at and place.
    table: Vec<[Division; BESTS]>,
}

/// The bands of `rows` that have several columns, top down; `behind_blank` tells the rows that a blank line stands before.
pub(super) fn bands(judge: &mut Judge, seams: &mut Seams, rows: &[Span], behind_blank: &[bool]) -> Vec<Band> {
    let text = judge.text();
    let grids = grids::of(rows.iter().map(|row| layout::columns(row.of(text))).collect());
    let is_apart = |row: usize| behind_blank[row] && behind_blank.get(row + 1).is_none_or(|&blank| blank);
    let line = |(row, &span): (usize, &Span)| Line { span, places: Vec::new(), ends: Vec::new(), apart: is_apart(row) };
    let lines = rows.iter().enumerate().map(line).collect();
    let mut page = Page { judge, seams, lines, read: Vec::new(), table: Vec::new() };
    if !page.glance(&grids) {
        return Vec::new();
    }
    page.cut(0..rows.len());
    let (found, _) = page.best(&grids, 0..rows.len(), WAYS);
    let mut bands = Vec::new();
    for (at, grid, cells) in found.into_iter().filter(|&(_, grid, _)| grid > 0) {
        // To ask all grids anew for the rows of each band brings no line more.
        let own = page.measured(&cells, &grids[grid]);
        let band = at..at + cells.len();
        let (mut again, bits) = page.best(&[own], band.clone(), WAYS_KNOWN);
        let Some((_, _, cells)) = again.pop() else { continue };
        let plain: f32 = band.clone().skip(1).map(|row| page.follows(row)).sum();
        bands.push(Band { rows: band, cells, bits: bits - plain });
    }
    bands
}

/// Bands as they are found: the first row of each, which grid it has, and its cells.
type Found = Vec<(usize, usize, Vec<Cells>)>;

impl Page<'_, '_> {
    /// Finds the places of some rows.
    fn cut(&mut self, rows: Range<usize>) {
        let text = self.judge.text();
        for row in rows {
            if !self.lines[row].places.is_empty() {
                continue;
            }
            let span = self.lines[row].span;
            let places = cuts(self.judge, self.seams, span);
            self.lines[row].ends =
                places.iter().map(|place| layout::ends_sentence(&text[span.start..place.end])).collect();
            self.lines[row].places = places;
        }
    }

    /// A cheap test: some rows that do not follow each other read better in a few columns of about one width.
    fn glance(&mut self, grids: &[Grid]) -> bool {
        let even = |grid: &&Grid| {
            let widest = grid.widths.iter().copied().fold(0.0, f64::max);
            let few = grid.widths.len() <= FEW_COLUMNS && !grid.patchy;
            grid.widths.len() == 1 || few && grid.widths.iter().all(|&width| widest < UNEVEN * width)
        };
        let grids: Vec<Grid> = grids.iter().filter(even).cloned().collect();
        let all = self.lines.len();
        let step = GLANCED * all.div_ceil(GLANCED * GLANCES);
        for from in (0..all).step_by(step) {
            let rows = from..all.min(from + GLANCED);
            let plain: f32 = rows.clone().skip(1).map(|row| self.follows(row)).sum();
            if plain >= PLAIN * rows.len() as f32 {
                continue;
            }
            self.cut(rows.clone());
            if self.best(&grids, rows, 1).1 - plain >= LEAST_GLANCE {
                return true;
            }
        }
        false
    }

    /// The bands of the likeliest way to read some rows, and its bits.
    fn best(&mut self, grids: &[Grid], rows: Range<usize>, most: usize) -> (Found, f32) {
        self.read.clear();
        let mut ways: Vec<Vec<Way>> = vec![Vec::new(); grids.len()];
        for row in rows.clone() {
            let apart = self.lines[row].apart || row > 0 && self.lines[row - 1].apart;
            let band = if apart { BAND_APART } else { BAND };
            let before = ways.iter().flatten().max_by(|a, b| a.bits.total_cmp(&b.bits));
            let (start, node) = before.map_or((0.0, None), |way| (way.bits - band, way.node));
            let mut next: Vec<Vec<Way>> = Vec::with_capacity(grids.len());
            for (at, grid) in grids.iter().enumerate() {
                let columns = grid.widths.len();
                let bits = start - COLUMN * (columns - 1) as f32;
                let fresh = Way { open: vec![Open::default(); columns], bits, node };
                let mut own: Vec<(Way, Cells, bool)> = Vec::new();
                for way in ways[at].iter().filter(|way| way.bits + BEHIND >= bits) {
                    self.go_on(way, row, grid, false, &mut own);
                }
                if row == rows.start || grids.len() > 1 {
                    self.go_on(&fresh, row, grid, true, &mut own);
                }
                own.sort_by(|a, b| b.0.bits.total_cmp(&a.0.bits));
                let mut seen = FxHashSet::default();
                own.retain(|(way, ..)| seen.insert(way.open.iter().map(|open| open.tail).collect::<Vec<_>>()));
                own.truncate(most);
                let kept = own.into_iter().map(|(way, cells, begins)| {
                    self.read.push(Node { parent: way.node, grid: at, begins, cells });
                    Way { node: Some(self.read.len() - 1), ..way }
                });
                next.push(kept.collect());
            }
            ways = next;
        }
        let Some(way) = ways.into_iter().flatten().max_by(|a, b| a.bits.total_cmp(&b.bits)) else {
            return (Vec::new(), 0.0);
        };
        (self.read_back(&way, rows.end), way.bits)
    }

    /// The bands of a way that ends in front of a row.
    fn read_back(&self, way: &Way, end: usize) -> Found {
        let mut found: Found = Vec::new();
        let (mut node, mut row) = (way.node, end);
        let mut cells = Vec::new();
        while let Some(at) = node {
            row -= 1;
            let Node { parent, grid, begins, cells: own } = &self.read[at];
            cells.push(own.clone());
            if *begins {
                cells.reverse();
                found.push((row, *grid, std::mem::take(&mut cells)));
            }
            node = *parent;
        }
        found.reverse();
        found
    }

    /// What a row says for being below the one before it.
    fn follows(&mut self, row: usize) -> f32 {
        self.seams.attraction(self.judge, self.lines[row - 1].span, self.lines[row].span).max(WORST)
    }

    /// Adds the best ways that go on from `way` with a row, and how they cut it.
    fn go_on(&mut self, way: &Way, row: usize, grid: &Grid, begins: bool, into: &mut Vec<(Way, Cells, bool)>) {
        let columns = grid.widths.len();
        if columns == 1 {
            let span = self.lines[row].span;
            let bits = if begins { 0.0 } else { self.follows(row) };
            let open = vec![Open { tail: Some(span), ..Open::default() }];
            into.push((Way { open, bits: way.bits + bits, node: way.node }, vec![Some(span)], begins));
            return;
        }
        self.divide(way, row, grid);
        let line = &self.lines[row];
        let lone = if line.apart && !begins { LONE } else { 0.0 };
        let places = line.places.len();
        for index in 0..BESTS {
            let Division { bits, .. } = self.table[columns * places + places - 1][index];
            if bits == f32::NEG_INFINITY {
                break;
            }
            let mut cells = vec![None; columns];
            let mut open = way.open.clone();
            let (mut at, mut which) = (places - 1, index);
            for column in (0..columns).rev() {
                let from = self.table[(column + 1) * places + at][which].from;
                open[column].away += 1;
                if from.0 < at {
                    cells[column] = Some(Span::new(line.places[from.0].start, line.places[at].end));
                    open[column] = Open { tail: cells[column], ends: line.ends[at], away: 0 };
                }
                (at, which) = from;
            }
            into.push((Way { open, bits: bits - lone, node: way.node }, cells, begins));
        }
    }

    /// Finds the best divisions of a row among the columns of `way`.
    fn divide(&mut self, way: &Way, row: usize, grid: &Grid) {
        let prices = if grid.patchy { &PATCHY } else { &WHOLE };
        let line = &self.lines[row];
        let (places, last) = (&line.places, line.places.len() - 1);
        let size = places.len();
        self.table.clear();
        self.table.resize((grid.widths.len() + 1) * size, [NONE; BESTS]);
        self.table[0][0] = Division { bits: way.bits, from: (0, 0) };
        for (column, &width) in grid.widths.iter().enumerate() {
            let open = way.open[column];
            let breaks_off = open.tail.is_some() && !open.ends;
            let skipped = prices.skipped(open.away, breaks_off) + prices.each;
            for at in 0..=last {
                let here = self.table[column * size + at];
                if here[0].bits == f32::NEG_INFINITY {
                    continue;
                }
                put(&mut self.table[(column + 1) * size + at], &here, at, -skipped);
                if at == last {
                    continue;
                }
                let again = if open.away > 0 && open.tail.is_some() { prices.again } else { 0.0 };
                let tail = Span::new(places[at].start, places[last].end);
                let runs = open.tail.map_or(0.0, |head| self.seams.attraction(self.judge, head, tail).max(WORST));
                for place in at + 1..=last {
                    let own = places[place].x_end.saturating_sub(places[at].x_start) as f64;
                    if own > WIDER * width + WIDER_BY {
                        break;
                    }
                    if own >= 2.0 {
                        let short = own < width && (line.ends[place] || open.ends);
                        let off = off(own, width) * if short { OFF_SHORT } else { 1.0 };
                        let bits = runs - again - prices.each - off + places[place].gain;
                        put(&mut self.table[(column + 1) * size + place], &here, at, bits);
                    }
                }
            }
        }
    }

    /// The grid with the widths that a band's lines have: the middle one of those that fill a column.
    fn measured(&self, cells: &[Cells], grid: &Grid) -> Grid {
        let text = self.judge.text();
        let of = |(column, &width): (usize, &f64)| {
            let lines = cells.iter().filter_map(|row| row[column]).map(|cell| cell.of(text));
            let mut own: Vec<usize> = lines.filter(|line| !layout::ends_sentence(line)).map(layout::columns).collect();
            own.sort_unstable();
            if own.len() < FEW { width } else { own[own.len() / 2] as f64 }
        };
        Grid { widths: grid.widths.iter().enumerate().map(of).collect(), patchy: grid.patchy }
    }
}

/// Puts a division that goes on from others among the best at its place.
fn put(best: &mut [Division; BESTS], here: &[Division; BESTS], at: usize, gain: f32) {
    for (index, division) in here.iter().enumerate() {
        let bits = division.bits + gain;
        if let Some(rank) = best.iter().position(|other| bits > other.bits) {
            best[rank..].rotate_right(1);
            best[rank] = Division { bits, from: (at, index) };
        }
    }
}
