//! What the confidence in a link rests on: of links of one kind, how many with such grounds were right.
//!
//! Apart from the features, which say what a choice counts among the others: these are asked of a link that was chosen.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Kinds of links, which fail in different ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkKind {
    /// A sentence goes on in the next block.
    Near,
    /// A sentence goes on farther down.
    Far,
    /// A whole paragraph belongs to another article.
    Follow,
}

keyed! {
    /// A number that the confidence in a link rests on.
    Ground, GROUNDS:
    Always = "always",
    Share = "share",
    Lead = "lead",
    Run = "run",
    Ahead = "ahead",
    StayShare = "stay-share",
    Second = "second",
    Claims = "claims",
    Concord = "concord",
    Discord = "discord",
    Before = "before",
    Behind = "behind",
    Against = "against",
    GapBefore = "gap-before",
    GapBehind = "gap-behind",
    Seam = "seam",
    Near = "near",
    Weak = "weak",
    Cost = "cost",
    End = "end",
    Begin = "begin",
    BeginFar = "begin-far",
    Margin = "margin",
    Column = "column",
    Elsewhere = "elsewhere",
    Brackets = "brackets",
    BracketsAgainst = "brackets-against",
    Introduced = "introduced",
    Open = "open",
    Kinship = "kinship",
    KinshipLead = "kinship-lead",
    Gain = "gain",
    BehindHeading = "behind-heading",
    Heading = "heading",
    Opening = "opening",
    ShortHead = "short-head",
    ShortTail = "short-tail",
    Stump = "stump",
    TornWord = "torn-word",
    Hyphen = "hyphen",
    Careless = "careless",
    First = "first",
    Displaced = "displaced",
    Loose = "loose",
    Certain = "certain",
    Blocks = "blocks",
    Weakest = "weakest",
    Evenness = "evenness",
    ColumnAbove = "column-above",
    ColumnBelow = "column-below",
}

/// What the confidence in a link rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Grounds {
    /// Its kind.
    pub kind: LinkKind,
    /// By [`Ground`], scaled to about one.
    pub values: Vec<f32>,
}

impl Grounds {
    /// What columns say of the link where they agree less.
    pub fn level(&self) -> f32 {
        self.values[Ground::ColumnAbove as usize].min(self.values[Ground::ColumnBelow as usize])
    }
}

/// Weights of [`Grounds`], by kind; a ground that the file lacks weighs nothing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CalibrationFile {
    pub(super) near: BTreeMap<String, f32>,
    pub(super) far: BTreeMap<String, f32>,
    pub(super) follow: BTreeMap<String, f32>,
}
