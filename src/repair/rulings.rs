//! Decisions brought to bear on the rules of one run.
//!
//! A technique whose hits hang on each other is told beforehand which links are wanted and which are not. Every other one is
//! asked for all that it would do, and what nobody wants of that is not done.

use rustc_hash::FxHashMap;

use super::{Repair, SourceLines};
use crate::decisions::{Docket, Entry};
use crate::detect::{Hit, Link};
use crate::document::Document;
use crate::edit::Edit;
use crate::finding::{Finding, Place, Ruling, Shape, Tier};
use crate::id::FindingId;
use crate::profile::Habit;
use crate::rule::Rule;
use crate::ruleset::RuleSet;
use crate::span::Span;

/// The decisions of one run, and which of them have met their finding.
pub(super) struct Rulings<'d> {
    entries: &'d [Entry],
    met: Vec<bool>,
    by_place: FxHashMap<Place, Vec<usize>>,
}

impl<'d> Rulings<'d> {
    pub(super) fn new(docket: &'d Docket) -> Self {
        let entries = docket.entries();
        let mut by_place: FxHashMap<Place, Vec<usize>> = FxHashMap::default();
        for (index, entry) in entries.iter().enumerate() {
            if let Some(place) = entry.place {
                by_place.entry(place).or_default().push(index);
            }
        }
        Rulings { entries, met: vec![false; entries.len()], by_place }
    }

    /// True when anything is decided.
    pub(super) fn any(&self) -> bool {
        !self.entries.is_empty()
    }

    fn of<'s>(&'s self, rule: &'s Rule) -> impl Iterator<Item = (&'d Entry, Place)> + 's {
        let own = self.entries.iter().filter(|entry| entry.decision.rule == *rule.id);
        own.filter_map(|entry| Some((entry, entry.place?)))
    }

    /// From which tier on the rule is asked for its edits.
    pub(super) fn done_from(&self, rule: &Rule, habit: Option<&Habit>, usual: Tier) -> Tier {
        let known = habit.is_some_and(|habit| !habit.always.is_empty());
        let wanted = || known || self.of(rule).any(|(entry, _)| entry.decision.ruling != Ruling::Reject);
        if !rule.detect.plans_links() && wanted() { usual.min(Tier::Propose) } else { usual }
    }

    /// The links of the rule about which somebody decided, where they stand in the text now.
    pub(super) fn links(&self, rule: &Rule, document: &Document) -> Vec<Link> {
        let text = document.source();
        let link = |(entry, place): (&Entry, Place)| {
            let first = text[place.at..].chars().next()?;
            let last = text[..place.other].chars().next_back()?;
            let tail = document.landing(Span::new(place.at, place.at + first.len_utf8()));
            let head = document.landing(Span::new(place.other - last.len_utf8(), place.other));
            let (head, tail) = (head.last()?.end, tail.first()?.start);
            let wanted = entry.decision.ruling != Ruling::Reject;
            // A paragraph of its own that stands behind its head has come from an earlier round. Neighbours are joined, which
            // is not what was wanted.
            let there = document.text().get(head..tail).is_some_and(|gap| gap.trim().is_empty());
            let done = wanted && entry.apart() && there;
            (!done).then_some(Link { head, tail, apart: entry.apart(), wanted })
        };
        self.of(rule).filter(|(entry, _)| entry.links()).filter_map(link).collect()
    }

    /// What was decided about a hit, which is changed where its text was; `None` when it is to be dropped.
    pub(super) fn on(&mut self, rule: &Rule, place: Place, hit: &mut Hit) -> Option<Option<Ruling>> {
        let Some(here) = self.by_place.get(&place) else { return Some(None) };
        let about = |index: &&usize| self.entries[**index].is_about(&rule.id, place, &hit.shape);
        let Some(&index) = here.iter().find(about) else { return Some(None) };
        let ruling = &self.entries[index].decision.ruling;
        match ruling {
            Ruling::Reject => return None,
            // The text is a person's now; what the rule would say of it is beside the point.
            Ruling::Edit(_) if self.met[index] => return None,
            Ruling::Edit(instead) => edit(hit, instead),
            Ruling::Accept => {}
        }
        self.met[index] = true;
        Some(Some(ruling.clone()))
    }

    /// What has no place any more, and what was wanted and has met no finding of a rule in force.
    pub(super) fn stale(&self, rules: &RuleSet) -> Vec<usize> {
        let runs = |entry: &Entry| rules.get(&entry.decision.rule).is_some();
        let idle = |entry: &Entry, met: bool| entry.decision.ruling != Ruling::Reject && !met;
        let stale = |(entry, met): (&Entry, bool)| runs(entry) && (entry.place.is_none() || idle(entry, met));
        let entries = self.entries.iter().zip(self.met.iter().copied()).enumerate();
        entries.filter(|(_, entry)| stale(*entry)).map(|(index, _)| index).collect()
    }
}

