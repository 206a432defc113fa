//! A rule: what damage it names, which technique finds it, how far it may go, and examples that prove both.
//!
//! Rules are data. A rule file is TOML; every key is known, and an unknown one is an error that names file and line and
//! the key that was probably meant. The techniques are a closed set in [`crate::detect`]; a rule picks exactly one.
//!
//! ```
//! use restitch::rule::Rule;
//! let text = "id = \"stray-mark\"\nstage = \"characters\"\ntier = \"report\"\nmessage = \"A stray mark\"\nwhy = \"Dust.\"\nsafety = \"Only shown.\"\n[detect.pattern]\nwith = \"\"\n[[example]]\nname = \"x\"\nbefore = \"x\"\n";
//! let error = Rule::parse(text, "rules/mine.toml").unwrap_err();
//! assert_eq!(error.to_string(), "rules/mine.toml:7: missing field `find`");
//! ```

use std::sync::Arc;

use serde::Deserialize;

use crate::detect::Technique;
use crate::finding::Tier;

/// The order of work. Rules run stage by stage; within a stage in the order of the rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Misread characters: everything later reads words.
    Characters,
    /// Columns that were read across.
    Columns,
    /// Running heads and folios, which stand between what belongs together.
    Furniture,
    /// Text read twice: a second copy would attract the neighbours of the first.
    Repetition,
    /// Hard-wrapped lines and hyphens.
    Lines,
    /// Torn paragraphs and displaced tails.
    Order,
    /// Blanks, last.
    Spacing,
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Stage::Characters => "characters",
            Stage::Columns => "columns",
            Stage::Furniture => "furniture",
            Stage::Repetition => "repetition",
            Stage::Lines => "lines",
            Stage::Order => "order",
            Stage::Spacing => "spacing",
        })
    }
}

/// A small text that a rule must change in one way, or must leave alone.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// The damaged text.
    pub before: String,
    /// What the rule makes of it; absent when it must stay as it is.
    pub after: Option<String>,
    /// True when the rule cannot do this yet; the test fails on the day it can, until this line goes.
    #[serde(default)]
    pub known_failure: bool,
}

/// One rule, read from its file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Names the damage, in small letters and hyphens.
    pub id: Arc<str>,
    /// When it runs.
    pub stage: Stage,
    /// The most that it may claim.
    pub tier: Tier,
    /// One line for people, at each finding.
    pub message: String,
    /// Where the damage comes from.
    pub why: String,
    /// When it is applied, what is left alone, and at what price.
    pub safety: String,
    /// Technique and parameters.
    pub detect: Technique,
    /// Texts of both kinds.
    #[serde(rename = "example")]
    pub examples: Vec<Example>,
}

/// What is wrong with a rule file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// The file, as the user named it.
    pub path: String,
    /// The line, from 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// What is wrong and what would be right.
    pub message: String,
}

impl std::fmt::Display for RuleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.message),
            line => write!(f, "{}:{line}: {}", self.path, self.message),
        }
    }
}

impl std::error::Error for RuleError {}

impl Rule {
    /// Reads a rule whose file is known to be right, without looking for faults and without its examples, which stand at its
    /// end and are most of it: a repair starts sooner.
    ///
    /// # Errors
    /// When the text is not a rule.
    pub(crate) fn trusted(text: &str, path: &str) -> Result<Rule, RuleError> {
        let head = text.split("\n[[example]]").next().unwrap_or(text);
        let bare = format!("example = []\n{head}");
        toml::from_str(&bare).map_err(|error| explain(&error, &bare, path))
    }

    /// Reads a rule from the text of its file; `path` is used in errors only.
    ///
    /// # Errors
    /// When the text is not TOML, a key is unknown or missing, a pattern does not compile, or a text is empty.
    pub fn parse(text: &str, path: &str) -> Result<Rule, RuleError> {
        let rule: Rule = toml::from_str(text).map_err(|error| explain(&error, text, path))?;
        let fault =
            |key: &str, message: String| RuleError { path: path.to_string(), line: line_of_key(text, key), message };
        if rule.id.is_empty() || !rule.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            let message = format!("the id `{}` may hold small letters, digits and hyphens only", rule.id);
            return Err(fault("id", message));
        }
        for (key, value) in [("message", &rule.message), ("why", &rule.why), ("safety", &rule.safety)] {
            if value.trim().is_empty() {
                return Err(fault(key, format!("`{key}` is empty; say it in one sentence")));
            }
        }
        rule.detect.check().map_err(|(key, message)| fault(key, message))?;
        Ok(rule)
    }
}

/// Turns the parser's error into one line, with a guess at what was meant.
pub(crate) fn explain(error: &toml::de::Error, text: &str, path: &str) -> RuleError {
    let line = error.span().map_or(0, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    let said = error.message();
    let message = match said.strip_prefix("unknown field `").or_else(|| said.strip_prefix("unknown variant `")) {
        // The parser's words for an enum; the only one with parameters is the technique.
        None if said.starts_with("wanted exactly 1 element") => {
            "`detect` takes one technique with its parameters, such as [detect.pattern]".to_string()
        }
        None => said.replace('\n', " "),
        Some(rest) => {
            let names: Vec<&str> = rest.split('`').step_by(2).collect();
            let what = if said.starts_with("unknown field") { "key" } else { "value" };
            let meant = names[1..].iter().map(|name| (strsim::damerau_levenshtein(names[0], name), name)).min();
            match meant {
                Some((distance, name)) if distance <= 2 => {
                    format!("unknown {what} `{}`; did you mean `{name}`?", names[0])
                }
                _ => format!("unknown {what} `{}`; known are {}", names[0], names[1..].join(", ")),
            }
        }
    };
    RuleError { path: path.to_string(), line, message }
}

/// The line on which `key` is set, for faults that the parser cannot see.
fn line_of_key(text: &str, key: &str) -> usize {
    text.lines()
        .position(|l| l.trim_start().strip_prefix(key).is_some_and(|r| r.trim_start().starts_with('=')))
        .map_or(0, |n| n + 1)
}
