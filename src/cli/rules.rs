//! `restitch rules`: the rules in force, what each does, and their examples.

use std::path::PathBuf;

use clap::Args;
use restitch::example;
use restitch::excerpt::padded;
use restitch::rule::{Example, Rule};
use restitch::ruleset::RuleSet;

use super::Outcome;
use super::common;
use super::files::Trouble;

/// Lists, explains and tests rules.
#[derive(Args)]
#[command(after_help = "Exit status: 0 all well, 1 an example fails, 2 trouble.")]
pub struct Arguments {
    /// Explain this rule
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Run the examples that the rules carry
    #[arg(long)]
    test: bool,
    /// Add the rules in this folder (*.toml)
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Trouble> {
    let mut rules = common::load_rules(&arguments.rules)?;
    if let Some(id) = &arguments.id {
        common::known_rule(id, &rules)?;
        rules = rules.filtered(|rule| *rule.id == **id);
    }
    if arguments.test {
        return test(&rules);
    }
    match (&arguments.id, rules.rules()) {
        (Some(_), [rule]) => common::print(&explained(rule))?,
        _ => common::print(&listed(&rules))?,
    }
    Ok(Outcome::Clean)
}

fn listed(rules: &RuleSet) -> String {
    let width = rules.rules().iter().map(|r| r.id.len()).max().unwrap_or(0);
    let row = |r: &Rule| format!("{}  {:<10}  {:<7}  {}\n", padded(&r.id, width), r.stage, r.tier, r.message);
    rules.rules().iter().map(row).collect()
}

fn explained(rule: &Rule) -> String {
    let mut text = format!("{}: {}\n\n", rule.id, rule.message);
    text += &format!("{} stage, at most {}, technique {}\n\n", rule.stage, rule.tier, rule.detect.name());
    text += &format!("Why: {}\n\nSafety: {}\n", rule.why.trim(), rule.safety.trim());
    for Example { name, before, after, known_failure } in &rule.examples {
        let note = if *known_failure { " (cannot do this yet)" } else { "" };
        text += &format!("\n{name}{note}\n{}", quoted("  - ", before));
        match after {
            Some(after) if after == before => text += "  is reported\n",
            Some(after) => text += &quoted("  + ", after),
            None => text += "  stays as it is\n",
        }
    }
    text
}

fn quoted(mark: &str, text: &str) -> String {
    text.lines().map(|line| format!("{mark}{line}").trim_end().to_string() + "\n").collect()
}

fn test(rules: &RuleSet) -> Result<Outcome, Trouble> {
    let outcomes = example::run(rules);
    let mut text = String::new();
    for outcome in outcomes.iter() {
        if let Some(fault) = &outcome.fault {
            text += &format!("{}: {}: {fault}\n", outcome.rule, outcome.example);
        }
    }
    let failed = outcomes.iter().filter(|o| o.fault.is_some()).count();
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let (examples, rules) = (count(outcomes.len(), "example"), count(rules.rules().len(), "rule"));
    text += &format!("{examples} of {rules}, {failed} failed\n");
    common::print(&text)?;
    Ok(if failed == 0 { Outcome::Clean } else { Outcome::Found })
}
