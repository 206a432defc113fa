//! A line between the upper edge of a page and the page's number: a head, though no other page has it.
//!
//! The left pages of a book often say something else than the right ones, and each chapter has a head of its own. In a text
//! of few pages such a head stands there once. What tells is where it stands: nothing of the text comes above the number of
//! its page.
//!
//! **What is left alone.** A line that goes on with the page before, or goes on itself below the number: that number stood in
//! the margin, and the reader put it behind the first line beside it. The title on page 1, headings marked as such, captions, and sentences, unless
//! the text runs on around both. The price: heads below the number, where as often a chapter begins.

use rustc_hash::FxHashSet;

use crate::detect::furniture::paged::Pages;
use crate::detect::furniture::paged::lines::is_sentence;
use crate::detect::furniture::row::{SHORTEST, says};
use crate::detect::furniture::{Found, Kind};
use crate::detect::turn;
use crate::junction;

/// Pages around whose numbers have to count with the page's own. One is a list of two.
const LEAST_SUPPORT: usize = 2;
/// Bits by which the text above likes the text below, around both, for a line with a full stop to be a head.
const RUNS_ON: f32 = 4.0;

impl Pages<'_> {
    /// Heads that stand outside of their pages' numbers, and those numbers, on pages of which nothing was `found` at the head.
    pub(super) fn outside_numbers(&self, found: &[Found]) -> Vec<Found> {
        let taken: FxHashSet<usize> = found.iter().map(|found| found.row).collect();
        let bare = (0..self.pages.len()).filter(|&place| !taken.contains(&self.pages[place].1.start));
        bare.filter_map(|place| self.outside_number(place)).flatten().collect()
    }

    fn outside_number(&self, place: usize) -> Option<[Found; 2]> {
        let (page, rows) = &self.pages[place];
        let row = rows.start;
        let folio = self.rows.get(row + 1).filter(|next| next.page == *page)?.folio?;
        let support = self.support(*page, folio.value);
        let text = self.text(row);
        let may_be = self.rows[row].open && support >= LEAST_SUPPORT && says(text) >= SHORTEST;
        if !may_be || self.rows[row].heading || self.is_caption(text) {
            return None;
        }
        let last = place.checked_sub(1).and_then(|before| {
            let mut above = self.pages[before].1.clone().rev();
            above.find(|&row| self.rows[row].folio.is_none())
        });
        let behind = Some(row + 2).filter(|behind| rows.contains(behind));
        let language = self.context.language_of(text);
        let model = self.context.model_of(language)?;
        let attraction = |before: Option<usize>, after: Option<usize>| {
            before.zip(after).map(|(before, after)| {
                let (before, after) = (turn::tail(self.text(before)), turn::head(self.text(after)));
                junction::attraction(model, before, after, language)
            })
        };
        let (into, past) = (attraction(last, Some(row)), attraction(last, behind));
        let is_text = into.into_iter().chain(attraction(Some(row), behind)).any(|bits| bits > 0.0);
        if is_text || is_sentence(text) && past.is_none_or(|bits| bits < RUNS_ON) {
            return None;
        }
        let why = format!("counts with {support} pages around");
        let number = Found { row: row + 1, kind: Kind::Folio, confidence: 0.96, why: why.clone() };
        let why = format!("stands above the page's number, which {why}");
        let head = Found { row, kind: Kind::Head, confidence: 0.93, why };
        (!self.is_title(&head)).then_some([head, number])
    }
}
