//! Furniture where the text has no page marks: page numbers that count on through it show where its pages turn.
//!
//! A *turn* is a stretch of neighbouring rows each of which may be furniture: a page number, or a line that the text has
//! again elsewhere. The longest chain of turns whose numbers count on is the text's numbering, when enough of its turns
//! stand in the middle of a sentence, have a head beside the number, or say "page". Chapters, stanzas, years and table
//! cells count on too, but they do not interrupt anybody.

mod lines;

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::detect::Context;
use crate::detect::furniture::row::{Row, SHORTEST, alike, is_entry, is_listed, key, says};
use crate::detect::furniture::{Found, Furniture, Kind, dashes, folio};
use crate::detect::turn;
use crate::layout::columns;

/// Rows of the longest turn: a foot, its number, a signature, a head and its number. More in a row is a table.
const LONGEST: usize = 5;
/// Pages that a numbering may skip: plates and blank pages are not always scanned.
const SKIPPED: u32 = 2;
/// Bytes that a page has at least between two turns.
const LEAST_PAGE: usize = 16;
/// The same on an average: for pages with heads or dressed numbers, and for those with nothing but a number, which a list
/// or a table of contents has as well.
const LEAST_MEAN_PAGE: usize = 80;
const LEAST_BARE_PAGE: usize = 500;
/// The same for pages whose likeness in size is evidence, and by how much the largest exceeds the smallest at most.
const LEAST_EVEN: usize = 300;
const MOST_UNEVEN: usize = 3;
/// Columns of a line that can break off in mid-sentence. The cells of a table are shorter.
const LEAST_WORDS: usize = 20;
/// What a head says that is known by nothing but a number at one end of it ([`says`]): more than "TABLE IV".
const SHORTEST_ALONE: usize = 10;
/// Lines beside page numbers with which another one is compared, when no two are equal.
const COMPARED: usize = 6;

/// A stretch of rows that may be where a page turns.
#[derive(Clone, Debug)]
struct Turn {
    /// First and last row.
    rows: (usize, usize),
    /// The first and the last page number in it.
    numbers: (u32, u32),
}

/// What is known of a text's rows.
struct Rows<'c> {
    context: &'c Context<'c>,
    rows: &'c [Row<'c>],
    /// How many rows have the same essence, a page number at one of its ends aside, and which is the first of them.
    counts: FxHashMap<u64, (u32, usize)>,
    /// Rows beside page numbers, or with one at an end, of which another such row is nearly the same.
    alike: FxHashSet<usize>,
}

/// A chain of turns, and what speaks for it.
#[derive(Debug, Default)]
struct Numbering {
    turns: Vec<Turn>,
    /// Turns in the middle of a sentence.
    torn: usize,
    /// Turns with a head beside the number.
    headed: usize,
    /// Bytes between two turns, on an average.
    page: usize,
    /// True when the pages between them are of about the same size.
    even: bool,
    /// Turns with a number in a line of its own, or in a line that can only be a head.
    plain: usize,
    /// Turns whose number is dressed, and those in which it says "page".
    dressed: usize,
    named: usize,
    /// Turns whose number is in round brackets. So are those of equations, which count on in mid-sentence; but their distances
    /// differ more than the sizes of pages.
    bracketed: usize,
    /// Turns with nothing but one word and a number behind it: "Chapter 3", "Definition 3".
    labelled: usize,
}

impl Numbering {
    /// How certain it is that these are page numbers. Set by hand: in the development cases every chain of the first kind
    /// is one.
    fn confidence(&self) -> f64 {
        let count = self.turns.len();
        let bare = self.headed == 0 && self.dressed == 0;
        let mostly = |some: usize| 2 * some >= count;
        if mostly(self.bracketed) && !self.even {
            return 0.0;
        }
        // Headings are numbered like that; heads of one word have their numbers on the other side on left pages, or interrupt
        // sentences on pages of one size.
        let all_labelled = 3 * self.labelled > 2 * count;
        if all_labelled && !(self.even && self.torn >= 2 && mostly(self.torn)) {
            return 0.0;
        }
        if !mostly(self.plain) || self.page < if bare { LEAST_BARE_PAGE } else { LEAST_MEAN_PAGE } {
            return 0.0;
        }
        match count {
            _ if self.torn >= 2 && (mostly(self.torn) || mostly(self.headed) || mostly(self.dressed)) => 0.99,
            2.. if self.torn >= 1 && (mostly(self.headed) || mostly(self.dressed)) => 0.98,
            2.. if self.headed >= 1 && self.dressed >= 1 && mostly(self.dressed.max(self.headed)) => 0.97,
            2.. if self.named >= 2 => 0.97,
            3.. if self.torn >= 1 && self.even => 0.95,
            2.. if self.headed >= 2 && mostly(self.headed) => 0.8,
            3.. if self.torn >= 1 => 0.8,
            2.. if self.dressed >= 2 && mostly(self.dressed) => 0.6,
            _ => 0.0,
        }
    }
}

