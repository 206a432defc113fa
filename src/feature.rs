//! The features of a choice and their learned weights.
//!
//! One list of names serves the code, the data file and the fit: a weight that the file lacks is 0, a name that the code
//! does not know is an error. `cargo run --release --example fit` writes the file.

use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use crate::language::Language;

macro_rules! features {
    ($($name:ident = $key:literal,)*) => {
        /// A number that speaks for or against a choice. The key is its name in the weight files (models/*.weights.toml).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum Feature { $($name),* }
        /// The keys, in the order of the features.
        pub const KEYS: &[&str] = &[$($key),*];
    };
}

features! {
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
}

/// The features of one choice that are not 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Features(pub Vec<(Feature, f32)>);

impl Features {
    /// Adds a feature.
    pub fn add(&mut self, feature: Feature, value: f32) {
        if value != 0.0 {
            self.0.push((feature, value));
        }
    }
}

/// The data file as it stands on disk.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WeightFile {
    beam: Beam,
    calibration: Calibration,
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
    /// Scores are divided by this before they become shares of the beam.
    pub temperature: f32,
}

/// What counts how much in one language.
#[derive(Clone, Debug)]
pub struct Weights {
    /// How the beam is kept.
    pub beam: Beam,
    calibration: Calibration,
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
        let mut weights = vec![0.0; KEYS.len()];
        for (key, value) in &file.weights {
            let index = KEYS.iter().position(|k| k == key).ok_or_else(|| format!("unknown feature `{key}`"))?;
            weights[index] = *value;
        }
        Ok(Weights { beam: file.beam, calibration: file.calibration, weights })
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

    /// The score of a choice: natural logarithm of its odds, up to a constant of the block.
    pub fn score(&self, features: &Features) -> f32 {
        features.0.iter().map(|&(feature, value)| self.weights[feature as usize] * value).sum()
    }

    /// The probability that a link is right: a logistic curve on its grounds, one a kind of link (Platt 1999, with more
    /// than one ground), fitted on pages that the weights were not fitted on.
    pub fn calibrated(&self, grounds: &Grounds) -> f64 {
        let curve = match grounds.kind {
            LinkKind::Near => &self.calibration.near,
            LinkKind::Far => &self.calibration.far,
            LinkKind::Follow => &self.calibration.follow,
        };
        let odds: f32 = curve.iter().zip(&grounds.values).map(|(weight, value)| weight * value).sum();
        1.0 / (1.0 + f64::from(-odds).exp())
    }
}

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

/// What the confidence in a link rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Grounds {
    /// Its kind.
    pub kind: LinkKind,
    /// 1; the logarithm of the odds of its share of the beam; its lead over the next choice; then, for a sentence that
    /// goes on, the seam's evidence and what a paragraph's end would cost at the head; for a whole paragraph, by how much
    /// more it shares with the article than with the one before it, and the weakest of these grounds; last, how sure
    /// the place of the block before it is. Scaled to about one.
    pub values: [f32; 6],
}

/// Weights of [`Grounds`], by kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Calibration {
    near: [f32; 6],
    far: [f32; 6],
    follow: [f32; 6],
}
