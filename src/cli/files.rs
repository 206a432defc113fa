//! Files in and out, and what goes wrong with them.
//!
//! Each trouble becomes one line that names the path, what is wrong and what to do, so that one bad file of a batch is
//! reported and the others are still done. Files are read, not mapped: a mapped file that shrinks underneath ends the
//! process.

mod together;
mod trouble;
mod write;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind, IsTerminal, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

pub use together::together;
pub use trouble::Trouble;
use trouble::is_standard;
pub use write::{check_unchanged, check_writable, make_folders, write_atomically, write_like, write_stdout};

/// Which files of a folder are text to repair, by the end of their names.
const TEXT_ENDINGS: [&str; 4] = ["txt", "text", "md", "markdown"];

/// From which likeness (Jaro-Winkler, 0 to 1) a file in the same folder is taken for the one that was meant: "page.md" and
/// "pages.md" have 0.97, "page1.md" and "page2.md" 0.95, "page.md" and "notes.md" 0.62.
const LIKENESS: f64 = 0.85;

/// One text to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where it is; `-` for standard input.
    pub path: PathBuf,
    /// Its name below `--out-dir`: the path below the folder that was given, or the bare file name.
    pub name: PathBuf,
    /// The files that are read as the pages of one text; none for a file by itself.
    pub pages: Vec<PathBuf>,
    /// Why it cannot be read, when that is known already: a folder without texts.
    trouble: Option<Trouble>,
}

impl Input {
    fn new(path: impl Into<PathBuf>, name: impl Into<PathBuf>) -> Input {
        Input { path: path.into(), name: name.into(), pages: Vec::new(), trouble: None }
    }

    /// Its bytes.
    pub fn read(&self) -> Result<Vec<u8>, Trouble> {
        match &self.trouble {
            Some(trouble) => Err(trouble.clone()),
            None if self.pages.is_empty() => read(&self.path),
            None => together::read_together(&self.pages),
        }
    }
}

/// The files behind the arguments, in their order; standard input when there are none. A folder stands for the text files
/// in it and below, sorted by name, without hidden files and those that a `.gitignore` names. A path that is given twice
/// is read once. What cannot be read is found when it is read, so that the rest of a batch is still done.
///
/// # Errors
/// When a folder is given where only one text is wanted (`many` is false); when nothing is given and standard input is a
/// keyboard.
pub fn inputs(arguments: &[PathBuf], many: bool) -> Result<Vec<Input>, Trouble> {
    let standard = Input::new("-", "standard-input.txt");
    if arguments.is_empty() && io::stdin().is_terminal() {
        return Err(Trouble::new("nothing to read; name files, or - for standard input"));
    }
    if arguments.is_empty() {
        return Ok(vec![standard]);
    }
    let mut inputs = Vec::new();
    for path in arguments {
        match path {
            path if is_standard(path) => inputs.push(standard.clone()),
            path if path.is_dir() && many => inputs.extend(walk(path)),
            path if path.is_dir() && fs::read_dir(path).is_ok() => {
                return Err(Trouble::at(path, "is a folder; give its files, or --out-dir to repair all of it"));
            }
            path => inputs.push(Input::new(path, path.file_name().unwrap_or_default())),
        }
    }
    let mut seen = BTreeSet::new();
    inputs.retain(|input| seen.insert(input.path.clone()));
    Ok(inputs)
}

fn walk(folder: &Path) -> Vec<Input> {
    let is_text = |path: &Path| {
        let ending = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        TEXT_ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
    };
    let mut inputs = Vec::new();
    for entry in WalkBuilder::new(folder).sort_by_file_name(OsStr::cmp).build() {
        let path = match entry {
            Ok(entry) if entry.path().is_file() && is_text(entry.path()) => entry.into_path(),
            Ok(_) => continue,
            // Taken for an input, the folder says itself why it cannot be read.
            Err(error) => closed_folder(&error).unwrap_or(folder).to_path_buf(),
        };
        let name = path.strip_prefix(folder).unwrap_or(&path).to_path_buf();
        inputs.push(Input::new(path, name));
    }
    if inputs.is_empty() {
        let endings = TEXT_ENDINGS.map(|ending| format!(".{ending}")).join(", ");
        let trouble = Trouble::at(folder, format_args!("no {endings} file in it; name the files to read"));
        inputs.push(Input { trouble: Some(trouble), ..Input::new(folder, "") });
    }
    inputs
}

/// The folder that could not be walked.
fn closed_folder(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => closed_folder(err),
        _ => None,
    }
}

fn is_a_folder(path: &Path) -> Trouble {
    match fs::read_dir(path) {
        Ok(_) => Trouble::at(path, "is a folder; name a file in it"),
        Err(error) => Trouble::reading(path, &error),
    }
}

