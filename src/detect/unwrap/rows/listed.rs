//! Entries among other lines: where no blank line sets a list, a directory, an index or a poem apart from the text around it.
//!
//! **Damage.** A run of lines may be entries from beginning to end, which [`crate::detect::unwrap::entries`] knows; but many
//! readers of pages write no blank line at all, or one in the middle of a list, and then the entries stand among prose. They
//! are as wide as lines of a column, and a name runs on to the next one as well as word to word.
//!
//! **What tells them.** Signs that prose does not have line by line: a page or a house's number behind a mark at the end of
//! several lines close together; dots that lead to a number; the same word and a number at the beginning; a word or two a line
//! in half the width; and a capital at the beginning of more lines than chance would have.
//!
//! **What is left alone.** The ends of such lines and those in front of them: neither joined nor set apart. **Price:** a
//! paragraph in which several lines end with a figure behind a comma, or begin with names, keeps those line ends.

use std::ops::Range;

use super::{Page, Row};
use crate::detect::unwrap::Unwrap;
use crate::detect::unwrap::entries::leads_to_number;

/// Lines on either side among which others of the same kind are counted, and how many there must be, the line included.
const AROUND: usize = 4;
const OF_A_KIND: usize = 3;
/// Lines of a run of which two of a kind are enough, when they are half of it.
const FEW: usize = 4;
/// Dots by which a single line is known to lead to a number: prose has three.
const DOTS: usize = 4;
/// Characters of the longest number of a page or a house.
const NUMBER: usize = 4;
/// Lines of a vocabulary one below the other, and words in each at most.
const WORDS: usize = 4;
const MOST_WORDS: usize = 3;
/// Lines at least that begin with a capital one below the other, and how seldom chance may make as many: one in so many. A
/// text of 2,000 lines would then lose two joins or three.
const CAPITALS: usize = 4;
const SELDOM: f64 = 2000.0;
/// How many times as often the first word of a line has a capital as another: long words do not fit in, and nouns are long.
const LARGER: f64 = 1.2;
/// Ends of them in which the next word would have had its place, at least, and one in three: those of prose are full.
const UNEVEN: usize = 2;
/// Words that are added to those seen inside of some lines, and the part of them that has a capital, between English and French:
/// a few words say little.
const SEEN: f64 = 10.0;
const USUAL_CAPITALS: f64 = 0.1;

