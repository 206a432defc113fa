//! What decisions teach about a publication.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod command;

use std::fs;

use command::restitch;
use restitch::decisions::Decisions;
use restitch::finding::{Finding, Ruling};
use restitch::profile::{Case, Profile};
use restitch::repair::{Options, repair};
use restitch::ruleset::RuleSet;
use tempfile::TempDir;

/// A rule that is never sure: it would take lines of one kind for running heads.
const RULE: &str = "id = \"head\"\nstage = \"furniture\"\ntier = \"propose\"\nmessage = \"A running head\"\nwhy = \"It stands on every page.\"\nsafety = \"Never by itself.\"\n[detect.pattern]\nfind = '\\n(Courier|Gazette) No\\. \\d+'\nwith = ''\n[[example]]\nname = \"one\"\nbefore = \"a\\nCourier No. 3\"\nafter = \"a\"\n";

fn page(number: usize) -> String {
    format!(
        "The first line of page {number}.\nCourier No. {number}\nIt goes on here.\nGazette No. {number}\nAnd ends.\n"
    )
}

fn findings(text: &str) -> Vec<Finding> {
    let rules = RuleSet::of([("head.toml".to_string(), RULE.to_string())]).unwrap();
    repair(text.to_string(), &rules, &Options::default()).findings
}

/// A folder of pages on which the Courier's lines were accepted and the Gazette's rejected.
fn publication(pages: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("rules")).unwrap();
    fs::write(folder.path().join("rules/head.toml"), RULE).unwrap();
    for number in 0..pages {
        let text = page(number);
        let mut docket = Decisions::default().on(text.clone());
        let [courier, gazette] = findings(&text).try_into().unwrap();
        docket.decide(&courier, Ruling::Accept);
        docket.decide(&gazette, Ruling::Reject);
        let name = format!("{number}.txt");
        fs::write(folder.path().join(&name), text).unwrap();
        fs::write(folder.path().join(name + ".restitch.toml"), docket.decisions().to_toml()).unwrap();
    }
    folder
}

#[test]
fn the_next_pages_ask_less() {
    let folder = publication(3);
    let run = |arguments: &[&str]| {
        let ran = restitch(folder.path(), arguments, page(77).as_bytes());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}");
        String::from_utf8(ran.out).unwrap()
    };
    let profile = run(&["profile", "--rules", "rules", "."]);
    assert!(profile.starts_with("# What 6 decisions on 3 files teach"), "{profile}");
    assert!(profile.ends_with("[head]\nalways = [\"Courier No. #\"]\nnever = [\"Gazette No. #\"]\n"), "{profile}");
    run(&["profile", "--rules", "rules", "-o", "courier.toml", "0.txt.restitch.toml", "1.txt", "2.txt"]);
    assert_eq!(fs::read_to_string(folder.path().join("courier.toml")).unwrap(), profile);

    assert_eq!(run(&["fix", "--rules", "rules", "-"]), page(77));
    let fixed = run(&["fix", "--rules", "rules", "--profile", "courier.toml", "-"]);
    assert_eq!(fixed, page(77).replace("\nCourier No. 77", ""));
    let check = restitch(
        folder.path(),
        &["check", "--format", "short", "--rules", "rules", "--profile", "courier.toml", "-"],
        page(77).as_bytes(),
    );
    assert_eq!(String::from_utf8(check.out).unwrap().lines().count(), 1);
}

#[test]
fn nothing_is_learned_from_nothing() {
    let folder = publication(1);
    fs::remove_file(folder.path().join("0.txt.restitch.toml")).unwrap();
    let ran = restitch(folder.path(), &["profile", "--rules", "rules", "-o", "p.toml", "0.txt.restitch.toml"], b"");
    let said = "restitch: no decisions on these texts; `restitch review` makes them\n";
    assert_eq!((ran.code, ran.err.as_str()), (2, said));
    assert!(!folder.path().join("p.toml").exists());
}

#[test]
fn faults_of_a_profile_name_the_file_and_the_line() {
    let folder = publication(1);
    for (profile, fault) in [
        ("[head]\nsometimes = []\n", "restitch: profile.toml: line 2: unknown field `sometimes`"),
        ("[haed]\napply_at = 0.5\n", "restitch: profile.toml: no rule `haed`"),
        ("[head]\napply_at = 5.0\n", "restitch: profile.toml: line 1: `apply_at` of head is a probability"),
    ] {
        fs::write(folder.path().join("profile.toml"), profile).unwrap();
        let ran = restitch(folder.path(), &["fix", "--rules", "rules", "--profile", "profile.toml", "-"], b"x");
        assert_eq!((ran.code, ran.out.len(), ran.err.lines().count()), (2, 0, 1));
        assert!(ran.err.starts_with(fault), "{}", ran.err);
    }
}

/// Cases of the torn-paragraph rule: confidence, and whether it was right.
fn cases(cases: &[(f64, bool, usize)]) -> Vec<Case> {
    let text = page(1);
    let [like, _] = findings(&text).try_into().unwrap();
    let tier = |confidence: f64| {
        if confidence >= 0.9 { restitch::finding::Tier::Apply } else { restitch::finding::Tier::Propose }
    };
    let one = |&(confidence, right, count): &(f64, bool, usize)| {
        let finding = Finding { confidence, tier: tier(confidence), ..like.clone() };
        let ruling = if right { Ruling::Accept } else { Ruling::Reject };
        vec![Case::new(&finding, &ruling, &text).unwrap(); count]
    };
    cases.iter().flat_map(one).collect()
}

#[test]
fn thresholds_are_learned_from_enough_cases_only() {
    let learned =
        |list: &[(f64, bool, usize)]| Profile::learn(&cases(list)).habit("head").and_then(|habit| habit.apply_at);
    assert_eq!(learned(&[(0.95, true, 10), (0.7, true, 9)]), None, "too few");
    assert_eq!(learned(&[(0.95, true, 40)]), None, "as the rule has it");
    assert_eq!(learned(&[(0.95, true, 40), (0.7, false, 5)]), None, "rightly proposed only");
    assert_eq!(learned(&[(0.95, true, 30), (0.7, true, 30), (0.6, false, 9)]), Some(0.7));
    assert_eq!(learned(&[(0.99, true, 40), (0.92, false, 9)]), Some(0.99));
    assert_eq!(learned(&[(0.95, false, 40)]), Some(1.0));
    let profile = Profile::learn(&cases(&[(0.95, true, 30), (0.7, true, 30)]));
    assert_eq!(Profile::parse(&profile.to_toml().unwrap()).unwrap(), profile);
}
