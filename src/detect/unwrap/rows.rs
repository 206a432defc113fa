//! The lines of a page as they are weighed: how wide they are, how wide their column is, and what stands at each end.

mod apart;
mod headline;
mod listed;
mod measure;
mod style;
mod width;

use std::ops::Range;

use self::apart::{is_quotation, is_signature};
use self::measure::Measure;
use self::style::FirstLines;
use self::width::{AGREE, Shown};
use super::Unwrap;
use super::entries::{are_dashed, begins_with_dash};
use super::seam::{Border, between};
use crate::detect::Context;
use crate::detect::across::runs_across;
use crate::detect::hyphenation::{dash_is_hyphen, is_double};
use crate::junction::{Edge, Seam};
use crate::language::Language;
use crate::layout::{BlockKind, WIDEST_PAGE, columns};
use crate::lexicon;
use crate::model::Model;
use crate::span::Span;

/// Columns by which a full line of characters falls short: a mark that may not begin the next one, or two figures.
const SHORT: usize = 2;
/// Columns of a usual indentation: two ideographic blanks, or four plain ones.
const INDENT: usize = 4;
/// Bits of what cannot be otherwise.
const CERTAIN: f32 = 16.0;

/// One line of running text.
pub(super) struct Row {
    /// Its line in the layout.
    pub(super) line: usize,
    /// What can be seen of it.
    pub(super) span: Span,
    width: usize,
    /// It ends with a hyphen behind a letter, or the double one of Fraktur behind a small one.
    pub(super) hyphen: bool,
    /// It begins something by its marks: its block, when that is an item of a list or indented, or a note.
    begins: bool,
    /// It is in an item of a list.
    item: bool,
    /// It ends as a paragraph ends.
    pub(super) complete: bool,
    /// It runs across columns.
    across: bool,
}

impl Row {
    /// Its last characters, for a finding's name.
    pub(super) fn last_word<'t>(&self, text: &'t str) -> &'t str {
        let own = self.span.of(text);
        own.char_indices().rev().nth(7).map_or(own, |(at, _)| &own[at..])
    }
}

/// What becomes of a line end, and what speaks for that, in bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    /// It is the page's: the lines are one.
    Join(f32),
    /// A paragraph ends here.
    Divide,
    /// Not known, or not this rule's: it ends with a hyphen, two items of a list meet, or a line runs across columns.
    Leave,
}

/// The lines of one page's running text.
pub(super) struct Page<'l> {
    pub(super) rows: Vec<Row>,
    /// The width that most columns of the page have.
    width: usize,
    shown: Shown,
    language: &'l Language,
    measure: Measure,
    model: Option<&'l Model>,
    border: Border,
    /// By row: how wide its column is.
    columns: Vec<usize>,
    /// By row: paragraphs are set apart there by blank lines or indentations; where there is neither, none begins.
    marked: Vec<bool>,
    /// By row: its end is between entries that stand among other lines.
    listed: Vec<bool>,
    /// Paragraphs are indented.
    indents: bool,
    first_lines: FirstLines,
    /// Most of its lines stand in blocks of several. Of a page that was read across its columns they may stand alone.
    in_blocks: bool,
}

