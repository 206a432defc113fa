//! What a distrustful user tries: arguments that are wrong, files that are not what they seem, texts made to be slow.
//! Every trouble is one line on standard error and an exit with 2, and the rest of a batch is done.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use restitch::repair::{Options, Repair, repair};
use restitch::ruleset::RuleSet;

const DAMAGED: &str = "The harbour office opened its new quay on Monday, three weeks late.\n\nThe harbour office opened its \
                    new quay on Monday, three weeks late.\n\nShips of two hundred tons may now moor there.\n";
const MENDED: &str = "The harbour office opened its new quay on Monday, three weeks late.\n\nShips of two hundred tons may \
                      now moor there.\n";

fn restitch(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_restitch"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null()).output().expect("the program runs")
}

/// The one line on standard error of a run that ends with 2.
fn trouble(folder: &Path, arguments: &[&str]) -> String {
    let output = restitch(folder, arguments);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{arguments:?}: {said}");
    said.trim_end().strip_prefix("restitch: ").expect("names itself").to_string()
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it stands in one")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn read(folder: &tempfile::TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).expect(name)
}

fn repaired(text: &str) -> Repair {
    repair(text.to_string(), &RuleSet::embedded().expect("they parse"), &Options::default())
}

#[test]
fn wrong_arguments_are_one_line() {
    let pages = folder(&[("page.md", DAMAGED), ("empty/scan.png", "")]);
    let at = |arguments: &[&str]| trouble(pages.path(), arguments);
    assert_eq!(
        at(&["fixx"]),
        "unrecognized subcommand 'fixx'; a similar subcommand exists: 'fix'; see `restitch --help`"
    );
    assert!(at(&["fix", "--wrong"]).starts_with("unexpected argument '--wrong' found; "));
    assert!(at(&["undo"]).starts_with("the following required arguments were not provided: <PATH>...; "));
    assert!(at(&["trace", "page.md", "x"]).starts_with("invalid value 'x' for '<LINE>'"));
    assert!(at(&["fix", "--jobs", "0", "page.md"]).starts_with("invalid value '0' for '--jobs <N>'"));
    assert!(at(&["fix", "--lang", "xx", "page.md"]).starts_with("no language `xx`; known are zh, "));
    assert_eq!(
        at(&["fix", "--select", "torn-paragrah", "page.md"]),
        "no rule `torn-paragrah`; did you mean `torn-paragraph`?"
    );
    assert_eq!(at(&["rules", "x"]), "no rule `x`; `restitch rules` lists them");
    assert_eq!(at(&["fix", "missing.md"]), "missing.md: no such file");
    assert_eq!(at(&["diff", "empty"]), "empty: is a folder; name a file in it");
    assert_eq!(at(&["test", "nowhere"]), "nowhere: no such folder");
    assert_eq!(
        at(&["fix", "--in-place", "-"]),
        "standard input: cannot be repaired in place; without --in-place the text goes to standard output"
    );
}

#[test]
fn broken_rule_files_are_one_line() {
    let rules = folder(&[("page.md", DAMAGED), ("rules/mine.toml", "[detect]\n"), ("none/x.txt", "")]);
    let at = |folder: &str| trouble(rules.path(), &["fix", "page.md", "--rules", folder]);
    assert_eq!(
        at("rules"),
        "rules/mine.toml:1: `detect` takes one technique with its parameters, such as [detect.pattern]"
    );
    fs::write(rules.path().join("rules/mine.toml"), b"id = '\xFF'").expect("a file");
    assert_eq!(at("rules"), "rules/mine.toml: not UTF-8, which rule files are; save it as UTF-8");
    assert_eq!(at("nowhere"), "nowhere: no such folder");
    assert_eq!(at("page.md"), "page.md: is not a folder; name the folder in which the rules lie");
    assert_eq!(at("none"), "none: no rule files (*.toml) in this folder");
}

