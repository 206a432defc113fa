//! The rules: their examples run, their files and the list of embedded ones agree, and a broken file is told as such.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::path::Path;

use restitch::example;
use restitch::finding::Tier;
use restitch::rule::{Rule, Stage};
use restitch::ruleset::RuleSet;

/// Examples of each kind that a rule must carry.
const OF_EACH_KIND: usize = 4;

/// Files of `rules/`, by their names without the ending.
fn files() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let rules = paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    rules.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

#[test]
fn every_example_of_every_rule_holds() {
    let outcomes = example::run(&RuleSet::embedded().unwrap());
    let faults: Vec<String> = outcomes
        .iter()
        .filter_map(|o| o.fault.as_ref().map(|fault| format!("{}: {}: {fault}", o.rule, o.example)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_a_repair_runs_are_the_rules_without_their_examples() {
    let told = |rule: &Rule| format!("{:?}", Rule { examples: Vec::new(), ..rule.clone() });
    let rules: Vec<String> = RuleSet::embedded().unwrap().rules().iter().map(told).collect();
    let bare: Vec<String> = RuleSet::bare().unwrap().rules().iter().map(|rule| format!("{rule:?}")).collect();
    assert_eq!(bare, rules);
}

#[test]
fn every_rule_has_examples_of_both_kinds() {
    for rule in RuleSet::embedded().unwrap().rules() {
        let proven = || rule.examples.iter().filter(|example| !example.known_failure);
        // Of a rule that only reports, an example with an `after` (equal to `before`) must be reported.
        let found = |example: &&restitch::rule::Example| match (&example.after, rule.tier) {
            (None, _) => false,
            (Some(after), Tier::Report) => *after == example.before,
            (Some(after), _) => *after != example.before,
        };
        let changed = proven().filter(found).count();
        let left = proven().filter(|example| example.after.is_none()).count();
        assert!(changed >= OF_EACH_KIND, "{}: {changed} examples that must be found", rule.id);
        assert!(left >= OF_EACH_KIND, "{}: {left} examples that must stay as they are", rule.id);
        // What must not be touched has more shapes than the damage: each that is shown changed asks for one that stays.
        assert!(left >= changed, "{}: {left} examples that stay for {changed} that change", rule.id);
        assert_eq!(changed + left, proven().count(), "{}: an `after` that equals `before`, or does not", rule.id);
        let names: BTreeSet<&str> = rule.examples.iter().map(|example| example.name.as_str()).collect();
        assert_eq!(names.len(), rule.examples.len(), "{}: two examples have the same name", rule.id);
    }
}

#[test]
fn each_file_is_one_embedded_rule_of_its_name() {
    let rules = RuleSet::embedded().unwrap();
    let embedded: BTreeSet<String> = rules.rules().iter().map(|rule| rule.id.to_string()).collect();
    assert_eq!(files(), embedded);
    for file in files() {
        let path = format!("{}/rules/{file}.toml", env!("CARGO_MANIFEST_DIR"));
        let rule = Rule::parse(&std::fs::read_to_string(&path).unwrap(), &path).unwrap();
        assert_eq!(*rule.id, *file, "{path}");
    }
}

#[test]
fn rules_run_stage_by_stage() {
    let rules = RuleSet::embedded().unwrap();
    assert!(rules.rules().is_sorted_by_key(|rule| rule.stage));
    let rules = rules.with([("mine.toml".to_string(), stray_mark())]).unwrap();
    let at = rules.rules().iter().position(|rule| &*rule.id == "stray-mark").unwrap();
    let next = rules.rules().get(at + 1).map(|rule| rule.stage);
    assert_eq!(next, Some(Stage::Columns), "a user's rule goes to the end of its stage, not to the end of all");
}

/// A whole rule, to be broken in one place by each case below. Lines are counted from 1.
fn stray_mark() -> String {
    [
        "id = \"stray-mark\"",                    // 1
        "stage = \"characters\"",                 // 2
        "tier = \"apply\"",                       // 3
        "message = \"A stray mark\"",             // 4
        "why = \"Dust on the glass.\"",           // 5
        "safety = \"Only between two letters.\"", // 6
        "[detect.pattern]",                       // 7
        "find = '¬'",                             // 8
        "with = ''",                              // 9
        "[[example]]",                            // 10
        "name = \"in a word\"",                   // 11
        "before = \"the har¬bour\"",              // 12
        "after = \"the harbour\"",                // 13
        "",
    ]
    .join("\n")
}

/// The error that the rule gives with `from` replaced by `to`.
fn error(from: &str, to: &str) -> String {
    let text = stray_mark();
    assert!(text.contains(from), "{from}");
    Rule::parse(&text.replace(from, to), "mine/stray-mark.toml").unwrap_err().to_string()
}

#[test]
fn a_broken_rule_names_file_line_and_what_would_be_right() {
    assert!(Rule::parse(&stray_mark(), "mine/stray-mark.toml").is_ok());
    let pattern = "find = '¬'";
    let cases = [
        (("tier = ", "teir = "), "3: unknown key `teir`; did you mean `tier`?"),
        (("with = ", "wiht = "), "9: unknown key `wiht`; did you mean `with`?"),
        (("after = ", "afterwards = "), "13: unknown key `afterwards`; known are name, before, after, known_failure"),
        (("\"characters\"", "\"charakters\""), "2: unknown value `charakters`; did you mean `characters`?"),
        (("\"apply\"", "\"always\""), "3: unknown value `always`; known are report, propose, apply"),
        (("detect.pattern", "detect.patern"), "7: unknown value `patern`; did you mean `pattern`?"),
        (("message = \"A stray mark\"\n", ""), "1: missing field `message`"),
        ((pattern, "left = 'x'"), "7: missing field `find`"),
        (("before = \"the har¬bour\"\n", ""), "10: missing field `before`"),
        ((pattern, "find = '('"), "8: the pattern `(` does not compile: unclosed group"),
        ((pattern, "find = ''"), "8: `find` is empty and would match everywhere"),
        ((pattern, "find = '¬'\nright = '[a'"), "9: the pattern `[a` does not compile: unclosed character class"),
        (("stray-mark", "Stray Mark"), "1: the id `Stray Mark` may hold small letters, digits and hyphens only"),
        (("\"Dust on the glass.\"", "\" \""), "5: `why` is empty; say it in one sentence"),
    ];
    for ((from, to), expected) in cases {
        assert_eq!(error(from, to), format!("mine/stray-mark.toml:{expected}"), "{from} -> {to}");
    }
    // Not TOML at all: the parser's own words, on one line.
    let said = error("why = ", "why ");
    assert!(said.starts_with("mine/stray-mark.toml:5: ") && !said.contains('\n'), "{said}");
}

/// What is said of an embedded rule whose line that begins with `from` reads `to`; the error must name that line.
fn fault_in(id: &str, from: &str, to: &str) -> String {
    let path = format!("{}/rules/{id}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let line = text.lines().position(|line| line.starts_with(from)).unwrap() + 1;
    let old = text.lines().nth(line - 1).unwrap();
    let said = Rule::parse(&text.replacen(old, to, 1), "mine.toml").unwrap_err();
    assert_eq!((said.line, said.path.as_str()), (line, "mine.toml"), "{id}, {to}: {}", said.message);
    said.message
}

#[test]
fn thresholds_out_of_range_are_told() {
    let said = |from: &str, to: &str| fault_in("repeated-block", from, to);
    assert_eq!(said("apply_at", "apply_at = 1.5"), "`apply_at` is a probability from 0 to 1, not 1.5");
    assert_eq!(said("propose_at", "propose_at = 0.99"), "`propose_at` is larger than `apply_at`");
    assert_eq!(said("likeness", "likeness = 0.2"), "`likeness` is a share from 0.5 to 1, not 0.2");
    assert_eq!(said("least_characters", "least_characters = 2"), "`least_characters` must be at least 5");
    let said = error("with = ''", "with = ''\nconfidence = 2.0");
    assert_eq!(said, "mine/stray-mark.toml:10: `confidence` is a probability from 0 to 1, not 2");
}

#[test]
fn thresholds_of_continuation_are_told_by_their_own_names() {
    for key in ["join_at", "move_at", "follow_at", "propose_at", "along_at"] {
        let message = fault_in("torn-paragraph", key, &format!("{key} = 1.5"));
        assert_eq!(message, format!("`{key}` is a probability from 0 to 1, not 1.5"));
    }
}

#[test]
fn an_id_is_taken_only_once() {
    let mine = |path: &str, text: String| [(path.to_string(), text)];
    let rules = RuleSet::embedded().unwrap().with(mine("a.toml", stray_mark())).unwrap();
    let twice = rules.with(mine("b.toml", format!("# Again.\n{}", stray_mark()))).unwrap_err().to_string();
    let taken = "b.toml:2: the id `stray-mark` is taken by the rules that come with restitch; choose another";
    assert_eq!(twice, taken.replace("the rules that come with restitch", "a.toml"));

    let own = stray_mark().replace("stray-mark", "jump-line");
    let taken = RuleSet::embedded().unwrap().with(mine("b.toml", own)).unwrap_err().to_string();
    assert_eq!(taken, "b.toml:1: the id `jump-line` is taken by the rules that come with restitch; choose another");
}

#[test]
fn a_known_failure_that_works_is_a_fault() {
    let text = format!("{}known_failure = true\n", stray_mark());
    let outcomes = example::run(&RuleSet::of([("mine.toml".to_string(), text)]).unwrap());
    let faults: Vec<_> = outcomes.iter().map(|o| o.fault.as_deref()).collect();
    assert_eq!(faults, [Some("this known failure works now: remove `known_failure`")]);
    let text = stray_mark().replace("after = \"the harbour\"", "after = \"the  harbour\"");
    let outcomes = example::run(&RuleSet::of([("mine.toml".to_string(), text)]).unwrap());
    let faults: Vec<_> = outcomes.iter().map(|o| o.fault.as_deref()).collect();
    assert_eq!(faults, [Some("expected \"the  harbour\", got \"the harbour\"")]);
}
