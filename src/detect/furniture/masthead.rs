//! The line at the head of a newspaper page: its name, the section, the date and the number of the page, in one row or in
//! a few. It stands once on each page, so nothing of it recurs where a text is one page; a date and the number of a page
//! together in the first rows are enough to know it.
//!
//! Or the page begins with the newspaper's name, and a reader put the date and the number between its columns: a row of
//! nothing else then belongs to that name.
//!
//! Left alone: a date or a number without the other, and rows between which something stands that is neither a section of
//! a word or two nor a newspaper's name: a headline. The price: a masthead that was read in more places stays.

use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexSet};
use serde::Deserialize;

use crate::detect::furniture::row::Row;
use crate::detect::furniture::{Found, Kind};
use crate::detect::{Context, Fault};
use crate::layout::columns;

/// What mastheads are made of; regular expressions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Masthead {
    /// Words or signs without which a row is not looked at as the number of a page, in small letters.
    pub signs: Vec<String>,
    /// Numbers of pages.
    pub pages: Vec<String>,
    /// Dates.
    pub dates: Vec<String>,
    /// Names of newspapers.
    pub names: Vec<String>,
    /// Days of the week, which stand beside a date.
    pub days: Vec<String>,
    /// Names of sections, whole.
    pub sections: Vec<String>,
    #[serde(skip)]
    compiled: Arc<OnceLock<Option<Patterns>>>,
}

#[derive(Debug)]
struct Patterns {
    pages: RegexSet,
    dates: RegexSet,
    names: RegexSet,
    days: RegexSet,
    sections: RegexSet,
}

/// Rows of the tallest masthead.
const ROWS: usize = 4;
/// Columns of its widest row, blanks between its parts aside, and of the name of a section.
const WIDEST: usize = 110;
const SECTION: usize = 16;
/// Columns of a newspaper's name, and of a row with its date and number alone.
const DATE: usize = 48;
/// Rows that a page must have for its first ones to be a masthead.
const LEAST_ROWS: usize = 8;

impl Masthead {
    fn compile(&self) -> Result<Patterns, Fault> {
        let set = |key, list: &[String]| RegexSet::new(list).map_err(|error| (key, error.to_string()));
        Ok(Patterns {
            pages: set("pages", &self.pages)?,
            dates: set("dates", &self.dates)?,
            names: set("names", &self.names)?,
            days: set("days", &self.days)?,
            sections: set("sections", &self.sections)?,
        })
    }

    pub(super) fn check(&self) -> Result<(), Fault> {
        self.compile().map(drop)
    }

    /// The rows of mastheads at the beginnings of pages.
    pub(super) fn found(&self, context: &Context, rows: &[Row]) -> Vec<Found> {
        let begins = |row: &usize| row.checked_sub(1).is_none_or(|before| rows[before].page < rows[*row].page);
        let starts = (0..rows.len()).filter(begins);
        starts.flat_map(|start| self.at(context, rows, start)).collect()
    }

    fn at(&self, context: &Context, rows: &[Row], start: usize) -> Vec<Found> {
        let page = rows[start].page;
        let rows = &rows[start..start + rows[start..].iter().take_while(|row| row.page == page).count()];
        if rows.len() < LEAST_ROWS {
            return Vec::new();
        }
        let texts: Vec<&str> = rows.iter().map(|row| row.text(context.text)).collect();
        let (found, why) = match self.in_first_rows(&texts) {
            Some(last) => ((0..=last).collect(), "stands with a date and the number of the page at its head"),
            None => {
                (self.around_columns(&texts), "a newspaper's name, and its date with the number of the page elsewhere")
            }
        };
        let found = found.into_iter();
        found
            .map(|row: usize| Found { row: start + row, kind: Kind::Masthead, confidence: 0.95, why: why.to_string() })
            .collect()
    }

    /// A word or sign without which no row is the number of a page.
    fn is_signed(&self, text: &str) -> bool {
        let small = text.to_lowercase();
        self.signs.iter().any(|sign| small.contains(sign.as_str()))
    }

    fn patterns(&self) -> Option<&Patterns> {
        self.compiled.get_or_init(|| self.compile().ok()).as_ref()
    }

    /// The last row of a masthead that is the first rows of a page.
    fn in_first_rows(&self, texts: &[&str]) -> Option<usize> {
        let texts = &texts[..ROWS];
        if !texts.iter().any(|text| width(text) <= WIDEST && self.is_signed(text)) {
            return None;
        }
        let patterns = self.patterns()?;
        let (mut dated, mut numbered, mut last) = (false, false, None);
        for (depth, text) in texts.iter().enumerate() {
            if width(text) > WIDEST {
                break;
            }
            let (date, number) = (patterns.dates.is_match(text), patterns.pages.is_match(text));
            let section = columns(text) <= SECTION && text.split_whitespace().count() <= 2;
            if !(date || number || section || patterns.names.is_match(text)) {
                break;
            }
            dated |= date;
            numbered |= number;
            if (date || number) && dated && numbered {
                last = Some(depth);
            }
        }
        last
    }

    /// The rows of a masthead that was read in two places: the newspaper's name before all else, and a section's, and one row
    /// that is a date with the number of the page and nothing more; or the number before all else, and a date with its day.
    fn around_columns(&self, texts: &[&str]) -> Vec<usize> {
        if width(texts[0]) > DATE {
            return Vec::new();
        }
        let numbered = self.is_signed(texts[0]);
        let may_be_date = |text: &str| {
            text.contains(|c: char| c.is_ascii_digit()) && width(text) <= DATE && (numbered || self.is_signed(text))
        };
        let rows: Vec<usize> = (ROWS..texts.len()).filter(|&row| may_be_date(texts[row])).collect();
        let Some(patterns) = (!rows.is_empty()).then(|| self.patterns()).flatten() else { return Vec::new() };
        let other = match patterns {
            found if found.names.is_match(texts[0]) => &found.pages,
            found if numbered && holds_only(texts[0], &[&found.pages], &found.days) => &found.days,
            _ => return Vec::new(),
        };
        let is_date = |row: &usize| holds_only(texts[*row], &[&patterns.dates, other], &patterns.days);
        let dates: Vec<usize> = rows.into_iter().filter(is_date).collect();
        let section = patterns.sections.is_match(texts[1]);
        match dates[..] {
            [date] if section => vec![0, 1, date],
            [date] => vec![0, date],
            _ => Vec::new(),
        }
    }
}

/// True for a row that holds one of each of these and, days of the week aside, nothing else.
fn holds_only(text: &str, needed: &[&RegexSet], days: &RegexSet) -> bool {
    // The patterns are compiled one by one only for a row that has all of them.
    if !needed.iter().all(|set| set.is_match(text)) {
        return false;
    }
    let mut rest = text.to_string();
    for set in needed.iter().copied().chain([days]) {
        for pattern in set.patterns().iter().filter_map(|pattern| Regex::new(pattern).ok()) {
            rest = pattern.replace_all(&rest, " ").into_owned();
        }
    }
    !rest.contains(char::is_alphanumeric)
}

/// Columns of a row in which each stretch of blanks is one.
fn width(row: &str) -> usize {
    row.split_whitespace().map(|part| columns(part) + 1).sum::<usize>().saturating_sub(1)
}
