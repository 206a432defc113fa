//! Columns that were read across: lines of two or more columns in one line, or line by line in turn.
//!
//! **Damage and cause.** A program that reads a page from left to right takes the lines of columns that stand side by side
//! for one line. Some leave the gutter between them as blanks, some as a column rule.
//!
//! **What tells.** The gutter stays blank for many lines; and down a column the text runs on, and across the gutter it does
//! not. Both are asked for: cells of a table have gutters too, and do not run on.
//!
//! **What is left alone.** Tables, lists, code, verse, contents, addresses side by side, lines with tabs in them, and text
//! in a language without a model.

mod alternate;
mod gutter;
mod loose;
mod order;
mod proof;
mod rows;
mod weave;

use std::ops::Range;

use serde::Deserialize;

use crate::detect::{Context, Fault, Hit, Thresholds, in_order};
use crate::finding::{Alternative, Shape};
use crate::span::Span;

use gutter::Gutter;
use proof::{Judge, Proof};
use rows::{Metric, Row};

/// Parameters of `[detect.columns]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// Lines that must have text on both sides of a gutter.
    pub least_rows: usize,
    /// Bits a seam by which lines of a column must follow each other.
    pub bits: f32,
    /// Bits a seam by which they must do so better than the right column follows the left one.
    pub lead: f32,
    /// Bits a seam by which lines in turn must follow each other: without a gutter more is asked.
    pub turn_bits: f32,
    /// Bits by which all of them together must read better than the lines as they stand; half of it where words and phrases
    /// are torn at every line end, as in Chinese, and say twice as much.
    pub turn_total: f32,
    /// From which confidence columns are put one behind the other.
    pub apply_at: f64,
    /// From which confidence that is proposed.
    pub propose_at: f64,
}

/// Confidence where the bits asked for are there.
const CLEAR: f64 = 0.99;

impl Columns {
    pub(super) fn check(&self) -> Result<(), Fault> {
        if self.least_rows < 2 {
            return Err(("least_rows", "`least_rows` must be at least 2: one line has no gutter".to_string()));
        }
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let mut hits = Vec::new();
        for lines in rows::stretches(context.text, context.layout) {
            let before = hits.len();
            if self.has_gaps(context, lines.clone()) {
                self.across(context, lines.clone(), &mut hits);
            }
            if hits.len() == before {
                self.in_turn(context, lines.clone(), &mut hits);
            }
            if hits.len() == before {
                self.loosely(context, lines, &mut hits);
            }
        }
        hits
    }

    /// A cheap test: wide blanks or column rules inside as many lines as a gutter must have.
    fn has_gaps(&self, context: &Context, lines: Range<usize>) -> bool {
        let gap = |line: &crate::layout::Line| {
            let content = line.span.of(context.text).trim();
            memchr::memmem::find(content.as_bytes(), b"  ").is_some() || content.contains(rows::is_rule)
        };
        context.layout.lines[lines].iter().filter(|line| gap(line)).nth(self.least_rows - 1).is_some()
    }

    fn across(&self, context: &Context, lines: Range<usize>, hits: &mut Vec<Hit>) {
        let whole = Span::new(context.layout.lines[lines.start].span.start, context.layout.lines[lines.end - 1].span.end);
        let language = context.language_of(whole.of(context.text));
        let Some(model) = context.model_of(language) else { return };
        let of = |metric| -> Vec<Row> {
            context.layout.lines[lines.clone()].iter().map(|line| Row::of(context.text, line.span, metric)).collect()
        };
        let metrics: &[Metric] =
            if language.spaced { &[Metric::Characters] } else { &[Metric::Characters, Metric::Columns] };
        let readings = metrics.iter().map(|&metric| {
            let rows = of(metric);
            let gutters = gutter::find(&rows, self.least_rows);
            (rows, gutters)
        });
        let support = |gutters: &[Gutter]| gutters.iter().map(|gutter| gutter.support).sum::<usize>();
        let Some((rows, gutters)) = readings.max_by_key(|(_, gutters)| support(gutters)) else { return };
        let mut judge = Judge::new(context.text, model, language);
        let proven = proof::columns(&mut judge, &rows, gutters, self.bits, self.lead);
        for cluster in clusters(&proven) {
            let inside: Vec<&(Gutter, Proof)> = proven.iter().filter(|(g, _)| cluster.contains(&g.rows.start)).collect();
            let gutters: Vec<Gutter> = inside.iter().map(|(gutter, _)| gutter.clone()).collect();
            let cells = order::cells(&mut judge, &rows, &gutters, cluster);
            let least = |of: &dyn Fn(&Proof) -> f32| inside.iter().map(|(_, proof)| of(proof)).fold(f32::MAX, f32::min);
            hits.extend(self.hit(context, &cells, least(&|proof| proof.down), least(&|proof| proof.across)));
        }
    }

