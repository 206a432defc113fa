//! What stands in the training text, and how often.
//!
//! One sorted array of keys serves all orders: an n-gram is a run of keys that agree in their highest bits, and the
//! symbols that stand in front of it are the shorter runs inside.

use rustc_hash::FxHashMap;

use crate::model::{BREAK, Symbol, UNKNOWN};

/// Bits of one symbol in a key.
const SYMBOL: u32 = Symbol::BITS;

/// The characters that the model tells apart.
pub(super) struct Alphabet {
    /// Sorted; the symbol of the first is 2.
    characters: Vec<char>,
    /// How often each symbol occurs, [`BREAK`] and [`UNKNOWN`] included.
    pub(super) counts: Vec<u64>,
    /// How many different characters are taken for [`UNKNOWN`].
    pub(super) outside: usize,
}

impl Alphabet {
    /// The characters that are seen `minimum` times; an error is their number, when they are too many.
    pub(super) fn of(text: &[Option<char>], minimum: u32) -> Result<Alphabet, usize> {
        let mut counts: FxHashMap<Option<char>, u64> = FxHashMap::default();
        for &character in text {
            *counts.entry(character).or_default() += 1;
        }
        let breaks = counts.remove(&None).unwrap_or(0);
        let mut all: Vec<(char, u64)> =
            counts.into_iter().filter_map(|(character, count)| Some((character?, count))).collect();
        all.sort_unstable();
        let (inside, outside): (Vec<_>, Vec<_>) = all.into_iter().partition(|&(_, count)| count >= u64::from(minimum));
        let first = usize::from(UNKNOWN) + 1;
        if inside.len() + first > usize::from(Symbol::MAX) {
            return Err(inside.len());
        }
        let unknown = outside.iter().map(|&(_, count)| count).sum();
        let counts = [breaks, unknown].into_iter().chain(inside.iter().map(|&(_, count)| count)).collect();
        let characters = inside.into_iter().map(|(character, _)| character).collect();
        Ok(Alphabet { characters, counts, outside: outside.len() })
    }

    /// Every character with its symbol, in order.
    pub(super) fn symbols(&self) -> impl Iterator<Item = (char, Symbol)> + '_ {
        self.characters.iter().copied().zip(UNKNOWN + 1..)
    }
}

/// One key for every event of the text (a character, or the end of a paragraph): the event in the highest bits, below it
/// what stands in front of it, up to the break in front of the paragraph and zeros behind that. Sorted.
pub(super) fn keys(text: &[Option<char>], alphabet: &Alphabet) -> Vec<u128> {
    let symbols: FxHashMap<char, Symbol> = alphabet.symbols().collect();
    let mut window = 0u128;
    let mut keys = Vec::with_capacity(text.len());
    for character in text {
        let symbol = character.map_or(BREAK, |character| symbols.get(&character).copied().unwrap_or(UNKNOWN));
        window = (window >> SYMBOL) | (u128::from(symbol) << (u128::BITS - SYMBOL));
        keys.push(window);
        if character.is_none() {
            window = 0;
        }
    }
    keys.sort_unstable();
    keys
}

/// An n-gram of the text. The key has its symbols from the first to the last, so that sorting brings together those with
/// the same context.
pub(super) struct Count {
    pub(super) key: u128,
    /// How often it occurs.
    pub(super) plain: u32,
    /// What smoothing counts: below the highest order, the number of different symbols in front of it.
    pub(super) adjusted: u32,
}

/// Key of the context of an n-gram.
pub(super) fn context(key: u128) -> u128 {
    key >> SYMBOL
}

/// Key of an n-gram of `order` without its first symbol.
pub(super) fn suffix(key: u128, order: usize) -> u128 {
    key & !(u128::MAX << (SYMBOL * (order as u32 - 1)))
}

/// The symbols of an n-gram's key, from the last to the first.
pub(super) fn backwards(key: u128, order: usize) -> impl Iterator<Item = Symbol> {
    (0..order as u32).map(move |index| (key >> (SYMBOL * index)) as Symbol)
}

/// The event of a key of the text and what stands in front of it, `length` symbols in all.
fn front(key: u128, length: usize) -> u128 {
    key >> (u128::BITS - SYMBOL * length as u32)
}

/// Which n-grams the model keeps.
pub(super) struct Pruning {
    /// How often one of order 1, 2, 3 ... must be seen; one number for each order of the model.
    pub(super) minimum: Vec<u32>,
}

impl Pruning {
    /// The order of the model.
    fn highest(&self) -> usize {
        self.minimum.len()
    }

    /// Whether the n-gram of `order` that is seen `plain` times is kept. Nothing is learnt from characters that cannot
    /// be told apart.
    pub(super) fn keeps(&self, key: u128, order: usize, plain: u32) -> bool {
        plain >= self.minimum[order - 1] && backwards(key, order).all(|symbol| symbol != UNKNOWN)
    }

    /// What smoothing counts of a run of keys that agree in `order` symbols. At the highest order and at the beginning
    /// of a paragraph that is how often it occurs. Otherwise every different symbol in front counts once, because the
    /// rest of its occurrences are told by the longer n-gram; where that one is not kept, they all have to be told here
    /// (Siivola and others, 2007). The latter is worth 0.04 to 0.08 bits a character in a model pruned as hard as ours.
    fn adjusted(&self, run: &[u128], order: usize) -> u32 {
        let starts = order > 1 && run.first().is_some_and(|&key| front(key, order) as Symbol == BREAK);
        if order == self.highest() || starts || run.len() == 1 {
            return run.len() as u32;
        }
        run.chunk_by(|a, b| front(*a, order + 1) == front(*b, order + 1))
            .map(|longer| match longer.first() {
                Some(&key) if self.keeps(front(key, order + 1), order + 1, longer.len() as u32) => 1,
                _ => self.adjusted(longer, order + 1),
            })
            .sum()
    }

    /// All n-grams of one order, sorted by context.
    pub(super) fn counted(&self, keys: &[u128], order: usize) -> Vec<Count> {
        let mut counts = Vec::new();
        for run in keys.chunk_by(|a, b| front(*a, order) == front(*b, order)) {
            // The event lies highest here, so the low end has the first symbol of the n-gram, and reading from there
            // turns the key around.
            let head = run.first().map_or(0, |&key| front(key, order));
            let across = backwards(head, order - 1).skip(1).any(|symbol| symbol == BREAK);
            if across {
                continue;
            }
            let key = backwards(head, order).fold(0, |key, symbol| (key << SYMBOL) | u128::from(symbol));
            counts.push(Count { key, plain: run.len() as u32, adjusted: self.adjusted(run, order) });
        }
        counts.sort_unstable_by_key(|count| count.key);
        counts
    }
}
