//! Blanks between characters that are written without: Chinese and Japanese.
//!
//! Two damages look alike and are told apart by how often they occur. Readers that were made for Latin print put a blank
//! behind every character or word of a Chinese page: there, all blanks beside ideographs go, those around figures and marks
//! too, since they were read by the same habit. And any reader now and then takes a wide gap for a blank: such a single
//! one goes when the character model finds the text with it much less likely than without.
//!
//! Blanks in front of commas and full stops, which nobody prints, show a reader whose blanks mean nothing: there the ones
//! beside marks go, too (`unprinted`).
//!
//! Left alone: phrases set apart throughout, as in readers for children, in verses with a pause and in texts whose writer sets
//! one behind a phrase now and then (`around`), more than one
//! blank in a row, which is layout (a gutter, a table, a name spaced out), the ideographic blank, blanks beside Latin words,
//! which many houses set, lists of short words, columns of a row, and everything that is not prose.
//! A heading's blank stands for a comma and a name's separates it, so that outside of running text more evidence is
//! asked for. The price: a stray blank between two parts of a heading stays.

mod around;
mod unprinted;

use memchr::memchr_iter;
use serde::Deserialize;

use crate::detect::cjk::{is_full_mark, is_ideograph, is_shared_mark};
use crate::detect::shelter::Shelter;
use crate::detect::{Context, Fault, Hit, Thresholds, in_order, probability};
use crate::edit::Edit;
use crate::finding::{Alternative, Shape};
use crate::language::Language;
use crate::layout::{Block, BlockKind};
use crate::span::Span;

use around::{Around, Seam};

/// Parameters of `[detect.blanks]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blanks {
    /// Which of the two damages.
    pub kind: Kind,
    /// Blanks per pair of neighbouring ideographs from which a text is read with blanks throughout, 0 to 1.
    pub throughout: f64,
    /// Bits by which a single blank must be unlikely in running text.
    pub running_bits: f32,
    /// The same behind a word that may be a name, at a paragraph's beginning or between two blanks.
    pub name_bits: f32,
    /// The same that one blank in a row of short words must have to show that it is no list.
    pub list_bits: f32,
    /// By which the halves must be unlikely as two parts of a heading, caption or line of names.
    pub alone_bits: f32,
    /// Bits by which what stands behind a blank must be likelier there than anywhere; a few below nothing.
    pub pull_bits: f32,
    /// The same on average over a page.
    pub page_bits: f32,
    /// Characters with which the number of a part begins, as in 第三章; the blank behind it stays.
    #[serde(default)]
    pub label_begins: String,
    /// What such a number ends with.
    #[serde(default)]
    pub labels: String,
    /// From which confidence a blank goes.
    pub apply_at: f64,
    /// From which confidence that is proposed.
    pub propose_at: f64,
}

/// How often the blanks occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Between most characters.
    Throughout,
    /// Now and then.
    Stray,
}

/// Pairs of ideographs that a text must have before a share of them means anything.
const LEAST_PAIRS: usize = 20;

/// Blanks per pair of neighbouring ideographs from which a text without any full stop or comma is read with blanks throughout. Of
/// what was read so, more than six in ten have one; contents and registers with their columns, half of them.
const IN_LIST: f64 = 0.6;

/// Blanks that a line must have for the same.
const LEAST_IN_LINE: usize = 4;

/// Short words in a row, a blank on both sides of each, that are a list: of names, most of all.
const LIST: usize = 2;
/// Characters of a short word.
const SHORT: usize = 4;

/// Characters of the number of a part.
const LONGEST_LABEL: usize = 12;

/// Blanks from which a page's habit can be read.
const FEWEST: usize = 4;

/// Confidence of a page that is set with blanks throughout, and of a stray one: 297 on the development pages, all of them wrong.
const CERTAIN: f64 = 0.99;
const UNSURE: f64 = 0.6;

