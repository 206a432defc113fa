//! What the decisions on one publication teach about the next pages of it.
//!
//! A rule's thresholds are set for all texts together. One newspaper's pages may be easier, so that what is proposed there
//! is nearly always accepted, or harder; and some texts come up again and again, a running head that is always in the way,
//! a name that looks like a misreading. A profile holds all of it in TOML that a person can read and change:
//!
//! ```toml
//! keep = ["Ostbehn", "gov-ernment"]
//!
//! [torn-paragraph]
//! apply_at = 0.91
//!
//! [running-head]
//! always = ["The Saltmarsh Courier #"]
//! never = ["No. #"]
//! ```
//!
//! `keep` are words that stay as they are, whatever rule would read them otherwise. The rest is said rule by rule:
//! `apply_at` is the confidence from which findings are done. `always` and `never` are texts that a finding is about,
//! each run of digits as `#`: what is done although the rule is less sure, and what is not found at all. `from_right =
//! true`, of the rule for columns that were read across, says that the first column stands on the right. What the rule
//! for running heads has in `always` also goes from the edge of a single page, where nothing recurs. A profile learns
//! little from little: below so many decisions it says nothing, and one decision of the other kind takes a text off its
//! lists.

mod words;

use std::collections::{BTreeMap, BTreeSet};

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::finding::{Finding, Ruling, Shape, Tier};

/// Decisions about one rule below which nothing is said about its confidence.
const LEAST: usize = 20;

/// Of what a profile has done, at least so much was right, one case on either side added, so that few cases prove little.
const RIGHT: f64 = 0.95;

/// How often a text must have been decided in the same way, and how long it may be: what is longer does not come again.
const OFTEN: usize = 2;
const LONGEST: usize = 60;

/// The key of the words that stay as they are.
const KEEP: &str = "keep";

/// What is known of one publication.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    keep: BTreeSet<String>,
    rules: BTreeMap<String, Habit>,
}

impl Serialize for Profile {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.keep.is_empty() {
            map.serialize_entry(KEEP, &self.keep)?;
        }
        self.rules.iter().try_for_each(|(rule, habit)| map.serialize_entry(rule, habit))?;
        map.end()
    }
}

/// By hand, since a flattened map would lose the places of faults.
impl<'de> Deserialize<'de> for Profile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Profile, D::Error> {
        struct Tables;
        impl<'de> Visitor<'de> for Tables {
            type Value = Profile;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a table for each rule")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Profile, A::Error> {
                let mut profile = Profile::default();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        KEEP => profile.keep = map.next_value()?,
                        _ => {
                            profile.rules.insert(key, map.next_value()?);
                        }
                    }
                }
                Ok(profile)
            }
        }
        deserializer.deserialize_map(Tables)
    }
}

/// What is known of one rule's findings in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Habit {
    /// From which confidence they are done, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apply_at: Option<f64>,
    /// Of the rule for columns that were read across: true where the first column stands on the right. A person says so; no
    /// decision on a finding does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_right: Option<bool>,
    /// Texts about which they are right.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub always: BTreeSet<String>,
    /// Texts about which they are wrong.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub never: BTreeSet<String>,
}

/// A finding that somebody decided about.
#[derive(Clone, Debug)]
pub struct Case {
    rule: String,
    confidence: f64,
    sure: bool,
    right: bool,
    text: Option<String>,
    /// The word that it would read otherwise.
    word: Option<String>,
}

impl Case {
    /// What a finding teaches, as it was without the decision; `None` for one that was only reported, or edited: neither
    /// right nor wrong.
    pub fn new(finding: &Finding, ruling: &Ruling, source: &str) -> Option<Case> {
        let right = match ruling {
            Ruling::Accept => true,
            Ruling::Reject => false,
            Ruling::Edit(_) => return None,
        };
        let stretch = matches!(finding.shape, Shape::Remove { .. } | Shape::Replace { .. });
        let at = finding.shape.at();
        let text = source
            .get(at.start..at.end)
            .filter(|_| stretch)
            .map(folded)
            .filter(|text| !text.is_empty() && text.chars().count() <= LONGEST);
        let sure = finding.tier == Tier::Apply;
        let word = words::of(source, &finding.shape);
        let case = Case { rule: finding.rule.to_string(), confidence: finding.confidence, sure, right, text, word };
        (finding.tier > Tier::Report).then_some(case)
    }
}

