//! Footnotes between a sentence and the page turn that cut it: the text goes on behind them, on the next page.
//!
//! A note under the text is the last thing on its page, so that in a plain text it stands between the halves of a sentence:
//! the first line of the note reads as the end of the one, and its last as the beginning of the other. The second half is put
//! behind the first one. Where lines are still the page's, nothing tells where its paragraph ends; then blank lines
//! set the note apart, and it is done when the lines are paragraphs.
//!
//! **What gives one away.** A line that begins with the mark of a note, or a mark that was read as a line of its own, behind
//! a line in mid-sentence; the turn within some lines; a note that ends there; and behind the turn text that goes on with the
//! sentence, better than with the note.
//!
//! **What is left alone.** Titles behind the turn, a note that the next page goes on with, items of a list of which the last one
//! does, and everything behind the end of a sentence or a colon.
//!
//! **Price.** Sentences over notes without a mark, and where words are separated over those that end without a full stop, stay torn.

use crate::detect::page_languages::PageLanguages;
use crate::detect::turn::leftover::{self, line_of};
use crate::detect::turn::{self, begins_note, confidence, joined, seam_of};
use crate::detect::{Context, Hit, Thresholds};
use crate::edit::Edit;
use crate::finding::{Alternative, Shape};
use crate::language::{Ending, Language};
use crate::layout::BlockKind;
use crate::span::Span;

/// Lines that the notes at the foot of a page have at most.
const MOST_LINES: usize = 16;
/// The most certain that a turn is.
const CERTAIN: f64 = 0.999;
/// Figures of the highest number of a note.
const LONGEST_NUMBER: usize = 3;
/// Characters of a mark that was read as a line of its own.
const LONGEST_MARK: usize = 2;

/// A sentence that goes on over a note and a page turn.
pub(super) struct Torn {
    language: &'static Language,
    /// The block that ends with the first half, up to there.
    head: Span,
    /// From there to the note.
    note_gap: Span,
    /// From the end of the note, or of the page's mark behind it, to the second half.
    gap: Span,
    /// The block that begins with the second half, from there.
    pub(super) tail: Span,
    /// The halves are paragraphs of one line each.
    paragraphs: bool,
    /// How likely it is that the second half goes on with the first, and not with the note.
    confidence: f64,
}

/// The sentences that go on over a note with at least that confidence, in the order of the text.
pub(super) fn torn(context: &Context, languages: &mut PageLanguages, least: f64) -> Vec<Torn> {
    let mut found: Vec<Torn> = Vec::new();
    for (line, at) in context.layout.lines.iter().enumerate().skip(1) {
        let text = line_of(context, line);
        let begins = begins_note(text) || is_numbered(text) || is_mark(text);
        if begins && found.last().is_none_or(|last| last.tail.start <= at.span.start) {
            found.extend(torn_over(context, languages, line).filter(|torn| torn.confidence >= least));
        }
    }
    found
}

/// What is done about one. Paragraphs go where they belong. Where lines are the page's, the note becomes a paragraph, so that
/// the ends of all three are found first.
pub(super) fn hits(context: &Context, torn: &Torn, thresholds: Thresholds) -> Vec<Hit> {
    if torn.paragraphs {
        return vec![moved(context, torn, thresholds)];
    }
    let is_line_end = |gap: &Span| gap.of(context.text).matches('\n').count() == 1;
    let seams = [torn.note_gap, torn.gap].into_iter().filter(is_line_end);
    seams.map(|seam| parted(context, torn, seam, thresholds)).collect()
}

const EVIDENCE: &str = "the page turns behind a note, in mid-sentence";
const OTHERWISE: &str = "the note goes on";

/// The hit that puts a second half behind the first.
fn moved(context: &Context, torn: &Torn, thresholds: Thresholds) -> Hit {
    let Torn { head, gap, tail, confidence, .. } = *torn;
    let end = Span::at(head.end);
    let (hyphen, with) = joined(context, torn.language, head.of(context.text), tail.of(context.text), end);
    let mut edits = vec![
        Edit::Replace { span: gap, with: with.clone() },
        Edit::Move { span: Span::new(gap.start, tail.end), to: head.end },
    ];
    if !hyphen.is_empty() {
        edits.push(Edit::Replace { span: hyphen, with: String::new() });
    }
    let tier = context.tier(confidence, thresholds);
    Hit {
        shape: Shape::Move { from: tail, after: head.end, joined: true, with },
        tier,
        confidence,
        evidence: vec![EVIDENCE.to_string()],
        alternatives: vec![Alternative { confidence: 1.0 - confidence, what: OTHERWISE.to_string() }],
        edits: if context.does(tier) { edits } else { Vec::new() },
        seam: seam_of(head.of(context.text), tail.of(context.text)),
    }
}

