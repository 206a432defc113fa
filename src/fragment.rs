//! The blocks of a page, made ready for the assignment: their ends, their marks, their vocabulary.

use std::borrow::Cow;
use std::ops::Range;

use crate::decision::{Fragment, Page};
use crate::evidence::{Brackets, Phrases, Terms, Vocabulary};
use crate::junction::Edge;
use crate::language::Language;
use crate::layout::{Block, BlockKind, Layout};
use crate::model::Model;

/// Characters at either end of a block that are kept for seams and for people.
const ENDS: usize = 12;

/// Plain lines up to this many characters may be headings.
const HEADING: usize = 60;

/// A block of up to this many characters that does not end a sentence is a scrap: a cell of a table, a stray label.
const SCRAP: usize = 8;

/// What is left of a plain line's likeness to a heading on a page whose headlines are marked. Subheadings are often not.
const UNMARKED: f32 = 0.5;

/// True when some block of the range breaks off, so that there is anything to decide.
pub fn any_open_end(text: &str, layout: &Layout, blocks: Range<usize>, language: &Language) -> bool {
    blocks.clone().any(|i| {
        let block = &layout.blocks[i];
        i + 1 < blocks.end && block.kind == BlockKind::Paragraph && !language.ends_complete(block.span.of(text))
    })
}

/// The page made of a range of blocks.
pub fn page<'m>(text: &str, layout: &Layout, blocks: Range<usize>, language: &Language, model: &'m Model) -> Page<'m> {
    // Where headlines are marked, a short line without a full stop is a torn sentence rather than a headline.
    let marked = blocks.clone().filter(|&i| layout.blocks[i].kind == BlockKind::Heading).count() >= 2;
    let mut phrases = Phrases::default();
    let mut terms = Vec::with_capacity(blocks.len());
    let mut fragments = Vec::with_capacity(blocks.len());
    for i in blocks.clone() {
        let block = &layout.blocks[i];
        let own = bare(block.span.of(text));
        let next = (i + 1 < blocks.end).then(|| layout.blocks[i + 1].span.of(text));
        phrases.add(&own);
        terms.push(Terms::of(&own, language, Some(model)));
        let mut fragment = fragment(&own, next, block, language, model);
        if marked && fragment.heading < 1.0 {
            fragment.heading *= UNMARKED;
        }
        fragments.push(fragment);
    }
    Page::new(fragments, Vocabulary::new(terms), phrases, model)
}

/// A block's text without carriage returns: how a file ends its lines is no evidence.
fn bare(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

/// The share of a range's blocks that are scraps or rows of figures, headings aside, 0 to 1. Measured page by page: at
/// most 0.11 on newspaper pages made from text and 0.25 on scanned ones; 0.4 and more in the middle of reports whose
/// tables came out cell by cell.
pub fn scraps(text: &str, layout: &Layout, blocks: Range<usize>, language: &Language) -> f64 {
    let is_scrap =
        |text: &str| mostly_figures(text) || (text.chars().nth(SCRAP).is_none() && !language.ends_complete(text));
    let blocks: Vec<&Block> = blocks.map(|i| &layout.blocks[i]).filter(|b| b.kind == BlockKind::Paragraph).collect();
    let scraps = blocks.iter().filter(|b| is_scrap(b.span.of(text))).count();
    scraps as f64 / blocks.len().max(1) as f64
}

/// True for rows of figures: fewer letters than other characters, blanks aside.
fn mostly_figures(text: &str) -> bool {
    let (mut letters, mut others) = (0, 0);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        *if c.is_alphabetic() { &mut letters } else { &mut others } += 1;
    }
    letters < others
}

fn fragment(text: &str, next: Option<&str>, block: &Block, language: &Language, model: &Model) -> Fragment {
    let length = text.chars().count();
    // Rows of figures go on anywhere equally well, so they are left where they are.
    let complete = language.ends_complete(text);
    let body = block.kind == BlockKind::Paragraph && (complete || !mostly_figures(text));
    let heading = match block.kind {
        BlockKind::Heading => 1.0,
        BlockKind::Paragraph if length <= HEADING => language.looks_like_heading(text, next).min(0.99) as f32,
        _ => 0.0,
    };
    let dateline = body && language.looks_like_dateline(text);
    let short = length <= HEADING;
    Fragment {
        body,
        heading,
        complete,
        open: language.begins_open(text),
        kicker: body
            && short
            && (language.looks_like_byline(text)
                || language.looks_like_caption(text)
                || language.looks_like_jump_line(text)),
        opening: dateline || text.starts_with("**"),
        length,
        edge: Edge::of(model, text),
        brackets: Brackets::of(text, language),
        last: text.char_indices().rev().nth(ENDS - 1).map_or(text, |(i, _)| &text[i..]).to_string(),
        first: text.char_indices().nth(ENDS).map_or(text, |(i, _)| &text[..i]).to_string(),
    }
}
