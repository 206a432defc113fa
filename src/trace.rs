//! Where a line of the repaired text comes from, and why it stands where it stands.
//!
//! The pieces of the document that make up the line, in reading order: each with its lines and columns in the source,
//! what became of it, and the findings that moved or changed it. Text that reads as nothing now (a removed line break, a
//! second copy) is listed where it would stand, because that is what one asks about: nothing disappears from a trace.

use serde::Serialize;

use crate::diff::{Places, did, evidence};
use crate::document::Piece;
use crate::excerpt::{
    ARRIVES, GOES, HEADING, Lines, PLACE, Paint, Position, QUIET, ends, padded, probability, slice, visible,
};
use crate::finding::Finding;
use crate::id::FindingId;
use crate::repair::Repair;
use crate::span::Span;

/// Display columns of an excerpt.
const EXCERPT: usize = 48;

/// An output line and its parts.
#[derive(Clone, Debug, Serialize)]
pub struct Trace {
    /// The line of the repaired text, from 1.
    pub line: usize,
    /// Its bytes in the repaired text, its line end included.
    pub text: Span,
    /// In reading order.
    pub parts: Vec<Part>,
}

/// A stretch of the line that has one history.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// Its bytes in the repaired text; empty for what was removed here.
    pub text: Span,
    /// Its bytes in the source; empty for what was inserted.
    pub source: Span,
    /// Line and column of its first character in the source.
    pub from: Position,
    /// Line and column of its last character in the source; the same as `from` when it is empty.
    pub to: Position,
    /// What it reads as.
    pub reads: String,
    /// What the source has there, when that is something else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// The finding that gave it its reading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<Cause>,
    /// The finding that moved it here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<Cause>,
}

/// Why something was done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cause {
    /// The finding's number.
    pub id: FindingId,
    /// The rule's id.
    pub rule: String,
    /// In words: "joined line 30 to line 29".
    pub did: String,
    /// Probability that it was right, 0 to 1.
    pub confidence: f64,
    /// What spoke for it, strongest first.
    pub evidence: Vec<String>,
    /// Evidence and the likeliest other reading in one line.
    #[serde(skip)]
    why: String,
}

impl Cause {
    fn new(finding: &Finding, source: &Lines, places: &Places) -> Self {
        Cause {
            id: finding.id,
            rule: finding.rule.to_string(),
            did: did(finding, source, places),
            confidence: finding.confidence,
            evidence: finding.evidence.clone(),
            why: evidence(finding),
        }
    }
}

/// The history of line `output_line` (from 1) of the repaired text. `None` when there is no such line.
pub fn trace(repair: &Repair, output_line: usize) -> Option<Trace> {
    let document = &repair.document;
    let line = Lines::new(document.text()).span(output_line)?;
    let is_last = line.end == document.text().len();
    let source = Lines::new(document.source());
    let places = Places::new(repair);
    let mut parts: Vec<Part> = Vec::new();
    let mut history = (None, None);
    for (i, piece) in document.pieces().iter().enumerate() {
        let place = document.place(i);
        // What reads as nothing belongs to the line that begins or goes on behind it.
        let begins = line.start <= place.start && (place.start < line.end || is_last);
        if !(line.overlaps(place) || place.is_empty() && begins && !piece.source.is_empty()) {
            continue;
        }
        let shared = Span::new(place.start.max(line.start), place.end.min(line.end));
        let from = origin(piece, place, shared);
        match parts.last_mut() {
            Some(last) if goes_on(last, from, piece) && history == (piece.changed_by, piece.moved_by) => {
                let more = part(repair, &source, &places, piece, shared, from);
                last.reads.push_str(&more.reads);
                (last.text.end, last.source.end, last.to) = (more.text.end, more.source.end, more.to);
            }
            _ => parts.push(part(repair, &source, &places, piece, shared, from)),
        }
        history = (piece.changed_by, piece.moved_by);
    }
    Some(Trace { line: output_line, text: line, parts })
}

