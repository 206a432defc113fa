//! Lists of regular expressions, each compiled when a text first shows what it needs ([`super::gate`]).
//!
//! Words between tildes may be misread. The exact list is the patterns without the tildes; the second list, asked only
//! when a line looks like one of them and is not, lets one character of one such word of a pattern be another one, two, or
//! missing, or two neighbours be one (an `m` for an `rn`). A fuzzy match over whole patterns would let the page number and
//! the brackets slip too, which are what tells a jump line from a sentence about pages.

use std::ops::Range;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use serde::Deserialize;
use toml::Spanned;

use super::gate::Gate;

/// Bytes of a block's beginning or end that a pattern sees: about fifty Chinese characters.
const WINDOW: usize = 160;
/// Bytes that a compiled pattern may take. The largest embedded one takes a tenth.
const LARGEST: usize = 4 << 20;

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

/// A pattern behind its gate.
#[derive(Clone, Debug)]
struct Gated {
    gate: Gate,
    source: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Gated {
    fn new(source: String) -> Gated {
        Gated { gate: Gate::of(&source), source, compiled: OnceLock::new() }
    }

    /// The pattern, if it may match the text.
    fn opened(&self, text: &str) -> Option<&Regex> {
        if self.gate.lets(text) { self.compiled.get_or_init(|| build(&self.source).ok()).as_ref() } else { None }
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
    /// The group of that name, one of [`NAMES`].
    pub(super) fn named(&self, name: &str) -> Option<Range<usize>> {
        NAMES.iter().position(|known| *known == name).and_then(|place| self.named[place].clone())
    }
}

impl Patterns {
    /// The first pattern that does not compile: its place in the file, in bytes, and why.
    pub(super) fn fault(&self) -> Option<(usize, String)> {
        self.sources.iter().find_map(|source| {
            let fault = build(&exact(source.get_ref())).err()?;
            let reason = fault.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            Some((source.span().start, format!("`{}` is no regular expression: {reason}", source.get_ref())))
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
    let opened = patterns.iter().filter_map(|pattern| pattern.opened(&text[start..]));
    opened.filter_map(|regex| found(regex, text, start)).min_by_key(|found| found.at.start)
}

fn found(regex: &Regex, text: &str, start: usize) -> Option<Found> {
    let captures = regex.captures_at(text, start)?;
    let group = captures.iter().skip(1).flatten().map(|group| group.range()).next();
    let named = NAMES.map(|name| captures.name(name).map(|group| group.range()));
    Some(Found { at: captures.get(0)?.range(), group, named })
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

fn build(source: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source).size_limit(LARGEST).build()
}
