//! The whole repair: rules in their order over one document, round after round until nothing more changes.
//!
//! The rounds are what makes a repair final: its result is a text in which the same rules find nothing more to do, so
//! repairing it again changes nothing. A pure function of its arguments: no clock, no files, no random numbers.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::detect::{Context, Hit};
use crate::document::Document;
use crate::edit::Edit;
use crate::finding::{Finding, Shape, Tier};
use crate::id::FindingId;
use crate::language::{Language, Languages};
use crate::layout::Layout;
use crate::model::Model;
use crate::rule::Rule;
use crate::ruleset::RuleSet;
use crate::span::Span;

/// After that many rounds a repair stops even if it would go on. Damage nests at most a few levels deep (a tail behind a
/// tail behind a repeated block), so more rounds would mean that two rules undo each other.
const ROUNDS: usize = 8;

/// What the caller chooses.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Findings of this tier and above are done: [`Tier::Apply`], or [`Tier::Propose`] to do those too.
    pub done_from: Tier,
    /// The language of the text, when it is not to be recognised block by block.
    pub language: Option<&'static Language>,
    /// A model of one's own, and the id of the language for which it takes the place of the one that restitch brings.
    pub model: Option<(&'static str, &'static Model)>,
}

impl Default for Options {
    fn default() -> Self {
        Options { done_from: Tier::Apply, language: None, model: None }
    }
}

/// A repaired document and everything that was found in it.
#[derive(Clone, Debug)]
pub struct Repair {
    /// Source, pieces and repaired text.
    pub document: Document,
    /// In the order in which they were found: round by round, rule by rule, down the text.
    pub findings: Vec<Finding>,
}

/// Repairs a text. A text that is shared is not copied.
pub fn repair(source: impl Into<Arc<String>>, rules: &RuleSet, options: &Options) -> Repair {
    let mut repair = Repair { document: Document::new(source), findings: Vec::new() };
    let lines = SourceLines { source: repair.document.clone(), starts: OnceCell::new() };
    for _ in 0..ROUNDS {
        // What an earlier round could only propose or report is seen anew, in the text as it stands then.
        repair.findings.retain(|finding| finding.applied);
        renumber(&mut repair);
        let before = repair.findings.len();
        let mut layout = None;
        for rule in rules.rules() {
            let layout_now = layout.get_or_insert_with(|| Layout::of(repair.document.text()));
            if repair.run(rule, layout_now, &lines, options) {
                layout = None;
            }
        }
        if !repair.findings[before..].iter().any(|finding| finding.applied) {
            break;
        }
    }
    repair
}

/// Gives the findings that are kept consecutive numbers, and the pieces with them.
fn renumber(repair: &mut Repair) {
    let mut numbers = vec![FindingId(0); repair.findings.iter().map(|f| f.id.index() + 1).max().unwrap_or(0)];
    for (index, finding) in repair.findings.iter_mut().enumerate() {
        let id = FindingId(index as u32);
        numbers[finding.id.index()] = id;
        finding.id = id;
    }
    repair.document.renumber(&numbers);
}

/// The lines of the source, counted when a finding first asks for one.
struct SourceLines {
    source: Document,
    starts: OnceCell<Vec<usize>>,
}

impl SourceLines {
    /// The line, from 1, in which byte `at` of the source stands.
    fn of(&self, at: usize) -> usize {
        let lines = || Layout::of(self.source.source()).lines.iter().map(|line| line.full_end).collect();
        self.starts.get_or_init(lines).partition_point(|&end| end <= at) + 1
    }
}

impl Repair {
    /// Runs one rule; true when it changed the text.
    fn run(&mut self, rule: &Rule, layout: &Layout, lines: &SourceLines, options: &Options) -> bool {
        let context = Context {
            text: self.document.text(),
            layout,
            languages: Languages::embedded(),
            language: options.language,
            model: options.model,
            most: rule.tier,
            done_from: options.done_from,
            source_line: &|at| lines.of(self.document.origin_of(at)),
            taken_out: &|stretch| self.document.takes_out(stretch),
        };
        let hits = rule.detect.hits(&context);
        let mut edits: Vec<(FindingId, Edit)> = Vec::new();
        let mut found = Vec::with_capacity(hits.len());
        for mut hit in hits {
            let id = FindingId((self.findings.len() + found.len()) as u32);
            let own = std::mem::take(&mut hit.edits);
            found.push(self.finding(id, rule, hit, !own.is_empty()));
            edits.extend(own.into_iter().map(|edit| (id, edit)));
        }
        let applied = self.document.apply(&edits);
        // Two hits that contradict each other are the technique's mistake; the text is left alone.
        debug_assert!(applied.is_ok(), "{}: {:?}", rule.id, applied.err());
        let changed = applied.ok().filter(|document| document.text() != self.document.text());
        if changed.is_none() {
            found.iter_mut().for_each(|finding| finding.applied = false);
        }
        self.findings.append(&mut found);
        changed.map(|document| self.document = document).is_some()
    }

    fn finding(&self, id: FindingId, rule: &Rule, hit: Hit, applied: bool) -> Finding {
        Finding {
            id,
            rule: rule.id.clone(),
            tier: hit.tier,
            applied,
            confidence: hit.confidence,
            message: rule.message.clone(),
            evidence: hit.evidence,
            alternatives: hit.alternatives,
            shape: self.in_source(hit.shape),
            key: format!("{}:{}", rule.id, hit.seam),
        }
    }

    /// A shape in bytes of the text, said in bytes of the source.
    fn in_source(&self, shape: Shape) -> Shape {
        let span = |at: Span| {
            let spans = self.document.origin(at);
            // A stretch that is already made of several pieces is named by its largest.
            spans.iter().copied().max_by_key(|s| (s.len(), usize::MAX - s.start)).unwrap_or(Span::at(0))
        };
        match shape {
            Shape::Join { seam, with } => Shape::Join { seam: span(seam), with },
            Shape::Move { from, after, joined, with } => {
                let head = after.saturating_sub(1);
                let head = (0..=head).rev().find(|&p| self.document.text().is_char_boundary(p)).unwrap_or(0);
                let after = self.document.origin(Span::new(head, after)).last().map_or(0, |s| s.end);
                Shape::Move { from: span(from), after, joined, with }
            }
            Shape::Remove { at, twin } => Shape::Remove { at: span(at), twin: span(twin) },
            Shape::Replace { at, with } => Shape::Replace { at: span(at), with },
            Shape::Note { at } => Shape::Note { at: span(at) },
        }
    }
}
