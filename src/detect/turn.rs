//! Sentences that a page turn cut in two, where nothing but the turn stands between the halves: a page mark, or the place
//! from which an earlier rule took a running head or a page number; and notes at the page's foot (`turn/notes.rs`).
//!
//! The assignment of [`crate::detect::continuation`] sees one page, and asks for much because any block of a page may
//! be followed by any other. Where a page turns, the next thing that is read is the next thing that was printed: that the
//! text runs on is as likely as that it does not, and little evidence is enough. Left alone are turns behind the end of a
//! sentence, before a list, a heading, a line of verse or an indented line, jump lines, a number alone, and whatever runs on in
//! neither language nor model. The price: a paragraph that ends with a full stop at the foot of a page and goes on behind it stays two.

mod leftover;
mod notes;

use serde::Deserialize;

use crate::detect::page_languages::PageLanguages;
use crate::detect::{Context, Fault, Hit, Thresholds, in_order};
use crate::edit::Edit;
use crate::finding::{Alternative, Shape};
use crate::junction::{self, Joint};
use crate::language::{Ending, Language};
use crate::layout::{Block, BlockKind, is_number};
use crate::span::Span;

/// Parameters of `[detect.turn]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// From which confidence the halves are joined.
    pub apply_at: f64,
    /// From which confidence the join is proposed.
    pub propose_at: f64,
}

impl Turn {
    pub(super) fn check(&self) -> Result<(), Fault> {
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let blocks = &context.layout.blocks;
        let mut languages = PageLanguages::new(context);
        let thresholds = Thresholds { apply_at: self.apply_at, propose_at: self.propose_at };
        let torn = notes::torn(context, &mut languages, self.propose_at);
        let mut hits: Vec<Hit> = torn.iter().flat_map(|torn| notes::hits(context, torn, thresholds)).collect();
        for index in 0..blocks.len() {
            let mut next = index + 1;
            while blocks.get(next).is_some_and(|block| block.kind == BlockKind::PageBreak) {
                next += 1;
            }
            let Some(after) = blocks.get(next) else { break };
            let gap = Span::new(blocks[index].span.end, after.span.start);
            let goes_on = torn.iter().any(|torn| torn.tail.start == after.span.start);
            if !goes_on
                && (next > index + 1 || (context.taken_out)(gap))
                && let Some(hit) = self.hit(context, &mut languages, (index, next), gap)
            {
                hits.push(hit);
            }
        }
        hits.sort_by_key(|hit| hit.shape.at().start);
        hits
    }

    fn hit(
        &self,
        context: &Context,
        languages: &mut PageLanguages,
        (before, after): (usize, usize),
        gap: Span,
    ) -> Option<Hit> {
        let places = (before, after);
        let (before, after) = (&context.layout.blocks[before], &context.layout.blocks[after]);
        if !before.kind.is_prose()
            || after.kind != BlockKind::Paragraph
            || !context.text[after.indent.start..after.indent.end].is_empty()
        {
            return None;
        }
        let rows = before.lines.clone().rev().take(NOTES).map(|line| context.layout.lines[line].span.of(context.text));
        if rows.into_iter().any(begins_note) {
            return None;
        }
        let (head, tail) = (before.span.of(context.text), after.span.of(context.text));
        // A page's number, which was not taken out.
        if is_number(head) || is_number(tail) {
            return None;
        }
        let (last, first) = (self::tail(head), self::head(tail));
        let language = context.language_beside(languages.of(before.page), head);
        let confidence = match stands_alone(language, after, tail) {
            true => 0.0,
            false => confidence(context, language, last, first),
        };
        let jumps = || [last, first].into_iter().any(|text| language.looks_like_jump_line(text));
        let left = || leftover::stands_between(context, language, places);
        if confidence < self.propose_at || jumps() || left() {
            return None;
        }
        let tier = context.tier(confidence, Thresholds { apply_at: self.apply_at, propose_at: self.propose_at });
        let broken = before.lines.len() > 1 || after.lines.len() > 1;
        let (seam, with) = match broken {
            // Hard-wrapped lines: one line end is left, or put where a form feed stood for it, and the rule for those decides
            // about it.
            true => match behind_line_end(context.text, gap) {
                Some(behind) => (behind, String::new()),
                None => (gap, "\n".to_string()),
            },
            false => joined(context, language, head, tail, gap),
        };
        let edits = match context.does(tier) && !(seam.is_empty() && with.is_empty()) {
            true => vec![Edit::Replace { span: seam, with: with.clone() }],
            false => Vec::new(),
        };
        Some(Hit {
            shape: Shape::Join { seam, with },
            tier,
            confidence,
            evidence: vec!["the page turns in mid-sentence".to_string()],
            alternatives: vec![Alternative { confidence: 1.0 - confidence, what: "a new paragraph".to_string() }],
            edits,
            seam: seam_of(last, first),
        })
    }
}