/// Makes a hit put another text than it would: at the seam of a link, otherwise instead of its own text. A paragraph that
/// stays apart has no text at its seam, and moves as it is.
fn edit(hit: &mut Hit, instead: &str) {
    let set = |edits: &mut [Edit], is_seam: &dyn Fn(Span) -> bool| {
        for edit in edits {
            if let Edit::Replace { span, with } = edit
                && is_seam(*span)
            {
                *with = instead.to_string();
            }
        }
    };
    match &mut hit.shape {
        Shape::Join { seam, with } => {
            *with = instead.to_string();
            set(&mut hit.edits, &|span| span.end == seam.end);
        }
        Shape::Move { joined: true, from, with, .. } => {
            *with = instead.to_string();
            set(&mut hit.edits, &|span| span.end == from.start);
        }
        Shape::Move { joined: false, .. } => {}
        Shape::Remove { at, .. } | Shape::Replace { at, .. } | Shape::Note { at } => {
            let at = *at;
            hit.edits = vec![Edit::Replace { span: at, with: instead.to_string() }];
            hit.shape = Shape::Replace { at, with: instead.to_string() };
        }
    }
}

/// Tells of every finding that would be another one without the rejections why it is as it is, and returns those that
/// are gone for the sake of them. `before`: the repair without the rejections.
pub(super) fn explain(repair: &mut Repair, before: &Repair, docket: &Docket) -> Vec<Finding> {
    type Known<'f> = FxHashMap<(&'f str, Place), &'f Finding>;
    fn known(findings: &[Finding]) -> Known<'_> {
        findings.iter().map(|finding| ((&*finding.rule, finding.place), finding)).collect()
    }
    let lines = SourceLines::new(&before.document);
    let others = known(&before.findings);
    for finding in &mut repair.findings {
        let same = |other: &&Finding| other.shape == finding.shape && other.applied == finding.applied;
        if others.get(&(&*finding.rule, finding.place)).is_none_or(|other| !same(other)) {
            finding.evidence.push(reason(finding, docket, &lines));
        }
    }
    let still = known(&repair.findings);
    let rejected = |f: &Finding| docket.entries().iter().any(|entry| entry.is_about(&f.rule, f.place, &f.shape));
    let gone = |f: &&Finding| !still.contains_key(&(&*f.rule, f.place)) && !rejected(f);
    let withdrawn = before.findings.iter().filter(gone).cloned().map(|mut finding| {
        let why = reason(&finding, docket, &lines);
        finding.evidence.push(why);
        Finding { applied: false, ..finding }
    });
    withdrawn.collect()
}

/// What was rejected, as `before` has it, the repair without the rejections.
pub(super) fn rejected(before: &Repair, docket: &Docket) -> Vec<Finding> {
    let rejected = docket.entries().iter().filter(|entry| entry.decision.ruling == Ruling::Reject);
    let as_found = |entry: &Entry| {
        let place = entry.place?;
        let found = before.findings.iter().find(|finding| entry.is_about(&finding.rule, finding.place, &finding.shape));
        let finding = found.cloned().unwrap_or_else(|| Finding {
            id: FindingId(0),
            rule: entry.decision.rule.as_str().into(),
            tier: Tier::Report,
            applied: false,
            confidence: 0.0,
            message: "Rejected, and not found any more".to_string(),
            evidence: Vec::new(),
            alternatives: Vec::new(),
            shape: entry.shape(place),
            key: entry.decision.named(),
            place,
            ruling: None,
        });
        Some(Finding { applied: false, ruling: Some(Ruling::Reject), ..finding })
    };
    rejected.filter_map(as_found).collect()
}

/// Why a finding was planned anew: the rejection that shares a place with it, or the only one there is.
fn reason(finding: &Finding, docket: &Docket, lines: &SourceLines) -> String {
    let rejected = docket.entries().iter().filter(|entry| entry.decision.ruling == Ruling::Reject);
    let rejected: Vec<(&Entry, Place)> = rejected.filter_map(|entry| Some((entry, entry.place?))).collect();
    let near = rejected.iter().find(|(_, p)| p.at == finding.place.at || p.other == finding.place.other);
    let only = || rejected.first().filter(|_| rejected.len() == 1);
    let Some((entry, place)) = near.or_else(only) else {
        return format!("planned anew, since {} findings were rejected", rejected.len());
    };
    let (at, other) = (lines.of(place.at), lines.of(place.other.saturating_sub(1)));
    match entry.links() {
        true => format!("planned anew, since line {at} does not go on from line {other}"),
        false => format!("planned anew, since line {at} stays as it is"),
    }
}
