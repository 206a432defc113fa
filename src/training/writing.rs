//! The model as a file: what [`crate::model`] reads.

use super::counting::{Alphabet, backwards};
use super::smoothing::Kept;
use crate::model::{Header, MAX_PROBES, PAGE, PAGES, SEED, SINGLE, STEP, Symbol, UNKNOWN, extend, place};

/// Share of a table's slots that are filled. A miss takes some 23 steps, nearly all within one or two cache lines; at
/// 0.8 it would take 13, and the model would be 6 % larger.
const LOAD: f64 = 0.85;

/// Up to which order the rarity of n-grams is stored: a pair of ideographs is as telling as three letters, and there are as
/// many of them as there is room for.
const RARITIES: usize = 3;
const RARITIES_OF_IDEOGRAPHS: usize = 2;
/// Characters of an alphabet that has ideographs: no other has so many.
const IDEOGRAPHS: usize = 1000;

/// A probability or weight as stored: its bits, in steps.
fn steps(probability: f64) -> u8 {
    (-probability.log2() / f64::from(STEP)).round().clamp(0.0, 255.0) as u8
}

/// The file; `None` when a table is too large for it.
/// `minimum`: how often a run of two must be seen to be kept.
pub(super) fn written(alphabet: &Alphabet, orders: &[Kept], minimum: u32) -> Option<Vec<u8>> {
    let mut index = vec![0u16; PAGES];
    let mut pages: Vec<[Symbol; PAGE]> = Vec::new();
    for (character, symbol) in alphabet.symbols() {
        let code = character as usize;
        let page = &mut index[code / PAGE];
        if *page == 0 {
            pages.push([UNKNOWN; PAGE]);
            *page = pages.len() as u16;
        }
        pages[usize::from(*page) - 1][code % PAGE] = symbol;
    }
    let total: u64 = alphabet.counts.iter().sum();
    let rarities = if alphabet.counts.len() > IDEOGRAPHS { RARITIES_OF_IDEOGRAPHS } else { RARITIES };
    let mut header = Header {
        order: orders.len() as u8,
        rarities: rarities.min(orders.len()) as u8,
        pruned: steps(f64::from(minimum) / total as f64),
        symbols: alphabet.counts.len() as u32,
        pages: pages.len() as u32,
        ..Header::default()
    };
    let mut tables = Vec::new();
    for kept in orders.iter().skip(1) {
        header.slots[kept.order - 2] = table(kept, &header, total, &mut tables)?;
    }
    let mut bytes = header.to_bytes();
    bytes.extend(index.into_iter().chain(pages.into_iter().flatten()).flat_map(u16::to_le_bytes));
    bytes.reserve(tables.len() + alphabet.counts.len() * SINGLE);
    for (symbol, (gram, &count)) in orders.iter().take(1).flat_map(|kept| &kept.grams).zip(&alphabet.counts).enumerate()
    {
        // All that is unknown shares one symbol; one character of it is as rare as its part of that.
        let shared = if symbol == usize::from(UNKNOWN) { alphabet.outside.max(1) as f64 } else { 1.0 };
        let share = (count as f64).max(0.5) / total as f64;
        bytes.extend([steps(gram.probability / shared), steps(gram.weight), steps(share / shared)]);
    }
    bytes.extend(tables);
    Some(bytes)
}

/// Appends the hash table of one order, and returns the number of its slots, when 32 bits can hold it.
fn table(kept: &Kept, header: &Header, total: u64, tables: &mut Vec<u8>) -> Option<u32> {
    let mut slots = (kept.grams.len() as f64 / LOAD) as usize + 1;
    loop {
        let count = u32::try_from(slots).ok()?;
        if let Some(table) = filled(kept, header, total, count) {
            tables.extend(table);
            return Some(count);
        }
        slots += slots / 16 + 1;
    }
}

/// The hash table with this many slots, unless some record would lie too far from home.
fn filled(kept: &Kept, header: &Header, total: u64, slots: u32) -> Option<Vec<u8>> {
    let width = header.width(kept.order);
    let mut table = vec![0; slots as usize * width];
    for gram in &kept.grams {
        let (home, print) = place(backwards(gram.key, kept.order).fold(SEED, extend), slots);
        let print = print.to_le_bytes();
        let probes = (home..slots).chain(0..home).take(MAX_PROBES as usize);
        let at = probes.map(|slot| slot as usize * width).find(|&at| {
            let there = [table[at], table[at + 1]];
            there == [0, 0] || there == print
        })?;
        // A look-alike on the way would be found instead of this one for ever: leave it the slot.
        if table[at..at + 2] == [0, 0] {
            table[at..at + 2].copy_from_slice(&print);
            table[at + 2] = steps(gram.probability);
            if kept.order < usize::from(header.order) {
                table[at + 3] = steps(gram.weight);
            }
            if kept.order <= usize::from(header.rarities) {
                table[at + width - 1] = steps(f64::from(gram.plain) / total as f64);
            }
        }
    }
    Some(table)
}
