//! Lines at the turns of pages that are the text's own, though the text has them again and again: sentences that it repeats,
//! and the printed words of forms, of which each page is one.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::detect::furniture::PRINTED;
use crate::detect::furniture::row::{key, touches};
use crate::detect::furniture::running::{Rows, Turn};

impl Rows<'_> {
    /// Those of the `heads` that are lines of the text: a sentence that it says again and again stands beside a number now and
    /// then. The text has them in the midst of its lines as often as at turns.
    pub(super) fn said_in_text(&self, heads: &[usize]) -> FxHashSet<usize> {
        let mut at_turns: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
        for key in heads.iter().flat_map(|&row| self.keys(row)) {
            at_turns.entry(key).or_default().0 += 1;
        }
        let known: FxHashSet<usize> = heads.iter().copied().collect();
        for row in (0..self.rows.len()).filter(|row| !known.contains(row) && touches(self.rows, *row)) {
            for key in self.keys(row) {
                if let Some((_, in_text)) = at_turns.get_mut(&key) {
                    *in_text += 1;
                }
            }
        }
        let of_text = |key: u64| at_turns.get(&key).is_some_and(|(heads, in_text)| in_text >= heads);
        heads.iter().copied().filter(|&row| self.keys(row).any(of_text)).collect()
    }

    /// True for the title of a chapter at a turn: a line without a number, of a page whose number stands in another head, when the
    /// pages behind have the same words with a number in the same line. The title is where they come from.
    pub(super) fn is_title(&self, turn: &Turn, row: usize) -> bool {
        let numberless = self.rows[row].folio.is_none() && self.number(row).is_none();
        let Some(own) = key(self.text(row)).filter(|_| numberless) else { return false };
        let in_line = |row: usize| self.rows[row].folio.is_none() && self.number(row).is_some();
        // Only the first of many is asked what all the others are.
        let is_first = self.counts.get(&own).is_some_and(|&(_, first)| first == row);
        if !is_first || !(turn.rows.0..=turn.rows.1).any(in_line) {
            return false;
        }
        let behind = row + 1..self.rows.len();
        let mut others = behind.filter(|&other| self.keys(other).any(|key| key == own)).peekable();
        others.peek().is_some() && others.all(|other| other > turn.rows.1 && in_line(other))
    }

    /// True when between most turns there is no more than at them, and that is more than heads and feet are: forms, one a
    /// page, whose printed words recur. The price: the heads of a text whose pages have four lines.
    pub(super) fn are_forms(&self, turns: &[Turn]) -> bool {
        let pages = turns.iter().zip(turns.iter().skip(1));
        let forms = pages.filter(|(turn, next)| {
            let lines = (next.rows.0..=next.rows.1).filter(|&row| self.is_line(row)).count();
            lines >= PRINTED && next.rows.0 - turn.rows.1 <= lines + 1
        });
        2 * forms.count() >= turns.len().saturating_sub(1).max(1)
    }
}
