//! Every case in `fixtures/`, through the library.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::path::Path;

use restitch::fixture;
use restitch::ruleset::RuleSet;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"))
}

#[test]
fn every_fixture_holds() {
    let rules = RuleSet::embedded().unwrap();
    let mut faults = String::new();
    for folder in fixture::folders(root()).unwrap() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let fixture = match fixture::load(&folder, &rules) {
            Ok(fixture) => fixture,
            Err(fault) => {
                faults += &format!("\n=== {name}: {fault}\n");
                continue;
            }
        };
        if !fixture.text_holds() {
            let (expected, got) = (fixture.expected(), fixture.repair.document.text());
            faults += &format!("\n=== {name}: text\n--- expected\n{expected}\n--- got\n{got}\n");
        }
        if fixture.text_holds() && !fixture.holds() {
            let (expected, got) = (fixture.expected_findings(), &fixture.findings);
            faults += &format!("\n=== {name}: findings\n--- expected\n{expected}\n--- got\n{got}\n");
        }
    }
    assert!(faults.is_empty(), "{faults}\n`restitch test` shows them as differences");
}

#[test]
fn a_fixture_says_what_is_wrong_with_its_files() {
    let rules = RuleSet::embedded().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("case");
    std::fs::create_dir(&case).unwrap();
    let fault = || fixture::load(&case, &rules).unwrap_err().replace(&folder.path().display().to_string(), "");
    assert!(fault().starts_with("/case/case.toml: "), "{}", fault());

    std::fs::write(case.join("case.toml"), "about = \"x\"\ntear = \"apply\"\n").unwrap();
    assert_eq!(fault(), "/case/case.toml:2: unknown key `tear`; did you mean `tier`?");
    std::fs::write(case.join("case.toml"), "about = \"x\"\nunchanged = true\nlang = \"xx\"\n").unwrap();
    assert_eq!(fault(), "/case: no input.md or input.txt");

    let twice = "The ferry office prints its timetable on Mondays.\n\n".repeat(2);
    std::fs::write(case.join("input.txt"), &twice).unwrap();
    assert_eq!(fault(), "/case/case.toml: no language `xx`");
    std::fs::write(case.join("case.toml"), "about = \"x\"\nunchanged = true\n").unwrap();
    let changed = fixture::load(&case, &rules).unwrap();
    assert!(!changed.stays() && !changed.text_holds() && !changed.holds());
    let fault = changed.bless().unwrap_err().to_string();
    assert!(fault.starts_with("must stay as it is, and was changed"), "{fault}");
    std::fs::remove_file(case.join("case.toml")).unwrap();
    assert!(fixture::folders(folder.path()).unwrap_err().ends_with("no fixtures here (folders with a case.toml)"));
}

#[test]
fn blessing_makes_what_came_out_the_expectation() {
    let rules = RuleSet::embedded().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let sentence = "The ferry office prints its timetable on Mondays.";
    std::fs::write(folder.path().join("case.toml"), "about = \"x\"\n").unwrap();
    std::fs::write(folder.path().join("input.txt"), format!("{sentence}\n\n{sentence}\n")).unwrap();
    let load = || fixture::load(folder.path(), &rules).unwrap();
    assert!(!load().holds());
    load().bless().unwrap();
    assert!(load().holds());
    assert_eq!(std::fs::read_to_string(folder.path().join("expected.txt")).unwrap(), format!("{sentence}\n"));
    // The findings count as well as the text.
    std::fs::write(folder.path().join("findings.txt"), "").unwrap();
    assert!(load().text_holds() && !load().holds());
}