impl Blanks {
    pub(super) fn check(&self) -> Result<(), Fault> {
        probability("throughout", self.throughout)?;
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let held = &context.layout.inventory;
        let ideographs = ['\u{3005}'..='\u{30ff}', '\u{3400}'..='\u{9fff}', '\u{f900}'..='\u{faff}'];
        if !held.has(' ') || !ideographs.iter().any(|range| held.has_any(range)) {
            return Vec::new();
        }
        let places = places(context.text);
        if places.is_empty() {
            return Vec::new();
        }
        match self.kind {
            Kind::Throughout => self.throughout(context, &places),
            Kind::Stray => self.stray(context, &places),
        }
    }

    fn hit(&self, context: &Context, at: Span, blanks: &[usize], confidence: f64, evidence: String) -> Hit {
        let tier = context.tier(confidence, Thresholds { apply_at: self.apply_at, propose_at: self.propose_at });
        let edit = |&at: &usize| Edit::Replace { span: Span::new(at, at + 1), with: String::new() };
        let with = (at.start..at.end).filter(|byte| blanks.binary_search(byte).is_err());
        let with: Vec<u8> = with.map(|byte| context.text.as_bytes()[byte]).collect();
        Hit {
            shape: Shape::Replace { at, with: String::from_utf8_lossy(&with).into_owned() },
            tier,
            confidence,
            evidence: vec![evidence],
            alternatives: vec![Alternative { confidence: 1.0 - confidence, what: "the blank is meant".to_string() }],
            edits: if context.does(tier) { blanks.iter().map(edit).collect() } else { Vec::new() },
            seam: at.of(context.text).chars().take(12).collect(),
        }
    }

    /// Every line of the parts of the text that are read with blanks throughout, as one hit.
    fn throughout(&self, context: &Context, places: &[usize]) -> Vec<Hit> {
        let dense = |spaced: usize, text: &str| {
            // A list of contents has blanks between its columns, too.
            let least = if text.contains(is_full_mark) { self.throughout } else { self.throughout.max(IN_LIST) };
            spaced >= LEAST_PAIRS && spaced as f64 >= least * (spaced + neighbours(text)) as f64
        };
        let whole = dense(pairs(context.text, places), context.text);
        let mut shelter = Shelter::new(context);
        let mut hits = Vec::new();
        for block in context.layout.blocks.iter().filter(|block| block.kind != BlockKind::Table) {
            let places = within(places, block.span);
            if places.is_empty() {
                continue;
            }
            let text = block.span.of(context.text);
            let every = whole || dense(pairs(context.text, places), text);
            let prose = text.contains(is_full_mark);
            for line in &context.layout.lines[block.lines.clone()] {
                if !(every || prose && is_spaced_out(context.text, line.span, within(places, line.span))) {
                    continue;
                }
                let blanks: Vec<usize> = within(places, line.span)
                    .iter()
                    .copied()
                    .filter(|&at| is_read_in(context.text, at) && !shelter.covers(Span::new(at, at + 1)))
                    .collect();
                let (Some(first), Some(last)) = (blanks.first(), blanks.last()) else { continue };
                let at = Span::new(character_before(context.text, *first), character_behind(context.text, *last + 1));
                let evidence = format!("{} blanks in a text set without", blanks.len());
                hits.push(self.hit(context, at, &blanks, CERTAIN, evidence));
            }
        }
        hits
    }

    /// True behind the number of a chapter, a section or a page of the paper, at the beginning of a line.
    fn is_label(&self, text: &str, block: Span, at: usize) -> bool {
        let before = text[block.start..at].chars().rev().take(LONGEST_LABEL).take_while(|c| !c.is_whitespace());
        let word: Vec<char> = before.collect();
        let labelled = word.first().is_some_and(|c| self.labels.contains(*c));
        labelled && word.last().is_some_and(|c| self.label_begins.contains(*c))
    }

