//! Marks, letters and figures in the wrong one of their two widths.
//!
//! Chinese and Japanese print has a wide form of each mark, letter and figure, and readers confuse it with the narrow one:
//! `，` comes out as `,`, one bracket of a pair as `)`. Which form is right is for the document to say, not for a table: houses
//! differ, and a mark that is wide everywhere else was misread where it is narrow. The comma leads, being the commonest:
//! other marks follow it, because writers of chat and of slogans put a narrow `?` on purpose, but never a narrow comma.
//!
//! Left alone: marks between figures or Latin words, documents that mix their forms, pairs of brackets that agree with
//! each other, and everything that is not prose. Curly quotation marks have one form for both and are never touched. The price: a narrow mark
//! in a text of a few sentences stays, and so do brackets when both were misread.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::detect::cjk::{is_full_mark, is_ideograph};
use crate::detect::shelter::Shelter;
use crate::detect::{Context, Fault, Hit, Thresholds, in_order, probability};
use crate::layout::BlockKind;
use crate::span::Span;

/// Parameters of `[detect.width]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Width {
    /// What is looked at.
    pub of: Of,
    /// Share of a document's marks or figures that have the other form, 0 to 1, from which one in this form is misread.
    pub share: f64,
    /// How many of the other form a document must have.
    pub least: usize,
    /// From which confidence it is changed.
    pub apply_at: f64,
    /// From which confidence that is proposed.
    pub propose_at: f64,
}

/// What has two widths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Of {
    /// Narrow `, ; : ? !` in Chinese or Japanese.
    Marks,
    /// Round brackets, one of a pair wide and one narrow.
    Brackets,
    /// Letters and figures.
    Letters,
}

/// The narrow marks; their wide forms lie 0xFEE0 above them.
const MARKS: &str = ",;:?!";
const TO_WIDE: u32 = 0xfee0;

/// Characters between two brackets that are a pair.
const LONGEST_BRACKET: usize = 60;

/// A narrow comma among wide marks, or a mark beside such commas; half of a pair of brackets; a number written in both forms.
/// All of 56 on the development pages are right.
const CERTAIN: f64 = 0.99;
/// Another mark, narrow for once, or one in a paragraph that writes its marks narrow.
const UNSURE: f64 = 0.7;

impl Width {
    pub(super) fn check(&self) -> Result<(), Fault> {
        probability("share", self.share)?;
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let held = &context.layout.inventory;
        if !held.has_any(&('\u{3001}'..='\u{30ff}')) && !held.has_any(&('\u{ff01}'..='\u{ff5e}')) {
            return Vec::new();
        }
        match self.of {
            Of::Marks if MARKS.chars().any(|mark| held.has(mark)) => self.marks(context),
            Of::Brackets if held.has_any(&('('..=')')) && held.has_any(&('（'..='）')) => self.brackets(context),
            Of::Letters if held.has_any(&('０'..='ｚ')) => self.letters(context),
            _ => Vec::new(),
        }
    }

    fn hit(&self, context: &Context, at: Span, with: String, confidence: f64, evidence: String) -> Hit {
        let thresholds = Thresholds { apply_at: self.apply_at, propose_at: self.propose_at };
        context.replacement(at, with, confidence, thresholds, evidence, "this width is meant")
    }

    /// Narrow marks that a document writes wide.
    fn marks(&self, context: &Context) -> Vec<Hit> {
        let text = context.text;
        let mut shelter = Shelter::new(context);
        let narrow = text.bytes().enumerate().filter(|(_, byte)| MARKS.as_bytes().contains(byte)).map(|(at, _)| at);
        let found: Vec<(char, Span)> =
            narrow.filter_map(|at| misread_mark(text, at)).filter(|(_, at)| is_prose(context, *at)).collect();
        if found.is_empty() {
            return Vec::new();
        }
        let mut wide: BTreeMap<char, usize> = BTreeMap::new();
        text.chars().filter(|&c| is_full_mark(c)).for_each(|c| *wide.entry(c).or_default() += 1);
        let clause = |c: &char| "，。；：？！、".contains(*c);
        let all: usize = wide.iter().filter(|(mark, _)| clause(mark)).map(|(_, count)| count).sum();
        if all < self.least || (all as f64) < self.share * (all + found.len()) as f64 {
            return Vec::new();
        }
        let comma_too = found.iter().any(|(mark, _)| *mark == ',');
        let mut habits: BTreeMap<usize, bool> = BTreeMap::new();
        let mut is_habit = |at: Span| {
            let block =
                context.layout.block_of(at.start).and_then(|index| Some((index, context.layout.blocks.get(index)?)));
            block.is_some_and(|(index, block)| {
                *habits.entry(index).or_insert_with(|| writes_narrow(block.span.of(text)))
            })
        };
        let own = |mark: char| wide.get(&widened(mark)).copied().unwrap_or(0);
        let hit = |(mark, at): (char, Span)| {
            let sure = (mark == ',' || comma_too) && own(mark) > 0 && !is_habit(at);
            let confidence = if sure { CERTAIN } else { UNSURE };
            let evidence = format!("{all} marks of the document are wide, {} of them `{}`", own(mark), widened(mark));
            self.hit(context, at, widened(mark).to_string(), confidence, evidence)
        };
        found.into_iter().filter(|(_, at)| !shelter.covers(*at)).map(hit).collect()
    }

