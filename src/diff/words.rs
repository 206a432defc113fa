//! A finding in English: what it did or would do, how it stands, what spoke for it.

use super::Places;
use crate::excerpt::{Lines, probability, slice, visible};
use crate::finding::{Finding, Shape, Tier};
use crate::span::Span;

/// What the finding did, or would do when it is not applied, without a full stop: "joined line 30 to line 29".
pub(crate) fn did(finding: &Finding, source: &Lines, places: &Places) -> String {
    let verb = |done: &str, to_do: &str| if finding.applied { done.to_string() } else { format!("would {to_do}") };
    match &finding.shape {
        Shape::Join { seam, .. } => {
            let (left, right) = match places.neighbours(finding) {
                Some((left, right)) => (source.line_of(left), source.line_of(right)),
                None => (line_before(source, seam.start), source.line_of(seam.end)),
            };
            if left == right {
                return format!("{} two parts of line {left}", verb("joined", "join"));
            }
            format!("{} line {right} to line {left}", verb("joined", "join"))
        }
        Shape::Move { from, after, joined, .. } => {
            let target = if *joined { "the end of line" } else { "behind line" };
            let line = line_before(source, *after);
            format!("{} from {} to {target} {line}", verb("moved", "move"), lines(source, *from))
        }
        Shape::Remove { at, twin } => {
            let (gone, copy) = (lines(source, *at), lines(source, *twin));
            format!("{} {gone}; the copy at {copy} stays", verb("removed", "remove"))
        }
        Shape::Replace { at, with } if at.is_empty() && !with.is_empty() => {
            format!("{} into {}", verb("inserted", "insert"), lines(source, *at))
        }
        Shape::Replace { at, with } if with.is_empty() => {
            format!("{} from {}", verb("deleted", "delete"), lines(source, *at))
        }
        Shape::Replace { at, .. } => format!("{} {}", verb("changed", "change"), lines(source, *at)),
        Shape::Note { .. } => visible(&finding.message),
    }
}

/// "apply 0.98" for what `fix` does; otherwise what became of it: "proposed 0.71".
pub(crate) fn standing(finding: &Finding) -> String {
    let standing = match (finding.tier, finding.applied) {
        (Tier::Apply, true) => "apply",
        (_, true) => "accepted",
        (Tier::Apply, false) => "not applied",
        (Tier::Propose, false) => "proposed",
        (Tier::Report, false) => "reported",
    };
    format!("{standing} {}", probability(finding.confidence))
}

/// What spoke for it, strongest first, and the likeliest other reading; empty when nothing is known.
pub(crate) fn evidence(finding: &Finding) -> String {
    let mut parts: Vec<String> = finding.evidence.iter().map(|e| visible(e)).collect();
    if let Some(next) = finding.alternatives.first() {
        parts.push(format!("next best {}: {}", probability(next.confidence), visible(&next.what)));
    }
    parts.join("; ")
}

/// The line on which the finding's text begins, blank lines in front of it skipped.
pub(crate) fn first_line(finding: &Finding, source: &Lines) -> usize {
    source.line_of(words(source, finding.shape.at()).start)
}

/// "line 7" or "lines 7-9": where the text of `span` stands, blank lines at its ends left out.
fn lines(source: &Lines, span: Span) -> String {
    let words = words(source, span);
    match (source.line_of(words.start), source.line_of(words.end.saturating_sub(1).max(words.start))) {
        (first, last) if first == last => format!("line {first}"),
        (first, last) => format!("lines {first}-{last}"),
    }
}

/// The span without the blanks at its ends; the span itself when it holds nothing else.
pub(super) fn words(source: &Lines, span: Span) -> Span {
    let text = slice(source.text(), span);
    if text.trim().is_empty() {
        return span;
    }
    let start = span.start + (text.len() - text.trim_start().len());
    Span::new(start, start + text.trim().len())
}

/// The line on which the text in front of byte `at` ends, blank lines skipped.
fn line_before(source: &Lines, at: usize) -> usize {
    let before = slice(source.text(), Span::new(0, at)).trim_end();
    source.line_of(before.len().saturating_sub(1))
}
