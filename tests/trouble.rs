//! Bad input, one by one: how the program ends, and the one line that it says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod command;

use std::fs;
use std::io::Read;

use command::{command, restitch};
use tempfile::TempDir;

const PAGE: &str =
    "The new quay was opened on Monday, three weeks late.\n\nThe new quay was opened on Monday, three weeks late.\n";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("page.md"), PAGE).unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    folder
}

/// Ends with 2, prints nothing, and says this one line.
#[track_caller]
fn says(folder: &TempDir, arguments: &[&str], line: &str) {
    let ran = restitch(folder.path(), arguments, b"");
    assert_eq!(ran.err, format!("restitch: {line}\n"), "{arguments:?}");
    assert_eq!((ran.code, ran.out.len()), (2, 0), "{arguments:?}");
}

#[test]
fn what_cannot_be_read() {
    let folder = folder();
    for name in ["fix", "check", "diff"] {
        says(&folder, &[name, "pages.md"], "pages.md: no such file; did you mean page.md?");
        says(&folder, &[name, "none/x"], "none/x: no such file; the folder none is not there either");
    }
    says(&folder, &["trace", "x", "1"], "x: no such file");
    says(&folder, &["undo", "x"], "x: no such file");
    says(&folder, &["fix", "empty"], "empty: is a folder; give its files, or --out-dir to repair all of it");
    says(&folder, &["diff", "empty"], "empty: is a folder; name a file in it");
    let nothing = "empty: no .txt, .text, .md, .markdown file in it; name the files to read";
    says(&folder, &["check", "empty"], nothing);
    says(&folder, &["fix", "empty", "--out-dir", "out"], nothing);
    says(&folder, &["review", "--web", "empty"], nothing);
    says(&folder, &["review", "--web", "pages.md"], "pages.md: no such file; did you mean page.md?");
    says(
        &folder,
        &["undo", "page.md"],
        "page.md: no ledger page.md.restitch.json; only files repaired with --in-place can be undone",
    );
    says(&folder, &["test", "empty"], "empty: no fixtures here (folders with a case.toml)");
    let ran = restitch(folder.path(), &["test", "none"], b"");
    assert!(ran.code == 2 && ran.err.starts_with("restitch: none: ") && ran.err.lines().count() == 1, "{ran:?}");
}

#[test]
fn what_cannot_be_measured() {
    let folder = folder();
    fs::write(folder.path().join("cases.jsonl"), "\n{\"id\": 3}\n").unwrap();
    fs::write(folder.path().join("none.jsonl"), "\n").unwrap();
    says(&folder, &["score", "page.md", "x"], "x: no such file");
    says(&folder, &["score", "-", "-"], "standard input cannot be both texts; name one of them as a file");
    let nothing = "none.jsonl: no cases in it; `bench/README.md` says how they are written";
    says(&folder, &["score", "--cases", "none.jsonl"], nothing);
    let ran = restitch(folder.path(), &["score", "--cases", "cases.jsonl"], b"");
    assert_eq!((ran.code, ran.err.lines().count()), (2, 1));
    assert!(ran.err.starts_with("restitch: cases.jsonl: line 2: "), "{}", ran.err);
    for arguments in [&["score"][..], &["score", "page.md"], &["score", "page.md", "page.md", "--cases", "cases.jsonl"]]
    {
        let ran = restitch(folder.path(), arguments, b"");
        assert_eq!((ran.code, ran.err.lines().count()), (2, 1), "{arguments:?} {}", ran.err);
    }
}

