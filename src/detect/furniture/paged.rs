//! Furniture where the text has page marks: at the upper and lower edges of the pages.
//!
//! Each page is peeled from its edges inwards, as long as what comes off is furniture: a page number that counts with those
//! of the pages around, or a line that stands at the same edge of a page nearby. One line that is neither, a speck, is
//! looked through and left.

mod binding;
mod counts;
mod forms;
mod lines;
mod outside;
mod strays;

use std::ops::Range;

use rapidfuzz::distance::levenshtein;
use rustc_hash::FxHashMap;

use crate::detect::Context;
use crate::detect::furniture::row::{Row, SHORTEST, alike, essence, key, says};
use crate::detect::furniture::{Found, Furniture, Kind, folio};
use crate::layout::columns;

use counts::{AROUND, Counts, YEARS, near};
use lines::is_sentence;

/// Rows of each edge that are looked at. Journals set three lines at the head and two at the foot.
const DEPTH: usize = 5;
/// The most that is claimed where nothing says that the pages are those of one text.
const UNBOUND: f64 = 0.8;
/// Rows that a single page has at least, one less, for its last one to be looked at.
const LEAST_ROWS: usize = 8;
/// Columns of a line of running text.
const LEAST_WORDS: usize = 30;
/// Letters and figures of a speck, and of a page number that was misread.
const SPECK: usize = 4;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Side {
    Top,
    Bottom,
}

/// A text's pages.
struct Pages<'c> {
    context: &'c Context<'c>,
    rows: &'c [Row<'c>],
    /// Rows of each page that has any, from its first to one past its last, with the page's number in the file.
    pages: Vec<(usize, Range<usize>)>,
    /// How the numbers at their edges count.
    counts: Counts,
    /// Where lines of the same essence stand at edges: pages in their order.
    heads: FxHashMap<(Side, u64), Vec<usize>>,
    /// How often they stand inside of pages.
    inside: FxHashMap<u64, usize>,
}

pub(super) fn found(context: &Context, rule: &Furniture, rows: &[Row]) -> Vec<Found> {
    let pages = Pages::of(context, rows);
    if pages.pages.len() < 2 {
        return single(context, rows);
    }
    let mut found = Vec::new();
    for place in 0..pages.pages.len() {
        let mut taken = pages.peel(rule, place, Side::Top);
        let below = taken.last().map(|found| found.row);
        taken.extend(pages.peel(rule, place, Side::Bottom).into_iter().filter(|f| Some(f.row) > below));
        found.extend(taken);
    }
    pages.leave_forms(&mut found);
    let blots = pages.blots(&found);
    found.extend(blots);
    let imprints = pages.imprints(&found);
    found.extend(imprints);
    if !pages.go_on(&found) {
        found.iter_mut().for_each(|found| found.confidence = found.confidence.min(UNBOUND));
        return found;
    }
    let outside = pages.outside_numbers(&found);
    found.extend(outside);
    found
}

/// The text of one page: a number in its first or last line that says that it is a page's, or stands by itself at the
/// foot of running text. A number at the head is as often a chapter's.
fn single(context: &Context, rows: &[Row]) -> Vec<Found> {
    let Some(last) = rows.len().checked_sub(1).filter(|&last| last >= LEAST_ROWS) else { return Vec::new() };
    let apart = rows[last].line > rows[last - 1].line + 1;
    // Behind a word or two a number is the last cell of a table.
    let words = columns(rows[last - 1].text(context.text)) >= LEAST_WORDS;
    let mut found = Vec::new();
    for row in [0, last] {
        let Some(folio) = rows[row].folio else { continue };
        let confidence = match folio.dressed {
            _ if folio.named => 0.96,
            _ if folio.of_many => 0.7,
            // As the last equation of a page, too.
            _ if folio.bracketed => 0.7,
            true if row == last => 0.94,
            _ if row == last && apart && words && !YEARS.contains(&folio.value.into()) => 0.93,
            _ => 0.7,
        };
        let why = if row == last { "the last line of the page" } else { "the first line of the page" };
        found.push(Found { row, kind: Kind::Folio, confidence, why: why.to_string() });
    }
    found
}

