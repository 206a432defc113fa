//! Page numbers that count on from page to page: by one, and by two where each page is two of a book's.

use rustc_hash::FxHashMap;

/// Pages before and behind that say how pages count and what stands at their heads. Heads change from left to right and
/// from chapter to chapter.
pub(super) const AROUND: usize = 6;
/// Numbers that may be a year as well as a page.
pub(super) const YEARS: std::ops::RangeInclusive<i64> = 1800..=2100;

/// By what is added to a page's number in the file, or to twice of it: the pages at whose edges the sum stands, in order.
#[derive(Default)]
pub(super) struct Counts {
    by_one: FxHashMap<i64, Vec<usize>>,
    by_two: FxHashMap<i64, Vec<usize>>,
}

impl Counts {
    /// Takes in the numbers at the edges of the next page.
    pub(super) fn add(&mut self, page: usize, mut values: Vec<i64>) {
        values.sort_unstable();
        values.dedup();
        for value in values {
            self.by_one.entry(value - page as i64).or_default().push(page);
            self.by_two.entry(value - 2 * page as i64).or_default().push(page);
        }
    }

    /// On how many of the pages around a number counts on to `value` on this page.
    pub(super) fn support(&self, page: usize, value: i64) -> usize {
        self.support_by_one(page, value)
            .max(self.support_of_spread(page, value))
            .max(self.support_of_spread(page, value - 1))
    }

    /// The same for numbers that count by one.
    pub(super) fn support_by_one(&self, page: usize, value: i64) -> usize {
        self.by_one.get(&(value - page as i64)).map_or(0, |pages| near(pages, page))
    }

    /// The same for a page with nothing but the left one's number: one page around says nothing then, and annals count by two,
    /// too.
    pub(super) fn support_of_left(&self, page: usize, value: i64) -> usize {
        let support = near(self.counting_by_two(page, value), page);
        if support > 1 && !YEARS.contains(&value) { support } else { 0 }
    }

    /// On how many of the pages around two numbers count on to `left` and the next one, which both stand on this page.
    pub(super) fn support_of_spread(&self, page: usize, left: i64) -> usize {
        let (left, right) = (self.counting_by_two(page, left), self.counting_by_two(page, left + 1));
        let both = |page: &usize| left.binary_search(page).is_ok() && right.binary_search(page).is_ok();
        if both(&page) { around(left, page).iter().filter(|&&other| other != page && both(&other)).count() } else { 0 }
    }

    fn counting_by_two(&self, page: usize, value: i64) -> &[usize] {
        self.by_two.get(&(value - 2 * page as i64)).map_or(&[], Vec::as_slice)
    }
}

/// The pages of a sorted list that are near `page`.
fn around(pages: &[usize], page: usize) -> &[usize] {
    let first = pages.partition_point(|&other| other + AROUND < page);
    let behind = pages.partition_point(|&other| other <= page + AROUND);
    &pages[first..behind]
}

/// How many of them there are, without itself.
pub(super) fn near(pages: &[usize], page: usize) -> usize {
    around(pages, page).iter().filter(|&&other| other != page).count()
}