impl Page<'_> {
    /// By row: its end is between entries, or an entry and something else.
    pub(super) fn listed(&self, rule: &Unwrap, text: &str, runs: &[Range<usize>]) -> Vec<bool> {
        let mut left = vec![false; self.rows.len()];
        if !self.language.spaced {
            runs.iter().for_each(|run| self.mark_leaders(text, run, &mut left));
            return left;
        }
        let capitals = self.capitals(text, &(0..self.rows.len()));
        for run in runs.iter().filter(|run| run.len() > 1) {
            self.mark_leaders(text, run, &mut left);
            self.mark_references(text, run, &mut left);
            self.mark_sections(text, run, &mut left);
            self.mark_words(text, run, &mut left);
            self.mark_capitals(rule, text, run, capitals, &mut left);
        }
        left
    }

    fn mark_leaders(&self, text: &str, run: &Range<usize>, left: &mut [bool]) {
        let leads = |line: &str| leads_to_number(line) && line.matches(['.', '…', '·']).count() >= DOTS;
        run.clone().filter(|&at| leads(self.rows[at].span.of(text))).for_each(|at| leave(left, run, at));
    }

    /// Lines that end with the number of a page or a house, and the few between them.
    fn mark_references(&self, text: &str, run: &Range<usize>, left: &mut [bool]) {
        let refers: Vec<bool> = self.rows[run.clone()].iter().map(|row| refers(row.span.of(text))).collect();
        let near = |at: usize| {
            let around = at.saturating_sub(AROUND)..refers.len().min(at + AROUND + 1);
            let count = refers[around].iter().filter(|is| **is).count();
            count >= OF_A_KIND || run.len() <= FEW && count > 1 && 2 * count >= run.len()
        };
        let known: Vec<usize> = (0..refers.len()).filter(|&at| refers[at] && near(at)).collect();
        known.iter().for_each(|at| leave(left, run, run.start + at));
        for pair in known.windows(2).filter(|pair| pair[1] - pair[0] <= AROUND) {
            (pair[0]..pair[1]).for_each(|at| leave(left, run, run.start + at));
        }
    }

    /// Lines that begin with the same word and a number: the end above is theirs, and their own where nothing else is in them.
    fn mark_sections(&self, text: &str, run: &Range<usize>, left: &mut [bool]) {
        let sections: Vec<Option<&str>> = self.rows[run.clone()].iter().map(|row| section(row.span.of(text))).collect();
        for (at, own) in sections.iter().enumerate().filter(|(_, own)| own.is_some()) {
            let around = at.saturating_sub(AROUND)..sections.len().min(at + AROUND + 1);
            if sections[around].iter().filter(|other| *other == own).count() < OF_A_KIND {
                continue;
            }
            let row = run.start + at;
            if self.rows[row].span.of(text).split_whitespace().nth(2).is_none() {
                leave(left, run, row);
            } else if row > run.start {
                left[row - 1] = true;
            }
        }
    }

    /// A word or a few a line, with a capital and without a mark, in less than half the width.
    fn mark_words(&self, text: &str, run: &Range<usize>, left: &mut [bool]) {
        let widest = self.widest(run).max(self.width);
        let is_word = |row: &Row| {
            let line = row.span.of(text);
            let words = line.split_whitespace().count();
            2 * row.width <= widest && words <= MOST_WORDS && begins_large(line) && line.ends_with(char::is_alphabetic)
        };
        for streak in streaks(run, |at| is_word(&self.rows[at])).filter(|streak| streak.len() >= WORDS) {
            streak.for_each(|at| leave(left, run, at));
        }
    }

    /// Uneven lines that begin with a capital one below the other, more than chance makes: verses, names. What speakers say in turn
    /// is apart.
    fn mark_capitals(&self, rule: &Unwrap, text: &str, run: &Range<usize>, part: f64, left: &mut [bool]) {
        let line = |at: usize| self.rows[at].span.of(text);
        for streak in streaks(run, |at| begins_large(line(at))).filter(|streak| streak.len() >= CAPITALS) {
            // A sentence may hold names and nothing else for several lines.
            let part = LARGER * part.max(self.capitals(text, &streak));
            let least = (SELDOM.ln() / -part.ln()).ceil() as usize;
            let ends = streak.start..streak.end - 1;
            let short = ends.clone().filter(|&at| self.fits(rule, at, line(at + 1), false) > 1).count();
            if streak.len() < least || short < UNEVEN.max(ends.len().div_ceil(3)) {
                continue;
            }
            let ends = streak.start.saturating_sub(1).max(run.start)..streak.end - 1;
            let apart = |at: &usize| !self.opens_speech(line(*at)) && !self.opens_speech(line(at + 1));
            ends.filter(apart).for_each(|at| left[at] = true);
        }
    }

    /// The part of the words inside of these lines that have a capital.
    fn capitals(&self, text: &str, rows: &Range<usize>) -> f64 {
        let words = || self.rows[rows.clone()].iter().flat_map(|row| row.span.of(text).split_whitespace().skip(1));
        let letters = || words().filter(|word| word.starts_with(char::is_alphabetic));
        let (large, all) = (letters().filter(|word| begins_large(word)).count(), letters().count());
        // As if a few more had been seen that are as usual.
        (large as f64 + SEEN * USUAL_CAPITALS) / (all as f64 + SEEN)
    }
}

/// Leaves the end of row `at` and the one above it.
fn leave(left: &mut [bool], run: &Range<usize>, at: usize) {
    left[at] = true;
    if at > run.start {
        left[at - 1] = true;
    }
}

/// The longest ranges of `run` in which each row is so.
fn streaks(run: &Range<usize>, is: impl Fn(usize) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in run.clone().filter(|&at| is(at)) {
        match found.last_mut() {
            Some(last) if last.end == at => last.end += 1,
            _ => found.push(at..at + 1),
        }
    }
    found.into_iter()
}

/// It begins with a capital, behind a quotation mark or a bracket if need be.
pub(super) fn begins_large(line: &str) -> bool {
    line.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase)
}

/// A number, with a letter for the side of a leaf if need be, or "ibid." at the end behind a mark: `217.b`, `, 51,`, `. 216`.
fn refers(line: &str) -> bool {
    let line = line.trim_end_matches(['.', ',', ';', ' ']);
    let Some((before, last)) = line.rsplit_once(char::is_whitespace) else { return false };
    let number = last.split(['.', '-', '–']).next().unwrap_or_default();
    let digits = number.chars().take_while(char::is_ascii_digit).count();
    let side = last.chars().filter(|c| c.is_alphabetic()).count() <= 1;
    let is_page =
        (1..=NUMBER).contains(&digits) && side && last.chars().all(|c| c.is_alphanumeric() || ".-–".contains(c));
    (is_page || number.eq_ignore_ascii_case("ibid"))
        && before.trim_end().ends_with(['.', ',', ';', ':', '…', '—', '–', '-', ')'])
}

/// The word with which a line begins, when a number stands behind it: "Sec. 474.", "§ 12".
fn section(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let (word, number) = (words.next()?, words.next()?);
    let large = word.starts_with(|c: char| c.is_uppercase() || c == '§');
    (large && number.starts_with(|c: char| c.is_ascii_digit())).then_some(word)
}
