//! The lines of a page as they are weighed: how wide they are, how wide their column is, and what stands at each end.

use std::ops::Range;

use super::Unwrap;
use super::seam::{Border, between};
use crate::detect::Context;
use crate::junction::{Edge, Seam};
use crate::language::{Ending, Language};
use crate::layout::{BlockKind, columns};
use crate::model::Model;
use crate::span::Span;

/// Lines before and behind that say how wide a column is: a page has several, one below the other.
const AROUND: usize = 4;
/// Lines that a run must have to say how wide its column is. Fewer are compared with the page.
const TELLING: usize = 4;
/// Columns of the widest printed line; a longer one is a paragraph. As in the layout.
const WIDEST: usize = 160;
/// Bits of what cannot be otherwise.
const CERTAIN: f32 = 16.0;

/// One line of running text.
pub(super) struct Row {
    /// Its line in the layout.
    pub(super) line: usize,
    /// Its block in the layout.
    block: usize,
    /// What can be seen of it.
    pub(super) span: Span,
    width: usize,
    /// It ends with a hyphen behind a letter.
    pub(super) hyphen: bool,
}

impl Row {
    /// Its last characters, for a finding's name.
    pub(super) fn last_word<'t>(&self, text: &'t str) -> &'t str {
        let own = self.span.of(text);
        own.char_indices().rev().nth(7).map_or(own, |(at, _)| &own[at..])
    }
}

/// What speaks at one line end.
pub(super) struct Break {
    /// For the page against the author, in bits; nothing where the two lines cannot be one.
    pub(super) bits: Option<f32>,
    /// The line ends with a hyphen.
    pub(super) hyphen: bool,
}

/// The lines of one page's running text.
pub(super) struct Page<'l> {
    pub(super) rows: Vec<Row>,
    /// The width that most columns of the page have.
    width: usize,
    language: &'l Language,
    model: Option<&'l Model>,
    border: Border,
}

