//! One file of a review: its text, its repair under the decisions so far, and its findings as rows.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::decisions::{Decisions, Docket};
use crate::excerpt::Lines;
use crate::finding::{Finding, Ruling, Shape};
use crate::layout::Layout;
use crate::repair::{self, Decided, Options, Repair};
use crate::ruleset::RuleSet;

/// A file of a review.
pub struct Sheet {
    name: String,
    source: Arc<String>,
    docket: Docket,
    kept: Decisions,
    repair: Repair,
    rows: Vec<Row>,
    changed: usize,
    /// Rule and line of what the last decision left without its grounds.
    gone: Vec<(Arc<str>, usize)>,
    stale: usize,
    /// Where each page ends, in bytes of the source.
    page_ends: Vec<usize>,
}

/// A finding as it is listed: what is found now, and what would be if it had not been rejected.
#[derive(Clone, Debug)]
pub struct Row {
    /// The finding.
    pub finding: Finding,
    /// The line of the source on which its text begins, from 1.
    pub line: usize,
    /// The page on which it stands, from 1.
    pub page: usize,
    /// True when the last decision made another finding of it.
    pub changed: bool,
}

impl Row {
    /// True when nobody has decided.
    pub fn undecided(&self) -> bool {
        self.finding.ruling.is_none()
    }

    /// True when it is that finding, decided or not.
    pub(super) fn is(&self, other: &Finding) -> bool {
        is_same(&self.finding, other)
    }
}

fn is_same(a: &Finding, b: &Finding) -> bool {
    a.rule == b.rule && a.place == b.place && a.shape.links() == b.shape.links()
}

impl Sheet {
    /// A file by its name, its text, and what was decided about it before.
    pub fn new(name: &str, source: Arc<String>, decisions: Decisions, rules: &RuleSet, options: &Options) -> Sheet {
        let page_ends = Layout::of(&source).pages.iter().map(|page| page.end).collect();
        let docket = decisions.clone().on(source.clone());
        let decided = repair::decided(source.clone(), rules, options, &docket);
        let mut sheet = Sheet {
            name: name.to_string(),
            source,
            docket,
            kept: decisions,
            repair: Repair { document: decided.repair.document.clone(), findings: Vec::new() },
            rows: Vec::new(),
            changed: 0,
            gone: Vec::new(),
            stale: 0,
            page_ends,
        };
        sheet.take(decided);
        sheet.rows.iter_mut().for_each(|row| row.changed = false);
        sheet.changed = 0;
        sheet
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its text.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its findings, down the text.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Its repair under the decisions so far.
    pub fn repair(&self) -> &Repair {
        &self.repair
    }

    /// The decisions so far.
    pub fn decisions(&self) -> Decisions {
        self.docket.decisions()
    }

    /// The decisions that were kept last.
    pub fn last_kept(&self) -> &Decisions {
        &self.kept
    }

    /// True when there are decisions that were not kept yet.
    pub fn unkept(&self) -> bool {
        !self.docket.entries().iter().map(|entry| &entry.decision).eq(self.kept.list())
    }

    pub(super) fn keep(&mut self) {
        self.kept = self.decisions();
    }

    /// How many findings the last decision made others of, itself aside.
    pub(super) fn changed(&self) -> usize {
        self.changed
    }

    /// Rule and line of the findings that the last decision left without their grounds.
    pub(super) fn gone(&self) -> &[(Arc<str>, usize)] {
        &self.gone
    }

    /// How many decisions fit nothing in the text any more.
    pub(super) fn stale(&self) -> usize {
        self.stale
    }

    /// Decides, or takes decisions back, and repairs the file anew where that makes a difference.
    pub(super) fn decide(&mut self, rulings: Vec<(Finding, Option<Ruling>)>, rules: &RuleSet, options: &Options) {
        // Agreeing with what is done of itself, or taking that back, makes no other text.
        let plain = |ruling: &Option<Ruling>| matches!(ruling, None | Some(Ruling::Accept));
        let nothing_new = |(finding, ruling): &(Finding, Option<Ruling>)| {
            let done = finding.applied && finding.tier >= options.done_from;
            let settled = done || matches!(finding.shape, Shape::Note { .. });
            settled && plain(ruling) && plain(&self.ruling(finding))
        };
        let same = rulings.iter().all(nothing_new);
        let (given, taken): (Vec<_>, Vec<_>) = rulings.iter().partition(|(_, ruling)| ruling.is_some());
        taken.iter().for_each(|(finding, _)| self.docket.forget(finding));
        self.docket.decide_all(given.iter().filter_map(|(finding, ruling)| Some((finding, ruling.clone()?))));
        if !same {
            let decided = repair::decided(self.source.clone(), rules, options, &self.docket);
            let before = std::mem::take(&mut self.rows);
            self.take(decided);
            self.mark(&before, &rulings);
            return;
        }
        (self.changed, self.gone) = (0, Vec::new());
        self.rows.iter_mut().for_each(|row| row.changed = false);
        for (finding, ruling) in rulings {
            let row = self.rows.iter_mut().find(|row| row.is(&finding));
            row.into_iter().for_each(|row| row.finding.ruling = ruling.clone());
        }
    }

    fn ruling(&self, finding: &Finding) -> Option<Ruling> {
        self.rows.iter().find(|row| row.is(finding)).and_then(|row| row.finding.ruling.clone())
    }

    /// Lists what a repair found.
    fn take(&mut self, decided: Decided) {
        self.repair = decided.repair;
        self.stale = decided.stale.len();
        let lines = Lines::new(&self.source);
        let findings = self.repair.findings.iter().chain(&decided.rejected);
        let row = |finding: &Finding| {
            let at = finding.place.at.min(self.source.len());
            let page = self.page_ends.partition_point(|&end| end <= at).min(self.page_ends.len().saturating_sub(1)) + 1;
            Row { finding: finding.clone(), line: lines.line_of(at), page, changed: false }
        };
        let mut rows: Vec<Row> = findings.map(row).collect();
        rows.sort_by_key(|row| row.finding.place);
        self.rows = rows;
    }

    /// Marks the findings that were others before, those aside that were decided about just now.
    fn mark(&mut self, before: &[Row], rulings: &[(Finding, Option<Ruling>)]) {
        self.changed = 0;
        for row in &mut self.rows {
            let own = rulings.iter().any(|(finding, _)| row.is(finding));
            let same =
                |other: &Row| other.finding.shape == row.finding.shape && other.finding.applied == row.finding.applied;
            let first = before.partition_point(|other| other.finding.place < row.finding.place);
            let mut known = before[first..].iter().take_while(|other| other.finding.place == row.finding.place);
            row.changed = !own && !known.any(same);
            self.changed += usize::from(row.changed);
        }
        let known = |row: &Row| (row.finding.rule.clone(), row.finding.place);
        let now: FxHashSet<_> = self.rows.iter().map(known).collect();
        let gone = before.iter().filter(|row| !now.contains(&known(row)));
        self.gone = gone.map(|row| (row.finding.rule.clone(), row.line)).collect();
    }
}
