//! The documents under review: read, decided about, saved.
//!
//! Nothing is held but numbers and what can be taken back: each request reads the file and its decisions anew. So a
//! decision that was made elsewhere in the meantime (in the terminal, in an editor) is seen, and none is lost. Only where
//! both are what they were is a repair of a moment ago used again, which halves the wait for a decision.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use restitch::decisions::{Decisions, Docket};
use restitch::finding::{Finding, Ruling, Tier};
use restitch::ledger::Seal;
use restitch::repair::{self, Decided, Repair};
use restitch::source::Source;
use serde::Deserialize;

use crate::cli::common::Workshop;
use crate::cli::decisions;
use crate::cli::files::{Input, Trouble};

/// What a page sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// What is wanted.
    wish: Wish,
    /// The key of the finding or of the decision.
    #[serde(default)]
    key: String,
    /// Its own text, for an edit.
    #[serde(default)]
    text: String,
    /// Also of every other finding of its rule about which nobody has decided.
    #[serde(default)]
    all: bool,
}

impl Message {
    /// A message in JSON; `None` when it is none, or asks for one text in many places.
    pub fn parse(bytes: &[u8]) -> Option<Message> {
        let message: Message = serde_json::from_slice(bytes).ok()?;
        (!message.all || matches!(message.wish, Wish::Accept | Wish::Reject)).then_some(message)
    }
}

/// What a reader wants.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Wish {
    /// The finding is right.
    Accept,
    /// The finding is wrong.
    Reject,
    /// It is done with other text.
    Edit,
    /// Whatever was decided about it is forgotten.
    Forget,
    /// The last decision made here is taken back.
    Undo,
}

/// Repairs that are kept for the next request: those of the documents that somebody is likely to be reading.
const RECENT: usize = 4;

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
    /// What was rejected, as it would be found.
    pub rejected: Vec<Finding>,
}

impl Open {
    /// How far it is.
    pub fn progress(&self) -> Progress {
        let rejected = self.rejected.len();
        let findings = self.repair.findings.iter().filter(|finding| asks(finding));
        let (decided, open): (Vec<_>, Vec<_>) = findings.partition(|finding| finding.ruling.is_some());
        Progress { decided: decided.len() + rejected, all: decided.len() + open.len() + rejected }
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

/// True when it waits for a decision.
pub fn is_open(finding: &Finding) -> bool {
    asks(finding) && finding.ruling.is_none()
}

/// A repair, and of what it is one.
struct Recent {
    number: usize,
    text: Seal,
    decisions: Decisions,
    open: Arc<Open>,
}

/// The documents.
pub struct Desk {
    inputs: Vec<Input>,
    workshop: Workshop,
    progress: Mutex<Vec<Option<Result<Progress, String>>>>,
    /// For each document: held by whoever is repairing it, so that nobody else does it at the same time.
    busy: Vec<Mutex<()>>,
    recent: Mutex<Vec<Recent>>,
    /// For each document, the decisions before and after each decision made here.
    history: Mutex<Vec<Vec<(Decisions, Decisions)>>>,
}

impl Desk {
    /// A desk with these documents.
    pub fn new(inputs: Vec<Input>, workshop: Workshop) -> Self {
        let (progress, history) = (vec![None; inputs.len()], vec![Vec::new(); inputs.len()]);
        let busy = inputs.iter().map(|_| Mutex::default()).collect();
        let (progress, history) = (Mutex::new(progress), Mutex::new(history));
        Desk { inputs, workshop, progress, busy, recent: Mutex::default(), history }
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
    pub fn open(&self, number: usize) -> Result<Arc<Open>, Trouble> {
        let open = self.read(number);
        let progress = open.as_ref().map(|open| open.progress()).map_err(Trouble::to_string);
        if let Some(place) = held(&self.progress).get_mut(number) {
            *place = Some(progress);
        }
        open
    }

    fn read(&self, number: usize) -> Result<Arc<Open>, Trouble> {
        let none = || Trouble::new("no such document".to_string());
        let (input, busy) = self.inputs.get(number).zip(self.busy.get(number)).ok_or_else(none)?;
        let _repairing = held(busy);
        let bytes = input.read()?;
        let (text, decisions) = (Seal::of(&bytes), decisions::load(&input.path)?);
        let same = |known: &&Recent| known.number == number && known.text == text && known.decisions == decisions;
        if let Some(known) = held(&self.recent).iter().find(same) {
            return Ok(known.open.clone());
        }
        let source = Source::decode(bytes);
        let docket = decisions.clone().on(source.text.clone());
        let decided = repair::decided(source.text.clone(), &self.workshop.rules, &self.workshop.options, &docket);
        let Decided { repair, stale, withdrawn, rejected } = decided;
        let open = Arc::new(Open { repair, docket, stale, withdrawn, rejected });
        let mut recent = held(&self.recent);
        recent.retain(|known| known.number != number);
        recent.insert(0, Recent { number, text, decisions, open: open.clone() });
        recent.truncate(RECENT);
        Ok(open)
    }

    /// Does what a reader wants, and saves it.
    pub fn decide(&self, number: usize, message: Message) -> Result<(), Trouble> {
        let Message { wish, key, text, all } = message;
        // One after the other: two decisions at once would each be saved without the other.
        let mut history = held(&self.history);
        let open = self.read(number)?;
        let before = open.docket.decisions();
        let mut docket = open.docket.clone();
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
            match wish {
                Wish::Accept => docket.change(index, Ruling::Accept),
                _ => docket.remove(index),
            }
        } else {
            let findings = &open.repair.findings;
            let finding = findings.iter().find(|finding| finding.key == key).ok_or_else(gone)?;
            let meant =
                |other: &&Finding| other.id == finding.id || all && other.rule == finding.rule && is_open(other);
            let ruling = match wish {
                Wish::Accept => Some(Ruling::Accept),
                Wish::Reject => Some(Ruling::Reject),
                Wish::Edit if finding.own_text("").is_none() => {
                    return Err(Trouble::new("a paragraph that moves as it is has no text of its own to edit"));
                }
                Wish::Edit => Some(Ruling::Edit(text)),
                Wish::Forget | Wish::Undo => None,
            };
            match ruling {
                Some(ruling) => docket.decide_all(findings.iter().filter(meant).map(|other| (other, ruling.clone()))),
                None => docket.forget(finding),
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
