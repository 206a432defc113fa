//! Is a stretch that repeats itself a loop, which of its rounds goes, and where does it end?
//!
//! What tells a loop from what people say is how long the thing is, how often it stands, and whether it is a whole: nobody
//! repeats half a word. One round is cut out where a line, a sentence or a word begins, if the stretch begins no later
//! than that; the characters that stay are the same wherever it is cut.

use unicode_width::UnicodeWidthStr;

use super::Loop;
use super::periods::{Content, Run};
use super::stamp;
use crate::detect::Context;
use crate::layout::BlockKind;
use crate::span::Span;

/// What becomes of a stretch, in bytes of the text.
pub(super) struct Verdict {
    /// The rounds that go.
    pub goes: Span,
    /// The one that stays.
    pub stays: Span,
    /// How many there are, whole ones.
    pub rounds: usize,
    /// False when it has only half of the rounds that would settle it.
    pub certain: bool,
    /// True when a last round that breaks off goes too.
    pub broken_off: bool,
}

/// What begins at a place: nothing, a word, a sentence, a line, a block.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Begins {
    Nothing,
    Word,
    Sentence,
    Line,
    Block,
}

pub(super) fn judge(rule: &Loop, context: &Context, content: &Content, run: Run) -> Option<Verdict> {
    let start = content.character_from(run.start);
    let end = content.character_to(run.end);
    let period = run.period;
    let rounds = end.checked_sub(start)? / period;
    let (phase, begins) = phase(context, content, start, period);
    let unit = content.read(phase, phase + period);
    let needed = needed(rule, context, content, Run { start: phase, end, period }, unit, begins)?;
    if rounds * 2 < needed {
        return None;
    }
    let whole = (end - phase) / period;
    let last = phase + whole * period;
    let broken_off = last < end && breaks_off(context, content, end, phase + end - last);
    let rest = (end - start) % period;
    let (from, to) = match () {
        () if broken_off && whole > 0 && begins >= Begins::Line => (phase + period, end),
        () if broken_off && whole > 0 => (onset(context, content, start, period) + period, end),
        // The first round stays whole when the stretch is long enough for it; else the one in front of the phase does.
        () if phase - start <= rest => (phase + period, phase + rounds * period),
        () => (phase, phase + (rounds - 1) * period),
    };
    let goes = Span::new(content.end_before(from), content.end_before(to));
    let stays = match from == phase {
        true => Span::new(content.place(to), content.end_before(end)),
        false => Span::new(content.place(from - period), content.end_before(from)),
    };
    Some(Verdict { goes, stays, rounds, certain: rounds >= needed, broken_off })
}

/// Where in the first round something begins, the more the better, and what.
fn phase(context: &Context, content: &Content, start: usize, period: usize) -> (usize, Begins) {
    let mut best = (start, Begins::Nothing);
    let mut at = start;
    while at < start + period && best.1 < Begins::Block {
        // What begins in the first round only was made by the page, which broke a loop into lines.
        let here = begins(context, content, at).min(begins(context, content, at + period));
        if here > best.1 {
            best = (at, here);
        }
        at = content.character_from(at + 1);
    }
    best
}

/// Where the loop sets in: the first word of the stretch, with the mark that opens it. What stands in front of it, the mark behind
/// a sentence, reads like the end of a round by chance.
fn onset(context: &Context, content: &Content, start: usize, period: usize) -> usize {
    let word = |at: usize| {
        let mut characters = context.text[content.place(at)..].chars();
        characters.next().is_some_and(char::is_alphanumeric) || characters.next().is_some_and(char::is_alphanumeric)
    };
    let mut places = (start..start + period).filter(|&at| content.character_from(at) == at && word(at));
    let found =
        places.find(|&at| begins(context, content, at).min(begins(context, content, at + period)) >= Begins::Word);
    found.unwrap_or(start)
}

fn begins(context: &Context, content: &Content, at: usize) -> Begins {
    let gap = &context.text[content.end_before(at)..content.place(at)];
    let lines = gap.chars().filter(|&c| c == '\n' || c == '\r').count() - gap.matches("\r\n").count();
    let before = context.text[..content.end_before(at)].chars().next_back();
    match () {
        () if at == 0 || lines > 1 => Begins::Block,
        () if lines == 1 => Begins::Line,
        () if before.is_some_and(closes) => Begins::Sentence,
        () if !gap.is_empty() || before.is_some_and(|c| !c.is_alphanumeric()) => Begins::Word,
        () => Begins::Nothing,
    }
}

