//! The order in which findings are read: page by page, on a page rule by rule, of a rule down the page. And how many there
//! are.
//!
//! A reader who judges a page looks at one kind of damage after the other: ten torn paragraphs in a row are judged faster
//! than ten findings of five kinds.

use std::collections::BTreeMap;

use super::words::words;
use crate::excerpt::{HEADING, Lines, Paint, QUIET, columns, padded, visible};
use crate::finding::{Finding, Tier};
use crate::layout::Layout;
use crate::repair::Repair;
use crate::span::Span;

/// The pages of the original.
pub(crate) struct Pages(Vec<Span>);

impl Pages {
    /// Reads the original once.
    pub(crate) fn of(repair: &Repair) -> Self {
        Pages(Layout::of(repair.document.source()).pages)
    }

    /// How many there are; at least one.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The page, from 1, on which the finding's text begins.
    pub(crate) fn of_finding(&self, finding: &Finding, source: &Lines) -> usize {
        let at = words(source, finding.shape.at()).start;
        self.0.partition_point(|page| page.end <= at).min(self.0.len().saturating_sub(1)) + 1
    }
}

/// All findings with their pages, in the order in which they are read. Rules follow each other as the page has them.
pub(crate) fn grouped<'r>(repair: &'r Repair, source: &Lines, pages: &Pages) -> Vec<(usize, &'r Finding)> {
    let mut findings: Vec<(usize, &Finding)> =
        repair.findings.iter().map(|finding| (pages.of_finding(finding, source), finding)).collect();
    findings.sort_by_key(|(page, finding)| (*page, finding.shape.at().start));
    let mut turns: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for (turn, (page, finding)) in findings.iter().enumerate() {
        turns.entry((*page, &finding.rule)).or_insert(turn);
    }
    findings.sort_by_key(|(page, finding)| turns.get(&(*page, &*finding.rule)).copied());
    findings
}

/// The tiers, as they stand in a summary.
pub(crate) const TIERS: [Tier; 3] = [Tier::Apply, Tier::Propose, Tier::Report];

/// How many findings each rule has in each of [`TIERS`], by the rules' names, and of all rules together.
pub(crate) fn counts(repair: &Repair) -> (BTreeMap<&str, [usize; 3]>, [usize; 3]) {
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut total = [0; 3];
    for finding in &repair.findings {
        let row = counts.entry(&finding.rule).or_default();
        for (i, _) in TIERS.iter().enumerate().filter(|(_, tier)| **tier == finding.tier) {
            row[i] += 1;
            total[i] += 1;
        }
    }
    (counts, total)
}

/// The table of [`counts`].
pub(super) fn summary(repair: &Repair, paint: Paint) -> String {
    let (counts, total) = counts(repair);
    let names: Vec<String> = counts.keys().map(|rule| visible(rule)).collect();
    let first = names.iter().map(|rule| columns(rule)).max().unwrap_or(0).max("total".len());
    let cells = |row: &[usize; 3]| -> String {
        row.iter().map(|n| format!("  {:>7}", if *n == 0 { "-".to_string() } else { n.to_string() })).collect()
    };
    let titles: String = TIERS.iter().map(|tier| format!("  {tier:>7}")).collect();
    let mut out = paint.put(QUIET, &format!("{}{titles}", padded("", first))) + "\n";
    for (rule, row) in names.iter().zip(counts.values()) {
        out.push_str(&format!("{}{}\n", padded(rule, first), cells(row)));
    }
    out + &paint.put(HEADING, &format!("{}{}", padded("total", first), cells(&total))) + "\n"
}
