//! Paragraphs that go on elsewhere: behind a column's end, at the foot of the page, behind another article.
//!
//! Adjacent and displaced continuations are one decision ([`crate::decision`]); this file turns its verdicts into edits.
//! A displaced block takes the blocks behind it along as far as the decision has them stay: they are the rest of its
//! column. Left alone are headings, lists, tables, verse and code, every link whose probability is below the rule's
//! threshold, and blocks behind a link that is left alone. The price: a tail whose head is not on the page, or whose
//! seam reads equally well elsewhere, stays where it is.

mod habit;
mod misread;
mod plan;
mod sections;
mod wanted;

use std::ops::Range;

use serde::Deserialize;

use crate::decision::Tongue;
use crate::detect::{Context, Fault, Hit, in_order, probability};
use crate::feature::Weights;
use crate::finding::Tier;
use crate::fragment;
use crate::language::Language;
use crate::layout::Block;
use crate::span::Span;

use habit::Habit;
use plan::Plan;

/// Parameters of `[detect.continuation]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Continuation {
    /// From which confidence a paragraph is joined to its neighbour.
    pub join_at: f64,
    /// From which confidence a displaced sentence is put behind its head.
    pub move_at: f64,
    /// The same on pages whose headlines are not marked.
    pub unmarked_at: f64,
    /// From which confidence a displaced whole paragraph is put behind another article's end.
    pub follow_at: f64,
    /// In which share of the readings a link has to stand, at least: the curve is a rough one where another is nearly as
    /// likely.
    pub least_share: f64,
    /// The same where more is guessed: for a whole paragraph, which no seam bears out, and for a displaced sentence on pages
    /// whose headlines are not marked.
    pub wary_share: f64,
    /// From which confidence any of them is proposed.
    pub propose_at: f64,
    /// A block that may belong elsewhere, but is left where it is, goes along with a moved block before it when it stays
    /// there in at least this share of the readings.
    pub along_at: f64,
    /// A line without a full stop goes along with a moved block only if the article that they go to makes what stands below it
    /// no less likely than this ([`crate::diction`]); else it is a headline.
    pub along_likeness: f64,
    /// On a page of which more than this share is scraps (cells, labels, rows of figures), links are proposed and no more:
    /// what a table's cells say across a seam is no evidence.
    pub most_scraps: f64,
    /// On a page of whose words more than this share is unknown, a link beside an unknown word is proposed and no more.
    pub most_unknown: f64,
    /// What must be seen around a displaced link before it is made.
    pub habit: Habit,
}

impl Continuation {
    pub(super) fn check(&self) -> Result<(), Fault> {
        probability("along_at", self.along_at)?;
        probability("least_share", self.least_share)?;
        probability("wary_share", self.wary_share)?;
        probability("most_scraps", self.most_scraps)?;
        probability("most_unknown", self.most_unknown)?;
        probability("completed", self.habit.completed)?;
        probability("completed", self.habit.unmarked.completed)?;
        probability("unlikely", self.habit.unmarked.unlikely)?;
        probability("capital", self.habit.unmarked.capital)?;
        let least = ("propose_at", self.propose_at);
        in_order(least, ("join_at", self.join_at))?;
        in_order(least, ("move_at", self.move_at))?;
        in_order(least, ("unmarked_at", self.unmarked_at))?;
        in_order(least, ("follow_at", self.follow_at))
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let sections = context.pages().flat_map(|page| sections::sections(context, page));
        context.part_by_part(sections.collect(), |context, blocks| self.hits_on(context, blocks).unwrap_or_default())
    }

    /// The hits on a page, or a section of one, made of these blocks.
    fn hits_on(&self, context: &Context, blocks: Range<usize>) -> Option<Vec<Hit>> {
        if blocks.len() < 2 {
            return None;
        }
        let span =
            Span::new(context.layout.blocks[blocks.start].span.start, context.layout.blocks[blocks.end - 1].span.end);
        let language = context.language_of(span.of(context.text));
        let own = |block: &Block| context.language_beside(language, block.span.of(context.text));
        let languages: Vec<&Language> = context.layout.blocks[blocks.clone()].iter().map(own).collect();
        if !fragment::any_open_end(context.text, context.layout, blocks.clone(), &languages) {
            return None;
        }
        let tongue_of = |language| tongue_of(context, language);
        let page = fragment::page(context.text, context.layout, blocks.clone(), &languages, tongue_of)?;
        let (page, verdicts) = wanted::read(page, context, blocks.clone());
        let scraps = fragment::scraps(context.text, context.layout, blocks.clone(), language);
        let most = if scraps > self.most_scraps { Tier::Propose } else { Tier::Apply };
        Some(Plan::new(self, context, blocks, &page, &verdicts, most).hits())
    }
}

/// What is known of a language; `None` without a model or weights.
fn tongue_of<'l>(context: &Context, language: &'l Language) -> Option<Tongue<'l>> {
    let (model, weights) = (context.model_of(language)?, Weights::embedded(language)?);
    Some(Tongue { language, model, weights })
}
