//! Blanks that no typesetter sets, and what else their reader puts in.
//!
//! A full-width comma carries its own blank, and nobody prints one in front of it. Where several stand there, the reader takes
//! gaps between characters for blanks, and no blank beside a wide mark means anything; nor does the one between who reports and
//! the name, which is a space of the typesetter's. One mark with blanks on both sides is a list set wide, and shows nothing.

use super::{is_full_mark, is_ideograph, is_shared_mark, sides, within};
use crate::detect::Context;
use crate::detect::shelter::Shelter;
use crate::layout::BlockKind;
use crate::span::Span;

/// Blanks in front of marks that show what kind of reader it was: one may be a slip of the author's, and so may one in a
/// hundred of a book's marks.
const SHOWN: usize = 2;
const MARKS_FOR_ONE: usize = 100;
/// Wide marks that end or divide.
const DIVIDES: &str = "，。、；：？！";
/// Characters of a name.
const NAME: std::ops::RangeInclusive<usize> = 2..=4;

/// The blanks among `places` that a reader put in who puts them in front of marks, in order.
pub(super) fn find(context: &Context, places: &[usize], shelter: &mut Shelter) -> Vec<usize> {
    let text = context.text;
    let telling = places.iter().filter(|&&at| is_telling(text, at)).count();
    if telling < SHOWN || telling * MARKS_FOR_ONE < text.chars().filter(|&c| DIVIDES.contains(c)).count() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for block in context.layout.blocks.iter().filter(|block| block.kind.is_prose() || block.kind == BlockKind::Heading)
    {
        let language = context.language_of(block.span.of(text));
        for line in &context.layout.lines[block.lines.clone()] {
            let places = within(places, line.span);
            let byline = places.len() == 1 && language.looks_like_byline(line.span.of(text).trim());
            let goes = |at: &usize| beside_mark(text, *at) || byline && before_name(text, *at, line.span.end);
            found.extend(places.iter().copied().filter(goes));
        }
    }
    found.retain(|&at| !shelter.covers(Span::new(at, at + 1)));
    found
}

/// A blank in front of a mark that ends or divides, and none behind it.
fn is_telling(text: &str, at: usize) -> bool {
    sides(text, at).is_some_and(|(before, mark)| {
        let behind = text[at + 1 + mark.len_utf8()..].chars().next();
        is_set(before) && (DIVIDES.contains(mark) || "）》”』」】".contains(mark)) && behind.is_none_or(|c| c != ' ')
    })
}

/// A blank beside a wide mark, or where not even narrow marks have one: in front of what ends or divides, and behind an opening
/// bracket. Behind a narrow comma and around narrow brackets writers set blanks.
fn beside_mark(text: &str, at: usize) -> bool {
    sides(text, at).is_some_and(|(before, behind)| {
        let wide = is_set(before) && is_set(behind) && (is_full_mark(before) || is_full_mark(behind));
        wide || is_set(before) && "),:;?!".contains(behind) || before == '(' && is_set(behind)
    })
}

fn is_set(c: char) -> bool {
    is_ideograph(c) || is_full_mark(c) || is_shared_mark(c)
}

/// A blank behind which a name is all that is left of the line.
fn before_name(text: &str, at: usize, end: usize) -> bool {
    let rest = text[at + 1..end].trim_end();
    NAME.contains(&rest.chars().count()) && rest.chars().all(is_ideograph)
}
