//! What two blocks have in common, beyond the seam: vocabulary, brackets, and turns of phrase that the page uses
//! elsewhere.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::junction::Joint;
use crate::language::Language;
use crate::model::Model;

/// A term that is less rare than this in the language says nothing about an article, in bits: common Chinese bigrams of
/// function words and of news prose lie below.
const COMMON: f32 = 9.0;

/// The same for words: those of four letters and more that every article uses cost up to this many bits in a model.
const COMMON_WORD: f32 = 10.0;

/// Rarer than this is as good as unique, in bits; without a cap one misread character would outweigh a name.
const UNIQUE: f32 = 12.0;

/// Terms that stand in more than this share of a page's blocks belong to the page, not to an article.
const EVERYWHERE: f32 = 0.5;

/// The terms of one block, each once, sorted: pairs of hash and rarity in bits.
#[derive(Clone, Debug, Default)]
pub struct Terms(Vec<Term>);

#[derive(Clone, Copy, Debug)]
struct Term {
    hash: u32,
    /// Bits above [`COMMON`], at most [`UNIQUE`].
    rarity: f32,
    /// How often the block uses it.
    count: f32,
}

/// Reads the terms of many texts in one language. What a term costs in the model is asked once: a long page says the same
/// few thousand words again and again.
pub struct TermReader<'m> {
    language: &'m Language,
    model: Option<&'m Model>,
    /// Rarity in bits of the words met so far, where blanks separate words.
    words: FxHashMap<String, f32>,
    /// Bits of the pairs of characters met so far, elsewhere.
    pairs: FxHashMap<(char, char), f32>,
}

impl<'m> TermReader<'m> {
    /// A reader of that language; without a model, rarity is guessed.
    pub fn new(language: &'m Language, model: Option<&'m Model>) -> TermReader<'m> {
        TermReader { language, model, words: FxHashMap::default(), pairs: FxHashMap::default() }
    }

    /// The terms of a text: words of four letters and more where blanks separate words, pairs of neighbouring characters
    /// elsewhere.
    pub fn read(&mut self, text: &str) -> Terms {
        let mut terms: Vec<(u32, f32)> = if self.language.spaced { self.words(text) } else { self.pairs(text) };
        terms.sort_unstable_by_key(|t| t.0);
        let each = terms.chunk_by(|a, b| a.0 == b.0);
        Terms(each.map(|same| Term { hash: same[0].0, rarity: same[0].1, count: same.len() as f32 }).collect())
    }

    fn words(&mut self, text: &str) -> Vec<(u32, f32)> {
        let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= 4);
        let lower = |word: &str| hash(word.chars().flat_map(char::to_lowercase));
        words.map(|word| (lower(word), self.rarity(word))).filter(|(_, rarity)| *rarity > 0.0).collect()
    }

    fn rarity(&mut self, word: &str) -> f32 {
        if let Some(&known) = self.words.get(word) {
            return known;
        }
        let rarity = match self.model {
            Some(model) => {
                let symbols = model.symbols(&format!(" {word}"));
                (model.cost_of(&symbols[..1], &symbols[1..]) - COMMON_WORD).min(UNIQUE)
            }
            // Without a model, length stands in for rarity: a bit a letter beyond the third.
            None => (word.chars().count() as f32 - 3.0).min(UNIQUE),
        };
        self.words.insert(word.to_string(), rarity);
        rarity
    }

    fn pairs(&mut self, text: &str) -> Vec<(u32, f32)> {
        let characters: Vec<char> = text.chars().collect();
        let mut pairs = Vec::with_capacity(characters.len());
        for i in 1..characters.len() {
            let (a, b) = (characters[i - 1], characters[i]);
            if !(a.is_alphanumeric() && b.is_alphanumeric()) || (a.is_ascii_digit() && b.is_ascii_digit()) {
                continue;
            }
            if i >= 3 && characters[i - 3..=i].iter().all(|c| c.is_alphabetic()) {
                pairs.push((hash(characters[i - 3..=i].iter().copied()), 8.0));
            }
            let bits = self.bits(a, b);
            if bits > COMMON {
                pairs.push((hash([a, b]), (bits - COMMON).min(UNIQUE)));
            }
        }
        pairs
    }

    fn bits(&mut self, a: char, b: char) -> f32 {
        let Some(model) = self.model else { return COMMON + UNIQUE / 2.0 };
        *self.pairs.entry((a, b)).or_insert_with(|| {
            let (a, b) = (model.symbol(a), model.symbol(b));
            model.cost(&[], a) + model.cost(&[a], b)
        })
    }
}

