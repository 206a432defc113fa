//! The documents under review: read, decided about, saved.
//!
//! Nothing is held but numbers and what can be taken back: each request reads the file and its decisions anew and repairs.
//! So a decision that was made elsewhere in the meantime (in the terminal, in an editor) is seen, and none is lost.

use std::sync::{Mutex, MutexGuard, PoisonError};

use restitch::decisions::{Decisions, Docket};
use restitch::finding::{Finding, Ruling, Tier};
use restitch::repair::{self, Repair};
use restitch::source::Source;
use serde::Deserialize;

use crate::cli::common::Workshop;
use crate::cli::decisions;
use crate::cli::files::{Input, Trouble};

/// What a reader wants.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Wish {
    /// The finding is right.
    Accept,
    /// The finding is wrong.
    Reject,
    /// Whatever was decided about it is forgotten.
    Forget,
    /// The last decision made here is taken back.
    Undo,
}

/// How far a document is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Findings that were decided about.
    pub decided: usize,
    /// All findings that ask for a decision.
    pub all: usize,
}

/// A document, repaired as it was decided.
pub struct Open {
    /// The repair.
    pub repair: Repair,
    /// The decisions, in the order of the text.
    pub docket: Docket,
    /// Decisions that fit nothing any more, as places in the docket.
    pub stale: Vec<usize>,
    /// What hung on a finding that was rejected.
    pub withdrawn: Vec<Finding>,
}

impl Open {
    /// How far it is.
    pub fn progress(&self) -> Progress {
        let rejected = self.rejected().count();
        let findings = self.repair.findings.iter().filter(|finding| asks(finding));
        let (decided, open): (Vec<_>, Vec<_>) = findings.partition(|finding| finding.ruling.is_some());
        Progress { decided: decided.len() + rejected, all: decided.len() + open.len() + rejected }
    }

    /// What was rejected and still has its place, as places in the docket.
    pub fn rejected(&self) -> impl Iterator<Item = usize> {
        let is_rejected = |index: &usize| {
            let entry = &self.docket.entries()[*index];
            entry.decision.ruling == Ruling::Reject && entry.place.is_some()
        };
        (0..self.docket.entries().len()).filter(is_rejected)
    }
}

/// The key of a decision that has no finding any more: its place among the decisions, and what it says, so that a page that
/// is out of date does not take back another one.
pub fn entry_key(docket: &Docket, index: usize) -> String {
    docket.entries().get(index).map_or(String::new(), |entry| format!("entry {index}: {}", entry.decision.named()))
}

/// True when there is something to decide: a report changes nothing.
pub fn asks(finding: &Finding) -> bool {
    finding.tier != Tier::Report || finding.ruling.is_some()
}

/// The documents.
pub struct Desk {
    inputs: Vec<Input>,
    workshop: Workshop,
    progress: Mutex<Vec<Option<Result<Progress, String>>>>,
    /// For each document, the decisions before and after each decision made here.
    history: Mutex<Vec<Vec<(Decisions, Decisions)>>>,
}

impl Desk {
    /// A desk with these documents.
    pub fn new(inputs: Vec<Input>, workshop: Workshop) -> Self {
        let (progress, history) = (vec![None; inputs.len()], vec![Vec::new(); inputs.len()]);
        Desk { inputs, workshop, progress: Mutex::new(progress), history: Mutex::new(history) }
    }

    /// The names of the documents, each with how far it is, or why it cannot be read; `None` before it was looked at.
    pub fn list(&self) -> Vec<(String, Option<Result<Progress, String>>)> {
        let names = self.inputs.iter().map(|input| input.path.display().to_string());
        names.zip(held(&self.progress).iter().cloned()).collect()
    }

    /// The name of a document.
    pub fn name(&self, number: usize) -> Option<String> {
        self.inputs.get(number).map(|input| input.path.display().to_string())
    }

    /// Looks at every document that nobody has opened yet.
    pub fn count_all(&self) {
        for number in 0..self.inputs.len() {
            if held(&self.progress)[number].is_none() {
                let _ = self.open(number);
            }
        }
    }

    /// A document as it is now.
    pub fn open(&self, number: usize) -> Result<Open, Trouble> {
        let open = self.read(number);
        let progress = open.as_ref().map(Open::progress).map_err(Trouble::to_string);
        if let Some(place) = held(&self.progress).get_mut(number) {
            *place = Some(progress);
        }
        open
    }

    fn read(&self, number: usize) -> Result<Open, Trouble> {
        let input = self.inputs.get(number).ok_or_else(|| Trouble::new("no such document".to_string()))?;
        let source = Source::decode(input.read()?);
        let docket = decisions::load(&input.path)?.on(source.text.clone());
        let decided = repair::decided(source.text.clone(), &self.workshop.rules, &self.workshop.options, &docket);
        Ok(Open { repair: decided.repair, docket, stale: decided.stale, withdrawn: decided.withdrawn })
    }

    /// Does what a reader wants, and saves it.
    pub fn decide(&self, number: usize, wish: Wish, key: &str) -> Result<(), Trouble> {
        // One after the other: two decisions at once would each be saved without the other.
        let mut history = held(&self.history);
        let open = self.read(number)?;
        let before = open.docket.decisions();
        let mut docket = open.docket;
        let past = &mut history[number];
        let gone = || Trouble::new("this finding is no longer there; load the page anew".to_string());
        if wish == Wish::Undo {
            let (earlier, later) = past.pop().ok_or_else(|| Trouble::new("nothing to take back".to_string()))?;
            if later != before {
                past.clear();
                return Err(Trouble::new("the decisions were changed elsewhere; nothing was taken back".to_string()));
            }
            return self.save(number, &before, &earlier);
        }
        if let Some(index) = (0..docket.entries().len()).find(|&index| entry_key(&docket, index) == key) {
            docket.remove(index);
        } else {
            let finding = open.repair.findings.iter().find(|finding| finding.key == key).ok_or_else(gone)?;
            match wish {
                Wish::Accept => docket.decide(finding, Ruling::Accept),
                Wish::Reject => docket.decide(finding, Ruling::Reject),
                Wish::Forget | Wish::Undo => docket.forget(finding),
            }
        }
        let after = docket.decisions();
        if after == before {
            return Ok(());
        }
        self.save(number, &before, &after)?;
        past.push((before, after));
        Ok(())
    }

    fn save(&self, number: usize, before: &Decisions, after: &Decisions) -> Result<(), Trouble> {
        self.inputs.get(number).map_or(Ok(()), |input| decisions::save(&input.path, before, after))
    }
}

/// What the lock holds, also after a thread that held it has failed: it holds numbers and copies, and each is whole.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
