//! The word that a finding would read otherwise: that is what people leave alone, not the two letters of it that a rule has
//! its eye on.
//!
//! Words are found where they are written apart. Among ideographs nobody can say where one ends without a lexicon, so
//! nothing is learned from those; but what a person writes down as a word is found there too.

use std::collections::BTreeSet;

use unicode_normalization::char::is_combining_mark;
use unicode_width::UnicodeWidthChar;

use super::LONGEST;
use crate::finding::Shape;
use crate::span::Span;

/// What a line end cuts a word with.
const HYPHENS: [char; 4] = ['-', '\u{2010}', '\u{ad}', '\u{ac}'];

/// The word in `text` that a finding of that shape reads otherwise, blanks and line ends in it left out.
pub(super) fn of(text: &str, shape: &Shape) -> Option<String> {
    let (at, _) = reading(text, shape)?;
    let word = squeezed(around(text, at).of(text));
    let is_word = word.chars().any(char::is_alphabetic) && !word.chars().any(is_wide);
    (is_word && word.chars().count() <= LONGEST).then_some(word)
}

/// True when one of the words would be read otherwise.
pub(super) fn is_kept(words: &BTreeSet<String>, text: &str, shape: &Shape) -> bool {
    let Some((at, with)) = reading(text, shape) else { return false };
    let whole = around(text, at);
    let before = squeezed(whole.of(text));
    let after = squeezed(&format!("{}{with}{}", &text[whole.start..at.start], &text[at.end..whole.end]));
    // Inside of a longer stretch, or among ideographs, a word is looked for where it stands.
    before != after && (words.contains(&before) || words.iter().any(|word| stands_at(text, at, word)))
}

/// What a finding reads otherwise, and as what; of links only those that mend a word cut in two.
fn reading<'s>(text: &str, shape: &'s Shape) -> Option<(Span, &'s str)> {
    let (at, with) = match shape {
        // What has blanks in it is more than a word.
        Shape::Replace { at, with } if !text.get(at.start..at.end)?.contains(char::is_whitespace) => (*at, with),
        Shape::Join { seam, with } if text.get(seam.start..seam.end)?.contains(HYPHENS) => (*seam, with),
        _ => return None,
    };
    text.get(at.start..at.end).filter(|own| !own.is_empty()).map(|_| (at, with.as_str()))
}

/// The span with the rest of the words that it begins and ends in.
fn around(text: &str, at: Span) -> Span {
    let own = &text[at.start..at.end];
    let cut = own.contains(HYPHENS);
    let reach = |open: bool, characters: &mut dyn Iterator<Item = char>| -> usize {
        if !open {
            return 0;
        }
        characters.take_while(|c| is_part(*c)).take(LONGEST).map(char::len_utf8).sum()
    };
    let left = reach(cut || own.starts_with(is_part), &mut text[..at.start].chars().rev());
    let right = reach(cut || own.ends_with(is_part), &mut text[at.end..].chars());
    Span::new(at.start - left, at.end + right)
}

/// True when the word stands in the text where `at` is, and does not go on there.
fn stands_at(text: &str, at: Span, word: &str) -> bool {
    let from = (0..=at.start.saturating_sub(word.len())).rev().find(|&from| text.is_char_boundary(from)).unwrap_or(0);
    let to = (at.end + word.len()).min(text.len());
    let to = (to..=text.len()).find(|&to| text.is_char_boundary(to)).unwrap_or(text.len());
    text[from..to].match_indices(word).any(|(found, _)| {
        let (start, end) = (from + found, from + found + word.len());
        let goes_on = text[..start].chars().next_back().is_some_and(is_part) && word.starts_with(is_part)
            || text[end..].chars().next().is_some_and(is_part) && word.ends_with(is_part);
        start < at.end && end > at.start && !goes_on
    })
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// A letter or a digit that is written together with others to a word.
fn is_part(c: char) -> bool {
    (c.is_alphanumeric() || is_combining_mark(c)) && !is_wide(c)
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2)
}
