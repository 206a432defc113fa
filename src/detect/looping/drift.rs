//! Loops whose rounds are not quite equal: a number counts on, or a character changes.
//!
//! A round is one to three sentences or lines. Each is compared with the one a round earlier: alike when nothing
//! but numbers differs and each of these is larger by one, or when one stretch of a few characters does. Only what ends as
//! sentences do counts: rooms, plots and plates are numbered rightly under one label. The hours of a day and the dates of
//! a month are no count.

use unicode_width::UnicodeWidthStr;

use super::Loop;
use super::judgement::{Verdict, closes, stops};
use crate::detect::Context;
use crate::language::is_letter;
use crate::layout::BlockKind;
use crate::span::Span;

/// Sentences or lines of the longest round.
const LONGEST_ROUND: usize = 3;
/// Characters of the stretch that may change from round to round.
const CHANGE: usize = 3;
/// Letters that a sentence has before a mark can end it: `1.` and `Mr.` are none.
const FEWEST_LETTERS: usize = 4;

pub(super) fn loops(rule: &Loop, context: &Context) -> Vec<Verdict> {
    let units = units(context);
    let text = |unit: usize| units.get(unit).map_or("", |span| span.of(context.text));
    let mut verdicts: Vec<Verdict> = Vec::new();
    let mut next = 1;
    while next < units.len() {
        let round = (1..=LONGEST_ROUND.min(next)).find(|&k| is_alike(text(next - k), text(next)));
        let Some(round) = round else {
            next += 1;
            continue;
        };
        let end = (next + 1..units.len()).find(|&i| !is_alike(text(i - round), text(i))).unwrap_or(units.len());
        let (first, rounds) = (next - round, (end - next) / round + 1);
        let differ = (next..end).filter(|&i| text(i - round) != text(i)).count();
        let whole: usize = (first..first + round).map(|i| letters(text(i)).width()).sum();
        let closed = text(first + round - 1).ends_with(closes);
        next = end;
        if differ * 2 < rounds || whole < rule.drift_columns || rounds * 2 < rule.drift_rounds || !closed {
            continue;
        }
        let broken_off = end + 1 == units.len() && is_beginning(text(end), text(end - round));
        let last = if broken_off { end } else { end - 1 };
        let [from, to] = [first + round - 1, last].map(|i| units.get(i).map_or(0, |span| span.end));
        verdicts.push(Verdict {
            goes: Span::new(from, to),
            stays: Span::new(units.get(first).map_or(0, |span| span.start), from),
            rounds,
            certain: rounds >= rule.drift_rounds,
            broken_off,
        });
    }
    verdicts
}

/// The sentences and lines of everything that people read, in their order.
fn units(context: &Context) -> Vec<Span> {
    let read = context.layout.blocks.iter().filter(|b| b.kind.is_prose() || b.kind == BlockKind::Heading);
    let mut units = Vec::new();
    for line in read.flat_map(|block| context.layout.lines.get(block.lines.clone())).flatten() {
        let (mut start, mut seen, mut stopped) = (line.span.start, 0, false);
        let mut characters = line.span.of(context.text).char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            seen += usize::from(is_letter(c));
            let behind = characters.peek().map(|&(_, c)| c);
            stopped = closes(c) && (stops(c) || stopped);
            let ends = behind.is_none() || stopped && seen >= FEWEST_LETTERS && !behind.is_some_and(closes);
            // A full stop inside a number or a name has no blank behind it.
            if ends && (behind.is_none_or(char::is_whitespace) || !c.is_ascii()) {
                let end = line.span.start + at + c.len_utf8();
                let unit = &context.text[start..end];
                let blanks = unit.len() - unit.trim_start().len();
                let span = Span::new(start + blanks, start + unit.trim_end().len().max(blanks));
                units.extend((!span.is_empty()).then_some(span));
                (start, seen) = (end, 0);
            }
        }
    }
    units
}

fn letters(text: &str) -> String {
    text.chars().filter(|&c| is_letter(c)).collect()
}

fn is_alike(a: &str, b: &str) -> bool {
    a == b || a.len().abs_diff(b.len()) <= 4 * CHANGE && (counts_on(a, b) || is_changed(a, b))
}

/// True when the two differ in one stretch of a few characters, none of which is a figure.
fn is_changed(a: &str, b: &str) -> bool {
    let same = |(x, y): &(char, char)| x == y;
    let front: usize = a.chars().zip(b.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (a, b) = (&a[front..], &b[front..]);
    let back: usize = a.chars().rev().zip(b.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (a, b) = (&a[..a.len() - back], &b[..b.len() - back]);
    [a, b].iter().all(|rest| rest.chars().count() <= CHANGE && !rest.contains(char::is_numeric))
}

/// True when the two differ in numbers only, and each of these is larger by one in `b`.
fn counts_on(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (pieces(a), pieces(b));
    let mut clock = false;
    loop {
        match (a.next(), b.next()) {
            (None, None) => return true,
            (Some(x), Some(y)) if x == y => clock = x.ends_with([':', '/', '-', '.', '：', '年', '月']),
            (Some(x), Some(y)) => match (x.parse::<u32>(), y.parse::<u32>()) {
                (Ok(x), Ok(y)) if !clock && x.checked_add(1) == Some(y) => {}
                _ => return false,
            },
            _ => return false,
        }
    }
}

/// A text cut into numbers and what stands between them.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let figure = rest.chars().next()?.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != figure).unwrap_or(rest.len());
        let (piece, behind) = rest.split_at(end);
        rest = behind;
        Some(piece)
    })
}

/// True when `part` is the beginning of `whole`, numbers aside.
fn is_beginning(part: &str, whole: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|c| !c.is_numeric()).collect::<String>();
    !part.ends_with(closes) && plain(whole).starts_with(&plain(part))
}
