//! Lines that are entries of something: a programme, a list of names, a glossary. No mark says so, and the language runs on
//! from one to the next as well as from line to line of a paragraph; but entries look alike where prose does not. That none
//! of them is full says nothing: lines on misread pages are as uneven, and were left torn.

use std::ops::Range;

use super::rows::{Page, Row};
use crate::layout::columns;

/// Lines that show a habit. Two lines of a paragraph may both begin with a figure.
const ENTRIES: usize = 3;

/// Lines that begin with a capital each by more than chance, and of how many other words one may have a capital, too: where
/// nouns are written large it says nothing.
const CAPITALS: usize = 4;
const MOST_LARGE: usize = 5;

/// Bytes of the dots that lead to a number, values of a record without the last, and words of a term, at least or at most.
const LEADERS: usize = 4;
const VALUES: usize = 2;
const TERM: usize = 4;

/// Columns of the longest label.
const LABEL: usize = 24;

/// Lines that rhyme in pairs, and letters that they share.
const STANZA: usize = 4;
const RHYME: usize = 3;

/// Verses of a stanza, and columns of the widest.
const VERSES: usize = 4;
const MOST_VERSES: usize = 16;
const WIDEST_VERSE: usize = 60;

/// True when the lines of a run are entries.
pub(super) fn are_entries(page: &Page, text: &str, run: &Range<usize>) -> bool {
    are_set_alike(page, text, run)
        || are_source(page, text, run)
        || are_verses(page, text, run)
        || are_rhymed(page, text, run)
        || are_mostly_entries(page, text, run)
        || run.len() >= ENTRIES && (are_set_apart(page, text, run) || are_capital(page, text, run))
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

/// A figure at the head, of a time, a year or an amount; or a Chinese number and its comma.
fn is_numbered(line: &str) -> bool {
    let counted = line.trim_start_matches(|c| "一二三四五六七八九十".contains(c)).starts_with(['、', '．']);
    line.starts_with(|c: char| c.is_ascii_digit()) || counted
}

/// More than half of them begin with a figure or a label, or lead to a number, with a heading or a line that is like none of
/// these between: an imprint, a price list, a recipe, a log.
fn are_mostly_entries(page: &Page, text: &str, run: &Range<usize>) -> bool {
    let lines = || page.rows[run.clone()].iter().map(|row| row.span.of(text));
    let mut labels: Vec<&str> = lines().filter_map(label).collect();
    let marked = lines().filter(|line| is_numbered(line) || leads_to_number(line)).count();
    // Speakers have the same label again.
    labels.sort_unstable();
    labels.dedup();
    let entries = marked + labels.len();
    entries >= ENTRIES && 2 * entries > run.len()
}

/// A word or two without a mark, and a colon: "Druck: …", "Row 2: …", "印刷：…".
fn label(line: &str) -> Option<&str> {
    let (label, _) = line.split_once([':', '：'])?;
    let is_one = columns(label) <= LABEL
        && label.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
        && label.chars().all(|c| c.is_alphanumeric() || c == ' ');
    is_one.then_some(label)
}

/// Verses whose ends rhyme, two and two, however long they are: two pairs of lines of prose never do so.
fn are_rhymed(page: &Page, text: &str, run: &Range<usize>) -> bool {
    let rhymed = |stanza: &[Row]| {
        let rhyme = |a: usize, b: usize| rhymes(stanza[a].span.of(text), stanza[b].span.of(text));
        rhyme(0, 1) && rhyme(2, 3) || rhyme(0, 2) && rhyme(1, 3) || rhyme(0, 3) && rhyme(1, 2)
    };
    page.is_spaced() && run.len().is_multiple_of(STANZA) && page.rows[run.clone()].chunks(STANZA).all(rhymed)
}

/// Two lines whose last words are not the same, and end with the same letters.
fn rhymes(a: &str, b: &str) -> bool {
    let word = |line: &str| {
        let line = line.trim_end_matches(|c: char| !c.is_alphabetic()).to_lowercase();
        line.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_string()
    };
    let (a, b) = (word(a), word(b));
    let same = a.chars().rev().zip(b.chars().rev()).take_while(|(a, b)| a == b).count();
    a != b && same >= RHYME.min(a.chars().count().min(b.chars().count()).max(2))
}

/// All are set up the same way, with signs in them that prose does not repeat line by line: dots that lead to a number at the
/// end, as in a table of contents; a word and its dash at the head, as in a glossary; commas without a blank behind them, as
/// many in each, as between the values of a record; a page number or several at the end, as in an index.
fn are_set_alike(page: &Page, text: &str, run: &Range<usize>) -> bool {
    let all = |is: &dyn Fn(&str) -> bool| page.rows[run.clone()].iter().all(|row| is(row.span.of(text)));
    let commas = |line: &str| {
        let behind = |at: usize| line[at + 1..].starts_with(|c: char| !c.is_whitespace());
        line.match_indices(',').filter(|&(at, _)| behind(at)).count()
    };
    let values = commas(page.rows[run.start].span.of(text));
    all(&leads_to_number)
        || all(&defines)
        || all(&ends_with_pages)
        || values >= VALUES && all(&|line| commas(line) >= values)
}

/// A command of LaTeX begins one, or a tab, or a prompt; or one in two a key and its colon, as in YAML.
fn are_source(page: &Page, text: &str, run: &Range<usize>) -> bool {
    let lines = || page.rows[run.clone()].iter().map(|row| row.span.of(text));
    let command =
        |line: &str| line.strip_prefix('\\').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    let key = |line: &str| {
        let (key, value) = line.trim_start_matches("- ").split_once(':').unwrap_or_default();
        let plain = |c: char| c.is_ascii_lowercase() || matches!(c, '_' | '-');
        !key.is_empty() && key.chars().all(plain) && (value.is_empty() || value.starts_with(' '))
    };
    // Prose begins no line with a tab and a small letter or a sign, and none with a prompt.
    let tabbed = |row: &Row| {
        text[..row.span.start].ends_with('\t')
            && row.span.of(text).starts_with(|c: char| c.is_ascii_lowercase() || c == '$')
    };
    let prompt = |line: &str| {
        line.strip_prefix("$ ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '.'))
    };
    page.rows[run.clone()].iter().any(tabbed)
        || lines().any(|line| command(line) || prompt(line))
        || 2 * lines().filter(|line| key(line)).count() > run.len()
}

/// Three in four of a few short lines end with a mark, away from the columns of the page: in prose one in six does. In Chinese
/// and Japanese what people say in turn looks the same, a line a speech.
fn are_verses(page: &Page, text: &str, run: &Range<usize>) -> bool {
    let marked = |line: &&str| {
        line.ends_with(|c: char| c.is_ascii_punctuation() && c != '-' || "，。；：！？、”’»“—…".contains(c))
    };
    let lines = || page.rows[run.clone()].iter().map(|row| row.span.of(text));
    page.is_spaced()
        && (VERSES..=MOST_VERSES).contains(&run.len())
        && page.widest(run) <= WIDEST_VERSE
        && 4 * lines().filter(marked).count() >= 3 * run.len()
        && !page.has_usual_width(run)
}

/// Dots, and a number behind them at the end.
pub(super) fn leads_to_number(line: &str) -> bool {
    let dots = line.trim_end_matches(|c: char| c.is_alphanumeric() || c.is_whitespace());
    let leaders = dots.len() - dots.trim_end_matches(['.', '…', '·', '・', '‥', '．', ' ']).len();
    leaders >= LEADERS && dots.len() < line.len()
}

/// A word or a few, and a dash between blanks.
fn defines(line: &str) -> bool {
    let dash = [" — ", " – ", " - "].into_iter().filter_map(|dash| line.find(dash)).min();
    dash.is_some_and(|at| line[..at].split_whitespace().count() <= TERM && !line.starts_with(['—', '–', '-']))
}

/// Several numbers or ranges at the end, behind commas.
fn ends_with_pages(line: &str) -> bool {
    let number = |part: &str| {
        let part = part.trim();
        part.starts_with(|c: char| c.is_ascii_digit()) && part.chars().all(|c| c.is_ascii_digit() || "-–—".contains(c))
    };
    line.rsplit([',', '，', '、']).take(2).filter(|part| number(part)).count() == 2
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
