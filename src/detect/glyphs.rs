//! Characters that stand for others: the typesetter's ligatures, radicals in the place of characters, letters apart from
//! their accents, and what cannot be seen at all.
//!
//! A PDF holds glyphs, and what reads them back writes the code of the glyph, not of the letters that were meant. Unicode knows
//! what such a character stands for, but normalising whole texts does harm (it takes the full-width comma for an ASCII
//! one, and a superscript for a figure). So a rule names the characters it means, how they are read, and what must stand
//! beside them; everything else, precomposed letters too, stays as it is.
//!
//! A text that does not hold any of a rule's characters is not even read: the layout's inventory says so.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use rustc_hash::FxHashSet;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::detect::cjk::is_ideograph;
use crate::detect::shelter::Shelter;
use crate::detect::{Context, Fault, Hit, Thresholds, in_order, probability};
use crate::span::Span;

/// Parameters of `[detect.glyphs]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Glyphs {
    /// The characters that are meant, as code points in hexadecimal: `FB00-FB06`, or one.
    pub characters: Vec<Characters>,
    /// What they are read as.
    pub reading: Reading,
    /// Readings that Unicode does not have, or has otherwise.
    #[serde(default)]
    pub readings: BTreeMap<char, String>,
    /// What must stand beside them.
    pub beside: Beside,
    /// Languages, by their ids, in whose blocks alone it is done; all when there are none.
    #[serde(default)]
    pub languages: Vec<String>,
    /// True when the word as it would read must stand elsewhere in the text to be certain.
    #[serde(default)]
    pub attested: bool,
    /// How sure it is, 0 to 1.
    pub confidence: f64,
    /// From which confidence it is done.
    pub apply_at: f64,
    /// From which confidence it is proposed.
    pub propose_at: f64,
}

/// A range of characters, as a rule writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Characters(RangeInclusive<char>);

impl TryFrom<String> for Characters {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let code = |hex: &str| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
        let (first, last) = text.split_once('-').unwrap_or((&text, &text));
        match (code(first), code(last)) {
            (Some(first), Some(last)) if first <= last => Ok(Characters(first..=last)),
            _ => Err(format!("`{text}` is no range of code points such as `FB00-FB06`")),
        }
    }
}

/// What a character is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reading {
    /// The letters that Unicode calls compatible.
    Compatibility,
    /// The character that Unicode calls the same.
    Canonical,
    /// One letter, together with the letter before it: the characters are accents.
    Composed,
    /// Nothing: it cannot be seen.
    Nothing,
}

/// What stands beside a character that is not meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Beside {
    /// A letter on one side: it is in a word.
    Letter,
    /// Small letters on both sides: it is inside a word.
    Letters,
    /// A Chinese or Japanese character on one side.
    Ideograph,
    /// On both sides letters, figures, marks or blanks of scripts that need no joiners, or the end of the text.
    Plain,
}

/// A word that the text does not have without the invisible character.
const UNATTESTED: f64 = 0.7;

/// Accents on one letter; more of them are a game, not a language.
const MOST_ACCENTS: usize = 4;

