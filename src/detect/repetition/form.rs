//! Texts that are alike but for what was filled in: a figure, a numeral, a letter that labels something, or a name.
//!
//! Minutes, debates, certificates, letters to many and the articles of a contract say one thing several times, each time of
//! something else. What else it is stands in a line near by, which is the same line with another number or another name. A
//! misread character makes neither: a name is filled in where most of the letters differ.

use rapidfuzz::distance::levenshtein;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::likeness::NUMERALS;

/// Bytes of the longest text that is taken for a line of a form: a paragraph of some ten lines.
const LONGEST: usize = 1_000;

/// Words, or ideographs, of the longest name.
const LONGEST_NAME: usize = 4;

/// How much two texts must say that is the same ([`says`]): "Nr. 14" and "Nr. 15" may be anything.
const LEAST: usize = 4;

/// How much a sentence must say with which two texts begin: "Mr." and "Prof." end no sentence.
const LEAST_OPENING: usize = 6;

/// Characters behind equal first sentences that are compared.
const COMPARED: usize = 60;

/// Heavenly stems, with which Chinese and Japanese texts count what they do not number.
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";

/// True for two lines of a form: they are alike but for numbers, labels and one name, or their first sentences are and what
/// comes behind them is not.
pub(super) fn are_filled_in(a: &str, b: &str) -> bool {
    if a.len().max(b.len()) > LONGEST {
        return false;
    }
    differ_in_filling(a, b) || begin_alike(a, b)
}

/// True when somewhere one label stands for another: "ANNEX I" and "ANNEX II", "class A" and "class B".
pub(super) fn have_other_labels(a: &str, b: &str) -> bool {
    let [a, b] = [a, b].map(|text| words(text));
    let labels = |words: &[&str]| words.iter().all(|word| is_label(word));
    capture_diff_slices(Algorithm::Myers, &a, &b).iter().any(|operation| {
        matches!(operation, DiffOp::Replace { .. })
            && labels(&a[operation.old_range()])
            && labels(&b[operation.new_range()])
    })
}

/// True when two texts differ, and in nothing but numbers, labels and one name.
fn differ_in_filling(a: &str, b: &str) -> bool {
    let [a, b] = [a, b].map(|text| words(text));
    let (mut same, mut name, mut differs) = (0, 0, false);
    let counts = |words: &[&str]| words.iter().all(|word| is_count(word));
    for operation in capture_diff_slices(Algorithm::Myers, &a, &b) {
        let (old, new) = (&a[operation.old_range()], &b[operation.new_range()]);
        if matches!(operation, DiffOp::Equal { .. }) {
            same += old.iter().map(|word| says(word)).sum::<usize>();
            continue;
        }
        differs = true;
        if counts(old) && counts(new) {
            continue;
        }
        if name > 0 || !are_names(old, new) {
            return false;
        }
        name = says(&old.concat()).max(says(&new.concat()));
    }
    differs && same >= LEAST && 2 * same >= name
}

/// True for two names, none of which is the other one misread.
fn are_names(old: &[&str], new: &[&str]) -> bool {
    let is_name = |words: &[&str]| (1..=LONGEST_NAME).contains(&words.len());
    let [a, b] = [old, new].map(|words| words.concat());
    is_name(old) && is_name(new) && are_others(&a, &b)
}

/// True when most characters of two texts differ, and more than one or two misread ones.
fn are_others(a: &str, b: &str) -> bool {
    let distance = levenshtein::distance(a.chars(), b.chars());
    says(a).max(says(b)) > 2 && 2 * distance >= a.chars().count().max(b.chars().count())
}

/// True when two texts begin with one sentence, or with two that differ in what was filled in, and go on otherwise.
fn begin_alike(a: &str, b: &str) -> bool {
    let (Some((first, rest)), Some((second, other))) = (first_sentence(a), first_sentence(b)) else { return false };
    let same = first.split_whitespace().eq(second.split_whitespace()) || differ_in_filling(first, second);
    let [rest, other] = [rest, other].map(|text| text.chars().take(COMPARED).collect::<String>());
    let length = rest.chars().count().min(other.chars().count());
    let beginning = |text: &str| text.chars().take(length).collect::<String>();
    same && says(first) >= LEAST_OPENING && are_others(&beginning(&rest), &beginning(&other))
}

/// A text's first sentence and what comes behind it, if anything does.
fn first_sentence(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let stop = |&(at, c): &(usize, char)| match c {
        '。' | '！' | '？' => true,
        '.' | '!' | '?' => text[at + 1..].starts_with(char::is_whitespace),
        _ => false,
    };
    // "4. March 2012." has a stop behind a figure, "M. Tissot." one behind an initial.
    let mut stops = text.char_indices().filter(stop).map(|(at, c)| text.split_at(at + c.len_utf8()));
    stops
        .find(|(first, _)| says(first) >= LEAST_OPENING)
        .map(|(first, rest)| (first, rest.trim()))
        .filter(|(_, rest)| !rest.is_empty())
}

/// How much a text says: its letters, of which an ideograph counts twice.
fn says(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).map(|c| 1 + usize::from(is_wide(c))).sum()
}

/// True for a number, and for what counts as numbers do.
fn is_count(word: &str) -> bool {
    word.chars().all(|c| c.is_numeric() || NUMERALS.contains(c) || STEMS.contains(c)) || is_label(word)
}

/// True for a capital that stands alone, and for a roman numeral.
fn is_label(word: &str) -> bool {
    let capital = |c: char| c.is_ascii_uppercase();
    word.len() == 1 && word.starts_with(capital) || word.chars().all(|c| "IVXLC".contains(c))
}

/// A text's words, numbers, ideographs and marks.
fn words(text: &str) -> Vec<&str> {
    let class = |c: char| match c {
        c if is_wide(c) => 0,
        c if c.is_numeric() => 1,
        c if c.is_alphabetic() => 2,
        _ => 0,
    };
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match class(first) {
            0 => first.len_utf8(),
            own => rest.find(|c| class(c) != own).unwrap_or(rest.len()),
        };
        words.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    words
}

/// True for a character of a script that does not separate its words, and for its marks.
fn is_wide(c: char) -> bool {
    c >= '\u{2e80}'
}
