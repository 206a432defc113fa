//! Lines that a page left beside the place where it turns: a stamp, a sheet's signature, a running head that no rule took
//! out. They stand between the halves of a sentence, and to join one of them with a half would put it into the sentence.
//!
//! **What gives one away.** It is set in capitals, all but a misread few, beside a text that is not; it is a number, or one stands
//! apart at one end of it, where words are not separated also behind a single blank; most of it cannot be read; it stands by
//! itself, begins with a capital and ends like no sentence, where words are separated; it is much shorter than the lines of its
//! page, though a page is full in the middle of a sentence; or the block beyond it goes on as well as it does.
//!
//! **What is left alone.** A line that ends with a comma, a hyphen or an open bracket goes on, whatever its size; one that
//! begins with a small letter, or ends a sentence or a clause, is the rest of one.
//!
//! **Price.** A line by itself that begins with a name in the middle of a sentence and breaks off stays apart, and so do Japanese
//! lines at whose ends a reader put their page's number. A paragraph whose first line breaks off after a few words at a page's
//! foot stays two; so does one that ends with a figure behind a wide blank.

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
/// Letters of a line in which one or two that were misread are borne with.
const SOME_LETTERS: usize = 8;
/// Characters of the shortest line that is taken for noise: shorter ones are dashes and dots of a text.
const NOISE: usize = 8;

/// True when what ends block `before` or begins block `after` is a line that the page left there.
pub(super) fn stands_between(context: &Context, language: &Language, (before, after): (usize, usize)) -> bool {
    ends_page(context, language, before, after) || begins_page(context, language, before, after)
}

/// True when the last line of block `before` is such a line.
fn ends_page(context: &Context, language: &Language, before: usize, after: usize) -> bool {
    let text = |index: usize| context.layout.blocks[index].span.of(context.text);
    let block = &context.layout.blocks[before];
    let line = line_of(context, block.lines.end - 1);
    if ends_with_number(language, line) {
        return true;
    }
    if matches!(language.ending(line), Ending::Clause | Ending::Hyphen | Ending::Opening | Ending::Introduces) {
        return false;
    }
    // The last line of several is a ragged one, if it is short.
    let short = || block.lines.len() == 1 && is_short(context, line, lines_above(context, before));
    if is_set_apart(language, line, text(after)) || short() {
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
    if is_set_apart(language, line, text(before)) {
        return true;
    }
    let ends = block.lines.len() == 1
        && matches!(language.ending(line), Ending::Complete | Ending::Clause | Ending::Introduces);
    if language.begins_open(line) || ends {
        return false;
    }
    if is_title(language, block, line) {
        return true;
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

/// True for a line that only a page has: in capitals beside a text, the other half, that is not; a number, or with one that
/// stands apart at one end of it; or nothing that can be read.
fn is_set_apart(language: &Language, line: &str, other: &str) -> bool {
    is_in_capitals(line) && !is_in_capitals(other)
        || has_number_apart(line)
        || ends_with_number(language, line)
        || is_number_of_page(line)
        || is_noise(line)
}

/// True for a text in capitals; with some letters, most of them are enough, for readers miss one now and then.
fn is_in_capitals(text: &str) -> bool {
    let (mut letters, mut capitals) = (0, 0);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        capitals += usize::from(c.is_uppercase());
    }
    letters >= 2 && (capitals == letters || letters >= SOME_LETTERS && capitals * 5 >= letters * 4)
}

/// True for a page number that is all of a line, however it was read: `( li )`, `1 .`.
fn is_number_of_page(line: &str) -> bool {
    is_page_number(line) && !line.starts_with(char::is_alphabetic)
}

/// True for a line where words are not separated, with figures behind a blank: the page's number, which a reader put behind the
/// line beside it.
fn ends_with_number(language: &Language, line: &str) -> bool {
    let behind = line.rsplit_once(char::is_whitespace).map_or("", |(_, last)| last);
    let figures = !behind.is_empty() && behind.bytes().all(|b| b.is_ascii_digit());
    !language.spaced && figures && behind.len() <= LONGEST_NUMBER
}

/// True for a line of which less than half is letters and figures: an ornament, or a head that was not read.
fn is_noise(line: &str) -> bool {
    let (mut seen, mut said) = (0, 0);
    for c in line.chars().filter(|c| !c.is_whitespace()) {
        seen += 1;
        said += usize::from(c.is_alphanumeric());
    }
    seen >= NOISE && 2 * said < seen
}

/// True for a line by itself that begins with a capital and ends like no sentence, where words are separated: a title or a
/// head. What goes on with a sentence is a whole line, or the last one of its paragraph, which ends.
fn is_title(language: &Language, block: &Block, line: &str) -> bool {
    let first = line.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().next();
    let open = matches!(language.ending(line), Ending::Open);
    language.spaced && open && is_lone(block, line) && first.is_some_and(char::is_uppercase)
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

/// A line without the blanks at its ends.
pub(super) fn line_of<'c>(context: &Context<'c>, line: usize) -> &'c str {
    context.layout.lines[line].span.of(context.text).trim()
}
