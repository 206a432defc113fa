//! The features of a choice and their learned weights.
//!
//! One list of names serves the code, the data file and the fit: a weight that the file lacks is 0, a name that the code
//! does not know is an error. `cargo run --release --example fit` writes the file.

use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use crate::language::Language;

/// Names that the code has as an enum and the weight files as keys, in one order.
macro_rules! keyed {
    ($(#[$about:meta])* $names:ident, $keys:ident: $($name:ident = $key:literal,)*) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum $names { $($name),* }
        #[doc = concat!("The keys of [`", stringify!($names), "`] in the weight files (models/*.weights.toml), in its order.")]
        pub const $keys: &[&str] = &[$($key),*];
    };
}

// Behind the macro that it uses.
mod grounds;

use grounds::CalibrationFile;
pub use grounds::{GROUNDS, Ground, Grounds, LinkKind};

keyed! {
    /// A number that speaks for or against a choice.
    Feature, KEYS:
    Stay = "stay",
    StayBegin = "stay-begin",
    StayOpen = "stay-open",
    StayBroken = "stay-broken",
    StayBrokenEnd = "stay-broken-end",
    StayCareless = "stay-careless",
    StayIntroduced = "stay-introduced",
    StayHeading = "stay-heading",
    StayKinship = "stay-kinship",
    StayDisplaced = "stay-displaced",
    StayDisplacedKinship = "stay-displaced-kinship",
    StayShort = "stay-short",
    StayStump = "stay-stump",
    StayClosed = "stay-closed",
    StayBeginFar = "stay-begin-far",
    StayDue = "stay-due",
    Near = "near",
    NearSeam = "near-seam",
    NearSeamStrong = "near-seam-strong",
    NearWeak = "near-weak",
    NearCareless = "near-careless",
    NearIntroduced = "near-introduced",
    NearPhrase = "near-phrase",
    NearCost = "near-cost",
    NearEnd = "near-end",
    NearBegin = "near-begin",
    NearOpen = "near-open",
    NearBrackets = "near-brackets",
    NearBracketsAgainst = "near-brackets-against",
    NearMargin = "near-margin",
    NearColumn = "near-column",
    NearElsewhere = "near-elsewhere",
    NearKinship = "near-kinship",
    NearBehindHeading = "near-behind-heading",
    NearHeading = "near-heading",
    NearOpening = "near-opening",
    NearShort = "near-short",
    Far = "far",
    FarSeam = "far-seam",
    FarSeamStrong = "far-seam-strong",
    FarWeak = "far-weak",
    FarCareless = "far-careless",
    FarIntroduced = "far-introduced",
    FarPhrase = "far-phrase",
    FarCost = "far-cost",
    FarEnd = "far-end",
    FarBegin = "far-begin",
    FarOpen = "far-open",
    FarBrackets = "far-brackets",
    FarBracketsAgainst = "far-brackets-against",
    FarMargin = "far-margin",
    FarColumn = "far-column",
    FarElsewhere = "far-elsewhere",
    FarKinship = "far-kinship",
    FarBehindHeading = "far-behind-heading",
    FarHeading = "far-heading",
    FarOpening = "far-opening",
    FarShort = "far-short",
    FarForward = "far-forward",
    FarBackward = "far-backward",
    FarAgain = "far-again",
    FarPassed = "far-passed",
    FarPassedArticles = "far-passed-articles",
    FarDistance = "far-distance",
    FarBehindBroken = "far-behind-broken",
    FarFirst = "far-first",
    Follow = "follow",
    FollowKinship = "follow-kinship",
    FollowBegin = "follow-begin",
    FollowBehindBroken = "follow-behind-broken",
    FollowFirst = "follow-first",
    FollowHeading = "follow-heading",
    FollowStump = "follow-stump",
    FollowClosed = "follow-closed",
    FollowBeginFar = "follow-begin-far",
    FollowForward = "follow-forward",
    FollowBackward = "follow-backward",
    FollowAgain = "follow-again",
    FollowPassed = "follow-passed",
    FollowPassedArticles = "follow-passed-articles",
    OpenEnd = "open-end",
    FarNext = "far-next",
    FollowNext = "follow-next",
    StayKinshipLead = "stay-kinship-lead",
    NearKinshipLead = "near-kinship-lead",
    FarKinshipLead = "far-kinship-lead",
    FollowKinshipLead = "follow-kinship-lead",
    FarRestart = "far-restart",
    FollowRestart = "follow-restart",
    FarLater = "far-later",
    FarEarlier = "far-earlier",
    FarEarlierAgain = "far-earlier-again",
    FarSkipped = "far-skipped",
    FarNone = "far-none-skipped",
    FarSkippedWhole = "far-skipped-whole",
    FollowLater = "follow-later",
    FollowEarlier = "follow-earlier",
    FollowEarlierAgain = "follow-earlier-again",
    FollowSkipped = "follow-skipped",
    FollowNone = "follow-none-skipped",
    FollowSkippedWhole = "follow-skipped-whole",
    WholeLeft = "whole-left",
    NearAmongFar = "near-among-far",
    NearAmongNear = "near-among-near",
    NearBehindFar = "near-behind-far",
    FarAmongFar = "far-among-far",
    FarAmongNear = "far-among-near",
    FollowIntroduced = "follow-introduced",
    ColumnOver = "column-over",
    ColumnOverEven = "column-over-even",
    ColumnShort = "column-short",
    ColumnShortEven = "column-short-even",
    ColumnEven = "column-even",
    ColumnEvenEven = "column-even-even",
}

/// The features of one choice that are not 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Features(pub Vec<(Feature, f32)>);

/// What the features of a choice are told to: a list of them, or their score alone.
pub trait Tally {
    /// Adds a feature.
    fn add(&mut self, feature: Feature, value: f32);
}

impl Features {
    /// Tells them to something else.
    pub fn tell(&self, tally: &mut impl Tally) {
        self.0.iter().for_each(|&(feature, value)| tally.add(feature, value));
    }
}

impl Tally for Features {
    fn add(&mut self, feature: Feature, value: f32) {
        if value != 0.0 {
            self.0.push((feature, value));
        }
    }
}

/// The score of a choice's features ([`Weights::score`]), without a list of them: a page is ten thousand choices.
#[derive(Debug)]
pub struct Score<'w> {
    weights: &'w Weights,
    sum: f32,
}

