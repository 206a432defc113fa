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

/// Decides about all findings of the pages in that way, and learns from it.
fn taught(folder: &std::path::Path, pages: &[String], ruling: &Ruling) -> String {
    for (number, text) in pages.iter().enumerate() {
        let found = repair(text.clone(), &RuleSet::embedded().unwrap(), &Options::default()).findings;
        assert!(!found.is_empty(), "{text}");
        let mut docket = Decisions::default().on(text.clone());
        docket.decide_all(found.iter().map(|finding| (finding, ruling.clone())));
        fs::write(folder.join(format!("{number}.txt")), text).unwrap();
        fs::write(folder.join(format!("{number}.txt.restitch.toml")), docket.decisions().to_toml()).unwrap();
    }
    let ran = restitch(folder, &["profile", "-o", "p.toml", "."], b"");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    fs::read_to_string(folder.join("p.toml")).unwrap()
}

#[test]
fn words_that_were_left_alone_are_kept_and_others_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let page = |n: usize| format!("The o\u{fb03}ce of the gov-\nernment number {n} is closed to all visitors today.\n");
    let profile = taught(folder.path(), &[page(1), page(2)], &Ruling::Reject);
    assert!(profile.contains("\nkeep = [\"gov-ernment\", \"o\u{fb03}ce\"]\n"), "{profile}");
    assert!(!profile.contains("never"), "the word is kept, and the rest of the rule's findings are made: {profile}");
    let next = format!("{}All e\u{fb03}cient offi-\ncers work here every day of the week.\n", page(3));
    let ran = restitch(folder.path(), &["fix", "--profile", "p.toml", "-"], next.as_bytes());
    let fixed = String::from_utf8(ran.out).unwrap();
    assert!(fixed.contains("o\u{fb03}ce of the gov-\nernment"), "{fixed}");
    assert!(fixed.contains("efficient officers"), "{fixed}");
    // A word that a person writes down is kept as well, and only as a word.
    fs::write(folder.path().join("mine.toml"), "keep = [\"o\u{fb03}ce\"]\n").unwrap();
    let text = "The o\u{fb03}ce and the o\u{fb03}cers of it.\n";
    let ran = restitch(folder.path(), &["fix", "--profile", "mine.toml", "-"], text.as_bytes());
    assert_eq!(String::from_utf8(ran.out).unwrap(), "The o\u{fb03}ce and the officers of it.\n");
}

#[test]
fn furniture_that_is_known_goes_from_a_single_page_too() {
    let folder = tempfile::tempdir().unwrap();
    let said = [
        "The harbour master counts the ships each morning before he opens the post.\n\nNobody has ever asked him why.",
        "Every baker in the old town opens his door at five, whatever the weather is.\n\nBread is cheap this year.",
        "Children who live beyond the river go to school by boat, and like it very much.\n\nTheir teacher does not.",
        "When the lighthouse was built, forty men carried stones for it up the hill.\n\nTwo of them are still alive.",
    ];
    let page = |(n, said): (usize, &&str)| format!("THE SALTMARSH COURIER {}\n\n{said}\n\u{c}", n + 1);
    let pages: String = said.iter().enumerate().map(page).collect();
    let profile = taught(folder.path(), &[pages], &Ruling::Accept);
    assert!(profile.contains("[page-furniture]\nalways = [\"THE SALTMARSH COURIER #\"]\n"), "{profile}");
    let single = "THE SALTMARSH COURIER 77\n\nThe ferry runs at noon.\n\nOn Sundays it does not run at all, said the captain.\n\nTHE SALTMARSH COURIER 5 is a paper.\n";
    let fixed = |arguments: &[&str]| {
        let ran = restitch(folder.path(), &[&["fix"], arguments, &["-"]].concat(), single.as_bytes());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        String::from_utf8(ran.out).unwrap()
    };
    assert_eq!(fixed(&[]), single);
    assert_eq!(fixed(&["--profile", "p.toml"]), single.replace("THE SALTMARSH COURIER 77\n\n", ""));
    assert_eq!(fixed(&["--profile", "p.toml", "--keep-furniture"]), single);
}

#[test]
fn columns_are_read_in_the_order_of_the_publication() {
    let folder = tempfile::tempdir().unwrap();
    let rule = fs::read_to_string("rules/interleaved-columns.toml").unwrap();
    let rule: toml::Table = rule.parse().unwrap();
    let example = |name: &str| {
        let examples = rule["example"].as_array().unwrap();
        let found = examples.iter().find(|example| example["name"].as_str() == Some(name)).unwrap();
        ["before", "after"].map(|key| found[key].as_str().unwrap().to_string())
    };
    fs::write(folder.path().join("p.toml"), "[interleaved-columns]\nfrom_right = true\n").unwrap();
    for name in ["two columns and the gutter between them", "lines in turn"] {
        let [before, after] = example(name);
        let (left, right) = after.split_once("\n\n").unwrap();
        let fixed = |arguments: &[&str]| {
            let ran = restitch(
                folder.path(),
                &[&["fix", "--select", "interleaved-columns"], arguments, &["-"]].concat(),
                before.as_bytes(),
            );
            assert_eq!((ran.code, ran.err.as_str()), (0, ""));
            String::from_utf8(ran.out).unwrap()
        };
        assert_eq!(fixed(&[]), after, "{name}");
        assert_eq!(fixed(&["--profile", "p.toml"]), format!("{right}\n\n{left}"), "{name}");
    }
}

#[test]
fn nothing_is_learned_from_nothing() {
    let folder = publication(1);
    fs::remove_file(folder.path().join("0.txt.restitch.toml")).unwrap();
    let ran = restitch(folder.path(), &["profile", "--rules", "rules", "-o", "p.toml", "0.txt.restitch.toml"], b"");
    let said = "restitch: no decisions on these texts; `restitch review` makes them\n";
    assert_eq!((ran.code, ran.err.as_str()), (2, said));
    assert!(!folder.path().join("p.toml").exists());
    let ran = restitch(folder.path(), &["profile", "-o", "p.toml", "nosuch.txt"], b"");
    assert_eq!((ran.code, ran.err.as_str(), ran.out.len()), (2, "restitch: nosuch.txt: no such file\n", 0));
    assert!(!folder.path().join("p.toml").exists());
}

#[test]
fn faults_of_a_profile_name_the_file_and_the_line() {
    let folder = publication(1);
    for (profile, fault) in [
        ("[head]\nsometimes = []\n", "restitch: profile.toml: line 2: unknown field `sometimes`"),
        ("[haed]\napply_at = 0.5\n", "restitch: profile.toml: no rule `haed`"),
        ("[head]\napply_at = 0.5\n\nkeep = 3\n", "restitch: profile.toml: line 4: unknown field `keep`"),
        ("keep = 3\n", "restitch: profile.toml: line 1: invalid type: integer `3`"),
        (
            "[head]\nfrom_right = true\n",
            "restitch: profile.toml: `from_right` is said of rules about columns; head is none",
        ),
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
