//! The benchmark: pages whose right reading is known, repaired and compared with it.
//!
//! Cases are written by `bench/pages.rs`; `bench/README.md` explains their keys. Each page is repaired as any text is, and
//! three things are looked at: which blocks the repair made go on from which, whether the copies went, and how far the text
//! is from the page as it was printed. Links are read off the repaired document and not off the findings: a chain of joins
//! and moves over several rounds counts as what it came to.

mod links;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::layout::Layout;
use crate::repair::{self, Options};
use crate::ruleset::RuleSet;
use crate::score::{self, Agreement};

/// From which similarity a paragraph is a box of the page, some of its characters misread.
const BOX: f64 = 0.9;

/// A damaged page and its right reading. Blocks are what stands between blank lines of the input, counted from 0.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    /// Its name.
    pub id: String,
    /// How the page was read.
    pub kind: String,
    /// Its language.
    pub lang: String,
    /// The page as it was read.
    pub input: String,
    /// The page as it was printed.
    pub gold: String,
    /// The blocks of each paragraph of the print, in their order.
    pub paragraphs: Vec<Vec<usize>>,
    /// Which block goes on from which, wherever that is not the next one as a paragraph of its own.
    pub links: Vec<Link>,
    /// Blocks that begin with a sentence in the middle of a printed paragraph: a paragraph may end in front of them, or not.
    pub either: Vec<usize>,
    /// Blocks that are no article's text and may stand anywhere between two paragraphs.
    pub boxes: Vec<usize>,
    /// Blocks that were read twice.
    pub copies: Vec<Copied>,
    /// Characters of the print that were lost or misread.
    pub misread: usize,
}

/// That one block goes on from another.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub struct Link {
    /// The block that goes on.
    pub head: usize,
    /// The block in which it does.
    pub tail: usize,
    /// How.
    pub kind: LinkKind,
}

/// How a block goes on from another.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum LinkKind {
    /// In the same sentence; the two are neighbours.
    Join,
    /// In the same sentence, elsewhere.
    Reattach,
    /// With the next paragraph, elsewhere.
    Follow,
}

/// A block that says what another one says.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Copied {
    /// The copy, or the beginning of one.
    pub block: usize,
    /// The block in its place.
    pub of: usize,
}

/// What came of one page, or of all pages of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// Pages.
    pub cases: usize,
    /// Links of the truth.
    pub links: usize,
    /// Links of the truth that the repair made.
    pub right: usize,
    /// Links that it made and the truth does not have.
    pub wrong: usize,
    /// Copies on the pages.
    pub copies: usize,
    /// Copies that went, one of the two readings staying.
    pub dropped: usize,
    /// Pages that read as they were printed but for misread characters, boxes wherever they are.
    pub exact: usize,
    /// Similarity of the input with the print, summed over the pages.
    pub before: f64,
    /// Similarity of the repaired text with the print, summed over the pages.
    pub after: f64,
    /// Characters of the print that the repaired text lacks, per 10,000, summed over the pages.
    pub lost: f64,
    /// Characters that it has too many, counted in the same way.
    pub extra: f64,
}

impl Case {
    /// Reads one line of a file of cases.
    ///
    /// # Errors
    /// What is wrong with it: no JSON, a key missing, or a block that the input does not have.
    pub fn parse(line: &str) -> Result<Case, String> {
        let case: Case = serde_json::from_str(line).map_err(|e| e.to_string())?;
        let count = Layout::of(&case.input).blocks.len();
        let links = case.links.iter().flat_map(|link| [link.head, link.tail]);
        let copies = case.copies.iter().flat_map(|copied| [copied.block, copied.of]);
        let mut named = links.chain(copies).chain(case.paragraphs.iter().flatten().copied()).chain(case.boxes.clone());
        match named.find(|&block| block >= count) {
            Some(block) => {
                Err(format!("case `{}` names block {block}; its input has {count}, counted from 0", case.id))
            }
            None => Ok(case),
        }
    }

    /// Repairs the page and compares it with the truth.
    pub fn run(&self, rules: &RuleSet, options: &Options) -> Outcome {
        let repair = repair::repair(Arc::new(self.input.clone()), rules, options);
        let text = repair.document.text();
        let (right, wrong, dropped) = links::compare(self, &repair.document);
        let score = score::score(text, &self.gold);
        Outcome {
            cases: 1,
            links: self.links.len(),
            right,
            wrong,
            copies: self.copies.len(),
            dropped,
            exact: usize::from(self.is_exact(text)),
            before: score::score(&self.input, &self.gold).characters.similarity,
            after: score.characters.similarity,
            lost: score.characters.lost,
            extra: score.characters.extra,
        }
    }

