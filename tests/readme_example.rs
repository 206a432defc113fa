//! The examples that the README shows are those that the program gives today.
//!
//! When the first test fails because the text is right and only a probability moved, `restitch test --bless` and paste
//! what `restitch diff fixtures/readme-example/input.md` prints.

// Helpers of tests may fail a test, as the tests themselves may.
#![allow(clippy::unwrap_used, clippy::panic)]

use restitch::diff::{self, ReviewStyle};
use restitch::example;
use restitch::repair::{Options, repair};
use restitch::ruleset::RuleSet;

const README: &str = include_str!("../README.md");
const PATH: &str = "fixtures/readme-example/input.md";
const INPUT: &str = include_str!("../fixtures/readme-example/input.md");

/// The fenced block behind `<!-- name -->`.
fn block(name: &str) -> &'static str {
    let mark = format!("<!-- {name} -->\n```");
    let (_, behind) = README.split_once(mark.as_str()).unwrap_or_else(|| panic!("no block `{name}` in the README"));
    let (_, inside) = behind.split_once('\n').unwrap();
    inside.split("\n```").next().unwrap()
}

#[test]
fn the_readme_shows_the_fixture_as_it_is_repaired() {
    assert_eq!(block("before"), INPUT.trim_end());
    let repair = repair(INPUT.to_string(), &RuleSet::embedded().unwrap(), &Options::default());
    assert_eq!(block("after"), repair.document.text().trim_end());
    let shown = diff::review(&repair, &ReviewStyle { colour: false, width: 80, path: PATH });
    assert_eq!(block("diff"), shown.trim_end());
}

#[test]
fn the_readmes_rule_is_a_rule_and_its_examples_hold() {
    let rules = RuleSet::of([("README.md".to_string(), block("rule").to_string())]).unwrap();
    let outcomes = example::run(&rules);
    assert_eq!(outcomes.len(), 2);
    for outcome in outcomes {
        assert_eq!(outcome.fault, None, "{}", outcome.example);
    }
}
