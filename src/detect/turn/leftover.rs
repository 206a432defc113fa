//! Lines that a page left beside the place where it turns: a stamp, a sheet's signature, a running head that no rule took
//! out. They stand between the halves of a sentence, and to join one of them with a half would put it into the sentence.
//!
//! **What gives one away.** It is set in capitals beside a text that is not; a number stands apart at one end of it; it is
//! much shorter than the lines of its page, though a page is full in the middle of a sentence; or the block beyond it goes
//! on as well as it does.
//!
//! **What is left alone.** A line that ends with a comma, a hyphen or an open bracket goes on, whatever its size; one that
//! begins with a small letter, or ends a sentence or a clause, is the rest of one.
//!
//! **Price.** A paragraph whose first line breaks off after a few words at a page's foot stays two; so does one that ends
//! with a figure behind a wide blank.

use crate::detect::Context;
use crate::detect::turn::{confidence, head, tail};
use crate::language::{Ending, Language};
use crate::layout::{Block, BlockKind, columns};

/// Lines beside a line with which its width is compared.
const COMPARED: usize = 12;
/// Columns of the narrowest line that is certainly one of running text.
const FULL: usize = 30;
/// Columns of the widest line that is asked whether the block beyond it goes on better: a stamp or a head.
const WIDEST: usize = 60;
/// From which confidence the block beyond a line goes on.
const GOES_ON: f64 = 0.85;
/// Characters of the longest page number.
const LONGEST_NUMBER: usize = 5;

/// True when what ends block `before` or begins block `after` is a line that the page left there.
pub(super) fn stands_between(context: &Context, language: &Language, (before, after): (usize, usize)) -> bool {
    ends_page(context, language, before, after) || begins_page(context, language, before, after)
}

/// True when the last line of block `before` is such a line.
fn ends_page(context: &Context, language: &Language, before: usize, after: usize) -> bool {
    let text = |index: usize| context.layout.blocks[index].span.of(context.text);
    let block = &context.layout.blocks[before];
    let line = line_of(context, block.lines.end - 1);
    if matches!(language.ending(line), Ending::Clause | Ending::Hyphen | Ending::Opening | Ending::Introduces) {
        return false;
    }
    // The last line of several is a ragged one, if it is short.
    let short = || block.lines.len() == 1 && is_short(context, line, lines_above(context, before));
    if is_set_apart(line, text(after)) || short() {
        return true;
    }
    let Some(outer) = before.checked_sub(1).filter(|&outer| goes_on_with(context, block, outer)) else { return false };
    is_lone(block, line) && confidence(context, language, tail(text(outer)), head(text(after))) >= GOES_ON
}

/// True when the first line of block `after` is.
pub(super) fn begins_page(context: &Context, language: &Language, before: usize, after: usize) -> bool {
    let text = |index: usize| context.layout.blocks[index].span.of(context.text);
    let block = &context.layout.blocks[after];
    let line = line_of(context, block.lines.start);
    if is_set_apart(line, text(before)) {
        return true;
    }
    let ends = block.lines.len() == 1
        && matches!(language.ending(line), Ending::Complete | Ending::Clause | Ending::Introduces);
    if language.begins_open(line) || ends {
        return false;
    }
    let below = || block.lines.clone().skip(1).chain(lines_below(context, after));
    if is_short(context, line, below()) {
        return true;
    }
    let outer = after + 1;
    let own = || confidence(context, language, tail(text(before)), head(text(after)));
    let beyond = || confidence(context, language, tail(text(before)), head(text(outer)));
    goes_on_with(context, block, outer) && is_lone(block, line) && beyond() >= GOES_ON.max(own())
}

/// True for a line that only a page has: in capitals beside a text, the other half, that is not; or with a number that
/// stands apart at one end of it.
fn is_set_apart(line: &str, other: &str) -> bool {
    is_in_capitals(line) && !is_in_capitals(other) || has_number_apart(line)
}

fn is_in_capitals(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    let (first, second) = (letters.next(), letters.next());
    first.is_some() && second.is_some() && text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
}

/// True for a line with a page number at one end of it, and more than one blank between it and the rest.
fn has_number_apart(line: &str) -> bool {
    let apart = |(at, _): (usize, &str)| {
        let (first, last) = (line[..at].trim(), line[at..].trim());
        is_page_number(first) || is_page_number(last)
    };
    columns(line) <= WIDEST
        && [line.match_indices("  ").next(), line.rmatch_indices("  ").next()].into_iter().flatten().any(apart)
}

/// True for figures, or letters and figures that are taken for each other; and for small roman numerals.
fn is_page_number(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let figures = word.contains(|c: char| c.is_ascii_digit())
        && word.chars().all(|c| c.is_ascii_digit() || matches!(c, 'l' | 'I' | 'i' | 'O' | 'o' | 'S' | 'B'));
    let roman = !word.is_empty() && word.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | 'l'));
    word.len() <= LONGEST_NUMBER && (figures || roman)
}

/// True for a line that is much shorter than most of the lines beside it, and than any of running text.
fn is_short(context: &Context, line: &str, beside: impl Iterator<Item = usize>) -> bool {
    let own = columns(line);
    if own >= FULL {
        return false;
    }
    let mut widths: Vec<usize> = beside.take(COMPARED).map(|line| columns(line_of(context, line))).collect();
    widths.sort_unstable();
    widths.get(widths.len() / 2).is_some_and(|&middle| own * 3 < middle * 2)
}

/// True for a block that is one line, as a stamp or a head is.
fn is_lone(block: &Block, line: &str) -> bool {
    block.lines.len() == 1 && columns(line) <= WIDEST
}

/// True when block `outer` is running text of the same page, on the far side of a line.
fn goes_on_with(context: &Context, block: &Block, outer: usize) -> bool {
    context.layout.blocks.get(outer).is_some_and(|outer| {
        outer.page == block.page && outer.kind.is_prose() && columns(outer.span.of(context.text)) >= FULL
    })
}

/// Lines of the blocks above block `index` on its page, from below.
fn lines_above<'c>(context: &'c Context, index: usize) -> impl Iterator<Item = usize> + use<'c> {
    let page = context.layout.blocks[index].page;
    let blocks = context.layout.blocks[..index].iter().rev().take(COMPARED);
    blocks.take_while(move |block| block.page == page).flat_map(|block| block.lines.clone().rev())
}

/// Lines of the blocks below it.
fn lines_below<'c>(context: &'c Context, index: usize) -> impl Iterator<Item = usize> + use<'c> {
    let page = context.layout.blocks[index].page;
    let blocks = context.layout.blocks[index + 1..].iter().take(COMPARED);
    let same = move |block: &&Block| block.page == page && block.kind != BlockKind::PageBreak;
    blocks.take_while(same).flat_map(|block| block.lines.clone())
}

fn line_of<'c>(context: &Context<'c>, line: usize) -> &'c str {
    context.layout.lines[line].span.of(context.text).trim()
}
