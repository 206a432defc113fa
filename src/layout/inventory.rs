//! Which characters a text holds, whatever their order and number.
//!
//! Most damage to characters needs a character that clean text does not have at all: a ligature, a control character, a
//! half of a torn encoding. One pass writes down what there is, and each rule that has nothing to do knows it from a look
//! at a few words of memory, instead of reading the text once more for itself.

use std::ops::RangeInclusive;

/// The characters of a text: one bit for each code point below U+10000, and one for all above.
#[derive(Clone, PartialEq, Eq)]
pub struct Inventory {
    words: Box<[u64]>,
    beyond: bool,
}

/// Code points of one word.
const BITS: usize = 64;
/// Words for all code points below U+10000.
const WORDS: usize = 0x1_0000 / BITS;

impl std::fmt::Debug for Inventory {
    /// The bits would fill pages and tell nobody anything.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let held: u32 = self.words.iter().map(|word| word.count_ones()).sum();
        write!(f, "Inventory({held} characters)")
    }
}

impl Inventory {
    /// Writes down the characters of `text`.
    pub(super) fn of(text: &str) -> Inventory {
        let mut inventory = Inventory { words: vec![0; WORDS].into_boxed_slice(), beyond: false };
        // Kept in registers: nearly every byte of a Latin text would otherwise wait for the one before it.
        let (mut low, mut high) = (0_u64, 0_u64);
        for c in text.chars() {
            let code = c as usize;
            match code {
                0..=0x3f => low |= 1 << code,
                0x40..=0x7f => high |= 1 << (code - BITS),
                _ => match inventory.words.get_mut(code / BITS) {
                    Some(word) => *word |= 1 << (code % BITS),
                    None => inventory.beyond = true,
                },
            }
        }
        inventory.words[0] = low;
        inventory.words[1] = high;
        inventory
    }

    /// True when the text holds `c`; for characters above U+FFFF, when it holds any of those.
    pub fn has(&self, c: char) -> bool {
        self.words.get(c as usize / BITS).map_or(self.beyond, |word| word & (1 << (c as usize % BITS)) != 0)
    }

    /// True when the text holds any of `characters`, as far as [`Inventory::has`] tells.
    pub fn has_any(&self, characters: &RangeInclusive<char>) -> bool {
        let (first, last) = (*characters.start() as usize, *characters.end() as usize);
        let held = |index: usize| {
            let Some(&word) = self.words.get(index) else { return self.beyond };
            let from = if index == first / BITS { u64::MAX << (first % BITS) } else { u64::MAX };
            let to = if index == last / BITS { u64::MAX >> (BITS - 1 - last % BITS) } else { u64::MAX };
            word & from & to != 0
        };
        (first / BITS..=(last / BITS).min(WORDS)).any(held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_held_to_the_bit() {
        let inventory = Inventory::of("aZ\u{3f}é中\u{ffff}");
        for c in ['a', 'Z', '?', 'é', '中', '\u{ffff}'] {
            assert!(inventory.has(c) && inventory.has_any(&(c..=c)), "{c:?}");
        }
        assert!(!inventory.has('b') && !inventory.has('\0') && !inventory.has('😀'));
        assert!(!inventory.has_any(&('b'..='z')) && !inventory.has_any(&('丮'..='\u{fffe}')));
        assert!(inventory.has_any(&('\0'..='\u{10ffff}')) && inventory.has_any(&('一'..='丁')) == inventory.has('一'));
        assert!(Inventory::of("😀").has('😁') && Inventory::of("😀").has_any(&('\u{e000}'..='\u{10ffff}')));
        assert!(!Inventory::of("").has_any(&('\0'..='\u{10ffff}')));
    }
}