/// The hit that puts a blank line at one end of a note.
fn parted(context: &Context, torn: &Torn, seam: Span, thresholds: Thresholds) -> Hit {
    let blank = "\n\n".to_string();
    Hit {
        seam: seam_of(&context.text[..seam.start], &context.text[seam.end..]),
        ..context.replacement(seam, blank, torn.confidence, thresholds, EVIDENCE.to_string(), OTHERWISE)
    }
}

/// The sentence that goes on over the note that begins at a line.
fn torn_over(context: &Context, languages: &mut PageLanguages, line: usize) -> Option<Torn> {
    let layout = context.layout;
    let above = (0..line).rev().take(2).find(|&above| !line_of(context, above).is_empty())?;
    let (last, next) = page_end(context, line)?;
    let block_of = |line: usize| layout.block_of(first_of(context, line));
    let (head_at, tail_at) = (block_of(above)?, block_of(next)?);
    let (head_block, tail_block) = (&layout.blocks[head_at], &layout.blocks[tail_at]);
    let indented = layout.lines[next].span.start < first_of(context, next);
    if !head_block.kind.is_prose() || tail_block.kind != BlockKind::Paragraph || indented {
        return None;
    }
    let head = Span::new(head_block.span.start, end_of(context, above));
    let tail = Span::new(first_of(context, next), tail_block.span.end);
    let note = Span::new(first_of(context, line), end_of(context, last));
    let (before, after) = (turn::tail(head.of(context.text)), turn::head(tail.of(context.text)));
    let language = context.language_beside(languages.of(head_block.page), before);
    let unmarked = language.spaced && is_mark(line_of(context, line));
    let left =
        turn::stands_alone(language, tail_block, after) || leftover::begins_page(context, language, head_at, tail_at);
    if unmarked || left || matches!(language.ending(before), Ending::Complete | Ending::Introduces) {
        return None;
    }
    let said = turn::tail(note.of(context.text));
    let other = match language.ending(said) {
        // The number of a page and a full stop look like an ordinal.
        Ending::Complete | Ending::Abbreviation => 0.0,
        // What begins with a small letter goes on with anything.
        _ if language.spaced => return None,
        _ => odds(confidence(context, language, said, after)),
    };
    let own = odds(confidence(context, language, before, after));
    let mark = tail_at.checked_sub(1).map(|at| &layout.blocks[at]).filter(|block| block.kind == BlockKind::PageBreak);
    Some(Torn {
        language,
        head,
        note_gap: Span::new(head.end, note.start),
        gap: Span::new(mark.map_or(note.end, |mark| mark.span.end), tail.start),
        tail,
        paragraphs: head == head_block.span
            && tail == tail_block.span
            && [head_block, tail_block].iter().all(|block| block.lines.len() == 1),
        confidence: own / (1.0 + own + other),
    })
}

/// How many times as likely something is as that it is not.
fn odds(probability: f64) -> f64 {
    let probability = probability.min(CERTAIN);
    probability / (1.0 - probability)
}

/// The last line of the page with the note that begins at line `note`, and the first one of the next page.
fn page_end(context: &Context, note: usize) -> Option<(usize, usize)> {
    let layout = context.layout;
    let page = layout.blocks[layout.block_of(first_of(context, note))?].page;
    let mut last = note;
    for line in (note + 1..layout.lines.len()).take(MOST_LINES) {
        let block = layout.block_of(first_of(context, line)).map(|block| &layout.blocks[block]);
        let Some(block) = block.filter(|block| block.kind != BlockKind::PageBreak) else { continue };
        if line_of(context, line).is_empty() {
            continue;
        }
        let gap = Span::new(end_of(context, last), first_of(context, line));
        if block.page != page || (context.taken_out)(gap) {
            return Some((last, line));
        }
        last = line;
    }
    None
}

/// True for a line that begins with a number, or figures set above the line, and a capital: `1 See`, `12. Ibid.`, `³ Vgl.`.
fn is_numbered(line: &str) -> bool {
    let figures = |c: char| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹');
    let line = line.trim_start_matches('(');
    let rest = line.trim_start_matches(figures);
    let number = line[..line.len() - rest.len()].chars().count();
    let said = rest.trim_start_matches([')', '.']).trim_start();
    (1..=LONGEST_NUMBER).contains(&number) && said.starts_with(char::is_uppercase)
}

/// True for a letter or two of the Latin alphabet, or figures, as which the mark of a note is read that is set smaller than its
/// text: ① as `D`. Among words of that alphabet a letter alone is a part of one.
fn is_mark(line: &str) -> bool {
    (1..=LONGEST_MARK).contains(&line.len()) && line.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Where the first character of a line stands that can be seen.
fn first_of(context: &Context, line: usize) -> usize {
    let span = context.layout.lines[line].span;
    span.end - span.of(context.text).trim_start().len()
}

/// One past the last.
fn end_of(context: &Context, line: usize) -> usize {
    let span = context.layout.lines[line].span;
    span.start + span.of(context.text).trim_end().len()
}
