//! What stands around two equal texts and says that both were written.
//!
//! A law has one clause under two of its articles, a diary one sentence under two dates, minutes one opening under each of
//! their meetings, a song its chorus between verses, and a letter its first and last sentences around what it has to say.
//! A debate takes one vote after another in the same words, and what differs is the number of the amendment, some lines before.
//! A reader that saw a column twice takes its heading along, or leaves it. The price: the beginning of an article that was
//! read again under the heading of another stays, and so does a short line that was read twice behind a colon.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::company::is_same;
use super::form;
use super::place::{HEADING, LONG_QUOTATION, is_spoken};
use super::run::{Related, Run};
use crate::detect::Context;
use crate::language::Ending;
use crate::layout::{Block, BlockKind};

/// Columns of the longest line that is a label, when it is no heading by its marks: "Article 4", "January 5, 1887."
const LONGEST_LABEL: usize = 40;

/// Columns of the longest line of verse and lines of the longest stanza, where the layout does not tell verse, and columns of
/// the longest chorus between two of them.
const LONGEST_VERSE: usize = 50;
const STANZA: usize = 8;
const LONGEST_CHORUS: usize = 160;

/// How many blocks of a form may differ between those that are the same.
const FILLED_IN: usize = 3;

/// Short blocks in a row that are said so often on purpose. A reader that went over a place again did so once.
const FEWEST_IN_A_ROW: usize = 3;

/// True when what is around a run and its twin says that both are meant.
pub(super) fn is_written_twice(
    context: &Context,
    run: &Run,
    goes_later: bool,
    gone: &[bool],
    related: &Related,
) -> bool {
    let (goes, stays) = if goes_later { (&run.later, &run.earlier) } else { (&run.earlier, &run.later) };
    !run.adjacent && is_under_another_label(context, goes, stays)
        || is_among_verse(context, run)
        || is_frame(context, run, gone, related)
        || is_form(context, run, gone)
}

/// True for a short block that stands three times or more in a row, or twice behind a colon: somebody says it again, as the text
/// tells. `pair`: two equal blocks.
pub(super) fn is_said_again(context: &Context, pair: (usize, usize)) -> bool {
    let text = |i: usize| context.layout.blocks.get(i).map(|block| block.span.of(context.text));
    let (first, last) = pair;
    let same = |i: &usize| is_same(context, first, *i);
    if text(first).is_none_or(|said| said.width() >= LONG_QUOTATION) || !(first + 1..last).all(|i| same(&i)) {
        return false;
    }
    let start = (0..first).rev().take(FEWEST_IN_A_ROW).take_while(same).last().unwrap_or(first);
    let end = (last + 1..context.layout.blocks.len()).take(FEWEST_IN_A_ROW).take_while(same).last().unwrap_or(last);
    let introduction = start.checked_sub(1).and_then(text);
    end - start + 1 >= FEWEST_IN_A_ROW
        || introduction.is_some_and(|text| context.language_of(text).ending(text) == Ending::Introduces)
}

/// True when a block a little before the run, or behind it, is that before or behind its twin but for a number or a name:
/// minutes, contracts and certificates say the same of each thing that they name.
fn is_form(context: &Context, run: &Run, gone: &[bool]) -> bool {
    let blocks = &context.layout.blocks;
    let text = |i: usize| blocks[i].span.of(context.text);
    let read = |i: usize| !gone[i] && (blocks[i].kind.is_prose() || blocks[i].kind == BlockKind::Heading);
    let mut around = counterparts(run, gone.len(), FILLED_IN).into_iter().flatten();
    around.any(|(a, b)| read(a) && read(b) && form::are_filled_in(text(a), text(b)))
}

/// True when the run stands directly under a label, its twin under another one, or when the label would be left with
/// nothing under it.
fn is_under_another_label(context: &Context, goes: &Range<usize>, stays: &Range<usize>) -> bool {
    let Some(label) = label_above(context, goes.start) else { return false };
    let twin = label_above(context, stays.start);
    let left_bare = || goes.end == context.layout.blocks.len() || is_label(context, goes.end);
    if twin.is_some_and(|twin| is_same(context, label, twin)) {
        return false;
    }
    twin.is_some() || left_bare()
}

/// The label that stands directly above a block, marks of new pages looked through.
fn label_above(context: &Context, index: usize) -> Option<usize> {
    let blocks = &context.layout.blocks;
    let above = (0..index).rev().take(2).find(|&i| blocks[i].kind != BlockKind::PageBreak)?;
    is_label(context, above).then_some(above)
}

/// True for a heading, and for a line that looks like one or is a date or a number with little around it.
fn is_label(context: &Context, index: usize) -> bool {
    let blocks = &context.layout.blocks;
    let block = &blocks[index];
    if block.kind == BlockKind::Heading {
        return true;
    }
    let text = block.span.of(context.text);
    // "3. Januar" is an item of a list by its mark.
    let is_line = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem) && block.lines.len() == 1;
    let language = context.language_of(text);
    if !is_line || text.width() > LONGEST_LABEL || is_spoken(language, text) {
        return false;
    }
    let next = blocks.get(index + 1).map(|next| next.span.of(context.text));
    text.contains(char::is_numeric) || language.looks_like_heading(text, next) >= HEADING
}

/// True when the run or its twin stands beside verse: it is a chorus.
fn is_among_verse(context: &Context, run: &Run) -> bool {
    let blocks = &context.layout.blocks;
    let beside = |run: &Range<usize>| [run.start.checked_sub(1), Some(run.end)].into_iter().flatten();
    let around = [&run.earlier, &run.later].into_iter().flat_map(beside).filter_map(|i| blocks.get(i));
    let stanzas = || around.clone().filter(|block| is_stanza(context, block)).count();
    around.clone().any(|block| block.kind == BlockKind::Verse)
        || run.columns(context) <= LONGEST_CHORUS && stanzas() > 1
}

/// True for a few short lines. The rows of a narrow column are short, too, so that a short text between two short paragraphs
/// of such a column stays.
fn is_stanza(context: &Context, block: &Block) -> bool {
    let mut lines = block.span.of(context.text).lines();
    (2..=STANZA).contains(&block.lines.len()) && lines.all(|line| line.width() <= LONGEST_VERSE)
}

/// True when other blocks are the same a little before or behind the run and its twin, and what stands between them has
/// nothing to do with each other: a letter is begun and ended with the same words.
fn is_frame(context: &Context, run: &Run, gone: &[bool], related: &Related) -> bool {
    let read = |&(earlier, later): &(usize, usize)| !gone[earlier] && !gone[later];
    let same = |&(earlier, later): &(usize, usize)| is_same(context, earlier, later);
    let frames = |pairs: Vec<(usize, usize)>| {
        let filled_in = pairs.first().is_some_and(|pair| read(pair) && !related.contains_key(pair));
        filled_in && pairs.iter().skip(1).any(|pair| read(pair) && same(pair))
    };
    counterparts(run, gone.len(), FILLED_IN + 1).into_iter().any(frames)
}

/// Blocks behind a run and those behind its twin, pair by pair, and the same before them: at most so many of each. What stands
/// between the two belongs to both.
fn counterparts(run: &Run, blocks: usize, most: usize) -> [Vec<(usize, usize)>; 2] {
    let between = run.earlier.end..run.later.start;
    let behind = between.clone().zip(run.later.end..blocks).take(most).collect();
    let before = (0..run.earlier.start).rev().zip(between.rev()).take(most).collect();
    [behind, before]
}
