//! A character language model, read where it lies.
//!
//! The question that restitch asks all day is "how well does this character follow these", at seams that no dictionary
//! knows. Characters rather than words: a torn word is exactly what has to be judged, Chinese has no blanks, and one
//! format serves every language.
//!
//! The file is an interpolated Kneser-Ney model in back-off form (how it is made: [`crate::training`]). Every n-gram
//! kept has one byte of cost, below the highest order one byte of back-off weight, and for the shortest one byte that
//! says how rare they are by themselves, all in tenths of a bit: rounding to those costs less than a thousandth of a
//! bit a character, and three to five bytes an n-gram is what lets a model ride inside the program. The tables are
//! open-addressing hash tables of 16-bit fingerprints. An n-gram that is not there is taken for one that is in about
//! one look-up in three thousand; a model is evidence, never proof.
//!
//! Opening reads the header and nothing else, so a program that never asks pays nothing. All reading goes through checked
//! slices: a damaged body gives wrong costs, never a panic and never a long wait.
//!
//! Layout, little-endian throughout: the header (fixed size, with a checksum of itself), the page index of the
//! alphabet (one u16 for every 256 code points: 0, or the number of a page counted from 1), the pages (256 u16 symbols
//! each), three bytes for every symbol (cost, back-off weight, rarity), then one table for each order from 2 up.

mod header;
mod normalised;

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

pub(crate) use header::Header;
use header::VERSION;
pub use normalised::normalised;

/// A character as the model knows it: its place in the model's alphabet.
pub type Symbol = u16;

/// The edge of a paragraph: what stands before its first character and comes after its last.
pub const BREAK: Symbol = 0;

/// Every character that is not in the alphabet.
pub const UNKNOWN: Symbol = 1;

/// The highest order a model may have: eight 16-bit symbols fill the 128-bit keys that training sorts by.
pub const MAX_ORDER: usize = 8;

/// Costs and weights are stored in steps of this many bits; one byte then reaches to 25.5 bits, one in 47 million.
pub(crate) const STEP: f32 = 0.1;

/// Code points that share one entry of the page index.
pub(crate) const PAGE: usize = 256;

/// Entries of the page index: all of Unicode.
pub(crate) const PAGES: usize = 0x11_0000 / PAGE;

/// Bytes for every symbol in the table of single symbols: cost, back-off weight, rarity.
pub(crate) const SINGLE: usize = 3;

/// No record lies farther than this from its home slot; it bounds every look-up in a file that lies.
pub(crate) const MAX_PROBES: u32 = 1024;

/// Why bytes are not a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelError {
    /// They do not begin as a model does.
    NotAModel,
    /// The model was written by another version of the format.
    Version(u8),
    /// The header is damaged.
    Header,
    /// The file was cut off, or something was added to it.
    Length {
        /// Bytes that the header promises.
        expected: usize,
        /// Bytes that there are.
        found: usize,
    },
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ModelError::NotAModel => f.write_str("not a character model (train one with `restitch train`)"),
            ModelError::Version(version) => {
                write!(f, "a model of format {version}, and this program reads format {VERSION}: train it again")
            }
            ModelError::Header => f.write_str("the header of the model is damaged: fetch or train it again"),
            ModelError::Length { expected, found } => {
                write!(f, "a model of {expected} bytes, of which {found} are here: fetch or train it again")
            }
        }
    }
}

impl std::error::Error for ModelError {}

/// An open model.
#[derive(Clone)]
pub struct Model {
    bytes: Cow<'static, [u8]>,
    header: Header,
    /// Where the pages, the single symbols and the tables of order 2, 3 ... begin.
    pages_at: usize,
    singles_at: usize,
    tables_at: [usize; MAX_ORDER - 1],
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Model").field("header", &self.header).finish_non_exhaustive()
    }
}

/// What is stored about one n-gram, in steps of [`STEP`].
#[derive(Clone, Copy, Debug)]
struct Record {
    cost: u8,
    backoff: u8,
    /// Where it is stored.
    rarity: u8,
}

