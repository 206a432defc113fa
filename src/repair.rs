//! The whole repair: rules in their order over one document, round after round until nothing more changes.
//!
//! The rounds are what makes a repair final: its result is a text in which the same rules find nothing more to do, so
//! repairing it again changes nothing. What people decided ([`crate::decisions`]) is an argument like the rules: a finding
//! that was rejected is a constraint, and what hangs on it is planned anew. A pure function of its arguments: no clock, no files, no random numbers.

mod rulings;

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::decisions::Docket;
use crate::detect::{Context, Hit, Memory};
use crate::document::Document;
use crate::edit::Edit;
use crate::finding::{Finding, Place, Shape, Tier};
use crate::id::FindingId;
use crate::language::{Language, Languages};
use crate::layout::Layout;
use crate::model::Model;
use crate::profile::Profile;
use crate::rule::{Rule, Stage};
use crate::ruleset::RuleSet;
use crate::span::Span;

use rulings::Rulings;

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
    /// What is known of the publication.
    pub profile: Option<&'static Profile>,
}

impl Default for Options {
    fn default() -> Self {
        Options { done_from: Tier::Apply, language: None, model: None, profile: None }
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

/// A repair under what people decided.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The repair.
    pub repair: Repair,
    /// Decisions that fit nothing any more, by their place in [`Docket::entries`]: their words are not in the text, or
    /// the rule finds nothing there. What was rejected and has its place is not among them.
    pub stale: Vec<usize>,
    /// What would have been found if nothing had been rejected, and was not rejected itself.
    pub withdrawn: Vec<Finding>,
    /// What was rejected and has its place, as it would be found; what would not be, as far as its decision tells.
    pub rejected: Vec<Finding>,
}

/// Repairs a text. A text that is shared is not copied.
pub fn repair(source: impl Into<Arc<String>>, rules: &RuleSet, options: &Options) -> Repair {
    in_rounds(source.into(), rules, options, &mut Rulings::new(&Docket::default()))
}

/// Repairs a text as people decided: what they accepted is done even where the rule is not sure enough, what they
/// rejected is not, and what hangs on it is planned anew. `docket` has to be of the same text.
pub fn decided(source: impl Into<Arc<String>>, rules: &RuleSet, options: &Options, docket: &Docket) -> Decided {
    let source = source.into();
    let mut rulings = Rulings::new(docket);
    let mut repair = in_rounds(source.clone(), rules, options, &mut rulings);
    let stale = rulings.stale(rules);
    let Some(unopposed) = docket.unopposed() else {
        return Decided { repair, stale, withdrawn: Vec::new(), rejected: Vec::new() };
    };
    let before = in_rounds(source, rules, options, &mut Rulings::new(&unopposed));
    let withdrawn = rulings::explain(&mut repair, &before, docket);
    Decided { repair, stale, withdrawn, rejected: rulings::rejected(&before, docket) }
}

fn in_rounds(source: Arc<String>, rules: &RuleSet, options: &Options, rulings: &mut Rulings) -> Repair {
    let mut repair = Repair { document: Document::new(source), findings: Vec::new() };
    let lines = SourceLines::new(&repair.document);
    let memories: Vec<Memory> = rules.rules().iter().map(|_| Memory::default()).collect();
    for _ in 0..ROUNDS {
        // What an earlier round could only propose or report is seen anew, in the text as it stands then.
        repair.findings.retain(|finding| finding.applied);
        renumber(&mut repair);
        let before = repair.findings.len();
        let mut layout = None;
        for (rule, memory) in rules.rules().iter().zip(&memories) {
            let layout_now = layout.get_or_insert_with(|| Layout::of(repair.document.text()));
            if repair.run(&Step { rule, rules, memory }, layout_now, &lines, options, rulings) {
                layout = None;
            }
        }
        if !repair.findings[before..].iter().any(|finding| finding.applied) {
            break;
        }
    }
    tell_apart(&mut repair.findings);
    repair
}

/// Gives findings of one name numbers, down the text.
fn tell_apart(findings: &mut [Finding]) {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|&index| findings[index].shape.at().start);
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    for index in order {
        let key = &mut findings[index].key;
        let nth = seen.entry(key.clone()).or_default();
        *nth += 1;
        if *nth > 1 {
            key.push_str(&format!("#{nth}"));
        }
    }
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

/// One rule's turn in a round.
struct Step<'r> {
    rule: &'r Rule,
    /// All rules of the repair: what one left depends on which one it was.
    rules: &'r RuleSet,
    /// What the rule found in the round before.
    memory: &'r Memory,
}

/// The lines of the source, counted when a finding first asks for one.
struct SourceLines {
    source: Document,
    starts: OnceLock<Vec<usize>>,
}

impl SourceLines {
    fn new(document: &Document) -> SourceLines {
        SourceLines { source: document.clone(), starts: OnceLock::new() }
    }

    /// The line, from 1, in which byte `at` of the source stands.
    fn of(&self, at: usize) -> usize {
        let lines = || Layout::of(self.source.source()).lines.iter().map(|line| line.full_end).collect();
        self.starts.get_or_init(lines).partition_point(|&end| end <= at) + 1
    }
}

