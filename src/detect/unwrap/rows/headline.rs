//! Headlines of several lines.
//!
//! A headline is set in larger type than the text below it: its lines hold fewer characters, and the width of the column says
//! nothing about them. They are full by their own width. And one that goes across several columns is wider than any of
//! their lines; readers of pages put a blank line between its lines, because they stand so far apart.
//!
//! Only where words are not separated: a headline torn in the middle of a word is known by that.

use std::ops::Range;

use super::{INDENT, Page, Row, SHORT};
use crate::detect::Context;
use crate::detect::unwrap::Unwrap;

/// Lines of a headline at most, and columns of its lines at least: names and titles are shorter.
const MOST: usize = 4;
const NARROWEST: usize = 10;

impl Page<'_> {
    /// How many of the first lines of a run are one headline in larger type, and what speaks for that in bits.
    pub(in crate::detect::unwrap) fn headline(
        &self,
        rule: &Unwrap,
        context: &Context,
        run: &Range<usize>,
    ) -> Option<(usize, f32)> {
        let line = |at: usize| self.rows[at].span.of(context.text);
        let first = run.clone().take(MOST + 1);
        let byline = first.clone().find(|&at| self.language.looks_like_byline(line(at)));
        let end = byline.unwrap_or(run.end);
        let lines = run.start..end;
        if self.language.spaced || !(2..=MOST).contains(&lines.len()) {
            return None;
        }
        let own = &self.rows[lines.clone()];
        let (last, full) = own.split_last()?;
        let widest = self.widest(&lines);
        let even = full.iter().all(|row| row.width + SHORT >= widest);
        // Verses are as wide as each other to the last.
        let ends = last.width + SHORT <= widest || byline.is_some() && last.width <= widest;
        let larger = widest >= NARROWEST && widest + INDENT <= self.width;
        let plain = own.iter().all(|row| !row.complete && !row.begins && !row.item)
            && lines.clone().all(|at| !self.cannot_join(&self.rows[at], line(at), line(at)));
        if !(even && ends && larger && plain) {
            return None;
        }
        let seams = lines.start..lines.end - 1;
        let said = |at: usize| rule.prior + rule.fits[1] + self.runs_on(rule.runs_on, rule, line(at), line(at + 1));
        let bits: f32 = seams.map(said).sum();
        (bits >= rule.sure()).then_some((lines.len(), bits))
    }

    /// The lines of a run are those of a headline across several columns, and the line behind the blank one may be the rest
    /// of it.
    pub(in crate::detect::unwrap) fn is_wide_headline(&self, context: &Context, run: &Range<usize>) -> bool {
        let Some(next) = self.rows.get(run.end) else { return false };
        let byline = |row: &Row| self.language.looks_like_byline(row.span.of(context.text));
        let last = self.rows.get(run.end + 1).is_none_or(|row| self.begins_run(run.end + 1) || byline(row));
        let rows = &self.rows[run.clone()];
        !self.language.spaced
            && self.in_blocks
            && rows.len() < MOST
            && rows.iter().all(|row| row.width > self.width + INDENT && next.width <= row.width)
            && last
    }

    /// The last of a few lines is as wide as those of the block `above`, which show how wide their column is.
    pub(in crate::detect::unwrap) fn fills_column_above(
        &self,
        context: &Context,
        run: &Range<usize>,
        above: &Range<usize>,
    ) -> bool {
        let row = &self.rows[run.end - 1];
        let alike = || self.rows[above.clone()].iter().filter(|other| other.width.abs_diff(row.width) <= SHORT).count();
        !self.language.spaced
            && self.in_blocks
            && !above.is_empty()
            && 2 * alike() >= above.len()
            // A date and what stands in a page's head are set with blanks.
            && !row.span.of(context.text).contains(char::is_whitespace)
    }
}