    /// True when `text` reads as the page was printed: the same paragraphs in the same order, boxes aside, and no more
    /// characters different than were misread.
    pub fn is_exact(&self, text: &str) -> bool {
        let printed = score::paragraphs(&self.gold);
        if printed.len() != self.paragraphs.len() {
            return false;
        }
        let mut got = score::paragraphs(text);
        let mut truth: Vec<String> = Vec::new();
        for (paragraph, blocks) in printed.iter().zip(&self.paragraphs) {
            let first = blocks.first();
            if first.is_some_and(|first| self.boxes.contains(first)) {
                let like = |own: &String| score::similarity(own, paragraph) >= BOX;
                let Some(at) = got.iter().position(like) else { return false };
                got.remove(at);
            } else if first.is_some_and(|first| self.either.contains(first))
                && let Some(before) = truth.last_mut()
                && runs_on(&got, before, paragraph)
            {
                *before = score::folded(&format!("{before} {paragraph}"));
            } else {
                truth.push(paragraph.clone());
            }
        }
        let joined = |paragraphs: &[String]| -> Vec<char> { paragraphs.join("\n").chars().collect() };
        got.len() == truth.len() && score::distance(&joined(&got), &joined(&truth)) <= self.misread
    }
}

/// True when some paragraph of a text holds the end of one paragraph and the beginning of another, one behind the other.
fn runs_on(got: &[String], before: &str, behind: &str) -> bool {
    /// Characters on either side.
    const SIDE: usize = 8;
    let end: Vec<char> = before.chars().rev().take(SIDE).collect();
    let end: String = end.into_iter().rev().collect();
    let begin: String = behind.chars().take(SIDE).collect();
    let seams = [format!("{end} {begin}"), end + &begin];
    got.iter().any(|paragraph| seams.iter().any(|seam| paragraph.contains(seam)))
}

impl Outcome {
    /// The pages of two outcomes together.
    pub fn and(self, other: Outcome) -> Outcome {
        Outcome {
            cases: self.cases + other.cases,
            links: self.links + other.links,
            right: self.right + other.right,
            wrong: self.wrong + other.wrong,
            copies: self.copies + other.copies,
            dropped: self.dropped + other.dropped,
            exact: self.exact + other.exact,
            before: self.before + other.before,
            after: self.after + other.after,
            lost: self.lost + other.lost,
            extra: self.extra + other.extra,
        }
    }

    /// The mean of what was summed over the pages.
    fn mean(self, sum: f64) -> f64 {
        sum / self.cases.max(1) as f64
    }

    /// Links right, made, and there to be made.
    pub fn agreement(self) -> Agreement {
        Agreement::new(self.right, self.right + self.wrong, self.links)
    }
}

/// What came of a file of cases: by language and kind, and of all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Benchmark {
    groups: BTreeMap<(String, String), Outcome>,
}

/// One line of the table.
#[derive(Serialize)]
struct Row<'b> {
    lang: &'b str,
    kind: &'b str,
    cases: usize,
    links: Agreement,
    missed: usize,
    copies: usize,
    dropped: usize,
    exact: usize,
    before: f64,
    after: f64,
    lost: f64,
    extra: f64,
}

impl Benchmark {
    /// Adds what came of a case.
    pub fn add(&mut self, case: &Case, outcome: Outcome) {
        let group = self.groups.entry((case.lang.clone(), case.kind.clone())).or_default();
        *group = group.and(outcome);
    }

    /// All pages together.
    pub fn total(&self) -> Outcome {
        self.groups.values().fold(Outcome::default(), |sum, outcome| sum.and(*outcome))
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let groups = self.groups.iter().map(|((lang, kind), outcome)| (lang.as_str(), kind.as_str(), *outcome));
        let row = |(lang, kind, outcome): (_, _, Outcome)| Row {
            lang,
            kind,
            cases: outcome.cases,
            links: outcome.agreement(),
            missed: outcome.links - outcome.right,
            copies: outcome.copies,
            dropped: outcome.dropped,
            exact: outcome.exact,
            before: outcome.mean(outcome.before),
            after: outcome.mean(outcome.after),
            lost: outcome.mean(outcome.lost),
            extra: outcome.mean(outcome.extra),
        };
        groups.chain([("all", "", self.total())]).map(row).collect()
    }

    /// As a table for people.
    pub fn human(&self) -> String {
        let mut text = String::from(
            "                     pages  links  right  wrong missed   prec  recall  copies dropped  exact  before   after   lost  extra\n",
        );
        for row in self.rows() {
            let Agreement { right, got, truth, precision, recall } = row.links;
            text += &format!(
                "{:<8} {:<11} {:>5} {truth:>6} {right:>6} {:>6} {:>6} {precision:>6.3} {recall:>7.3} {:>7} {:>7} {:>6} {:>7.4} {:>7.4} {:>6.1} {:>6.1}\n",
                row.lang,
                row.kind,
                row.cases,
                got - right,
                row.missed,
                row.copies,
                row.dropped,
                row.exact,
                row.before,
                row.after,
                row.lost,
                row.extra,
            );
        }
        text
    }

    /// As a JSON document.
    ///
    /// # Errors
    /// Never; the signature is that of serialisation.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(&self.rows())? + "\n")
    }
}
