//! Are the pages of a file those of one text? Letters of one office and poems, a page each, have heads and numbers at the
//! edges of their pages too, which are their own.

use rustc_hash::FxHashSet;

use crate::detect::furniture::paged::Pages;
use crate::detect::furniture::{Found, Kind};
use crate::detect::turn;

/// Page ends that are looked at.
const LOOKED_AT: usize = 100;

impl Pages<'_> {
    /// True when the pages are those of one text: a sentence goes on over one of their ends, or they are numbered as only
    /// pages are.
    pub(super) fn go_on(&self, found: &[Found]) -> bool {
        let firm = |found: &Found| {
            let row = found.row;
            let foot =
                self.pages.iter().any(|(page, rows)| *page == self.rows[row].page && row * 2 > rows.start + rows.end);
            match self.rows[row].folio {
                Some(folio) => found.confidence >= 0.96 && (folio.dressed || foot),
                None => found.kind == Kind::Head && found.confidence >= 0.99,
            }
        };
        let taken: FxHashSet<usize> = found.iter().map(|found| found.row).collect();
        let text = self.context.text;
        let left = |row: &usize| !taken.contains(row);
        let torn = |place: usize| {
            let (before, after) = (self.pages[place].1.clone(), self.pages[place + 1].1.clone());
            let last = before.rev().find(left).map(|row| &self.rows[row]);
            let first = after.into_iter().find(left).map(|row| &self.rows[row]);
            last.zip(first).is_some_and(|(last, first)| {
                let (before, after) = (turn::tail(last.span.of(text)), turn::head(first.span.of(text)));
                last.prose && first.prose && turn::runs_on(self.context, before, after)
            })
        };
        let ends = self.pages.len().saturating_sub(1).min(LOOKED_AT);
        found.iter().any(firm) || self.mirrored(found) || (0..ends).any(torn)
    }

    /// True when the numbers of heads stand at the outer edges of pages: before the head of an even page, behind that of an
    /// odd one.
    fn mirrored(&self, found: &[Found]) -> bool {
        let (mut left, mut right) = (0, 0);
        for row in found.iter().filter(|found| found.kind == Kind::Head).map(|found| found.row) {
            let text = self.text(row);
            let page = self.rows[row].page;
            for &(rest, value) in self.rows[row].ends.iter().filter(|&&(_, value)| self.support(page, value) > 0) {
                match (text.ends_with(rest), value % 2 == 0) {
                    (true, true) => left += 1,
                    (false, false) => right += 1,
                    _ => return false,
                }
            }
        }
        left > 0 && right > 0
    }
}