/// The characters on both sides of a seam, by which its finding is known.
fn seam_of(last: &str, first: &str) -> String {
    let last = last.char_indices().rev().nth(SEAM - 1).map_or(last, |(at, _)| &last[at..]);
    last.chars().chain(first.chars().take(SEAM)).collect()
}

/// Characters of each side that name a seam.
const SEAM: usize = 8;

/// True for a line of a few characters that neither ends a sentence nor begins as the rest of one: a line of verse, a heading. A
/// page is full in the middle of what it goes on with.
fn stands_alone(language: &Language, block: &Block, text: &str) -> bool {
    let short = text.chars().nth(VERSE).is_none();
    !language.spaced && block.lines.len() == 1 && short && !language.ends_complete(text) && !language.begins_open(text)
}

/// Characters of the longest line of verse, where words are not separated.
pub(super) const VERSE: usize = 18;
/// Lines at the foot of a page in which a footnote may begin.
const NOTES: usize = 8;
/// Characters of each side that are looked at.
const SEEN: usize = 240;

/// The end of a text, as much of it as is looked at.
pub(super) fn tail(text: &str) -> &str {
    text.char_indices().rev().nth(SEEN - 1).map_or(text, |(at, _)| &text[at..])
}

/// The beginning of a text.
pub(super) fn head(text: &str) -> &str {
    text.char_indices().nth(SEEN).map_or(text, |(at, _)| &text[..at])
}

/// The seam of two paragraphs of one line each, and how it reads.
fn joined(context: &Context, language: &Language, head: &str, tail: &str, gap: Span) -> (Span, String) {
    let joint = context.model_of(language).map_or_else(
        || if language.spaced { Joint::Blank } else { Joint::Bare },
        |model| junction::joint(model, head, tail, language),
    );
    let hyphen = joint.drops(head, language).map_or(0, char::len_utf8);
    let with = if joint == Joint::Blank { language.seam() } else { "" };
    (Span::new(gap.start - hyphen, gap.end), with.to_string())
}

/// What of a gap stands behind its first line end, if it has one.
fn behind_line_end(text: &str, gap: Span) -> Option<Span> {
    gap.of(text).find('\n').map(|at| Span::new(gap.start + at + 1, gap.end))
}

/// True for a line that begins with the mark of a footnote: `①`, `[3]`, `*`, or a number that touches the word "note".
fn begins_note(line: &str) -> bool {
    let line = line.trim_start();
    let bracketed = line.strip_prefix(['[', '〔', '［']).and_then(|rest| rest.split_once([']', '〕', '］']));
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['*', '†', '‡', '※', '＊'])
        || line.starts_with(|c: char| ('①'..='⑳').contains(&c))
        || bracketed.is_some_and(|(mark, _)| !mark.is_empty() && mark.bytes().all(|b| b.is_ascii_digit()))
        || (digits.len() < line.len()
            && ["译者注", "編者注", "编者注", "譯者注", "注：", "註："].iter().any(|note| digits.starts_with(note)))
}

/// True when a text certainly runs on from `before` to `after`.
pub(super) fn runs_on(context: &Context, before: &str, after: &str) -> bool {
    confidence(context, context.language_of(before), before, after) >= 0.9
}

/// How likely it is that `after` goes on with the sentence of `before`, given that a page may turn between them, or a column.
pub(super) fn confidence(context: &Context, language: &Language, before: &str, after: &str) -> f64 {
    let open = language.begins_open(after);
    match language.ending(before) {
        Ending::Complete | Ending::Empty => return if open && language.spaced { 0.6 } else { 0.0 },
        Ending::Introduces => return if open && language.spaced { 0.9 } else { 0.0 },
        Ending::Opening => return 0.95,
        Ending::Hyphen if open => return 0.99,
        _ if open && language.spaced => return 0.99,
        _ => {}
    }
    let Some(model) = context.model_of(language) else { return if open { 0.9 } else { 0.0 } };
    let bits = f64::from(junction::run_on(model, before, after, language));
    1.0 / (1.0 + (-(bits + PRIOR) * std::f64::consts::LN_2 / SPREAD).exp())
}

/// Bits by which a text that ends without the end of a sentence is likelier to run on at a page turn than not, and by
/// how much more the model's bits promise than they keep.
const PRIOR: f64 = 4.0;
const SPREAD: f64 = 3.0;
