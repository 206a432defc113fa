//! One set of edits on its way into a document: checked against each other, and walked over the pieces once.
//!
//! All edits of a rule are made at a stroke, in bytes of the text that the rule saw. So they are looked at together first:
//! two that claim the same text are an error, and nothing is done.

use std::sync::Arc;

use super::Piece;
use crate::edit::{Edit, EditError};
use crate::id::FindingId;
use crate::span::Span;

/// Pieces cut at every position that an edit names.
pub(super) struct Cut {
    pub(super) pieces: Vec<Piece>,
    /// Where in the text each begins.
    pub(super) starts: Vec<usize>,
}

impl Cut {
    /// The first piece that begins at or behind `at`.
    fn index(&self, at: usize) -> usize {
        self.starts.partition_point(|&s| s < at)
    }
}

/// Edits, checked against each other and sorted for one walk over the pieces.
pub(super) struct Plan<'e> {
    /// Every position that an edit names, in order.
    pub(super) cuts: Vec<usize>,
    replaces: Vec<(Span, &'e str, FindingId)>,
    /// By position: a landing (0) before a departure (1).
    stops: Vec<(usize, u8, usize)>,
    moves: Vec<(Span, usize, FindingId)>,
}

impl<'e> Plan<'e> {
    pub(super) fn new(text: &str, edits: &'e [(FindingId, Edit)]) -> Result<Self, EditError> {
        let mut plan = Plan { cuts: Vec::new(), replaces: Vec::new(), stops: Vec::new(), moves: Vec::new() };
        for (by, edit) in edits {
            let span = edit.span();
            let target = if let Edit::Move { to, .. } = edit { *to } else { span.start };
            if span.start > span.end || ![span.start, span.end, target].iter().all(|&p| text.is_char_boundary(p)) {
                return Err(EditError::OutOfText(edit.clone()));
            }
            plan.cuts.extend([span.start, span.end, target]);
            match edit {
                Edit::Replace { with, .. } => plan.replaces.push((span, with, *by)),
                Edit::Move { to, .. } if !span.is_empty() => plan.moves.push((span, *to, *by)),
                Edit::Move { .. } => {}
            }
        }
        plan.cuts.sort_unstable();
        plan.cuts.dedup();
        plan.replaces.sort_by_key(|r| r.0);
        for (i, (span, to, _)) in plan.moves.iter().enumerate() {
            plan.stops.push((*to, 0, i));
            plan.stops.push((span.start, 1, i));
        }
        plan.stops.sort_unstable();
        plan.check()?;
        Ok(plan)
    }

    fn check(&self) -> Result<(), EditError> {
        let replace = |i: usize| Edit::Replace { span: self.replaces[i].0, with: self.replaces[i].1.to_string() };
        let moving = |i: usize| Edit::Move { span: self.moves[i].0, to: self.moves[i].1 };
        for i in 1..self.replaces.len() {
            if self.replaces[i - 1].0.end > self.replaces[i].0.start {
                return Err(EditError::Overlap(replace(i - 1), replace(i)));
            }
        }
        let mut spans: Vec<usize> = (0..self.moves.len()).collect();
        spans.sort_by_key(|&i| self.moves[i].0);
        for pair in spans.windows(2) {
            if self.moves[pair[0]].0.end > self.moves[pair[1]].0.start {
                return Err(EditError::Overlap(moving(pair[0]), moving(pair[1])));
            }
        }
        for (i, (span, to, _)) in self.moves.iter().enumerate() {
            for (r, (other, ..)) in self.near(span.start).chain(self.near(span.end)) {
                if span.overlaps(*other) && !span.covers(*other) {
                    return Err(EditError::Overlap(replace(r), moving(i)));
                }
            }
            if let Some((r, _)) = self.near(*to).find(|(_, (other, ..))| other.start < *to && *to < other.end) {
                return Err(EditError::Landing(moving(i), replace(r)));
            }
            let before = spans.partition_point(|&s| self.moves[s].0.start < *to);
            let left = before.checked_sub(1).and_then(|b| spans.get(b));
            if let Some(&s) = left.filter(|&&s| *to < self.moves[s].0.end) {
                return Err(EditError::Landing(moving(i), moving(s)));
            }
        }
        Ok(())
    }

    /// Replacements that could touch position `at`.
    fn near(&self, at: usize) -> impl Iterator<Item = (usize, &(Span, &'e str, FindingId))> {
        let first = self.replaces.partition_point(|r| r.0.end < at);
        self.replaces.iter().enumerate().skip(first).take_while(move |(_, r)| r.0.start <= at)
    }

    /// The pieces in their new order, with their new readings.
    pub(super) fn arrange(&self, cut: &Cut) -> Vec<Piece> {
        let mut out = Vec::with_capacity(cut.pieces.len());
        let mut at = 0;
        for &(position, kind, i) in &self.stops {
            let (span, _, by) = self.moves[i];
            if kind == 0 {
                self.emit(cut, at, position, None, &mut out);
                self.emit(cut, span.start, span.end, Some(by), &mut out);
                at = at.max(position);
            } else {
                self.emit(cut, at, span.start, None, &mut out);
                at = span.end;
            }
        }
        let end = cut.starts.last().copied().unwrap_or(0) + cut.pieces.last().map_or(0, Piece::len);
        self.emit(cut, at, end + 1, None, &mut out);
        out
    }

    /// Copies the pieces that begin in `from..to`, with their new readings. An insertion at `to` belongs to what follows.
    fn emit(&self, cut: &Cut, from: usize, to: usize, moved_by: Option<FindingId>, out: &mut Vec<Piece>) {
        if from >= to {
            return;
        }
        let (mut index, last) = (cut.index(from), cut.index(to));
        let first = self.replaces.partition_point(|r| r.0.start < from);
        let mark = |mut piece: Piece| {
            piece.moved_by = moved_by.or(piece.moved_by);
            piece
        };
        for &(span, with, by) in self.replaces[first..].iter().take_while(|r| r.0.start < to) {
            let (begin, end) = (cut.index(span.start), cut.index(span.end));
            out.extend(cut.pieces[index..begin].iter().cloned().map(mark));
            let mut reading = Some(Arc::from(with));
            if begin == end {
                let here =
                    cut.pieces.get(begin).map_or_else(|| out.last().map_or(0, |p| p.source.end), |p| p.source.start);
                out.push(mark(Piece {
                    source: Span::at(here),
                    reading: reading.take(),
                    changed_by: Some(by),
                    moved_by: None,
                }));
            }
            for piece in &cut.pieces[begin..end] {
                let reading = reading.take().unwrap_or_else(|| Arc::from(""));
                let mut piece = mark(piece.clone());
                piece.changed_by = Some(by);
                match out.last_mut() {
                    Some(last) if reading.is_empty() && joins(last, &piece, by) => last.source.end = piece.source.end,
                    _ => {
                        piece.reading = Some(reading);
                        out.push(piece);
                    }
                }
            }
            index = end;
        }
        if index < last {
            out.extend(cut.pieces[index..last].iter().cloned().map(mark));
        }
    }
}

/// True when `piece`, which reads as nothing, can be taken into `last`, which the same finding changed.
fn joins(last: &Piece, piece: &Piece, by: FindingId) -> bool {
    last.reading.is_some()
        && last.changed_by == Some(by)
        && last.moved_by == piece.moved_by
        && last.source.end == piece.source.start
        && !last.source.is_empty()
}
