//! Columns that were read across: lines of two or more columns in one line, or line by line in turn.
//!
//! **Damage and cause.** A program that reads a page from left to right takes the lines of columns that stand side by side
//! for one line. Some leave the gutter between them as blanks, some as a column rule.
//!
//! **What tells.** The gutter stays blank for many lines; and down a column the text runs on, and across the gutter it does
//! not. Both are asked for: cells of a table have gutters too, and do not run on. Where no gutter is left, columns have their
//! widths, and what runs on has to say more.
//!
//! **What is left alone.** What heads the columns, line by line between blank lines; tables, lists (also where every fifth line
//! of a page begins an item), code, verse, contents, addresses side by side, lines with tabs in them, and text in a language
//! without a model.

mod alternate;
mod bands;
mod cuts;
mod grids;
mod gutter;
mod loose;
mod order;
mod prices;
mod proof;
mod rows;
mod weave;

use std::ops::Range;

use serde::Deserialize;

use crate::detect::{Context, Fault, Hit, Thresholds, in_order};
use crate::finding::{Alternative, Shape};
use crate::layout::{self, BlockKind, Line};
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
    /// Bits a line of the columns by which rows with hardly anything between them must read better in columns. With fewer the
    /// columns are there, but so many rows are misread or shifted against each other that too many are cut wrongly.
    pub loose_bits: f32,
    /// From which confidence columns are put one behind the other.
    pub apply_at: f64,
    /// From which confidence that is proposed.
    pub propose_at: f64,
    /// True where the publication prints its first column on the right.
    #[serde(skip)]
    pub from_right: bool,
}

/// The part of its rows that may end sentences: others are paragraphs.
const MOST_ENDED: f64 = 0.5;

/// Columns of text in the widest row: a line of more is a paragraph.
const WIDEST: usize = 250;

/// Bits by which the rows over the same columns must read better in them, and for each row; and all such of a page. With 40 bits
/// and no more asked for, columns were found in five of the development documents that have none.
const LEAST_BITS_IN_ALL: f32 = 150.0;
const LEAST_BITS: f32 = 40.0;
const LEAST_BITS_A_ROW: f32 = 2.5;

/// The part of its rows that may begin items of a list, or be the same as the row above.
const MOST_LISTED: f64 = 0.2;

/// Gutters that reach over less of the page than this are doubted: what was read as blanks in some rows and as a blank in others is
/// told better by the widths of the columns. How many times better the page must read in columns of one width each, to be cut so
/// instead. Counted on 36 pages read in two ways: of 9,356 line ends of rows read across 7,007 were right without it, and 7,359
/// are; of 10,313 of laid out ones 8,993 were, and 9,259 are. Twice as good, or even gutters doubted as well, lost cuts of other
/// pages.
const REACH: f32 = 0.9;
const BETTER: f32 = 3.0;

/// After so many pages on which rows without gutters were looked for in vain, no more are looked at: a list of a million
/// names is not asked name by name.
const MISSES: usize = 16;

/// The same for gutters that are doubted: after so many times as many pages in vain as are read better.
const SELDOM: usize = 4;

/// Confidence where the bits asked for are there, and where the columns are there for certain and their cuts are not.
const CLEAR: f64 = 0.99;
const WEAK: f64 = 0.7;

/// Columns with gutters between them.
#[derive(Default)]
struct Across {
    hits: Vec<Hit>,
    /// The lines that they reach over.
    covered: Vec<Range<usize>>,
    /// By how many bits they read better than the rows.
    bits: f32,
    /// Over which part of the page as many gutters as anywhere stand side by side, on an average: 0 to 1.
    reach: f32,
}

impl Columns {
    pub(super) fn check(&self) -> Result<(), Fault> {
        if self.least_rows < 2 {
            return Err(("least_rows", "`least_rows` must be at least 2: one line has no gutter".to_string()));
        }
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut misses = 0;
        let (mut mended, mut in_vain) = (0, 0);
        // Who marks headlines has read blocks, not rows.
        let markdown = context.layout.is_markdown(context.text);
        for lines in rows::stretches(context.text, context.layout) {
            let lines = rows::between_head_and_foot(context.text, context.layout, lines);
            let gutters = match self.gaps(context, lines.clone()) >= self.least_rows {
                true => self.across(context, lines.clone()),
                false => Across::default(),
            };
            let worth_it = in_vain < MISSES.max(SELDOM * mended);
            if !markdown && worth_it && !gutters.hits.is_empty() && gutters.reach < REACH {
                let mut loose = Vec::new();
                if self.loosely(context, lines.clone(), &[], &mut loose) > BETTER * gutters.bits {
                    hits.append(&mut loose);
                    mended += 1;
                    continue;
                }
                in_vain += 1;
            }
            hits.extend(gutters.hits);
            // A gutter may have been read as blanks in one part of the page, and in the others not.
            for lines in outside(&gutters.covered, lines) {
                let in_turn = self.in_turn(context, lines.clone(), &mut hits);
                if misses < MISSES && !markdown {
                    misses += usize::from(self.loosely(context, lines, &in_turn, &mut hits) == 0.0);
                }
            }
        }
        hits
    }

