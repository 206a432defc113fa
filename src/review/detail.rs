//! The finding under the cursor, in the words of every other face.

use super::{Row, Sheet};
use crate::diff::{Scene, did, evidence, standing};
use crate::excerpt::{Lines, Paint, probability, visible, wrapped};
use crate::finding::Ruling;

/// How a line is meant, for those who colour it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// The name of the finding.
    Heading,
    /// What it does.
    Plain,
    /// The text itself.
    Text,
    /// Why.
    Quiet,
    /// What was decided.
    Decided,
}

/// A line of the detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How it is meant.
    pub tone: Tone,
    /// What it says; nothing in it steers a terminal.
    pub text: String,
}

/// Columns of context on either side of a seam at most: more is another paragraph.
const SIDE: usize = 60;

pub(super) fn lines(sheet: &Sheet, row: &Row, width: usize) -> Vec<Line> {
    let width = width.max(20);
    let source = Lines::new(sheet.source());
    let scene = Scene::new(sheet.repair(), Paint { colour: false }, (width.saturating_sub(10) / 4).min(SIDE));
    let finding = &row.finding;
    let mut lines = Vec::new();
    let mut add = |tone: Tone, indent: &str, text: &str| {
        let parts = wrapped(text, width - indent.len());
        lines.extend(parts.into_iter().map(|part| Line { tone, text: format!("{indent}{part}") }));
    };
    let place = format!("{}:{}", visible(sheet.name()), row.line);
    add(Tone::Heading, "", &format!("{}  {place}  {}", visible(&finding.rule), standing(finding)));
    match &finding.ruling {
        Some(Ruling::Accept) => add(Tone::Decided, "", "accepted"),
        Some(Ruling::Reject) => add(Tone::Decided, "", "rejected; without that:"),
        Some(Ruling::Edit(text)) => add(Tone::Decided, "", &format!("edited: {}", visible(text))),
        None => {}
    }
    add(Tone::Plain, "", &format!("{}: {}", visible(&finding.message), did(finding, &source, scene.places())));
    for line in scene.draw(finding) {
        add(Tone::Text, "  ", &line);
    }
    let why = evidence(finding);
    if !why.is_empty() {
        add(Tone::Quiet, "", &format!("evidence: {why}"));
    }
    for other in finding.alternatives.iter().skip(1) {
        add(Tone::Quiet, "", &format!("or, {}: {}", probability(other.confidence), visible(&other.what)));
    }
    lines
}