impl Model {
    /// Reads the header; the rest stays as it is until it is asked for.
    ///
    /// # Errors
    /// When the bytes are not a model, of another format, damaged in the header, or of the wrong length.
    pub fn open(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Model, ModelError> {
        let bytes = bytes.into();
        let header = Header::read(&bytes)?;
        let pages_at = Header::LENGTH + 2 * PAGES;
        let singles_at = pages_at.saturating_add((header.pages as usize).saturating_mul(2 * PAGE));
        let mut end = singles_at.saturating_add(header.symbols as usize * SINGLE);
        let mut tables_at = [0; MAX_ORDER - 1];
        for order in 2..=usize::from(header.order) {
            tables_at[order - 2] = end;
            end = end.saturating_add((header.slots[order - 2] as usize).saturating_mul(header.width(order)));
        }
        if bytes.len() != end {
            return Err(ModelError::Length { expected: end, found: bytes.len() });
        }
        Ok(Model { bytes, header, pages_at, singles_at, tables_at })
    }

    /// The longest n-gram that the model holds, 2 to [`MAX_ORDER`]; it looks at one symbol of context less.
    pub fn order(&self) -> usize {
        usize::from(self.header.order)
    }

    /// The symbols of `text`, normalised as the training text was (see [`normalised`]), without breaks at the ends.
    /// The result may be shorter than the text has characters.
    pub fn symbols(&self, text: &str) -> Vec<Symbol> {
        normalised(text).map(|character| self.symbol(character)).collect()
    }

    /// The symbol of one normalised character.
    pub fn symbol(&self, character: char) -> Symbol {
        let code = character as usize;
        match u16_at(&self.bytes, Header::LENGTH + 2 * (code / PAGE)) {
            0 => UNKNOWN,
            page => self.known(u16_at(&self.bytes, self.pages_at + 2 * (usize::from(page - 1) * PAGE + code % PAGE))),
        }
    }

    /// Bits that `next` costs after `context`: -log2 of its probability, between 0 and some 40.
    ///
    /// Of the context only the last `order - 1` symbols count, and nothing in front of the last [`BREAK`] in it.
    /// `next` may be [`BREAK`]: the cost of the paragraph ending here.
    pub fn cost(&self, context: &[Symbol], next: Symbol) -> f32 {
        let context = self.reach(context);
        let next = self.known(next);
        let mut steps = u32::from(self.single(next).cost);
        let mut matched = 0;
        let mut hash = extend(SEED, next);
        // Whatever is stored has its own end stored too (training prunes so), so that the first miss is the last.
        for (index, &symbol) in context.iter().rev().enumerate() {
            hash = extend(hash, symbol);
            let Some(record) = self.find(index + 2, hash) else { break };
            steps = u32::from(record.cost);
            matched = index + 1;
        }
        if matched == context.len() {
            return steps as f32 * STEP;
        }
        let mut hash = SEED;
        for (index, &symbol) in context.iter().rev().enumerate() {
            hash = extend(hash, symbol);
            let length = index + 1;
            if length <= matched {
                continue;
            }
            let record = if length == 1 { Some(self.single(symbol)) } else { self.find(length, hash) };
            let Some(record) = record else { break };
            steps += u32::from(record.backoff);
        }
        steps as f32 * STEP
    }

    /// Bits that all of `text` costs after `context`, each symbol after those in front of it.
    pub fn cost_of(&self, context: &[Symbol], text: &[Symbol]) -> f32 {
        let reach = self.order() - 1;
        let mut recent: Vec<Symbol> = self.reach(context).to_vec();
        let ahead = recent.len();
        recent.extend_from_slice(&text[..text.len().min(reach)]);
        let mut bits = 0.0;
        for (index, &next) in text.iter().enumerate() {
            let before = if index < reach { &recent[..ahead + index] } else { &text[index - reach..index] };
            bits += self.cost(before, next);
        }
        bits
    }

    /// Whether the model holds `gram`, that is, whether the training text has it often enough, and then the bits that
    /// its last symbol costs after the others. `None` for what is not held, is empty, or is longer than [`Model::order`].
    ///
    /// `[a, b]` asks for a and b side by side anywhere; [`BREAK`] may stand at either end.
    pub fn attested(&self, gram: &[Symbol]) -> Option<f32> {
        let record = match *gram {
            [] | [UNKNOWN] => None,
            [symbol] => (self.known(symbol) == symbol).then(|| self.single(symbol)),
            _ if gram.len() > self.order() => None,
            _ => self.find(gram.len(), gram.iter().rev().fold(SEED, |hash, &symbol| extend(hash, symbol))),
        };
        record.map(|record| f32::from(record.cost) * STEP)
    }

    /// How rare a run of symbols is by itself, in bits: -log2 of its share of all runs of its length in the training text. It
    /// is stored for single symbols, for pairs and, where an alphabet is small, for runs of three; what is longer, or was
    /// too rare to be kept, is as rare as its parts make it, and not less than the rarest that is kept. (`cost` with a
    /// short context says something else: how readily a symbol follows what it was never seen to follow.)
    pub fn rarity(&self, run: &[Symbol]) -> f32 {
        let Some((&last, front)) = run.split_last() else { return 0.0 };
        if front.is_empty() {
            return f32::from(self.single(last).rarity) * STEP;
        }
        let stored = run.len() <= usize::from(self.header.rarities);
        let hash = || run.iter().rev().fold(SEED, |hash, &symbol| extend(hash, self.known(symbol)));
        match if stored { self.find(run.len(), hash()) } else { None } {
            Some(record) => f32::from(record.rarity) * STEP,
            None => {
                let parts = self.rarity(front) + self.rarity(&[last]);
                parts.max(f32::from(self.header.pruned) * STEP)
            }
        }
    }

    /// The part of a context that a look-up sees: from the last break, at most `order - 1` symbols.
    fn reach<'a>(&self, context: &'a [Symbol]) -> &'a [Symbol] {
        let context = &context[context.len().saturating_sub(self.order() - 1)..];
        let start = context.iter().rposition(|&symbol| symbol == BREAK).unwrap_or(0);
        &context[start..]
    }

    /// The symbol, or [`UNKNOWN`] when the alphabet does not reach so far.
    fn known(&self, symbol: Symbol) -> Symbol {
        if u32::from(symbol) < self.header.symbols { symbol } else { UNKNOWN }
    }

    fn single(&self, symbol: Symbol) -> Record {
        let at = self.singles_at + SINGLE * usize::from(self.known(symbol));
        let byte = |offset| byte_at(&self.bytes, at + offset);
        Record { cost: byte(0), backoff: byte(1), rarity: byte(2) }
    }

    /// The record of the n-gram of `order` (2 or more) with this hash.
    fn find(&self, order: usize, hash: u64) -> Option<Record> {
        let width = self.header.width(order);
        let slots = *self.header.slots.get(order - 2)?;
        let table = self.bytes.get(*self.tables_at.get(order - 2)?..)?;
        let (mut slot, print) = place(hash, slots);
        for _ in 0..MAX_PROBES {
            let at = slot as usize * width;
            match u16_at(table, at) {
                0 => return None,
                found if found == print => {
                    let backoff = if order < self.order() { byte_at(table, at + 3) } else { 0 };
                    return Some(Record {
                        cost: byte_at(table, at + 2),
                        backoff,
                        rarity: byte_at(table, at + width - 1),
                    });
                }
                _ => slot = if slot + 1 == slots { 0 } else { slot + 1 },
            }
        }
        None
    }
}

