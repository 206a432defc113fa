//! Makes `models/<lang>.words`: the words of a language, counted, and which of their parts are written with a hyphen.
//!
//!     cargo run --release --example words -- corpora/en/{novels100,se_*}.txt.gz > en.words
//!
//! The file is a finite-state map (crate `fst`) from words in small letters to steps of their count, as
//! `src/lexicon.rs` reads it. The result depends on the texts only, not on their order.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Write, stdout};

use flate2::read::MultiGzDecoder;
use restitch::lexicon::{self, LEAST_PART};

/// A word is kept when it was seen so often.
const KEPT_FROM: u64 = 2;
/// A word is a part of other words when it was seen so often: rare ones are slips and names.
const PART_FROM: u64 = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for path in std::env::args().skip(1) {
        for line in BufReader::new(MultiGzDecoder::new(File::open(path)?)).lines() {
            for word in lexicon::words(&line?) {
                *counts.entry(word.to_lowercase()).or_default() += 1;
            }
        }
    }
    let parts: BTreeSet<&str> =
        counts.iter().filter(|(w, n)| **n >= PART_FROM && !w.contains('-')).map(|(w, _)| w.as_str()).collect();
    // How many words have a part joined, and how many with a hyphen.
    let mut joined: BTreeMap<String, [u64; 2]> = BTreeMap::new();
    let mut add = |first: &str, second: &str, hyphen: bool| {
        for key in [format!("{first}-"), format!("-{second}")] {
            joined.entry(key).or_default()[usize::from(hyphen)] += 1;
        }
    };
    for (word, count) in &counts {
        if let Some((first, second)) = word.split_once('-') {
            if !second.contains('-') && parts.contains(first) && parts.contains(second) {
                add(first, second, true);
            }
        } else if *count >= KEPT_FROM {
            let ends = word.char_indices().map(|(at, _)| at).skip(LEAST_PART);
            for at in ends.filter(|at| word[*at..].chars().count() >= LEAST_PART) {
                if parts.contains(&word[..at]) && parts.contains(&word[at..]) {
                    add(&word[..at], &word[at..], false);
                }
            }
        }
    }
    let mut entries: BTreeMap<&str, u64> =
        counts.iter().filter(|(_, n)| **n >= KEPT_FROM).map(|(w, n)| (w.as_str(), lexicon::steps(*n))).collect();
    entries.extend(joined.iter().map(|(key, [bare, hyphen])| (key.as_str(), lexicon::pair(*bare, *hyphen))));
    let mut map = fst::MapBuilder::memory();
    for (key, value) in entries {
        map.insert(key, value)?;
    }
    Ok(stdout().lock().write_all(&map.into_inner()?)?)
}
