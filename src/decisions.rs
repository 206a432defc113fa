//! What people decided about findings, and how a decision finds its place again.
//!
//! Not to be mixed up with [`crate::decision`], by which restitch itself puts a page together. A decision is made by a
//! person and kept beside the text, one table each, in the order of the text:
//!
//! ```toml
//! # 学校还请来退休教师担任志|愿者，每天下午陪孩子们读
//! [[decision]]
//! rule = "torn-paragraph"
//! verdict = "reject"
//! at = "愿者，每天下午陪孩子们读"
//! behind = "学校还请来退休教师担任志"
//! ```
//!
//! `at` is the text that begins where the finding's own text does; `behind` the end of what it would go on from, or `until`
//! the end of what goes or changes. `at` and `behind` are two texts, before the place and behind it, where one of them
//! stands there several times. Byte numbers and lines would be wrong after the first correction farther up, and the
//! number of a finding after any other rule; a few words are not, and they can be read and merged. They are looked for
//! when a text is read, blanks and line ends aside, and have to stand in it exactly once; or, with `at_nth = [2, 3]`, three
//! times still, and the second is meant. A decision whose words are gone, or stand elsewhere too, has no place: it is reported and not applied, since
//! any other place would be a guess. The price: who corrects the very words has to decide again.

mod passage;
mod table;

use std::sync::Arc;

use crate::finding::{Finding, Place, Ruling, Shape};
use crate::span::Span;

use passage::{Passage, Squeezed};

/// The name of the file that holds the decisions on a file is its own with this behind it.
pub const SUFFIX: &str = ".restitch.toml";

/// Decisions as they are kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decisions {
    list: Vec<Decision>,
}

/// What was decided about one finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The rule whose finding it is.
    pub rule: String,
    /// What was decided.
    pub ruling: Ruling,
    /// Where the finding's text begins.
    at: Passage,
    other: Other,
    kind: Kind,
}

/// The other place of a finding.
#[derive(Clone, Debug, PartialEq)]
enum Other {
    /// Where what it goes on from ends.
    Behind(Passage),
    /// Where its own text ends.
    Until(String),
    /// It has no text of its own; blanks do not count.
    Nowhere,
}

/// What a finding does, as far as another finding at the same place would be a different one.
#[derive(Clone, Debug, PartialEq)]
enum Kind {
    /// Text goes on from other text, as its sentence or, `apart`, as a paragraph of its own.
    Link { apart: bool },
    /// Text goes, or is named.
    Stretch,
    /// Text reads differently.
    Reading(String),
}

impl Kind {
    fn of(shape: &Shape) -> Kind {
        match shape {
            Shape::Join { .. } => Kind::Link { apart: false },
            Shape::Move { joined, .. } => Kind::Link { apart: !joined },
            Shape::Remove { .. } | Shape::Note { .. } => Kind::Stretch,
            Shape::Replace { with, .. } => Kind::Reading(with.replace('\r', "")),
        }
    }

    /// True when a decision of this kind is about a finding of that kind. Who rejects a link rejects it in either form.
    fn is_about(&self, other: &Kind) -> bool {
        matches!((self, other), (Kind::Link { .. }, Kind::Link { .. })) || self == other
    }
}

impl Decision {
    fn new(finding: &Finding, ruling: Ruling, squeezed: &Squeezed) -> Decision {
        let Place { at, other } = finding.place;
        let kind = Kind::of(&finding.shape);
        let other = match kind {
            Kind::Link { .. } => Other::Behind(squeezed.passage(other, true)),
            _ if other <= at => Other::Nowhere,
            _ => Other::Until(squeezed.last_words(at, other)),
        };
        Decision { rule: finding.rule.to_string(), ruling, at: squeezed.passage(at, false), other, kind }
    }

    fn place(&self, squeezed: &Squeezed) -> Option<Place> {
        let at = squeezed.place(&self.at, false)?;
        let other = match &self.other {
            Other::Behind(passage) => squeezed.place(passage, true)?,
            Other::Until(words) => squeezed.until(at, words)?,
            Other::Nowhere => squeezed.before(at),
        };
        Some(Place { at, other })
    }

    /// In a few words, for one line: the verdict, the rule, the text at the place.
    pub fn named(&self) -> String {
        let (before, behind) = self.sides();
        let seam = if matches!(self.other, Other::Behind(_)) { "|" } else { "" };
        format!("{} {} at {before}{seam}{behind}", table::verdict(&self.ruling), self.rule)
    }

    /// The text at its place: for a link the two sides of the seam, otherwise nothing and where the text begins.
    pub fn sides(&self) -> (&str, &str) {
        match &self.other {
            Other::Behind(passage) => (&passage.before, &self.at.behind),
            _ => ("", &self.at.behind),
        }
    }
}

impl Decisions {
    /// The decisions, in the order of the file.
    pub fn list(&self) -> &[Decision] {
        &self.list
    }

    /// True when nothing is decided.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Looks where they stand in a text.
    pub fn on(self, source: impl Into<Arc<String>>) -> Docket {
        let source = source.into();
        let mut entries = Vec::with_capacity(self.list.len());
        if !self.list.is_empty() {
            let squeezed = Squeezed::new(&source);
            for decision in self.list {
                entries.push(Entry { place: decision.place(&squeezed), decision });
            }
        }
        Docket { source, entries }
    }
}

