//! The program as people run it: what it prints, where it writes, how it ends.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod command;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use command::{Ran, restitch};
use tempfile::TempDir;

/// A page with a copy, and what becomes of it.
const PAGE: &str = "# Harbour news\n\nThe new quay was opened on Monday, three weeks late.\n\nThe new quay was opened on Monday, three weeks late.\n\nShips may moor there.\n";
const MENDED: &str =
    "# Harbour news\n\nThe new quay was opened on Monday, three weeks late.\n\nShips may moor there.\n";

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn page() -> TempDir {
    folder(&[("page.md", PAGE.as_bytes())])
}

fn read(folder: &TempDir, name: &str) -> Vec<u8> {
    fs::read(folder.path().join(name)).unwrap()
}

/// What it printed, when it ended as expected and had nothing to say besides.
fn printed(ran: Ran, code: i32) -> String {
    assert_eq!((ran.code, ran.err.as_str()), (code, ""));
    String::from_utf8(ran.out).unwrap()
}

/// Every fixture's input: name, file name, bytes.
fn fixtures() -> Vec<(String, &'static str, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut folders: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let case = |folder: PathBuf| {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        ["input.md", "input.txt"]
            .into_iter()
            .find_map(|file| Some((name.clone(), file, fs::read(folder.join(file)).ok()?)))
    };
    let cases: Vec<_> = folders.into_iter().filter_map(case).collect();
    assert!(cases.len() >= 14, "{}", cases.len());
    cases
}

#[test]
fn fix_prints_the_repaired_text() {
    let folder = page();
    for (arguments, input) in
        [(&["fix", "page.md"][..], ""), (&["fix", "-"], PAGE), (&["fix"], PAGE), (&["fix", "-", "--quiet"], PAGE)]
    {
        assert_eq!(printed(restitch(folder.path(), arguments, input.as_bytes()), 0), MENDED, "{arguments:?}");
    }
    assert_eq!(read(&folder, "page.md"), PAGE.as_bytes());
    assert_eq!(printed(restitch(folder.path(), &["fix", "--ignore", "repeated-block", "page.md"], b""), 0), PAGE);
    assert_eq!(printed(restitch(folder.path(), &["fix", "--select", "jump-line", "page.md"], b""), 0), PAGE);
}

#[test]
fn fix_writes_where_it_is_told() {
    let folder = folder(&[("page.md", PAGE.as_bytes()), ("in/a/1.txt", PAGE.as_bytes()), ("in/2.md", b"Clean.\n")]);
    assert_eq!(printed(restitch(folder.path(), &["fix", "page.md", "-o", "out.md"], b""), 0), "");
    assert_eq!(read(&folder, "out.md"), MENDED.as_bytes());
    // A folder is made when it is not there; the tree of a folder that was given stays.
    assert_eq!(printed(restitch(folder.path(), &["fix", "page.md", "in", "--out-dir", "new/deep"], b""), 0), "");
    assert_eq!(read(&folder, "new/deep/page.md"), MENDED.as_bytes());
    assert_eq!(read(&folder, "new/deep/a/1.txt"), MENDED.as_bytes());
    assert_eq!(read(&folder, "new/deep/2.md"), b"Clean.\n");
    assert_eq!(read(&folder, "page.md"), PAGE.as_bytes());
}

#[test]
fn in_place_and_undo_give_every_fixture_back_to_the_byte() {
    for (name, file, bytes) in fixtures() {
        let folder = folder(&[(file, &bytes)]);
        let wanted = restitch(folder.path(), &["fix", file], b"");
        assert_eq!((wanted.code, wanted.err.as_str()), (0, ""), "{name}");
        let ran = restitch(folder.path(), &["fix", "--in-place", file], b"");
        assert_eq!((ran.code, ran.out.len()), (0, 0), "{name}");
        assert_eq!(read(&folder, file), wanted.out, "{name}");
        let ledger = format!("{file}.restitch.json");
        let changed = wanted.out != bytes;
        assert_eq!(folder.path().join(&ledger).exists(), changed, "{name}: a ledger where something changed");
        if !changed {
            assert_eq!(ran.err, "", "{name}");
            continue;
        }
        assert!(ran.err.starts_with(&format!("{file}: ")) && ran.err.lines().count() == 1, "{name}: {}", ran.err);
        assert_eq!(printed(restitch(folder.path(), &["undo", file, "-o", "copy"], b""), 0), "");
        assert!(read(&folder, "copy") == bytes && folder.path().join(&ledger).exists(), "{name}");
        assert_eq!(printed(restitch(folder.path(), &["undo", file], b""), 0), "");
        assert!(read(&folder, file) == bytes, "{name}");
        assert!(!folder.path().join(&ledger).exists(), "{name}: the ledger goes with what it undid");
    }
}

