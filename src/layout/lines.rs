//! Cutting a text into lines, and how wide a line is.
//!
//! Line ends are looked for bytewise: in UTF-8 none of their bytes can be part of another character.

use memchr::{memchr3_iter, memmem};

use super::Line;
use crate::span::Span;

pub(super) const FORM_FEED: u8 = 0x0c;

const SEPARATORS: [&str; 2] = ["\u{2028}", "\u{2029}"];

/// The lines of `text`. A single line of 100 MB is one entry.
pub(super) fn cut(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    let mut cutter = Cutter {
        text,
        separated: SEPARATORS.iter().any(|mark| memmem::find(bytes, mark.as_bytes()).is_some()),
        lines: Vec::new(),
    };
    let mut start = 0;
    for at in memchr3_iter(b'\n', b'\r', FORM_FEED, bytes) {
        // The line feed of a CR LF, or the one behind a form feed, is already taken.
        if at < start {
            continue;
        }
        let mut end = at;
        if bytes.get(at) == Some(&FORM_FEED) {
            if start < at {
                cutter.push(start, at, at);
            }
            start = at;
            end = at + 1;
        }
        let full_end = end + line_end(&bytes[end..]);
        cutter.push(start, end, full_end);
        start = full_end;
    }
    if start < bytes.len() {
        cutter.push(start, bytes.len(), bytes.len());
    }
    cutter.lines
}

/// How many bytes the line end takes with which `bytes` begins.
fn line_end(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

struct Cutter<'t> {
    text: &'t str,
    /// True when the text holds U+2028 or U+2029 at all, which hardly one does.
    separated: bool,
    lines: Vec<Line>,
}

impl Cutter<'_> {
    fn push(&mut self, mut start: usize, end: usize, full_end: usize) {
        if self.separated {
            let from = start;
            for (at, mark) in self.text[from..end].match_indices(['\u{2028}', '\u{2029}']) {
                let at = from + at;
                self.lines.push(Line { span: Span::new(start, at), full_end: at + mark.len() });
                start = at + mark.len();
            }
            if start == end && start > from && full_end == end {
                return;
            }
        }
        self.lines.push(Line { span: Span::new(start, end), full_end });
    }
}

/// True for what cannot be seen: white space of any kind, a byte order mark, a zero-width space.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// The part of `span` without blanks at its ends; empty when nothing of it can be seen.
pub(super) fn trimmed(text: &str, span: Span) -> Span {
    let content = span.of(text);
    let rest = content.trim_start_matches(is_blank);
    let start = span.end - rest.len();
    Span::new(start, start + rest.trim_end_matches(is_blank).len())
}

/// Columns of what stands in a line, blanks aside.
pub fn filled(line: &str) -> usize {
    line.split_whitespace().map(columns).sum()
}

/// About how many columns `text` takes: two for each character from U+3000 on, one for any other, also a tab.
///
/// Counted by the first byte of each character, thirty times as fast as looking each one up, and right to a few per cent:
/// combining marks and half-width kana are counted too wide, Chinese dashes and quotation marks too narrow. Line widths
/// are only ever compared with each other, with more slack than that.
pub fn columns(text: &str) -> usize {
    text.bytes().map(|b| usize::from(!(0x80..0xc0).contains(&b)) + usize::from(b >= 0xe3)).sum()
}
