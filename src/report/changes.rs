//! The whole repair for programs: the findings, and of which stretches of the original the repaired text is made.
//!
//! ```json
//! {
//!   "version": 1,
//!   "path": "page.md",
//!   "findings": [{
//!     "page": 1,
//!     "did": "joined line 30 to line 29",
//!     "lands": { "start": 120, "end": 120, "line": 29, "column": 18 },
//!     ...
//!   }],
//!   "pieces": [
//!     { "source": { "start": 0, "end": 120 }, "text": { "start": 0, "end": 120 } },
//!     { "source": { "start": 120, "end": 122 }, "text": { "start": 120, "end": 120 }, "was": "\n\n", "reads": "", "changed_by": 0 }
//!   ]
//! }
//! ```
//!
//! A finding has the fields of a report (see [`crate::report`]) and three more: its `page`, from 1; what it `did`, or would
//! do; and where in the repaired text it `lands`, when something stands there. `pieces` is the repaired text from first to
//! last byte, `source` and `text` being bytes of the original and of the repaired text, both as UTF-8, half open. A piece
//! that reads as its source has neither `was` nor `reads`. Each byte of the original is in exactly one piece, so either text
//! can be rebuilt from the other and this list. `changed_by` and `moved_by` are the `id` of a finding. Fields may be added
//! under the same `version`; none is renamed or dropped.

use serde::Serialize;

use super::{Entry, Place, VERSION};
use crate::diff::{Pages, Places, did, grouped};
use crate::excerpt::{Lines, slice};
use crate::finding::Finding;
use crate::id::FindingId;
use crate::repair::Repair;
use crate::span::Span;

#[derive(Serialize)]
struct Changes<'a> {
    version: u32,
    path: &'a str,
    findings: Vec<Change>,
    pieces: Vec<Piece<'a>>,
}

#[derive(Serialize)]
struct Change {
    page: usize,
    did: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lands: Option<Place>,
    #[serde(flatten)]
    entry: Entry,
}

#[derive(Serialize)]
struct Piece<'a> {
    source: Span,
    text: Span,
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reads: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by: Option<FindingId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_by: Option<FindingId>,
}

/// The repair of one file as one JSON document, as described above, with a line feed at its end. Findings are in the order
/// of the review: by page, by rule, down the page.
///
/// # Errors
/// Those of the JSON writer; none of the fields can cause one.
pub fn changes(path: &str, repair: &Repair) -> Result<String, serde_json::Error> {
    let document = &repair.document;
    let (source, text) = (Lines::new(document.source()), Lines::new(document.text()));
    let places = Places::new(repair);
    let change = |(page, finding): (usize, &Finding)| Change {
        page,
        did: did(finding, &source, &places),
        lands: places.of(finding).map(|at| Place::new(at, &text)),
        entry: Entry::new(finding, &source),
    };
    let pieces = document.pieces().iter().enumerate().map(|(i, piece)| Piece {
        source: piece.source,
        text: document.place(i),
        was: piece.reading.as_ref().map(|_| slice(document.source(), piece.source)),
        reads: piece.reading.as_deref(),
        changed_by: piece.changed_by,
        moved_by: piece.moved_by,
    });
    let findings = grouped(repair, &source, &Pages::of(repair)).into_iter().map(change).collect();
    let changes = Changes { version: VERSION, path, findings, pieces: pieces.collect() };
    Ok(serde_json::to_string_pretty(&changes)? + "\n")
}
