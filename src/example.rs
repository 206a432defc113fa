//! Runs the examples that rules carry: each text against its rule alone.

use crate::finding::Tier;
use crate::repair::{self, Options};
use crate::rule::{Example, Rule};
use crate::ruleset::RuleSet;

/// What came of one example.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The rule.
    pub rule: String,
    /// The example's name.
    pub example: String,
    /// What went wrong; `None` when the example holds.
    pub fault: Option<String>,
}

/// Runs every example of every rule.
pub fn run(rules: &RuleSet) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for rule in rules.rules() {
        let alone = rules.clone().filtered(|other| other.id == rule.id);
        outcomes.extend(rule.examples.iter().map(|example| Outcome {
            rule: rule.id.to_string(),
            example: example.name.clone(),
            fault: fault(rule, &alone, example),
        }));
    }
    outcomes
}

/// An example without `after` must stay as it is; a rule that only reports must report where `after` is given, and be
/// silent where it is not.
fn fault(rule: &Rule, alone: &RuleSet, example: &Example) -> Option<String> {
    // What a rule never does by itself is done here: its examples show what it would do.
    let done_from = rule.tier.max(Tier::Propose);
    let repair = repair::repair(example.before.clone(), alone, &Options { done_from, ..Options::default() });
    let got = repair.document.text();
    let expected = example.after.as_ref().unwrap_or(&example.before);
    let silent = rule.tier != Tier::Report || repair.findings.is_empty() == example.after.is_none();
    match (got == expected && silent, example.known_failure) {
        (true, false) | (false, true) => None,
        (true, true) => Some("this known failure works now: remove `known_failure`".to_string()),
        (false, false) if got == expected => Some("reported, and should not be, or the reverse".to_string()),
        (false, false) => Some(format!("expected {expected:?}, got {got:?}")),
    }
}
