//! What the pages of a repair have in common: the table of numbers, the list of findings, the two texts beside each other.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html as template};

use crate::diff::aligned::{Aligned, Row, Side, Stretch};
use crate::diff::grouped::{Pages, TIERS, counts};
use crate::diff::words::first_line;
use crate::diff::{Scene, did, evidence, standing};
use crate::excerpt::{Paint, slice, visible};
use crate::finding::{Finding, Ruling, Shape};
use crate::id::FindingId;
use crate::language::Languages;
use crate::repair::Repair;
use crate::span::Span;

/// Bytes of a text up to which all of it is shown; of a longer one, only what stands near findings. A browser takes seconds
/// for ten times as much.
const WHOLE: usize = 1_000_000;

/// Lines shown around a finding of a text that is not shown whole.
const CONTEXT: usize = 4;

/// Bytes by which the language of the text is recognised.
const SAMPLE: usize = 65_536;

/// Display columns on either side of a seam in the list.
const SIDE: usize = 22;

/// Rules up to which the table of numbers is open at first.
const FEW: usize = 4;

/// How many colours there are for what moved; see `style.css`.
const COLOURS: usize = 6;

/// Draws one repair.
pub struct Drawing<'r> {
    repair: &'r Repair,
    aligned: Aligned<'r>,
    /// Findings as they stand in the text, each with its page. Their numbers are their places here, from 1.
    order: Vec<(usize, &'r Finding)>,
    numbers: BTreeMap<FindingId, usize>,
    pages: usize,
    anchors: Anchors,
    texts: Markup,
}

impl<'r> Drawing<'r> {
    /// Reads the repair once.
    pub fn new(repair: &'r Repair) -> Self {
        let aligned = Aligned::new(repair);
        let pages = Pages::of(repair);
        let mut order: Vec<(usize, &Finding)> =
            repair.findings.iter().map(|f| (pages.of_finding(f, &aligned.old), f)).collect();
        order.sort_by_key(|(_, finding)| finding.shape.at().start);
        let numbers = order.iter().enumerate().map(|(i, (_, finding))| (finding.id, i + 1)).collect();
        let (anchors, texts) = (Anchors::default(), Markup::default());
        let mut drawing = Drawing { repair, aligned, order, numbers, pages: pages.count(), anchors, texts };
        // First, since the list links to what is in the texts: a word that was changed and then removed is not.
        drawing.texts = drawing.draw();
        drawing
    }

    /// How many findings there are by rule and tier.
    pub fn summary(&self) -> Markup {
        let (rules, total) = counts(self.repair);
        let cell = |n: usize| if n == 0 { "–".to_string() } else { n.to_string() };
        let done = self.repair.findings.iter().filter(|finding| finding.applied).count();
        template! {
            p.lead {
                @match self.repair.findings.len() {
                    0 => "Nothing was found.",
                    1 => "1 finding, " ,
                    n => { (n) " findings, " }
                }
                @if !self.repair.findings.is_empty() { (done) " applied." }
            }
            @if !self.repair.findings.is_empty() {
                details open[rules.len() <= FEW] {
                    summary { "By rule" }
                    table.counts {
                        caption.hidden { "Findings by rule and tier" }
                        thead { tr {
                            th scope="col" { "Rule" }
                            @for tier in TIERS { th scope="col" { (tier.to_string()) } }
                        } }
                        tbody {
                            @for (rule, row) in rules {
                                tr { th scope="row" { (visible(rule)) } @for n in row { td { (cell(n)) } } }
                            }
                        }
                        @if self.repair.findings.len() > 1 {
                            tfoot { tr { th scope="row" { "total" } @for n in total { td { (cell(n)) } } } }
                        }
                    }
                }
            }
        }
    }

    /// Every finding with its seam and its evidence, and among them, each under a key, what was `rejected`; `controls` stand
    /// at the end of each.
    pub fn findings(&self, rejected: &[(String, &Finding)], controls: &dyn Fn(&Finding) -> Markup) -> Markup {
        let scene = Scene::new(self.repair, Paint { colour: false }, SIDE);
        let pages = Pages::of(self.repair);
        let found = (1..).zip(&self.order).map(|(number, (page, finding))| (number, *page, *finding, &*finding.key));
        let mut cards: Vec<(usize, usize, &Finding, &str)> = found.collect();
        for (number, (key, finding)) in (self.order.len() + 1..).zip(rejected) {
            cards.push((number, pages.of_finding(finding, &self.aligned.old), finding, key));
        }
        cards.sort_by_key(|(_, _, finding, _)| finding.shape.at().start);
        let begins = |i: usize| self.pages > 1 && (i == 0 || cards[i - 1].1 != cards[i].1);
        template! {
            @for (i, &(number, page, finding, key)) in cards.iter().enumerate() {
                @if begins(i) { h3.page { "Page " (page) } }
                (self.card(number, finding, key, &scene, controls))
            }
        }
    }