impl<'l> Page<'l> {
    /// The page made of a range of the layout's blocks.
    pub(super) fn new(rule: &Unwrap, context: &Context<'l>, blocks: Range<usize>) -> Page<'l> {
        let layout = context.layout;
        let span = match (layout.blocks.get(blocks.start), layout.blocks.get(blocks.end.saturating_sub(1))) {
            (Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
            _ => Span::at(0),
        };
        let language = context.language_of(span.of(context.text));
        let mut rows = Vec::new();
        for index in blocks {
            let block = &layout.blocks[index];
            if !matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem) {
                continue;
            }
            let mut item = block.kind == BlockKind::ListItem;
            let dashed = are_dashed(block.lines.clone().map(|line| layout.lines[line].span.of(context.text)));
            for line in block.lines.clone() {
                let own = layout.lines[line].span;
                let content = own.of(context.text);
                let start = own.end - content.trim_start().len();
                let span = Span::new(start, start + content.trim().len());
                let content = span.of(context.text);
                let dash = dashed && begins_with_dash(content);
                item |= dash;
                let first = line == block.lines.start;
                let after = |row: &Row| row.line + 1 == line;
                let numbered =
                    begins_clause(content) && rows.last().is_some_and(|row: &Row| after(row) && row.complete);
                rows.push(Row {
                    line,
                    span,
                    width: columns(content),
                    hyphen: language.hyphen_at_end(content).is_some() || is_double(content),
                    begins: first && (item || rows.last().is_some_and(after))
                        || dash
                        || numbered
                        || begins_note(content),
                    item,
                    complete: language.ends_complete(content),
                    across: runs_across(content, language),
                });
            }
        }
        let measure = Measure::of(&rows, language, context.text);
        if measure == Measure::Cell {
            rows.iter_mut().for_each(|row| row.width = measure.columns(row.span.of(context.text)));
        }
        let mut page = Page {
            rows,
            width: 0,
            shown: Shown::default(),
            language,
            measure,
            model: context.model_of(language),
            border: if language.spaced { Border::Bare } else { Border::of(span.of(context.text)) },
            columns: Vec::new(),
            marked: Vec::new(),
            listed: Vec::new(),
            indents: false,
            first_lines: FirstLines::Unknown,
            in_blocks: false,
        };
        page.marked = vec![true; page.rows.len()];
        let runs = page.runs();
        page.width = page.usual_width(&runs);
        page.shown = page.shown(rule, &runs);
        let in_blocks: usize = runs.iter().map(Range::len).filter(|&lines| lines >= AGREE).sum();
        page.in_blocks = 2 * in_blocks > page.rows.len();
        page.columns = runs
            .iter()
            .flat_map(|run| run.clone().map(move |at| (run, at)))
            .map(|(run, at)| page.column(run, at))
            .collect();
        page.listed = page.listed(rule, context.text, &runs);
        page
    }

    /// The runs of lines without a blank line, a table or anything else between them, also those of one line.
    pub(super) fn runs(&self) -> Vec<Range<usize>> {
        let mut runs = Vec::new();
        let mut start = 0;
        for next in 1..=self.rows.len() {
            let goes_on = next < self.rows.len() && self.rows[next].line == self.rows[next - 1].line + 1;
            if !goes_on {
                runs.push(start..next);
                start = next;
            }
        }
        runs
    }

    /// Columns of the widest line of a run.
    pub(super) fn widest(&self, run: &Range<usize>) -> usize {
        self.rows[run.clone()].iter().map(|row| row.width).max().unwrap_or(0)
    }

    /// Blanks separate the words of its language.
    pub(super) fn is_spaced(&self) -> bool {
        self.language.spaced
    }

    /// Row `at` is the first of its run.
    fn begins_run(&self, at: usize) -> bool {
        at == 0 || self.rows[at - 1].line + 1 != self.rows[at].line
    }

    /// A paragraph begins with row `at`, as far as the page alone tells.
    fn opens(&self, at: usize) -> bool {
        self.rows[at].begins || self.begins_run(at) || self.rows[at - 1].complete
    }

    /// Columns that are left in row `at` when `tail`'s first word is put there too; the first line of a paragraph may have
    /// lost its indentation.
    fn room(&self, at: usize, tail: &str, opens: bool) -> f32 {
        let lost = if opens { INDENT } else { 0 };
        self.columns[at] as f32 - (self.rows[at].width + lost + self.measure.first_word(tail, self.language)) as f32
    }

    /// Columns by which a full line may fall short.
    fn slack(&self, rule: &Unwrap, at: usize) -> f32 {
        let least = if self.language.spaced { 1.0 } else { 2.0 * rule.characters };
        (rule.slack * self.columns[at] as f32).max(least)
    }

    /// How well the first word of `tail` would have fitted in behind row `at`: a place in [`Unwrap::fits`].
    fn fits(&self, rule: &Unwrap, at: usize, tail: &str, opens: bool) -> usize {
        let (room, slack) = (self.room(at, tail, opens), self.slack(rule, at));
        if room < 0.0 { 0 } else { 1 + [1.0, 3.0, 8.0].iter().filter(|part| room >= *part * slack).count() }
    }

    /// What speaks for one paragraph over the blank line behind row `at`, in bits: a reader of pages puts one where it takes
    /// the rest of a column for another block.
    pub(super) fn torn(&self, rule: &Unwrap, context: &Context, at: usize) -> Option<f32> {
        let (row, next) = (&self.rows[at], self.rows.get(at + 1)?);
        let gap = &context.text[row.span.end..next.span.start];
        let (head, tail) = (row.span.of(context.text), next.span.of(context.text));
        let apart = next.line == row.line + 1 || !gap.chars().all(|c| c.is_whitespace() && c != '\u{c}');
        let cannot = apart || row.complete || row.hyphen || next.begins || side_by_side(head, tail);
        let cannot = cannot || self.cannot_join(row, head, tail) || self.is_heading(head, tail);
        let cannot = cannot || is_quotation(head) || is_quotation(tail);
        let fits = self.fits(rule, at, tail, self.opens(at));
        if cannot || fits > 1 || gap.ends_with(|c| !matches!(c, '\n' | '\r')) {
            return None;
        }
        Some(rule.torn + rule.fits[fits] + self.runs_on(rule.runs_on, rule, head, tail))
    }

    /// One of the lines says who wrote, and nothing else.
    pub(super) fn holds_byline(&self, context: &Context, run: &Range<usize>) -> bool {
        self.rows[run.clone()].iter().any(|row| self.language.looks_like_byline(row.span.of(context.text)))
    }

    /// Two rows that are not two lines of one paragraph whatever they say. A line wider than any page is a paragraph, unless it
    /// breaks off: who takes hyphens away may make one line of three.
    fn cannot_join(&self, row: &Row, head: &str, tail: &str) -> bool {
        let byline = |line: &str| self.language.looks_like_byline(line);
        row.width > WIDEST_PAGE && (row.complete || !self.language.spaced)
            || self.is_scrap(head)
            || self.is_scrap(tail)
            || is_signature(tail)
            || byline(head)
            || self.language.ends_caption(head)
            || byline(tail)
    }

    /// What becomes of the end of row `at`, which is not the last of its run. `lines` is how many lines its paragraph has so
    /// far, this one included.
    pub(super) fn weigh(&self, rule: &Unwrap, context: &Context, at: usize, lines: usize) -> Verdict {
        let (row, next) = (&self.rows[at], &self.rows[at + 1]);
        let (head, tail) = (row.span.of(context.text), next.span.of(context.text));
        let cut = row.hyphen && !tail.starts_with(|c: char| c.is_ascii_digit());
        if cut
            || row.across
            || next.across
            || side_by_side(head, tail)
            || row.item && next.item && next.begins
            || dash_is_hyphen(head, tail, self.language)
            || self.listed[at]
        {
            return Verdict::Leave;
        }
        let cannot = self.cannot_join(row, head, tail);
        if cannot || row.complete && next.begins || ends_on_purpose(&context.text[row.span.end..]) {
            return Verdict::Divide;
        }
        let fits = self.fits(rule, at, tail, lines == 1);
        let left = |verdict| match verdict {
            Verdict::Join(_) if self.is_apart(rule, context, at, lines, fits) => Verdict::Leave,
            Verdict::Divide if !row.complete && self.goes_on_open(head, tail) => Verdict::Leave,
            verdict => verdict,
        };
        left(self.weigh_words(rule, context, at, lines, fits))
    }

    /// The same, by the widths and what the language says.
    fn weigh_words(&self, rule: &Unwrap, context: &Context, at: usize, lines: usize, fits: usize) -> Verdict {
        let (row, next) = (&self.rows[at], &self.rows[at + 1]);
        let (head, tail) = (row.span.of(context.text), next.span.of(context.text));
        let begins = next.begins || self.language.begins_caption(tail);
        let at_margin = if self.indents { rule.at_margin } else { 0.0 };
        let mut bits = rule.prior + rule.fits[fits] + if begins { rule.indented } else { at_margin };
        if (row.complete || fits > 2) && self.opens_speech(tail) {
            bits += rule.speech;
        }
        if !row.complete && self.language.begins_open(tail) {
            bits += CERTAIN;
        }
        let first_line = if self.marked[at] { 0.0 } else { self.first_line(rule, context, at + 1) };
        let announces = fits <= 1 && head.ends_with([':', '：']);
        if (row.complete || announces) && !self.marked[at] {
            if fits > 1 {
                return Verdict::Divide;
            }
            // Where nothing marks a paragraph, a full line that ends a sentence, or announces one, may end one or not.
            let said = self.runs_on(rule.runs_on, rule, head, tail);
            let bits = bits - rule.prior - rule.fits[fits] + rule.unmarked_said * said;
            let bits = bits + self.goes_on(rule, self.room(at, tail, lines == 1), first_line);
            return match bits {
                bits if bits >= rule.unmarked => Verdict::Join(bits),
                bits if bits <= -rule.unmarked => Verdict::Divide,
                _ => Verdict::Leave,
            };
        }
        // In the middle of a sentence the first line is shorter by the mark that may not begin the next one, too.
        bits += 0.5 * first_line;
        // The first lines of a paragraph may be those of a headline. Not where names are written large: one at the next
        // line's beginning is as dear as another text.
        let headline = !self.language.spaced && lines <= rule.headline;
        let runs_on = [rule.runs_on[0], if headline { 2.0 } else { 1.0 } * rule.runs_on[1]];
        // What the model says cannot change what is certain without it.
        let least = bits + runs_on[1] + if row.complete { 0.0 } else { rule.ends_open };
        let most = bits + runs_on[0] + rule.ends_open;
        if most < rule.join_from {
            return Verdict::Divide;
        }
        let bits = if least >= rule.sure() { least } else { bits + self.runs_on(runs_on, rule, head, tail) };
        if bits >= rule.join_from { Verdict::Join(bits) } else { Verdict::Divide }
    }

    /// True for a line that begins with what opens a quotation.
    fn opens_speech(&self, tail: &str) -> bool {
        self.opens_quotation(tail) || tail.starts_with(['—', '–'])
    }

    /// The same, without the dash of a speaker, which may be one within a sentence.
    fn opens_quotation(&self, tail: &str) -> bool {
        tail.starts_with(['"', '“', '„', '«', '»', '‘', '‚', '「', '『'])
    }

    /// A folio, a row of figures or specks: nothing that goes on or is gone on from.
    fn is_scrap(&self, content: &str) -> bool {
        let ends = |c: char| self.language.terminals.contains(c) || self.language.closers.contains(c);
        !content.contains(char::is_alphabetic) && !content.ends_with(ends)
    }

    /// What the language's model says, between these bits.
    fn runs_on(&self, [most, least]: [f32; 2], rule: &Unwrap, head: &str, tail: &str) -> f32 {
        let Some(model) = self.model else { return 0.0 };
        let (head, tail) = (Edge::of(model, head, self.language), Edge::of(model, tail, self.language));
        let seam = Seam::between(model, &head, &tail);
        seam.far.clamp(least, most) + head.end.min(rule.ends_open)
    }

    /// What stands between two joined rows.
    pub(super) fn seam(&self, text: &str, head: &Row, tail: &Row) -> &'static str {
        let (left, right) = (head.span.of(text), tail.span.of(text));
        match between(left, right, self.language.spaced, self.border) {
            " " if !self.language.spaced && lexicon::is_one_word(text, head.span.end, left, right) => "",
            seam => seam,
        }
    }
}

/// The number of a paragraph of a law: `(2)`, and a blank.
fn begins_clause(content: &str) -> bool {
    let number = content.strip_prefix('(').and_then(|rest| rest.split_once(") "));
    number.is_some_and(|(number, _)| matches!(number.len(), 1..=3) && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A mark with which a note begins: `①`, `[1]` or `〔1〕`.
fn begins_note(content: &str) -> bool {
    let digits = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    content.starts_with(|c: char| matches!(c, '①'..='⑳')) || content.strip_prefix(['[', '〔']).is_some_and(digits)
}

/// Wide gaps in one of two lines: what stands side by side there may be columns or a table, and nothing is known of either.
fn side_by_side(head: &str, tail: &str) -> bool {
    [head, tail].iter().any(|line| memchr::memmem::find(line.as_bytes(), b"   ").is_some())
}

/// Markdown's mark of a line end on purpose.
fn ends_on_purpose(rest: &str) -> bool {
    rest.starts_with("  ") && rest.trim_start_matches(' ').starts_with(['\r', '\n'])
}