impl Tally for Score<'_> {
    fn add(&mut self, feature: Feature, value: f32) {
        if value != 0.0 {
            self.sum += self.weights.of(feature) * value;
        }
    }
}

/// The data file as it stands on disk.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WeightFile {
    beam: Beam,
    calibration: CalibrationFile,
    headline: Option<std::collections::BTreeMap<String, f32>>,
    weights: std::collections::BTreeMap<String, f32>,
}

/// How the beam of readings is kept.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beam {
    /// Readings kept.
    pub width: usize,
    /// Choices of one reading that are followed up.
    pub options: usize,
    /// Choices this far behind the best are dropped, in units of the score (natural logarithm of odds).
    pub prune: f32,
    /// Readings this far behind the best are dropped, in the same units. Of 926 development pages two come out otherwise than
    /// with all of them, and better; reading a page takes a fifth less.
    pub behind: f32,
    /// Scores are divided by this before they become shares of the beam.
    pub temperature: f32,
}

/// What counts how much in one language.
#[derive(Clone, Debug)]
pub struct Weights {
    /// How the beam is kept.
    pub beam: Beam,
    calibration: [Vec<f32>; 3],
    headline: Option<Vec<f32>>,
    weights: Vec<f32>,
}

/// The weights that restitch brings along, by language; how they were fitted: `docs/continuation.md`.
static EMBEDDED: [(&str, &str); 6] = [
    ("zh", include_str!("../models/zh.weights.toml")),
    ("zh-hant", include_str!("../models/zh-hant.weights.toml")),
    ("ja", include_str!("../models/ja.weights.toml")),
    ("en", include_str!("../models/en.weights.toml")),
    ("de", include_str!("../models/de.weights.toml")),
    ("fr", include_str!("../models/fr.weights.toml")),
];

