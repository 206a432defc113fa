//! Blocks that may be copies, and how they find each other.
//!
//! Copies share a beginning or an end. From the first and the last characters of every block a few short stretches are
//! kept; blocks that share one are compared. A misread character in one stretch leaves the others.

use rustc_hash::FxHashMap;

use super::Repetition;
use super::code;
use super::likeness::{self, Likeness};
use crate::detect::Context;
use crate::layout::BlockKind;

/// Characters of the stretches by which copies are found, and how many each end of a block offers.
pub(super) const KEY: usize = 5;
const KEYS: usize = 6;

/// A stretch that many blocks share says nothing; so many of its holders are looked at, which also bounds the work on
/// hostile input.
const HOLDERS: usize = 8;

/// Characters between the places of a block that are kept, so that one in its middle is found without reading up to it.
const STRIDE: usize = 32;

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
    /// The byte of every [`STRIDE`]th character, the first one aside.
    places: Vec<usize>,
}

/// A stretch of a block: five characters of 21 bits, and whether it was counted from the end.
type Key = u128;

/// Two candidates, by their places, and how they relate.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub earlier: usize,
    pub later: usize,
    pub likeness: Likeness,
}

impl<'t> Candidate<'t> {
    fn new(block: usize, text: &'t str, heading: bool) -> Self {
        let mut places = Vec::new();
        let mut length = 0;
        for (at, _) in text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            if length > 0 && length % STRIDE == 0 {
                places.push(at);
            }
            length += 1;
        }
        Candidate { block, text, length, heading, places }
    }

    pub(super) fn characters(&self) -> impl DoubleEndedIterator<Item = char> + use<'t> {
        seen(self.text)
    }

    /// So many characters from the `from`th on.
    pub(super) fn window(&self, from: usize, count: usize) -> Vec<char> {
        let stride = from / STRIDE;
        let place = |index: usize| self.places.get(index).copied().unwrap_or(self.text.len());
        let start = stride.checked_sub(1).map_or(0, place);
        seen(&self.text[start..]).skip(from - stride * STRIDE).take(count).collect()
    }

    /// Stretches from its beginning and, backwards, from its end.
    fn keys(&self) -> Vec<Key> {
        let most = KEYS * KEY;
        let ends: [Vec<char>; 2] =
            [self.characters().take(most).collect(), self.characters().rev().take(most).collect()];
        let starts = (0..KEYS).map(|k| k * (KEY - 1));
        let stretches = starts.flat_map(|start| [0, 1].map(|end| (end, ends[end].get(start..start + KEY))));
        let key = |end: usize, stretch: &[char]| stretch.iter().fold(end as Key, |key, &c| key << 21 | c as Key);
        stretches.filter_map(|(end, stretch)| Some(key(end, stretch?))).collect()
    }
}

/// The characters of a text, blanks aside.
fn seen(text: &str) -> impl DoubleEndedIterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace())
}

/// The blocks that are long enough to be called copies.
pub(super) fn candidates<'t>(rule: &Repetition, context: &Context<'t>) -> Vec<Candidate<'t>> {
    let blocks = context.layout.blocks.iter().enumerate();
    let read = blocks.filter(|(_, b)| matches!(b.kind, BlockKind::Paragraph | BlockKind::Heading));
    let read = read.filter(|(i, _)| !code::is_code(context, *i));
    let candidates = read.map(|(i, b)| Candidate::new(i, b.span.of(context.text), b.kind == BlockKind::Heading));
    candidates.filter(|c| c.length >= rule.least_characters).collect()
}

/// Candidates that are copies; of several twins a block is paired with each.
pub(super) fn pairs(rule: &Repetition, candidates: &[Candidate]) -> Vec<Pair> {
    let mut by_key: FxHashMap<Key, Vec<usize>> = FxHashMap::default();
    let mut pairs = Vec::new();
    let mut refrain = vec![false; candidates.len()];
    // Where the row of equal neighbours begins in which a candidate stands.
    let mut row: Vec<usize> = (0..candidates.len()).collect();
    for (later, candidate) in candidates.iter().enumerate() {
        let keys = candidate.keys();
        let mut seen: Vec<usize> = keys.iter().filter_map(|key| by_key.get(key)).flatten().copied().collect();
        seen.sort_unstable();
        seen.dedup();
        for key in keys {
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
