//! Lines that the page broke, and paragraphs that are made of them.
//!
//! **Damage.** A reader of pages writes one line a printed line. The line ends mean nothing any more, and those that did
//! mean something, at the ends of paragraphs, look like the others.
//!
//! **What tells them apart.** A typesetter breaks a line because the next word does not fit. So each line end is weighed
//! in bits: would the next line's first word have fitted, is the next line indented, how does the language go on here
//! against how it ends and begins paragraphs. A run of lines in which at least one end is the typesetter's is unwrapped as
//! a whole: its lines become paragraphs, with a blank line between them, as they are written where lines mean nothing.
//!
//! **What is left alone.** What the layout knows for verse, tables, code and lists; documents written in Markdown, whose
//! line ends are their author's; lines with wide gaps inside; a sheet's signature; runs in which no line is full or goes on; a
//! break behind a hyphen, which is another rule's work. Also entries that stand among other lines (`unwrap/rows/listed.rs`), and a
//! headline, a name or a quotation that is known for one by something else than its width (`apart`); and no blank line goes behind
//! a word or a mark that ends no paragraph. **Price:** a paragraph whose last line is full is joined to the next one when
//! nothing else divides them, and a title as wide as its column to the text below.

mod entries;
mod rows;
mod seam;

use std::ops::Range;

use serde::Deserialize;

use crate::detect::{Context, Fault, Hit, Thresholds, in_order};
use crate::edit::Edit;
use crate::finding::{Alternative, Shape, Tier};
use crate::layout::{Block, BlockKind};
use crate::span::Span;

use rows::{Page, Verdict};

/// Parameters of `[detect.unwrap]`. Weights are in bits: what speaks for a line end of the page against one that is meant.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unwrap {
    /// Any line end of a run.
    pub prior: f32,
    /// A blank line behind a full line in the middle of a sentence.
    pub torn: f32,
    /// Lines that there must be in front of it: fewer do not show how wide they could be, and every second line of a page
    /// read across its columns stands alone.
    pub torn_from: usize,
    /// The next word would not have fitted; it would have by less than the slack, by less than three times, by less than
    /// eight times as much, and by more.
    pub fits: [f32; 5],
    /// The part of a column's width by which full lines differ: proportional type, and marks that may not begin a line.
    pub slack: f32,
    /// Characters by which they differ at least where characters take two columns.
    pub characters: f32,
    /// The next line is indented, or an item of a list, and the sentence before has not ended.
    pub indented: f32,
    /// The next line begins with a quotation, behind the end of a sentence or a line that is far from full.
    pub speech: f32,
    /// The most and the least that the language's model may say about the characters behind the seam.
    pub runs_on: [f32; 2],
    /// Lines at the beginning of a paragraph that may be a headline's: there the model may say twice the least, because
    /// a headline as wide as its column looks like any other full line.
    pub headline: usize,
    /// The most that it may say about the line as the end of a paragraph: titles end without a full stop too.
    pub ends_open: f32,
    /// From how many bits on a line end is the page's.
    pub join_from: f32,
    /// Below how many bits of the model a line that is wider than the column below it is a headline's: where characters are
    /// written, and where words are separated.
    pub wide: [f32; 2],
    /// Columns that the widest line of a run must have: shorter ones are addresses, signatures and titles.
    pub narrowest: usize,
    /// The same, where words are separated, on a page that does not show how wide its columns are.
    pub narrowest_alone: usize,
    /// From how many bits on, and below how many, it is decided about a full line that ends a sentence, on pages that do
    /// not mark their paragraphs.
    pub unmarked: f32,
    /// The part of what the model says that counts there: of 178 such ends of lines on the development pages hardly more
    /// were paragraphs' where it spoke for one.
    pub unmarked_said: f32,
    /// There, a line of characters in which the next line's first would have had its place.
    pub unmarked_short: f32,
    /// There, a full line of characters; the same above a line that has no room for an indentation.
    pub unmarked_full: [f32; 2],
    /// There, a next line without room for the indentation that it might have lost, and one with it.
    pub unindented: [f32; 2],
    /// The part of a document's line ends from which it is hard-wrapped when so many are the page's, in the middle of a
    /// sentence. In other documents a run must have one half of such line ends by itself.
    pub wrapped_from: f64,
    /// What speaks for a paragraph of lines in a document that is known to be hard-wrapped.
    pub wrapped: f32,
    /// The next line begins at the margin, on a page whose paragraphs are indented.
    pub at_margin: f32,
    /// From which confidence a run is unwrapped.
    pub apply_at: f64,
    /// From which confidence it is proposed.
    pub propose_at: f64,
}

/// Bits of a line that says who wrote: it is a paragraph, whatever the other lines are.
const BYLINE: f32 = 16.0;

/// Runs that are surely the page's by which a document is known to be hard-wrapped, when nine in ten are.
const SURELY_WRAPPED: usize = 9;

