//! The line at the head of a newspaper page: its name, the section, the date and the number of the page, in one row or in
//! a few. It stands once on each page, so nothing of it recurs where a text is one page; a date and the number of a page
//! together in the first rows are enough to know it.
//!
//! Left alone: a date or a number without the other, and rows between which something stands that is neither a section of
//! a word or two nor a newspaper's name: a headline. The price: a masthead that was read in several places stays.

use std::sync::{Arc, OnceLock};

use regex::RegexSet;
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
    #[serde(skip)]
    compiled: Arc<OnceLock<Option<Patterns>>>,
}

#[derive(Debug)]
struct Patterns {
    pages: RegexSet,
    dates: RegexSet,
    names: RegexSet,
}

/// Rows of the tallest masthead.
const ROWS: usize = 4;
/// Columns of its widest row, blanks between its parts aside, and of the name of a section.
const WIDEST: usize = 110;
const SECTION: usize = 16;
/// Rows that a page must have for its first ones to be a masthead.
const LEAST_ROWS: usize = 8;

impl Masthead {
    fn compile(&self) -> Result<Patterns, Fault> {
        let set = |key, list: &[String]| RegexSet::new(list).map_err(|error| (key, error.to_string()));
        Ok(Patterns {
            pages: set("pages", &self.pages)?,
            dates: set("dates", &self.dates)?,
            names: set("names", &self.names)?,
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
        if rows.get(start + LEAST_ROWS - 1).is_none_or(|row| row.page != page) {
            return Vec::new();
        }
        let texts: Vec<&str> = rows[start..start + ROWS].iter().map(|row| row.text(context.text)).collect();
        let signed = |text: &&str| {
            let small = text.to_lowercase();
            width(text) <= WIDEST && self.signs.iter().any(|sign| small.contains(sign.as_str()))
        };
        if !texts.iter().any(signed) {
            return Vec::new();
        }
        let Some(patterns) = self.compiled.get_or_init(|| self.compile().ok()) else { return Vec::new() };
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
        let Some(last) = last else { return Vec::new() };
        let why = "stands with a date and the number of the page at its head";
        let found = |row| Found { row, kind: Kind::Masthead, confidence: 0.95, why: why.to_string() };
        (start..=start + last).map(found).collect()
    }
}

/// Columns of a row in which each stretch of blanks is one.
fn width(row: &str) -> usize {
    row.split_whitespace().map(|part| columns(part) + 1).sum::<usize>().saturating_sub(1)
}
