//! Lists of regular expressions that are compiled as one, when first asked.

use std::ops::Range;
use std::sync::OnceLock;

use regex::{Captures, Regex, RegexBuilder};
use serde::Deserialize;
use toml::Spanned;

/// Bytes of a block's beginning or end that a pattern sees: about fifty Chinese characters.
const WINDOW: usize = 160;
/// Bytes that a compiled list may take. The largest embedded one takes a tenth.
const LARGEST: usize = 4 << 20;

/// A list of regular expressions, each with its place in the file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Patterns {
    sources: Vec<Spanned<String>>,
    #[serde(skip)]
    compiled: OnceLock<Option<Regex>>,
}

/// Where a pattern matched, in bytes of the text that was asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// All of it.
    pub(super) at: Range<usize>,
    /// Its first group.
    pub(super) group: Option<Range<usize>>,
}

impl Patterns {
    /// The first pattern that does not compile: its place in the file, in bytes, and why.
    pub(super) fn fault(&self) -> Option<(usize, String)> {
        self.sources.iter().find_map(|source| {
            let fault = build(source.get_ref()).err()?;
            let reason = fault.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            Some((source.span().start, format!("`{}` is no regular expression: {reason}", source.get_ref())))
        })
    }

    fn regex(&self) -> Option<&Regex> {
        let compile = || {
            if self.sources.is_empty() {
                return None;
            }
            // Names of groups may stand in several patterns, but in a joined one only once: so they are numbered.
            let joined: Vec<String> = self.sources.iter().enumerate().map(|(i, s)| numbered(s.get_ref(), i)).collect();
            build(&joined.join("|")).ok()
        };
        self.compiled.get_or_init(compile).as_ref()
    }

    /// What stands at the head of `text`.
    pub(super) fn at_head(&self, text: &str) -> Option<Found> {
        let mut end = text.len().min(WINDOW);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        // What ends where the window does is not seen whole: its `$` may be the window's.
        self.find(&text[..end], 0).filter(|found| end == text.len() || found.at.end < end)
    }

    /// What stands at the end of `text`.
    pub(super) fn at_tail(&self, text: &str) -> Option<Found> {
        let mut start = text.len().saturating_sub(WINDOW);
        while !text.is_char_boundary(start) {
            start += 1;
        }
        self.find(text, start)
    }

    /// The first match from `start` on; `^` still means the beginning of `text`.
    fn find(&self, text: &str, start: usize) -> Option<Found> {
        let captures = self.regex()?.captures_at(text, start)?;
        Some(Found { at: captures.get(0)?.range(), group: group(&captures) })
    }
}

fn group(captures: &Captures) -> Option<Range<usize>> {
    captures.iter().skip(1).flatten().map(|group| group.range()).next()
}

/// The pattern as one of many.
fn numbered(source: &str, index: usize) -> String {
    let named = |open: &str| (format!("(?{open}page>"), format!("(?{open}page{index}>"));
    let ((long, long_numbered), (short, short_numbered)) = (named("P<"), named("<"));
    format!("(?:{})", source.replace(&long, &long_numbered).replace(&short, &short_numbered))
}

fn build(source: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source).size_limit(LARGEST).build()
}
