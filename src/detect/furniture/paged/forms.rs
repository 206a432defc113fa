//! Forms, one a page: certificates, invoices, letters of one office, slides. What is printed on each of them is at the edges of
//! pages and recurs, and is as much of the text as what was filled in.
//!
//! **What tells.** More would be taken from a page than heads and feet are, and no less than is left. The price: the heads of
//! pages that are all but empty, and carry four lines of them.

use rustc_hash::FxHashSet;

use crate::detect::furniture::paged::Pages;
use crate::detect::furniture::{Found, Kind, PRINTED};

impl Pages<'_> {
    /// Leaves the heads of forms where they are; their numbers go. Where most pages are forms, all are.
    pub(super) fn leave_forms(&self, found: &mut Vec<Found>) {
        let is_head = |found: &Found| found.kind == Kind::Head;
        let is_form = |rows: &std::ops::Range<usize>| {
            let heads = found.iter().filter(|found| is_head(found) && rows.contains(&found.row)).count();
            heads >= PRINTED && 2 * heads >= rows.len()
        };
        let forms: FxHashSet<usize> =
            self.pages.iter().filter(|(_, rows)| is_form(rows)).map(|(page, _)| *page).collect();
        let all = 2 * forms.len() >= self.pages.len();
        found.retain(|found| !is_head(found) || !all && !forms.contains(&self.rows[found.row].page));
    }
}
