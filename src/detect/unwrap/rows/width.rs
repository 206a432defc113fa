//! How wide the columns of a page are, and what shows it.
//!
//! Lines are full by the width of their column, and a column is as wide as several of its lines, one below the other. A few
//! lines say nothing by themselves: the widest of a stanza or an address is not full because the others are shorter. Those are
//! measured by the page's columns, and left alone where the page has none to measure by.

use std::ops::Range;

use super::{INDENT, Page, SHORT};
use crate::detect::Context;
use crate::detect::unwrap::Unwrap;
use crate::layout::WIDEST_PAGE;

/// Lines before or behind that say how wide a column is: a page has several, one below the other.
pub(super) const SIDE: usize = 6;
/// Lines of them that must keep to one width.
pub(super) const AGREE: usize = 3;
/// Of these lines so many may be two in one, and so many times as wide.
const MOST_DOUBLE: usize = 3;
const DOUBLE: std::ops::RangeInclusive<f64> = 1.5..=2.3;
/// Lines that a run must have to say how wide its column is. Fewer are compared with the page.
const TELLING: usize = 4;
/// Lines of one width by which a page shows how wide its columns are.
const SHOWN: usize = 4;
/// The same where lines are as narrow as those of verses and addresses: a column has many.
const SHOWN_NARROW: usize = 12;
/// One line in so many may be wider: two in one, or a headline across columns.
const WIDER: usize = 4;
/// Lines of a run at most that has no column of its own where all are narrower than the page's.
const NARROW_RUN: usize = 8;

/// What a page's lines say about the width of its columns.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shown {
    /// Enough lines keep to one width that few are wider than.
    is_shown: bool,
    /// Most lines of its wider runs have the usual width, and they are not few beside the narrow ones.
    is_of_one: bool,
    /// Lines of the usual width.
    close: usize,
}

