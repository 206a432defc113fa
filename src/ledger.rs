//! What a repair in place leaves beside the file, and from which the original comes back, byte for byte.
//!
//! A ledger is the document's pieces in bytes instead of text: for each run of the repaired bytes, where it stood in the
//! original, and what stood there when it reads differently now. Unchanged text is not stored a second time, so the
//! ledger is as small as the repair. The hashes of both sides make undoing safe: a file that was edited since, or a ledger
//! that was damaged, is refused before anything is written, and what is rebuilt is the original or nothing. A ledger
//! comes from a disk and is believed in nothing: no number in it makes undoing panic or take more memory than the
//! repaired bytes and the ledger itself.
//!
//! ```
//! use restitch::{document::Document, edit::Edit, id::FindingId, ledger::Ledger, repair::Repair, source::Source, span::Span};
//! let source = Source::decode(b"a torn-\nup page".to_vec());
//! let page = Document::new(source.text.clone());
//! let document = page.apply(&[(FindingId(0), Edit::Replace { span: Span::new(6, 8), with: String::new() })]).unwrap();
//! let repaired = source.encode(&document).unwrap();
//! let ledger = Ledger::of(&source, &Repair { document, findings: Vec::new() }, &repaired).unwrap();
//! let read_again = Ledger::parse(ledger.to_json().as_bytes()).unwrap();
//! assert_eq!(read_again.restore(&repaired).unwrap(), b"a torn-\nup page");
//! ```

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::document::{Document, Piece};
use crate::id::FindingId;
use crate::repair::Repair;
use crate::source::{Form, Source};

/// The version of the ledger's form. Goes up when an older restitch could not read it.
pub const VERSION: u32 = 1;

/// The name of the file that holds the ledger of a file is its own with this behind it.
pub const SUFFIX: &str = ".restitch.json";

/// Everything that undoing a repair needs, and what was found, for people and for `trace`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// [`VERSION`] when it was written.
    pub ledger: u32,
    /// The version of restitch that wrote it.
    pub restitch: String,
    /// In which encoding the original was read.
    pub encoding: String,
    /// The bytes before the repair.
    pub original: Seal,
    /// The bytes after it.
    pub repaired: Seal,
    /// The repaired bytes from first to last, with those that were removed at the place where they are missing.
    pub runs: Vec<Run>,
    /// The findings, as in a JSON report.
    pub findings: Vec<serde_json::Value>,
}

/// By which bytes are known again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// How many they are.
    pub bytes: usize,
    /// Their SHA-256 in hexadecimal.
    pub sha256: String,
}

impl Seal {
    /// The seal of these bytes.
    pub fn of(bytes: &[u8]) -> Seal {
        Seal { bytes: bytes.len(), sha256: to_hex(&Sha256::digest(bytes)) }
    }

    /// True when these are the bytes.
    pub fn fits(&self, bytes: &[u8]) -> bool {
        self.bytes == bytes.len() && *self == Seal::of(bytes)
    }
}

/// A stretch of the repaired bytes and where it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Bytes of the original, first and one past the last. Empty for what was inserted.
    pub from: (usize, usize),
    /// Length in the repaired bytes. 0 for what was removed.
    pub length: usize,
    /// The original bytes, when they are others now and are valid UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// The original bytes in hexadecimal, when they are others now and are not valid UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was_hex: Option<String>,
    /// The index of the finding that changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<u32>,
    /// The index of the finding that moved it here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_by: Option<u32>,
}

/// Why a ledger cannot be read, or a file not be restored. Each reads on behind the path of the file and a colon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LedgerError {
    /// It is not JSON, or not a ledger's.
    Unreadable {
        /// Counted from 1.
        line: usize,
        /// What is wrong there.
        what: String,
    },
    /// It was written by a later restitch.
    Version {
        /// The version of its form.
        ledger: u32,
    },
    /// The repaired bytes are not those that the ledger was written for.
    Changed,
    /// The ledger contradicts itself.
    Damaged(String),
    /// The bytes that are said to be the repaired ones are not what the repair is written as.
    Foreign,
}

impl std::fmt::Display for LedgerError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LedgerError::Unreadable { line, what } => write!(f, "line {line}: not a ledger of restitch: {what}"),
            LedgerError::Version { ledger } => {
                write!(
                    f,
                    "a ledger of form {ledger}, this restitch reads form {VERSION}; undo with the one that wrote it"
                )
            }
            LedgerError::Changed => {
                f.write_str("changed since it was repaired; undo needs the repaired text as it was written")
            }
            LedgerError::Damaged(what) => write!(f, "the ledger is damaged: {what}"),
            LedgerError::Foreign => f.write_str("the repaired bytes are not those of this repair"),
        }
    }
}