    /// Pairs of brackets of two widths.
    fn brackets(&self, context: &Context) -> Vec<Hit> {
        let text = context.text;
        let mut shelter = Shelter::new(context);
        let marks: Vec<(usize, char)> =
            text.match_indices(['(', ')', '（', '）']).map(|(at, s)| (at, s.chars().next().unwrap_or('('))).collect();
        let pairs = || marks.windows(2).filter(|pair| is_pair(text, pair[0], pair[1]));
        let narrow = pairs()
            .filter(|pair| pair[0].1 == '(' && pair[1].1 == ')')
            .filter(|pair| is_wide_inside(text, pair))
            .count();
        let wide = pairs().filter(|pair| pair[0].1 == '（' && pair[1].1 == '）').count();
        let mut hits = Vec::new();
        for (index, pair) in marks.windows(2).enumerate() {
            let [(open_at, open), (close_at, close)] = [pair[0], pair[1]];
            let unlike = (open == '(') != (close == ')');
            let settled = marks.get(index + 2).is_none_or(|next| is_open(next.1) || !is_near(text, close_at, next.0));
            let begun = index
                .checked_sub(1)
                .and_then(|i| marks.get(i))
                .is_none_or(|last| !is_open(last.1) || !is_near(text, last.0, open_at));
            if !(unlike && is_pair(text, pair[0], pair[1]) && settled && begun && is_wide_inside(text, pair)) {
                continue;
            }
            let to_wide = wide >= narrow;
            let (at, mark) = if (open == '(') == to_wide { (open_at, open) } else { (close_at, close) };
            let at = Span::new(at, at + mark.len_utf8());
            if !is_prose(context, at) || shelter.covers(at) {
                continue;
            }
            let with = if to_wide { widened(mark) } else { narrowed(mark) };
            let evidence = format!("the other bracket of the pair is {}", if to_wide { "wide" } else { "narrow" });
            hits.push(self.hit(context, at, with.to_string(), CERTAIN, evidence));
        }
        hits
    }

    /// Wide letters and figures inside narrow ones, and the reverse.
    fn letters(&self, context: &Context) -> Vec<Hit> {
        let text = context.text;
        let mut shelter = Shelter::new(context);
        // Words around wide characters; of the narrow ones only the number matters.
        let mut words: Vec<Span> = Vec::new();
        for (at, c) in text.char_indices().filter(|(_, c)| is_wide(*c)) {
            if words.last().is_some_and(|word| at < word.end) {
                continue;
            }
            let within = |c: &char| is_narrow(*c) || is_wide(*c);
            let back: usize = text[..at].bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
            let length: usize = text[at..].chars().take_while(within).map(char::len_utf8).sum();
            words.push(Span::new(at - back, at + length.max(c.len_utf8())));
        }
        let wide = words.iter().filter(|word| word.of(text).chars().all(is_wide)).count();
        let narrow = narrow_runs(text) - words.iter().map(|word| narrow_runs(word.of(text))).sum::<usize>();
        let to_wide = wide as f64 >= self.share * (narrow + wide) as f64 && wide > 0;
        let to_narrow = narrow as f64 >= self.share * (narrow + wide) as f64 && narrow >= self.least;
        let mut hits = Vec::new();
        for &word in &words {
            let now = word.of(text);
            let mixed = now.chars().any(is_narrow) && now.chars().any(is_wide);
            let alone = !mixed && to_narrow && now.chars().all(is_wide) && now.chars().all(|c| c.is_numeric());
            if !(mixed || alone) || !is_prose(context, word) || shelter.covers(word) {
                continue;
            }
            let with: String = now.chars().map(if mixed && to_wide { widened } else { narrowed }).collect();
            let confidence = if mixed { CERTAIN } else { UNSURE };
            let evidence = match mixed {
                true => "written in both widths".to_string(),
                false => format!("{narrow} of {} are narrow", narrow + wide),
            };
            hits.push(self.hit(context, word, with, confidence, evidence));
        }
        hits
    }
}