impl Page<'_> {
    /// The width that three in four lines of long runs keep to.
    pub(super) fn usual_width(&self, runs: &[Range<usize>]) -> usize {
        let widths = |least: usize| self.widths(runs, least);
        let mut widths = [TELLING, 2].into_iter().map(widths).find(|widths| !widths.is_empty()).unwrap_or_default();
        widths.sort_unstable();
        widths.get(widths.len() * 3 / 4).copied().unwrap_or(0)
    }

    /// The widths of the lines in runs of at least so many.
    fn widths(&self, runs: &[Range<usize>], least: usize) -> Vec<usize> {
        let long = runs.iter().filter(|run| run.len() >= least);
        long.flat_map(|run| &self.rows[run.clone()])
            .map(|row| row.width)
            .filter(|&width| width <= WIDEST_PAGE)
            .collect()
    }

    /// What the lines that are not alone say about the width of the columns.
    pub(super) fn shown(&self, rule: &Unwrap, runs: &[Range<usize>]) -> Shown {
        let (narrow, wide): (Vec<&Range<usize>>, Vec<_>) =
            runs.iter().filter(|run| run.len() > 1).partition(|run| self.is_few(run));
        let lines = |runs: &[&Range<usize>]| runs.iter().map(|run| run.len()).sum::<usize>();
        let mut widths = self.widths(runs, 2);
        let close = widths.iter().filter(|width| width.abs_diff(self.width) <= self.short(self.width)).count();
        widths.sort_unstable_by(|a, b| b.cmp(a));
        let keep_to = |wider: usize| {
            let widest = widths[wider];
            let least = if self.language.spaced && widest < rule.narrowest_alone { SHOWN_NARROW } else { SHOWN };
            let full = widths[wider..].iter().take_while(|width| **width + self.short(widest) >= widest);
            full.count() >= least
        };
        // Verses of characters may be as wide as each other, and end without a mark.
        let sentences =
            || runs.iter().any(|run| run.len() > 1 && self.rows[run.clone()].iter().any(|row| row.complete));
        Shown {
            is_shown: (0..widths.len().div_ceil(WIDER)).any(keep_to) && (self.language.spaced || sentences()),
            is_of_one: close >= SHOWN && 2 * close > lines(&wide) && 2 * close >= lines(&narrow),
            close,
        }
    }

    /// How wide the column is in which row `at` of `run` stands: what several lines before and behind it keep to. Where a
    /// wider or a narrower column begins there, the narrower one; where only one side keeps to a width, as behind the lines
    /// of a headline across several columns, that one.
    pub(super) fn column(&self, run: &Range<usize>, at: usize) -> usize {
        if self.is_narrow(run) {
            return self.width;
        }
        let widths = |rows: Range<usize>| {
            self.rows[rows].iter().map(|row| row.width).filter(|&width| width <= WIDEST_PAGE).collect::<Vec<usize>>()
        };
        let own = self.rows[at].width;
        let before = widths(at.saturating_sub(SIDE).max(run.start)..at + 1);
        let behind = widths(at..run.end.min(at + 1 + SIDE));
        let widest = before.iter().chain(&behind).copied().max().unwrap_or(0);
        let agreed = |widths: &[usize]| agreed(widths, self.language.spaced);
        match (agreed(&before), agreed(&behind)) {
            (Some(before), Some(behind)) => before.min(behind).max(own),
            (None, Some(side)) | (Some(side), None) => side.max(own),
            _ if before.len() + behind.len() <= TELLING => widest.max(self.width),
            _ => widest,
        }
    }

    /// A few lines that are all narrower than the page's columns.
    fn is_few(&self, run: &Range<usize>) -> bool {
        run.len() <= NARROW_RUN && 5 * self.widest(run) < 4 * self.width
    }

    /// The same on a page of one width. Where words are not separated, not when its own lines keep to one width.
    fn is_narrow(&self, run: &Range<usize>) -> bool {
        self.shown.is_of_one && self.is_few(run) && (self.language.spaced || !self.is_even(run))
    }

    /// All lines but the last are of one width, as in a headline; or most are, as in a narrower column.
    fn is_even(&self, run: &Range<usize>) -> bool {
        let widest = self.widest(run);
        let full = self.rows[run.clone()].iter().rev().skip(1).all(|row| row.width + SHORT >= widest);
        full || self.has_own_width(run, AGREE)
    }

    /// So many lines of a run are of one width, and no fewer than the others, and sentences end among them: verses need no mark.
    fn has_own_width(&self, run: &Range<usize>, least: usize) -> bool {
        let rows = &self.rows[run.clone()];
        let of_width = |widest: usize| {
            rows.iter().filter(|row| (widest - SHORT.min(widest)..=widest).contains(&row.width)).count()
        };
        let most = rows.iter().take(NARROW_RUN).map(|row| of_width(row.width)).max().unwrap_or(0);
        most >= least && 2 * most >= rows.len() && rows.iter().any(|row| row.complete)
    }

    /// It can be seen how wide the column of a run is: by the page's lines, or by its own where all characters are as wide.
    pub(in crate::detect::unwrap) fn shows_width(&self, run: &Range<usize>) -> bool {
        self.shown.is_shown && !self.is_narrow(run) || !self.language.spaced && self.has_own_width(run, SHOWN)
    }

    /// The run stands in a column of the page's usual width, of which there are enough lines to know it.
    pub(in crate::detect::unwrap) fn has_usual_width(&self, run: &Range<usize>) -> bool {
        self.shown.close >= SHOWN_NARROW && self.widest(run) + self.short(self.width) >= self.width
    }

    /// The lines of a run are a paragraph's without another that shows how wide they could be: none breaks off in the middle of
    /// a sentence where the next word would have fitted, and in characters, where verses need no mark, one ends a sentence.
    pub(in crate::detect::unwrap) fn is_paragraph_by_itself(
        &self,
        rule: &Unwrap,
        context: &Context,
        run: &Range<usize>,
    ) -> bool {
        let full = |at: usize| {
            let tail = self.rows[at + 1].span.of(context.text);
            self.rows[at].complete || self.rows[at].hyphen || self.fits(rule, at, tail, self.opens(at)) <= 1
        };
        (run.start..run.end - 1).all(full)
            && (self.language.spaced || self.rows[run.clone()].iter().any(|row| row.complete))
    }

    /// The lines behind a run are about as wide as it is: those of one column, of which a blank line tore the rest away, where an
    /// inscription or a list above a text is narrower.
    pub(in crate::detect::unwrap) fn is_as_wide_behind(&self, run: &Range<usize>) -> bool {
        let behind = self.rows[run.end..].iter().take(AGREE).map(|row| row.width).max();
        behind.is_some_and(|width| 2 * width <= 3 * self.widest(run))
    }

    /// Columns by which a full line of so many falls short.
    fn short(&self, width: usize) -> usize {
        if self.language.spaced { SHORT.max(width / 12) } else { SHORT }
    }
}

/// The width that several of these lines keep to, when no line is wider; where `may_double`, but for a few that are two lines
/// in one: who takes the hyphen of a cut word away may take the line end along.
pub(super) fn agreed(widths: &[usize], may_double: bool) -> Option<usize> {
    let keep_to = |widest: usize| {
        let close = |&&width: &&usize| width <= widest && width + INDENT.max(widest / 12) >= widest;
        widths.iter().filter(close).count()
    };
    let widest = *widths.iter().max()?;
    if keep_to(widest) >= AGREE {
        return Some(widest);
    }
    let doubles = |width: usize| {
        let wider = || widths.iter().filter(move |&&other| other > width);
        let double = |&other: &usize| DOUBLE.contains(&(other as f64 / width as f64));
        wider().count() <= MOST_DOUBLE && wider().all(double)
    };
    widths.iter().copied().filter(|&width| may_double && keep_to(width) > AGREE && doubles(width)).max()
}