impl Profile {
    /// What the cases teach.
    pub fn learn(cases: &[Case]) -> Profile {
        let mut by_rule: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
        cases.iter().for_each(|case| by_rule.entry(&case.rule).or_default().push(case));
        let mut words: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for case in cases {
            if let Some(word) = &case.word {
                let (right, wrong) = words.entry(word).or_default();
                *(if case.right { right } else { wrong }) += 1;
            }
        }
        let kept = words.into_iter().filter(|&(_, counts)| is_never(counts)).map(|(word, _)| word.to_string());
        let learned = by_rule.into_iter().map(|(rule, cases)| (rule.to_string(), Habit::learn(cases)));
        Profile { keep: kept.collect(), rules: learned.filter(|(_, habit)| *habit != Habit::default()).collect() }
    }

    /// Reads a profile.
    ///
    /// # Errors
    /// The line, from 1, and what is wrong there.
    pub fn parse(text: &str) -> Result<Profile, (usize, String)> {
        let profile: Profile = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            (line, error.message().replace('\n', " "))
        })?;
        let outside = |habit: &Habit| habit.apply_at.is_some_and(|at| !(0.0..=1.0).contains(&at));
        match profile.rules.iter().find(|(_, habit)| outside(habit)) {
            Some((rule, _)) => Err((1, format!("`apply_at` of {rule} is a probability from 0 to 1"))),
            None => Ok(profile),
        }
    }

    /// As TOML.
    ///
    /// # Errors
    /// Those of the writer; nothing in a profile can cause one.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(self)
    }

    /// The rules of which something is known.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.rules.keys().map(String::as_str)
    }

    /// True when a finding of that shape, in bytes of `text`, would read a word otherwise that stays as it is.
    pub fn keeps(&self, text: &str, shape: &Shape) -> bool {
        !self.keep.is_empty() && words::is_kept(&self.keep, text, shape)
    }

    /// What is known of a rule.
    pub fn habit(&self, rule: &str) -> Option<&Habit> {
        self.rules.get(rule)
    }
}

impl Habit {
    fn learn(mut cases: Vec<&Case>) -> Habit {
        let mut texts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        // A part of a word that was left alone says nothing of other words.
        let telling = cases.iter().filter(|case| case.right || case.word.is_none());
        for case in telling {
            if let Some(text) = &case.text {
                let (right, wrong) = texts.entry(text).or_default();
                *(if case.right { right } else { wrong }) += 1;
            }
        }
        let of = |wanted: fn(&(usize, usize)) -> bool| {
            texts.iter().filter(|(_, counts)| wanted(counts)).map(|(text, _)| text.to_string()).collect()
        };
        let always = of(|&(right, wrong)| right >= OFTEN && wrong == 0);
        let never = of(|&counts| is_never(counts));
        cases.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        Habit { apply_at: threshold(&cases), from_right: None, always, never }
    }

    /// What is to be done about a finding on that text: `Some(true)` always, `Some(false)` never.
    pub fn of(&self, text: &str) -> Option<bool> {
        if self.always.is_empty() && self.never.is_empty() || text.len() > 8 * LONGEST {
            return None;
        }
        let text = folded(text);
        if self.never.contains(&text) { Some(false) } else { self.always.contains(&text).then_some(true) }
    }
}

/// True when people turned it down more than once, and never accepted it.
fn is_never((right, wrong): (usize, usize)) -> bool {
    wrong >= OFTEN && right == 0
}

/// The lowest confidence from which on enough was right, of cases that come with falling confidence; 1 where there is none,
/// so that all of it is proposed. `None` where the cases are too few to tell, and where the rule's own threshold does as
/// well: nothing below was sure, and nothing above was only proposed.
fn threshold(cases: &[&Case]) -> Option<f64> {
    if cases.len() < LEAST {
        return None;
    }
    let (mut right, mut lowest) = (0, 1.0);
    for (n, case) in cases.iter().enumerate() {
        right += usize::from(case.right);
        // Equal confidences stand or fall together.
        let last = cases.get(n + 1).is_none_or(|next| next.confidence < case.confidence);
        if last && n + 1 >= LEAST && (right + 1) as f64 / (n + 3) as f64 >= RIGHT {
            lowest = (case.confidence * 100.0).floor() / 100.0;
        }
    }
    let (above, below): (Vec<&Case>, Vec<&Case>) = cases.iter().partition(|case| case.confidence >= lowest);
    (below.iter().any(|case| case.sure) || above.iter().any(|case| !case.sure)).then_some(lowest)
}

/// A text as it is compared: blanks as one, each run of digits as `#`.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars() {
            match c.is_numeric() {
                true if out.ends_with('#') => {}
                true => out.push('#'),
                false => out.push(c),
            }
        }
    }
    out
}