/// Lines without a blank line between them, and what becomes of their ends.
struct Run {
    rows: Range<usize>,
    /// Entries of something, of which none goes on.
    entries: bool,
    /// One fewer than rows; none where the lines are too narrow to say anything, or are entries.
    verdicts: Vec<Verdict>,
    /// Line ends in the middle of a sentence that are surely the page's.
    torn: usize,
    /// What speaks for the surest of them, or for a line that stands for itself.
    bits: Option<f32>,
}

impl Run {
    /// True for the lines of one paragraph, all of it.
    fn is_paragraph(&self, page: &Page) -> bool {
        page.rows[self.rows.end - 1].complete && self.verdicts.iter().all(|verdict| matches!(verdict, Verdict::Join(_)))
    }
}

impl Unwrap {
    pub(super) fn check(&self) -> Result<(), Fault> {
        if !(0.0..0.5).contains(&self.slack) {
            return Err(("slack", format!("`slack` is a part of the width from 0 to 0.5, not {}", self.slack)));
        }
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    /// From how many bits on a line end is sure enough to have a run unwrapped.
    fn sure(&self) -> f32 {
        (self.apply_at / (1.0 - self.apply_at)).log2() as f32
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let layout = context.layout;
        let wrapped =
            |block: &Block| matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem) && block.lines.len() > 1;
        if !layout.blocks.iter().any(wrapped) || layout.is_markdown(context.text) {
            return Vec::new();
        }
        let pages: Vec<(Page, Vec<Run>)> = (0..layout.pages.len())
            .map(|page| {
                let mut page = Page::new(self, context, layout.blocks_on(page));
                page.find_style(self, context);
                let runs = page.runs().into_iter().map(|rows| self.weigh(context, &page, rows)).collect();
                (page, runs)
            })
            .collect();
        let all = || pages.iter().flat_map(|(_, runs)| runs).filter(|run| !run.verdicts.is_empty());
        let (torn, ends) = all().fold((0, 0), |(torn, ends), run| (torn + run.torn, ends + run.verdicts.len()));
        let is_wrapped = torn as f64 >= self.wrapped_from * ends as f64;
        let sure = all().filter(|run| run.bits.is_some_and(|bits| bits >= self.sure())).count();
        let is_known = sure >= SURELY_WRAPPED && 10 * sure >= 9 * all().count();
        let mut hits = Vec::new();
        for (page, runs) in &pages {
            // A paragraph's last line may stand alone, too: the block that shows how wide the column is has several.
            let mut above = 0..0;
            for run in runs {
                if is_wrapped || run.torn * 2 >= run.verdicts.len() {
                    let of_document = if is_known && run.is_paragraph(page) { self.wrapped } else { 0.0 };
                    self.unwrap(context, page, run, of_document, &mut hits);
                }
                let goes_on = run.bits.is_some() || !run.entries && page.is_as_wide_behind(&run.rows);
                let of_block = run.rows.len() >= self.torn_from && goes_on;
                if of_block
                    || page.is_wide_headline(context, &run.rows)
                    || page.fills_column_above(context, &run.rows, &above)
                {
                    hits.extend(self.torn(context, page, run.rows.end - 1));
                }
                if of_block {
                    above = run.rows.clone();
                }
            }
        }
        hits
    }

    /// Weighs the line ends of one run.
    fn weigh(&self, context: &Context, page: &Page, rows: Range<usize>) -> Run {
        let entries = rows.len() > 1 && entries::are_entries(page, context.text, &rows);
        let headline = if entries { None } else { page.headline(self, context, &rows) };
        let (lines_above, said) = headline.unwrap_or((1, 0.0));
        let headline = rows.start..rows.start + lines_above - 1;
        let alone = !page.shows_width(&rows) && headline.is_empty() && !page.holds_byline(context, &rows);
        let narrowest = if alone && page.is_spaced() { self.narrowest_alone } else { self.narrowest };
        let narrow = rows.len() < 2
            || page.widest(&rows) < narrowest && headline.is_empty()
            || alone && !page.is_paragraph_by_itself(self, context, &rows);
        let ends = if narrow || entries { 0..0 } else { rows.start..rows.end - 1 };
        let mut lines = 0;
        let weighed = ends.map(|at| {
            lines += 1;
            let verdict =
                if headline.contains(&at) { Verdict::Join(said) } else { page.weigh(self, context, at, lines) };
            let ends = verdict == Verdict::Divide || verdict == Verdict::Leave && page.rows[at].complete;
            lines = if ends { 0 } else { lines };
            verdict
        });
        let verdicts: Vec<Verdict> = weighed.collect();
        // Lines that all end sentences may be entries of a list: only a sentence that goes on shows that the page broke it.
        let bits = |(at, verdict): (usize, &Verdict)| match verdict {
            Verdict::Join(bits) if !page.rows[rows.start + at].complete => Some(*bits),
            _ => None,
        };
        let torn: Vec<f32> = verdicts.iter().enumerate().filter_map(bits).collect();
        let byline = !verdicts.is_empty() && page.holds_byline(context, &rows);
        let bits = torn.iter().copied().reduce(f32::max).or(byline.then_some(BYLINE));
        Run { rows, entries, torn: torn.len(), bits, verdicts }
    }

