//! The original and the repaired text line beside line, each line in stretches that share one history.
//!
//! What stands beside what is not guessed: an original line stands beside the line that holds text of it which did not
//! move. So a torn paragraph's first half stands beside the mended one, and a tail that was put behind it stands alone at
//! its old place, under the number that it has at its new one. The side-by-side view and the page for the browser are
//! drawn from this; both in time linear in the text.

use std::ops::Range;

use similar::DiffOp;

use super::inline::marks;
use super::unified::{operations, still};
use crate::document::Document;
use crate::excerpt::{Lines, boundary, slice};
use crate::finding::{Finding, Shape};
use crate::id::FindingId;
use crate::repair::Repair;
use crate::span::Span;

/// Lines that stand beside each other; counted from 0, half open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Of the original.
    pub old: Range<usize>,
    /// Of the repaired text.
    pub new: Range<usize>,
    /// True when the lines are the same on both sides, one by one.
    pub same: bool,
}

/// A part of a line. On the side of the original, what is `changed` is gone; on the other side it is new, and empty where
/// something is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch<'r> {
    /// What it reads. A line end only where that is what the stretch is about.
    pub text: &'r str,
    /// The finding that moved it.
    pub moved: Option<FindingId>,
    /// The finding that gave it another reading.
    pub changed: Option<FindingId>,
    /// A finding about it that was not applied.
    pub noted: Option<FindingId>,
}

impl Stretch<'_> {
    /// True when nothing is to be said of it.
    pub(crate) fn is_plain(&self) -> bool {
        (self.moved, self.changed, self.noted) == (None, None, None)
    }
}

#[derive(Clone, Copy)]
struct Cut {
    span: Span,
    moved: Option<FindingId>,
    changed: Option<FindingId>,
    noted: Option<FindingId>,
}

/// Which of the two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The original.
    Old,
    /// The repaired text.
    New,
}

/// Both texts of a repair.
pub(crate) struct Aligned<'r> {
    repair: &'r Repair,
    /// The lines of the original.
    pub old: Lines<'r>,
    /// The lines of the repaired text.
    pub new: Lines<'r>,
    old_cuts: Vec<Cut>,
    new_cuts: Vec<Cut>,
    findings: Vec<Option<&'r Finding>>,
}

impl<'r> Aligned<'r> {
    /// Reads both texts and the pieces once.
    pub(crate) fn new(repair: &'r Repair) -> Self {
        let document = &repair.document;
        let (old_cuts, new_cuts) = cuts(document);
        let mut findings = vec![None; repair.findings.iter().map(|f| f.id.index() + 1).max().unwrap_or(0)];
        for finding in &repair.findings {
            findings[finding.id.index()] = Some(finding);
        }
        let noted: Vec<&Finding> = repair.findings.iter().filter(|f| !f.applied).collect();
        let in_source = noted.iter().map(|f| (within(document.source(), f.shape.at()), f.id));
        let in_text = noted.iter().flat_map(|f| landing(document, f.shape.at()).into_iter().map(|at| (at, f.id)));
        Aligned {
            repair,
            old: Lines::new(document.source()),
            new: Lines::new(document.text()),
            old_cuts: overlaid(old_cuts, in_source.collect()),
            new_cuts: overlaid(new_cuts, in_text.collect()),
            findings,
        }
    }

