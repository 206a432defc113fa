//! Where a finding stands in the repaired text.
//!
//! A finding names bytes of the source, but its neighbours there may be gone: the paragraph that stood between two halves
//! of a sentence was removed a round earlier, and what now stands on the left came from another page. The pieces say who
//! changed and who moved them, so the seam is looked up there and not guessed from the source.

use crate::document::Piece;
use crate::excerpt::slice;
use crate::finding::{Finding, Shape};
use crate::id::FindingId;
use crate::repair::Repair;
use crate::span::Span;

/// The places of all findings of one repair.
pub(crate) struct Places<'r> {
    repair: &'r Repair,
    /// By number of the finding: the first stretch of the text that it changed.
    changed: Vec<Option<Span>>,
    /// By number of the finding: the first stretch of the text that it moved.
    moved: Vec<Option<Span>>,
}

impl<'r> Places<'r> {
    /// Reads the pieces once.
    pub(crate) fn new(repair: &'r Repair) -> Self {
        Places { repair, changed: first(repair, |p| p.changed_by), moved: first(repair, |p| p.moved_by) }
    }

    /// Bytes of the repaired text that the finding changed or moved; of what is not applied, those that it is about.
    /// `None` when a later finding has been there, or nothing is left.
    pub(crate) fn of(&self, finding: &Finding) -> Option<Span> {
        if !finding.applied {
            return match self.repair.document.landing(finding.shape.at()).as_slice() {
                [place] => Some(*place),
                _ => None,
            };
        }
        let places = if let Shape::Move { .. } = finding.shape { &self.moved } else { &self.changed };
        places.get(finding.id.index()).copied().flatten()
    }

    /// The source bytes of the words on the left and on the right of the finding's place.
    pub(crate) fn neighbours(&self, finding: &Finding) -> Option<(usize, usize)> {
        let document = &self.repair.document;
        let place = self.of(finding)?;
        let left = slice(document.text(), Span::new(0, place.start)).trim_end().char_indices().next_back()?.0;
        let rest = slice(document.text(), Span::new(place.end, document.text().len()));
        let right = place.end + (rest.len() - rest.trim_start().len());
        Some((document.origin_of(left), document.origin_of(right)))
    }
}

fn first(repair: &Repair, by: impl Fn(&Piece) -> Option<FindingId>) -> Vec<Option<Span>> {
    let count = repair.findings.iter().map(|f| f.id.index() + 1).max().unwrap_or(0);
    let mut places: Vec<Option<Span>> = vec![None; count];
    for (i, piece) in repair.document.pieces().iter().enumerate() {
        let Some(place) = by(piece).and_then(|id| places.get_mut(id.index())) else { continue };
        let here = repair.document.place(i);
        match place {
            None => *place = Some(here),
            Some(before) if before.end == here.start => before.end = here.end,
            Some(_) => {}
        }
    }
    places
}
