//! How wide a line is. A figure or a Latin letter is half as wide as a character; but in columns that are set from top to
//! bottom each has a cell of its own, and full lines are then of one number of characters. The page's lines tell which.

use super::Row;
use crate::language::Language;
use crate::layout::columns;

/// Half-width characters that a line must have to tell: with fewer, a mark that may not end or begin a line makes as much.
const TELLING: usize = 3;
/// Columns by which a full line is longer or shorter, for a mark that hangs in the margin or may not end it.
const HANGING: usize = 2;
/// How many times as many lines must be full in cells as otherwise. Of 39 development pages that are set in cells none has a
/// line that is not; of 223 others 29 are taken for such, 25 of them because one or two lines are all that tell.
const CELLS: usize = 4;

/// What a half-width character takes on this page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Measure {
    /// One column of the two that a full-width character takes.
    Half,
    /// Two, as every other character.
    Cell,
}

impl Measure {
    /// How the lines of a page are measured, which have these `rows`: by what makes those with half-width characters as wide
    /// as those without are.
    pub(super) fn of(rows: &[Row], language: &Language, text: &str) -> Measure {
        if language.spaced {
            return Measure::Half;
        }
        let open = rows.iter().filter(|row| !row.complete);
        let measured = open.map(|row| (row.width, Measure::Cell.columns(row.span.of(text))));
        let (plain, mixed): (Vec<_>, Vec<_>) = measured.partition(|(half, cell)| half == cell);
        let mut widths: Vec<usize> = plain.iter().map(|(half, _)| *half).collect();
        widths.sort_unstable();
        let Some(full) = widths.get(widths.len() * 3 / 4) else { return Measure::Half };
        let is_full = |width: usize| width.abs_diff(*full) <= HANGING;
        let telling: Vec<_> = mixed.iter().filter(|(half, cell)| cell - half >= TELLING).collect();
        let halves = telling.iter().filter(|(half, cell)| is_full(*half) && !is_full(*cell)).count();
        let cells = telling.iter().filter(|(half, cell)| is_full(*cell) && !is_full(*half)).count();
        if cells > CELLS * halves { Measure::Cell } else { Measure::Half }
    }

    /// Columns of `content`.
    pub(super) fn columns(self, content: &str) -> usize {
        match self {
            Measure::Half => columns(content),
            Measure::Cell => 2 * content.chars().count(),
        }
    }

    /// Columns that the first word of a line would have taken at the end of the line before, its blank included. Where no blanks
    /// separate words, what a typesetter keeps in one line: a character, or letters and figures up to the next one, with the
    /// marks that may not end a line before it and those that may not begin one behind. In cells each stands by itself.
    pub(super) fn first_word(self, content: &str, language: &Language) -> usize {
        let is_character = |c: char| self == Measure::Cell || c >= '\u{2e80}';
        if language.spaced {
            let word = content.split(char::is_whitespace).next().unwrap_or_default();
            return if word.chars().take(3).any(is_character) { 2 } else { 1 + self.columns(word) };
        }
        let opens = content.trim_start_matches(|c| language.cannot_end.contains(c));
        let word = match opens.char_indices().find(|&(_, c)| is_character(c) || c.is_whitespace()) {
            Some((0, c)) => &opens[c.len_utf8()..],
            Some((end, _)) => &opens[end..],
            None => "",
        };
        let rest = word.trim_start_matches(|c| language.cannot_begin.contains(c));
        self.columns(&content[..content.len() - rest.len()])
    }
}