    /// Makes paragraphs of a run: all of it or nothing, as surely as its surest join.
    fn unwrap(&self, context: &Context, page: &Page, run: &Run, of_document: f32, hits: &mut Vec<Hit>) {
        let Some(confidence) = run.bits.map(|bits| certainty(bits + of_document)) else { return };
        let ends = run.verdicts.iter().enumerate().filter(|(_, verdict)| **verdict == Verdict::Divide);
        let mut start = 0;
        for end in ends.map(|(at, _)| at + 1).chain([run.rows.len()]) {
            let rows = run.rows.start + start..run.rows.start + end;
            hits.extend(self.hit(context, page, rows, &run.verdicts[start..end - 1], start > 0, confidence));
            start = end;
        }
    }

    /// Joins what a blank line behind row `last` tore, when it surely did.
    fn torn(&self, context: &Context, page: &Page, last: usize) -> Option<Hit> {
        let bits = page.torn(self, context, last)?;
        let confidence = certainty(bits);
        let tier = context.tier(confidence, Thresholds { apply_at: self.apply_at, propose_at: self.propose_at });
        if tier == Tier::Report {
            return None;
        }
        let (row, next) = (&page.rows[last], &page.rows[last + 1]);
        let (seam, with) = (Span::new(row.span.end, next.span.start), page.seam(context.text, row, next));
        let edit = || Edit::Replace { span: seam, with: with.to_string() };
        Some(Hit {
            shape: Shape::Join { seam, with: with.to_string() },
            tier,
            confidence,
            evidence: vec![format!("the line is full, and runs on by {bits:.0} bits")],
            alternatives: vec![Alternative { confidence: 1.0 - confidence, what: "two paragraphs".to_string() }],
            edits: if context.does(tier) { vec![edit()] } else { Vec::new() },
            seam: format!("{}|{}", row.last_word(context.text), next.last_word(context.text)),
        })
    }

    /// What is done to one paragraph: its lines are joined, and it is set apart from the one `behind` which it stands.
    fn hit(
        &self,
        context: &Context,
        page: &Page,
        rows: Range<usize>,
        verdicts: &[Verdict],
        behind: bool,
        confidence: f64,
    ) -> Option<Hit> {
        let own = &page.rows[rows.clone()];
        let (first, last) = (own.first()?, own.last()?);
        let joined: Vec<(Span, &'static str)> = own
            .windows(2)
            .zip(verdicts)
            .filter(|(_, verdict)| matches!(verdict, Verdict::Join(_)))
            .map(|(pair, _)| {
                (Span::new(pair[0].span.end, pair[1].span.start), page.seam(context.text, &pair[0], &pair[1]))
            })
            .collect();
        let opening = opening(context, page, rows.start, behind, !joined.is_empty());
        let joins = joined.iter().map(|&(span, with)| Edit::Replace { span, with: with.to_string() });
        let mut edits: Vec<Edit> = opening.into_iter().chain(joins).collect();
        let at = edits.first()?.span();
        let tier = context.tier(confidence, Thresholds { apply_at: self.apply_at, propose_at: self.propose_at });
        if !context.does(tier) {
            edits.clear();
        }
        let shape = match joined.first() {
            Some(&(seam, with)) => Shape::Join { seam, with: with.to_string() },
            None => Shape::Replace { at, with: "\n\n".to_string() },
        };
        let evidence = vec![match joined.len() {
            0 => "a paragraph begins here".to_string(),
            1 => "2 lines of one paragraph".to_string(),
            seams => format!("{} lines of one paragraph", seams + 1),
        }];
        let seam = format!("{}|{}", first.last_word(context.text), last.last_word(context.text));
        Some(Hit {
            shape,
            tier,
            confidence,
            evidence,
            alternatives: vec![Alternative {
                confidence: 1.0 - confidence,
                what: "the line ends are meant".to_string(),
            }],
            edits,
            seam,
        })
    }
}

/// The probability that so many bits make.
fn certainty(bits: f32) -> f64 {
    1.0 / (1.0 + 2f64.powf(-f64::from(bits)))
}

/// What is done in front of a paragraph: a blank line to the one before it, which takes the place of an indentation.
fn opening(context: &Context, page: &Page, first: usize, behind: bool, joined: bool) -> Option<Edit> {
    let row = &page.rows[first];
    if behind {
        let before = &page.rows[first - 1];
        let line = &context.layout.lines[before.line];
        let line_end = &context.text[line.span.end..line.full_end];
        let with = if line_end.is_empty() { "\n".repeat(2) } else { line_end.repeat(2) };
        return Some(Edit::Replace { span: Span::new(before.span.end, row.span.start), with });
    }
    let start = context.layout.lines[row.line].span.start;
    (joined && start < row.span.start)
        .then(|| Edit::Replace { span: Span::new(start, row.span.start), with: String::new() })
}