impl Glyphs {
    pub(super) fn check(&self) -> Result<(), Fault> {
        probability("confidence", self.confidence)?;
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    fn means(&self, c: char) -> bool {
        self.characters.iter().any(|range| range.0.contains(&c))
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let held = &context.layout.inventory;
        if !self.characters.iter().any(|range| held.has_any(&range.0)) {
            return Vec::new();
        }
        let mut shelter = Shelter::new(context);
        let mut words = None;
        let mut hits = Vec::new();
        let mut from = 0;
        for (at, _) in context.text.char_indices().filter(|&(_, c)| self.means(c)) {
            if at < from {
                continue;
            }
            let Some(span) = self.span(context.text, at) else { continue };
            from = span.end;
            let with = self.read(span.of(context.text));
            let spoken = || self.languages.is_empty() || self.languages.contains(&self.language(context, at));
            if with == span.of(context.text) || !self.is_beside(context.text, span) || shelter.covers(span) || !spoken()
            {
                continue;
            }
            let attested = !self.attested || {
                let words = words.get_or_insert_with(|| words_of(context.text));
                words.contains(self.word(context.text, span).as_str())
            };
            let confidence = if attested { self.confidence } else { UNATTESTED.min(self.confidence) };
            hits.push(self.hit(context, span, with, confidence));
        }
        hits
    }

    fn hit(&self, context: &Context, at: Span, with: String, confidence: f64) -> Hit {
        let thresholds = Thresholds { apply_at: self.apply_at, propose_at: self.propose_at };
        let codes: Vec<String> = at.of(context.text).chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
        let hit = context.replacement(at, with, confidence, thresholds, codes.join(" "), "it is meant");
        Hit { seam: self.word(context.text, at), ..hit }
    }

    /// What is replaced for the character at `at`: itself with its like behind it, or with the letter that it belongs to.
    fn span(&self, text: &str, at: usize) -> Option<Span> {
        let run: usize = text[at..].chars().take_while(|&c| self.means(c)).map(char::len_utf8).sum();
        if self.reading != Reading::Composed {
            // Ligatures in a row are two findings; what cannot be seen is one.
            let own = text[at..].chars().next()?.len_utf8();
            return Some(Span::new(at, at + if self.reading == Reading::Nothing { run } else { own }));
        }
        let letter = text[..at].chars().next_back().filter(|c| c.is_alphabetic())?;
        let few = text[at..at + run].chars().take(MOST_ACCENTS + 1).count() <= MOST_ACCENTS;
        few.then(|| Span::new(at - letter.len_utf8(), at + run))
    }

    fn read(&self, text: &str) -> String {
        if self.reading == Reading::Nothing {
            return String::new();
        }
        if let Some(own) = text.chars().next().and_then(|c| self.readings.get(&c)) {
            return own.clone();
        }
        match self.reading {
            Reading::Compatibility => text.nfkc().collect(),
            _ => text.nfc().collect(),
        }
    }

    fn is_beside(&self, text: &str, span: Span) -> bool {
        let before = text[..span.start].chars().next_back();
        let behind = text[span.end..].chars().next();
        let either = |is: fn(char) -> bool| before.is_some_and(is) || behind.is_some_and(is);
        match self.beside {
            Beside::Letter => self.reading == Reading::Composed || either(char::is_alphabetic),
            Beside::Letters => before.is_some_and(char::is_alphabetic) && behind.is_some_and(char::is_lowercase),
            Beside::Ideograph => either(is_ideograph),
            Beside::Plain => before.is_none_or(is_plain) && behind.is_none_or(is_plain),
        }
    }

    fn language(&self, context: &Context, at: usize) -> String {
        let layout = context.layout;
        let block = layout.block_of(at).and_then(|index| layout.blocks.get(index));
        block.map_or(String::new(), |block| context.language_of(block.span.of(context.text)).id.clone())
    }

    /// The word around a stretch as it would read.
    fn word(&self, text: &str, span: Span) -> String {
        let within = |c: &char| c.is_alphabetic() || self.means(*c);
        let mut word: Vec<char> = text[..span.start].chars().rev().take_while(within).take(40).collect();
        word.reverse();
        let behind = text[span.end..].chars().take_while(within).take(40);
        word.iter().copied().chain(self.read(span.of(text)).chars()).chain(behind).filter(|c| !self.means(*c)).collect()
    }
}

/// Every word of a text.
fn words_of(text: &str) -> FxHashSet<&str> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect()
}

/// Characters beside which nothing invisible is needed: Latin, Greek and Cyrillic letters, Chinese, Japanese and Korean
/// ones, figures, marks and blanks. Not emoji, not the scripts of India, South-East Asia and the Near East.
fn is_plain(c: char) -> bool {
    matches!(c, '\0'..='\u{52f}' | '\u{1e00}'..='\u{200a}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203b}' | '\u{3000}'..='\u{30ff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff60}')
        || is_ideograph(c)
}
