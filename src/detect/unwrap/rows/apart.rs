//! Two lines that are not one paragraph's although their widths allow it, and line ends behind which none ends.
//!
//! **Damage.** A headline, a running head or a line set large in the middle of a text is about as wide as the column, or the
//! widths are those of another one; it is joined to the text below it. And where a reader of pages takes the rest of a cut
//! word up to its beginning, the next line is short: a blank line was put into the middle of its sentence.
//!
//! **What tells them.** A word that is written small in a sentence has a capital behind a line without a mark; a line is wider
//! than the column below it; a dateline, a section's number or a name stands there alone; a line is one quotation, or a sheet's
//! signature. And behind a comma, a dash or an article no paragraph ends.
//!
//! **What is left alone.** All these line ends: they stay as they are. **Price:** a name that begins with an article ("The
//! Hague") at a line's head, and a sentence in front of which a wider line stands.

use std::ops::Range;

use super::listed::begins_large;
use super::width::{SIDE, agreed};
use super::{INDENT, Page};
use crate::detect::Context;
use crate::detect::unwrap::Unwrap;
use crate::language::{Ending, has_capitals, section_number};

/// Lines of a headline that is wider than its column.
const WIDE: usize = 3;
/// Words of a name, at least and at most.
const NAME: std::ops::RangeInclusive<usize> = 2..=4;
/// Characters of a quotation that is set apart at least: a shorter one is a word in its marks.
const QUOTATION: usize = 8;
/// Words of a sheet's signature at most.
const SIGNATURE: usize = 4;
/// Opening and closing marks of quotations that are set apart.
const MARKS: [(char, char); 7] =
    [('“', '”'), ('„', '“'), ('«', '»'), ('»', '«'), ('「', '」'), ('『', '』'), ('"', '"')];

impl Page<'_> {
    /// Rows `at` and the next are left apart although they look like lines of one paragraph, of which row `at` is line
    /// `lines`. `fits` is a place in [`Unwrap::fits`].
    pub(super) fn is_apart(&self, rule: &Unwrap, context: &Context, at: usize, lines: usize, fits: usize) -> bool {
        let row = &self.rows[at];
        let (head, tail) = (row.span.of(context.text), self.rows[at + 1].span.of(context.text));
        let first = self.begins_run(at);
        !row.complete
            && (self.is_heading(head, tail)
                || self.language.looks_like_dateline(tail)
                || self.is_name(at + 1, tail)
                || first
                    && (fits > 2 && self.language.spaced && has_capitals(head) || fits > 3 && !self.language.spaced)
                || lines <= WIDE
                    && self.is_wide(rule, context, at, lines)
                    && self.runs_on(rule.runs_on, rule, head, tail) < rule.wide[usize::from(self.language.spaced)])
            || is_quotation(head)
            || is_quotation(tail) && self.language.ending(head) == Ending::Open
    }

    /// The line `head` cannot be followed by `tail` in one sentence: it has no mark at its end, and the next word has a capital
    /// although it is one of those that have none within a sentence; or a section's number begins it.
    pub(super) fn is_heading(&self, head: &str, tail: &str) -> bool {
        let open = self.language.ending(head) == Ending::Open && !self.ends_with_open_word(head);
        let large = tail.starts_with(char::is_uppercase);
        open && large && (self.language.is_open_word(first_word(tail)) || section_number(head).is_some())
    }

    /// No paragraph ends behind `head`, which does not end a sentence, or none begins with `tail`. What somebody says is a
    /// paragraph behind a comma or a dash, too.
    pub(super) fn goes_on_open(&self, head: &str, tail: &str) -> bool {
        if self.opens_quotation(tail) || !self.language.spaced && self.language.begins_caption(tail) {
            return false;
        }
        let ending = self.language.ending(head);
        let clause = ending == Ending::Clause && !self.language.looks_like_salutation(head);
        let large = begins_large(tail);
        let dash = head.ends_with(['—', '–']) && !large;
        let aside = tail.starts_with('(') || tail.starts_with(['—', '–']) && !large;
        clause
            || dash
            || matches!(ending, Ending::Opening | Ending::Hyphen)
            || ending == Ending::Open && aside
            || self.ends_with_open_word(head)
    }

    /// The last word of `head` is one behind which something comes: an article, a preposition, a genitive.
    fn ends_with_open_word(&self, head: &str) -> bool {
        let last = head.rsplit(char::is_whitespace).next().unwrap_or_default();
        self.language.is_open_word(last) || last.ends_with("’s") || last.ends_with("'s")
    }

    /// Row `at` is a name and nothing else, in a line that is not full: of words that all have a capital, without a mark.
    fn is_name(&self, at: usize, line: &str) -> bool {
        let words = || line.split_whitespace();
        let letters =
            |word: &str| word.trim_end_matches('.').chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '’' | '\''));
        self.language.spaced
            && 3 * self.rows[at].width <= 2 * self.columns[at]
            && NAME.contains(&words().count())
            && line.ends_with(char::is_alphabetic)
            && words()
                .all(|word| letters(word) && word.starts_with(char::is_uppercase) && !self.language.is_open_word(word))
    }

    /// The first `lines` lines of a paragraph, down to row `at`, are wider than the column below them, and the next begins as
    /// sentences do: a headline that goes across more than one column.
    fn is_wide(&self, rule: &Unwrap, context: &Context, at: usize, lines: usize) -> bool {
        let below: Vec<usize> = self.behind(at).map(|at| self.rows[at].width).collect();
        let Some(column) = agreed(&below, true) else { return false };
        let slack = if self.language.spaced { (rule.slack * column as f32).max(1.0) as usize } else { INDENT };
        let wide = |at: usize| self.rows[at].width > column + slack;
        let tail = self.rows[at + 1].span.of(context.text);
        let begins = if self.language.spaced { begins_large(tail) } else { !wide(at + 1) };
        begins && (at + 1 - lines..=at).all(wide)
    }

    /// The rows behind row `at` in its run, as many as show how wide their column is.
    fn behind(&self, at: usize) -> Range<usize> {
        let most = self.rows.len().min(at + 1 + SIDE);
        let end = (at + 1..most).find(|&next| self.begins_run(next)).unwrap_or(most);
        at + 1..end
    }
}

/// The first word of a line, or what is elided at its beginning: "L'".
fn first_word(line: &str) -> &str {
    line.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '’')).next().unwrap_or_default()
}

/// A line that is one quotation from its first character to its last, and no speech: that has a mark in front of the last.
pub(super) fn is_quotation(line: &str) -> bool {
    MARKS.iter().any(|&(open, close)| {
        let said = line.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        said.is_some_and(|said| {
            !said.contains([open, close])
                && said.trim().chars().count() >= QUOTATION
                && said.trim().ends_with(char::is_alphanumeric)
        })
    })
}

/// A sheet's signature with the number of its volume, which stands below the last line of a page: `VOL. I. 2`, `TOM. II. C`.
pub(super) fn is_signature(content: &str) -> bool {
    let mut words = content.split_whitespace();
    let first = words.next().and_then(|word| word.strip_suffix('.')).filter(|word| word.len() >= 3);
    let last = words.clone().next_back().is_some_and(|word| word.len() <= 2);
    let capitals = || !content.contains(|c: char| c.is_alphabetic() && !c.is_uppercase());
    first.is_some_and(|word| word.chars().all(char::is_alphabetic)) && last && words.count() < SIGNATURE && capitals()
}
