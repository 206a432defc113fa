//! Letters of another script in the middle of a word: `раper` with a Cyrillic р and а, `heiβen` with a Greek β.
//!
//! A reader of several languages takes the letter of the wrong one; on paper they are the same. The word says which was meant:
//! the letters that have no double in the other script. Left alone: words of one script, in whatever language, words in
//! which every letter has its double, endings put to a foreign word (in Russian, `PDFа`) in a text that has words of both scripts,
//! and symbols such as μ and Δ, which double nothing. The price: a word of two letters stays mixed.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::detect::shelter::Shelter;
use crate::detect::{Context, Fault, Hit, Thresholds, in_order};
use crate::language::Language;
use crate::lexicon;
use crate::span::Span;

/// Parameters of `[detect.lookalikes]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lookalikes {
    /// Pairs of two characters: a letter, and the Latin one that looks like it.
    pub pairs: Vec<String>,
    /// Languages, by their ids, in whose blocks alone it is done; all when there are none.
    #[serde(default)]
    pub languages: Vec<String>,
    /// True when words may be put into the other script too.
    #[serde(default)]
    pub both_ways: bool,
    /// From which confidence a word is put into one script.
    pub apply_at: f64,
    /// From which confidence that is proposed.
    pub propose_at: f64,
}

/// A word with a letter that has no double, and a foreign ending.
const CERTAIN: f64 = 0.985;
const UNSURE: f64 = 0.6;

impl Lookalikes {
    pub(super) fn check(&self) -> Result<(), Fault> {
        if let Some(pair) = self.pairs.iter().find(|pair| pair.chars().count() != 2) {
            return Err(("pairs", format!("`{pair}` in `pairs`: a pair is two characters")));
        }
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let held = &context.layout.inventory;
        let pair = |pair: &String| Some((pair.chars().next()?, pair.chars().nth(1)?));
        let pairs: Vec<(char, char)> = self.pairs.iter().filter_map(pair).collect();
        if !pairs.iter().any(|(other, _)| held.has(*other)) || !held.has_any(&('a'..='z')) {
            return Vec::new();
        }
        let latin: FxHashMap<char, char> = pairs.iter().copied().collect();
        let other: FxHashMap<char, char> =
            pairs.iter().filter(|(o, _)| is_cyrillic(*o)).map(|&(o, l)| (l, o)).collect();
        let (words, pure) = words(context.text);
        let mut shelter = Shelter::new(context);
        let mut hits = Vec::new();
        for at in words {
            let word = at.of(context.text);
            let latins = word.chars().filter(|c| is_latin(*c)).count();
            let others = word.chars().count() - latins;
            let doubled = |table: &FxHashMap<char, char>, own: fn(char) -> bool| {
                let all = word.chars().filter(|c| !own(*c)).all(|c| table.contains_key(&c));
                let telling =
                    word.chars().any(|c| own(c) && !latin.values().any(|l| *l == c) && !latin.contains_key(&c));
                all && telling
            };
            let in_latin = || -> String { word.chars().map(|c| latin.get(&c).copied().unwrap_or(c)).collect() };
            let with: String = if latins >= others
                && doubled(&latin, is_latin)
                && (latins > others || is_word(context, at, &in_latin()))
            {
                in_latin()
            } else if self.both_ways && others > latins && doubled(&other, is_cyrillic) {
                word.chars().map(|c| other.get(&c).copied().unwrap_or(c)).collect()
            } else {
                continue;
            };
            let first_other = word.chars().position(|c| !is_latin(c)).unwrap_or(0);
            let ending = word.chars().skip(first_other).all(|c| !is_latin(c));
            let confidence = if ending && pure && self.both_ways { UNSURE } else { CERTAIN };
            if shelter.covers(at) || !self.speaks(context, at) || is_behind_capital(word, &with) {
                continue;
            }
            hits.push(self.hit(context, at, with, confidence));
        }
        hits
    }

    fn speaks(&self, context: &Context, at: Span) -> bool {
        self.languages.is_empty()
            || language_at(context, at).is_some_and(|language| self.languages.contains(&language.id))
    }

    fn hit(&self, context: &Context, at: Span, with: String, confidence: f64) -> Hit {
        let thresholds = Thresholds { apply_at: self.apply_at, propose_at: self.propose_at };
        let evidence = "letters of two scripts in one word".to_string();
        context.replacement(at, with, confidence, thresholds, evidence, "both are meant")
    }
}

/// True when a sharp s would stand behind a capital, and not among capitals, as in no German word: `IFNβ`.
fn is_behind_capital(word: &str, with: &str) -> bool {
    let letters: Vec<(char, char)> = word.chars().zip(with.chars()).collect();
    let sharp = |(before, c): (char, char)| c == 'ß' && before != c;
    let capital = |letter: Option<&(char, char)>| letter.is_some_and(|(_, c)| c.is_uppercase());
    let behind = letters.windows(2).enumerate().filter(|(_, pair)| sharp(pair[1]) && capital(pair.first()));
    behind.map(|(place, _)| place + 2).any(|next| !capital(letters.get(next)))
}

/// True for a word that the language of its block is known to have: a short one like "of" shows no other way what it is.
fn is_word(context: &Context, at: Span, word: &str) -> bool {
    let lexicon = language_at(context, at).and_then(|language| lexicon::embedded(&language.id));
    lexicon.is_some_and(|lexicon| lexicon.has(word))
}

/// The language of the block that a word stands in.
fn language_at(context: &Context, at: Span) -> Option<&'static Language> {
    let block = context.layout.block_of(at.start).and_then(|index| context.layout.blocks.get(index))?;
    Some(context.language_of(block.span.of(context.text)))
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' | 'Ḁ'..='ỿ')
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}')
}

/// Every word that mixes Latin letters with Greek or Cyrillic ones, and whether there are words of those alone.
fn words(text: &str) -> (Vec<Span>, bool) {
    let other = |c: char| is_cyrillic(c) || matches!(c, '\u{370}'..='\u{3ff}');
    let mut mixed: Vec<Span> = Vec::new();
    let mut pure = false;
    let mut at = 0;
    // Foreign letters are rare: words are only looked at around them.
    while let Some((offset, _)) = text[at..].char_indices().find(|(_, c)| other(*c)) {
        let start = at + offset;
        let within = |c: &char| is_latin(*c) || other(*c);
        let back: usize = text[at..start].chars().rev().take_while(within).map(char::len_utf8).sum();
        let length: usize = text[start..].chars().take_while(within).map(char::len_utf8).sum();
        let word = Span::new(start - back, start + length);
        match word.of(text).chars().any(is_latin) {
            true => mixed.push(word),
            false => pure |= length > 4,
        }
        at = word.end;
    }
    (mixed, pure)
}
