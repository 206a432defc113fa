//! Findings as lists: for people, for editors, for programs. Nothing here needs the text to have been changed.
//!
//! [`human`] and [`short`] write one file after the other. JSON is one document for all files, so it is made from
//! [`FileReport`]s, which keep nothing of the text: a report on ten thousand files does not hold them all in memory.
//!
//! ```json
//! {
//!   "version": 1,
//!   "files": [{
//!     "path": "page.md",
//!     "findings": [{
//!       "id": 0,
//!       "rule": "split-paragraph",
//!       "tier": "apply",
//!       "applied": true,
//!       "confidence": 0.98,
//!       "message": "Paragraph cut in two",
//!       "evidence": ["任|务 is a word"],
//!       "alternatives": [{ "confidence": 0.03, "what": "stays" }],
//!       "at": { "start": 120, "end": 122, "line": 29, "column": 18 },
//!       "shape": { "do": "join", "seam": { "start": 120, "end": 122 }, "with": "" },
//!       "key": "split-paragraph:任|务"
//!     }]
//!   }]
//! }
//! ```
//!
//! `tier` is `apply`, `propose` or `report`; `applied` says whether the edit is in the repaired text. `at` is the text
//! that the finding is about: `start` and `end` in bytes of the source as UTF-8, half open, `line` and `column` of its
//! start, from 1, columns in characters. `shape.do` names the rest of the shape, all spans in bytes of the source: `join`
//! {seam, with}, `move` {from, after, joined, with}, `remove` {at, twin}, `replace` {at, with}, `note` {at}. `key` stays
//! the same when other parts of the file change. Fields may be added under the same `version`; none is renamed or
//! dropped.

mod changes;

use serde::Serialize;

use crate::diff::Scene;
use crate::excerpt::{HEADING, Lines, PENDING, PLACE, Paint, Position, columns, padded, probability, visible};
use crate::finding::{Alternative, Finding, Shape, Tier};
use crate::id::FindingId;
use crate::repair::Repair;
use crate::span::Span;

pub use changes::changes;

/// Version of the JSON documents.
pub const VERSION: u32 = 1;

/// Display columns of context on either side of an excerpt: with its indentation it stays within 80 columns.
const SIDE: usize = 17;

/// What was found in one file.
#[derive(Clone, Debug, Serialize)]
pub struct FileReport {
    /// The file as it was named by the user.
    pub path: String,
    /// In the order of the source.
    pub findings: Vec<Entry>,
}

/// One finding with its place in the source.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Its number in the repair.
    pub id: FindingId,
    /// The rule's id.
    pub rule: String,
    /// How far it may go.
    pub tier: Tier,
    /// True when its edits are in the repaired text.
    pub applied: bool,
    /// Probability that doing it is right, 0 to 1.
    pub confidence: f64,
    /// The rule's message.
    pub message: String,
    /// What spoke for it, strongest first.
    pub evidence: Vec<String>,
    /// What else was possible, likeliest first.
    pub alternatives: Vec<Alternative>,
    /// The source text that it is about.
    pub at: Place,
    /// What it does, in bytes of the source.
    pub shape: Shape,
    /// A name that survives small changes of the input.
    pub key: String,
}

/// A stretch of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Line and column of the first byte, from 1.
    #[serde(flatten)]
    pub position: Position,
}

impl Place {
    fn new(at: Span, lines: &Lines) -> Place {
        Place { start: at.start, end: at.end, position: lines.position(at.start) }
    }
}

impl FileReport {
    /// The findings of `repair` with their places.
    pub fn new(path: &str, repair: &Repair) -> Self {
        let source = Lines::new(repair.document.source());
        let findings = in_order(repair).into_iter().map(|f| Entry::new(f, &source)).collect();
        FileReport { path: path.to_string(), findings }
    }
}

impl Entry {
    fn new(finding: &Finding, source: &Lines) -> Self {
        let at = finding.shape.at();
        Entry {
            id: finding.id,
            rule: finding.rule.to_string(),
            tier: finding.tier,
            applied: finding.applied,
            confidence: finding.confidence,
            message: finding.message.clone(),
            evidence: finding.evidence.clone(),
            alternatives: finding.alternatives.clone(),
            at: Place::new(at, source),
            shape: finding.shape.clone(),
            key: finding.key.clone(),
        }
    }
}

fn in_order(repair: &Repair) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> = repair.findings.iter().collect();
    findings.sort_by_key(|f| f.shape.at().start);
    findings
}

/// Two lines a finding, aligned: place, tier, confidence, rule and message, then the text around it. Empty when nothing
/// was found.
pub fn human(path: &str, repair: &Repair, colour: bool) -> String {
    let paint = Paint { colour };
    let scene = Scene::new(repair, paint, SIDE);
    let source = Lines::new(repair.document.source());
    let findings = in_order(repair);
    let place = |f: &Finding| format!("{}:{}", visible(path), source.position(f.shape.at().start));
    let places: Vec<String> = findings.iter().map(|f| place(f)).collect();
    let place_width = places.iter().map(|p| columns(p)).max().unwrap_or(0);
    let rule_width = findings.iter().map(|f| columns(&visible(&f.rule))).max().unwrap_or(0);
    let mut out = String::new();
    for (finding, place) in findings.iter().zip(&places) {
        let place = paint.put(PLACE, &padded(place, place_width));
        let tier = format!("{:<7} {}", finding.tier, probability(finding.confidence));
        let tier = if finding.applied { tier } else { paint.put(PENDING, &tier) };
        let rule = paint.put(HEADING, &padded(&visible(&finding.rule), rule_width));
        out.push_str(&format!("{place}  {tier}  {rule}  {}\n", visible(&finding.message)));
        out.push_str(&format!("    {}\n", scene.line(finding)));
    }
    out
}

/// One line a finding, as editors and scripts read it: `path:line:column: rule: message [tier 0.98]`.
pub fn short(path: &str, repair: &Repair) -> String {
    let source = Lines::new(repair.document.source());
    let path = visible(path);
    let mut out = String::new();
    for finding in in_order(repair) {
        let place = source.position(finding.shape.at().start);
        let (rule, message) = (visible(&finding.rule), visible(&finding.message));
        let (tier, confidence) = (finding.tier, probability(finding.confidence));
        out.push_str(&format!("{path}:{place}: {rule}: {message} [{tier} {confidence}]\n"));
    }
    out
}

/// All files as one JSON document, as described above, with a line feed at its end.
///
/// # Errors
/// Those of the JSON writer; none of the fields can cause one. A confidence that is not a number reads as `null`.
pub fn json(files: &[FileReport]) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    struct Report<'a> {
        version: u32,
        files: &'a [FileReport],
    }
    Ok(serde_json::to_string_pretty(&Report { version: VERSION, files })? + "\n")
}
