//! What a rule found, what was done about it, and why: the unit of every report, diff and review.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::FindingId;
use crate::span::Span;

/// How far a finding may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Worth knowing; there is nothing to do.
    Report,
    /// Shown; done only when asked for.
    Propose,
    /// Done by `fix`.
    Apply,
}

impl std::fmt::Display for Tier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Tier::Report => "report",
            Tier::Propose => "propose",
            Tier::Apply => "apply",
        })
    }
}

/// What a finding does to the text, in bytes of the source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "do", rename_all = "lowercase")]
pub enum Shape {
    /// Two neighbours become one paragraph: the break `seam` between them reads as `with`.
    Join {
        /// The line feeds and blanks between the two.
        seam: Span,
        /// What stands there instead: nothing, or a blank.
        with: String,
    },
    /// Text from elsewhere is put behind `after`.
    Move {
        /// The blocks that move, without the break in front of them.
        from: Span,
        /// One past the last byte of the block that they go on from.
        after: usize,
        /// True when the first moved block continues the sentence; false when it stays a paragraph of its own.
        joined: bool,
        /// What stands at the seam when joined: nothing, or a blank.
        with: String,
    },
    /// Text that stands a second time is dropped.
    Remove {
        /// What is dropped.
        at: Span,
        /// The copy that stays.
        twin: Span,
    },
    /// Text reads differently.
    Replace {
        /// What is read anew.
        at: Span,
        /// What it reads as.
        with: String,
    },
    /// Nothing changes.
    Note {
        /// What the finding is about.
        at: Span,
    },
}

impl Shape {
    /// True when it puts text behind other text, so that its place is two places.
    pub fn links(&self) -> bool {
        matches!(self, Shape::Join { .. } | Shape::Move { .. })
    }

    /// The same shape with its places said in other bytes: stretches by `span`, and by `end` the place behind which a move lands.
    pub(crate) fn mapped(self, span: impl Fn(Span) -> Span, end: impl Fn(usize) -> usize) -> Shape {
        match self {
            Shape::Join { seam, with } => Shape::Join { seam: span(seam), with },
            Shape::Move { from, after, joined, with } => {
                Shape::Move { from: span(from), after: end(after), joined, with }
            }
            Shape::Remove { at, twin } => Shape::Remove { at: span(at), twin: span(twin) },
            Shape::Replace { at, with } => Shape::Replace { at: span(at), with },
            Shape::Note { at } => Shape::Note { at: span(at) },
        }
    }

    /// The source text that the finding is about: what moves, goes, changes or is named.
    pub fn at(&self) -> Span {
        match self {
            Shape::Join { seam, .. } => *seam,
            Shape::Move { from, .. } => *from,
            Shape::Remove { at, .. } | Shape::Replace { at, .. } | Shape::Note { at } => *at,
        }
    }
}

/// Where a finding stands in the source, in bytes, at characters that can be seen: by this it is known again in another
/// round, and in another run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Where its own text begins: what goes on, goes, changes or is named.
    pub at: usize,
    /// One past the last byte of what it goes on from, for a join or a move; of its own text otherwise.
    pub other: usize,
}

/// What a person decided about a finding.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ruling {
    /// It is done, however sure the rule is.
    Accept,
    /// It is not done, and not found again.
    Reject,
    /// It is done with this text instead of the proposed one.
    Edit(String),
}

impl Finding {
    /// The text that it puts somewhere, which a person may put otherwise: at the seam, or instead of what stands in
    /// `source`. `None` for a paragraph that moves as it is.
    pub fn own_text<'f>(&'f self, source: &'f str) -> Option<&'f str> {
        match &self.shape {
            Shape::Move { joined: false, .. } => None,
            Shape::Join { with, .. } | Shape::Move { with, .. } | Shape::Replace { with, .. } => Some(with),
            Shape::Note { at } => Some(source.get(at.start..at.end).unwrap_or_default()),
            Shape::Remove { .. } => Some(""),
        }
    }
}

/// Another reading that was weighed and found less likely.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alternative {
    /// Probability, 0 to 1.
    pub confidence: f64,
    /// In words: "stays", "goes on from line 12".
    pub what: String,
}

/// Something that a rule saw.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Its number in this repair.
    pub id: FindingId,
    /// The rule's id.
    pub rule: Arc<str>,
    /// The tier it reached by its own confidence, at most the rule's.
    pub tier: Tier,
    /// True when its edits are in the repaired text.
    pub applied: bool,
    /// Probability that doing it is right, 0 to 1.
    pub confidence: f64,
    /// One line for people: the rule's message.
    pub message: String,
    /// What spoke for it, strongest first, each a short phrase.
    pub evidence: Vec<String>,
    /// What else was possible, likeliest first.
    pub alternatives: Vec<Alternative>,
    /// What it does.
    pub shape: Shape,
    /// A name that survives small changes of the input: the rule and the text at the seam, and from the second finding of
    /// that name on its number.
    pub key: String,
    /// Where it stands.
    #[serde(skip)]
    pub place: Place,
    /// What a person decided about it, if anything. What was rejected is no finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ruling: Option<Ruling>,
}