    /// A cheap test: lines with wide blanks or column rules inside.
    fn gaps(&self, context: &Context, lines: Range<usize>) -> usize {
        let gap = |line: &&Line| {
            let content = line.span.of(context.text).trim();
            rows::has_wide_blank(content) || content.contains(rows::is_rule)
        };
        context.layout.lines[lines].iter().filter(gap).count()
    }

    /// Columns with a gutter between them.
    fn across(&self, context: &Context, lines: Range<usize>) -> Across {
        let whole =
            Span::new(context.layout.lines[lines.start].span.start, context.layout.lines[lines.end - 1].span.end);
        let language = context.language_of(whole.of(context.text));
        let Some(model) = context.model_of(language) else { return Across::default() };
        let of = |metric| -> Vec<Row> {
            context.layout.lines[lines.clone()].iter().map(|line| Row::of(context.text, line.span, metric)).collect()
        };
        let metrics: &[Metric] =
            if language.spaced { &[Metric::Characters] } else { &[Metric::Characters, Metric::Columns] };
        // The measure that the program laid its page out with is the one in which gutters prove best, and the lines behind
        // them begin in one column.
        let mut best: Option<(f32, Vec<Row>, Proven)> = None;
        let mut judge = Judge::new(context.text, model, language);
        for &metric in metrics {
            let rows = of(metric);
            let columns = proof::columns(&mut judge, &rows, gutter::find(&rows, self.least_rows), self.bits, self.lead);
            let bits = columns.iter().map(|(gutter, proof)| proof.bits() * gutter.alignment(&rows)).sum();
            if !columns.is_empty() && best.as_ref().is_none_or(|(most, ..)| bits > *most) {
                best = Some((bits, rows, columns));
            }
        }
        let Some((_, rows, columns)) = best else { return Across::default() };
        let clusters = clusters(&columns);
        let mut found = Across {
            covered: clusters.iter().map(|rows| lines.start + rows.start..lines.start + rows.end).collect(),
            bits: columns.iter().map(|(_, proof)| proof.bits()).sum(),
            reach: reach(&rows, &columns),
            hits: Vec::new(),
        };
        for cluster in clusters {
            let inside: Vec<&(Gutter, Proof)> =
                columns.iter().filter(|(g, _)| cluster.contains(&g.rows.start)).collect();
            let gutters: Vec<Gutter> = inside.iter().map(|(gutter, _)| gutter.clone()).collect();
            let cells = order::cells(&mut judge, &rows, &gutters, cluster, self.from_right);
            let least = |of: &dyn Fn(&Proof) -> f32| inside.iter().map(|(_, proof)| of(proof)).fold(f32::MAX, f32::min);
            found.hits.extend(self.hit(
                context,
                &cells,
                CLEAR,
                proven(least(&|proof| proof.down), least(&|proof| proof.across)),
            ));
        }
        found
    }