    /// Single blanks between two ideographs.
    fn stray(&self, context: &Context, places: &[usize]) -> Vec<Hit> {
        let mut shelter = Shelter::new(context);
        let mut found: Vec<Found> = Vec::new();
        let paused = around::is_set_with_pauses(context.text, pairs(context.text, places), neighbours(context.text));
        for block in &context.layout.blocks {
            if paused || !(block.kind.is_prose() || block.kind == BlockKind::Heading) {
                continue;
            }
            let places: Vec<usize> =
                within(places, block.span).iter().copied().filter(|&at| between_ideographs(context.text, at)).collect();
            if places.is_empty() {
                continue;
            }
            let lines = context.layout.lines[block.lines.clone()].iter().map(|line| line.span);
            if around::is_set_in_phrases(context.text, lines, &places) {
                continue;
            }
            let text = block.span.of(context.text).trim_start_matches(['#', ' ']);
            let language = context.language_of(text);
            let Some(model) = context.model_of(language) else { continue };
            let apart = is_set_apart(text);
            let running = apart || is_running(language, block, text);
            let prose = Span::new(block.span.end - text.len(), block.span.end);
            let places: Vec<usize> = places.into_iter().filter(|&at| at > prose.start).collect();
            for row in places.chunk_by(|&at, &next| context.text[at..next].chars().all(is_set_without)) {
                let seams: Vec<Seam> = row.iter().map(|&at| Seam::of(model, context.text, prose, at)).collect();
                let line = context.layout.lines[context.layout.line_of(row[0])].span.of(context.text);
                if language.looks_like_byline(line.trim()) || language.looks_like_caption(line.trim()) {
                    continue;
                }
                // A row with a torn word in it was not set as one.
                let list = is_list(context.text, row) && seams.iter().all(|seam| seam.as_word < self.list_bits);
                for (&at, seam) in row.iter().zip(seams) {
                    let around = Around::of(context.text, prose, at);
                    if around.bracketed && around.before <= SHORT
                        || around.is_name() && language.looks_like_dateline(text)
                    {
                        continue;
                    }
                    // No clause is a single character.
                    let torn = around.is_torn() && seam.as_part >= self.running_bits;
                    let sure = match running {
                        _ if list || seam.pull < self.pull_bits || self.is_label(context.text, prose, at) => false,
                        true if around.is_name() && !apart => seam.as_word.min(seam.as_part) >= self.name_bits,
                        true => seam.as_word >= self.running_bits,
                        false => torn || seam.as_part >= self.alone_bits && !around.is_even(),
                    };
                    if (sure || running && seam.as_word > 0.0) && !shelter.covers(Span::new(at, at + 1)) {
                        let bits = if running { seam.as_word } else { seam.as_part };
                        found.push(Found { at, page: block.page, sure, bits, pull: seam.pull });
                    }
                }
            }
        }
        let hit = |found: &Found| {
            let at = Span::new(character_before(context.text, found.at), character_behind(context.text, found.at + 1));
            let evidence = format!("{:.0} bits less likely apart", found.bits);
            self.hit(context, at, &[found.at], if found.sure { CERTAIN } else { UNSURE }, evidence)
        };
        let mut hits: Vec<Hit> =
            found.chunk_by(|a, b| a.page == b.page).filter(|page| !self.is_rows(page)).flatten().map(hit).collect();
        for at in unprinted::find(context, places, &mut shelter) {
            let span = Span::new(character_before(context.text, at), character_behind(context.text, at + 1));
            let evidence = "this reader puts blanks in front of marks".to_string();
            hits.push(self.hit(context, span, &[at], CERTAIN, evidence));
        }
        hits
    }

    /// True for a page that was read across its columns, whose blanks are gutters: most of them part what does not belong
    /// together.
    fn is_rows(&self, page: &[Found]) -> bool {
        let pull: f32 = page.iter().map(|found| found.pull).sum();
        page.len() >= FEWEST && pull < self.page_bits * page.len() as f32
    }
}

