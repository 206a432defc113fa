//! A document is its source, in pieces.
//!
//! Each piece is a span of the source, what it reads as now, and which finding did that. The pieces' spans are always a
//! permutation of a partition of the source: every source byte is in exactly one piece, and every byte of the text too.
//! Provenance, undo and a diff that knows moves are look-ups in this one list; that is why it is kept instead of a
//! plain string and a source map, which cannot say that something moved.
//!
//! ```
//! use restitch::{document::Document, edit::Edit, id::FindingId, span::Span};
//! let page = Document::new("head tail".to_string());
//! let moved = page.apply(&[(FindingId(0), Edit::Move { span: Span::new(5, 9), to: 0 })]).unwrap();
//! assert_eq!(moved.text(), "tailhead ");
//! assert_eq!(moved.origin(Span::new(0, 4)), vec![Span::new(5, 9)]);
//! assert_eq!(moved.restored(), "head tail");
//! ```

mod plan;

use std::sync::{Arc, OnceLock};

use crate::edit::{Edit, EditError};
use crate::id::FindingId;
use crate::span::Span;

use plan::{Cut, Plan};

/// A stretch of the source, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Bytes of the source. Empty for text that was inserted.
    pub source: Span,
    /// What it reads as; `None` when it reads as the source does.
    pub reading: Option<Arc<str>>,
    /// The finding that gave it its reading.
    pub changed_by: Option<FindingId>,
    /// The finding that moved it here.
    pub moved_by: Option<FindingId>,
}

impl Piece {
    fn len(&self) -> usize {
        self.reading.as_ref().map_or(self.source.len(), |r| r.len())
    }

    /// The piece's text, given the source.
    pub fn text<'a>(&'a self, source: &'a str) -> &'a str {
        self.reading.as_deref().unwrap_or_else(|| self.source.of(source))
    }

    /// Cuts the piece `at` bytes into its text. A changed piece keeps its source on the left side.
    fn split(self, at: usize) -> (Piece, Piece) {
        let (left, right) = match &self.reading {
            None => {
                let middle = self.source.start + at;
                ((Span::new(self.source.start, middle), None), (Span::new(middle, self.source.end), None))
            }
            Some(reading) => (
                (self.source, Some(Arc::from(&reading[..at]))),
                (Span::at(self.source.end), Some(Arc::from(&reading[at..]))),
            ),
        };
        let piece = |(source, reading)| Piece { source, reading, ..self.clone() };
        (piece(left), piece(right))
    }
}

/// The source and its pieces in reading order. Cheap to clone; changed only by [`Document::apply`].
#[derive(Clone, Debug)]
pub struct Document {
    source: Arc<String>,
    text: Arc<String>,
    pieces: Vec<Piece>,
    /// Where each piece begins in the text; one more entry than pieces.
    starts: Vec<usize>,
    /// Piece numbers in the order of the source, made when first asked for.
    by_source: OnceLock<Vec<u32>>,
}

impl Document {
    /// A document that reads as its source, which is not copied.
    pub fn new(source: impl Into<Arc<String>>) -> Self {
        let source = source.into();
        let whole = Span::new(0, source.len());
        let pieces = vec![Piece { source: whole, reading: None, changed_by: None, moved_by: None }];
        Document { text: source.clone(), starts: vec![0, source.len()], source, pieces, by_source: OnceLock::new() }
    }

    /// The source, as it was read.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The text as it reads now.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The pieces in reading order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Bytes of the text that piece `index` takes.
    pub fn place(&self, index: usize) -> Span {
        Span::new(self.starts[index], self.starts[index + 1])
    }

    /// Puts the source back together from the pieces. Equal to [`Document::source`] by construction; tests hold it to that.
    pub fn restored(&self) -> String {
        self.source_order().iter().map(|&i| self.pieces[i as usize].source.of(&self.source)).collect()
    }

