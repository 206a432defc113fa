//! Which block goes on from which in a repaired page, and whether it should.

use crate::document::Document;
use crate::layout::Layout;

use super::{Case, LinkKind};

/// A block of the input in the repaired text.
#[derive(Clone, Copy)]
struct Landed {
    /// Its number in the input.
    block: usize,
    /// Where its text begins and ends now.
    start: usize,
    end: usize,
    /// A finding moved it.
    moved: bool,
}

/// How many links of the truth the repair made, how many it made besides, and how many copies went.
///
/// A link was made where a block now runs on from another in one paragraph, and where a block was moved behind one that it
/// did not stand behind. What came to stand together only because something between went away was not linked.
pub(super) fn compare(case: &Case, document: &Document) -> (usize, usize, usize) {
    let mut landed = landed(document);
    let stands = |landed: &[Landed], block: usize| landed.iter().position(|l| l.block == block);
    let mut dropped = 0;
    for copied in &case.copies {
        match (stands(&landed, copied.block), stands(&landed, copied.of)) {
            // Which of two readings of one block stays is all the same: the one that did is the block.
            (Some(at), None) => {
                landed[at].block = copied.of;
                dropped += 1;
            }
            (None, Some(_)) => dropped += 1,
            _ => {}
        }
    }
    landed.retain(|l| !case.boxes.contains(&l.block));
    let stood_behind = before_each(case);
    let gold = gold(case);
    let (mut right, mut wrong) = (0, 0);
    for pair in landed.windows(2) {
        let [head, tail] = [pair[0], pair[1]];
        let one = document.text().get(head.end..tail.start).is_some_and(|gap| !gap.contains('\n'));
        let wanted = case.links.iter().find(|link| (link.head, link.tail) == (head.block, tail.block));
        let free = case.either.contains(&tail.block);
        let as_wanted = wanted.is_some_and(|link| free || one == (link.kind != LinkKind::Follow));
        let together = gold.iter().find(|g| (g.0, g.1) == (head.block, tail.block)).map(|g| g.2);
        if as_wanted {
            right += 1;
        } else if one {
            wrong += usize::from(!free || together.is_none());
        } else if tail.moved && stood_behind.get(tail.block) != Some(&Some(head.block)) {
            wrong += usize::from(together.is_none());
        }
    }
    (right, wrong, dropped)
}

/// The blocks that still stand somewhere, in the order of the repaired text.
fn landed(document: &Document) -> Vec<Landed> {
    let layout = Layout::of(document.source());
    let place = |(block, seen): (usize, &crate::layout::Block)| {
        let places = document.landing(seen.span);
        let mut pieces = document.pieces().iter();
        let moved =
            pieces.any(|p| p.moved_by.is_some() && p.source.start <= seen.span.start && seen.span.start < p.source.end);
        Some(Landed { block, start: places.first()?.start, end: places.last()?.end, moved })
    };
    let mut landed: Vec<Landed> = layout.blocks.iter().enumerate().filter_map(place).collect();
    landed.sort_by_key(|l| l.start);
    landed
}

/// Of each block the one that stood in front of it, boxes and copies looked through.
fn before_each(case: &Case) -> Vec<Option<usize>> {
    let is_text =
        |block: &usize| !case.boxes.contains(block) && case.copies.iter().all(|copied| copied.block != *block);
    let count = case.paragraphs.iter().flatten().max().map_or(0, |last| last + 1);
    (0..count).map(|block| (0..block).rev().find(is_text)).collect()
}

/// Neighbours in the print, boxes looked through, and whether they are in one paragraph.
fn gold(case: &Case) -> Vec<(usize, usize, bool)> {
    let blocks = case.paragraphs.iter().flat_map(|blocks| blocks.iter().enumerate());
    let texts: Vec<(usize, usize)> =
        blocks.map(|(n, &block)| (n, block)).filter(|(_, b)| !case.boxes.contains(b)).collect();
    texts.windows(2).map(|pair| (pair[0].1, pair[1].1, pair[1].0 > 0)).collect()
}