#[test]
fn in_place_says_how_much_it_did_and_refuses_a_second_ledger() {
    let folder = page();
    let ran = restitch(folder.path(), &["fix", "-i", "page.md"], b"");
    assert_eq!((ran.code, ran.err.as_str()), (0, "page.md: 1 change\n"));
    fs::write(folder.path().join("page.md"), PAGE).unwrap();
    let ran = restitch(folder.path(), &["fix", "-i", "page.md"], b"");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("page.md.restitch.json is already there"), "{}", ran.err);
    // Neither does it undo what is not its own work any more.
    let ran = restitch(folder.path(), &["undo", "page.md"], b"");
    assert_eq!((ran.code, ran.err.lines().count()), (2, 1), "{}", ran.err);
    assert_eq!(read(&folder, "page.md"), PAGE.as_bytes());
}

#[test]
fn encodings_are_kept_unless_utf8_is_asked_for() {
    let (name, file, bytes) = fixtures().into_iter().find(|(name, ..)| name == "zh-gb18030").unwrap();
    let folder = folder(&[(file, &bytes)]);
    let kept = restitch(folder.path(), &["fix", file], b"").out;
    let utf8 = restitch(folder.path(), &["fix", "--to-utf8", file], b"").out;
    let (decoded, _, bad) = encoding_rs::GB18030.decode(&kept);
    assert!(!bad && std::str::from_utf8(&kept).is_err(), "{name}");
    assert_eq!(decoded.as_bytes(), utf8);
}

#[test]
fn check_tells_in_three_formats() {
    let folder = folder(&[("page.md", PAGE.as_bytes()), ("clean.md", b"Nothing is wrong here.\n")]);
    let short = printed(restitch(folder.path(), &["check", "--format", "short", "page.md"], b""), 1);
    assert_eq!(short, "page.md:5:1: repeated-block: Block of text stands a second time [apply 0.99]\n");
    let human = printed(restitch(folder.path(), &["check", "page.md"], b""), 1);
    assert!(human.starts_with("page.md:5:1  apply"), "{human}");
    assert!(!human.contains('\u{1b}'), "piped, it is plain");
    let coloured = printed(restitch(folder.path(), &["check", "--color", "always", "page.md"], b""), 1);
    assert!(coloured.contains('\u{1b}'));

    let json = printed(restitch(folder.path(), &["check", "--format", "json", "page.md", "clean.md"], b""), 1);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(json["files"][1]["findings"].as_array().unwrap().len(), 0);
    let finding = &json["files"][0]["findings"][0];
    assert_eq!((&finding["rule"], &finding["at"]["line"]), (&"repeated-block".into(), &5.into()));
    let at = |key: &str| finding["at"][key].as_u64().unwrap() as usize;
    assert_eq!(&PAGE[at("start")..at("end")], "The new quay was opened on Monday, three weeks late.");

    for format in ["human", "short"] {
        assert_eq!(printed(restitch(folder.path(), &["check", "--format", format, "clean.md"], b""), 0), "");
    }
    assert_eq!(printed(restitch(folder.path(), &["check", "-q", "page.md"], b""), 1), "");
    assert_eq!(printed(restitch(folder.path(), &["check", "."], b""), 1).matches("repeated-block").count(), 1);
    assert_eq!(read(&folder, "page.md"), PAGE.as_bytes());
}