pub(super) fn found(context: &Context, rule: &Furniture, rows: &[Row]) -> Vec<Found> {
    if !rows.iter().any(|row| row.folio.is_some() || !row.ends.is_empty()) {
        return Vec::new();
    }
    let rows = Rows::of(context, rows);
    let numbering = rows.numbering();
    let confidence = numbering.confidence();
    if confidence < rule.propose_at {
        return rows.last_number();
    }
    rows.furniture(&numbering, confidence)
}

impl<'c> Rows<'c> {
    fn of(context: &'c Context<'c>, rows: &'c [Row<'c>]) -> Rows<'c> {
        let mut all = Rows { context, rows, counts: FxHashMap::default(), alike: FxHashSet::default() };
        for row in 0..rows.len() {
            for key in all.keys(row) {
                all.counts.entry(key).or_insert((0, row)).0 += 1;
            }
        }
        all.compare();
        all
    }

    /// Finds the heads that were never read twice in the same way.
    fn compare(&mut self) {
        let numbered = |row: usize| self.rows.get(row).is_some_and(|row| row.folio.is_some());
        let beside = |row: usize| numbered(row + 1) || row.checked_sub(1).is_some_and(numbered);
        let mut last: VecDeque<usize> = VecDeque::new();
        let mut alike_rows = FxHashSet::default();
        for row in 0..self.rows.len() {
            let candidate = self.rows[row].open && self.rows[row].folio.is_none();
            let numberless = !beside(row) && self.rows[row].ends.is_empty();
            if !candidate || numberless || self.recurs(row) {
                continue;
            }
            let own = folio::core(self.text(row));
            if says(own) < SHORTEST {
                continue;
            }
            for &other in &last {
                if alike(own, folio::core(self.text(other))) {
                    alike_rows.extend([row, other]);
                }
            }
            last.push_back(row);
            if last.len() > COMPARED {
                last.pop_front();
            }
        }
        self.alike = alike_rows;
    }

    fn text(&self, row: usize) -> &'c str {
        self.rows[row].text(self.context.text)
    }

    /// The essence of a row, and those of its text without a number at one of its ends.
    fn keys(&self, row: usize) -> impl Iterator<Item = u64> + use<'c> {
        let own = &self.rows[row];
        let line = Some(self.text(row)).filter(|_| own.open && own.folio.is_none());
        let ends = line.into_iter().flat_map(|_| &own.ends).map(|&(rest, _)| rest);
        line.into_iter().chain(ends).filter_map(key)
    }

    fn count(&self, key: u64) -> u32 {
        self.counts.get(&key).map_or(0, |&(count, _)| count)
    }

    /// True for a row whose text the rows have again.
    fn recurs(&self, row: usize) -> bool {
        self.alike.contains(&row) || self.keys(row).any(|key| self.count(key) > 1)
    }

    /// The page number that a row is, or that stands at the end of a head. A line that is had again with its number has
    /// none: the number is its own.
    fn number(&self, row: usize) -> Option<u32> {
        if let Some(folio) = self.rows[row].folio {
            return Some(folio.value);
        }
        let line = Some(self.text(row)).filter(|_| self.rows[row].open)?;
        if key(line).is_some_and(|key| self.count(key) > 1) {
            return None;
        }
        let ends = &self.rows[row].ends;
        let ends = ends.iter().map(|&(rest, value)| (key(rest).map_or(0, |key| self.count(key)), value));
        let (count, value) = ends.max_by_key(|&(count, _)| count)?;
        if folio::leading(line) == Some(value) && is_listed(self.context.text, self.rows, row, value) {
            return None;
        }
        (count > 1 || self.alike.contains(&row)).then_some(value)
    }

    /// True for a line with a number at its end that says more than "TABLE IV" does and is no headline: articles and tables
    /// are numbered, too.
    fn tells_alone(&self, row: usize) -> bool {
        let own = &self.rows[row];
        let underlined = || {
            self.rows
                .get(row + 1)
                .is_some_and(|next| next.line == own.line + 1 && dashes::is_row(next.span.of(self.context.text)))
        };
        (!own.heading || underlined()) && own.open && says(folio::core(self.text(row))) >= SHORTEST_ALONE
    }

    /// True for a line that is one word and a number behind it.
    fn is_label(&self, row: usize) -> bool {
        let own = &self.rows[row];
        let mut words = self.text(row).split_whitespace();
        let two = words.next().is_some() && words.next().is_some() && words.next().is_none();
        two && own.folio.is_none() && own.ends.iter().any(|&(rest, _)| self.text(row).starts_with(rest))
    }

    /// True for a row of a turn that is neither a page number nor a row of dashes.
    fn is_line(&self, row: usize) -> bool {
        self.rows[row].folio.is_none() && !dashes::is_row(self.text(row))
    }

    /// Stretches of rows that may be furniture and hold a number.
    fn turns(&self) -> Vec<Turn> {
        let mut turns = Vec::new();
        let mut row = 0;
        while row < self.rows.len() {
            let first = row;
            let mut numbers: Option<(u32, u32)> = None;
            let may_be = |row: usize| self.rows[row].folio.is_some() || self.recurs(row);
            let belongs =
                |row: usize| may_be(row) || dashes::beside_which(self.context, self.rows, row, may_be).is_some();
            while row < self.rows.len() && belongs(row) {
                if let Some(number) = self.number(row) {
                    numbers = Some((numbers.map_or(number, |(low, _)| low), number));
                }
                row += 1;
            }
            if let Some((low, high)) = numbers
                && row - first <= LONGEST
                && (low..=low.saturating_add(SKIPPED)).contains(&high)
            {
                turns.push(Turn { rows: (first, row - 1), numbers: (low, high) });
            }
            row = row.max(first + 1);
        }
        turns
    }

    /// The longest chain of turns that count on.
    fn numbering(&self) -> Numbering {
        let turns = self.turns();
        // By the number with which a chain ends: its length and its last turn.
        let mut ends: FxHashMap<u32, (usize, usize)> = FxHashMap::default();
        let mut before: Vec<Option<usize>> = Vec::with_capacity(turns.len());
        let mut best: Option<(usize, usize)> = None;
        for (index, turn) in turns.iter().enumerate() {
            let (low, high) = turn.numbers;
            let start = self.rows[turn.rows.0].span.start;
            let chains = (low.saturating_sub(SKIPPED)..=low).filter_map(|number| ends.get(&number));
            let apart = |last: usize| start - self.rows[turns[last].rows.1].span.end >= LEAST_PAGE;
            // Counting on means that the numbers grow: the same number again is only the foot of the page whose head had it.
            let grows = |last: usize| turns[last].numbers.0 < high;
            let link = chains.copied().filter(|&(_, last)| apart(last) && grows(last)).max();
            before.push(link.map(|(_, last)| last));
            let length = link.map_or(1, |(length, _)| length + 1);
            if ends.get(&high).is_none_or(|&(known, _)| known <= length) {
                ends.insert(high, (length, index));
            }
            best = best.max(Some((length, index)));
        }
        let mut chain = Vec::new();
        let mut at = best.map(|(_, index)| index);
        while let Some(index) = at {
            chain.push(turns[index].clone());
            at = before[index];
        }
        chain.reverse();
        self.judged(chain)
    }

    fn judged(&self, turns: Vec<Turn>) -> Numbering {
        let mut numbering = Numbering::default();
        for turn in &turns {
            let folio = self.rows[turn.rows.0..=turn.rows.1].iter().filter_map(|row| row.folio);
            numbering.dressed += usize::from(folio.clone().any(|folio| folio.dressed));
            numbering.bracketed += usize::from(folio.clone().any(|folio| folio.bracketed));
            numbering.named += usize::from(folio.clone().any(|folio| folio.named));
            // Beside the number or in one line with it.
            let mut rows = turn.rows.0..=turn.rows.1;
            numbering.headed += usize::from(rows.clone().any(|row| self.is_line(row)));
            let torn = self.is_torn(turn);
            // A heading with a line under it may be a head where it interrupts somebody.
            let tells = |row: usize| self.tells_alone(row) && (torn || !self.rows[row].heading);
            numbering.plain += usize::from(rows.any(|row| self.rows[row].folio.is_some() || tells(row)));
            numbering.torn += usize::from(torn);
            numbering.labelled += usize::from((turn.rows.0..=turn.rows.1).all(|row| self.is_label(row)));
        }
        let starts = turns.iter().map(|turn| self.rows[turn.rows.0].span.start);
        let sizes = starts.clone().zip(starts.skip(1)).map(|(first, second)| second - first);
        let (least, most) = (sizes.clone().min().unwrap_or(0), sizes.clone().max().unwrap_or(0));
        let page = sizes.sum::<usize>() / turns.len().saturating_sub(1).max(1);
        let even = least >= LEAST_EVEN && most <= MOST_UNEVEN * least;
        Numbering { turns, page, even, ..numbering }
    }

    /// True when the text runs on from before a turn to behind it.
    fn is_torn(&self, turn: &Turn) -> bool {
        let text = self.context.text;
        let (Some(before), Some(after)) = (turn.rows.0.checked_sub(1), self.rows.get(turn.rows.1 + 1)) else {
            return false;
        };
        let before = &self.rows[before];
        let words = columns(self.text(turn.rows.0 - 1)) >= LEAST_WORDS;
        words
            && !is_entry(self.text(turn.rows.0 - 1))
            && before.prose
            && after.prose
            && turn::runs_on(self.context, turn::tail(before.span.of(text)), turn::head(after.span.of(text)))
    }

    /// Everything that belongs to a numbering: its turns, the lines beside them that are nearly their heads, heads that
    /// stand alone, and what stands first and last.
    fn furniture(&self, numbering: &Numbering, confidence: f64) -> Vec<Found> {
        let mut found = Vec::new();
        let forms = self.are_forms(&numbering.turns);
        let turned = numbering.turns.iter().flat_map(|turn| turn.rows.0..=turn.rows.1);
        let heads: Vec<usize> = turned.filter(|&row| !forms && self.is_line(row)).collect();
        let keys: Vec<u64> = heads.iter().flat_map(|&row| self.keys(row)).filter(|&key| self.count(key) > 1).collect();
        let is_head = |row: usize| self.keys(row).any(|key| keys.contains(&key));
        let is_text = self.said_in_text(&heads);
        let resembles = |row: usize| {
            let own = folio::core(self.text(row));
            let same = |head: &usize| alike(own, folio::core(self.text(*head)));
            self.rows[row].open && says(own) >= SHORTEST && heads.iter().take(COMPARED).any(same)
        };
        let torn = format!("{} of {} turns of the page stand in mid-sentence", numbering.torn, numbering.turns.len());
        let mut push = |row: usize, kind, confidence| {
            let why = match kind {
                Kind::Folio => format!("counts on through {} pages", numbering.turns.len()),
                Kind::Head | Kind::Masthead | Kind::Known => torn.clone(),
            };
            found.push(Found { row, kind, confidence, why });
        };
        for turn in &numbering.turns {
            for row in turn.rows.0..=turn.rows.1 {
                match self.rows[row].folio {
                    Some(_) => push(row, Kind::Folio, confidence),
                    None if forms || is_text.contains(&row) || !self.is_line(row) || self.is_title(turn, row) => {}
                    None => push(row, Kind::Head, confidence),
                }
            }
            for row in [turn.rows.0.checked_sub(1), Some(turn.rows.1 + 1)].into_iter().flatten() {
                if row < self.rows.len() && resembles(row) {
                    push(row, Kind::Head, confidence.min(0.96));
                }
            }
        }
        let (Some(first), Some(last)) = (numbering.turns.first(), numbering.turns.last()) else { return found };
        // The head of the first page, when that is not page 1, which has a title.
        if first.rows.0 > 0 && !self.rows[0].heading {
            let mut own = self.rows[0].ends.iter().map(|&(_, number)| number);
            let counts = own.any(|number| (number..=number + SKIPPED).contains(&first.numbers.0));
            if (is_head(0) || resembles(0)) && (counts || first.numbers.0 > 1) {
                push(0, Kind::Head, confidence.min(0.96));
            }
        }
        let end = self.rows.len() - 1;
        if end > last.rows.1
            && let Some(folio) = self.rows[end].folio
            && (last.numbers.1..=last.numbers.1 + SKIPPED).contains(&folio.value)
        {
            push(end, Kind::Folio, confidence.min(0.96));
        }
        found
    }

    /// A text without any numbering: only a last line that says that it is a page's number.
    fn last_number(&self) -> Vec<Found> {
        let Some(row) = self.rows.len().checked_sub(1).filter(|&row| row > 0) else { return Vec::new() };
        let named = self.rows[row].folio.is_some_and(|folio| folio.named);
        let why = || "the last line of the text".to_string();
        named.then(|| Found { row, kind: Kind::Folio, confidence: 0.9, why: why() }).into_iter().collect()
    }
}