/// Decisions with their places in one text.
#[derive(Clone, Debug, Default)]
pub struct Docket {
    source: Arc<String>,
    entries: Vec<Entry>,
}

/// A decision and where it stands.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The decision.
    pub decision: Decision,
    /// Its place in the source; `None` when its words are not there any more, or not only there.
    pub place: Option<Place>,
}

impl Entry {
    /// True when the decision puts text behind other text or forbids it.
    pub fn links(&self) -> bool {
        matches!(self.decision.kind, Kind::Link { .. })
    }

    /// True for a link whose text stays a paragraph of its own.
    pub(crate) fn apart(&self) -> bool {
        self.decision.kind == Kind::Link { apart: true }
    }

    /// What a finding at its place would do, as far as the decision tells.
    pub(crate) fn shape(&self, place: Place) -> Shape {
        let own = Span::new(place.at, place.other.max(place.at));
        match &self.decision.kind {
            Kind::Link { apart } => {
                Shape::Move { from: Span::at(place.at), after: place.other, joined: !apart, with: String::new() }
            }
            Kind::Stretch => Shape::Note { at: own },
            Kind::Reading(with) => Shape::Replace { at: own, with: with.clone() },
        }
    }

    /// True when it is about that finding of that rule, also as its own edit has left it.
    pub(crate) fn is_about(&self, rule: &str, place: Place, shape: &Shape) -> bool {
        let here = self.place == Some(place) && self.decision.rule == rule;
        here && (self.decision.kind.is_about(&Kind::of(shape)) || self.has_made(shape))
    }

    /// True when a finding reads as it does because of this edit.
    fn has_made(&self, shape: &Shape) -> bool {
        matches!((&self.decision.ruling, shape), (Ruling::Edit(text), Shape::Replace { with, .. }) if text == with)
    }
}

impl Docket {
    /// In the order of the text; what has no place stands behind what it was read behind.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Decides about a finding of a repair of this text, instead of what was decided before.
    pub fn decide(&mut self, finding: &Finding, ruling: Ruling) {
        self.decide_all([(finding, ruling)]);
    }

    /// Decides about several findings at once, which takes hardly longer than about one.
    pub fn decide_all<'f>(&mut self, rulings: impl IntoIterator<Item = (&'f Finding, Ruling)>) {
        let source = self.source.clone();
        let squeezed = Squeezed::new(&source);
        for (finding, ruling) in rulings {
            // What an edit has made of a finding is not what its rule finds: the decision stays about that.
            let edited = self.index_of(finding).map(|index| &self.entries[index]);
            let edited = edited.filter(|entry| entry.has_made(&finding.shape));
            let decision = match edited.map(|entry| entry.decision.clone()) {
                Some(edited) => Decision { ruling, ..edited },
                None => Decision::new(finding, ruling, &squeezed),
            };
            self.forget(finding);
            // Behind the last one that does not stand behind it, so that what has no place keeps its neighbour.
            let before = self.entries.iter().rposition(|entry| entry.place.is_some_and(|place| place <= finding.place));
            self.entries.insert(before.map_or(0, |at| at + 1), Entry { decision, place: Some(finding.place) });
        }
    }

    /// Takes back what was decided about a finding.
    pub fn forget(&mut self, finding: &Finding) {
        self.entries.retain(|entry| !entry.is_about(&finding.rule, finding.place, &finding.shape));
    }

    /// The place in [`Docket::entries`] of what was decided about a finding.
    pub fn index_of(&self, finding: &Finding) -> Option<usize> {
        self.entries.iter().position(|entry| entry.is_about(&finding.rule, finding.place, &finding.shape))
    }

    /// Decides otherwise about what the decision at `index` of [`Docket::entries`] is about.
    pub fn change(&mut self, index: usize, ruling: Ruling) {
        if let Some(entry) = self.entries.get_mut(index) {
            entry.decision.ruling = ruling;
        }
    }

    /// Takes back the decision at `index` of [`Docket::entries`].
    pub fn remove(&mut self, index: usize) {
        if index < self.entries.len() {
            self.entries.remove(index);
        }
    }

    /// The same without what was rejected; `None` when nothing was.
    pub(crate) fn unopposed(&self) -> Option<Docket> {
        let rejected = |entry: &Entry| entry.decision.ruling == Ruling::Reject;
        let any = self.entries.iter().any(|entry| rejected(entry) && entry.place.is_some());
        let entries = self.entries.iter().filter(|entry| !rejected(entry)).cloned();
        any.then(|| Docket { source: self.source.clone(), entries: entries.collect() })
    }

    /// What was decided about a finding.
    pub fn ruling(&self, finding: &Finding) -> Option<&Ruling> {
        self.index_of(finding).and_then(|index| self.entries.get(index)).map(|entry| &entry.decision.ruling)
    }

    /// What is to be kept.
    pub fn decisions(&self) -> Decisions {
        Decisions { list: self.entries.iter().map(|entry| entry.decision.clone()).collect() }
    }
}
