//! Where printed lines end: the only places at which a column's end, a picture or a careless reader cuts a paragraph.
//!
//! Where words are separated, a line takes the words that fit and ends between two of them, behind a hyphen or a dash, or
//! inside a word that the typesetter divides. There is no dictionary: a word is divided before a consonant that a vowel
//! follows, which is the rule of French and for most words that of German, and no worse than a worn newspaper's practice
//! in English. Where words are not separated, a line takes characters, and the marks that may not begin or end one hang
//! over or are pulled along (kinsoku); numbers and foreign words stay whole.

use restitch::language::Language;

use super::odds;
use super::random::Random;
use super::words::Words;

/// How a page is set.
pub struct Setting<'l> {
    /// What ends a sentence.
    pub language: &'l Language,
    /// What may begin and end a line.
    pub words: &'static Words,
    /// Characters of a line.
    pub width: usize,
    /// Divides words at line ends.
    pub hyphenates: bool,
}

/// The end of a line, in characters of its paragraph.
#[derive(Clone, Copy)]
pub struct Cut {
    /// One past the line's last character.
    pub at: usize,
    /// The next line's first character: `at`, or behind the blanks.
    pub next: usize,
    /// A hyphen that the text does not have stands at the end.
    pub hyphen: bool,
}

/// A paragraph cut in two.
pub struct Halves {
    /// What was read in front of the cut.
    pub head: String,
    /// What was printed there: without the hyphen that divides a word.
    pub printed: String,
    /// What is behind the cut.
    pub tail: Vec<char>,
    /// The blank between the two, if there is one.
    pub blank: String,
    /// No sentence ends at the cut.
    pub inside: bool,
}

impl<'l> Setting<'l> {
    /// The page's own measure and habits.
    pub fn new(language: &'l Language, random: &mut Random) -> Setting<'l> {
        let [least, most] = if language.spaced { odds::WIDTH_OF_WORDS } else { odds::WIDTH_OF_CHARACTERS };
        Setting {
            language,
            words: Words::of(&language.id),
            width: least + random.below(most - least + 1),
            hyphenates: language.spaced && random.often(odds::HYPHENATES),
        }
    }

    /// Where a paragraph's lines end, all but the last one.
    pub fn line_ends(&self, text: &[char]) -> impl Iterator<Item = Cut> {
        std::iter::successors(self.line(text, 0), |cut| self.line(text, cut.next))
    }

    /// The last line end at or before character `goal`; none when that lies in the first line, or there is but one.
    pub fn line_end(&self, text: &[char], goal: usize) -> Option<Cut> {
        self.line_ends(text).take_while(|cut| cut.at <= goal).last()
    }

    /// Cuts a paragraph at a line end, as it is read: now and then the hyphen of a divided word gets lost.
    pub fn halves(&self, text: &[char], cut: Cut, random: &mut Random) -> Halves {
        let printed: String = text[..cut.at].iter().collect();
        let mut head = printed.clone();
        if cut.hyphen && !random.often(odds::HYPHEN_LOST) {
            head.push('-');
        }
        let blank = text[cut.at..cut.next].iter().collect();
        let inside = cut.hyphen || !self.language.ends_complete(&head);
        Halves { head, printed, tail: text[cut.next..].to_vec(), blank, inside }
    }

    /// The end of the line that begins at `start`; none for a paragraph's last line.
    fn line(&self, text: &[char], start: usize) -> Option<Cut> {
        if start + self.width >= text.len() {
            return None;
        }
        let at = if self.language.spaced { self.word_end(text, start) } else { self.character_end(text, start) };
        let cut = at.and_then(|at| {
            let next = (at..text.len()).find(|&i| !is_blank(text[i]))?;
            Some(Cut { at, next, hyphen: false })
        });
        if self.hyphenates { self.divided(text, start, cut).or(cut) } else { cut }
    }

    /// Behind the last word that fits, or behind the first when it alone is too long.
    fn word_end(&self, text: &[char], start: usize) -> Option<usize> {
        let limit = start + self.width;
        let ends = |at: usize| self.may_end(text, at);
        (start + 1..=limit).rev().find(|&at| ends(at)).or_else(|| (limit..text.len()).find(|&at| ends(at)))
    }

    /// True when a line may end in front of character `at`: at a blank, or behind a dash inside a word.
    fn may_end(&self, text: &[char], at: usize) -> bool {
        let last = text[at - 1];
        if is_blank(text[at]) {
            let next = text[at..].iter().copied().find(|&c| !is_blank(c));
            return !is_blank(last)
                && !self.words.not_last.contains(last)
                && next.is_some_and(|c| !self.words.not_first.contains(c));
        }
        matches!(last, '-' | '—' | '–') && at > 1 && text[at - 2].is_alphabetic() && text[at].is_alphabetic()
    }

    /// The line's end inside the word that did not fit any more.
    fn divided(&self, text: &[char], start: usize, cut: Option<Cut>) -> Option<Cut> {
        let begins = cut.map_or(start, |cut| cut.next);
        let room = (start + self.width).checked_sub(begins + 1)?;
        let word = &text[begins..begins + text[begins..].iter().take_while(|c| c.is_alphabetic()).count()];
        let latest = word.len().checked_sub(odds::LETTERS_BEHIND_HYPHEN)?.min(room);
        if word.len() < odds::LETTERS_OF_DIVIDED {
            return None;
        }
        let at = (odds::LETTERS_BEFORE_HYPHEN..=latest).rev().find(|&at| {
            !is_vowel(word[at])
                && is_vowel(word[at + 1])
                && word[..at].iter().any(|&c| is_vowel(c))
                && (word[at] != 'h' || is_vowel(word[at - 1]))
        })?;
        Some(Cut { at: begins + at, next: begins + at, hyphen: true })
    }

    /// Behind the characters that fit, moved to where kinsoku allows it.
    fn character_end(&self, text: &[char], start: usize) -> Option<usize> {
        let full = start + self.width;
        let mut at = full;
        while at < text.len() && (self.words.not_first.contains(text[at]) || is_blank(text[at])) {
            at += 1;
        }
        let run =
            |at: usize| at < text.len() && text[at - 1].is_ascii_alphanumeric() && text[at].is_ascii_alphanumeric();
        while at > start + self.width / 2 && (run(at) || self.words.not_last.contains(text[at - 1])) {
            at -= 1;
        }
        let at = if run(at) { full } else { at };
        let end = (start + 1..=at).rev().find(|&at| !is_blank(text[at - 1]))?;
        (end < text.len()).then_some(end)
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace()
}

fn is_vowel(c: char) -> bool {
    "aeiouyäöüàâæéèêëîïôœùûAEIOUYÄÖÜÀÂÆÉÈÊËÎÏÔŒÙÛ".contains(c)
}