/// A model that is part of the program.
struct Embedded {
    language: &'static str,
    bytes: &'static [u8],
    model: OnceLock<Option<Model>>,
}

/// How they were made, from what, and under which licences: `models/README.md`.
static EMBEDDED: [Embedded; 6] = [
    embed("zh", include_bytes!("../models/zh.model")),
    embed("zh-hant", include_bytes!("../models/zh-hant.model")),
    embed("ja", include_bytes!("../models/ja.model")),
    embed("en", include_bytes!("../models/en.model")),
    embed("de", include_bytes!("../models/de.model")),
    embed("fr", include_bytes!("../models/fr.model")),
];

const fn embed(language: &'static str, bytes: &'static [u8]) -> Embedded {
    Embedded { language, bytes, model: OnceLock::new() }
}

/// The model that restitch brings along for a language (`zh`: Chinese in simplified characters), opened once; `None` for
/// other languages.
pub fn embedded(language: &str) -> Option<&'static Model> {
    let entry = EMBEDDED.iter().find(|entry| entry.language == language)?;
    entry.model.get_or_init(|| Model::open(entry.bytes).ok()).as_ref()
}

/// The hash of no symbols at all. Part of the format.
pub(crate) const SEED: u64 = 0x243F_6A88_85A3_08D3;

/// The hash of an n-gram that has one symbol more on its left. Part of the format: hashing from the right lets a look-up
/// try ever longer contexts with one multiplication each. The multiplier is 2^64 over the golden ratio.
pub(crate) fn extend(hash: u64, symbol: Symbol) -> u64 {
    let mixed = (hash ^ u64::from(symbol)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 32)
}

/// Home slot and fingerprint (never 0, which marks an empty slot) of an n-gram. Part of the format.
pub(crate) fn place(hash: u64, slots: u32) -> (u32, u16) {
    let slot = ((hash >> 32) * u64::from(slots)) >> 32;
    let print = (hash & 0xFFFF) as u16;
    (slot as u32, print.max(1))
}

/// FNV-1a.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |sum, &byte| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3))
}

/// The byte at `at`, or 0 behind the end.
fn byte_at(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// The number at `at`, or 0 behind the end.
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |two| u16::from_le_bytes(two.try_into().unwrap_or_default()))
}

/// The number at `at`, or 0 behind the end.
fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |four| u32::from_le_bytes(four.try_into().unwrap_or_default()))
}