#[test]
fn the_rest_of_a_batch_is_done_in_its_order() {
    let names: Vec<String> = (0..30).map(|n| format!("page{n:02}.md")).collect();
    let pages = folder(&names.iter().map(|name| (name.as_str(), DAMAGED)).collect::<Vec<_>>());
    fs::create_dir(pages.path().join("empty")).expect("a folder");
    let mut arguments = vec!["fix", "--out-dir", "out", "--jobs", "3", "empty", "missing.md"];
    arguments.extend(names.iter().map(String::as_str));
    let output = restitch(pages.path(), &arguments);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!((output.status.code(), said.lines().count()), (Some(2), 2), "{said}");
    for name in &names {
        assert_eq!(read(&pages, &format!("out/{name}")), MENDED);
    }
    let mut arguments = vec!["check", "--format", "short"];
    arguments.extend(names.iter().map(String::as_str));
    let one_by_one = restitch(pages.path(), &[&arguments[..], &["--jobs", "1"]].concat());
    let side_by_side = restitch(pages.path(), &[&arguments[..], &["--jobs", "7"]].concat());
    assert_eq!(one_by_one.stdout, side_by_side.stdout);
    assert_eq!(side_by_side.status.code(), Some(1));
}

#[test]
fn no_text_is_written_over_another_or_over_itself() {
    let pages = folder(&[("a/page.md", DAMAGED), ("b/page.md", "Hello.\n")]);
    let at = |arguments: &[&str]| trouble(pages.path(), arguments);
    let said = at(&["fix", "--out-dir", "out", "a/page.md", "b/page.md"]);
    assert_eq!(
        said,
        "b/page.md: would be written to out/page.md, as a/page.md is; name the folder above both, or another --out-dir"
    );
    assert_eq!(read(&pages, "out/page.md"), MENDED);
    let said = at(&["fix", "--out-dir", "a", "a"]);
    assert_eq!(said, "a/page.md: would be written over itself in a/page.md; use --in-place, which can be undone");
    assert_eq!(read(&pages, "a/page.md"), DAMAGED);
    let said = at(&["fix", "-o", "a/../a/page.md", "a/page.md"]);
    assert_eq!(said, "a/page.md: would be written over itself in a/../a/page.md; use --in-place, which can be undone");
    let said = at(&["diff", "--html", "a/page.md", "a/page.md"]);
    assert_eq!(said, "a/page.md: the page for a browser would be written over it; name another file");
    assert_eq!(read(&pages, "a/page.md"), DAMAGED);
    assert!(restitch(pages.path(), &["fix", "--out-dir", "both", "."]).status.success());
    assert_eq!((read(&pages, "both/a/page.md"), read(&pages, "both/b/page.md")), (MENDED.into(), "Hello.\n".into()));
}

