//! What belongs to a jump line: the text that breaks off in front of one, the text that goes on behind one.
//!
//! **Head.** The paragraph that the mark ends, or the one in front of a mark that is a block of its own; pictures between
//! the two are looked past. A heading, a caption or another mark is no head: the column's end was read elsewhere.
//!
//! **Rest.** The blocks from the mark on to the next heading, dateline, rule, page break or jump line; a line that sends
//! the reader on to a third page belongs to it. A heading by markup that is deeper than the one above the head is a
//! subheading and goes along, and so do lines that look like headings where headlines are marked. In a text without
//! marked headlines a line that looks like one ends the rest. The price: behind an unmarked subheading, the rest of the
//! rest stays where it was read.
//!
//! **Left where it is.** A headline that is set anew above the mark. Only a line that is the head's keyword and no more
//! goes with the mark.

use std::ops::Range;

use crate::detect::Context;
use crate::language::Language;
use crate::layout::{Block, BlockKind, columns};
use crate::span::Span;

use super::label::Label;
use super::marks::{Direction, Mark, folded};

/// Likeness to a heading from which a plain line ends the rest, in a text whose headlines are not marked: the score of a
/// short line of which nothing else is known.
const HEADING: f64 = 0.5;

/// Headings by markup from which plain lines are subheadings.
const MARKED: usize = 2;

/// Columns of the longest line that can be a keyword.
const LONGEST_KEYWORD: usize = 30;

/// The text that goes on elsewhere.
pub(super) struct Head {
    pub(super) mark: Mark,
    /// The block that breaks off.
    pub(super) block: usize,
    /// What of it is text of this article.
    pub(super) text: Span,
    /// Where the rest lands.
    pub(super) landing: usize,
}

/// The text that comes from elsewhere.
pub(super) struct Rest {
    pub(super) mark: Mark,
    /// What goes on: the first block, without the mark.
    pub(super) text: Span,
    /// The blocks that go along.
    pub(super) run: Range<usize>,
    /// A keyword line directly above the mark, as [`folded`], and its block.
    pub(super) keyword_line: Option<(String, usize)>,
}

impl Rest {
    /// True when the two cannot both be moved: a block is a part of both, or both hang on one line.
    pub(super) fn overlaps(&self, other: &Rest) -> bool {
        self.mark.block < other.run.end && other.mark.block < self.run.end
    }
}

/// The head in front of mark `index`.
pub(super) fn head(context: &Context, marks: &[Mark], index: usize) -> Option<Head> {
    let (mark, blocks) = (&marks[index], &context.layout.blocks);
    let own = &blocks[mark.block];
    let block = match mark.alone {
        true => (0..mark.block).rev().find(|&i| blocks[i].kind != BlockKind::Image)?,
        false => mark.block,
    };
    if blocks[block].kind != BlockKind::Paragraph {
        return None;
    }
    let mut text = blocks[block].span;
    for other in marks.iter().filter(|other| other.block == block) {
        match other.direction {
            Direction::From => text.start = text.start.max(other.at.end),
            // In front of a mark of its own, a paragraph that ends with another mark has been sent elsewhere already.
            Direction::To if mark.alone => return None,
            Direction::To => text.end = text.end.min(other.at.start),
        }
    }
    let content = context.text.get(text.start..text.end)?;
    let label = mark.alone && (mark.language.looks_like_caption(content) || mark.language.looks_like_byline(content));
    let landing = if mark.alone { blocks[block].span.end } else { own.span.end };
    (!content.trim().is_empty() && !label).then(|| Head { mark: mark.clone(), block, text, landing })
}

/// The rest behind mark `index`.
pub(super) fn rest(context: &Context, marks: &[Mark], index: usize, level: Option<usize>) -> Option<Rest> {
    let (mark, blocks) = (&marks[index], &context.layout.blocks);
    let first = if mark.alone { mark.block + 1 } else { mark.block };
    let block = blocks.get(first).filter(|block| block.kind == BlockKind::Paragraph && mark.block > 0)?;
    let mut text = block.span;
    if !mark.alone {
        text.start = mark.at.end;
    }
    if let Some(next) = marks.iter().find(|other| other.block == first && other.direction == Direction::To) {
        text.end = next.at.start;
    }
    let ends = |at: usize| ends_rest(context, marks, mark, at, level);
    if text.start >= text.end
        || (mark.alone && marks.iter().any(|m| m.block == first && m.direction == Direction::From))
    {
        return None;
    }
    let mut end = first + 1;
    while end < blocks.len() && !is_sent_on(marks, end - 1) && !ends(end) {
        end += 1;
    }
    // Folios at the foot of the page are the page's.
    while end > first + 1 && Label::of_folio(blocks[end - 1].span.of(context.text)).is_some() {
        end -= 1;
    }
    let above = &blocks[mark.block - 1];
    let line = above.span.of(context.text);
    let short = matches!(above.kind, BlockKind::Paragraph | BlockKind::Heading)
        && line.len() <= 3 * LONGEST_KEYWORD
        && columns(line) <= LONGEST_KEYWORD;
    let keyword_line = short.then(|| (folded(line), mark.block - 1)).filter(|(word, _)| !word.is_empty());
    Some(Rest { mark: mark.clone(), text, run: first..end, keyword_line })
}

/// True when the block ends with a mark to a third page.
fn is_sent_on(marks: &[Mark], block: usize) -> bool {
    marks.iter().any(|mark| mark.block == block && mark.direction == Direction::To)
}

/// True when block `at` is no part of the rest behind `mark`.
fn ends_rest(context: &Context, marks: &[Mark], mark: &Mark, at: usize, level: Option<usize>) -> bool {
    let block = &context.layout.blocks[at];
    let content = block.span.of(context.text);
    if let Some(own) = marks.iter().find(|other| other.block == at) {
        return own.direction == Direction::From;
    }
    match block.kind {
        BlockKind::Heading => match (heading_level(content), level) {
            (Some(own), Some(level)) => own <= level,
            _ => true,
        },
        BlockKind::PageBreak | BlockKind::ThematicBreak | BlockKind::Code | BlockKind::FrontMatter => true,
        BlockKind::Paragraph if mark.language.looks_like_dateline(content) => true,
        _ => is_headline(context, mark.language, at),
    }
}

/// True for a heading by markup, and for a line that looks like one where no headlines are marked.
pub(super) fn is_headline(context: &Context, language: &Language, at: usize) -> bool {
    let blocks = &context.layout.blocks;
    match blocks[at].kind {
        BlockKind::Heading => true,
        BlockKind::Paragraph if !is_marked(blocks) => {
            let next = blocks.get(at + 1).map(|next| next.span.of(context.text));
            language.looks_like_heading(blocks[at].span.of(context.text), next) >= HEADING
        }
        _ => false,
    }
}

/// True when the text marks its headlines.
fn is_marked(blocks: &[Block]) -> bool {
    blocks.iter().filter(|block| block.kind == BlockKind::Heading).nth(MARKED - 1).is_some()
}

/// The level of the headline above block `at`, when it is marked with `#`.
pub(super) fn level_above(context: &Context, at: usize) -> Option<usize> {
    let before = context.layout.blocks.get(..at)?;
    let heading = before.iter().rev().find(|block| block.kind == BlockKind::Heading)?;
    heading_level(heading.span.of(context.text))
}

fn heading_level(heading: &str) -> Option<usize> {
    let level = heading.len() - heading.trim_start_matches('#').len();
    (level > 0).then_some(level)
}