/// True for what ends a sentence in any script.
pub(super) fn stops(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '.' | '!' | '?' | '…')
}

/// True for what a sentence may end with: a stop, or a quotation mark behind it, which may point either way.
pub(super) fn closes(c: char) -> bool {
    stops(c) || matches!(c, '」' | '』' | '”' | '“' | '»' | '«' | '"' | '\'' | '’' | ')' | '）')
}

/// True when nobody wrote the text that ends at `end` as far as that: the text ends there, or the block does in the middle
/// of a sentence and of a line, as `before`, the same place in the first round, shows.
fn breaks_off(context: &Context, content: &Content, end: usize, before: usize) -> bool {
    let at = content.end_before(end);
    if context.text[at..].trim_start().is_empty() {
        return true;
    }
    let closed = context.text[..at].chars().next_back().is_some_and(closes);
    !closed && begins(context, content, end) >= Begins::Line && begins(context, content, before) < Begins::Line
}

/// The rounds from which a stretch is a loop; `None` when it never is.
fn needed(rule: &Loop, context: &Context, content: &Content, run: Run, unit: &str, begins: Begins) -> Option<usize> {
    let at = content.place(run.start);
    let kind = context.layout.block_of(at).and_then(|block| context.layout.blocks.get(block)).map(|b| b.kind);
    if matches!(kind, Some(BlockKind::Code | BlockKind::FrontMatter)) {
        return None;
    }
    let round = &context.text[at..content.end_before(run.start + run.period)];
    if stamp::is_of_log(round) {
        return None;
    }
    let read = if unit.starts_with('<') { without_tags(unit) } else { unit.to_string() };
    let letters = read.chars().filter(|c| c.is_alphabetic()).count();
    let meaning: String = read.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters == 0 && !unit.contains('|') {
        let whole = &context.text[at..content.end_before(run.end)];
        let figures = unit.contains([',', ';']) || whole.contains('\t');
        return (whole.width() >= rule.row_of_signs && !whole.contains(['\n', '\r']) && !figures)
            .then_some(super::FEWEST);
    }
    // A form: a label, and room to write.
    if 5 * unit.chars().filter(|c| "_.…·-".contains(*c)).count() >= unit.chars().count() {
        return None;
    }
    if kind == Some(BlockKind::Table) && !unit.contains(['|', '<']) {
        return None;
    }
    if unit.contains('|') {
        let rounds = (run.end - run.start) / run.period;
        let held = rounds.saturating_sub(1) * meaning.chars().count();
        let whole = run.start + rounds * run.period;
        let goes_on = context.text[content.end_before(whole)..].trim_start().starts_with('|');
        let broken_off = breaks_off(context, content, run.end, run.start + run.end - whole);
        let last = unit.starts_with('|') && begins >= Begins::Line && (!goes_on || broken_off);
        return match last && held >= rule.rows_hold {
            true => Some(rule.rows),
            false => (letters > 0).then_some(rule.rounds_marked),
        };
    }
    let line = begins >= Begins::Line;
    let marked = unit.contains(['<', '{', '}', '=']) || matches!(kind, Some(BlockKind::Formula | BlockKind::Html));
    let table = if line || is_apart(context, content, run) { &rule.rounds_apart } else { &rule.rounds };
    let width = meaning.width();
    let rounds = table.iter().rev().find(|&&(columns, _)| columns <= width).map(|&(_, rounds)| rounds)?;
    // Labels, entries of a column: lines that are no sentences repeat more often.
    let oftener = line && !unit.ends_with(closes);
    let rounds = if oftener { 2 * rounds } else { rounds };
    Some(if marked { rounds.max(rule.rounds_marked) } else { rounds })
}

fn without_tags(unit: &str) -> String {
    let behind = |part: &str| part.split_once('>').map_or_else(|| part.to_string(), |(_, text)| text.to_string());
    unit.split('<').map(behind).collect()
}

/// True when marks stand on both sides of each round, and of the stretch: it may be a chant. Blanks alone stand between the
/// words of any sentence.
fn is_apart(context: &Context, content: &Content, run: Run) -> bool {
    let edge = |at: usize| {
        let before = context.text[..content.end_before(at)].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        before || context.text[content.place(at)..].chars().next().is_none_or(|c| !c.is_alphanumeric())
    };
    edge(run.start) && edge(run.start + run.period) && edge(run.end)
}
