//! Words that name a place, and the search for them.
//!
//! A passage begins or ends at its place, and has words of the other side only where its own are not enough: what stands
//! in front of a displaced tail may be somewhere else after the next repair, the tail's own beginning not. Blanks and line ends do not count, so a text that is wrapped anew, or comes from a system
//! with other line ends, has its places still.

use memchr::memmem;
use unicode_width::UnicodeWidthChar;

/// Display columns of a passage: twelve Chinese characters or four English words hardly ever stand twice, and the longer
/// a passage is, the sooner somebody corrects it.
const COLUMNS: usize = 24;

/// Columns of one that has to be longer to be the only one, and to say where a stretch ends.
const LONGER: usize = 48;
const LONGEST: usize = 192;

/// Columns that a paragraph must offer to be named by its own words alone: fewer will stand there twice one day.
const OWN: usize = 16;

/// Words on one or both sides of a place, as they stand in the text, each stretch of blanks as one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Passage {
    /// What ends at the place.
    pub(super) before: String,
    /// What begins at it.
    pub(super) behind: String,
    /// Which one it is of how many, counted from 1, when they stand there several times.
    pub(super) nth: Option<(usize, usize)>,
}

/// A text without its blanks.
pub(super) struct Squeezed<'s> {
    source: &'s str,
    text: String,
    /// Where each stretch without blanks begins, in `text` and in the source.
    runs: Vec<(usize, usize)>,
}