/// Reads the whole of a file, or of standard input (`-`).
pub fn read(path: &Path) -> Result<Vec<u8>, Trouble> {
    if is_standard(path) {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(|error| Trouble::reading(path, &error))?;
        return Ok(bytes);
    }
    if path.is_dir() {
        return Err(is_a_folder(path));
    }
    fs::read(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Trouble::at(path, missing(path)),
        _ => Trouble::reading(path, &error),
    })
}

/// What to say of a file that is not there.
fn missing(path: &Path) -> String {
    if path.as_os_str().is_empty() {
        return "an empty path; name a file, or - for standard input".to_string();
    }
    if path.is_symlink() {
        return "a link to a file that is not there".to_string();
    }
    let folder = folder_of(path);
    if !folder.is_dir() {
        return format!("no such file; the folder {} is not there either", folder.display());
    }
    let wanted = path.file_name().unwrap_or_default().to_string_lossy();
    let likeness = |name: &str| strsim::jaro_winkler(&wanted, name);
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let mut names: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
    // Sorted, so that of two that are equally like it the same one is named on every machine.
    names.sort_unstable();
    let nearest = names.iter().rev().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match nearest.filter(|name| likeness(name) >= LIKENESS) {
        Some(name) => format!("no such file; did you mean {}?", path.with_file_name(name).display()),
        None => "no such file".to_string(),
    }
}

/// The path of what belongs to a file: beside the file itself, also when it is named by a link.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let file = if path.is_symlink() { path.canonicalize().ok() } else { None };
    let file = file.as_deref().unwrap_or(path);
    let mut name = file.file_name().unwrap_or_default().to_os_string();
    name.push(suffix);
    file.with_file_name(name)
}

/// True when both paths lead to one file that is there.
pub fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok().filter(|path| path.is_file());
    real(one).is_some_and(|one| real(other) == Some(one))
}

/// The folder in which a path stands.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with these files, each holding its own name.
    pub(super) fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        folder
    }

    /// The line for a path in `folder`, with the folder's own name left out.
    pub(super) fn line<T: std::fmt::Debug>(folder: &tempfile::TempDir, outcome: Result<T, Trouble>) -> String {
        let real = fs::canonicalize(folder.path()).unwrap();
        let line = outcome.unwrap_err().to_string();
        let below = |line: &str, path: &Path| line.replace(&format!("{}/", path.display()), "");
        below(&below(&line, folder.path()), &real)
    }

    #[test]
    fn a_file_that_cannot_be_read_says_what_to_do() {
        let folder = folder(&["pages/page1.md", "notes.txt"]);
        let at = |name: &str| line(&folder, read(&folder.path().join(name)));
        assert_eq!(at("pages/page2.md"), "pages/page2.md: no such file; did you mean pages/page1.md?");
        assert_eq!(at("pages/zzz"), "pages/zzz: no such file");
        assert_eq!(at("pges/page1.md"), "pges/page1.md: no such file; the folder pges is not there either");
        assert_eq!(at("pages"), "pages: is a folder; name a file in it");
        assert_eq!(at("notes.txt/page1.md"), "notes.txt/page1.md: a part of the path is not a folder");
        assert_eq!(at("two\nlines"), "two\u{FFFD}lines: no such file");
        let nothing = read(Path::new("")).unwrap_err().to_string();
        assert_eq!(nothing, ": an empty path; name a file, or - for standard input");
        assert_eq!(read(&folder.path().join("notes.txt")).unwrap(), b"notes.txt");
    }

    #[test]
    fn folders_are_walked_in_order_and_files_taken_as_they_are() {
        let tree =
            folder(&["b.txt", "a/2.MD", "a/10.md", "a/scan.png", ".hidden/x.txt", "c.markdown", "b.txt.restitch.json"]);
        let scan = tree.path().join("a/scan.png");
        let arguments = [PathBuf::from("-"), tree.path().to_path_buf(), scan.clone(), "-".into(), scan];
        let below: Vec<_> = inputs(&arguments, true).unwrap().into_iter().map(|input| input.name).collect();
        let names = ["standard-input.txt", "a/10.md", "a/2.MD", "b.txt", "c.markdown", "scan.png"];
        assert_eq!(below, names.map(PathBuf::from));

        let empty = folder(&["pages/scan.png"]);
        let pages = empty.path().join("pages");
        let [input] = inputs(std::slice::from_ref(&pages), true).unwrap().try_into().unwrap();
        let trouble = line(&empty, input.read());
        assert_eq!(trouble, "pages: no .txt, .text, .md, .markdown file in it; name the files to read");
        let trouble = line(&empty, inputs(&[pages], false));
        assert_eq!(trouble, "pages: is a folder; give its files, or --out-dir to repair all of it");
    }
}
