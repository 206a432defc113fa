//! Which reading runs on: down the column, or across the gutter.

use std::collections::BTreeMap;

use super::gutter::{Gutter, SLACK};
use super::rows::Row;
use crate::junction::{Edge, Seam, attracts};
use crate::language::Language;
use crate::model::Model;
use crate::span::Span;

/// Seams on either side of a gutter below which nothing is known.
const FEW: usize = 3;
/// Rows from a line of a column to its next: more where the program sets blank lines between.
const NEXT: usize = 2;
/// One seam says at most so many bits: a torn word, or the beginning of another text, is certain with these.
const MOST: f32 = 16.0;

/// Bits by which a line must be likelier behind another one than at a beginning, and than behind any other text, to be taken
/// for its continuation across a blank line or a column's end.
const RUNS_ON: f32 = 2.0;
const ATTRACTED: f32 = 2.0;

/// For a gutter to stay where the text beside it does not run on: bits a row that its neighbours must lose without it, rows that
/// it must have, and the share of the lines behind it that must begin in one column. On real pages gutters that were none had 5
/// rows, 0.6 of them aligned.
const LEAST_MISSED: f32 = 1.0;
const LEAST_KEPT: usize = 10;
const ALIGNED: f32 = 0.8;

/// A language and its model, asked again and again for the seams between the same cells.
pub(super) struct Judge<'a> {
    text: &'a str,
    model: &'a Model,
    language: &'a Language,
    /// The edges of each piece of text, and whether it is text at all.
    edges: BTreeMap<Span, (Edge, bool)>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(text: &'a str, model: &'a Model, language: &'a Language) -> Self {
        Judge { text, model, language, edges: BTreeMap::new() }
    }

    /// The text that is judged.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// True where blanks separate words.
    pub(super) fn spaced(&self) -> bool {
        self.language.spaced
    }

    /// By how many bits `tail` is likelier behind `head` than behind any other text. Nothing where one of them is figures
    /// and marks: a model knows where numbers stand, and not which.
    pub(super) fn attraction(&mut self, head: Span, tail: Span) -> f32 {
        self.know([head, tail]);
        match (&self.edges[&head], &self.edges[&tail]) {
            ((head, true), (tail, true)) => attracts(self.model, head, tail).clamp(-MOST, MOST),
            _ => 0.0,
        }
    }

    /// True when `tail` is clearly likelier behind `head` than at a beginning, and than behind any other text.
    pub(super) fn runs_on(&mut self, head: Span, tail: Span) -> bool {
        self.know([head, tail]);
        let (head, tail) = (&self.edges[&head].0, &self.edges[&tail].0);
        Seam::between(self.model, head, tail).far >= RUNS_ON && attracts(self.model, head, tail) >= ATTRACTED
    }

    /// Bits that it costs a paragraph to end behind this line.
    pub(super) fn ending(&mut self, line: Span) -> f32 {
        self.know([line, line]);
        self.edges[&line].0.end
    }

    /// True for a mark that ends or divides sentences.
    pub(super) fn is_mark(&self, mark: &str) -> bool {
        let stop = |c: char| self.language.terminals.contains(c) || self.language.clause_marks.contains(c);
        mark.chars().count() == 1 && mark.chars().all(stop)
    }

    /// True when `mark` is one, and likelier between the two lines than nothing.
    pub(super) fn is_marked(&self, head: Span, mark: &str, tail: Span) -> bool {
        let read = |text: &str| self.model.symbols(&self.language.modelled(text));
        let order = self.model.order();
        let (head, mark_read, mut tail) = (read(last(head.of(self.text))), read(mark), read(first(tail.of(self.text))));
        tail.truncate(order);
        let without = self.model.cost_of(&head, &tail);
        let with = self.model.cost_of(&head, &[mark_read, tail].concat());
        self.is_mark(mark) && with < without
    }

    fn know(&mut self, spans: [Span; 2]) {
        for span in spans {
            let (text, model, language) = (self.text, self.model, self.language);
            self.edges.entry(span).or_insert_with(|| {
                let text = span.of(text);
                (Edge::of(model, text, language), is_text(text))
            });
        }
    }
}

/// True when at least half of what is to be seen is letters.
fn is_text(text: &str) -> bool {
    let (seen, letters) = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .fold((0, 0), |(seen, letters), c| (seen + 1, letters + usize::from(c.is_alphabetic())));
    2 * letters >= seen
}

/// Characters on each side of a mark that are looked at: more than any model sees.
const SEEN: usize = 16;

fn first(text: &str) -> &str {
    text.char_indices().nth(SEEN).map_or(text, |(at, _)| &text[..at])
}

fn last(text: &str) -> &str {
    text.char_indices().rev().nth(SEEN).map_or(text, |(at, _)| &text[at..])
}

/// What the language says of a gutter, in bits a seam.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Proof {
    /// How well the lines on the left and on the right follow each other: the worse of the two.
    pub(super) down: f32,
    /// How well the left side is followed by the right one.
    pub(super) across: f32,
    /// Seams down, on the side that has fewer.
    pub(super) seams: usize,
}

impl Proof {
    /// By how many bits all of its lines read better in columns.
    pub(super) fn bits(&self) -> f32 {
        (self.down - self.across) * self.seams as f32
    }
}

