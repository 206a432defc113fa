//! How a page sets its paragraphs apart: by blank lines and indentations, or by nothing but the width of their last line.
//!
//! Readers of pages lose indentations, and keep them in one block and lose them in the next. So the page is asked first, and
//! then each block that shows ends of paragraphs by itself.

use super::{INDENT, Page};
use crate::detect::Context;
use crate::detect::unwrap::Unwrap;

/// How many times more than lines differ by the last line of a paragraph falls short, to be known for one. Characters are all
/// equally wide: a line of them that three more would have fitted in is not full.
const SHORT: f32 = 3.0;
const SHORT_OF_CHARACTERS: f32 = 1.5;

/// First lines of paragraphs that show where they begin.
const FIRST_LINES: usize = 3;

/// Where the first lines of a page's paragraphs begin, as those show whose beginnings are certain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum FirstLines {
    /// Too few are certain, or they differ.
    Unknown,
    /// At the margin: none lost an indentation.
    Flush,
    /// They have room for the indentation that they lost.
    Indented,
}

impl Page<'_> {
    /// Looks how the page sets its paragraphs apart, and where a block of lines does otherwise.
    pub(in crate::detect::unwrap) fn find_style(&mut self, rule: &Unwrap, context: &Context) {
        let (mut marked, mut unmarked) = (0, 0);
        let most = if self.language.spaced { SHORT } else { SHORT_OF_CHARACTERS };
        let mut otherwise = Vec::new();
        for run in self.runs() {
            marked += usize::from(run.start > 0 && self.rows[run.start - 1].complete);
            let (mut own_marked, mut own_unmarked) = (0, 0);
            for at in run.start..run.end - 1 {
                let (row, next) = (&self.rows[at], &self.rows[at + 1]);
                let tail = next.span.of(context.text);
                let short = || self.room(at, tail, self.opens(at)) > most * self.slack(rule, at);
                own_marked += usize::from(row.complete && next.begins);
                own_unmarked +=
                    usize::from(row.complete && !next.begins && !self.language.begins_open(tail) && short());
            }
            marked += own_marked;
            unmarked += own_unmarked;
            if own_marked == 0 && own_unmarked > 0 {
                otherwise.push(run);
            }
        }
        let of_page = marked > 2 * unmarked || unmarked == 0;
        self.marked.fill(of_page);
        for run in otherwise {
            self.marked[run].fill(false);
        }
        self.indents = self.indents_paragraphs(context);
        self.first_lines = self.first_lines(rule, context);
    }

    /// True when the first line of nearly every run of lines is indented, and no other.
    fn indents_paragraphs(&self, context: &Context) -> bool {
        let indented = |at: usize| {
            let line = &context.layout.lines[self.rows[at].line];
            line.span.start < self.rows[at].span.start
        };
        let runs: Vec<_> = self.runs().into_iter().filter(|run| run.len() > 1).collect();
        let first = runs.iter().filter(|run| indented(run.start) && !indented(run.start + 1)).count();
        first >= FIRST_LINES && 10 * first >= 9 * runs.len()
    }

    /// Where the paragraphs of the page begin: what most first lines behind certain ends of paragraphs have room for.
    fn first_lines(&self, rule: &Unwrap, context: &Context) -> FirstLines {
        let ends = (0..self.rows.len().saturating_sub(1)).filter(|&at| {
            let tail = self.rows[at + 1].span.of(context.text);
            let certain = self.rows[at].complete && !self.marked[at] && !self.begins_run(at + 1);
            certain && self.fits(rule, at, tail, self.opens(at)) > 1
        });
        let said: Vec<f32> =
            ends.map(|end| self.first_line(rule, context, end + 1)).filter(|bits| *bits != 0.0).collect();
        let full = said.iter().filter(|bits| **bits == rule.unindented[0]).count();
        match said.len() {
            few if few < FIRST_LINES => FirstLines::Unknown,
            all if 4 * full > 3 * all => FirstLines::Flush,
            all if 4 * full < all => FirstLines::Indented,
            _ => FirstLines::Unknown,
        }
    }

    /// What the width of row `at` says about its being the first line of a paragraph that lost its indentation: it has
    /// room for one, or none. Only where all characters are equally wide.
    pub(super) fn first_line(&self, rule: &Unwrap, context: &Context, at: usize) -> f32 {
        let row = &self.rows[at];
        let Some(next) = self
            .rows
            .get(at + 1)
            .filter(|_| !self.language.spaced && self.first_lines != FirstLines::Flush && !row.complete)
        else {
            return 0.0;
        };
        if self.begins_run(at + 1) {
            return 0.0;
        }
        let room = self.columns[at] as isize
            - (row.width + self.measure.first_word(next.span.of(context.text), self.language)) as isize;
        match room {
            // The line of a wider column begins something, if only a headline.
            _ if at > 0 && self.columns[at] > self.columns[at - 1] + INDENT => rule.unindented[1],
            room if room < 1 => rule.unindented[0],
            room if (1..=INDENT as isize + 1).contains(&room) => rule.unindented[1],
            _ => 0.0,
        }
    }

    /// What speaks for one paragraph at the end of a sentence where nothing marks one: the `room` that is left in its line, and
    /// what the next line says about its being a first one. Characters are equally wide: where another fits, a line is not full.
    pub(super) fn goes_on(&self, rule: &Unwrap, room: f32, first_line: f32) -> f32 {
        match self.language.spaced {
            true => first_line,
            false if room >= 0.0 => rule.unmarked_short + first_line,
            false if first_line < 0.0 || self.first_lines != FirstLines::Unknown => first_line,
            false => rule.unmarked_full[usize::from(first_line > 0.0)],
        }
    }
}