impl std::error::Error for LedgerError {}

impl Ledger {
    /// The ledger of a repair whose document was written as `repaired`, by [`Source::encode`] or [`Source::encode_utf8`].
    ///
    /// # Errors
    /// [`LedgerError::Foreign`] when `repaired` is anything else, since no undo could come of it.
    pub fn of(source: &Source, repair: &Repair, repaired: &[u8]) -> Result<Ledger, LedgerError> {
        let (runs, original) = [Form::AsRead, Form::Utf8]
            .into_iter()
            .find_map(|form| Writing { source, document: &repair.document, form }.runs(repaired))
            .ok_or(LedgerError::Foreign)?;
        let findings = repair.findings.iter().map(serde_json::to_value).collect::<Result<_, _>>();
        Ok(Ledger {
            ledger: VERSION,
            restitch: env!("CARGO_PKG_VERSION").to_string(),
            encoding: source.encoding().to_string(),
            original,
            repaired: Seal::of(repaired),
            runs,
            findings: findings.map_err(|error| LedgerError::Damaged(error.to_string()))?,
        })
    }

    /// The ledger as JSON, one run and one finding a line, so that it can be read and compared.
    pub fn to_json(&self) -> String {
        let mut json = String::from("{\n");
        let mut member = |name: &str, value: String, end: &str| {
            json.push_str(&format!("\"{name}\": {value}{end}\n"));
        };
        member("ledger", self.ledger.to_string(), ",");
        member("restitch", line(&self.restitch), ",");
        member("encoding", line(&self.encoding), ",");
        member("original", line(&self.original), ",");
        member("repaired", line(&self.repaired), ",");
        member("runs", lines(&self.runs), ",");
        member("findings", lines(&self.findings), "");
        json.push_str("}\n");
        json
    }

    /// Reads what [`Ledger::to_json`] wrote.
    ///
    /// # Errors
    /// When it is not a ledger, with the line; when it is one of a later version.
    pub fn parse(json: &[u8]) -> Result<Ledger, LedgerError> {
        #[derive(Deserialize)]
        struct Head {
            ledger: u32,
        }
        let unreadable = |error: serde_json::Error| {
            let (line, message) = (error.line(), error.to_string());
            let place = format!(" at line {line} column {}", error.column());
            LedgerError::Unreadable { line, what: message.strip_suffix(&place).unwrap_or(&message).to_string() }
        };
        // The version first: what a later form has that this one does not know would be called a mistake otherwise.
        let Head { ledger } = serde_json::from_slice(json).map_err(unreadable)?;
        if ledger != VERSION {
            return Err(LedgerError::Version { ledger });
        }
        serde_json::from_slice(json).map_err(unreadable)
    }

    /// The original bytes.
    ///
    /// # Errors
    /// When `repaired` is not, byte for byte, what was written beside this ledger, and when the ledger does not lead to
    /// the original whose hash it holds.
    pub fn restore(&self, repaired: &[u8]) -> Result<Vec<u8>, LedgerError> {
        if !self.repaired.fits(repaired) {
            return Err(LedgerError::Changed);
        }
        let mut parts = Vec::with_capacity(self.runs.len());
        let mut rest = repaired;
        for (index, run) in self.runs.iter().enumerate() {
            let damaged = |what: &str| LedgerError::Damaged(format!("run {} {what}", index + 1));
            let (now, after) = rest.split_at_checked(run.length).ok_or_else(|| damaged("is longer than the text"))?;
            rest = after;
            let was = match run.was().map_err(damaged)? {
                Some(was) => was,
                None => Cow::Borrowed(now),
            };
            if run.from.0.checked_add(was.len()) != Some(run.from.1) {
                return Err(damaged("is not as long as what it stands for"));
            }
            // What was inserted takes no bytes of the original, and may stand anywhere in it.
            if !was.is_empty() {
                parts.push((run.from.0, was));
            }
        }
        if !rest.is_empty() {
            return Err(LedgerError::Damaged("its runs end before the text does".to_string()));
        }
        parts.sort_by_key(|&(from, _)| from);
        let mut original = Vec::with_capacity(parts.iter().map(|(_, was)| was.len()).sum());
        for (from, was) in parts {
            if from != original.len() {
                return Err(LedgerError::Damaged(format!("byte {from} of the original is in no run, or in two")));
            }
            original.extend_from_slice(&was);
        }
        if !self.original.fits(&original) {
            return Err(LedgerError::Damaged("what it leads to is not the original".to_string()));
        }
        Ok(original)
    }
}

