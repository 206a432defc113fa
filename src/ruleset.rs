//! The rules in force, in the order in which they run. The one list of the rules that come with restitch is here.

use std::collections::BTreeMap;

use crate::rule::{Rule, RuleError};

macro_rules! embedded {
    ($($name:literal),* $(,)?) => { &[$((concat!("rules/", $name, ".toml"), include_str!(concat!("../rules/", $name, ".toml")))),*] };
}

/// The rules that come with restitch, each with the reason for its place.
const EMBEDDED: &[(&str, &str)] = embedded![
    // Torn encodings first of all, some of whose halves are control characters. What cannot be seen then parts words for
    // every rule that reads them, and a letter is one character before it is compared with others.
    "mojibake",
    "html-entity",
    "control-character",
    "invisible-character",
    "soft-hyphen",
    "loose-accent",
    "ligature",
    "compatibility-ideograph",
    "radical",
    // Line widths and words are only what they were when the blanks between characters are gone, and a mark has its
    // neighbours again.
    "spaced-characters",
    "half-width-mark",
    "unlike-brackets",
    "mixed-width",
    // Words and numbers are whole now, and their letters their own.
    "look-alike-letter",
    "greek-sharp-s",
    "letter-in-number",
    // Columns read across are no lines at all: before anything looks at lines.
    "interleaved-columns",
    // Stamps first: they stand outside of the heads and feet, which are looked for at the edges of pages.
    "library-stamp",
    // What stands on a page between two halves of a sentence goes before anything is joined, compared or unwrapped.
    "page-furniture",
    // Then nothing but the turn itself stands between them; what it leaves is an ordinary gap.
    "page-turn",
    // What was said fifty times would pass for fifty copies, or for a refrain.
    "loop",
    // A second copy of a tail would compete with the first for the same head: copies go before anything is joined.
    "repeated-block",
    // What breaks off at a line's end must be one paragraph before it is asked what breaks off at a paragraph's end.
    "hard-wrapped-lines",
    // Behind the lines' ends, which it leaves where a hyphen stands: joined first, a word would make one wide line of two.
    "hyphenated-line-break",
    // A jump line says which tail belongs to which head; what it leaves is guessed. It is looked at where it stands, before
    // joins move its neighbours or give its tail to another head.
    "jump-line",
    // A byline between the halves of a sentence goes first, or the paragraph would be joined in front of it, and the byline be
    // the article's last line.
    "displaced-byline",
    // Torn paragraphs and displaced tails together, in one assignment.
    "torn-paragraph",
    // Last: until columns are apart, a blank may be the gutter between two of them.
    "stray-blank",
];

/// An ordered list of rules with different ids.
#[derive(Clone, Debug)]
pub struct RuleSet {
    rules: Vec<Rule>,
    /// Where each id was taken, in words for an error.
    taken: BTreeMap<String, String>,
}

impl RuleSet {
    /// The rules that come with restitch.
    ///
    /// # Errors
    /// Never in a released build: a test reads them all.
    pub fn embedded() -> Result<RuleSet, RuleError> {
        let mut rules = RuleSet::of(EMBEDDED.iter().map(|(path, text)| (path.to_string(), text.to_string())))?;
        // Their paths mean nothing to a user, who has no such files.
        rules.taken.values_mut().for_each(|place| *place = "the rules that come with restitch".to_string());
        Ok(rules)
    }

    /// The same rules without their examples: what a repair needs. Most of their files is examples.
    ///
    /// # Errors
    /// Never in a released build: a test reads them all.
    pub fn bare() -> Result<RuleSet, RuleError> {
        let mut rules = RuleSet { rules: Vec::new(), taken: BTreeMap::new() };
        for (path, text) in EMBEDDED {
            let rule = Rule::trusted(text, path)?;
            rules.taken.insert(rule.id.to_string(), "the rules that come with restitch".to_string());
            rules.rules.push(rule);
        }
        rules.rules.sort_by_key(|rule| rule.stage);
        Ok(rules)
    }

    /// Rules from files: pairs of path and text, in the order in which they run within a stage.
    ///
    /// # Errors
    /// For the first file that is not a rule, and for an id that is taken.
    pub fn of(files: impl IntoIterator<Item = (String, String)>) -> Result<RuleSet, RuleError> {
        RuleSet { rules: Vec::new(), taken: BTreeMap::new() }.with(files)
    }

    /// The same rules and, at the end of their stages, those of `files`.
    ///
    /// # Errors
    /// As [`RuleSet::of`].
    pub fn with(mut self, files: impl IntoIterator<Item = (String, String)>) -> Result<RuleSet, RuleError> {
        for (path, text) in files {
            let rule = Rule::parse(&text, &path)?;
            if let Some(first) = self.taken.insert(rule.id.to_string(), path.clone()) {
                let line = text.lines().position(|l| l.starts_with("id")).map_or(1, |n| n + 1);
                let message = format!("the id `{}` is taken by {first}; choose another", rule.id);
                return Err(RuleError { path, line, message });
            }
            self.rules.push(rule);
        }
        self.rules.sort_by_key(|rule| rule.stage);
        Ok(self)
    }

    /// The rules in the order in which they run.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of that id.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| &*rule.id == id)
    }

    /// Only rules that `keep` holds for.
    pub fn filtered(mut self, keep: impl Fn(&Rule) -> bool) -> RuleSet {
        self.rules.retain(|rule| keep(rule));
        self.taken.retain(|id, _| self.rules.iter().any(|rule| *rule.id == **id));
        self
    }
}