    /// Columns whose lines stand in turn. The text that they reach over.
    fn in_turn(&self, context: &Context, lines: Range<usize>, hits: &mut Vec<Hit>) -> Vec<Span> {
        let mut covered = Vec::new();
        for run in rows::runs(context.text, &context.layout.lines[lines]) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let language = context.language_of(&context.text[first.start..last.end]);
            let Some(model) = context.model_of(language) else { continue };
            let mut judge = Judge::new(context.text, model, language);
            for turn in alternate::find(&mut judge, &run) {
                let lead = turn.down - turn.across;
                let total = lead * turn.seams as f32;
                let plain = turn.down >= self.turn_bits && total >= self.turn_total;
                let torn =
                    turn.down >= 2.0 * self.turn_bits && lead >= 3.0 * self.turn_bits && total >= 0.5 * self.turn_total;
                if !plain && !torn {
                    continue;
                }
                let cells = order::down(&mut judge, &turn.columns, self.from_right, |_, _| false);
                hits.extend(self.hit(context, &cells, CLEAR, proven(turn.down, turn.across)));
                covered.push(turn.reach());
            }
        }
        covered
    }

    /// Rows with hardly anything between their columns, and none that is covered by others. By how many bits they read better in
    /// columns; 0 when these were looked for in vain, which takes long.
    fn loosely(&self, context: &Context, lines: Range<usize>, covered: &[Span], hits: &mut Vec<Hit>) -> f32 {
        let rows = rows::contents(context.text, &context.layout.lines[lines.clone()]);
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return 0.0 };
        let language = context.language_of(&context.text[first.start..last.end]);
        let Some(model) = context.model_of(language) else { return 0.0 };
        // A list is none that was read across: its lines end where its items do, and hang together as little as columns'.
        if self.listed(context, &lines) as f64 > MOST_LISTED * rows.len() as f64 {
            return 0.0;
        }
        // Rows that stand twice say nothing about their halves.
        let twice = rows.windows(2).filter(|pair| pair[0].of(context.text) == pair[1].of(context.text)).count();
        if twice as f64 > MOST_LISTED * rows.len() as f64 {
            return 0.0;
        }
        let mut judge = Judge::new(context.text, model, language);
        let is_other = |row: &Span| {
            layout::columns(row.of(context.text)) > WIDEST || covered.iter().any(|other| other.overlaps(*row))
        };
        rows.split(is_other).map(|rows| self.strips(context, &mut judge, rows, hits)).sum()
    }

    /// The columns of rows of which none is a paragraph. By how many bits they read better so.
    fn strips(&self, context: &Context, judge: &mut Judge, rows: &[Span], hits: &mut Vec<Hit>) -> f32 {
        let ended = rows.iter().filter(|row| layout::ends_sentence(row.of(context.text))).count();
        if rows.len() < self.least_rows || ended as f64 > MOST_ENDED * rows.len() as f64 {
            return 0.0;
        }
        let mut strips = loose::strips(judge, rows);
        strips.retain(|strip| {
            strip.rows >= self.least_rows
                && strip.bits >= LEAST_BITS.max(LEAST_BITS_A_ROW * strip.rows as f32)
                && strip.down >= self.bits.max(strip.across + self.lead)
        });
        let bits = strips.iter().map(|strip| strip.bits).sum();
        if bits < LEAST_BITS_IN_ALL {
            return 0.0;
        }
        for strip in strips {
            let cells: usize = strip.columns.iter().map(Vec::len).sum();
            let confidence = if strip.bits < self.loose_bits * cells as f32 { WEAK } else { CLEAR };
            let row = |span: Span| rows.partition_point(|row| row.end < span.start);
            let apart = |above, below| strip.breaks.iter().any(|&at| row(above) < at && at <= row(below));
            let columns: Vec<Vec<Span>> =
                strip.columns.iter().map(|column| column.iter().map(|piece| piece.span).collect()).collect();
            let cells = order::down(judge, &columns, self.from_right, apart);
            let mut evidence = proven(strip.down, strip.across);
            evidence.push(format!("cut into {} columns the rows read better by {:.0} bits", columns.len(), strip.bits));
            hits.extend(self.hit(context, &cells, confidence, evidence));
        }
        bits
    }

    /// How many of the lines begin items of a list, or entries of a table of contents.
    fn listed(&self, context: &Context, lines: &Range<usize>) -> usize {
        let first = |line: usize| {
            let block = context.layout.blocks.partition_point(|block| block.lines.end <= line);
            let block = context.layout.blocks.get(block).filter(|block| block.kind == BlockKind::ListItem);
            block.is_some_and(|block| block.lines.start == line)
        };
        let line = |line: usize| context.layout.lines[line].span.of(context.text);
        lines.clone().filter(|&at| first(at) || is_numbered(line(at))).count()
    }

    fn hit(&self, context: &Context, cells: &[weave::Cell], confidence: f64, evidence: Vec<String>) -> Option<Hit> {
        let edits = weave::edits(context.text, cells);
        let staying = weave::staying(cells);
        let (last, moved) = (cells.get(staying - 1)?, cells.get(staying)?);
        let tier = context.tier(confidence, Thresholds { apply_at: self.apply_at, propose_at: self.propose_at });
        Some(Hit {
            shape: Shape::Move { from: moved.span, after: last.span.end, joined: false, with: String::new() },
            tier,
            confidence,
            evidence,
            alternatives: vec![Alternative { confidence: 1.0 - confidence, what: "read across".to_string() }],
            edits: if context.does(tier) { edits } else { Vec::new() },
            seam: moved.span.of(context.text).chars().take(12).collect(),
        })
    }
}

/// True for a line that begins as the entries of a table of contents do: "2.1. ".
fn is_numbered(line: &str) -> bool {
    let line = line.trim_start();
    let behind = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &line[..line.len() - behind.len()];
    number.starts_with(|c: char| c.is_ascii_digit()) && number.ends_with('.') && behind.starts_with(char::is_whitespace)
}

/// Gutters, and what the language says of them.
type Proven = Vec<(Gutter, Proof)>;

/// What spoke for columns that the language proved.
fn proven(down: f32, across: f32) -> Vec<String> {
    vec![
        format!("down the columns the lines run on: {down:.1} bits a line"),
        format!("read across they do not: {across:.1} bits a line"),
    ]
}

/// Over which part of the rows as many gutters as anywhere stand side by side, on an average.
fn reach(rows: &[Row], gutters: &[(Gutter, Proof)]) -> f32 {
    let filled = rows.iter().enumerate().filter(|(_, row)| !row.chunks.is_empty());
    let beside = filled.map(|(at, _)| gutters.iter().filter(|(gutter, _)| gutter.rows.contains(&at)).count());
    let beside: Vec<usize> = beside.collect();
    let most = beside.iter().max().map_or(1, |&most| most.max(1));
    beside.iter().sum::<usize>() as f32 / (most * beside.len().max(1)) as f32
}

/// What is left of a range without others, which are in order.
fn outside(covered: &[Range<usize>], all: Range<usize>) -> Vec<Range<usize>> {
    let starts = std::iter::once(all.start).chain(covered.iter().map(|range| range.end));
    let ends = covered.iter().map(|range| range.start).chain([all.end]);
    starts.zip(ends).filter(|(start, end)| start < end).map(|(start, end)| start..end).collect()
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