impl Run {
    /// The original bytes, when they are others now.
    fn was(&self) -> Result<Option<Cow<'_, [u8]>>, &'static str> {
        match (&self.was, &self.was_hex) {
            (None, None) => Ok(None),
            (Some(text), None) => Ok(Some(Cow::Borrowed(text.as_bytes()))),
            (None, Some(hex)) => Ok(Some(Cow::Owned(from_hex(hex).ok_or("has bytes that are not hexadecimal")?))),
            (Some(_), Some(_)) => Err("says twice what it was"),
        }
    }

    /// True when the two are one: both unchanged, and neighbours before as they are now.
    fn goes_on_in(&self, next: &Run) -> bool {
        let unchanged = |run: &Run| run.was.is_none() && run.was_hex.is_none();
        unchanged(self)
            && unchanged(next)
            && self.from.1 == next.from.0
            && (self.by, self.moved_by) == (next.by, next.moved_by)
    }
}

/// A document, written in one form.
struct Writing<'a> {
    source: &'a Source,
    document: &'a Document,
    form: Form,
}

impl Writing<'_> {
    /// The runs of `repaired`, and the seal of the original; `None` when the document in this form is not `repaired`.
    fn runs(&self, repaired: &[u8]) -> Option<(Vec<Run>, Seal)> {
        let before = self.source.byte_order_mark();
        let after = self.source.mark_in(self.form);
        let mut rest = repaired.strip_prefix(after)?;
        let pieces = self.document.pieces();
        let raw: Vec<Cow<'_, [u8]>> = pieces.iter().map(|piece| self.source.raw(piece.source)).collect();
        let (starts, original) = self.originals(&raw);

        let mut runs = Runs::default();
        if !before.is_empty() {
            runs.push(0, before, after, None);
        }
        let mut written = Vec::new();
        for ((piece, raw), start) in pieces.iter().zip(&raw).zip(starts) {
            written.clear();
            self.source.push_piece(self.document, piece, self.form, &mut written).ok()?;
            rest = rest.strip_prefix(written.as_slice())?;
            runs.push(start, raw, &written, Some(piece));
        }
        rest.is_empty().then_some((runs.0, original))
    }

    /// Where each piece begins in the original bytes, and the seal of all of them.
    fn originals(&self, raw: &[Cow<'_, [u8]>]) -> (Vec<usize>, Seal) {
        let pieces = self.document.pieces();
        let mut order: Vec<usize> = (0..pieces.len()).collect();
        order.sort_by_key(|&index| pieces[index].source);
        let mark = self.source.byte_order_mark();
        let mut hash = Sha256::new_with_prefix(mark);
        let mut starts = vec![0; pieces.len()];
        let mut at = mark.len();
        for index in order {
            starts[index] = at;
            at += raw[index].len();
            hash.update(&raw[index]);
        }
        (starts, Seal { bytes: at, sha256: to_hex(&hash.finalize()) })
    }
}

/// Runs in the making, neighbours merged.
#[derive(Default)]
struct Runs(Vec<Run>);

impl Runs {
    fn push(&mut self, start: usize, before: &[u8], after: &[u8], piece: Option<&Piece>) {
        let (was, was_hex) = match std::str::from_utf8(before) {
            _ if before == after => (None, None),
            Ok(text) => (Some(text.to_string()), None),
            Err(_) => (None, Some(to_hex(before))),
        };
        let by = |finding: Option<FindingId>| finding.map(|id| id.0);
        let run = Run {
            from: (start, start + before.len()),
            length: after.len(),
            was,
            was_hex,
            by: by(piece.and_then(|piece| piece.changed_by)),
            moved_by: by(piece.and_then(|piece| piece.moved_by)),
        };
        match self.0.last_mut() {
            Some(last) if last.goes_on_in(&run) => {
                last.from.1 = run.from.1;
                last.length += run.length;
            }
            _ => self.0.push(run),
        }
    }
}

/// One value on one line. Nothing in a ledger can fail to be written as JSON; if it did, `null` is not read back.
fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_string())
}

/// A list, one element a line.
fn lines(values: &[impl Serialize]) -> String {
    if values.is_empty() {
        return "[]".to_string();
    }
    format!("[\n{}\n]", values.iter().map(line).collect::<Vec<_>>().join(",\n"))
}

fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    bytes.iter().flat_map(|&byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let value = |digit: u8| char::from(digit).to_digit(16).map(|value| value as u8);
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    let bytes = pairs.iter().map(|&[high, low]| Some(value(high)? << 4 | value(low)?)).collect::<Option<Vec<u8>>>()?;
    rest.is_empty().then_some(bytes)
}
