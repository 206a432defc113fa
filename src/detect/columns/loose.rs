//! Rows read straight across columns, with a blank or nothing between them.
//!
//! The columns are followed down the page (`trace`); then each cut is looked at again, with the whole columns on both sides
//! of it known. Dirt that stands apart from the lines on both sides of a cut was read off the column rule: it is in neither
//! line, and goes with the gutter.

use super::cuts::{Seams, places, stain_before, stain_behind};
use super::proof::Judge;
use super::trace;
use crate::layout;
use crate::span::Span;

/// By what part of its width a column's lines vary: type is proportional, and a reader's blanks are not the page's.
const VARIES: f64 = 0.16;
/// Bits that a cut loses at the end of its reach.
const OFF: f32 = 3.0;
/// How often all cuts are looked at again, with the columns beside known.
const SWEEPS: usize = 2;

/// A row of the page, or a part of one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// Which row it is of.
    pub(super) row: usize,
    pub(super) span: Span,
}

/// One column, or rows across all of them, top down.
pub(super) type Column = Vec<Piece>;

/// The columns of `rows`, in the order in which they begin, and by how many bits they read better than the rows; `None` when
/// the rows are no columns.
pub(super) fn columns(judge: &mut Judge, rows: &[Span]) -> Option<(Vec<Column>, f32)> {
    let mut seams = Seams::default();
    let (columns, bits) = trace::columns(judge, &mut seams, rows)?;
    let mut page = Page { columns };
    for _ in 0..SWEEPS {
        page.cut_anew(judge, &mut seams, rows.len());
    }
    page.leave_stains(judge, rows);
    Some((page.columns, bits))
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

/// How far from a width a cut may lie.
fn reach(width: usize) -> usize {
    ((width as f64 * VARIES) as usize).max(3)
}