    /// The finding of that number.
    pub(crate) fn finding(&self, id: FindingId) -> Option<&'r Finding> {
        self.findings.get(id.index()).copied().flatten()
    }

    /// Both texts from top to bottom.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let still = still(&self.repair.document);
        let mut rows = Vec::new();
        let mut operations = operations(&self.repair.document, &self.old, &self.new).into_iter();
        while let Some(op) = operations.next() {
            let (mut old, mut new) = (op.old_range(), op.new_range());
            if let DiffOp::Equal { .. } = op {
                rows.push(Row { old, new, same: true });
                continue;
            }
            // A line that holds what stood in several belongs beside all of them, though a blank line between them is also
            // one behind it.
            let mut reach = self.reach(new.clone(), &still);
            while reach.is_some_and(|reach| reach >= old.end)
                && let Some(next) = operations.next()
            {
                reach = reach.max(self.reach(next.new_range(), &still));
                (old.end, new.end) = (next.old_range().end, next.new_range().end);
            }
            self.changed(old, new, &still, &mut rows);
        }
        rows
    }

    /// The last old line of which one of the new lines holds words that did not move.
    fn reach(&self, new: Range<usize>, still: &[(Span, Span)]) -> Option<usize> {
        new.filter_map(|line| Some(self.beside(line, still)?.1)).max()
    }

    /// A changed region: each new line beside the old lines of which it holds text that did not move.
    fn changed(&self, old: Range<usize>, new: Range<usize>, still: &[(Span, Span)], rows: &mut Vec<Row>) {
        let mut at = old.start;
        let first = rows.len();
        for line in new {
            let Some((from, to)) = self.beside(line, still).filter(|(_, to)| old.contains(to)) else {
                rows.push(Row { old: at..at, new: line..line + 1, same: false });
                continue;
            };
            if to < at {
                // The old line stands beside an earlier new one already: it was divided.
                match rows[first..].last_mut() {
                    Some(row) => row.new.end = line + 1,
                    None => rows.push(Row { old: at..at, new: line..line + 1, same: false }),
                }
                continue;
            }
            let from = from.max(at);
            rows.extend((at..from).map(|gone| Row { old: gone..gone + 1, new: line..line, same: false }));
            rows.push(Row { old: from..to + 1, new: line..line + 1, same: false });
            at = to + 1;
        }
        let behind = rows.last().map_or(0, |row| row.new.end);
        rows.extend((at..old.end).map(|gone| Row { old: gone..gone + 1, new: behind..behind, same: false }));
    }

    /// The first and the last old line of which new line `line` holds words that did not move.
    fn beside(&self, line: usize, still: &[(Span, Span)]) -> Option<(usize, usize)> {
        let line = self.new.span(line + 1)?;
        let first = still.partition_point(|(_, text)| text.end <= line.start);
        let mut found: Option<(usize, usize)> = None;
        for (source, text) in still[first..].iter().take_while(|(_, text)| text.start < line.end) {
            let shared = Span::new(text.start.max(line.start), text.end.min(line.end));
            let words = slice(self.new.text(), shared);
            if words.trim().is_empty() {
                continue;
            }
            let start = source.start + (shared.start - text.start) + (words.len() - words.trim_start().len());
            let number = |at| self.old.line_of(at) - 1;
            let (from, to) = (number(start), number(start + words.trim().len() - 1));
            found = Some((found.map_or(from, |before| before.0), to));
        }
        found
    }

    /// Line `line` (from 0) of one side.
    pub(crate) fn line(&self, side: Side, line: usize) -> Vec<Stretch<'r>> {
        let (lines, cuts) = match side {
            Side::Old => (&self.old, &self.old_cuts),
            Side::New => (&self.new, &self.new_cuts),
        };
        let Some(span) = lines.span(line + 1) else { return Vec::new() };
        let words = Span::new(span.start, span.start + lines.line(line + 1).trim_end_matches(['\r', '\n']).len());
        let first = cuts.partition_point(|cut| cut.span.end < span.start);
        let mut stretches = Vec::new();
        for cut in cuts[first..].iter().take_while(|cut| cut.span.start < span.end) {
            let shared = Span::new(cut.span.start.max(span.start), cut.span.end.min(span.end).max(span.start));
            let is_seam = cut.span.is_empty();
            if is_seam && (side == Side::Old && cut.noted.is_none() || !inside(lines.text(), words, shared.start)) {
                continue;
            }
            if !is_seam && shared.is_empty() {
                continue;
            }
            let keeps_end = self.is_about_line_end(cut, lines.text());
            let shown =
                if keeps_end { shared } else { Span::new(shared.start, shared.end.min(words.end).max(shared.start)) };
            if is_seam || !shown.is_empty() {
                let text = slice(lines.text(), shown);
                stretches.push(Stretch { text, moved: cut.moved, changed: cut.changed, noted: cut.noted });
            }
        }
        stretches
    }

    /// True when the line ends in the cut are what the finding is about, and not those of lines that go or move as wholes.
    fn is_about_line_end(&self, cut: &Cut, text: &str) -> bool {
        let Some(finding) = cut.changed.or(cut.noted).and_then(|id| self.finding(id)) else { return false };
        match finding.shape {
            Shape::Join { .. } | Shape::Replace { .. } => true,
            Shape::Note { .. } => slice(text, cut.span).trim().is_empty(),
            Shape::Move { .. } | Shape::Remove { .. } => false,
        }
    }
}