impl<'l> Page<'l> {
    /// The page made of a range of the layout's blocks.
    pub(super) fn new(context: &Context<'l>, blocks: Range<usize>) -> Page<'l> {
        let layout = context.layout;
        let span = match (layout.blocks.get(blocks.start), layout.blocks.get(blocks.end.saturating_sub(1))) {
            (Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
            _ => Span::at(0),
        };
        let language = context.language_of(span.of(context.text));
        let mut rows = Vec::new();
        for index in blocks {
            let block = &layout.blocks[index];
            if block.kind != BlockKind::Paragraph {
                continue;
            }
            for line in block.lines.clone() {
                let own = layout.lines[line].span;
                let content = own.of(context.text);
                let start = own.end - content.trim_start().len();
                let span = Span::new(start, start + content.trim().len());
                let content = span.of(context.text);
                let hyphen = language.hyphen_at_end(content).is_some();
                rows.push(Row { line, block: index, span, width: columns(content), hyphen });
            }
        }
        let mut page = Page {
            rows,
            width: 0,
            language,
            model: context.model_of(language),
            border: if language.spaced { Border::Bare } else { Border::of(span.of(context.text)) },
        };
        page.width = page.usual_width();
        page
    }

    /// The runs of lines without a blank line, a table or anything else between them.
    pub(super) fn runs(&self) -> Vec<Range<usize>> {
        let mut runs = Vec::new();
        let mut start = 0;
        for next in 1..=self.rows.len() {
            let goes_on = next < self.rows.len() && self.rows[next].line == self.rows[next - 1].line + 1;
            if !goes_on {
                if next - start > 1 {
                    runs.push(start..next);
                }
                start = next;
            }
        }
        runs
    }

    /// The width that three in four lines of long runs keep to.
    fn usual_width(&self) -> usize {
        let runs = self.runs();
        let widths = |least: usize| -> Vec<usize> {
            let long = runs.iter().filter(|run| run.len() >= least);
            long.flat_map(|run| &self.rows[run.clone()]).map(|row| row.width).filter(|&w| w <= WIDEST).collect()
        };
        let mut widths = [TELLING, 2].into_iter().map(widths).find(|widths| !widths.is_empty()).unwrap_or_default();
        widths.sort_unstable();
        widths.get(widths.len() * 3 / 4).copied().unwrap_or(0)
    }

    /// How wide the column is in which row `at` of `run` stands.
    fn column(&self, run: &Range<usize>, at: usize) -> usize {
        let around = at.saturating_sub(AROUND).max(run.start)..run.end.min(at + AROUND + 1);
        let near = self.rows[around.clone()].iter().map(|row| row.width).filter(|&width| width <= WIDEST);
        let widest = near.max().unwrap_or(0);
        if around.len() < TELLING { widest.max(self.width) } else { widest }
    }

    /// What speaks at the end of row `at` of `run`.
    pub(super) fn weigh(&self, rule: &Unwrap, context: &Context, run: &Range<usize>, at: usize) -> Break {
        let (row, next) = (&self.rows[at], &self.rows[at + 1]);
        let (head, tail) = (row.span.of(context.text), next.span.of(context.text));
        let cannot = row.width > WIDEST || is_scrap(head) || is_scrap(tail) || has_gap(head) || has_gap(tail);
        if cannot || ends_on_purpose(&context.text[row.span.end..]) {
            return Break { bits: None, hyphen: false };
        }
        let mut bits = rule.prior + self.geometry(rule, self.column(run, at) as f32, row, tail);
        if next.block != row.block {
            bits += rule.indented;
        }
        let ending = self.language.ending(head);
        let opens = self.language.begins_open(tail);
        if opens && ending != Ending::Complete {
            bits += CERTAIN;
        }
        // What the model says cannot change what is certain without it.
        let least = bits + rule.runs_on[1] + if ending == Ending::Complete { 0.0 } else { rule.ends_open };
        let most = bits + rule.runs_on[0] + rule.ends_open;
        if least < rule.join_from && most >= rule.join_from {
            bits += self.runs_on(rule, head, tail);
        } else {
            bits = least;
        }
        Break { bits: Some(bits), hyphen: row.hyphen }
    }

    /// Would the next word have fitted?
    fn geometry(&self, rule: &Unwrap, column: f32, row: &Row, tail: &str) -> f32 {
        let left = column - (row.width + first_word(tail)) as f32;
        let slack = rule.slack * column;
        match left {
            left if left < 0.0 => rule.full,
            left if left < slack => rule.loose[0],
            left if left < 3.0 * slack => rule.loose[1],
            _ => rule.loose[2],
        }
    }

    /// What the language's model says.
    fn runs_on(&self, rule: &Unwrap, head: &str, tail: &str) -> f32 {
        let Some(model) = self.model else { return 0.0 };
        let (head, tail) = (Edge::of(model, head, self.language), Edge::of(model, tail, self.language));
        let seam = Seam::between(model, &head, &tail);
        seam.far.clamp(rule.runs_on[1], rule.runs_on[0]) + head.end.min(rule.ends_open)
    }

    /// What stands between two joined rows.
    pub(super) fn seam(&self, text: &str, head: &Row, tail: &Row) -> &'static str {
        let left = head.span.of(text).chars().next_back().unwrap_or(' ');
        let right = tail.span.of(text).chars().next().unwrap_or(' ');
        between(left, right, self.language.spaced, self.border)
    }
}

/// Columns that the first word of a line would have taken at the end of the line before, its blank included.
fn first_word(content: &str) -> usize {
    if content.chars().take(3).any(|c| c >= '\u{2e80}') {
        return 2;
    }
    1 + content.find(char::is_whitespace).map_or_else(|| columns(content), |end| columns(&content[..end]))
}

/// A folio, a row of figures or specks: nothing that goes on or is gone on from.
fn is_scrap(content: &str) -> bool {
    !content.contains(char::is_alphabetic) && !content.ends_with(['.', '。', '”', '’', ')', '）'])
}

/// Wide gaps inside: lines side by side.
fn has_gap(content: &str) -> bool {
    memchr::memmem::find(content.as_bytes(), b"   ").is_some()
}

/// Markdown's mark of a line end on purpose.
fn ends_on_purpose(rest: &str) -> bool {
    rest.starts_with("  ") && rest.trim_start_matches(' ').starts_with(['\r', '\n'])
}