/// The source of `shared`, a stretch of the piece that stands at `place`.
fn origin(piece: &Piece, place: Span, shared: Span) -> Span {
    match piece.reading {
        Some(_) => piece.source,
        None => Span::new(
            piece.source.start + (shared.start - place.start),
            piece.source.start + (shared.end - place.start),
        ),
    }
}

/// True when a piece that reads as the source does simply goes on from `last`, which does so too.
fn goes_on(last: &Part, from: Span, piece: &Piece) -> bool {
    piece.reading.is_none() && last.was.is_none() && last.source.end == from.start
}

fn part(repair: &Repair, source: &Lines, places: &Places, piece: &Piece, text: Span, from: Span) -> Part {
    let cause = |id: Option<FindingId>| {
        let finding = id.and_then(|id| repair.findings.get(id.index()));
        finding.map(|finding| Cause::new(finding, source, places))
    };
    let last = slice(source.text(), from).char_indices().next_back().map_or(from.start, |(at, _)| from.start + at);
    Part {
        text,
        source: from,
        from: source.position(from.start),
        to: source.position(last),
        reads: slice(repair.document.text(), text).to_string(),
        was: piece.reading.as_ref().map(|_| slice(source.text(), from).to_string()),
        changed: cause(piece.changed_by),
        moved: cause(piece.moved_by),
    }
}

/// The trace for people: one line a part, and under it what was done and why.
pub fn human(path: &str, trace: &Trace, colour: bool) -> String {
    let paint = Paint { colour };
    let heading = format!("{}: line {} of the repaired text", visible(path), trace.line);
    let mut out = format!("{}\n", paint.put(HEADING, &heading));
    let places: Vec<String> = trace.parts.iter().map(Part::place).collect();
    let width = places.iter().map(String::len).max().unwrap_or(0);
    let mut explained: Vec<FindingId> = Vec::new();
    for (part, place) in trace.parts.iter().zip(&places) {
        let place = paint.put(PLACE, &padded(place, width));
        out.push_str(&format!("  {place}  {}\n", part.excerpt(paint)));
        let changed = part.changed.as_ref().filter(|_| part.changed != part.moved);
        for cause in part.moved.iter().chain(changed) {
            out.push_str(&format!("    {} {}: {}\n", visible(&cause.rule), probability(cause.confidence), cause.did));
            let once = !explained.contains(&cause.id);
            explained.push(cause.id);
            if once && !cause.why.is_empty() {
                out.push_str(&format!("    {}\n", paint.put(QUIET, &format!("evidence: {}", cause.why))));
            }
        }
    }
    out
}

/// The trace as JSON, pretty-printed, with a line feed at its end: the fields of [`Trace`], spans as `{start, end}` in
/// bytes, half open.
///
/// # Errors
/// Those of the JSON writer; none of the fields can cause one.
pub fn json(trace: &Trace) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(trace)? + "\n")
}

impl Part {
    /// "line 7, 1-20", "lines 7:20-8:1", or "not in the source".
    fn place(&self) -> String {
        match (self.from, self.to) {
            _ if self.source.is_empty() => "not in the source".to_string(),
            (from, to) if from == to => format!("line {}, {}", from.line, from.column),
            (from, to) if from.line == to.line => format!("line {}, {}-{}", from.line, from.column, to.column),
            (from, to) => format!("lines {from}-{to}"),
        }
    }

    fn excerpt(&self, paint: Paint) -> String {
        let reads = ends(&self.reads, EXCERPT);
        match &self.was {
            None if self.moved.is_some() => paint.put(ARRIVES, &reads),
            None => reads,
            Some(was) => {
                let was = paint.put(GOES, &ends(was, EXCERPT));
                let goes = if self.source.is_empty() { String::new() } else { format!("[-{was}-]") };
                let reads = paint.put(ARRIVES, &reads);
                goes + &if self.text.is_empty() { reads } else { format!("{{+{reads}+}}") }
            }
        }
    }
}
