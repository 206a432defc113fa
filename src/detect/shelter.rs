//! Where characters are not prose: code, formulas, HTML, addresses.
//!
//! Techniques that change single characters ask here before they touch one. A line is looked through when the first
//! question about it comes, so that a text in which nothing was found costs nothing. What is sheltered too much stays
//! misread, which is the cheaper mistake; a mark that opens and never closes shelters nothing.

use memchr::memmem;

use crate::detect::Context;
use crate::layout::{BlockKind, Layout};
use crate::span::Span;

/// Bytes behind an opening mark in which its end is looked for; bounds the work on a line of opening marks.
const REACH: usize = 1_000;

/// The sheltered stretches of the line last asked about. Questions must come in the order of the text to be cheap.
pub(super) struct Shelter<'a> {
    text: &'a str,
    layout: &'a Layout,
    line: Span,
    spans: Vec<Span>,
}

impl<'a> Shelter<'a> {
    pub(super) fn new(context: &Context<'a>) -> Self {
        Shelter { text: context.text, layout: context.layout, line: Span::at(0), spans: Vec::new() }
    }

    /// True when some of `at` must stay as it is.
    pub(super) fn covers(&mut self, at: Span) -> bool {
        use BlockKind::{Code, Formula, FrontMatter, Html, Image, PageBreak, ThematicBreak};
        let Some(block) = self.layout.block_of(at.start).map(|index| &self.layout.blocks[index]) else {
            return false;
        };
        if matches!(block.kind, Code | Formula | FrontMatter | Html | Image | PageBreak | ThematicBreak) {
            return true;
        }
        if at.start < self.line.start || at.end > self.line.end {
            let Some(line) = self.layout.lines.get(self.layout.line_of(at.start)) else { return true };
            self.line = line.span;
            self.spans = spans(line.span.of(self.text));
        }
        let at =
            Span::new(at.start.max(self.line.start) - self.line.start, at.end.max(self.line.start) - self.line.start);
        let first = self.spans.partition_point(|span| span.end <= at.start);
        self.spans.get(first).is_some_and(|span| span.start < at.end.max(at.start + 1))
    }
}

/// Code in back quotes, formulas in dollar signs, tags, addresses and the targets of links, in their order.
fn spans(line: &str) -> Vec<Span> {
    let bytes = line.as_bytes();
    let mut spans: Vec<Span> = Vec::new();
    let mut from = 0;
    while let Some(found) =
        bytes[from..].iter().position(|b| matches!(b, b'`' | b'$' | b'<' | b'\\' | b'/' | b'@' | b'(' | b'.'))
    {
        let at = from + found;
        let reach = &bytes[at..(at + REACH).min(bytes.len())];
        let span = match bytes[at] {
            b'`' => {
                let quotes = reach.iter().take_while(|b| **b == b'`').count();
                let close = memmem::find_iter(&reach[quotes..], &reach[..quotes]).next();
                close.map(|close| Span::new(at, at + quotes + close + quotes))
            }
            b'$' => formula(reach).map(|length| Span::new(at, at + length)),
            b'\\' if reach.starts_with(b"\\(") => memmem::find(reach, b"\\)").map(|end| Span::new(at, at + end + 2)),
            b'<' if reach.get(1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!')) => {
                memchr::memchr(b'>', reach).map(|end| Span::new(at, at + end + 1))
            }
            b'(' if at > 0 && bytes[at - 1] == b']' => {
                memchr::memchr(b')', reach).map(|end| Span::new(at, at + end + 1))
            }
            b'/' if reach.starts_with(b"//") && at > 0 && bytes[at - 1] == b':' => Some(address(bytes, at)),
            b'@' => Some(address(bytes, at)).filter(|span| span.start < at && span.end > at + 1),
            b'.' if at >= 3 && bytes[at - 3..at].eq_ignore_ascii_case(b"www") => Some(address(bytes, at)),
            _ => None,
        };
        let Some(span) = span.filter(|span| line.is_char_boundary(span.start) && line.is_char_boundary(span.end))
        else {
            from = at + 1;
            continue;
        };
        from = span.end.max(at + 1);
        spans.push(span);
    }
    spans
}

/// The length of a formula in dollar signs: no blank inside either sign, no figure behind it, and something that prices do
/// not have.
fn formula(reach: &[u8]) -> Option<usize> {
    let signs = reach.iter().take_while(|b| **b == b'$').count();
    let inner = &reach[signs..];
    let close = memmem::find(inner, &reach[..signs])?;
    let (formula, behind) = (&inner[..close], inner.get(close + signs));
    let tight = !formula.first()?.is_ascii_whitespace() && !formula.last()?.is_ascii_whitespace();
    let meant = formula.iter().any(|b| matches!(b, b'\\' | b'^' | b'_' | b'=' | b'{')) || formula.len() <= 2;
    (tight && meant && !behind.is_some_and(u8::is_ascii_digit)).then_some(2 * signs + close)
}

/// The stretch around `at` of what addresses are written with: up to a blank, a bracket, or a mark of Chinese print. What
/// stands before `at` is ASCII.
fn address(bytes: &[u8], at: usize) -> Span {
    let ends = |b: u8| b.is_ascii_whitespace() || b.is_ascii_control() || b"<>\"()[]`|".contains(&b);
    let before = bytes[at.saturating_sub(REACH)..at].iter().rev().take_while(|b| b.is_ascii() && !ends(**b)).count();
    let own = &bytes[at..(at + REACH).min(bytes.len())];
    let behind = (0..own.len())
        .take_while(|&i| !ends(own[i]) && !matches!(own[i..], [0xe3, 0x80, ..] | [0xef, 0xbc, ..]))
        .count();
    Span::new(at - before, at + behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_prose_is_sheltered() {
        for (line, sheltered) in [
            ("a `b ﬁ` c", vec!["`b ﬁ`"]),
            ("a ``b ` ﬁ`` c", vec!["``b ` ﬁ``"]),
            ("it costs $5 and $6", vec![]),
            ("so $x^2$ and $y$ hold", vec!["$x^2$", "$y$"]),
            ("a <br/> b < c", vec!["<br/>"]),
            ("见https://example.com/a,b，和info@example.com。", vec!["https://example.com/a,b", "info@example.com"]),
            ("[text](target) (note)", vec!["(target)"]),
            ("an open ` mark", vec![]),
        ] {
            let found: Vec<&str> = spans(line).into_iter().map(|span| span.of(line)).collect();
            assert_eq!(found, sheltered, "{line}");
        }
    }
}
