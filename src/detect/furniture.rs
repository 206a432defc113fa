//! What a page carries besides its text: running heads, page numbers, date lines and the like.
//!
//! **Damage.** A reader that goes down page after page writes down the head and the number of each, in the middle of
//! whatever sentence the page turn cut in two.
//!
//! **What gives it away.** It recurs, digits and a misread character or two aside, and it stands at the edge of a page.
//! Where the text has page marks (form feeds, a converter's lines), the edges are known (`paged`). Where it has none,
//! page numbers that count on through the text show where the pages turn, and so do heads next to them (`running`). A row
//! of dashes between a head and its text goes with the head (`dashes`).
//!
//! A newspaper page has its name, its date and its number at its head (`masthead`). And what people have accepted as
//! furniture on other pages of a publication is that on a single page as well (`known`).
//!
//! **What is left alone.** Numbers that count on but never interrupt a sentence and have no head beside them: they number
//! chapters, stanzas or years. Lines that recur inside of pages as often as at their edges: table heads, refrains, names of
//! speakers. The title on page 1, though it is the head of all pages behind it; a head that Markdown marks as a heading,
//! where it stands first. The title of a chapter, whose words with a number behind them are the head of its later pages
//! (`paged::lines`, `running::lines`); headings of one word and a number. Lines of text that a page's number was put behind, and
//! entries of registers that end with one. Forms, one a page, of which as much recurs as was filled in (`paged::forms`,
//! `running::lines`). Sentences, their ends and salutations, years under poems, keys with their values. Code, tables and
//! front matter.
//!
//! **Price.** A number behind a line of text stays there. So do heads of one word with their numbers behind them on pages of
//! different sizes without marks, and the first of several numbered heads whose own number was not read, at the beginning of
//! a sentence. A head that stands on one page only stays, and so does a page number without any other; so do the heads of
//! pages that have four lines of them and no more of the text.

mod dashes;
mod folio;
mod known;
mod masthead;
mod paged;
mod row;
mod running;

use serde::Deserialize;

use crate::detect::{Context, Fault, Hit, Thresholds, in_order};
use crate::edit::Edit;
use crate::finding::{Alternative, Shape};
use crate::layout::BlockKind;
use crate::profile::Habit;
use crate::span::Span;

pub use masthead::Masthead;
use row::{Row, rows};

/// Lines that recur at the head and the foot of a page, at least, for it to be a form. Books have three.
const PRINTED: usize = 4;

/// Parameters of `[detect.furniture]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Furniture {
    /// Columns of the widest line that is looked at as a running head, the blanks between its words aside.
    pub widest: usize,
    /// Words for "page" around page numbers.
    pub words: Words,
    /// What the heads of newspaper pages are made of.
    pub masthead: Masthead,
    /// From which confidence furniture is removed.
    pub apply_at: f64,
    /// From which confidence it is proposed.
    pub propose_at: f64,
}

/// Words that are printed with page numbers, in small letters.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// In front of the number: "page".
    pub before: Vec<String>,
    /// Behind it: "页".
    pub behind: Vec<String>,
    /// Between the number and that of the last page: " of ".
    pub of: Vec<String>,
}

/// What a line was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Head,
    Folio,
    Masthead,
    Known,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Head => "running head",
            Kind::Folio => "page number",
            Kind::Masthead => "masthead",
            Kind::Known => "line of this publication",
        }
    }
}

/// A line of furniture.
#[derive(Clone, Debug)]
struct Found {
    /// Its place among the rows.
    row: usize,
    kind: Kind,
    confidence: f64,
    why: String,
}

impl Furniture {
    pub(super) fn check(&self) -> Result<(), Fault> {
        self.masthead.check()?;
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    fn thresholds(&self) -> Thresholds {
        Thresholds { apply_at: self.apply_at, propose_at: self.propose_at }
    }

    pub(super) fn hits_with(&self, context: &Context, habit: Option<&Habit>) -> Vec<Hit> {
        let rows = rows(context, self);
        let paged = context.layout.blocks.iter().any(|block| block.kind == BlockKind::PageBreak);
        let mut found = if paged { paged::found(context, self, &rows) } else { running::found(context, self, &rows) };
        let dashes = dashes::found(context, &rows, &found);
        found.extend(dashes);
        found.extend(self.masthead.found(context, &rows));
        found.extend(habit.into_iter().flat_map(|habit| known::found(context, habit, &rows)));
        found.sort_by(|a, b| a.row.cmp(&b.row).then(b.confidence.total_cmp(&a.confidence)));
        found.dedup_by_key(|found| found.row);
        found.retain(|found| found.confidence >= self.propose_at);
        let spans = removed(context, self, &rows, &found);
        found.iter().zip(spans).map(|(found, span)| self.hit(context, &rows[found.row], found, span)).collect()
    }

    fn hit(&self, context: &Context, row: &Row, found: &Found, span: Span) -> Hit {
        let tier = context.tier(found.confidence, self.thresholds());
        let edits = match context.does(tier) {
            true => vec![Edit::Replace { span, with: String::new() }],
            false => Vec::new(),
        };
        Hit {
            shape: Shape::Replace { at: row.span, with: String::new() },
            tier,
            confidence: found.confidence,
            evidence: vec![found.kind.name().to_string(), found.why.clone()],
            alternatives: vec![Alternative { confidence: 1.0 - found.confidence, what: "it is text".to_string() }],
            edits,
            seam: row.text(context.text).chars().take(24).collect(),
        }
    }
}

/// What goes with each line: a line end or a gap, so that of the two gaps around a stretch of furniture the wider one is
/// left, and the furniture's own place is empty.
fn removed(context: &Context, rule: &Furniture, rows: &[Row], found: &[Found]) -> Vec<Span> {
    let goes = |f: &Found| context.does(context.tier(f.confidence, rule.thresholds()));
    let mut spans = Vec::with_capacity(found.len());
    let mut first = 0;
    while first < found.len() {
        let mut last = first;
        // A stretch: neighbours on one page that all go.
        while let Some(next) = found.get(last + 1)
            && next.row == found[last].row + 1
            && rows[next.row].page == rows[found[last].row].page
            && goes(next) == goes(&found[last])
        {
            last += 1;
        }
        let (top, bottom) = (found[first].row, found[last].row);
        let page = rows[top].page;
        let before = top.checked_sub(1).map(|i| &rows[i]).filter(|row| row.page == page);
        let after = rows.get(bottom + 1).filter(|row| row.page == page);
        let lines = |above: &Row, below: &Row| below.line - above.line;
        let with_gap_before = match (before, after) {
            (Some(before), Some(after)) => lines(before, &rows[top]) < lines(&rows[bottom], after),
            (Some(_), None) => true,
            (None, _) => false,
        };
        for found in &found[first..=last] {
            let row = &rows[found.row];
            let near = |i: Option<usize>| i.and_then(|i| rows.get(i)).filter(|row| row.page == page);
            spans.push(match with_gap_before {
                true => Span::new(near(found.row.checked_sub(1)).map_or(row.span.start, |r| r.span.end), row.span.end),
                false => {
                    let end = near(Some(found.row + 1)).map_or_else(|| row.page_end(context), |r| r.start(context));
                    Span::new(row.start(context), end)
                }
            });
        }
        first = last + 1;
    }
    spans
}