#[test]
fn repaired_in_place_twice_and_undone() {
    let pages = folder(&[("page.md", DAMAGED)]);
    for _ in 0..2 {
        assert!(restitch(pages.path(), &["fix", "--in-place", "page.md", "page.md"]).status.success());
        assert_eq!(read(&pages, "page.md"), MENDED);
    }
    fs::write(pages.path().join("page.md"), MENDED.replace("three", "four")).expect("an edit");
    let said = trouble(pages.path(), &["undo", "page.md"]);
    assert!(said.starts_with("page.md: changed since it was repaired"), "{said}");
    fs::write(pages.path().join("page.md"), MENDED).expect("the edit taken back");
    assert!(restitch(pages.path(), &["undo", "page.md"]).status.success());
    assert_eq!(read(&pages, "page.md"), DAMAGED);
    let said = trouble(pages.path(), &["undo", "page.md"]);
    assert!(said.starts_with("page.md: no ledger page.md.restitch.json"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_ledger_lies_beside_the_file_and_is_as_private() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let pages = folder(&[("real/page.md", DAMAGED)]);
    let page = pages.path().join("real/page.md");
    fs::set_permissions(&page, fs::Permissions::from_mode(0o600)).expect("its own file");
    symlink("real/page.md", pages.path().join("link.md")).expect("a link");
    assert!(restitch(pages.path(), &["fix", "--in-place", "link.md"]).status.success());
    let ledger = fs::metadata(pages.path().join("real/page.md.restitch.json")).expect("a ledger");
    assert_eq!(ledger.permissions().mode() & 0o777, 0o600);
    assert!(restitch(pages.path(), &["undo", "real/page.md"]).status.success());
    assert_eq!(read(&pages, "real/page.md"), DAMAGED);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf8_and_a_standard_error_that_is_full() {
    use std::os::unix::ffi::OsStrExt;
    let pages = folder(&[]);
    let name = std::ffi::OsStr::from_bytes(b"page\xFF.md");
    fs::write(pages.path().join(name), DAMAGED).expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_restitch"));
    let output = command.current_dir(pages.path()).arg("fix").arg(name).output().expect("runs");
    assert_eq!(output.stdout, MENDED.as_bytes());
    let full = fs::File::options().write(true).open("/dev/full").expect("a device");
    let mut command = Command::new(env!("CARGO_BIN_EXE_restitch"));
    let status = command.args(["fix", "missing.md"]).stderr(full).status().expect("runs");
    assert_eq!(status.code(), Some(2));
}

#[test]
fn another_encoding_is_kept_or_made_utf8_in_place() {
    let pages = folder(&[]);
    let path = pages.path().join("cafe.txt");
    fs::write(&path, b"Le caf\xE9 est ferm\xE9 \x96 revenez demain.\n").expect("a file");
    assert!(restitch(pages.path(), &["fix", "--in-place", "cafe.txt"]).status.success());
    assert!(fs::read(&path).expect("it").starts_with(b"Le caf\xE9"));
    assert!(restitch(pages.path(), &["fix", "--in-place", "--to-utf8", "cafe.txt"]).status.success());
    assert_eq!(read(&pages, "cafe.txt"), "Le café est fermé – revenez demain.\n");
    assert!(restitch(pages.path(), &["undo", "cafe.txt"]).status.success());
    assert!(fs::read(&path).expect("it").starts_with(b"Le caf\xE9"));
}

#[test]
fn what_people_read_are_lines_of_their_file() {
    let mark = "id = 'mark'\nstage = 'characters'\ntier = 'apply'\nmessage = 'm'\nwhy = 'w'\nsafety = 's'\n[detect.pattern]\n\
                find = 'MARK\\n\\n'\nwith = ''\n[[example]]\nname = 'x'\nbefore = 'x'\n";
    let rules =
        RuleSet::embedded().expect("they parse").with([("mark.toml".to_string(), mark.to_string())]).expect("a rule");
    let twice = "The harbour office opened its new quay on Monday, three weeks late.";
    let text = format!("MARK\n\nMARK\n\n{twice}\n\n{twice}\n\nThe end.\n");
    let repair = repair(text, &rules, &Options::default());
    let copy = repair.findings.iter().find(|f| *f.rule == *"repeated-block").expect("a copy");
    assert_eq!(copy.evidence.first().map(String::as_str), Some("equal to the block at line 5"));
}

/// Ten times the text may take ten times as long, not a hundred times: made slow by what each of these once was slow by.
#[test]
fn texts_made_to_be_slow_are_not() {
    let started = Instant::now();
    let lines: String = (0..4_000).map(|n| format!("Line {n} of the harbour book, kept by hand.\n\n")).collect();
    for text in [
        "哈".repeat(300_000),
        "\n".repeat(300_000),
        "\0".repeat(300_000),
        "ha ha ".repeat(60_000),
        format!("x{0}.\n\n{0}y.", "a long line without an end ".repeat(8_000)),
        "The same words again and again, as in a form.\n\n".repeat(6_000),
        lines,
        format!("{}\n\n{}", "（".repeat(100_000), "）".repeat(100_000)),
        "甲\u{c}".repeat(10_000),
        "```\n".repeat(30_000),
        "> ".repeat(30_000),
    ] {
        let repair = repaired(&text);
        let loops = repair.findings.iter().any(|finding| &*finding.rule == "loop");
        assert!(loops || repair.document.text() == text, "{:?}…", text.chars().take(40).collect::<String>());
    }
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

/// A book that is one page of thousands of blocks is read in sections; what is torn in the middle of it is mended there.
#[test]
fn a_book_in_one_page_is_mended_like_a_page() {
    let words = [
        "harbour", "winter", "ledger", "orchard", "ferry", "lantern", "village", "river", "bridge", "market", "letter",
    ];
    let mut state = 7u32;
    let mut word = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        words[(state >> 16) as usize % words.len()]
    };
    let mut paragraph = |n: usize| {
        let said: Vec<&str> = (0..9).map(|_| word()).collect();
        format!("In the year {} the {} was nearer to the {} than before.", 1200 + n, said.join(" and the "), said[0])
    };
    let mut paragraphs: Vec<String> = (0..2_400).map(&mut paragraph).collect();
    let torn = [
        "The council met on Monday to consider the plans for the new bridge over the river, which has been closed to all of the",
        "people who come from the village since the beginning of spring.",
    ];
    let at = 1_700;
    paragraphs.splice(at..at, torn.map(String::from));
    let repair = repaired(&paragraphs.join("\n\n"));
    paragraphs.splice(at..at + 2, [torn.join(" ")]);
    assert!(repair.document.text() == paragraphs.join("\n\n"), "{} findings", repair.findings.len());
}
