//! Lines that are entries of something: a programme, a list of names, a glossary. No mark says so, and the language runs on
//! from one to the next as well as from line to line of a paragraph; but entries look alike where prose does not. That none
//! of them is full says nothing: lines on misread pages are as uneven, and were left torn.

use std::ops::Range;

use super::rows::Page;

/// Lines that show a habit. Two lines of a paragraph may both begin with a figure.
const ENTRIES: usize = 3;

/// Lines that begin with a capital each by more than chance, and of how many other words one may have a capital, too: where
/// nouns are written large it says nothing.
const CAPITALS: usize = 4;
const MOST_LARGE: usize = 5;

/// True when the lines of a run are entries.
pub(super) fn are_entries(page: &Page, text: &str, run: &Range<usize>) -> bool {
    run.len() >= ENTRIES
        && (are_numbered(page, text, run) || are_set_apart(page, text, run) || are_capital(page, text, run))
}

/// Several lines begin with a hyphen and a word, as a reader makes them of a list whose dashes stand close: entries, or what
/// speakers say. A line of prose begins so only where a word was cut in front of its hyphen.
pub(super) fn are_dashed<'t>(lines: impl Iterator<Item = &'t str>) -> bool {
    lines.filter(|line| begins_with_dash(line.trim_start())).nth(ENTRIES - 1).is_some()
}

/// A hyphen, and a letter behind it.
pub(super) fn begins_with_dash(line: &str) -> bool {
    line.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_alphabetic))
}

/// Each begins with a capital, and none but the last ends with a mark.
fn are_capital(page: &Page, text: &str, run: &Range<usize>) -> bool {
    let lines = || page.rows[run.clone()].iter().map(|row| row.span.of(text));
    let large = |word: &&str| word.starts_with(char::is_uppercase);
    let inside = || lines().flat_map(|line| line.split_whitespace().skip(1));
    run.len() >= CAPITALS
        && lines().all(|line| line.starts_with(char::is_uppercase))
        && lines().take(run.len() - 1).all(|line| line.ends_with(char::is_alphanumeric))
        && inside().filter(large).count() * MOST_LARGE <= inside().count()
}

/// Each begins with a figure: times, years, amounts.
fn are_numbered(page: &Page, text: &str, run: &Range<usize>) -> bool {
    page.rows[run.clone()].iter().all(|row| row.span.of(text).starts_with(|c: char| c.is_ascii_digit()))
}

/// Half of them hold a full-width blank behind a word: a name and its office, a word and its meaning. Behind a mark it is the
/// blank of Japanese prose.
fn are_set_apart(page: &Page, text: &str, run: &Range<usize>) -> bool {
    let parts = |content: &str| {
        let mut blanks = content.match_indices('\u{3000}');
        let word = |c: char| c.is_alphanumeric() || matches!(c, '）' | '」' | ')');
        blanks.any(|(at, _)| content[..at].ends_with(word))
    };
    let apart = page.rows[run.clone()].iter().filter(|row| parts(row.span.of(text))).count();
    apart >= ENTRIES && apart * 2 >= run.len()
}