#[test]
fn diff_draws_findings() {
    let folder = page();
    let review = printed(restitch(folder.path(), &["diff", "page.md"], b""), 1);
    assert!(review.contains("repeated-block  page.md:5") && review.contains("the copy at line 3 stays"), "{review}");
    assert!(!review.contains('\u{1b}'));
    let unified = printed(restitch(folder.path(), &["diff", "--format", "unified", "page.md"], b""), 1);
    assert!(unified.starts_with("--- ") && unified.contains("\n@@ "), "{unified}");
    assert_eq!(printed(restitch(folder.path(), &["diff", "-"], b"Nothing is wrong here.\n"), 0), "");
}

/// What `patch` or `git apply` makes of a diff; `None` where the program is not installed.
fn applied(folder: &TempDir, program: &[&str], diff: &[u8]) -> Option<()> {
    fs::write(folder.path().join("change.diff"), diff).unwrap();
    let input = fs::File::open(folder.path().join("change.diff")).unwrap();
    let mut command = Command::new(program[0]);
    command.args(&program[1..]).current_dir(folder.path()).stdin(input).stdout(Stdio::null());
    // Else a folder within another repository would be left alone in silence.
    command.env("GIT_CEILING_DIRECTORIES", folder.path().parent().unwrap());
    let output = command.output().ok()?;
    assert!(output.status.success(), "{program:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(())
}

#[test]
fn the_unified_diff_applies_and_gives_the_repaired_text() {
    for (name, file, bytes) in fixtures() {
        // Other encodings have no diff that could be shown and applied alike.
        if std::str::from_utf8(&bytes).is_err() {
            continue;
        }
        for program in [&["git", "apply"][..], &["patch", "-p1", "--binary", "-s"]] {
            let folder = folder(&[(file, &bytes)]);
            let wanted = restitch(folder.path(), &["fix", file], b"").out;
            let diff = restitch(folder.path(), &["diff", "--format", "unified", file], b"");
            assert_eq!(diff.out.is_empty(), wanted == bytes, "{name}: {:?}", diff);
            if !diff.out.is_empty() && applied(&folder, program, &diff.out).is_some() {
                assert!(read(&folder, file) == wanted, "{name}: {program:?}");
            }
        }
    }
}

#[test]
fn trace_tells_where_a_line_came_from() {
    let folder = page();
    let human = printed(restitch(folder.path(), &["trace", "page.md", "5"], b""), 0);
    assert!(human.contains("line 7, 1-22  Ships may moor there."), "{human}");
    let json = printed(restitch(folder.path(), &["trace", "page.md", "5", "--format", "json"], b""), 0);
    assert!(serde_json::from_str::<serde_json::Value>(&json).unwrap().is_object());
    let ran = restitch(folder.path(), &["trace", "page.md", "99"], b"");
    assert_eq!((ran.code, ran.err.as_str()), (2, "restitch: page.md: the repaired text has 5 lines, and no line 99\n"));
}

#[test]
fn after_a_repair_in_place_a_line_is_traced_to_the_original() {
    let page = PAGE.replace("moor", "mo\u{fb00}r");
    let folder = folder(&[("page.md", page.as_bytes())]);
    let run = |arguments: &[&str]| restitch(folder.path(), arguments, b"");
    let before: Vec<String> = (1..=5).map(|n| printed(run(&["trace", "page.md", &n.to_string()]), 0)).collect();
    assert!(before[4].contains("moffr") || before[4].contains("{+ff+}"), "{}", before[4]);
    assert_eq!(run(&["fix", "--in-place", "--quiet", "page.md"]).code, 0);
    let after: Vec<String> = (1..=5).map(|n| printed(run(&["trace", "page.md", &n.to_string()]), 0)).collect();
    assert_eq!(after, before);
    // What was done with other options is not explained by guessing, and neither is what was changed since.
    let ran = run(&["trace", "--ignore", "ligature", "page.md", "5"]);
    let other = "restitch: page.md: repaired in place by other rules, options or decisions than these; give the same ones, or `restitch undo` first\n";
    assert_eq!((ran.code, ran.out.len(), ran.err.as_str()), (2, 0, other));
    fs::write(folder.path().join("page.md"), "Something else.\n").unwrap();
    let ran = run(&["trace", "page.md", "1"]);
    let changed = "restitch: page.md: changed since it was repaired in place; a line is traced in the text as it was written then; move page.md.restitch.json away to trace this one\n";
    assert_eq!((ran.code, ran.out.len(), ran.err.as_str()), (2, 0, changed));
}

#[test]
fn rules_are_listed_explained_and_tested() {
    let folder = tempfile::tempdir().unwrap();
    let list = printed(restitch(folder.path(), &["rules"], b""), 0);
    assert_eq!(list.lines().count(), restitch::ruleset::RuleSet::embedded().unwrap().rules().len(), "{list}");
    let explained = printed(restitch(folder.path(), &["rules", "repeated-block"], b""), 0);
    for part in ["Why: ", "Safety: ", "a refrain", "stays as it is", "repetition stage, at most apply"] {
        assert!(explained.contains(part), "{part} in {explained}");
    }
    let tested = printed(restitch(folder.path(), &["rules", "repeated-block", "--test"], b""), 0);
    assert!(tested.ends_with(" examples of 1 rule, 0 failed\n"), "{tested}");
}

#[test]
fn a_rule_of_ones_own_runs_with_the_others() {
    let rule = "id = \"long-s\"\nstage = \"characters\"\ntier = \"apply\"\nmessage = \"A long s\"\nwhy = \"Old print.\"\nsafety = \"Always.\"\n[detect.pattern]\nfind = 'ſ'\nwith = 's'\n[[example]]\nname = \"a word\"\nbefore = \"ſhips\"\nafter = \"ships\"\n";
    let folder = folder(&[("mine/long-s.toml", rule.as_bytes()), ("page.md", PAGE.replace("Sh", "ſh").as_bytes())]);
    let fixed = printed(restitch(folder.path(), &["fix", "--rules", "mine", "page.md"], b""), 0);
    assert_eq!(fixed, MENDED.replace("Sh", "sh"));
    assert_eq!(
        printed(restitch(folder.path(), &["fix", "--rules", "mine", "--select", "long-s", "page.md"], b""), 0),
        PAGE.replace("Sh", "sh")
    );
    let tested = printed(restitch(folder.path(), &["rules", "long-s", "--rules", "mine", "--test"], b""), 0);
    assert_eq!(tested, "1 example of 1 rule, 0 failed\n");
    fs::write(folder.path().join("mine/long-s.toml"), rule.replace("\"ships\"", "\"chips\"")).unwrap();
    let tested = restitch(folder.path(), &["rules", "long-s", "--rules", "mine", "--test"], b"");
    assert_eq!(tested.code, 1);
    assert!(String::from_utf8(tested.out).unwrap().contains("expected \"chips\", got \"ships\""));
}

#[test]
fn fixtures_are_run_and_blessed() {
    let folder = folder(&[("cases/one/case.toml", b"about = \"A copy.\"\n"), ("cases/one/input.md", PAGE.as_bytes())]);
    let ran = restitch(folder.path(), &["test", "cases"], b"");
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    assert!(String::from_utf8(ran.out).unwrap().ends_with("0 fixtures hold, 1 do not\n"));
    let blessed = printed(restitch(folder.path(), &["test", "cases", "--bless"], b""), 0);
    assert_eq!(blessed, "blessed cases/one\n0 fixtures hold, 0 do not, 1 blessed\n");
    assert_eq!(read(&folder, "cases/one/expected.md"), MENDED.as_bytes());
    assert_eq!(printed(restitch(folder.path(), &["test", "cases"], b""), 0), "1 fixtures hold, 0 do not\n");
}

#[test]
fn train_writes_a_model() {
    let corpus = "The cat sat on the mat by the door.\nThe dog sat by the cat on the mat.\n".repeat(3);
    let folder = folder(&[("corpus.txt", corpus.as_bytes())]);
    let ran = restitch(folder.path(), &["train", "corpus.txt", "--lang", "en", "--order", "3", "--held-out", "3"], b"");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.starts_with("en.model: "), "{}", ran.err);
    let table = String::from_utf8(ran.out).unwrap();
    assert!(table.starts_with("corpus.txt\t") && table.contains("\nall\t"), "{table}");
    assert!(restitch::model::Model::open(read(&folder, "en.model")).is_ok());
}

