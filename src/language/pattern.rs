//! Lists of regular expressions, each compiled when a text first shows what it needs ([`super::gate`]).
//!
//! What is asked of a pattern first is answered by regex-lite, which compiles one that is full of Chinese characters in a
//! twentieth of the time that regex takes, and matches it more slowly: a page asks for a few, a book for thousands. It knows of
//! Unicode only what a pattern spells out, so it is given the pattern as regex-syntax reads it: with the characters of every class.
//!
//! Words between tildes may be misread. The exact list is the patterns without the tildes; the second list, asked only
//! when a line looks like one of them and is not, lets one character of one such word of a pattern be another one, two, or
//! missing, or two neighbours be one (an `m` for an `rn`). A fuzzy match over whole patterns would let the page number and
//! the brackets slip too, which are what tells a jump line from a sentence about pages.

use std::fmt::Display;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use regex_syntax::hir::Hir;
use serde::Deserialize;
use toml::Spanned;

use super::gate::Gate;

/// Bytes of a block's beginning or end that a pattern sees: about fifty Chinese characters.
const WINDOW: usize = 160;
/// Bytes that a compiled pattern may take. The largest embedded one takes a tenth.
const LARGEST: usize = 4 << 20;

/// Texts in which a pattern is looked for before it is worth to compile it for speed: more than a newspaper page has behind one
/// gate. A text takes regex-lite up to a thirtieth of the time that regex takes to compile.
const FEW: usize = 64;

/// What stands around words of which one character may be misread.
const MISREAD: char = '~';
/// The names that groups may have.
const NAMES: [&str; 4] = ["page", "front", "words", "keyword"];

/// A list of regular expressions, each with its place in the file. `~words~` may be misread.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Patterns {
    sources: Vec<Spanned<String>>,
    #[serde(skip)]
    exact: OnceLock<Vec<Gated>>,
    #[serde(skip)]
    misread: OnceLock<Vec<Gated>>,
}

/// A pattern behind its gate, compiled for a few texts and for many.
#[derive(Clone, Debug)]
struct Gated {
    gate: Gate,
    source: String,
    asked: Arc<AtomicUsize>,
    few: OnceLock<Option<regex_lite::Regex>>,
    many: OnceLock<Option<regex::Regex>>,
}

impl Gated {
    fn new(source: String) -> Gated {
        let gate = Gate::of(&source);
        Gated { gate, source, asked: Arc::default(), few: OnceLock::new(), many: OnceLock::new() }
    }

    /// Its first match from `start` on.
    fn found(&self, text: &str, start: usize) -> Option<Found> {
        if !self.gate.lets(&text[start..]) {
            return None;
        }
        if self.asked.fetch_add(1, Ordering::Relaxed) < FEW {
            let groups = self.few.get_or_init(|| for_few(&self.source).ok()).as_ref()?.captures_at(text, start)?;
            let named = |name: &str| groups.name(name).map(|group| group.range());
            return Found::of(groups.iter().map(|group| group.map(|group| group.range())), named);
        }
        let groups = self.many.get_or_init(|| for_many(&self.source).ok()).as_ref()?.captures_at(text, start)?;
        let named = |name: &str| groups.name(name).map(|group| group.range());
        Found::of(groups.iter().map(|group| group.map(|group| group.range())), named)
    }
}

/// Where a pattern matched, in bytes of the text that was asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// All of it.
    pub(super) at: Range<usize>,
    /// Its first group.
    pub(super) group: Option<Range<usize>>,
    /// The groups that have a name, in the order of [`NAMES`].
    named: [Option<Range<usize>>; NAMES.len()],
}

impl Found {
    /// Made of all groups, the whole match first, and of those that have a name.
    fn of(
        mut groups: impl Iterator<Item = Option<Range<usize>>>,
        named: impl Fn(&str) -> Option<Range<usize>>,
    ) -> Option<Found> {
        let at = groups.next()??;
        Some(Found { at, group: groups.flatten().next(), named: NAMES.map(named) })
    }

    /// The group of that name, one of [`NAMES`].
    pub(super) fn named(&self, name: &str) -> Option<Range<usize>> {
        NAMES.iter().position(|known| *known == name).and_then(|place| self.named[place].clone())
    }
}

impl Patterns {
    /// The first pattern that does not compile: its place in the file, in bytes, and why.
    pub(super) fn fault(&self) -> Option<(usize, String)> {
        let fault = |pattern: &String| for_few(pattern).err().or_else(|| for_many(pattern).err());
        self.sources.iter().find_map(|source| {
            let patterns = [vec![exact(source.get_ref())], misread(source.get_ref())].concat();
            let reason = patterns.iter().find_map(fault)?;
            Some((source.span().start, format!("`{}` {reason}", source.get_ref())))
        })
    }

    fn exact(&self) -> &[Gated] {
        let sources = self.sources.iter().map(|source| exact(source.get_ref()));
        self.exact.get_or_init(|| sources.map(Gated::new).collect())
    }

    fn misread(&self) -> &[Gated] {
        let sources = self.sources.iter().flat_map(|source| misread(source.get_ref()));
        self.misread.get_or_init(|| sources.map(Gated::new).collect())
    }

