//! Fixtures: a folder a case, an input and what must come of it.
//!
//! A case has `case.toml` (what it shows, in which language, which options), `input.txt` or `input.md`, `expected` with
//! the same ending, and `findings.txt`, the short report. All files are compared as bytes, so a fixture with CRLF stays one.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::finding::Tier;
use crate::language::Languages;
use crate::repair::{self, Options, Repair};
use crate::report;
use crate::ruleset::RuleSet;
use crate::source::Source;

/// `case.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What the case shows, in one sentence.
    #[serde(rename = "about")]
    _about: String,
    /// Which language its text is in; recognised when absent.
    #[serde(default)]
    lang: Option<String>,
    /// From which tier findings are done.
    #[serde(default = "apply")]
    tier: Tier,
    /// True for a case that must stay as it is.
    #[serde(default)]
    unchanged: bool,
}

fn apply() -> Tier {
    Tier::Apply
}

/// A case, read and run.
#[derive(Debug)]
pub struct Fixture {
    /// Its folder.
    pub folder: PathBuf,
    /// The repair of its input.
    pub repair: Repair,
    /// The repaired text as bytes in the input's encoding.
    pub got: Vec<u8>,
    /// The short report of the findings.
    pub findings: String,
    expected_path: PathBuf,
    expected: Vec<u8>,
    expected_findings: String,
    /// What it must stay as, when it must stay as it is.
    input: Option<Vec<u8>>,
}

/// One case of a folder of cases.
///
/// # Errors
/// One line: which file of the case is missing or wrong.
pub fn load(folder: &Path, rules: &RuleSet) -> Result<Fixture, String> {
    let read = |path: &Path| std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()));
    let case_path = folder.join("case.toml");
    let text = String::from_utf8(read(&case_path)?).map_err(|_| format!("{}: not UTF-8", case_path.display()))?;
    let case: Case = toml::from_str(&text)
        .map_err(|e| crate::rule::explain(&e, &text, &case_path.display().to_string()).to_string())?;
    let ending = ["md", "txt"].into_iter().find(|e| folder.join(format!("input.{e}")).exists());
    let ending = ending.ok_or_else(|| format!("{}: no input.md or input.txt", folder.display()))?;
    let input = read(&folder.join(format!("input.{ending}")))?;
    let source = Source::decode(input.clone());
    let language = match &case.lang {
        Some(id) => {
            Some(Languages::embedded().get(id).ok_or_else(|| format!("{}: no language `{id}`", case_path.display()))?)
        }
        None => None,
    };
    let repair =
        repair::repair(source.text.clone(), rules, &Options { done_from: case.tier, language, ..Options::default() });
    let got = source.encode(&repair.document).map_err(|e| format!("{}: {e}", folder.display()))?;
    let findings = report::short(&format!("input.{ending}"), &repair);
    let expected_path = folder.join(format!("expected.{ending}"));
    let expected = std::fs::read(&expected_path).unwrap_or_default();
    let expected_findings = std::fs::read_to_string(folder.join("findings.txt")).unwrap_or_default();
    let input = case.unchanged.then_some(input);
    Ok(Fixture {
        folder: folder.to_path_buf(),
        repair,
        got,
        findings,
        expected_path,
        expected,
        expected_findings,
        input,
    })
}

/// The folders of cases below `root`, or `root` itself when it is one, in the order of their names.
///
/// # Errors
/// When the folder cannot be read or holds no case.
pub fn folders(root: &Path) -> Result<Vec<PathBuf>, String> {
    if root.join("case.toml").exists() {
        return Ok(vec![root.to_path_buf()]);
    }
    let told = |e: std::io::Error| match e.kind() {
        ErrorKind::NotFound => format!("{}: no such folder", root.display()),
        ErrorKind::NotADirectory => format!("{}: is not a folder; name a folder of cases", root.display()),
        _ => format!("{}: {e}", root.display()),
    };
    let entries = std::fs::read_dir(root).map_err(told)?;
    let mut folders: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    folders.retain(|folder| folder.join("case.toml").exists());
    folders.sort();
    match folders.is_empty() {
        true => Err(format!("{}: no fixtures here (folders with a case.toml)", root.display())),
        false => Ok(folders),
    }
}

impl Fixture {
    /// True when text and findings are as expected.
    pub fn holds(&self) -> bool {
        self.text_holds() && self.findings == self.expected_findings
    }

    /// True when the text is as expected and, for a case that must stay as it is, as it was.
    pub fn text_holds(&self) -> bool {
        self.got == self.expected && self.stays()
    }

    /// False when the case must stay as it is, and did not.
    pub fn stays(&self) -> bool {
        self.input.as_ref().is_none_or(|input| *input == self.got)
    }

    /// What was expected, as text.
    pub fn expected(&self) -> String {
        Source::decode(self.expected.clone()).text.to_string()
    }

    /// The findings that were expected.
    pub fn expected_findings(&self) -> &str {
        &self.expected_findings
    }

    /// Makes what came out the expectation.
    ///
    /// # Errors
    /// When a file cannot be written, and when the case must stay as it is, and did not.
    pub fn bless(&self) -> std::io::Result<()> {
        if !self.stays() {
            return Err(std::io::Error::other("must stay as it is, and was changed; mend the rule, or the case"));
        }
        std::fs::write(&self.expected_path, &self.got)?;
        std::fs::write(self.folder.join("findings.txt"), &self.findings)
    }
}
