//! Is what stands beside a seam misread?
//!
//! **Damage.** Full stops and capitals alone say where a sentence ends, and they are misread as often as letters are:
//! "STREET.,", "on the quay.I" and "with tbem" all end whole sentences. What "lie said" goes on from is nothing; it is "He
//! said".
//!
//! **What tells them apart.** A stop with another mark behind it, and a dash in front of a capital (the printer's dash
//! between two sentences) end one wherever they stand. A word that no list has is a name on most pages; on pages where
//! many small words are unknown it is a misread one.
//!
//! **Price.** A link with such a seam is proposed only. On the development pages none is lost; of 150 misread articles
//! eleven had a wrong link, and three have one. Only where blanks separate words: elsewhere misread characters made four
//! wrong links in 94 texts with every tenth character replaced.

use crate::detect::Context;
use crate::layout::Block;
use crate::lexicon::{self, Lexicon, RARE, first_letters, last_letters};

/// Letters of the shortest word that is looked up: shorter ones are parts of others on any page.
const SHORTEST: usize = 3;

/// Letters behind which a full stop ends no abbreviation.
const ABBREVIATED: usize = 5;

/// The share of the words in small letters that the language's list does not have, 0 to 1. Measured: at most
/// 0.05 on pages made from text, 0.02 to 0.06 on scanned ones of today, 0.07 to 0.26 in old newspapers.
pub(super) fn unknown_words(context: &Context, blocks: &[Block], list: &Lexicon) -> f64 {
    let words = blocks.iter().flat_map(|block| lexicon::words(block.span.of(context.text)));
    let small = |word: &&str| word.chars().nth(SHORTEST - 1).is_some() && word.chars().all(char::is_lowercase);
    let (mut all, mut unknown) = (0u32, 0u32);
    for word in words.filter(small) {
        all += 1;
        unknown += u32::from(!list.has(word));
    }
    f64::from(unknown) / f64::from(all.max(1))
}

/// True when a mark shows that a sentence ends or begins at the seam between these two, however it was read.
pub(super) fn ends_sentence(before: &str, behind: &str) -> bool {
    let dash = behind.strip_prefix(['-', '–', '—', ':']).map(str::trim_start);
    let stop = before.strip_suffix(".,");
    let whole = |rest: &str| rest.chars().rev().take(ABBREVIATED).filter(|c| c.is_alphabetic()).count() == ABBREVIATED;
    stop.is_some_and(whole) || dash.is_some_and(|rest| rest.starts_with(char::is_uppercase))
}

/// True when the word on either side of a seam is none that the language has or the text `around` it, nor one together with
/// the other.
pub(super) fn is_no_word(list: &Lexicon, around: &[u8], before: &str, behind: &str) -> bool {
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let first = behind.split_whitespace().next().unwrap_or_default();
    let joined = format!("{}{first}", last.trim_end_matches('-'));
    (is_unknown(list, around, last, 1) || is_unknown(list, around, first, 1)) && is_unknown(list, around, &joined, 0)
}

/// True when the word that a hyphen cuts at the end of the first text goes on with another half than that which begins the second.
pub(super) fn is_another_half(list: &Lexicon, around: &[u8], before: &str, behind: &str) -> bool {
    let bare = before.trim_end_matches(|c: char| !c.is_alphabetic());
    let (first, second) = (last_letters(bare).to_lowercase(), first_letters(behind).to_lowercase());
    let one = format!("{}{}", last_letters(bare), first_letters(behind));
    let written = |word: &str| list.has(word) || memchr::memmem::find(around, word.as_bytes()).is_some();
    !list.has(&first) && list.count(&second) > RARE && !written(&one)
}

/// True for a word with a part in small letters that neither the list has nor the text more than so many times, and for one with
/// a capital or a figure behind a small letter. What is misread is seldom misread twice; the words of a trade are said often.
fn is_unknown(list: &Lexicon, around: &[u8], word: &str, times: usize) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let pairs = word.chars().zip(word.chars().skip(1));
    let mixed = pairs.into_iter().any(|(a, b)| a.is_lowercase() && (b.is_uppercase() || b.is_ascii_digit()));
    let said = |part: &str| memchr::memmem::find_iter(around, part.as_bytes()).nth(times).is_some();
    let known = |part: &str| part.is_empty() || list.has(part) || said(part);
    mixed || word.starts_with(char::is_lowercase) && !word.split(|c: char| !c.is_alphabetic()).all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_end_a_sentence_end_it_misread_too() {
        assert!(ends_sentence("THE FIRE IN MARKET STREET.,", "lie went"));
        assert!(ends_sentence("the porter saw them", "-The mayor said"));
        assert!(ends_sentence("in the harbour", "— The council"));
        assert!(!ends_sentence("the porter saw them,", "the mayor said"));
        assert!(!ends_sentence("was shown by Marsh et al.,", "and later"));
        assert!(!ends_sentence("a crowd of", "- and this was new -"));
    }

    #[test]
    fn misread_words_are_none() {
        let list = lexicon::embedded("en").unwrap();
        let is_no_word = |before, behind| is_no_word(list, format!("{before}\n\n{behind}").as_bytes(), before, behind);
        assert!(is_no_word("the porter saw tbem", "and went"));
        assert!(is_no_word("on the old whaRf", "and went"));
        assert!(is_no_word("he was paid td5O", "and went"));
        assert!(!is_no_word("he was sur-", "prised"));
        assert!(!is_no_word("he was surpr", "ised"));
        assert!(!is_no_word("he wrote to Kowalczyk", "and went"));
        assert!(!is_no_word("at half past 5", "he went"));
        assert!(!is_no_word("pyrethroidal nets are better than other pyrethroidal", "nets"));
    }
}
