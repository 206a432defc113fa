//! What went wrong, in one line that says what to do.

use std::io::{self, ErrorKind};
use std::path::Path;

/// One line for standard error, `path: what; what to do`, after which the run ends with 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    message: String,
}

impl Trouble {
    /// A line that is about no file. Characters that would end the line or steer a terminal are shown as U+FFFD.
    pub fn new(message: impl Into<String>) -> Trouble {
        let message: String = message.into();
        let shown = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
        Trouble { message: message.chars().map(shown).collect() }
    }

    /// The line for `path`: what is wrong with it, and what to do.
    pub fn at(path: &Path, what: impl std::fmt::Display) -> Trouble {
        let name = if is_standard(path) { "standard input".into() } else { path.to_string_lossy() };
        Trouble::named(&name, what)
    }

    /// The line for an error in reading `path`.
    pub fn reading(path: &Path, error: &io::Error) -> Trouble {
        Trouble::at(path, explain(error))
    }

    /// The line for an error in writing `path`.
    pub fn writing(path: &Path, error: &io::Error) -> Trouble {
        let name = if is_standard(path) { "standard output".into() } else { path.to_string_lossy() };
        Trouble::named(&name, explain(error))
    }

    fn named(name: &str, what: impl std::fmt::Display) -> Trouble {
        Trouble::new(format!("{name}: {what}"))
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Trouble {}

/// True for `-`, which is standard input where something is read and standard output where something is written.
pub(super) fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn explain(error: &io::Error) -> String {
    let what = match error.kind() {
        ErrorKind::NotFound => "no such file",
        ErrorKind::PermissionDenied => "no permission; change its mode, or run as its owner",
        ErrorKind::IsADirectory => "is a folder",
        ErrorKind::NotADirectory => "a part of the path is not a folder",
        ErrorKind::StorageFull => "the disk is full; make room and run again",
        ErrorKind::QuotaExceeded => "the disk quota is used up; make room and run again",
        ErrorKind::FileTooLarge => "too large for this file system; write elsewhere",
        ErrorKind::ReadOnlyFilesystem => "on a read-only file system; use -o FILE to write elsewhere",
        ErrorKind::InvalidFilename => "not a name that a file can have",
        ErrorKind::OutOfMemory => "too large for the memory; cut it into parts",
        _ => return error.to_string(),
    };
    what.to_string()
}
