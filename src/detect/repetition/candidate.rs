//! Blocks that may be copies, and how they find each other.
//!
//! Copies share a beginning or an end. From the first and the last characters of every block a few short stretches are
//! kept; blocks that share one are compared. A misread character in one stretch leaves the others.

use rustc_hash::FxHashMap;

use super::Repetition;
use super::likeness::{self, Likeness};
use crate::detect::Context;
use crate::layout::BlockKind;

/// Characters of the stretches by which copies are found, and how many each end of a block offers.
pub(super) const KEY: usize = 5;
const KEYS: usize = 6;

/// A stretch that many blocks share says nothing; so many of its holders are looked at, which also bounds the work on
/// hostile input.
const HOLDERS: usize = 8;

/// A block as it is compared, blanks aside. Its characters are read off the text when they are needed: kept for every
/// block they would take four times the memory of the text.
pub(super) struct Candidate<'t> {
    /// Its index in the layout.
    pub block: usize,
    /// Its text.
    pub text: &'t str,
    /// How many characters it has.
    pub length: usize,
    /// Headings repeat rightly, unless one directly follows the other.
    pub heading: bool,
    first: Vec<char>,
    last: Vec<char>,
}

/// Two candidates, by their places, and how they relate.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub earlier: usize,
    pub later: usize,
    pub likeness: Likeness,
}

impl<'t> Candidate<'t> {
    fn new(block: usize, text: &'t str, heading: bool) -> Self {
        let seen = || text.chars().filter(|c| !c.is_whitespace());
        let most = KEYS * KEY;
        let last = seen().rev().take(most).collect();
        Candidate { block, text, length: seen().count(), heading, first: seen().take(most).collect(), last }
    }

    pub(super) fn characters(&self) -> impl DoubleEndedIterator<Item = char> + use<'t> {
        self.text.chars().filter(|c| !c.is_whitespace())
    }

    /// Stretches from its beginning and, backwards, from its end; the flag tells them apart.
    fn keys(&self) -> impl Iterator<Item = (bool, &[char])> {
        let starts = || (0..KEYS).map(|k| k * (KEY - 1));
        let from = |end: &'_ [char], start: usize| end.get(start..start + KEY).map(|_| start..start + KEY);
        let first = starts().filter_map(move |s| from(&self.first, s)).map(|r| (false, &self.first[r]));
        let last = starts().filter_map(move |s| from(&self.last, s)).map(|r| (true, &self.last[r]));
        first.chain(last)
    }
}

/// The blocks that are long enough to be called copies.
pub(super) fn candidates<'t>(rule: &Repetition, context: &Context<'t>) -> Vec<Candidate<'t>> {
    let blocks = context.layout.blocks.iter().enumerate();
    let read = blocks.filter(|(_, b)| matches!(b.kind, BlockKind::Paragraph | BlockKind::Heading));
    let candidates = read.map(|(i, b)| Candidate::new(i, b.span.of(context.text), b.kind == BlockKind::Heading));
    candidates.filter(|c| c.length >= rule.least_characters).collect()
}

/// Candidates that are copies; of several twins a block is paired with each.
pub(super) fn pairs(rule: &Repetition, candidates: &[Candidate]) -> Vec<Pair> {
    let mut by_key: FxHashMap<(bool, &[char]), Vec<usize>> = FxHashMap::default();
    let mut pairs = Vec::new();
    let mut refrain = vec![false; candidates.len()];
    // Where the row of equal neighbours begins in which a candidate stands.
    let mut row: Vec<usize> = (0..candidates.len()).collect();
    for (later, candidate) in candidates.iter().enumerate() {
        let holders = candidate.keys().filter_map(|key| by_key.get(&key));
        let mut seen: Vec<usize> = holders.flatten().copied().collect();
        seen.sort_unstable();
        seen.dedup();
        for key in candidate.keys() {
            let holders = by_key.entry(key).or_default();
            // Keys of one block may be equal ("ha ha ha ha"); it holds each of them once.
            if holders.len() < HOLDERS.max(rule.refrain_from) && holders.last() != Some(&later) {
                holders.push(later);
            }
        }
        let twin = |earlier: usize| {
            let likeness = likeness::of(&candidates[earlier], candidate, rule.likeness)?;
            Some(Pair { earlier, later, likeness })
        };
        let twins: Vec<Pair> = seen.into_iter().filter_map(twin).collect();
        let equal = || twins.iter().filter(|pair| pair.likeness == Likeness::Equal);
        if let Some(pair) = equal().next_back().filter(|pair| candidates[pair.earlier].block + 1 == candidate.block) {
            row[later] = row[pair.earlier];
        }
        if equal().filter(|pair| pair.earlier < row[later]).count() + 1 >= rule.refrain_from {
            twins.iter().for_each(|pair| refrain[pair.earlier] = true);
            refrain[later] = true;
        }
        pairs.extend(twins);
    }
    pairs.retain(|pair| !refrain[pair.earlier] && !refrain[pair.later]);
    pairs
}