/// The gutters that part columns of running text: on both sides the lines follow each other by at least `bits` a seam, and
/// by `lead` bits better than the right side follows the left one. Each time the worst goes and the rest are asked anew,
/// because a gutter that is none cuts its neighbours' columns too. One beside a column of names and figures, which do not run
/// on, stays when its neighbours could not do without it.
pub(super) fn columns(
    judge: &mut Judge,
    rows: &[Row],
    mut gutters: Vec<Gutter>,
    bits: f32,
    lead: f32,
) -> Vec<(Gutter, Proof)> {
    let margin = |proof: &Proof| match proof.seams >= FEW {
        true => (proof.down - bits).min(proof.down - proof.across - lead),
        false => f32::NEG_INFINITY,
    };
    let proofs_of = |judge: &mut Judge, gutters: &[Gutter]| -> Vec<Proof> {
        (0..gutters.len()).map(|own| proof(judge, rows, gutters, own)).collect()
    };
    let mut proofs = proofs_of(judge, &gutters);
    // Those without which the others would be worse.
    let mut kept = vec![false; gutters.len()];
    loop {
        let failing = (0..gutters.len()).filter(|&g| !kept[g] && margin(&proofs[g]) < 0.0);
        let Some(worst) = failing.min_by(|&a, &b| margin(&proofs[a]).total_cmp(&margin(&proofs[b]))) else { break };
        let mut rest = gutters.clone();
        let gone = rest.remove(worst);
        let mut missed = || down(judge, rows, &gutters) - down(judge, rows, &rest);
        if gone.support >= LEAST_KEPT
            && gone.alignment(rows) >= ALIGNED
            && missed() > LEAST_MISSED * gone.support as f32
        {
            kept[worst] = true;
            continue;
        }
        proofs = proofs_of(judge, &rest);
        gutters = rest;
        kept.remove(worst);
    }
    let beside =
        |g: usize| (0..gutters.len()).any(|other| !kept[other] && overlap(&gutters[g].rows, &gutters[other].rows));
    let stays: Vec<bool> = (0..gutters.len()).map(|g| !kept[g] || beside(g)).collect();
    gutters.into_iter().zip(proofs).zip(stays).filter(|(_, stays)| *stays).map(|(proven, _)| proven).collect()
}

/// Bits by which the lines of all columns follow each other.
fn down(judge: &mut Judge, rows: &[Row], gutters: &[Gutter]) -> f32 {
    let mut bits = 0.0;
    // By the gutters on either side of a column: its last line.
    let mut last: BTreeMap<[Option<usize>; 2], (usize, Span)> = BTreeMap::new();
    for (r, row) in rows.iter().enumerate() {
        let mut here: Vec<usize> = gutters.iter().filter(|g| g.rows.contains(&r)).map(|g| g.x).collect();
        here.sort_unstable();
        let edges: Vec<Option<usize>> = [None].into_iter().chain(here.into_iter().map(Some)).chain([None]).collect();
        for sides in edges.windows(2) {
            let at = |x: usize| row.split(x, SLACK).unwrap_or(row.chunks.len());
            let Some(span) = row.cell(sides[0].map_or(0, at)..sides[1].map_or(row.chunks.len(), at)) else { continue };
            let above = last.insert([sides[0], sides[1]], (r, span));
            if let Some((_, above)) = above.filter(|(at, _)| r - at <= NEXT) {
                bits += judge.attraction(above, span);
            }
        }
    }
    bits
}

fn overlap(a: &std::ops::Range<usize>, b: &std::ops::Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

fn proof(judge: &mut Judge, rows: &[Row], gutters: &[Gutter], own: usize) -> Proof {
    let mut seams: [Vec<f32>; 3] = Default::default();
    let mut last: [Option<(usize, Side)>; 2] = [None; 2];
    for r in gutters[own].rows.clone() {
        let sides = sides(&rows[r], r, gutters, own);
        for (which, here) in sides.iter().enumerate() {
            let Some(here) = here else { continue };
            let above = last[which].replace((r, *here));
            if let Some((_, above)) = above.filter(|(row, above)| r - row <= NEXT && above.beside == here.beside) {
                // The same again is a cell of a table.
                let same = above.span.of(judge.text()) == here.span.of(judge.text());
                seams[which].push(if same { 0.0 } else { judge.attraction(above.span, here.span) });
            }
        }
        if let [Some(left), Some(right)] = sides {
            seams[2].push(judge.attraction(left.span, right.span));
        }
    }
    let [left, right, across] = seams.each_ref().map(|bits| mean(bits));
    Proof { down: left.min(right), across, seams: seams[0].len().min(seams[1].len()) }
}

/// The text beside a gutter, up to the next gutter or the line's end.
#[derive(Clone, Copy)]
struct Side {
    span: Span,
    /// Where that gutter is.
    beside: Option<usize>,
}

fn sides(row: &Row, r: usize, gutters: &[Gutter], own: usize) -> [Option<Side>; 2] {
    let x = gutters[own].x;
    let here = || gutters.iter().filter(|gutter| gutter.rows.contains(&r));
    let left = here().map(|gutter| gutter.x).filter(|&other| other < x).max();
    let right = here().map(|gutter| gutter.x).filter(|&other| other > x).min();
    let at = |x: usize| row.split(x, SLACK).unwrap_or(row.chunks.len());
    let (from, middle, to) = (left.map_or(0, at), at(x), right.map_or(row.chunks.len(), at));
    let side = |chunks, beside| Some(Side { span: row.cell(chunks)?, beside });
    [side(from..middle, left), side(middle..to, right)]
}

/// Bits a seam; none where there are no seams.
pub(super) fn mean(bits: &[f32]) -> f32 {
    if bits.is_empty() { 0.0 } else { bits.iter().sum::<f32>() / bits.len() as f32 }
}