impl<'s> Squeezed<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        let mut squeezed = Squeezed { source, text: String::with_capacity(source.len()), runs: Vec::new() };
        let mut at = 0;
        for part in source.split(char::is_whitespace) {
            if !part.is_empty() {
                squeezed.runs.push((squeezed.text.len(), at));
                squeezed.text.push_str(part);
            }
            at += part.len();
            at += source[at..].chars().next().map_or(0, char::len_utf8);
        }
        squeezed
    }

    /// The place of a passage in the source: where what is behind it begins or, for the `end` of something, where what is
    /// before it ends. `None` when its words are gone, or it cannot be told which of them are meant.
    pub(super) fn place(&self, passage: &Passage, end: bool) -> Option<usize> {
        let (before, behind) = (squeeze(&passage.before), squeeze(&passage.behind));
        let source_of = |squeezed: usize| if end { self.source_of(squeezed - 1) + 1 } else { self.source_of(squeezed) };
        let (inner, lead) = if end { (&before, before.len()) } else { (&behind, 0) };
        if inner.is_empty() {
            // The beginning of the text is the end of nothing, and its end the beginning of nothing.
            return Some(if end { 0 } else { self.source.len() });
        }
        let mut both = self.all(&format!("{before}{behind}"), 0).map(|found| found + before.len() - lead);
        let beside = both.next().filter(|_| both.next().is_none());
        let Some((nth, of)) = passage.nth else { return beside.map(|found| source_of(found + lead)) };
        let mut all = self.all(inner, 0).take(of + 1);
        let counted = nth.checked_sub(1).and_then(|before| all.nth(before)).filter(|_| all.count() + nth == of);
        match (beside, counted) {
            (Some(beside), Some(counted)) if beside != counted => None,
            (found, other) => found.or(other).map(|found| source_of(found + lead)),
        }
    }

    /// Where a stretch that begins at `at` ends: with the first of these words.
    pub(super) fn until(&self, at: usize, words: &str) -> Option<usize> {
        let words = squeeze(words);
        let begin = self.squeezed_of(at);
        let from = (begin + 1).saturating_sub(words.len());
        let last = self.all(&words, from).find(|&found| found + words.len() > begin)? + words.len() - 1;
        Some(self.source_of(last) + 1)
    }

    /// The words by which a place is known: those that begin there or, at the `end` of something, that end there. Where they
    /// stand several times, or are few, those on the other side too and, for the day when that side is changed, their number.
    pub(super) fn passage(&self, at: usize, end: bool) -> Passage {
        let here = match self.source[..at].chars().next_back().filter(|_| end) {
            Some(last) => self.squeezed_of(at - last.len_utf8()) + last.len_utf8(),
            None => self.squeezed_of(at),
        };
        let placed = |inner: String, outer: String, nth: Option<(usize, usize)>| match end {
            true => Passage { before: inner, behind: outer, nth },
            false => Passage { before: outer, behind: inner, nth },
        };
        let own = self.words(at, end, COLUMNS, true);
        let longer = [COLUMNS, LONGER].map(|columns| self.words(at, end, columns, false));
        let (mut inner, mut nth) = (String::new(), None);
        for text in own.into_iter().chain(longer.into_iter().flatten()) {
            let words = squeeze(&text);
            let begin = if end { here.saturating_sub(words.len()) } else { here };
            let all: Vec<usize> = self.all(&words, 0).collect();
            nth = all.iter().position(|&other| other == begin).map(|before| (before + 1, all.len()));
            inner = text;
            if all.len() == 1 {
                if columns(&inner) >= OWN {
                    return placed(inner, String::new(), None);
                }
                break;
            }
        }
        let outer = self.words(at, !end, COLUMNS, false).unwrap_or_default();
        let both = if end { format!("{inner}{outer}") } else { format!("{outer}{inner}") };
        let telling = self.all(&squeeze(&both), 0).take(2).count() == 1;
        placed(inner, if telling { outer } else { String::new() }, nth)
    }

    /// The words with which a stretch ends that begins at `at`: so many of its own that they do not end earlier in it.
    pub(super) fn last_words(&self, at: usize, end: usize) -> String {
        let own = Squeezed { source: &self.source[at..end], text: String::new(), runs: Vec::new() };
        let mut words = String::new();
        for columns in [COLUMNS, LONGER, LONGEST] {
            words = own.words(end - at, true, columns, false).unwrap_or_default();
            if self.until(at, &words) == Some(end) {
                break;
            }
        }
        words
    }

    /// The words on one side of a place, up to so many columns; within its paragraph, when `own`. `None` when there are
    /// too few.
    fn words(&self, at: usize, before: bool, columns: usize, own: bool) -> Option<String> {
        let mut words: Vec<char> = Vec::new();
        let (mut width, mut blank, mut ends) = (0, false, 0);
        let (front, back) = self.source.split_at(at);
        let (mut front, mut back) = (front.chars().rev(), back.chars());
        while let Some(c) = if before { front.next() } else { back.next() } {
            if c.is_whitespace() {
                blank = true;
                ends += usize::from(c == '\n');
                if own && ends > 1 && width > 0 {
                    break;
                }
                continue;
            }
            if width >= columns {
                break;
            }
            if blank && !words.is_empty() {
                words.push(' ');
            }
            (blank, ends) = (false, 0);
            width += c.width().unwrap_or(1).max(1);
            words.push(c);
        }
        if words.is_empty() {
            return None;
        }
        if before {
            words.reverse();
        }
        Some(words.into_iter().collect())
    }

    /// Where words stand in the squeezed text, from there on; they may overlap.
    fn all(&self, words: &str, mut from: usize) -> impl Iterator<Item = usize> + use<'_, 's> {
        let finder = memmem::Finder::new(words).into_owned();
        std::iter::from_fn(move || {
            let at = from + finder.find(self.text.as_bytes().get(from..)?)?;
            from = at + 1;
            Some(at)
        })
    }

    /// Where the last character in front of `at` ends, blanks aside.
    pub(super) fn before(&self, at: usize) -> usize {
        self.source[..at].trim_end().len()
    }

    fn source_of(&self, squeezed: usize) -> usize {
        let run = self.runs.partition_point(|run| run.0 <= squeezed).saturating_sub(1);
        self.runs.get(run).map_or(0, |run| run.1 + (squeezed - run.0))
    }

    /// Where a character of the source that is no blank stands in the squeezed text.
    fn squeezed_of(&self, source: usize) -> usize {
        let run = self.runs.partition_point(|run| run.1 <= source).saturating_sub(1);
        self.runs.get(run).map_or(0, |run| run.0 + source.saturating_sub(run.1))
    }
}

fn columns(text: &str) -> usize {
    text.chars().filter_map(UnicodeWidthChar::width).sum()
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect()
}