impl<'c> Pages<'c> {
    fn of(context: &'c Context<'c>, rows: &'c [Row<'c>]) -> Pages<'c> {
        let mut all = Pages {
            context,
            rows,
            pages: Vec::new(),
            counts: Counts::default(),
            heads: FxHashMap::default(),
            inside: FxHashMap::default(),
        };
        let mut start = 0;
        for (index, row) in rows.iter().enumerate() {
            if rows.get(index + 1).is_none_or(|next| next.page != row.page) {
                all.pages.push((row.page, start..index + 1));
                start = index + 1;
            }
        }
        for place in 0..all.pages.len() {
            let page = all.pages[place].0;
            let edges = all.edge(place, Side::Top).chain(all.edge(place, Side::Bottom));
            let values = edges.flat_map(|row| all.values(row)).map(i64::from).collect();
            all.counts.add(page, values);
        }
        for place in 0..all.pages.len() {
            let page = all.pages[place].0;
            for side in [Side::Top, Side::Bottom] {
                for row in all.edge(place, side) {
                    if let Some(key) = all.key(row) {
                        let pages = all.heads.entry((side, key)).or_default();
                        if pages.last() != Some(&page) {
                            pages.push(page);
                        }
                    }
                }
            }
            let range = all.pages[place].1.clone();
            let inner = range.start + DEPTH..range.end.saturating_sub(DEPTH).max(range.start + DEPTH);
            for row in inner.filter(|&row| rows[row].open) {
                if let Some(key) = all.key(row) {
                    *all.inside.entry(key).or_default() += 1;
                }
            }
        }
        all
    }

    /// The rows of an edge, from the outermost inwards.
    fn edge(&self, place: usize, side: Side) -> impl Iterator<Item = usize> + use<> {
        let range = self.pages[place].1.clone();
        let (start, end) = (range.start, range.end);
        (0..DEPTH.min(range.len())).map(move |depth| match side {
            Side::Top => start + depth,
            Side::Bottom => end - 1 - depth,
        })
    }

    fn text(&self, row: usize) -> &'c str {
        self.rows[row].text(self.context.text)
    }

    /// The page numbers that a row may be or hold.
    fn values(&self, row: usize) -> impl Iterator<Item = u32> + use<'c> {
        let own = &self.rows[row];
        let ends = own.ends.iter().filter(|_| own.folio.is_none()).map(|&(_, value)| value);
        own.folio.map(|folio| folio.value).into_iter().chain(ends)
    }

    /// On how many of the pages around a number counts on to `value` on this page.
    fn support(&self, page: usize, value: u32) -> usize {
        self.counts.support(page, value.into())
    }

    /// On how many of them two numbers count on to those at either end of a row: the heads of two pages of a book.
    fn support_of_heads(&self, row: usize) -> usize {
        let (own, page) = (&self.rows[row], self.rows[row].page);
        let both = |&&(_, left): &&(&str, u32)| own.ends.iter().any(|&(_, right)| right == left + 1);
        own.ends
            .iter()
            .filter(both)
            .map(|&(_, left)| self.counts.support_of_spread(page, left.into()))
            .max()
            .unwrap_or(0)
    }

    /// A row's text without a page number at one of its ends that counts with the pages around.
    fn without_number(&self, row: usize) -> Option<(&'c str, usize)> {
        if self.rows[row].folio.is_some() {
            return None;
        }
        let page = self.rows[row].page;
        let ends = self.rows[row].ends.iter().map(|&(rest, value)| (rest, self.support(page, value)));
        ends.filter(|&(_, support)| support > 0).max_by_key(|&(_, support)| support)
    }

    fn key(&self, row: usize) -> Option<u64> {
        if !self.rows[row].open {
            return None;
        }
        key(self.without_number(row).map_or_else(|| self.text(row), |(rest, _)| rest))
    }

    /// What can be peeled off an edge.
    fn peel(&self, rule: &Furniture, place: usize, side: Side) -> Vec<Found> {
        let mut taken: Vec<Found> = Vec::new();
        let mut specks = 0;
        for row in self.edge(place, side) {
            if !self.rows[row].open {
                break;
            }
            let outermost = taken.len() + specks == 0;
            let mut heads = taken.iter().filter(|found| found.kind == Kind::Head).map(|found| found.row);
            // The same line twice: the second is the title, from which the head is taken.
            if heads.clone().any(|head| self.key(head) == self.key(row)) {
                break;
            }
            let outer = heads.next().is_none();
            let found = self.folio(row, outermost).or_else(|| self.head(row, side, outer));
            match found.or_else(|| self.misread(row, place)) {
                Some(found) => taken.push(found),
                None if essence(self.text(row)).next().is_none() => {}
                None if specks == 0 && self.is_speck(row) => specks += 1,
                None => break,
            }
        }
        taken.retain(|found| {
            found.confidence >= rule.propose_at && !self.is_title(found) && !self.is_chapter_title(found.row, side)
        });
        taken.sort_by_key(|found| found.row);
        taken
    }

    fn is_speck(&self, row: usize) -> bool {
        essence(self.text(row)).nth(SPECK).is_none()
    }

    fn folio(&self, row: usize, outermost: bool) -> Option<Found> {
        let folio = self.rows[row].folio?;
        let page = self.rows[row].page;
        let support = self.support(page, folio.value).max(self.counts.support_of_left(page, folio.value.into()));
        let confidence = match (support, folio.dressed || folio.named) {
            (2.., _) | (1, true) => 0.99,
            (1, false) => 0.96,
            (0, _) if folio.named => 0.97,
            (0, true) if outermost => 0.9,
            _ => return None,
        };
        Some(Found { row, kind: Kind::Folio, confidence, why: format!("counts with {support} pages around") })
    }

    /// A running head: `outer` when no other head stands between it and the edge.
    fn head(&self, row: usize, side: Side, outer: bool) -> Option<Found> {
        let page = self.rows[row].page;
        let text = self.text(row);
        let found = |confidence, why| Some(Found { row, kind: Kind::Head, confidence, why });
        let spreads = self.support_of_heads(row);
        if spreads > 0 {
            return found(0.99, format!("its two numbers count with {spreads} pages around"));
        }
        let number = self.without_number(row);
        let key = self.key(row)?;
        let pages = self.heads.get(&(side, key)).map_or(0, |pages| near(pages, page));
        let inside = self.inside.get(&key).copied().unwrap_or(0);
        if inside > pages || self.is_caption(text) || number.is_none() && self.is_text(row, side) {
            return None;
        }
        if self.rows[row].heading && number.is_none() && !self.stands_before(side, key, page) {
            return None;
        }
        // A note to a table that goes on for pages is a sentence, and so is no head but a very faithful one. The heads of
        // its columns stand below the running head, but not on as many pages.
        let sentence = is_sentence(text);
        let least = match (sentence, outer) {
            (true, _) => 5,
            (false, true) => 2,
            (false, false) => ((self.around(page).len() - 1) * 2 / 5).max(3),
        };
        let again = || format!("stands at the edge of {pages} pages around");
        let length = says(number.map_or(text, |(rest, _)| rest));
        match number {
            Some(_) if pages > 0 => found(0.99, again()),
            // A page has one number.
            Some((rest, support))
                if outer
                    && support >= if self.pages.len() > 2 { 2 } else { 1 }
                    && !self.is_numbered(page)
                    && !self.is_numbered_text(row, side, rest) =>
            {
                found(0.93, format!("its number counts with {support} pages around"))
            }
            _ if pages >= least => found(0.98, again()),
            _ if pages == 1 && outer && !sentence && length >= SHORTEST => found(0.94, again()),
            _ if outer && !sentence && self.nearly(row, side) >= 2 => {
                found(0.95, "nearly the line at the edge of pages nearby".to_string())
            }
            _ => None,
        }
    }

    /// True for a page that has its number in a line of its own at one of its edges.
    fn is_numbered(&self, page: usize) -> bool {
        let place = self.pages.partition_point(|(number, _)| *number < page);
        let mut edges = self.edge(place, Side::Top).chain(self.edge(place, Side::Bottom));
        edges.any(|row| self.rows[row].folio.is_some_and(|folio| self.support(page, folio.value) > 0))
    }

    /// The pages with rows around one, itself among them: places in the list of pages.
    fn around(&self, page: usize) -> Range<usize> {
        let first = self.pages.partition_point(|(number, _)| number + AROUND < page);
        first..self.pages.partition_point(|(number, _)| *number <= page + AROUND)
    }

    /// True when a page before has the same line at that edge.
    fn stands_before(&self, side: Side, key: u64, page: usize) -> bool {
        self.heads.get(&(side, key)).is_some_and(|pages| pages.first().is_some_and(|&first| first < page))
    }

    /// At the same edge of how many pages nearby a line stands, misread characters aside.
    fn nearly(&self, row: usize, side: Side) -> usize {
        let own = folio::core(self.text(row));
        if says(own) < SHORTEST {
            return 0;
        }
        let page = self.rows[row].page;
        let others = self.around(page).filter(|&place| self.pages[place].0 != page);
        let around = others.filter(|&place| {
            self.edge(place, side)
                .take(3)
                .filter(|&other| self.rows[other].open)
                .any(|other| alike(own, folio::core(self.text(other))))
        });
        around.count()
    }

    /// A short row where a page number should be, and nearly the one that should be there.
    fn misread(&self, row: usize, place: usize) -> Option<Found> {
        let text = self.text(row);
        if !self.is_speck(row) || !text.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let page = self.pages[place].0;
        let expected = self.expected(page)?.to_string();
        let seen: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
        let distance = levenshtein::distance(seen.chars(), expected.chars());
        // A single figure is one change away from any other.
        let resembles = distance <= 1 && distance < expected.len() && seen.len() <= expected.len() + 1;
        resembles.then(|| Found {
            row,
            kind: Kind::Folio,
            confidence: 0.93,
            why: format!("nearly {expected}, the number of the page"),
        })
    }

    /// The number of a page by at least two pages around.
    fn expected(&self, page: usize) -> Option<i64> {
        let edges =
            self.around(page).flat_map(|place| self.edge(place, Side::Top).chain(self.edge(place, Side::Bottom)));
        let counts = edges
            .flat_map(|row| self.values(row).map(move |value| (row, value)))
            .map(|(row, value)| i64::from(value) - self.rows[row].page as i64 + page as i64);
        let (support, number) = counts.map(|number| (self.counts.support_by_one(page, number), number)).max()?;
        (support >= 2).then_some(number)
    }

    /// True for what heads page 1, or a page of which nothing is known: the title, from which the heads of the others are
    /// taken. A line with figures is no title.
    fn is_title(&self, found: &Found) -> bool {
        let text = self.text(found.row);
        found.row == 0
            && found.kind == Kind::Head
            && self.without_number(found.row).is_none()
            && !text.contains(|c: char| c.is_ascii_digit())
            && self.expected(self.rows[found.row].page).is_none_or(|number| number <= 1)
    }
}