impl Repair {
    /// Runs one rule; true when it changed the text.
    fn run(
        &mut self,
        &Step { rule, rules, memory }: &Step,
        layout: &Layout,
        lines: &SourceLines,
        options: &Options,
        rulings: &mut Rulings,
    ) -> bool {
        let profile = options.profile;
        let habit = profile.and_then(|profile| profile.habit(&rule.id));
        let done_from = rulings.done_from(rule, habit, options.done_from);
        let context = Context {
            text: self.document.text(),
            layout,
            languages: Languages::embedded(),
            language: options.language,
            model: options.model,
            most: rule.tier,
            done_from,
            apply_at: habit.and_then(|habit| habit.apply_at),
            source_line: &|at| lines.of(self.document.origin_of(at)),
            taken_out: &|stretch| self.document.takes_out(stretch, |id| self.is_of_pages(id, rules)),
            links: &rulings.links(rule, &self.document),
            memory,
        };
        let hits = rule.detect.hits_with(&context, habit);
        let mut edits: Vec<(FindingId, Edit)> = Vec::new();
        let mut found = Vec::with_capacity(hits.len());
        for mut hit in hits {
            let place = self.place(&hit.shape);
            let Some(ruling) = rulings.on(rule, place, &mut hit) else { continue };
            let known = habit.filter(|_| ruling.is_none() && !hit.shape.links());
            let known = known.and_then(|habit| habit.of(hit.shape.at().of(self.document.text())));
            let kept = || profile.is_some_and(|profile| profile.keeps(self.document.text(), &hit.shape));
            if known == Some(false) || ruling.is_none() && kept() {
                continue;
            }
            if ruling.is_none() && known.is_none() && hit.tier < options.done_from {
                hit.edits.clear();
            }
            let id = FindingId((self.findings.len() + found.len()) as u32);
            let own = std::mem::take(&mut hit.edits);
            found.push(Finding { place, ruling, ..self.finding(id, rule, hit, !own.is_empty()) });
            edits.extend(own.into_iter().map(|edit| (id, edit)));
        }
        let applied = self.document.apply(&edits);
        // Two hits that contradict each other are the technique's mistake, or were both wanted; the text is left alone.
        debug_assert!(applied.is_ok() || rulings.any(), "{}: {:?}", rule.id, applied.err());
        let changed = applied.ok().filter(|document| document.text() != self.document.text());
        if changed.is_none() {
            found.iter_mut().for_each(|finding| finding.applied = false);
        }
        self.findings.append(&mut found);
        changed.map(|document| self.document = document).is_some()
    }

    /// True for a finding of a rule that looks for what a page has besides its text. Where such a rule took something out, a
    /// page may have turned; where a copy was, none did.
    fn is_of_pages(&self, id: FindingId, rules: &RuleSet) -> bool {
        let rule = self.findings.get(id.index()).and_then(|finding| rules.get(&finding.rule));
        rule.is_some_and(|rule| rule.stage == Stage::Furniture)
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
            place: Place::default(),
            ruling: None,
        }
    }

    /// Where a finding of that shape, in bytes of the text, stands in the source. Blanks at a place are passed over.
    fn place(&self, shape: &Shape) -> Place {
        let (at, other) = match shape {
            Shape::Join { seam, .. } => (seam.end, seam.start),
            Shape::Move { from, after, .. } => (from.start, *after),
            Shape::Remove { at, .. } | Shape::Replace { at, .. } | Shape::Note { at } => (at.start, at.end),
        };
        let text = self.document.text();
        let behind = &text[at..];
        let at = at + (behind.len() - behind.trim_start().len());
        let before = text[..other].trim_end();
        let last = before.len() - before.chars().next_back().map_or(0, char::len_utf8);
        let other = self.document.origin(Span::new(last, before.len())).last().map_or(0, |span| span.end);
        Place { at: self.document.origin_of(at), other }
    }

    /// A shape in bytes of the text, said in bytes of the source.
    fn in_source(&self, shape: Shape) -> Shape {
        // A stretch that is already made of several pieces is named by its largest; one that moves by the first, where the text
        // that it is put behind goes on.
        let moves = matches!(shape, Shape::Move { .. });
        let span = |at: Span| {
            let spans = self.document.origin(at);
            let read = |span: &&Span| !span.of(self.document.source()).trim().is_empty();
            let first = spans.iter().find(read).filter(|_| moves).copied();
            let largest = || spans.iter().copied().max_by_key(|s| (s.len(), usize::MAX - s.start));
            first.or_else(largest).unwrap_or(Span::at(0))
        };
        let end = |after: usize| {
            let head = after.saturating_sub(1);
            let head = (0..=head).rev().find(|&p| self.document.text().is_char_boundary(p)).unwrap_or(0);
            self.document.origin(Span::new(head, after)).last().map_or(0, |s| s.end)
        };
        shape.mapped(span, end)
    }
}