#[test]
fn what_is_read_whatever_it_is() {
    let folder = folder();
    // Letters in no order: one letter so often would be a loop.
    let next = |state: &u32| Some(state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    let letter = |state: u32| char::from(b'a' + (state >> 24) as u8 % 26);
    let long: String = std::iter::successors(Some(1), next).take(300_000).map(letter).collect();
    let cases: [&[u8]; 8] = [
        b"",
        b"\n",
        b"\0",
        b"a\0b\n\nc\0\0\n",
        b"\xFF\xFE\xFA\n\n\x80 abc \xC3(\n",
        b"\r\r\n\n\r",
        b"\x0c\x0c\n\x0c",
        long.as_bytes(),
    ];
    for bytes in cases {
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(20)]).into_owned();
        fs::write(folder.path().join("odd.txt"), bytes).unwrap();
        for arguments in [&["fix", "odd.txt"][..], &["fix", "-"]] {
            let ran = restitch(folder.path(), arguments, bytes);
            assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{shown:?}");
            assert!(ran.out == bytes, "{shown:?} became {:?}", String::from_utf8_lossy(&ran.out));
        }
        for arguments in [&["check", "odd.txt"][..], &["diff", "odd.txt"], &["fix", "-i", "odd.txt"]] {
            let ran = restitch(folder.path(), arguments, b"");
            // A control character is proposed, so `fix` leaves it.
            let proposed = arguments[0] != "fix" && shown.contains('\0');
            assert_eq!((ran.code, ran.err.as_str()), (i32::from(proposed), ""), "{arguments:?} {shown:?}");
            assert_eq!(ran.out.is_empty(), !proposed, "{arguments:?} {shown:?}");
        }
    }
}

#[test]
fn what_cannot_be_written() {
    let folder = folder();
    says(&folder, &["fix", "page.md", "-o", "none/out.md"], "none/out.md: the folder none is not there; make it first");
    says(&folder, &["fix", "page.md", "-o", "empty"], "empty: is a folder; name a file in it, or use --out-dir");
    says(&folder, &["fix", "page.md", "--out-dir", "page.md"], "page.md: is a file, not a folder; name another one");
    says(
        &folder,
        &["fix", "-i", "-"],
        "standard input: cannot be repaired in place; without --in-place the text goes to standard output",
    );
    says(
        &folder,
        &["fix", "page.md", "other.md"],
        "2 files for one output: give --in-place, --out-dir DIR or --together, or one file at a time",
    );

    let path = folder.path().join("page.md");
    let mut mode = fs::metadata(&path).unwrap().permissions();
    mode.set_readonly(true);
    fs::set_permissions(&path, mode).unwrap();
    says(&folder, &["fix", "-i", "page.md"], "page.md: read-only; use -o FILE to write elsewhere");
    says(&folder, &["fix", "-", "-o", "page.md"], "page.md: read-only; use -o FILE to write elsewhere");
    assert_eq!(fs::read_to_string(&path).unwrap(), PAGE);
    let names = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(names, 2, "nothing half written is left, and no ledger of what was not done");
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let folder = folder();
    let ran = restitch(folder.path(), &["fix", "none.md", "page.md", "--out-dir", "out"], b"");
    assert_eq!((ran.code, ran.err.as_str()), (2, "restitch: none.md: no such file\n"));
    assert!(fs::read_to_string(folder.path().join("out/page.md")).unwrap().len() < PAGE.len());
    let ran = restitch(folder.path(), &["check", "none.md", "page.md", "--format", "short"], b"");
    assert_eq!((ran.code, ran.err.lines().count()), (2, 1), "{}", ran.err);
    assert!(String::from_utf8(ran.out).unwrap().starts_with("page.md:3:1: "));
}

#[test]
fn a_reader_that_leaves_is_no_trouble() {
    let folder = folder();
    let long: String = (0..20_000).map(|n| format!("Boat {n} came in at noon.\n\n")).collect();
    fs::write(folder.path().join("long.txt"), long).unwrap();
    let mut child = command(folder.path(), &["fix", "long.txt"]).spawn().unwrap();
    let mut first = [0; 10];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut first).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[test]
