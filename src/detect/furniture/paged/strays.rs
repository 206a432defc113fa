//! Furniture that the peeling of the edges misses: page numbers that were misread beyond counting, and heads that slipped
//! into the page.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::detect::furniture::paged::Pages;
use crate::detect::furniture::row::key;
use crate::detect::furniture::{Found, Kind};

/// Pages that must end with a number or a letter for those to be what became of page numbers.
const LEAST_BLOTS: usize = 3;

impl Pages<'_> {
    /// Last lines of pages that are a number or a single letter where most pages have one: page numbers that were misread
    /// beyond counting. Numbers that count were taken before.
    pub(super) fn blots(&self, found: &[Found]) -> Vec<Found> {
        let is_blot = |row: &usize| {
            let text = self.text(*row);
            let mut letters = text.chars();
            let letter = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
            self.rows[*row].open && (letter || self.rows[*row].folio.is_some())
        };
        let last = self.pages.iter().map(|(_, rows)| rows.end - 1).filter(|row| *row > 0);
        let blots: Vec<usize> = last.filter(is_blot).collect();
        if blots.len() < LEAST_BLOTS || blots.len() * 5 < self.pages.len() * 3 {
            return Vec::new();
        }
        let taken: FxHashSet<usize> = found.iter().map(|found| found.row).collect();
        let left = blots.iter().copied().filter(|row| !taken.contains(row));
        let why = format!("{} of {} pages end with a number or a letter", blots.len(), self.pages.len());
        left.map(|row| Found { row, kind: Kind::Folio, confidence: 0.93, why: why.clone() }).collect()
    }

    /// Heads that say whose pages these are, with a figure, an address or a bar in them, wherever else on a page they stand
    /// alone: programs that put a page's columns in order let them slip inwards.
    pub(super) fn imprints(&self, found: &[Found]) -> Vec<Found> {
        let mut pages: FxHashMap<u64, usize> = FxHashMap::default();
        for head in found.iter().filter(|found| found.kind == Kind::Head && is_imprint(self.text(found.row))) {
            if let Some(key) = key(self.text(head.row)) {
                *pages.entry(key).or_default() += 1;
            }
        }
        let taken: FxHashSet<usize> = found.iter().map(|found| found.row).collect();
        let is_known =
            |row: usize| self.rows[row].open && key(self.text(row)).is_some_and(|key| pages.contains_key(&key));
        // Apart from what stands before and behind, or beside another of its kind.
        let apart = |a: usize, b: usize| self.rows[b].line > self.rows[a].line + 1 || (is_known(a) && is_known(b));
        let alone = |row: usize| {
            let before = row.checked_sub(1).is_none_or(|before| apart(before, row));
            before && (row + 1 == self.rows.len() || apart(row, row + 1))
        };
        let slipped =
            (0..self.rows.len()).filter(|row| !pages.is_empty() && self.rows[*row].open && !taken.contains(row));
        let slipped = slipped.filter(|&row| alone(row) && is_imprint(self.text(row)));
        let again = slipped.filter_map(|row| Some((row, *pages.get(&key(self.text(row))?)?)));
        let again = again.filter(|&(_, pages)| pages >= 2);
        let why = |pages| format!("stands at the edges of {pages} pages");
        again.map(|(row, pages)| Found { row, kind: Kind::Head, confidence: 0.95, why: why(pages) }).collect()
    }
}

/// A figure, an address or a bar: no heading of a text has its like in the same words again.
fn is_imprint(text: &str) -> bool {
    text.chars().count() >= 12 && (text.contains(|c: char| c.is_ascii_digit() || c == '|') || text.contains("www."))
}
