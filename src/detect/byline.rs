//! Bylines that stand in the middle of a sentence.
//!
//! **Damage.** A headline goes across several columns, and the byline below it stands over one of them that is not the
//! first. A reader that goes down column by column comes upon it at the head of a column, where the one before has broken off in
//! mid-sentence.
//!
//! **What is done.** The byline goes below its headline: the nearest one above, when it has no byline yet. The sentence is
//! joined by [`crate::detect::continuation`], which then finds its halves side by side.
//!
//! **What is left alone.** A byline behind the end of a sentence, which may close its article; one whose headline is not to be
//! found, has a byline, or is not on the page; and one between two texts that do not run on into each other. **Price:** a
//! byline of another article goes along with this one when the reader lost the headline between them.

use serde::Deserialize;

use crate::detect::page_languages::PageLanguages;
use crate::detect::{Context, Fault, Hit, Thresholds, in_order, probability, turn};
use crate::edit::Edit;
use crate::finding::{Alternative, Shape};
use crate::language::Language;
use crate::layout::{Block, BlockKind, columns};
use crate::span::Span;

/// Parameters of `[detect.byline]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Byline {
    /// Blocks above a byline among which its headline is looked for.
    pub most_blocks: usize,
    /// How much a line must look like a headline to be one, 0 to 1.
    pub headline: f64,
    /// Words of credits for pictures, which belong to the picture.
    pub pictures: Vec<String>,
    /// From which confidence a byline is moved: high, since what stands above and below it may be two texts.
    pub apply_at: f64,
    /// From which confidence that is proposed.
    pub propose_at: f64,
}

/// Bytes of the longest byline, with room to spare.
const MOST_BYTES: usize = 200;
/// Columns of a headline at most, where a line may be one or the torn end of a paragraph.
const LONGEST_HEADLINE: usize = 48;

impl Byline {
    pub(super) fn check(&self) -> Result<(), Fault> {
        probability("headline", self.headline)?;
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let blocks = &context.layout.blocks;
        let mut hits = Vec::new();
        let mut languages = PageLanguages::new(context);
        for at in 1..blocks.len().saturating_sub(1) {
            let [before, byline, behind] = [&blocks[at - 1], &blocks[at], &blocks[at + 1]];
            let page = byline.page;
            let prose = [before, byline, behind].iter().all(|b| b.kind == BlockKind::Paragraph && b.page == page);
            // Most blocks of a page are longer than any byline, and its language need not be known.
            if !prose || byline.lines.len() > 1 || byline.span.len() > MOST_BYTES {
                continue;
            }
            hits.extend(self.hit(context, languages.of(page), at));
        }
        hits
    }

    fn hit(&self, context: &Context, language: &Language, at: usize) -> Option<Hit> {
        let blocks = &context.layout.blocks;
        let [before, byline, behind] = [&blocks[at - 1], &blocks[at], &blocks[at + 1]];
        let text = |block: &Block| block.span.of(context.text);
        let picture = self.pictures.iter().any(|word| text(byline).contains(word.as_str()));
        if picture || !language.looks_like_byline(text(byline)) || language.ends_complete(text(byline)) {
            return None;
        }
        let (head, tail) = (turn::tail(text(before)), turn::head(text(behind)));
        // Where sentences begin with a capital, a small letter shows that this one goes on; a capital may be a name's.
        if language.spaced && !language.begins_open(tail) {
            return None;
        }
        let headline = self.headline_above(context, language, at)?;
        let confidence = turn::confidence(context, language, head, tail);
        if confidence < self.propose_at {
            return None;
        }
        let tier = context.tier(confidence, Thresholds { apply_at: self.apply_at, propose_at: self.propose_at });
        let edits = match context.does(tier) {
            true => vec![Edit::Move { span: Span::new(before.span.end, byline.span.end), to: headline.span.end }],
            false => Vec::new(),
        };
        Some(Hit {
            shape: Shape::Move { from: byline.span, after: headline.span.end, joined: false, with: String::new() },
            tier,
            confidence,
            evidence: vec!["a sentence runs on over it".to_string(), "the headline above has no byline".to_string()],
            alternatives: vec![Alternative { confidence: 1.0 - confidence, what: "it stays".to_string() }],
            edits,
            seam: text(byline).chars().take(12).collect(),
        })
    }

    /// The nearest headline above a byline, unless a byline or anything but paragraphs stands in between.
    fn headline_above<'c>(&self, context: &'c Context, language: &Language, at: usize) -> Option<&'c Block> {
        let blocks = &context.layout.blocks;
        let text = |block: &Block| block.span.of(context.text);
        for above in (at.saturating_sub(self.most_blocks)..at).rev() {
            let block = &blocks[above];
            let next = text(&blocks[above + 1]);
            let headline = match block.kind {
                _ if block.page != blocks[at].page => return None,
                BlockKind::Heading => true,
                // The line in front of the byline is short, because the sentence breaks off in it.
                BlockKind::Paragraph if above + 1 == at && columns(text(block)) > LONGEST_HEADLINE => false,
                BlockKind::Paragraph => language.looks_like_heading(text(block), Some(next)) >= self.headline,
                _ => return None,
            };
            if block.kind == BlockKind::Paragraph && language.looks_like_byline(text(block)) {
                return None;
            }
            if headline {
                return (above + 1 < at).then_some(block);
            }
        }
        None
    }
}