/// The narrow mark at `at` and the stretch that it and its blank take, when Chinese or Japanese stands on its sides.
fn misread_mark(text: &str, at: usize) -> Option<(char, Span)> {
    let mark = text[at..].chars().next()?;
    let before = text[..at].chars().next_back()?;
    let behind = &text[at + 1..];
    let blank = behind.starts_with(' ') && behind[1..].starts_with(is_ideograph);
    let next = behind[usize::from(blank)..].chars().next().filter(|c| !matches!(c, '\n' | '\r'));
    let opens = |c: char| is_ideograph(c) || matches!(c, '《' | '「' | '『' | '（' | '【' | '“' | '‘');
    let closes = |c: char| is_ideograph(c) || matches!(c, '》' | '」' | '』' | '）' | '】' | '”' | '’');
    let stops = matches!(mark, '?' | '!');
    let fits = match next {
        Some(next) if closes(before) => {
            opens(next) || (next.is_ascii_alphanumeric() && mark != ':') || (stops && closes(next))
        }
        Some(next) => mark != ':' && (before.is_ascii_alphanumeric() || before == '%') && is_ideograph(next) && !blank,
        None => is_ideograph(before) || (stops && before == '%'),
    };
    fits.then(|| (mark, Span::new(at, at + 1 + usize::from(blank))))
}

/// Narrow marks that a reader may leave in a paragraph of its own, where nothing else tells whose they are.
const STRAY: usize = 2;

/// True for a paragraph in which narrow marks are its writer's habit: several hands write a manual, and some of them set
/// narrow marks throughout, most of all among program names. Such a one ends its sentences narrow too, or has more narrow
/// marks than wide ones, those behind Latin words included; of a few in a paragraph without Latin words that says nothing.
fn writes_narrow(text: &str) -> bool {
    let (mut narrow, mut wide, mut latin) = (0, 0, false);
    let mut before = ' ';
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let next = rest.clone().next();
        let parts = next.is_none_or(|next| next.is_whitespace() || is_ideograph(next));
        if c == '.' && is_ideograph(before) && parts {
            return true;
        }
        narrow += usize::from(MARKS.contains(c) && parts);
        wide += usize::from("，。；：？！".contains(c));
        latin |= c.is_ascii_alphabetic();
        before = c;
    }
    narrow > wide && (latin || narrow > STRAY)
}

fn is_prose(context: &Context, at: Span) -> bool {
    let block = context.layout.block_of(at.start).and_then(|index| context.layout.blocks.get(index));
    block.is_some_and(|block| block.kind.is_prose() || matches!(block.kind, BlockKind::Heading | BlockKind::Verse))
}

fn is_open(bracket: char) -> bool {
    matches!(bracket, '(' | '（')
}

fn is_near(text: &str, from: usize, to: usize) -> bool {
    let inner = &text[from..to];
    inner.len() <= 4 * LONGEST_BRACKET && inner.chars().count() <= LONGEST_BRACKET && !inner.contains(['\n', '\r'])
}

fn is_pair(text: &str, open: (usize, char), close: (usize, char)) -> bool {
    is_open(open.1) && !is_open(close.1) && is_near(text, open.0, close.0)
}

/// An ideograph inside the pair or directly in front of it.
fn is_wide_inside(text: &str, pair: &[(usize, char)]) -> bool {
    let (open, close) = (pair[0].0, pair[1].0);
    text[..open].chars().next_back().is_some_and(is_ideograph) || text[open..close].contains(is_ideograph)
}

/// Words and numbers of narrow characters.
fn narrow_runs(text: &str) -> usize {
    let mut before = false;
    let begins = |byte: u8| {
        let now = byte.is_ascii_alphanumeric();
        !std::mem::replace(&mut before, now) && now
    };
    text.bytes().map(begins).filter(|begins| *begins).count()
}

fn is_narrow(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn is_wide(c: char) -> bool {
    matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

fn widened(c: char) -> char {
    if c.is_ascii_graphic() { char::from_u32(u32::from(c) + TO_WIDE).unwrap_or(c) } else { c }
}

fn narrowed(c: char) -> char {
    if matches!(c, '！'..='～') { char::from_u32(u32::from(c) - TO_WIDE).unwrap_or(c) } else { c }
}
