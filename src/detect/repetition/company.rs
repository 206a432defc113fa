//! What was read twice together with a copy: headings and short lines beside it.
//!
//! A heading or a line of two words repeats rightly anywhere. Where it stands before or behind a copy, and the same before
//! or behind the copy's twin, both came off the page together, and the run of blocks goes as one. A run of short blocks
//! with no long one among them goes when the same run directly follows it.

use std::hash::Hasher;

use rustc_hash::FxHasher;
use unicode_width::UnicodeWidthStr;

use super::Copy;
use super::code;
use super::likeness::Likeness;
use crate::detect::Context;
use crate::layout::{Block, BlockKind};

/// Confidence that a block goes with the copy beside it.
const ALONG: f64 = 0.985;

/// Blocks and columns of the least run of short blocks that is a copy, and blocks of the longest that is looked for.
const FEWEST: usize = 3;
const LEAST_COLUMNS: usize = 60;
const MOST: usize = 40;

/// The blocks that go with `copy`, a copy that is sure, before it and behind it.
pub(super) fn along(context: &Context, copy: &Copy, gone: &mut [bool]) -> Vec<Copy> {
    let mut found = Vec::new();
    for back in [true, false] {
        let step = |i: usize| if back { i.checked_sub(1) } else { Some(i + 1) };
        let (mut goes, mut stays) = (copy.goes, copy.stays);
        while let (Some(next), Some(twin)) = (step(goes), step(stays)) {
            let meet = next == copy.stays || twin == copy.goes || next == twin;
            let there = gone.get(next) == Some(&false) && gone.get(twin) == Some(&false);
            if meet || !there || !is_same(context, next, twin) || code::is_code(context, next) {
                break;
            }
            gone[next] = true;
            found.push(Copy { goes: next, stays: twin, likeness: Likeness::Along, confidence: ALONG });
            (goes, stays) = (next, twin);
        }
    }
    found
}

/// Runs of short blocks of which each directly follows its twin.
pub(super) fn runs(context: &Context, gone: &mut [bool]) -> Vec<Copy> {
    let blocks = &context.layout.blocks;
    let prints: Vec<u64> = blocks.iter().map(|block| print(context, block)).collect();
    let is_same = |a: usize, b: usize| prints[a] == prints[b] && is_same(context, a, b);
    let mut found = Vec::new();
    let mut start = 0;
    while start + 2 * FEWEST <= blocks.len() {
        let length = (FEWEST..=MOST.min((blocks.len() - start) / 2)).find(|&length| {
            let pairs = || (start..start + length).map(|i| (i, i + length));
            is_same(start, start + length)
                && pairs().all(|(a, b)| !gone[a] && !gone[b] && is_same(a, b))
                && is_one_thing(context, &blocks[start..start + length])
                && !(start..start + length).any(|i| code::is_code(context, i))
        });
        // What stands three times in a row is a form, or a refrain.
        let again = length.is_some_and(|length| {
            start + 2 * length < blocks.len() && is_same(start, start + 2 * length)
                || start.checked_sub(length).is_some_and(|before| is_same(before, start))
        });
        let Some(length) = length.filter(|_| !again) else {
            start += 1;
            continue;
        };
        for stays in start..start + length {
            gone[stays + length] = true;
            found.push(Copy { goes: stays + length, stays, likeness: Likeness::Along, confidence: ALONG });
        }
        start += 2 * length;
    }
    found
}

/// True when two blocks of text, of whatever length, say the same.
pub(super) fn is_same(context: &Context, a: usize, b: usize) -> bool {
    let read = |i: usize| context.layout.blocks.get(i).filter(|block| is_text(block)).map(|b| b.span.of(context.text));
    let (Some(a), Some(b)) = (read(a), read(b)) else { return false };
    a.split_whitespace().eq(b.split_whitespace())
}

/// A number that blocks which say the same share.
fn print(context: &Context, block: &Block) -> u64 {
    let mut hasher = FxHasher::default();
    block.span.of(context.text).split_whitespace().for_each(|word| hasher.write(word.as_bytes()));
    hasher.finish()
}

fn is_text(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading | BlockKind::ListItem | BlockKind::Quote)
}

/// True when a run is long enough, and its blocks differ: entries of a column do not.
fn is_one_thing(context: &Context, run: &[Block]) -> bool {
    let mut texts: Vec<&str> = run.iter().map(|block| block.span.of(context.text)).collect();
    let columns: usize = texts.iter().map(|text| text.width()).sum();
    texts.sort_unstable();
    texts.dedup();
    columns >= LEAST_COLUMNS && texts.len() == run.len()
}
