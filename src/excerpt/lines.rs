//! Which line a byte is in, and which column.
//!
//! Finding the line of a byte is a binary search, and its column is counted from the nearest of evenly spaced marks, so
//! that ten thousand findings in one line of 100 MB cost no more than ten thousand findings in short lines.

use serde::Serialize;

use super::slice;
use crate::span::Span;

/// Bytes between two marks of [`Lines`]: at most so many are looked at for one column; eight bytes of memory each.
const MARK_EVERY: usize = 1024;

/// A place in a text, as editors count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// From 1; lines end with a line feed.
    pub line: usize,
    /// From 1, in characters (Unicode scalar values).
    pub column: usize,
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The lines of a text.
#[derive(Clone, Debug)]
pub struct Lines<'t> {
    text: &'t str,
    /// Where each line begins. A line feed at the end of the text begins no further line.
    starts: Vec<usize>,
    /// Characters in front of every [`MARK_EVERY`]th byte.
    marks: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// Reads the text once.
    pub fn new(text: &'t str) -> Self {
        let mut starts = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            starts.push(at);
            at += line.len();
        }
        let chunks = text.as_bytes().chunks(MARK_EVERY);
        let marks = chunks.scan(0, |seen, chunk| {
            let before = *seen;
            *seen += begun(chunk);
            Some(before)
        });
        Lines { text, marks: marks.collect(), starts }
    }

    /// The whole text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// How many lines there are; none in an empty text.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// Where each line begins, in bytes.
    pub fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// The line, from 1, that holds byte `at`; the last line for what lies behind the text.
    pub fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|&s| s <= at).max(1)
    }

    /// Line and column of byte `at`.
    pub fn position(&self, at: usize) -> Position {
        let at = at.min(self.text.len());
        let line = self.line_of(at);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        Position { line, column: self.characters(at) - self.characters(start) + 1 }
    }

    /// Bytes of line `line` (from 1), its line end included. `None` when there is no such line.
    pub fn span(&self, line: usize) -> Option<Span> {
        let start = *self.starts.get(line.checked_sub(1)?)?;
        Some(Span::new(start, self.starts.get(line).copied().unwrap_or(self.text.len())))
    }

    /// The text of line `line` (from 1), its line end included; empty when there is no such line.
    pub fn line(&self, line: usize) -> &'t str {
        self.span(line).map_or("", |span| slice(self.text, span))
    }

    /// Characters that begin in front of byte `at`.
    fn characters(&self, at: usize) -> usize {
        let chunk = at / MARK_EVERY;
        match self.marks.get(chunk) {
            Some(before) => before + begun(&self.text.as_bytes()[chunk * MARK_EVERY..at]),
            None => {
                let last = self.marks.len().saturating_sub(1);
                self.marks.last().unwrap_or(&0) + begun(&self.text.as_bytes()[last * MARK_EVERY..])
            }
        }
    }
}

/// Characters that begin in `bytes` of UTF-8.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let lines = Lines::new("早上好\r\nsecond 行\n\nlast");
        assert_eq!(lines.count(), 4);
        assert_eq!(lines.position(0), Position { line: 1, column: 1 });
        assert_eq!(lines.position(6), Position { line: 1, column: 3 });
        assert_eq!(lines.position("早上好\r\nsecond 行".len()), Position { line: 2, column: 9 });
        assert_eq!(lines.position(usize::MAX), Position { line: 4, column: 5 });
        assert_eq!(lines.line(2), "second 行\n");
        assert_eq!(lines.span(5), None);
        assert_eq!(lines.span(0), None);
        assert_eq!(Lines::new("").position(0), Position { line: 1, column: 1 });
    }

    #[test]
    fn columns_far_into_a_long_line_agree_with_counting() {
        let text = "a中é".repeat(MARK_EVERY);
        let lines = Lines::new(&text);
        for (count, (at, _)) in text.char_indices().enumerate() {
            assert_eq!(lines.position(at).column, count + 1);
        }
        assert_eq!(lines.position(text.len()).column, text.chars().count() + 1);
    }
}