/// FNV-1a over the characters: stable between runs and machines.
pub(crate) fn hash(characters: impl IntoIterator<Item = char>) -> u32 {
    characters.into_iter().fold(0x811c_9dc5, |hash, c| (hash ^ c as u32).wrapping_mul(0x0100_0193))
}

/// Vocabulary of a page: its blocks' terms, weighted by how few blocks hold them.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    blocks: Vec<Shareable>,
}

/// What of a block's terms other blocks of the page hold too. Most terms stand in one block only and can be shared with none,
/// so that looking at pairs of blocks costs little.
#[derive(Clone, Debug, Default)]
struct Shareable {
    /// The square root of how many terms the block has, those that are left out included.
    size: f32,
    /// Sorted by their hashes.
    terms: Vec<Weighted>,
}

#[derive(Clone, Copy, Debug)]
struct Weighted {
    hash: u32,
    /// Bits of rarity, weighted by how few blocks hold the term.
    bits: f32,
    /// How often the block uses it.
    count: f32,
}

impl Vocabulary {
    /// Counts in how many blocks each term stands, and weighs it.
    pub fn new(blocks: Vec<Terms>) -> Vocabulary {
        let mut holders: FxHashMap<u32, u16> = FxHashMap::default();
        for term in blocks.iter().flat_map(|terms| &terms.0) {
            let count = holders.entry(term.hash).or_default();
            *count = count.saturating_add(1);
        }
        let count = blocks.len() as f32;
        let weighted = |term: &Term| {
            let holders = f32::from(holders.get(&term.hash).copied().unwrap_or(1));
            let shared = holders > 1.0 && (holders / count < EVERYWHERE || holders <= 3.0);
            let bits = term.rarity * (2.0 * count / holders).log2().max(0.0);
            shared.then_some(Weighted { hash: term.hash, bits, count: term.count })
        };
        let shareable = |terms: &Terms| Shareable {
            size: (terms.0.len() as f32).sqrt(),
            terms: terms.0.iter().filter_map(weighted).collect(),
        };
        Vocabulary { blocks: blocks.iter().map(shareable).collect() }
    }

    /// What blocks `a` and `b` share and the rest of the page does not, in bits of rarity weighted by the page, over the
    /// square root of the smaller block's terms.
    pub fn shared(&self, a: usize, b: usize) -> f32 {
        let size = self.blocks[a].size.min(self.blocks[b].size);
        let (a, b) = (&self.blocks[a].terms, &self.blocks[b].terms);
        let (mut i, mut j, mut sum) = (0, 0, 0.0);
        while i < a.len() && j < b.len() {
            match a[i].hash.cmp(&b[j].hash) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    sum += a[i].bits * (a[i].count * b[j].count).sqrt();
                    i += 1;
                    j += 1;
                }
            }
        }
        if size > 0.0 { sum / size } else { 0.0 }
    }
}

/// Runs of characters that a page uses, and its words where blanks separate them: what stands across a seam counts for
/// more when it stands elsewhere too.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    threes: FxHashSet<u32>,
    fours: FxHashSet<u32>,
    words: FxHashSet<u32>,
    pairs: FxHashSet<u32>,
}

/// Letters of the shortest word whose standing elsewhere on the page says something.
const SHORTEST_WORD: usize = 4;

impl Phrases {
    /// No phrases yet, with room for those of a text of so many characters: to grow step by step takes half as long again.
    pub fn of_at_most(characters: usize, language: &Language) -> Phrases {
        let mut phrases = Phrases::default();
        if !language.spaced {
            phrases.threes.reserve(characters);
            phrases.fours.reserve(characters);
        }
        phrases
    }

    /// Adds a block's runs of three and four characters, or its words and pairs of words.
    pub fn add(&mut self, text: &str, language: &Language) {
        if language.spaced {
            let words: Vec<u32> = whole_words(text).map(|word| hash(word.chars())).collect();
            self.pairs.extend(words.windows(2).map(|pair| hash_pair(pair[0], pair[1])));
            self.words.extend(words);
            return;
        }
        let characters: Vec<char> = text.chars().collect();
        self.threes.extend(characters.windows(3).map(|w| hash(w.iter().copied())));
        self.fours.extend(characters.windows(4).map(|w| hash(w.iter().copied())));
    }

    /// How much of what a seam puts together the page holds elsewhere, 0 to 5: of runs of three characters two may, of runs
    /// of four three; a torn word counts as three, a pair of words as two.
    pub fn across(&self, head: &str, tail: &str, joint: Joint, language: &Language) -> f32 {
        if language.spaced { self.words_across(head, tail, joint) } else { self.runs_across(head, tail) }
    }