#[test]
fn score_tells_how_far_a_text_is_from_the_truth() {
    let folder = folder(&[("got.md", PAGE.as_bytes()), ("truth.md", MENDED.as_bytes())]);
    let same = printed(restitch(folder.path(), &["score", "truth.md", "truth.md"], b""), 0);
    assert!(same.starts_with("characters  similarity 1.0000   lost 0.0   extra 0.0 per 10,000\n"), "{same}");
    let far = printed(restitch(folder.path(), &["score", "-", "truth.md", "--format", "json"], PAGE.as_bytes()), 1);
    let far: serde_json::Value = serde_json::from_str(&far).unwrap();
    assert_eq!((&far["paragraphs"]["right"], &far["paragraphs"]["got"]), (&3.into(), &4.into()));
    assert_eq!(far["words"]["recall"], 1.0);
}

#[test]
fn score_measures_the_repair_of_cases() {
    let case = serde_json::json!({ "id": "en-0", "kind": "repeats", "lang": "en", "input": PAGE, "gold": MENDED,
        "paragraphs": [[0], [1], [3]], "links": [], "either": [], "boxes": [], "copies": [{ "block": 2, "of": 1 }],
        "misread": 0 });
    let folder = folder(&[("cases.jsonl", case.to_string().as_bytes())]);
    let done = printed(restitch(folder.path(), &["score", "--cases", "cases.jsonl"], b""), 0);
    assert!(done.lines().last().unwrap().starts_with("all "), "{done}");
    let json = ["score", "--cases", "cases.jsonl", "--ignore", "repeated-block", "--format", "json"];
    let left: serde_json::Value = serde_json::from_str(&printed(restitch(folder.path(), &json, b""), 1)).unwrap();
    assert_eq!((&left[0]["kind"], &left[0]["dropped"], &left[1]["exact"]), (&"repeats".into(), &0.into(), &0.into()));
}

