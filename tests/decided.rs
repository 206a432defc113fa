//! The decisions beside a file, as the program honours them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod command;

use std::fs;

use command::{Ran, restitch};
use tempfile::TempDir;

/// Two copies of one block each.
const PAGE: &str = "# Harbour news\n\nThe new quay was opened on Monday, three weeks late.\n\nThe new quay was opened on Monday, three weeks late.\n\nShips may moor there.\n\nThe ferry runs at noon on weekdays only.\n\nThe ferry runs at noon on weekdays only.\n";
const MENDED: &str = "# Harbour news\n\nThe new quay was opened on Monday, three weeks late.\n\nShips may moor there.\n\nThe ferry runs at noon on weekdays only.\n";

/// The second ferry stays.
const REJECTED: &str = "[[decision]]\nrule = \"repeated-block\"\nverdict = \"reject\"\nat = \"The ferry runs at noon on weekdays only.\"\nat_nth = [2, 2]\nuntil = \"weekdays only.\"\n";

fn page(decisions: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("page.md"), PAGE).unwrap();
    fs::write(folder.path().join("page.md.restitch.toml"), decisions).unwrap();
    folder
}

/// What it printed, when it ended as expected and had nothing to say besides.
fn printed(ran: Ran, code: i32) -> String {
    assert_eq!((ran.code, ran.err.as_str()), (code, ""));
    String::from_utf8(ran.out).unwrap()
}

fn with_two_ferries() -> String {
    format!("{MENDED}\nThe ferry runs at noon on weekdays only.\n")
}

#[test]
fn every_command_honours_them() {
    let folder = page(REJECTED);
    let run = |arguments: &[&str], input: &[u8]| restitch(folder.path(), arguments, input);
    assert_eq!(printed(run(&["fix", "page.md"], b""), 0), with_two_ferries());
    assert_eq!(printed(run(&["fix", "--no-decisions", "page.md"], b""), 0), MENDED);
    assert_eq!(printed(run(&["fix", "-"], PAGE.as_bytes()), 0), MENDED);
    let check = printed(run(&["check", "--format", "short", "page.md"], b""), 1);
    assert_eq!(check, "page.md:5:1: repeated-block: Block of text stands a second time [apply 0.99]\n");
    assert_eq!(printed(run(&["diff", "page.md"], b""), 1).matches("evidence").count(), 1);
    assert_eq!(printed(run(&["diff", "--no-decisions", "page.md"], b""), 1).matches("evidence").count(), 2);
    printed(run(&["trace", "page.md", "9"], b""), 0);
    assert_eq!(fs::read(folder.path().join("page.md")).unwrap(), PAGE.as_bytes());
}

#[test]
fn a_repair_in_place_keeps_them_and_is_undone() {
    let folder = page(REJECTED);
    let run = |arguments: &[&str]| restitch(folder.path(), arguments, b"");
    assert_eq!(run(&["fix", "-i", "page.md"]).code, 0);
    assert_eq!(fs::read_to_string(folder.path().join("page.md")).unwrap(), with_two_ferries());
    assert_eq!(printed(run(&["fix", "-i", "page.md"]), 0), "");
    assert_eq!(printed(run(&["check", "page.md"]), 0), "");
    printed(run(&["undo", "page.md"]), 0);
    assert_eq!(fs::read(folder.path().join("page.md")).unwrap(), PAGE.as_bytes());
}

#[test]
fn a_paragraph_that_is_wanted_apart_stays_apart() {
    // In the next round it stands behind its head, and another block is still open.
    let text = "许船长强调，要提高安全认识，牢固树立安全就是效益的理念，时刻警钟长鸣，以最严要求把渡口安全工作做到最好，以实际行动筑牢渡口安全防线。\n\n老船工出席并讲话\n\n理工作既关系到村民出行，也是村里管理的重要一环。村里高度重视修路工作，各户要认真落实，把路修到每一家的门口。\n\n各班组要压紧压实责任，做好安全警示，强化值班值守，严格规范渡口操作流程，不断提高渡口安全水平，为全村安全作出更大贡献。\n";
    let decided = "[[decision]]\nrule = \"torn-paragraph\"\nverdict = \"accept\"\nat = \"各班组要压紧压实责任，做\"\nbehind = \"实际行动筑牢渡口安全防线。\"\napart = true\n";
    let folder = page(decided);
    fs::write(folder.path().join("page.md"), text).unwrap();
    let fixed = printed(restitch(folder.path(), &["fix", "page.md"], b""), 0);
    assert!(fixed.contains("渡口安全防线。\n\n各班组要"), "{fixed}");
    let check = printed(restitch(folder.path(), &["check", "--format", "short", "page.md"], b""), 1);
    assert_eq!(check.lines().count(), 1, "one finding, not a second one that joins what the first put there: {check}");
}

#[test]
fn what_is_undecided_can_be_asked_for() {
    let accepted = "\n[[decision]]\nrule = \"repeated-block\"\nverdict = \"accept\"\nat = \"The new quay was opened on\"\nat_nth = [2, 2]\nuntil = \"three weeks late.\"\n";
    let folder = page(REJECTED);
    let run = || restitch(folder.path(), &["check", "--undecided", "--format", "short", "page.md"], b"");
    assert_eq!(printed(run(), 1).lines().count(), 1);
    fs::write(folder.path().join("page.md.restitch.toml"), format!("{accepted}{REJECTED}")).unwrap();
    assert_eq!(printed(run(), 0), "");
    // What is accepted is still a finding.
    assert_eq!(printed(restitch(folder.path(), &["check", "--format", "short", "page.md"], b""), 1).lines().count(), 1);
}

#[test]
fn what_fits_nothing_is_told_and_changes_nothing() {
    let folder = page(&REJECTED.replace("ferry", "tram"));
    let ran = restitch(folder.path(), &["fix", "page.md"], b"");
    assert_eq!((ran.code, ran.out), (0, MENDED.as_bytes().to_vec()));
    let expected = "restitch: page.md: reject repeated-block at The tram runs at noon on weekdays only.: not in the text any more, left out; decide anew or take it out of page.md.restitch.toml\n";
    assert_eq!(ran.err, expected);
    fs::write(folder.path().join("page.md.restitch.toml"), REJECTED.replace("at =", "on =")).unwrap();
    let ran = restitch(folder.path(), &["fix", "page.md"], b"");
    assert_eq!((ran.code, ran.out.len(), ran.err.lines().count()), (2, 0, 1));
    assert!(ran.err.starts_with("restitch: page.md.restitch.toml: line 4: unknown field `on`"), "{}", ran.err);
}
