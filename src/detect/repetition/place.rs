//! Which of two copies stands in its place, and which text its writer repeated.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::run::REACH;
use crate::detect::Context;
use crate::junction;
use crate::language::{Ending, Language, is_quotation_mark, section_number};
use crate::layout::BlockKind;
use crate::model::BREAK;

/// Columns of a quotation, or a question, that nobody repeats by heart.
pub(super) const LONG_QUOTATION: usize = 80;

/// Columns of the longest name of a speaker before a colon.
const LONGEST_NAME: usize = 24;

/// Blocks that begin with the number of a section ("3.1.2.") in a manual. A page of a newspaper may have a decimal or two
/// at the beginning of a paragraph.
const SECTIONS: usize = 3;

/// How much of a heading a plain line must look like not to be a text that breaks off.
pub(super) const HEADING: f64 = 0.5;

/// True for a text in numbered sections: its table of contents says what its headings say, and what is true of two things
/// stands in the section of each.
pub(super) fn has_sections(context: &Context) -> bool {
    let texts = context.layout.blocks.iter().map(|block| block.span.of(context.text));
    texts.filter(|text| section_number(text).is_some()).nth(SECTIONS - 1).is_some()
}

/// True for what writers repeat on purpose: a line that introduces something, a short question, which a list of contents
/// has as well, a short line of a conversation, and a quotation, unless it is long, nothing introduces it, and it is the last
/// of an article, where copies gather.
pub(super) fn is_repeated_rightly(context: &Context, index: usize, gone: &[bool]) -> bool {
    let blocks = &context.layout.blocks;
    let Some(text) = blocks.get(index).map(|block| block.span.of(context.text)) else { return false };
    let language = context.language_of(text);
    if language.ending(text) == Ending::Introduces {
        // Before a heading and at the end of the text it introduces nothing.
        return blocks.get(index + 1).is_some_and(|next| next.kind != BlockKind::Heading);
    }
    if text.trim_end().ends_with(['?', '？']) && text.width() < LONG_QUOTATION {
        return true;
    }
    if text.width() < LONG_QUOTATION && is_spoken(language, text) {
        return true;
    }
    let read = |i: usize| blocks.get(i).filter(|_| gone.get(i) == Some(&false)).map(|b| b.span.of(context.text));
    if !is_quotation(language, text) {
        return false;
    }
    // A statement of several paragraphs is introduced once.
    let introduction = (0..index).rev().map_while(read).find(|text| !is_quotation(language, text));
    let introduced = introduction.is_some_and(|text| language.ending(text) == Ending::Introduces);
    let last = blocks.get(index + 1).is_none_or(|next| next.kind == BlockKind::Heading);
    introduced || !last || text.width() < LONG_QUOTATION
}

/// True for a block that is a quotation from its first character to its last.
fn is_quotation(language: &Language, text: &str) -> bool {
    let opens = |first: char| language.pairs().find(|(open, _)| *open == first).map(|(_, close)| close);
    text.trim_start().chars().next().and_then(opens).is_some_and(|close| text.trim_end().ends_with(close))
}

/// True for a line of a conversation: it begins with a dash, with a quotation behind which it says who spoke, or with the
/// name of the speaker and a colon. People say the same thing twice, and a witness gives one answer to two questions.
pub(super) fn is_spoken(language: &Language, text: &str) -> bool {
    let text = text.trim();
    let Some(first) = text.chars().next() else { return false };
    let quoted =
        is_quotation_mark(first) || language.pairs().any(|(open, _)| open == first && !"(（[【".contains(open));
    let named = text.split_once([':', '：']).is_some_and(|(name, said)| {
        let is_name = !name.is_empty() && name.width() <= LONGEST_NAME && !name.contains([',', '，', '、', '。']);
        is_name && !said.trim().is_empty()
    });
    quoted || named || text.starts_with(['—', '–']) || text.starts_with("--")
}

/// True for a line that looks like the heading of what follows: headlines begin as their articles do.
pub(super) fn is_headline(context: &Context, index: usize) -> bool {
    let text = |i: usize| context.layout.blocks.get(i).map(|block| block.span.of(context.text));
    let Some(line) = text(index) else { return false };
    context.language_of(line).looks_like_heading(line, text(index + 1)) >= HEADING
}

/// By how many bits the first of two wordings of one text is dearer than the second; `None` without a model to ask.
pub(super) fn reads_worse(context: &Context, first: &str, second: &str) -> Option<f32> {
    let model = context.model_of(context.language_of(second))?;
    let [first, second] = [first, second].map(|text| model.cost_of(&[BREAK], &model.symbols(text)));
    Some(first - second)
}

/// How well a run of blocks runs on from the block before it and into the one behind it, in bits; 0 for a run that begins and
/// ends of its own. Copies that are gone and the marks of new pages are looked through, and headings do not run on.
pub(super) fn fit(context: &Context, run: &Range<usize>, gone: &[bool]) -> f32 {
    let blocks = &context.layout.blocks;
    let text = |i: usize| blocks.get(i).filter(|b| b.kind != BlockKind::Heading).map(|b| b.span.of(context.text));
    let (Some(first), Some(last)) = (text(run.start), text(run.end - 1)) else { return 0.0 };
    let language = context.language_of(last);
    let is_read = |&i: &usize| !gone[i] && blocks[i].kind != BlockKind::PageBreak;
    let before = (0..run.start).rev().take(REACH).find(is_read).and_then(text).filter(|t| !is_complete(language, t));
    let before = before.filter(|t| language.looks_like_heading(t, Some(first)) < HEADING);
    let behind = (run.end..blocks.len()).take(REACH).find(is_read).and_then(text);
    let behind = behind.filter(|_| !is_complete(language, last));
    let model = context.model_of(language);
    let run = |head: Option<&str>, tail: Option<&str>| match (model, head, tail) {
        (Some(model), Some(head), Some(tail)) => junction::run_on(model, head, tail, language).max(0.0),
        _ => 0.0,
    };
    run(before, Some(first)) + run(Some(last), behind)
}

/// True for a text that ends with the end of a sentence, a dash behind it looked through.
fn is_complete(language: &Language, text: &str) -> bool {
    language.ends_complete(text.trim_end_matches(['–', '—', ' ']))
}