/// Single blanks that have something other than a blank on both sides, an ideograph or a mark on one of them.
fn places(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let wide = |at: usize| bytes.get(at).is_some_and(|byte| *byte >= 0xe2);
    let lone = |&at: &usize| {
        let Some(before) = at.checked_sub(1) else { return false };
        // Only the third byte of a character can tell from here, and it is enough to leave out Latin text.
        let seen = bytes[before] >= 0x80 || wide(at + 1);
        seen && !matches!(bytes[before], b' ' | b'\t' | b'\n' | b'\r')
            && !matches!(bytes.get(at + 1), None | Some(b' ' | b'\t' | b'\n' | b'\r'))
    };
    memchr_iter(b' ', bytes).filter(lone).collect()
}

fn within(places: &[usize], span: Span) -> &[usize] {
    &places[places.partition_point(|&at| at < span.start)..places.partition_point(|&at| at < span.end)]
}

fn sides(text: &str, at: usize) -> Option<(char, char)> {
    Some((text[..at].chars().next_back()?, text[at + 1..].chars().next()?))
}

fn between_ideographs(text: &str, at: usize) -> bool {
    sides(text, at).is_some_and(|(before, behind)| is_ideograph(before) && is_ideograph(behind))
}

/// True when a blank of a text that is read with blanks throughout is one of those: an ideograph or a full-width mark on one
/// side, and on the other anything but a Latin word.
fn is_read_in(text: &str, at: usize) -> bool {
    let wide = |c: char| is_ideograph(c) || is_full_mark(c);
    sides(text, at).is_some_and(|(before, behind)| {
        let set = |c: char| wide(c) || is_shared_mark(c) || c.is_ascii_digit() || "(),.:;?!%[]\"'".contains(c);
        (wide(before) && set(behind))
            || (wide(behind) && set(before))
            || (is_shared_mark(before) && is_shared_mark(behind))
    })
}

fn pairs(text: &str, places: &[usize]) -> usize {
    places.iter().filter(|&&at| between_ideographs(text, at)).count()
}

/// True for a line whose characters all have blanks between them, as a justified line may come out of a PDF.
fn is_spaced_out(text: &str, line: Span, places: &[usize]) -> bool {
    pairs(text, places) >= LEAST_IN_LINE && neighbours(line.of(text)) == 0
}

/// Ideographs directly behind one another.
fn neighbours(text: &str) -> usize {
    let mut before = false;
    text.chars()
        .filter(|&c| {
            let now = is_ideograph(c);
            std::mem::replace(&mut before, now) && now
        })
        .count()
}

fn character_before(text: &str, at: usize) -> usize {
    text[..at].char_indices().next_back().map_or(at, |(start, _)| start)
}

fn character_behind(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}

/// True for text with sentences in it, which no heading, caption or list of names has; speech may lack the full stop.
fn is_running(language: &Language, block: &Block, text: &str) -> bool {
    let ended = |c: char| is_full_mark(c) && language.terminals.contains(c);
    let spoken = text.starts_with(['「', '『', '“']) && text.contains(['、', '，']);
    block.kind != BlockKind::Heading && (spoken || text.contains(ended))
}

/// True for a heading whose parts an ideographic blank sets apart: another blank in it is none of the typesetter's.
fn is_set_apart(text: &str) -> bool {
    let mut parts = text.split('\u{3000}');
    parts.next().is_some_and(|part| part.ends_with(is_ideograph))
        && parts.next().is_some_and(|part| part.starts_with(is_ideograph))
}

/// True for what may stand in a row of words without ending it.
fn is_set_without(c: char) -> bool {
    is_ideograph(c) || c == ' '
}

/// True when at least [`LIST`] words of a row, whose blanks are at `row`, have one on both sides and are short.
fn is_list(text: &str, row: &[usize]) -> bool {
    let words = row.windows(2).map(|pair| text[pair[0] + 1..pair[1]].chars().count());
    words.filter(|length| (1..=SHORT).contains(length)).count() >= LIST
}

/// A stray blank as far as its own surroundings tell.
struct Found {
    at: usize,
    page: usize,
    sure: bool,
    bits: f32,
    pull: f32,
}