fn wrong_flags_and_names() {
    let folder = folder();
    let help = "see `restitch fix --help`";
    says(
        &folder,
        &["fix", "--quite", "page.md"],
        &format!("unexpected argument '--quite' found; a similar argument exists: '--quiet'; {help}"),
    );
    says(
        &folder,
        &["fix", "--tier", "aply", "page.md"],
        &format!(
            "invalid value 'aply' for '--tier <TIER>'; possible values: apply, propose; a similar value exists: 'apply'; {help}"
        ),
    );
    says(&folder, &["fix", "-o"], &format!("a value is required for '--output <FILE>' but none was supplied; {help}"));
    says(
        &folder,
        &["fix", "-i", "-o", "x", "page.md"],
        &format!("the argument '--in-place' cannot be used with '--output <FILE>'; {help}"),
    );
    says(
        &folder,
        &["undo"],
        "the following required arguments were not provided: <PATH>...; see `restitch undo --help`",
    );
    says(
        &folder,
        &["trace", "page.md", "two"],
        "invalid value 'two' for '<LINE>': invalid digit found in string; see `restitch trace --help`",
    );
    says(
        &folder,
        &["fixx"],
        "unrecognized subcommand 'fixx'; a similar subcommand exists: 'fix'; see `restitch --help`",
    );
    let rules = "`restitch rules` lists them";
    says(
        &folder,
        &["fix", "--select", "repeted-block", "page.md"],
        "no rule `repeted-block`; did you mean `repeated-block`?",
    );
    says(&folder, &["fix", "--ignore", "zzz", "page.md"], &format!("no rule `zzz`; {rules}"));
    says(&folder, &["rules", "jump-lines"], "no rule `jump-lines`; did you mean `jump-line`?");
    let ran = restitch(folder.path(), &["fix", "--lang", "english", "page.md"], b"");
    assert!(ran.code == 2 && ran.err.starts_with("restitch: no language `english`") && ran.err.lines().count() == 1);
    // Help was asked for: it goes to standard output and is no trouble.
    for arguments in [&["--help"][..], &["fix", "--help"], &["--version"]] {
        let ran = restitch(folder.path(), arguments, b"");
        assert!(ran.code == 0 && ran.err.is_empty() && !ran.out.is_empty(), "{arguments:?}");
    }
    // Nothing was asked for: the help is what to do.
    let ran = restitch(folder.path(), &[], b"");
    assert!(ran.code == 2 && ran.err.contains("Usage: "), "{ran:?}");
}

#[test]
fn broken_rule_files() {
    let folder = folder();
    says(&folder, &["fix", "--rules", "none", "page.md"], "none: no such folder");
    says(&folder, &["rules", "--rules", "empty"], "empty: no rule files (*.toml) in this folder");
    let rule = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/jump-line.toml")).unwrap();
    let write = |text: &str| fs::write(folder.path().join("empty/own.toml"), text).unwrap();
    write(&rule.replacen("jump-line", "own", 1).replacen("tier =", "teir =", 1));
    for name in ["fix", "check", "diff"] {
        let line = "empty/own.toml:3: unknown key `teir`; did you mean `tier`?";
        says(&folder, &[name, "--rules", "empty", "page.md"], line);
    }
    write(&rule);
    let line = "empty/own.toml:1: the id `jump-line` is taken by the rules that come with restitch; choose another";
    says(&folder, &["rules", "--rules", "empty"], line);
    write("id = ");
    let ran = restitch(folder.path(), &["rules", "--rules", "empty"], b"");
    assert!(ran.code == 2 && ran.err.starts_with("restitch: empty/own.toml:1: ") && ran.err.lines().count() == 1);
}

#[test]
fn corpora_that_are_none() {
    let folder = folder();
    let run = |arguments: &[&str]| restitch(folder.path(), &[&["train", "--lang", "en"], arguments].concat(), b"");
    for arguments in [&["none.txt"][..], &["page.md"], &["-o", "none/en.model", "page.md"]] {
        let ran = run(arguments);
        assert!(ran.code == 2 && ran.out.is_empty() && ran.err.lines().count() == 1, "{ran:?}");
        assert!(ran.err.starts_with("restitch: ") && !folder.path().join("en.model").exists(), "{}", ran.err);
    }
}