    /// Columns whose lines stand in turn.
    fn in_turn(&self, context: &Context, lines: Range<usize>, hits: &mut Vec<Hit>) {
        for run in rows::runs(context.text, &context.layout.lines[lines]) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let language = context.language_of(&context.text[first.start..last.end]);
            let Some(model) = context.model_of(language) else { continue };
            let mut judge = Judge::new(context.text, model, language);
            for turn in alternate::find(&mut judge, &run) {
                let lead = turn.down - turn.across;
                let total = lead * turn.seams as f32;
                let plain = turn.down >= self.turn_bits && total >= self.turn_total;
                let torn = turn.down >= 2.0 * self.turn_bits && lead >= 3.0 * self.turn_bits && total >= 0.5 * self.turn_total;
                if !plain && !torn {
                    continue;
                }
                let columns: Vec<Vec<Span>> =
                    turn.columns.iter().map(|column| column.iter().map(|&i| run[i]).collect()).collect();
                let cells = order::down(&mut judge, &columns);
                hits.extend(self.hit(context, &cells, turn.down, turn.across));
            }
        }
    }

    /// Rows with hardly anything between their columns.
    fn loosely(&self, context: &Context, lines: Range<usize>, hits: &mut Vec<Hit>) {
        let rows = rows::contents(context.text, &context.layout.lines[lines]);
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
        let language = context.language_of(&context.text[first.start..last.end]);
        let Some(model) = context.model_of(language) else { return };
        let mut judge = Judge::new(context.text, model, language);
        if !alternate::is_suspect(&mut judge, &rows) {
            return;
        }
        let Some((columns, bits)) = loose::columns(&mut judge, &rows) else { return };
        let columns: Vec<Vec<Span>> =
            columns.iter().map(|column| column.iter().map(|piece| piece.span).collect()).collect();
        let cells = order::down(&mut judge, &columns);
        hits.extend(self.hit(context, &cells, bits, 0.0));
    }

    fn hit(&self, context: &Context, cells: &[weave::Cell], down: f32, across: f32) -> Option<Hit> {
        let edits = weave::edits(context.text, cells);
        let first = cells.iter().map(|cell| cell.span.start).min()?;
        let last = cells.iter().map(|cell| cell.span.end).max()?;
        if edits.is_empty() {
            return None;
        }
        let tier = context.tier(CLEAR, Thresholds { apply_at: self.apply_at, propose_at: self.propose_at });
        Some(Hit {
            shape: Shape::Note { at: Span::new(first, last) },
            tier,
            confidence: CLEAR,
            evidence: vec![
                format!("down the columns the lines run on: {:.1} bits a line", down),
                format!("across the gutter they do not: {:.1} bits", across),
            ],
            alternatives: vec![Alternative { confidence: 1.0 - CLEAR, what: "read across".to_string() }],
            edits: if context.does(tier) { edits } else { Vec::new() },
            seam: cells.first()?.span.of(context.text).chars().take(12).collect(),
        })
    }
}

/// Ranges of rows that gutters reach over, those that touch taken together.
fn clusters(gutters: &[(Gutter, Proof)]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = gutters.iter().map(|(gutter, _)| gutter.rows.clone()).collect();
    ranges.sort_by_key(|range| range.start);
    let mut clusters: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match clusters.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => clusters.push(range),
        }
    }
    clusters
}