    /// Where a stretch of the text comes from: spans of the source in reading order, neighbours merged. Text that was
    /// inserted comes from an empty span.
    pub fn origin(&self, output: Span) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        let first = self.starts.partition_point(|&s| s <= output.start).saturating_sub(1);
        for (i, piece) in self.pieces.iter().enumerate().skip(first) {
            let place = self.place(i);
            if place.start > output.end || (place.start == output.end && !output.is_empty()) {
                break;
            }
            let shared =
                Span::new(place.start.max(output.start), place.end.min(output.end).max(place.start.max(output.start)));
            if shared.is_empty() && !output.is_empty() {
                continue;
            }
            let span = match piece.reading {
                Some(_) => piece.source,
                None => Span::new(
                    piece.source.start + (shared.start - place.start),
                    piece.source.start + (shared.end - place.start),
                ),
            };
            match spans.last_mut() {
                Some(last) if last.end == span.start => last.end = span.end,
                _ => spans.push(span),
            }
        }
        spans
    }

    /// True when a stretch of the text, its ends included, holds a place from which a finding that `counts` took letters or
    /// figures of the source out. Blanks are taken out wherever an indented line is set, and say nothing.
    pub fn takes_out(&self, output: Span, counts: impl Fn(FindingId) -> bool) -> bool {
        let first = self.starts.partition_point(|&s| s < output.start);
        let pieces = self.pieces.iter().enumerate().skip(first).take_while(|&(i, _)| self.starts[i] <= output.end);
        let read = |piece: &Piece| piece.source.of(&self.source).contains(char::is_alphanumeric);
        let empty = |piece: &Piece| piece.reading.as_deref() == Some("") && piece.changed_by.is_some_and(&counts);
        pieces.into_iter().any(|(_, piece)| empty(piece) && read(piece))
    }

    /// The source position of the character at `at` in the text (of the end of what precedes it, at the text's end).
    pub fn origin_of(&self, at: usize) -> usize {
        match self.origin(Span::at(at)).last() {
            Some(span) => span.start,
            None => self.source.len(),
        }
    }

    /// Where a stretch of the source stands now: spans of the text in reading order, neighbours merged. Text that was
    /// removed stands nowhere.
    pub fn landing(&self, source: Span) -> Vec<Span> {
        let order = self.source_order();
        let first = order.partition_point(|&i| self.pieces[i as usize].source.end <= source.start);
        let mut spans = Vec::new();
        for &i in &order[first..] {
            let piece = &self.pieces[i as usize];
            if piece.source.start >= source.end {
                break;
            }
            let place = self.place(i as usize);
            let span = match piece.reading {
                Some(_) => place,
                None => Span::new(
                    place.start + source.start.saturating_sub(piece.source.start),
                    place.end - piece.source.end.saturating_sub(source.end),
                ),
            };
            if !span.is_empty() {
                spans.push(span);
            }
        }
        spans.sort_unstable();
        spans.dedup_by(|next, last| {
            let touching = last.end == next.start;
            if touching {
                last.end = next.end;
            }
            touching
        });
        spans
    }

    /// Applies edits that were all made against the current text. A replacement may lie inside a move.
    ///
    /// # Errors
    /// When an edit reaches outside the text or two of them contradict each other; the document stays as it was.
    pub fn apply(&self, edits: &[(FindingId, Edit)]) -> Result<Document, EditError> {
        if edits.is_empty() {
            return Ok(self.clone());
        }
        let plan = Plan::new(&self.text, edits)?;
        let cut = self.cut(&plan.cuts);
        let pieces = plan.arrange(&cut);
        Ok(Document::from_pieces(self.source.clone(), pieces))
    }

    /// Gives the findings that the pieces name new numbers: finding `n` is now `numbers[n]`.
    pub(crate) fn renumber(&mut self, numbers: &[FindingId]) {
        for piece in &mut self.pieces {
            for by in [&mut piece.changed_by, &mut piece.moved_by].into_iter().flatten() {
                *by = numbers[by.index()];
            }
        }
    }

    fn from_pieces(source: Arc<String>, pieces: Vec<Piece>) -> Document {
        let mut starts = Vec::with_capacity(pieces.len() + 1);
        let mut length = 0;
        for piece in &pieces {
            starts.push(length);
            length += piece.len();
        }
        starts.push(length);
        let mut text = String::with_capacity(length);
        for piece in &pieces {
            text.push_str(piece.text(&source));
        }
        Document { source, text: Arc::new(text), pieces, starts, by_source: OnceLock::new() }
    }

    /// The same pieces, cut so that each position in `cuts` (sorted) begins one.
    fn cut(&self, cuts: &[usize]) -> Cut {
        let mut pieces = Vec::with_capacity(self.pieces.len() + cuts.len());
        let mut starts = Vec::with_capacity(self.pieces.len() + cuts.len() + 1);
        let mut next = 0;
        for (i, piece) in self.pieces.iter().enumerate() {
            let place = self.place(i);
            let mut rest = piece.clone();
            let mut begin = place.start;
            while next < cuts.len() && cuts[next] <= begin {
                next += 1;
            }
            while next < cuts.len() && cuts[next] < place.end {
                let (left, right) = rest.split(cuts[next] - begin);
                pieces.push(left);
                starts.push(begin);
                begin = cuts[next];
                rest = right;
                next += 1;
            }
            pieces.push(rest);
            starts.push(begin);
        }
        Cut { pieces, starts }
    }

    fn source_order(&self) -> &[u32] {
        self.by_source.get_or_init(|| {
            let mut order: Vec<u32> = (0..self.pieces.len() as u32).collect();
            order.sort_by_key(|&i| (self.pieces[i as usize].source, i));
            order
        })
    }
}
