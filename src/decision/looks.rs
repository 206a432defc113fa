//! What a block looks like as a line: what its type and its words say of a headline, before anything around it is asked.

use super::flag;
use crate::language::{Language, section_number};
use crate::layout::columns;

/// Columns of a line that is narrow: most headlines are wider, labels and short bylines are not.
const NARROW: f32 = 20.0;

/// What a line looks like by itself, on scales of about one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Looks {
    pub(super) heading: f32,
    pub(super) numbered: bool,
    pub(super) titled: bool,
    pub(super) width: f32,
    pub(super) narrow: f32,
    pub(super) clauses: f32,
    pub(super) capitals: f32,
    pub(super) small: f32,
}

impl Looks {
    /// The looks of a line; `heading`: how much it looks like one, 0 to 1, and 1 when it is marked; `titled`: it ends as a title
    /// does with its author, source or year. Of what looks like no headline nothing more is asked.
    pub fn of(line: &str, heading: f32, titled: bool, language: &Language) -> Looks {
        if heading <= 0.0 {
            return Looks::default();
        }
        let line = line.trim();
        let width = columns(line) as f32;
        let capital = |word: &&str| word.starts_with(char::is_uppercase);
        let words = line.split_whitespace().count().max(1) as f32;
        Looks {
            heading,
            titled,
            numbered: section_number(line).is_some(),
            width: width / 40.0,
            narrow: ((NARROW - width) / 10.0).clamp(0.0, 1.0),
            clauses: line.chars().filter(|&c| language.clause_marks.contains(c)).take(3).count() as f32,
            capitals: line.split_whitespace().filter(capital).count() as f32 / words,
            small: flag(line.split_whitespace().next_back().is_some_and(|word| word.starts_with(char::is_lowercase))),
        }
    }
}
