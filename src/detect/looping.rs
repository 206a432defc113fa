//! Loops: a reader of images got stuck and said one thing over and over.
//!
//! **Damage.** A word, a phrase, a sentence, a row of a table or a whole paragraph stands five to some thousand times in
//! a row, in the middle of a text or, until the reader was cut off, at its end.
//!
//! **Cause.** A model that writes what it saw writes the likeliest next word; behind two rounds of anything a third is
//! likely.
//!
//! **What is done.** One round stays. A last round that breaks off where the block ends goes with the others.
//!
//! **What is left alone.** What people say several times: the shorter and the better bounded a thing is, the oftener it may
//! stand. Rows of signs (leaders, rules, fields of a form) below the length of any line, figures set in columns, code,
//! lines of logs, which begin with the time, and rows of tables unless the table ends in them. The price: a chant of twenty verses loses nineteen.

mod drift;
mod judgement;
mod periods;
mod stamp;

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::detect::{Context, Fault, Hit, Thresholds, in_order};
use crate::edit::Edit;
use crate::finding::{Alternative, Shape};
use crate::span::Span;

use judgement::Verdict;
use periods::Content;

/// Parameters of `[detect.loop]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Loop {
    /// Pairs of columns and rounds, the columns rising: a thing of so many columns of letters and digits (two for a
    /// full-width one) is a loop from so many rounds.
    pub rounds: Vec<(usize, usize)>,
    /// The same for what is set apart on both sides: whole lines, and phrases between marks. People say these in a row.
    pub rounds_apart: Vec<(usize, usize)>,
    /// Equal rows with which a table must end to be a loop, and letters and digits that all but one of them must hold.
    pub rows: usize,
    /// See `rows`.
    pub rows_hold: usize,
    /// Rounds in formulae, in HTML and in tables that go on behind them.
    pub rounds_marked: usize,
    /// Columns of one line that a row of signs or figures must have to be a loop: no page is that wide.
    pub row_of_signs: usize,
    /// Rounds from which sentences that count on or change a character are a loop, and columns of letters in a round.
    pub drift_rounds: usize,
    /// See `drift_rounds`.
    pub drift_columns: usize,
    /// From which confidence a loop is collapsed.
    pub apply_at: f64,
    /// From which confidence that is proposed.
    pub propose_at: f64,
}

/// Confidence of a loop, and of one with at least half of the rounds that it ought to have. Set by hand.
const CERTAIN: f64 = 0.99;
const HALF: f64 = 0.6;

/// Rounds below which nothing is looked at.
const FEWEST: usize = 5;

/// Stretches that do not touch each other.
#[derive(Default)]
struct Disjoint(BTreeMap<usize, usize>);

impl Disjoint {
    /// Takes a stretch unless one of those taken reaches into it.
    fn take(&mut self, span: Span) -> bool {
        let free = self.0.range(..span.end).next_back().is_none_or(|(_, &end)| end <= span.start);
        if free {
            self.0.insert(span.start, span.end);
        }
        free
    }
}

impl Loop {
    pub(super) fn check(&self) -> Result<(), Fault> {
        for (key, table) in [("rounds", &self.rounds), ("rounds_apart", &self.rounds_apart)] {
            if !table.is_sorted_by(|a, b| a.0 < b.0) || table.iter().any(|&(_, rounds)| rounds < FEWEST) {
                let message = format!("`{key}` is pairs of rising columns and of rounds, at least {FEWEST} of them");
                return Err((key, message));
            }
        }
        for (key, rounds) in
            [("rows", self.rows), ("rounds_marked", self.rounds_marked), ("drift_rounds", self.drift_rounds)]
        {
            if rounds < FEWEST {
                return Err((key, format!("`{key}` must be at least {FEWEST}")));
            }
        }
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let content = Content::of(context.text);
        let exact = content.runs(FEWEST).into_iter().filter_map(|run| judgement::judge(self, context, &content, run));
        let mut verdicts: Vec<Verdict> = exact.chain(drift::loops(self, context)).collect();
        // Of loops inside one another the certain ones go first; the next round sees what is left.
        verdicts.sort_by_key(|verdict| (!verdict.certain, verdict.goes.start));
        let mut taken = Disjoint::default();
        verdicts.retain(|verdict| taken.take(verdict.goes));
        verdicts.sort_by_key(|verdict| verdict.goes.start);
        verdicts.iter().map(|verdict| self.hit(context, verdict)).collect()
    }

    fn hit(&self, context: &Context, verdict: &Verdict) -> Hit {
        let confidence = if verdict.certain { CERTAIN } else { HALF };
        let thresholds = Thresholds { apply_at: self.apply_at, propose_at: self.propose_at };
        let tier = context.tier(confidence, thresholds);
        let mut evidence = vec![
            format!("said {} times in a row", verdict.rounds),
            format!("{} characters each", verdict.stays.of(context.text).chars().count()),
        ];
        if verdict.broken_off {
            evidence.push("the last round breaks off".to_string());
        }
        let edits = match context.does(tier) {
            true => vec![Edit::Replace { span: verdict.goes, with: String::new() }],
            false => Vec::new(),
        };
        let seam = verdict.stays.of(context.text).chars().filter(|c| !c.is_whitespace()).take(12).collect();
        Hit {
            shape: Shape::Remove { at: verdict.goes, twin: verdict.stays },
            tier,
            confidence,
            evidence,
            alternatives: vec![Alternative { confidence: 1.0 - confidence, what: "all of them are meant".to_string() }],
            edits,
            seam,
        }
    }
}
