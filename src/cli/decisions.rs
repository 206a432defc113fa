//! The decisions beside a file: read before it is repaired, written when somebody has decided, told of when they fit no
//! more.

use std::path::{Path, PathBuf};

use restitch::decisions::{self, Decisions, Entry};
use restitch::excerpt::{Lines, visible};
use restitch::finding::{Finding, Ruling};
use restitch::ledger::{Ledger, Seal};
use restitch::repair::Decided;

use super::files::{self, Trouble};
use super::fix::ledger_path;

/// Where the decisions on a file lie.
pub fn path_of(path: &Path) -> PathBuf {
    files::beside(path, decisions::SUFFIX)
}

/// The decisions on a file; none when there is no such file beside it.
pub fn load(path: &Path) -> Result<Decisions, Trouble> {
    let beside = path_of(path);
    if path.as_os_str() == "-" || !beside.exists() {
        return Ok(Decisions::default());
    }
    let text = String::from_utf8(files::read(&beside)?);
    let text = text.map_err(|_| Trouble::at(&beside, "not UTF-8, which decisions are; save it as UTF-8"))?;
    Decisions::parse(&text).map_err(|(line, what)| Trouble::at(&beside, format_args!("line {line}: {what}")))
}

/// Keeps decisions beside a file, or nothing where there are none. `last`: what was read there; what somebody else has
/// written since is not written over.
pub fn save(path: &Path, last: &Decisions, decided: &Decisions) -> Result<(), Trouble> {
    let beside = path_of(path);
    if load(path)? != *last {
        return Err(Trouble::at(
            &beside,
            "changed since it was read, left as it is; end the review and begin it again",
        ));
    }
    match decided.is_empty() {
        false => files::write_like(&beside, path, decided.to_toml().as_bytes()),
        true if beside.exists() => std::fs::remove_file(&beside).map_err(|error| Trouble::writing(&beside, &error)),
        true => Ok(()),
    }
}

/// What to say of the decisions that fit nothing any more. Of a file that was repaired in place it is no news that what
/// was accepted is done: `original` is false for one whose ledger lies beside it.
pub fn stale(path: &Path, decided: &Decided, entries: &[Entry], original: bool) -> Vec<Trouble> {
    let entries = decided.stale.iter().filter_map(|&index| entries.get(index));
    let told = entries.filter(|entry| original || entry.decision.ruling == Ruling::Reject);
    let line = |entry: &Entry| {
        let why =
            if entry.place.is_some() { "the rule finds nothing there any more" } else { "not in the text any more" };
        let place = path_of(path);
        format!("{}: {why}, left out; decide anew or take it out of {}", entry.decision.named(), place.display())
    };
    told.map(|entry| Trouble::at(path, line(entry))).collect()
}

/// What to say of findings that are gone for the sake of rejected ones: which, and why.
pub fn withdrawn(path: &Path, decided: &Decided) -> Vec<Trouble> {
    let source = Lines::new(decided.repair.document.source());
    let line = |gone: &Finding| {
        let (line, key) = (source.line_of(gone.shape.at().start), visible(&gone.key));
        let why = gone.evidence.last().map_or("", String::as_str);
        format!("line {line}: {key}: not found any more, {why}")
    };
    decided.withdrawn.iter().map(|gone| Trouble::at(path, line(gone))).collect()
}

/// True when these bytes are what an earlier repair in place made of the file.
pub fn is_repaired(path: &Path, bytes: &Seal) -> bool {
    let ledger = files::read(&ledger_path(path)).ok().and_then(|json| Ledger::parse(&json).ok());
    ledger.is_some_and(|ledger| ledger.repaired == *bytes)
}