    /// What stands at the head of `text`.
    pub(super) fn at_head(&self, text: &str) -> Option<Found> {
        at_head(self.exact(), text)
    }

    /// What stands at the end of `text`.
    pub(super) fn at_tail(&self, text: &str) -> Option<Found> {
        at_tail(self.exact(), text)
    }

    /// What stands at the head of `text` with one character misread.
    pub(super) fn misread_at_head(&self, text: &str) -> Option<Found> {
        at_head(self.misread(), text)
    }

    /// What stands at the end of `text` with one character misread.
    pub(super) fn misread_at_tail(&self, text: &str) -> Option<Found> {
        at_tail(self.misread(), text)
    }
}

fn at_head(patterns: &[Gated], text: &str) -> Option<Found> {
    let mut end = text.len().min(WINDOW);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    // What ends where the window does is not seen whole: its `$` may be the window's.
    find(patterns, &text[..end], 0).filter(|found| end == text.len() || found.at.end < end)
}

fn at_tail(patterns: &[Gated], text: &str) -> Option<Found> {
    let mut start = text.len().saturating_sub(WINDOW);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    find(patterns, text, start)
}

/// The first match from `start` on, and of those that begin there the first pattern's; `^` still means the beginning of
/// `text`.
fn find(patterns: &[Gated], text: &str, start: usize) -> Option<Found> {
    patterns.iter().filter_map(|pattern| pattern.found(text, start)).min_by_key(|found| found.at.start)
}

/// The pattern as it reads without the marks of what may be misread.
fn exact(source: &str) -> String {
    source.replace(MISREAD, "")
}

/// The pattern once for each of its words that may be misread, with that one misread.
fn misread(source: &str) -> Vec<String> {
    let parts: Vec<&str> = source.split(MISREAD).collect();
    let words = (1..parts.len()).step_by(2);
    let with = |word: usize| {
        let part = |(place, part): (usize, &&str)| if place == word { any_slip(part) } else { (*part).to_owned() };
        parts.iter().enumerate().map(part).collect()
    };
    words.map(with).collect()
}

/// An expression for every way to misread one character of `word`.
fn any_slip(word: &str) -> String {
    let characters: Vec<String> = word.chars().map(|c| regex::escape(c.encode_utf8(&mut [0; 4]))).collect();
    let with = |from: usize, taken: usize, instead: &str| {
        let (before, behind) = (&characters[..from], &characters[(from + taken).min(characters.len())..]);
        format!("{}{instead}{}", before.concat(), behind.concat())
    };
    let one = (0..characters.len()).map(|at| with(at, 1, ".{0,2}"));
    let two = (0..characters.len().saturating_sub(1)).filter(|_| characters.len() > 2).map(|at| with(at, 2, "."));
    format!("(?:{})", one.chain(two).collect::<Vec<_>>().join("|"))
}

/// Compiled soon, to be matched in a few texts.
///
/// # Errors
/// What is wrong with the pattern, in words that go on from it.
fn for_few(source: &str) -> Result<regex_lite::Regex, String> {
    let pattern: Hir = regex_syntax::parse(source).map_err(|fault| is_none(&fault))?;
    if pattern.properties().look_set().contains_word() {
        return Err("has a word boundary: say which characters stand there".to_owned());
    }
    let compiled = regex_lite::RegexBuilder::new(&pattern.to_string()).size_limit(LARGEST).build();
    compiled.map_err(|fault| is_none(&fault))
}

/// Compiled to be matched fast, in a book.
///
/// # Errors
/// As above.
fn for_many(source: &str) -> Result<regex::Regex, String> {
    regex::RegexBuilder::new(source).size_limit(LARGEST).build().map_err(|fault| is_none(&fault))
}

fn is_none(fault: &impl Display) -> String {
    format!("is no regular expression: {}", pattern_fault(fault))
}

/// What is wrong with a regular expression, without the drawing above it.
pub(crate) fn pattern_fault(fault: &impl Display) -> String {
    let said = fault.to_string();
    said.lines().last().unwrap_or("not a regular expression").trim_start_matches("error: ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_finds_the_same_in_the_first_texts_as_in_all_others() {
        for (pattern, text) in [
            (r"^(?:本报)?记者[\s　：|/](?P<words>[^，。]{2,40})$", "记者\u{2003}李小河"),
            (r"^[（(]\s?(?:上接|续)第?(?P<page>[0-9０-９一二三]{1,3})[版頁]?\s?[）)]", "（上接第１２版）正文"),
            (r"(?i)^à suivre (?P<words>PAGE ÉDITION)", "À SUIVRE page édition"),
            (r"(?:Photo|Image) ?: ?\p{Lu}[\p{L}.’ -]{2,38}$", "Photo: Élodie Güç"),
            (r"^(a|ab)(c|bcd)(d*)", "abcd"),
            (r"^[^。]{2,5}?電", "共同電、電"),
            ("^x", "y"),
        ] {
            let gated = Gated::new(pattern.to_owned());
            let first = gated.found(text, 0);
            assert_eq!(first.is_some(), pattern != "^x", "{pattern}");
            (0..FEW).for_each(|_| assert_eq!(gated.found(text, 0), first, "{pattern}"));
            assert_eq!(gated.many.get().is_some(), first.is_some(), "{pattern}");
        }
    }
}