    fn card(
        &self,
        number: usize,
        finding: &Finding,
        key: &str,
        scene: &Scene,
        controls: &dyn Fn(&Finding) -> Markup,
    ) -> Markup {
        let rejected = finding.ruling == Some(Ruling::Reject);
        let state = match finding.applied {
            _ if rejected => "rejected",
            true => "applied",
            false => "waiting",
        };
        let why = evidence(finding);
        // By its place a finding is known again when it reads otherwise.
        let at = format!("{} {} {}", finding.rule, finding.place.at, finding.place.other);
        let line = first_line(finding, &self.aligned.old);
        template! {
            article.finding.(state).decided[finding.ruling.is_some()]
                id={ "f" (number) } data-f=(number) data-key=(key) data-at=(at) tabindex="-1"
                aria-labelledby={ "h" (number) } {
                h3 id={ "h" (number) } {
                    @if !rejected { span.number.(colour(number)) { (number) } }
                    " " span.rule { (visible(&finding.rule)) }
                    " " span.standing { @if rejected { "rejected" } @else { (standing(finding)) } }
                }
                p.did { (did(finding, &self.aligned.old, scene.places())) }
                p.scene {
                    @match scene.exchange(finding) {
                        None => (scene.line(finding)),
                        Some([before, gone, come, behind]) => {
                            (before)
                            @if !gone.is_empty() { del.gone { (gone) } }
                            @if !come.is_empty() { ins.came { (come) } }
                            (behind)
                        }
                    }
                }
                @if !why.is_empty() { p.why { span.hidden { "Evidence: " } (why) } }
                p.links {
                    @if self.anchors.has(Side::Old, number) { a href={ "#s" (number) } { "original, line " (line) } " " }
                    @if self.anchors.has(Side::New, number) { a href={ "#t" (number) } { "repaired" } }
                }
                (controls(finding))
            }
        }
    }

    /// The repaired text beside the original.
    pub fn texts(&self) -> &Markup {
        &self.texts
    }

    fn draw(&self) -> Markup {
        let sample = slice(self.aligned.old.text(), Span::new(0, SAMPLE));
        let language = &Languages::embedded().recognise(sample).id;
        let rows = self.aligned.rows();
        let all = self.aligned.old.text().len() <= WHOLE;
        template! {
            table.texts role="table" aria-label="The repaired text beside the original" {
                thead role="rowgroup" { tr role="row" {
                    th.old role="columnheader" scope="col" { "Original" }
                    th.new role="columnheader" scope="col" { "Repaired" }
                } }
                tbody role="rowgroup" lang=(language) {
                    @for (i, row) in rows.iter().enumerate() {
                        @if row.same {
                            (self.same(row, all, i == 0, i + 1 == rows.len()))
                        } @else {
                            (self.row(row))
                        }
                    }
                }
            }
        }
    }

    /// Lines that stayed, one beside the other.
    fn same(&self, row: &Row, all: bool, first: bool, last: bool) -> Markup {
        let count = row.old.len();
        let line = |i: usize| {
            let (old, new) = (row.old.start + i, row.new.start + i);
            Row { old: old..old + 1, new: new..new + 1, same: true }
        };
        let near =
            |i: usize| all || (!first && i < CONTEXT) || (!last && i + CONTEXT >= count) || self.is_noted(&line(i));
        let shown: Vec<bool> = (0..count).map(near).collect();
        let mut at = 0;
        let parts = shown.chunk_by(|a, b| a == b).map(|part| {
            at += part.len();
            (at - part.len()..at, part.first() == Some(&true))
        });
        template! {
            @for (part, shown) in parts {
                @if shown {
                    @for i in part { (self.row(&line(i))) }
                } @else {
                    tr.gap role="row" { td role="cell" {
                        @if part.len() == 1 { "1 unchanged line" } @else { (part.len()) " unchanged lines" }
                    } }
                }
            }
        }
    }

    fn is_noted(&self, row: &Row) -> bool {
        row.old.clone().any(|line| !self.aligned.line(Side::Old, line).iter().all(Stretch::is_plain))
    }