/// True when there are words of the line on both sides of `at`.
fn inside(text: &str, line: Span, at: usize) -> bool {
    let (before, after) =
        (Span::new(line.start, at.clamp(line.start, line.end)), Span::new(at.min(line.end), line.end));
    !slice(text, before).trim().is_empty() && !slice(text, after).trim().is_empty()
}

/// The cuts of both texts, in order and without gaps.
fn cuts(document: &Document) -> (Vec<Cut>, Vec<Cut>) {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for (i, piece) in document.pieces().iter().enumerate() {
        let place = document.place(i);
        let cut = |base: usize, span: Span, differs: bool| Cut {
            span: Span::new(base + span.start, base + span.end),
            moved: piece.moved_by,
            changed: piece.changed_by.filter(|_| differs),
            noted: None,
        };
        match &piece.reading {
            None => {
                let whole = Span::new(0, place.len());
                old.push(cut(piece.source.start, whole, false));
                new.push(cut(place.start, whole, false));
            }
            Some(reading) => {
                let (left, right) = marks(slice(document.source(), piece.source), reading);
                old.extend(left.into_iter().map(|(span, differs)| cut(piece.source.start, span, differs)));
                new.extend(right.into_iter().map(|(span, differs)| cut(place.start, span, differs)));
            }
        }
    }
    old.sort_by_key(|cut| cut.span);
    (old, new)
}

/// The cuts, divided where a noted stretch begins or ends. Where notes overlap, the first has the text.
fn overlaid(cuts: Vec<Cut>, mut notes: Vec<(Span, FindingId)>) -> Vec<Cut> {
    if notes.is_empty() {
        return cuts;
    }
    notes.sort_unstable();
    let mut end = 0;
    for (span, _) in &mut notes {
        *span = Span::new(span.start.max(end), span.end.max(end));
        end = span.end;
    }
    let mut next = 0;
    let mut out = Vec::with_capacity(cuts.len() + 2 * notes.len());
    for cut in cuts {
        let mut at = cut.span.start;
        while let Some(&(note, id)) = notes.get(next)
            && !cut.span.is_empty()
            && (note.start < cut.span.end || note.is_empty() && note.start == cut.span.end)
        {
            let from = note.start.max(at);
            let to = note.end.min(cut.span.end).max(from);
            if from > at {
                out.push(Cut { span: Span::new(at, from), ..cut });
            }
            out.push(Cut { span: Span::new(from, to), noted: Some(id), ..cut });
            at = to;
            if note.end > cut.span.end {
                break;
            }
            next += 1;
        }
        if at < cut.span.end || cut.span.is_empty() {
            out.push(Cut { span: Span::new(at, cut.span.end), ..cut });
        }
    }
    out
}

/// The span on character boundaries inside the text.
fn within(text: &str, span: Span) -> Span {
    let start = boundary(text, span.start);
    Span::new(start, boundary(text, span.end).max(start))
}

/// Where source text stands now; a place between two characters stands behind the first.
fn landing(document: &Document, at: Span) -> Vec<Span> {
    if !at.is_empty() {
        return document.landing(at);
    }
    let before = boundary(document.source(), at.start.saturating_sub(1));
    let places = document.landing(Span::new(before, at.start.max(before)));
    places.last().map(|place| Span::at(place.end)).into_iter().collect()
}