    fn words_across(&self, head: &str, tail: &str, joint: Joint) -> f32 {
        let (Some(left), Some(right)) = (head.split_whitespace().next_back(), tail.split_whitespace().next()) else {
            return 0.0;
        };
        let mark = |c: char| !c.is_alphanumeric();
        let (left, right) = (left.trim_start_matches(mark), right.trim_end_matches(mark));
        if joint == Joint::Blank {
            let held = self.pairs.contains(&hash_pair(hash(left.chars()), hash(right.chars())));
            return 2.0 * f32::from(u8::from(held));
        }
        let left = match joint {
            Joint::Dehyphenated => left.trim_end_matches(|c: char| !c.is_alphabetic()),
            _ => left,
        };
        let word = || left.chars().chain(right.chars());
        let held = word().count() >= SHORTEST_WORD && self.words.contains(&hash(word()));
        3.0 * f32::from(u8::from(held))
    }

    fn runs_across(&self, head: &str, tail: &str) -> f32 {
        let mut seam: Vec<char> = head.chars().rev().take(3).collect();
        seam.reverse();
        let left = seam.len();
        seam.extend(tail.chars().take(3));
        if left < 3 || seam.len() < 6 || seam[left - 1..=left].iter().any(|c| !c.is_alphanumeric()) {
            return 0.0;
        }
        let held = |set: &FxHashSet<u32>, from: usize, to: usize| set.contains(&hash(seam[from..to].iter().copied()));
        let threes = (1..3).filter(|&i| held(&self.threes, i, i + 3)).count();
        let fours = (0..3).filter(|&i| held(&self.fours, i, i + 4)).count();
        (threes + fours) as f32
    }
}

/// The words of a text as they stand, without the marks around them.
fn whole_words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
}

fn hash_pair(left: u32, right: u32) -> u32 {
    (left ^ right.rotate_left(16)).wrapping_mul(0x0100_0193)
}

fn blank(character: Option<char>) -> bool {
    character.is_none_or(char::is_whitespace)
}

/// What a block leaves open and what it closes without having opened it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brackets {
    /// Closing marks that are still owed, innermost last.
    pub open: Vec<char>,
    /// Closing marks without an opening, in their order.
    pub closed: Vec<char>,
    /// The next block opens speech again: what is open here need not be closed, since speech of several paragraphs opens with
    /// each and is closed once.
    pub resumed: bool,
}

impl Brackets {
    /// Brackets and quotation marks of a text, by the language's pairs. A mark that opens as well as closes is what the
    /// characters beside it make of it; where they do not tell, it says nothing.
    pub fn of(text: &str, language: &Language) -> Brackets {
        let mut brackets = Brackets::default();
        let mut before = None;
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            // Most of a text, and never a mark.
            if matches!(c, '\u{4e00}'..='\u{9fff}' | 'a'..='z' | 'A'..='Z') {
                before = Some(c);
                continue;
            }
            let pairs = || language.pairs().filter(|(open, close)| open != close);
            let either = language.quotes.contains(c);
            if let Some((_, close)) = pairs().find(|(open, _)| *open == c) {
                brackets.open.push(close);
            } else if pairs().any(|(_, close)| close == c) && (!either || brackets.open.contains(&c)) {
                brackets.close(c);
            } else if either {
                let after = rest.clone().next();
                let mark = language.as_modelled(c);
                let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let goes_on = |c: char| !c.is_whitespace() && !language.cannot_begin.contains(c);
                if !word(before) && after.is_some_and(goes_on) && (blank(before) || word(after)) {
                    // As a paragraph's speech that was not closed at the end of the one before.
                    if brackets.open.last() != Some(&mark) {
                        brackets.open.push(mark);
                    }
                } else if !word(after) && before.is_none_or(|c| !c.is_whitespace()) {
                    brackets.close(mark);
                }
            }
            before = Some(c);
        }
        brackets
    }

    fn close(&mut self, mark: char) {
        match self.open.iter().rposition(|&owed| owed == mark) {
            Some(at) => self.open.truncate(at),
            None => self.closed.push(mark),
        }
    }

    /// How well `tail` closes what this block leaves open: 1 when it closes the innermost mark, -1 when it closes one
    /// that is not open, or nothing where something is open, 0 when there is nothing to say.
    pub fn closed_by(&self, tail: &Brackets) -> f32 {
        match (self.open.last(), tail.closed.first()) {
            (Some(open), Some(closed)) if open == closed => 1.0,
            (None, None) => 0.0,
            (Some(_), None) if tail.resumed => 0.0,
            _ => -1.0,
        }
    }
}
