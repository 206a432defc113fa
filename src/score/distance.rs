//! How many characters must be changed to make one text of another, for texts of any length.
//!
//! Levenshtein's distance of two whole books takes hours. So the books are cut at stretches that both hold exactly once
//! and in the same order, and only what lies between is compared character by character; a gap that is too large is cut
//! again (the recursive alignment of Yalniz and Manmatha 2011, "A fast alignment scheme for automatic OCR evaluation of
//! books", with runs of characters for their unique words, so that it needs no blanks between words).
//!
//! **Price.** Texts above some 20,000 characters can come out a little farther apart than they are. Large stretches that
//! have nothing in common count as rewritten. Moved text counts twice, where it is missing and where it is too much, as it
//! does in Levenshtein's distance.

use rapidfuzz::distance::levenshtein;
use rustc_hash::FxHashMap;

/// Characters of a stretch that cuts. Shorter ones are seldom unique, longer ones seldom free of misread characters.
pub const STRETCH: usize = 12;
/// Pairs of characters that are compared one by one; 64 at a time, that many take about 50 ms.
const PAIRS: usize = 400_000_000;
/// How often a gap is cut again; what is then still too large has hardly a stretch in common.
const DEPTH: usize = 8;

/// Insertions, deletions and substitutions of characters.
pub fn distance(a: &[char], b: &[char]) -> usize {
    between(a, b, DEPTH)
}

fn between(a: &[char], b: &[char], depth: usize) -> usize {
    let before = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[before..], &b[before..]);
    let behind = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - behind], &b[..b.len() - behind]);
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len());
    }
    if a.len().saturating_mul(b.len()) <= PAIRS {
        return levenshtein::distance(a.iter().copied(), b.iter().copied());
    }
    let anchors = if depth > 0 { rising(&in_both(a, b)) } else { Vec::new() };
    if anchors.is_empty() {
        return a.len().max(b.len());
    }
    let (mut sum, mut from_a, mut from_b) = (0, 0, 0);
    for (in_a, in_b) in anchors {
        if in_a >= from_a && in_b >= from_b {
            sum += between(&a[from_a..in_a], &b[from_b..in_b], depth - 1);
            (from_a, from_b) = (in_a + STRETCH, in_b + STRETCH);
        }
    }
    sum + between(&a[from_a..], &b[from_b..], depth - 1)
}

/// Where the stretches begin that stand once in `a` and once in `b`, in the order of `a`.
pub fn in_both(a: &[char], b: &[char]) -> Vec<(usize, usize)> {
    let mut places: FxHashMap<&[char], [Place; 2]> = FxHashMap::default();
    for (side, text) in [a, b].into_iter().enumerate() {
        for (at, stretch) in text.windows(STRETCH).enumerate() {
            let place = &mut places.entry(stretch).or_default()[side];
            *place = if *place == Place::Nowhere { Place::Once(at) } else { Place::Often };
        }
    }
    let once = |stretch: &[char]| match places.get(stretch) {
        Some([Place::Once(in_a), Place::Once(in_b)]) => Some((*in_a, *in_b)),
        _ => None,
    };
    a.windows(STRETCH).filter_map(once).collect()
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Place {
    #[default]
    Nowhere,
    Once(usize),
    Often,
}

/// The most pairs that rise on both sides, of pairs that rise on the left (patience sorting; Fredman 1975).
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut tops: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (n, pair) in pairs.iter().enumerate() {
        let pile = tops.partition_point(|&top| pairs[top].1 < pair.1);
        before.push(pile.checked_sub(1).map(|pile| tops[pile]));
        if pile == tops.len() {
            tops.push(n);
        } else {
            tops[pile] = n;
        }
    }
    let mut chain = Vec::with_capacity(tops.len());
    let mut at = tops.last().copied();
    while let Some(n) = at {
        chain.push(pairs[n]);
        at = before[n];
    }
    chain.reverse();
    chain
}