    fn row(&self, row: &Row) -> Markup {
        let blank = |lines: Vec<Vec<Stretch>>| {
            lines.concat().iter().all(|stretch| stretch.text.trim().is_empty() && !stretch.text.contains('\n'))
        };
        let lines = |side: Side, lines: &std::ops::Range<usize>| {
            lines.clone().map(|line| self.aligned.line(side, line)).collect::<Vec<_>>()
        };
        if blank(lines(Side::Old, &row.old)) && blank(lines(Side::New, &row.new)) {
            return Markup::default();
        }
        let kind = if row.same && !self.is_noted(row) { "same" } else { "changed" };
        template! {
            tr.(kind) role="row" {
                td.old role="cell" { @for line in row.old.clone() { (self.line(Side::Old, line)) } }
                td.new role="cell" { @for line in row.new.clone() { (self.line(Side::New, line)) } }
            }
        }
    }

    fn line(&self, side: Side, line: usize) -> Markup {
        let stretches = self.aligned.line(side, line);
        if stretches.is_empty() {
            return Markup::default();
        }
        // The number of what moved stands behind the seam, not in front of it.
        let about = |stretch: &Stretch| match side {
            Side::New if stretch.text.is_empty() && stretch.moved == stretch.changed => None,
            _ => of(stretch),
        };
        template! {
            p data-n=(line + 1) {
                @for (i, stretch) in stretches.iter().enumerate() {
                    @let before = i.checked_sub(1).and_then(|i| stretches.get(i)).and_then(about);
                    (self.stretch(side, stretch, about(stretch).is_some() && before != about(stretch)))
                }
            }
        }
    }

    /// A stretch with what became of it; `begins` where the stretch in front belongs to another finding.
    fn stretch(&self, side: Side, stretch: &Stretch, begins: bool) -> Markup {
        let text = shown(stretch.text);
        let Some(id) = of(stretch) else { return template! { (text) } };
        let Some(&number) = self.numbers.get(&id) else { return template! { (text) } };
        let seam = side == Side::New && stretch.text.is_empty();
        let badge = begins.then(|| self.badge(side, number));
        let kind = match (side, stretch.moved, stretch.changed) {
            (Side::New, _, Some(_)) if seam => "seam",
            (Side::Old, _, Some(_)) => "gone",
            (Side::New, _, Some(_)) => "came",
            (Side::Old, Some(_), None) => "from",
            (Side::New, Some(_), None) => "to",
            (_, None, None) => "note",
        };
        let anchor = self.anchors.first(side, number);
        let colour = colour(number);
        template! {
            @match kind {
                "seam" => span.seam.(colour) id=[anchor] data-f=(number) { span aria-hidden="true" { "│" } (badge.unwrap_or_default()) },
                "gone" | "from" => del.(kind).(colour) id=[anchor] data-f=(number) { (badge.unwrap_or_default()) (text) },
                "came" | "to" => ins.(kind).(colour) id=[anchor] data-f=(number) { (badge.unwrap_or_default()) (text) },
                _ => mark.note id=[anchor] data-f=(number) { (badge.unwrap_or_default()) (text) },
            }
        }
    }

    /// The number in the text: a link to the same finding's place on the other side, or to the list.
    fn badge(&self, side: Side, number: usize) -> Markup {
        let finding = self.order.get(number - 1).map(|(_, finding)| *finding);
        let moved = finding.is_some_and(|finding| finding.applied && matches!(finding.shape, Shape::Move { .. }));
        let (target, told) = match side {
            Side::Old if moved => ("t", "moved from here; to its new place"),
            Side::New if moved => ("s", "moved here; to its old place"),
            _ => ("f", "to the list"),
        };
        template! {
            a.number.(colour(number)) href={ "#" (target) (number) } aria-label={ "Finding " (number) ", " (told) } { (number) }
        }
    }
}

/// The first place of each finding on each side has the name by which links find it.
#[derive(Default)]
struct Anchors(RefCell<BTreeSet<(bool, usize)>>);

impl Anchors {
    fn first(&self, side: Side, number: usize) -> Option<String> {
        let name = if side == Side::Old { "s" } else { "t" };
        self.0.borrow_mut().insert((side == Side::Old, number)).then(|| format!("{name}{number}"))
    }

    fn has(&self, side: Side, number: usize) -> bool {
        self.0.borrow().contains(&(side == Side::Old, number))
    }
}

/// The finding that a stretch is about: of text that moved, a word that reads differently is about the new reading.
fn of(stretch: &Stretch) -> Option<FindingId> {
    stretch.changed.or(stretch.moved).or(stretch.noted)
}

/// Everything that cannot be seen is made visible, but for tabs, which are part of how a text is set.
fn shown(text: &str) -> String {
    text.split('\t').map(visible).collect::<Vec<_>>().join("\t")
}

fn colour(number: usize) -> String {
    format!("c{}", number % COLOURS)
}