impl Weights {
    /// Reads a weight file.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub fn parse(text: &str) -> Result<Weights, String> {
        let file: WeightFile = toml::from_str(text).map_err(|e| e.to_string())?;
        let CalibrationFile { near, far, follow } = file.calibration;
        let curves = [named(GROUNDS, &near)?, named(GROUNDS, &far)?, named(GROUNDS, &follow)?];
        let headline = file.headline.map(|signs| named(SIGNS, &signs)).transpose()?;
        Ok(Weights { beam: file.beam, calibration: curves, headline, weights: named(KEYS, &file.weights)? })
    }

    /// The weights that come with restitch for a language. A language without its own has those of English or of Chinese,
    /// as its words are separated or not.
    pub fn embedded(language: &Language) -> Option<Arc<Weights>> {
        static PARSED: [OnceLock<Option<Arc<Weights>>>; EMBEDDED.len()] = [const { OnceLock::new() }; EMBEDDED.len()];
        let of = |id: &str| EMBEDDED.iter().position(|(known, _)| *known == id);
        let index = of(&language.id).or_else(|| of(if language.spaced { "en" } else { "zh" }))?;
        PARSED[index].get_or_init(|| Weights::parse(EMBEDDED[index].1).ok().map(Arc::new)).clone()
    }

    /// The weight of one feature.
    pub fn of(&self, feature: Feature) -> f32 {
        self.weights[feature as usize]
    }

    /// The score of a choice whose features `tell` tells: natural logarithm of its odds, up to a constant of the block.
    pub fn score(&self, tell: impl FnOnce(&mut Score)) -> f32 {
        let mut score = Score { weights: self, sum: 0.0 };
        tell(&mut score);
        score.sum
    }

    /// How likely a line with these signs is the head of a torn sentence, 0 to 1; `None` in a file that does not say.
    pub fn torn(&self, signs: &[f32]) -> Option<f32> {
        let odds: f32 = self.headline.as_ref()?.iter().zip(signs).map(|(weight, sign)| weight * sign).sum();
        Some(1.0 / (1.0 + (-odds).exp()))
    }

    /// The probability that a link is right: a logistic curve on its grounds, one a kind of link (Platt 1999, with more
    /// than one ground), fitted on pages that the weights were not fitted on.
    pub fn calibrated(&self, grounds: &Grounds) -> f64 {
        let curve = &self.calibration[grounds.kind as usize];
        let odds: f32 = curve.iter().zip(&grounds.values).map(|(weight, value)| weight * value).sum();
        1.0 / (1.0 + f64::from(-odds).exp())
    }
}

keyed! {
    /// A sign that a line is the head of a torn sentence, or that it is a headline ([`crate::decision::Page::signs`]).
    Sign, SIGNS:
    Always = "always",
    Heading = "heading",
    Width = "width",
    Narrow = "narrow",
    Clauses = "clauses",
    Capitals = "capitals",
    SmallEnd = "small-end",
    Byline = "byline",
    Unclosed = "unclosed",
    End = "end",
    GoesOn = "goes-on",
    GoesOnWell = "goes-on-well",
    GoesOnBelow = "goes-on-below",
    First = "first",
    BehindEnd = "behind-end",
    BehindHeading = "behind-heading",
    AboveHeading = "above-heading",
    AboveOpen = "above-open",
    Marks = "marks",
}

/// The values of a table, in the order of the known names.
fn named(known: &[&str], table: &std::collections::BTreeMap<String, f32>) -> Result<Vec<f32>, String> {
    let mut values = vec![0.0; known.len()];
    for (key, value) in table {
        let index = known.iter().position(|k| k == key).ok_or_else(|| format!("unknown feature `{key}`"))?;
        values[index] = *value;
    }
    Ok(values)
}
