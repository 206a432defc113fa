//! The words of a language: which there are, about how often, and whether their parts are written with a hyphen.
//!
//! A line end cuts words, and whether `well-` and `known` are one word, two, or a compound is a question about whole words:
//! a list answers it where it has them. The character model, which is there already, sees a few letters around the seam and
//! is asked about lines, not about hyphens.
//!
//! One file a language, `models/<lang>.words`, made by `bench/words.rs` from texts that are in the public domain or under
//! a licence that allows it; what they are stands in `models/README.md`. It is a finite-state map, read where it lies:
//! half a megabyte a language, nothing to load. Keys are words in small letters; `off-` and `-based` are keys too and say
//! how many words have that part joined, and how many with a hyphen.

use std::sync::OnceLock;

use fst::Map;

/// As often as this at most the lists count the ends of words that were cut in their own texts ("tion"): of 70 halves left
/// standing in 148 texts that were set anew, 12 were so rare.
pub const RARE: u64 = 4;

/// Letters that a part of a word must have to count as one.
pub const LEAST_PART: usize = 2;

/// Bytes before and behind a cut in which a foreign word is looked for.
const NEARBY: usize = 50_000;

/// Counts are kept as powers of two up to this one, so that two of them fit into a byte.
const MOST_STEPS: u64 = 15;

/// The words of one language.
#[derive(Debug)]
pub struct Lexicon {
    words: Map<&'static [u8]>,
}

struct Embedded {
    language: &'static str,
    bytes: &'static [u8],
    lexicon: OnceLock<Option<Lexicon>>,
}

static EMBEDDED: [Embedded; 3] = [
    embed("en", include_bytes!("../models/en.words")),
    embed("de", include_bytes!("../models/de.words")),
    embed("fr", include_bytes!("../models/fr.words")),
];

const fn embed(language: &'static str, bytes: &'static [u8]) -> Embedded {
    Embedded { language, bytes, lexicon: OnceLock::new() }
}

/// The words that restitch brings along for a language; `None` for other languages.
pub fn embedded(language: &str) -> Option<&'static Lexicon> {
    let entry = EMBEDDED.iter().find(|entry| entry.language == language)?;
    entry.lexicon.get_or_init(|| Map::new(entry.bytes).ok().map(|words| Lexicon { words })).as_ref()
}

impl Lexicon {
    /// About how often the texts have a word, given in small letters: a power of two, 0 for never.
    pub fn count(&self, word: &str) -> u64 {
        self.words.get(word).map_or(0, |steps| 1 << steps.min(MOST_STEPS))
    }

    /// True when the texts have a word, in whatever letters it is given.
    pub fn has(&self, word: &str) -> bool {
        self.count(&word.to_lowercase()) > 0
    }

    /// What speaks for two parts being written as one word against a hyphen between them, in bits: by the other words that
    /// have these parts. 0 when nothing is known of them.
    pub fn closes(&self, first: &str, second: &str) -> f64 {
        let of = |key: &str| {
            let pair = self.words.get(key).unwrap_or(0);
            let [bare, hyphen] = [pair >> 4, pair & MOST_STEPS].map(|steps| (1u64 << steps) as f64 - 0.5);
            (bare / hyphen).log2()
        };
        of(&format!("{first}-")) + of(&format!("-{second}"))
    }
}

/// True when the Latin letters at the end of `left` and the beginning of `right` stand as one word in the text around `at`, or are
/// an English one and not two: Chinese and Japanese typesetters may cut foreign words without a hyphen.
pub(crate) fn is_one_word(text: &str, at: usize, left: &str, right: &str) -> bool {
    let latin = |c: char| c.is_ascii_alphabetic();
    let first = &left[left.trim_end_matches(latin).len()..];
    let second = &right[..right.len() - right.trim_start_matches(latin).len()];
    if first.is_empty() || second.is_empty() {
        return false;
    }
    let word = first.to_string() + second;
    let is_word = |word: &str| embedded("en").is_some_and(|words| words.has(word));
    if is_word(&word) && !(is_word(first) && is_word(second)) {
        return true;
    }
    memchr::memmem::find(nearby(text, at), word.as_bytes()).is_some()
}

/// The text around `at` in which a word that no list has is looked for.
pub(crate) fn nearby(text: &str, at: usize) -> &[u8] {
    text.as_bytes().get(at.saturating_sub(NEARBY)..text.len().min(at + NEARBY)).unwrap_or_default()
}

/// A count as the file has it.
pub fn steps(count: u64) -> u64 {
    u64::from(count.max(1).ilog2()).min(MOST_STEPS)
}

/// Two counts of words as the file has them.
pub fn pair(bare: u64, hyphen: u64) -> u64 {
    steps(bare + 1) << 4 | steps(hyphen + 1)
}

/// The words of a text: letters, and single hyphens between them.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split(|c: char| !c.is_alphabetic() && c != '-');
    pieces.map(|piece| piece.trim_matches('-')).filter(|piece| !piece.is_empty() && !piece.contains("--"))
}

/// The letters at the end of a text.
pub(crate) fn last_letters(text: &str) -> &str {
    let start =
        text.char_indices().rev().take_while(|(_, c)| c.is_alphabetic()).last().map_or(text.len(), |(at, _)| at);
    &text[start..]
}

/// The letters at the beginning of a text.
pub(crate) fn first_letters(text: &str) -> &str {
    text.find(|c: char| !c.is_alphabetic()).map_or(text, |end| &text[..end])
}
