//! The two edits that are enough for every repair: a stretch of text reads differently, or stands elsewhere.
//!
//! Nothing is ever deleted: what a repair removes is replaced by the empty reading and stays in the document's pieces.

use crate::span::Span;

/// One change, in bytes of the text that the rule saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// `span` reads as `with`. An empty span inserts, an empty `with` removes.
    Replace {
        /// What is read differently.
        span: Span,
        /// What it reads as now.
        with: String,
    },
    /// `span` stands at `to`. Several moves to one place land in the order in which they are given.
    Move {
        /// What moves.
        span: Span,
        /// In front of which byte it lands.
        to: usize,
    },
}

impl Edit {
    /// The stretch of text that the edit touches.
    pub fn span(&self) -> Span {
        match self {
            Edit::Replace { span, .. } | Edit::Move { span, .. } => *span,
        }
    }

    /// True when the two can be made together: a replacement may stand inside of what moves, and nothing else in anything.
    pub(crate) fn agrees_with(&self, other: &Edit) -> bool {
        let (own, others) = (self.span(), other.span());
        let lands =
            |edit: &Edit, span: Span| matches!(edit, Edit::Move { to, .. } if span.start < *to && *to < span.end);
        let inside = match (self, other) {
            (Edit::Move { .. }, Edit::Replace { .. }) => own.covers(others),
            (Edit::Replace { .. }, Edit::Move { .. }) => others.covers(own),
            _ => false,
        };
        (inside || !own.overlaps(others)) && !lands(self, others) && !lands(other, own)
    }
}

/// Why a set of edits cannot be applied together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// The edit reaches outside the text, or into the middle of a character.
    OutOfText(Edit),
    /// The two edits claim the same text: two replacements or two moves overlap, or one cuts the other in two.
    Overlap(Edit, Edit),
    /// A move lands inside text that is itself replaced or moved.
    Landing(Edit, Edit),
}

impl std::fmt::Display for EditError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            EditError::OutOfText(e) => write!(f, "edit outside the text or inside a character: {e:?}"),
            EditError::Overlap(a, b) => write!(f, "edits overlap: {a:?} and {b:?}"),
            EditError::Landing(a, b) => write!(f, "a move lands inside another edit: {a:?} in {b:?}"),
        }
    }
}

impl std::error::Error for EditError {}