#[test]
fn files_read_together_are_the_pages_of_one_text() {
    let begins = "# Ferry to sail again\n\nThe ferry will sail again in spring, the harbour board said. Its hull has been scraped \
                  and painted, and a new engine stands on the quay, waiting for the";
    let ends = "crane that will lower it into the hull of the ferry. The board has not yet found a captain.";
    let market = "# Market moves indoors\n\nThe market moves into the old wool hall.";
    let hedge = "# Schools plant a hedge\n\nChildren from three schools planted a hedge along the railway.";
    let front = format!("{begins}\n\nContinued on Page A6\n\n{market}");
    let back = format!("{hedge}\n\nContinued from Page A1\n\n{ends}\n");
    let expected = format!("{begins} {ends}\n\n{market}\n\u{c}{hedge}\n");
    let folder = folder(&[("a1.md", front.as_bytes()), ("a6.md", back.as_bytes())]);
    let fix = |arguments: &[&str]| restitch(folder.path(), &[&["fix", "--together"], arguments].concat(), b"");
    assert_eq!(printed(fix(&["a1.md", "a6.md"]), 0), expected);
    assert_eq!(printed(fix(&["a1.md", "a6.md", "-o", "issue.md"]), 0), "");
    assert_eq!(read(&folder, "issue.md"), expected.as_bytes());

    let troubles = [
        (&["a1.md"][..], "restitch: --together reads several files as one text; name two or more\n"),
        (&["a1.md", "a7.md"][..], "restitch: a7.md: no such file; did you mean a1.md?\n"),
        (
            &["a1.md", "a6.md", "-o", "a6.md"][..],
            "restitch: a6.md: is one of the pages, and would be written over; name another -o FILE\n",
        ),
    ];
    for (arguments, line) in troubles {
        let ran = fix(arguments);
        assert_eq!((ran.code, ran.err.as_str(), ran.out.is_empty()), (2, line, true), "{arguments:?}");
    }
    assert_eq!(read(&folder, "a6.md"), back.as_bytes());
}
