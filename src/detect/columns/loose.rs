//! Rows read straight across columns, with a blank or nothing between them.
//!
//! The page is divided into bands of rows over the same columns (`bands`); then each cut is looked at again, with the whole
//! columns on both sides of it known. Dirt that stands apart from the lines on both sides of a cut was read off the column
//! rule: it is in neither line, and goes with the gutter. A blank line between two rows is the page's where the columns do
//! not go on over it, as around a headline.

use super::bands;
use super::cuts::{Seams, stain_before, stain_behind};
use super::prices;
use super::proof::{Judge, mean};
use super::rows::{behind_blank, has_wide_blank};
use crate::layout;
use crate::span::Span;

/// Bits that lines may be too wide or too narrow by at a cut; for more nothing makes up.
const FAR: f32 = 14.0;
/// Bits a line by which columns must go on over a blank line for it not to be the page's.
const GOES_ON: f32 = 1.0;
/// The part of its rows that may have wide blanks for a page to be one whose gutters were lost.
const MOST_GAPS: f64 = 0.2;
/// How often all cuts are looked at again, with the columns beside known.
const SWEEPS: usize = 2;

/// A row of the page, or a part of one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Which row it is of.
    pub(super) row: usize,
    pub(super) span: Span,
}

/// One column, top down.
pub(super) type Column = Vec<Piece>;

/// Rows over the same columns.
pub(super) struct Strip {
    pub(super) columns: Vec<Column>,
    /// How many rows they are.
    pub(super) rows: usize,
    /// By how many bits they read better in columns.
    pub(super) bits: f32,
    /// Bits a seam by which the lines of the columns follow each other, and by which one column follows the one beside it.
    pub(super) down: f32,
    pub(super) across: f32,
    /// The rows in front of which a blank line is the page's, and no column goes on over it.
    pub(super) breaks: Vec<usize>,
}

/// The strips of `rows` that have several columns.
pub(super) fn strips(judge: &mut Judge, rows: &[Span]) -> Vec<Strip> {
    let behind_blank = behind_blank(judge.text(), rows);
    // Where words are separated, rows with wide blanks in them are those of a program that has kept the gutters.
    let gaps = rows.iter().filter(|row| has_wide_blank(row.of(judge.text()))).count();
    let mut seams = Seams::new(judge.spaced() && gaps as f64 > MOST_GAPS * rows.len() as f64);
    let mut found = Vec::new();
    for band in bands::bands(judge, &mut seams, rows, &behind_blank) {
        let of = |column: usize| -> Column {
            let rows = band.cells.iter().enumerate();
            rows.filter_map(|(row, cells)| Some(Piece { row: band.rows.start + row, span: cells[column]? })).collect()
        };
        let number = band.cells.first().map_or(0, Vec::len);
        let columns: Vec<Column> = (0..number).map(of).filter(|column| !column.is_empty()).collect();
        let mut page = Page { columns };
        for _ in 0..SWEEPS {
            page.cut_anew(judge, &mut seams, rows.len());
        }
        page.leave_stains(judge, rows);
        let inside = band.rows.clone().skip(1).filter(|&row| behind_blank[row]);
        let breaks = inside.filter(|&row| page.breaks(judge, &mut seams, row)).collect();
        let (down, across) = page.seams(judge, &mut seams);
        found.push(Strip { columns: page.columns, rows: band.rows.len(), bits: band.bits, down, across, breaks });
    }
    found
}

/// What has been read so far.
struct Page {
    columns: Vec<Column>,
}

impl Page {
    /// Looks at every cut again, now that the columns on both sides of it are known.
    fn cut_anew(&mut self, judge: &mut Judge, seams: &mut Seams, rows: usize) {
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
                self.cut_pair(judge, seams, pair[0], pair[1], &widths);
            }
        }
    }

    /// Bits a seam by which the lines of the columns follow each other, and by which one column follows the one beside it.
    fn seams(&self, judge: &mut Judge, seams: &mut Seams) -> (f32, f32) {
        let mut bits = |pair: &[Piece]| seams.attraction(judge, pair[0].span, pair[1].span);
        let down: Vec<f32> = self.columns.iter().flat_map(|column| column.windows(2)).map(&mut bits).collect();
        let mut pieces = self.columns.concat();
        pieces.sort_by_key(|piece| piece.span.start);
        let beside = pieces.windows(2).filter(|pair| pair[0].row == pair[1].row);
        let across: Vec<f32> = beside.map(bits).collect();
        (mean(&down), mean(&across))
    }

    /// True when the lines of a row do not go on from those above them.
    fn breaks(&self, judge: &mut Judge, seams: &mut Seams, row: usize) -> bool {
        let (mut bits, mut cells) = (0.0, 0);
        for column in &self.columns {
            let at = column.partition_point(|piece| piece.row < row);
            if let (Some(above), Some(below)) = (at.checked_sub(1).map(|at| column[at]), column.get(at)) {
                bits += seams.attraction(judge, above.span, below.span);
                cells += 1;
            }
        }
        bits < GOES_ON * cells as f32
    }

    /// Leaves what stands apart at the cuts to the gutter. A full stop or a comma only where the column goes on without it:
    /// readers set those apart, too.
    fn leave_stains(&mut self, judge: &mut Judge, rows: &[Span]) {
        let text = judge.text();
        for column in &mut self.columns {
            for at in 0..column.len() {
                let Piece { row, span } = column[at];
                if span.start > rows[row].start {
                    column[at].span.start = stain_before(text, span);
                }
                if span.end < rows[row].end {
                    let end = stain_behind(text, column[at].span);
                    let mark = Span::new(end, span.end).of(text).trim();
                    let bare = Span::new(column[at].span.start, end);
                    let below = column.get(at + 1).map(|piece| piece.span);
                    if below.map_or(!judge.is_mark(mark), |below| !judge.is_marked(bare, mark, below)) {
                        column[at].span.end = end;
                    }
                }
            }
        }
    }

    /// Cuts two neighbours of one row where that reads best.
    fn cut_pair(
        &mut self,
        judge: &mut Judge,
        seams: &mut Seams,
        left: (usize, usize),
        right: (usize, usize),
        widths: &[usize],
    ) {
        let text = judge.text();
        let span = |(c, i): (usize, usize)| self.columns[c].get(i).map(|piece| piece.span);
        let (Some(a), Some(b)) = (span(left), span(right)) else { return };
        let (below, above) = (span((left.0, left.1 + 1)), right.1.checked_sub(1).and_then(|i| span((right.0, i))));
        let whole = Span::new(a.start, b.end);
        let off = |span: Span, column: usize| {
            let (own, width) = (layout::columns(span.of(text)), widths[column]);
            if own < width && layout::ends_sentence(span.of(text)) {
                return 0.0;
            }
            prices::off(own as f64, width as f64)
        };
        let mut best: Option<(f32, Span, Span)> = None;
        for (a, b, _, gap) in seams.places(text, whole) {
            let price = off(a, left.0) + off(b, right.0);
            // Farther off no bits make up for it, and they need not be counted.
            if price > FAR {
                continue;
            }
            let down = below.map_or(0.0, |below| seams.attraction(judge, a, below));
            let bits = down + above.map_or(0.0, |above| seams.attraction(judge, above, b))
                - seams.attraction(judge, a, b)
                + gap
                - price;
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
