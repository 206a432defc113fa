//! A page of thousands of blocks is a book that says nothing of its pages. It is read in sections.
//!
//! A tail stands at most two pages of a newspaper behind its head, so that reading all of a book at once finds nothing more; but
//! for one join that is made in it, all of it would be read once more. Sections are cut where the text is quiet for the longest
//! stretch: every paragraph ends as one does, and none begins in mid-sentence. The price: a tail whose head stands in the
//! section before stays where it is.

use std::ops::Range;

use crate::detect::Context;
use crate::language::Language;
use crate::layout::BlockKind;

/// Blocks of the longest page that is read at once, and of a section at least and at most. The densest newspaper pages have 200.
const LONGEST_PAGE: usize = 1000;
const LEAST: usize = 400;
const MOST: usize = 800;

/// The sections of a page.
pub(super) fn sections(context: &Context, page: Range<usize>) -> Vec<Range<usize>> {
    if page.len() <= LONGEST_PAGE {
        return vec![page];
    }
    let language = context.language_of(context.stretch(&page).of(context.text));
    let loose: Vec<bool> = page.clone().map(|block| is_loose(context, block, language)).collect();
    // Before each block: how far off the nearest loose one is.
    let mut quiet = vec![usize::MAX; loose.len()];
    let mut since = usize::MAX;
    for (block, &loose) in loose.iter().enumerate() {
        quiet[block] = since;
        since = if loose { 0 } else { since.saturating_add(1) };
    }
    let mut until = usize::MAX;
    for (block, &loose) in loose.iter().enumerate().rev() {
        until = if loose { 0 } else { until.saturating_add(1) };
        quiet[block] = quiet[block].min(until);
    }
    let heading = |block: usize| context.layout.blocks[page.start + block].kind == BlockKind::Heading;
    let mut sections = Vec::new();
    let mut start = 0;
    while loose.len() - start > MOST {
        let cut = (start + LEAST..=start + MOST).max_by_key(|&cut| (quiet[cut], heading(cut))).unwrap_or(start + MOST);
        sections.push(page.start + start..page.start + cut);
        start = cut;
    }
    sections.push(page.start + start..page.end);
    sections
}

/// True for a paragraph that breaks off, or begins in mid-sentence.
fn is_loose(context: &Context, block: usize, language: &Language) -> bool {
    let block = &context.layout.blocks[block];
    let text = block.span.of(context.text);
    block.kind == BlockKind::Paragraph && (!language.ends_complete(text) || language.begins_open(text))
}
