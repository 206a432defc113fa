//! Does a line run across columns?
//!
//! **Damage.** Where a reader went across the columns of a page and the rows could not be cut again, each holds lines of
//! two texts: "should be separate from govern- old mill on the river". What stands at the end of such a row goes on in
//! the right column, and the next row begins with the left one.
//!
//! **What tells it.** A hyphen in the midst of a line with a blank behind it, and a word behind that which is not its other
//! half: a line ended there. A single letter behind it is a speck. Who puts lines together without looking leaves the halves
//! of a word side by side, and suspended hyphens ("pre- and post-war") have a conjunction behind them.
//!
//! **Price.** Such lines are not unwrapped, and links from and to them are only proposed. Only where blanks separate words.

use crate::language::Language;
use crate::lexicon::{self, first_letters, last_letters};

/// True when a line of the text ends in the midst of it; false where no list of words tells.
pub(super) fn runs_across(text: &str, language: &Language) -> bool {
    let Some(list) = lexicon::embedded(&language.id) else { return false };
    text.match_indices("- ").any(|(at, _)| {
        let first = last_letters(&text[..at]);
        let second = first_letters(text[at + 2..].trim_start());
        let cut = [first, second].iter().all(|half| half.starts_with(char::is_lowercase));
        let word = second.chars().nth(1).is_some();
        let as_one = || list.has(&format!("{first}{second}")) || list.has(&format!("{first}-{second}"));
        cut && word && !language.conjunctions.iter().any(|word| word == second) && !as_one()
    })
}
