//! The run of blocks in which a copy stands: the blocks before and behind it that stand before and behind its twin as well.
//!
//! What a reader saw twice is a stretch of the page, so its blocks are copies together, or none is. A run is judged as one: by
//! the seams at its ends, not by those between its blocks, and by all that it says.

use std::ops::Range;

use rustc_hash::FxHashMap;
use unicode_width::UnicodeWidthStr;

use super::candidate::{Candidate, Pair};
use super::company::is_same;
use super::likeness::Likeness;
use crate::detect::Context;
use crate::layout::BlockKind;

/// How many blocks are looked at from a copy on, in either direction. The rest of a longer run says no more, and hostile input
/// must not make every block of a run read all of it.
pub(super) const REACH: usize = 40;

/// Columns of a block that counts as a long one in a run; how many of them a run must have, and their columns together, to be a
/// copy whatever its blocks are, directly behind its twin and at a distance. On generated pages of six languages all of 48 runs of
/// two and three paragraphs go, of which 8 were dropped in part before; two lines of a conversation have 110 columns.
const LONG: usize = 50;
const SETTLED: (usize, usize) = (2, 120);
const SETTLED_ELSEWHERE: (usize, usize) = (3, 200);

/// How blocks relate, the earlier one first, by their indices in the layout.
pub(super) type Related = FxHashMap<(usize, usize), Likeness>;

/// What [`Run::around`] looks blocks up in.
pub(super) fn related(candidates: &[Candidate], pairs: &[Pair]) -> Related {
    pairs.iter().map(|pair| ((candidates[pair.earlier].block, candidates[pair.later].block), pair.likeness)).collect()
}

/// A run of blocks and its twin.
pub(super) struct Run {
    pub earlier: Range<usize>,
    pub later: Range<usize>,
    /// Nothing stands between them but copies that are gone and marks of new pages.
    pub adjacent: bool,
}

impl Run {
    /// The run around two blocks that are alike.
    pub(super) fn around(context: &Context, pair: (usize, usize), gone: &[bool], related: &Related) -> Run {
        let is_alike = |earlier: usize, later: usize| {
            let near = matches!(related.get(&(earlier, later)), Some(Likeness::Equal | Likeness::Near(_)));
            !gone[earlier] && !gone[later] && (near || is_same(context, earlier, later))
        };
        let (mut earlier, mut later) = (pair.0..pair.0 + 1, pair.1..pair.1 + 1);
        let apart = |earlier: &Range<usize>, later: &Range<usize>| earlier.end < later.start;
        for _ in 0..REACH {
            if earlier.start == 0 || !apart(&earlier, &later) || !is_alike(earlier.start - 1, later.start - 1) {
                break;
            }
            (earlier.start, later.start) = (earlier.start - 1, later.start - 1);
        }
        for _ in 0..REACH {
            if later.end == gone.len() || !apart(&earlier, &later) || !is_alike(earlier.end, later.end) {
                break;
            }
            (earlier.end, later.end) = (earlier.end + 1, later.end + 1);
        }
        let mut between = earlier.end..later.start;
        let is_nothing = |i: usize| gone[i] || context.layout.blocks[i].kind == BlockKind::PageBreak;
        let adjacent = between.len() <= REACH && between.all(is_nothing);
        Run { earlier, later, adjacent }
    }

    /// Columns of its blocks, headings aside.
    fn widths(&self, context: &Context) -> impl Iterator<Item = usize> {
        let prose = context.layout.blocks[self.later.clone()].iter().filter(|block| block.kind != BlockKind::Heading);
        prose.map(|block| block.span.of(context.text).width())
    }

    /// Columns of its text.
    pub(super) fn columns(&self, context: &Context) -> usize {
        self.widths(context).sum()
    }

    /// True when it says so much that it is a copy, whatever its blocks are.
    pub(super) fn settles(&self, context: &Context) -> bool {
        let (blocks, columns) = if self.adjacent { SETTLED } else { SETTLED_ELSEWHERE };
        let long: Vec<usize> = self.widths(context).filter(|&width| width >= LONG).collect();
        long.len() >= blocks && long.iter().sum::<usize>() >= columns
    }
}

/// Blocks in which a page turn joined the last block of a run, which breaks off, to the first one of its twin, and those first
/// ones: "A, B, B A, B" for "A, B, A, B". They say nothing that does not stand before and behind them.
pub(super) fn joined(candidates: &[Candidate], pairs: &[Pair]) -> Vec<(usize, usize)> {
    let mut last: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for pair in pairs.iter().filter(|pair| matches!(pair.likeness, Likeness::BrokenOff | Likeness::Opening)) {
        last.entry(pair.earlier).or_default().push(pair.later);
    }
    let firsts = pairs.iter().filter(|pair| matches!(pair.likeness, Likeness::BegunLate | Likeness::Closing));
    let found = firsts.filter(|pair| {
        let (first, whole) = (&candidates[pair.earlier], &candidates[pair.later]);
        let lasts = last.get(&pair.later).into_iter().flatten().map(|&last| &candidates[last]);
        lasts.into_iter().any(|last| {
            let as_long = last.length + first.length == whole.length;
            as_long && last.characters().chain(first.characters()).eq(whole.characters())
        })
    });
    found.map(|pair| (candidates[pair.later].block, candidates[pair.earlier].block)).collect()
}
