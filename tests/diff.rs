//! The review and the unified diff. What `git apply` and `patch` make of the unified diff is tested with the real tools.

// Helpers of tests may fail a test, as the tests themselves may.
#![allow(clippy::unwrap_used)]

use std::process::{Command, Stdio};

use proptest::prelude::*;
use restitch::diff::{ReviewStyle, html, review, side_by_side, unified};
use restitch::document::Document;
use restitch::edit::Edit;
use restitch::finding::{Alternative, Finding, Place, Shape, Tier};
use restitch::id::FindingId;
use restitch::repair::Repair;
use restitch::span::Span;

fn finding(id: u32, rule: &str, tier: Tier, confidence: f64, shape: Shape) -> Finding {
    Finding {
        id: FindingId(id),
        rule: rule.into(),
        tier,
        applied: tier == Tier::Apply,
        confidence,
        message: "A message".to_string(),
        evidence: Vec::new(),
        alternatives: Vec::new(),
        shape,
        key: String::new(),
        place: Place::default(),
        ruling: None,
    }
}

fn find(text: &str, what: &str) -> Span {
    let start = text.find(what).unwrap();
    Span::new(start, start + what.len())
}

const PAGE: &str = "各村干部连日走访农户，聚焦春耕任\n\n务，把种子和化肥送到田头。\n\nThe bridge was closed in March.\n\n\
    The bridge was closed in March.\n\n镇上的老人说，\n\n第二版\n\n这样的春天多年不见了。\n";

/// A join, a removal, a move, a misread character, and two findings that were not applied.
fn page() -> Repair {
    let seam = Span::new(PAGE.find("\n\n务").unwrap(), PAGE.find('务').unwrap());
    let twin = find(PAGE, "The bridge was closed in March.");
    let again = Span::new(twin.end, twin.end + 2 + twin.len());
    let tail = find(PAGE, "这样的春天多年不见了。");
    let target = find(PAGE, "镇上的老人说，");
    let misread = find(PAGE, "化肥");
    let replace = |span, with: &str| Edit::Replace { span, with: with.to_string() };
    let edits = [
        (FindingId(0), replace(seam, "")),
        (FindingId(1), replace(misread, "化服")),
        (FindingId(2), replace(again, "")),
        (FindingId(3), Edit::Move { span: tail, to: target.end }),
    ];
    let document = Document::new(PAGE.to_string()).apply(&edits).unwrap();
    let mut join = finding(0, "split-paragraph", Tier::Apply, 0.98, Shape::Join { seam, with: String::new() });
    join.evidence = vec!["任|务 is a word".to_string(), "order kept".to_string()];
    join.alternatives = vec![Alternative { confidence: 0.03, what: "stays".to_string() }];
    let moved = Shape::Move { from: tail, after: target.end, joined: true, with: String::new() };
    let heading = find(PAGE, "第二版");
    let findings = vec![
        join,
        finding(1, "misread", Tier::Apply, 0.91, Shape::Replace { at: misread, with: "化服".to_string() }),
        finding(2, "repeated-paragraph", Tier::Apply, 0.999, Shape::Remove { at: again, twin }),
        finding(4, "page-heading", Tier::Propose, 0.7, Shape::Remove { at: heading, twin }),
        finding(5, "odd", Tier::Report, 0.4, Shape::Note { at: heading }),
        finding(3, "displaced-tail", Tier::Apply, 0.97, moved),
    ];
    Repair { document, findings }
}

fn plain(repair: &Repair) -> String {
    review(repair, &ReviewStyle { colour: false, width: 80, path: "page.md" })
}

#[test]
fn a_review_shows_each_finding_at_its_seam() {
    let expected = "\
split-paragraph  page.md:1  apply 0.98
  joined line 3 to line 1
    …户，聚焦春耕任│务，把种子和化…
  evidence: 任|务 is a word; order kept; next best 0.03: stays

misread  page.md:3  apply 0.91
  changed line 3
    - 务，把种子和化[-肥-]送到田头。
    + …务，把种子和化{+服+}送到田头。

repeated-paragraph  page.md:7  apply 0.99
  removed line 7; the copy at line 5 stays
    - The bridge was closed in March.

page-heading  page.md:11  proposed 0.70
  would remove line 11; the copy at line 5 stays
    - 第二版

odd  page.md:11  reported 0.40
  A message
    · 第二版

displaced-tail  page.md:13  apply 0.97
  moved from line 13 to the end of line 9
    镇上的老人说，│这样的春天多年不见了。

                      apply  propose   report
displaced-tail            1        -        -
misread                   1        -        -
odd                       -        -        1
page-heading              -        1        -
repeated-paragraph        1        -        -
split-paragraph           1        -        -
total                     4        1        1
";
    assert_eq!(plain(&page()), expected);
}

#[test]
fn a_seam_is_shown_between_what_stands_there_now() {
    // The repeated line between the two halves goes first; in the source the second half follows the wrong words.
    let text = "They crossed the ri-\nGate closed\nver at dawn.\nGate closed\n";
    let (again, twin) = (find(text, "Gate closed\n"), Span::new(text.len() - 12, text.len()));
    let first = Document::new(text.to_string())
        .apply(&[(FindingId(0), Edit::Replace { span: again, with: String::new() })])
        .unwrap();
    let hyphen = find(first.text(), "-\n");
    let document = first.apply(&[(FindingId(1), Edit::Replace { span: hyphen, with: String::new() })]).unwrap();
    let seam = find(text, "-\n");
    let findings = vec![
        finding(0, "repeated-line", Tier::Apply, 0.9, Shape::Remove { at: again, twin }),
        finding(1, "hyphen", Tier::Apply, 0.9, Shape::Join { seam, with: String::new() }),
    ];
    let shown = plain(&Repair { document, findings });
    assert!(shown.contains("  joined line 3 to line 1\n    … crossed the ri│ver at dawn.\n"), "{shown}");
}

#[test]
fn colour_only_adds_escape_codes() {
    let repair = page();
    let coloured = review(&repair, &ReviewStyle { colour: true, width: 80, path: "page.md" });
    let stripped = anstream::adapter::strip_str(&coloured).to_string();
    assert!(coloured.contains("\u{1b}["));
    assert_eq!(stripped, plain(&repair));
}

#[test]
fn a_hostile_text_cannot_steer_the_terminal() {
    let text = "Good \u{1b}]0;owned\u{7}mor\nning \u{202E}all\n";
    let seam = find(text, "\n");
    let document = Document::new(text.to_string())
        .apply(&[(FindingId(0), Edit::Replace { span: seam, with: String::new() })])
        .unwrap();
    let mut join = finding(0, "cut\u{1b}[2J", Tier::Apply, 0.9, Shape::Join { seam, with: "\u{9b}".to_string() });
    join.evidence = vec!["\u{1b}[1m".to_string()];
    join.alternatives = vec![Alternative { confidence: 0.1, what: "\u{8}".to_string() }];
    let shown =
        review(&Repair { document, findings: vec![join] }, &ReviewStyle { colour: false, width: 80, path: "\u{1b}c" });
    assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{shown:?}");
    assert!(!shown.contains('\u{202E}'));
}

#[test]
fn every_line_of_a_review_fits() {
    for width in [40, 52, 80] {
        let shown = review(&page(), &ReviewStyle { colour: false, width, path: "p" });
        let hunks = shown.split("apply  propose").next().unwrap().trim_end();
        for line in hunks.lines().filter(|line| line.starts_with(' ')) {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{width}: {line}");
        }
    }
}

#[test]
fn spans_that_do_not_fit_the_text_are_survived() {
    let shapes = [
        Shape::Join { seam: Span::new(1, 900), with: String::new() },
        Shape::Move { from: Span::new(700, 900), after: 800, joined: false, with: String::new() },
        Shape::Remove { at: Span::new(2, 4), twin: Span::new(900, 901) },
        Shape::Replace { at: Span::at(900), with: "x".to_string() },
        Shape::Note { at: Span::at(1) },
    ];
    for source in ["", "三个字"] {
        let findings = shapes.iter().map(|s| finding(0, "r", Tier::Apply, 0.9, s.clone())).collect();
        let repair = Repair { document: Document::new(source.to_string()), findings };
        assert!(plain(&repair).contains("total"));
    }
}

#[test]
fn nothing_found_is_nothing_shown() {
    let repair = Repair { document: Document::new("All is well.\n".to_string()), findings: Vec::new() };
    assert_eq!(plain(&repair), "");
    assert_eq!(unified("page.md", &repair), "");
}

#[test]
fn a_unified_diff_of_a_join() {
    let text = "one\ntwo\nthree\nfour\nfi\nve\nsix\nseven\neight\nnine";
    let edit =
        Edit::Replace { span: Span::new(text.find("\nve").unwrap(), text.find("ve\n").unwrap()), with: "".into() };
    let document = Document::new(text.to_string()).apply(&[(FindingId(0), edit)]).unwrap();
    let expected =
        "--- a/page.md\n+++ b/page.md\n@@ -2,8 +2,7 @@\n two\n three\n four\n-fi\n-ve\n+five\n six\n seven\n eight\n";
    assert_eq!(unified("./page.md", &Repair { document, findings: Vec::new() }), expected);
}

fn changed_lines(document: Document) -> usize {
    let diff = unified("page.md", &Repair { document, findings: Vec::new() });
    diff.lines().skip(2).filter(|line| line.starts_with(['-', '+'])).count()
}

#[test]
fn unified_diffs_are_as_small_as_the_change() {
    let text: String = (0..1000).map(|i| format!("line {i}\n")).collect();
    let last = find(&text, "line 999\n");
    assert_eq!(changed_lines(edited(&text, &[Edit::Move { span: last, to: 0 }])), 2, "one line goes, one comes");
    let page = &text[..find(&text, "line 50\n").start];
    let with = page.replace("line 7\n", "").replace("line 30\n", "line thirty\n");
    let whole = Edit::Replace { span: Span::new(0, page.len()), with };
    assert_eq!(changed_lines(edited(page, &[whole])), 3, "a long reading repeats most of the old lines");
}

fn run(program: &str, arguments: &[&str], folder: &std::path::Path, input: &str) -> (bool, String) {
    use std::io::Write;
    let mut command = Command::new(program);
    // Whoever runs the tests may have told git to change line ends.
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CEILING_DIRECTORIES", "/");
    command.args(arguments).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout),
    )
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Applies the diff with git, and with patch where there is one, and compares what comes out byte for byte.
fn applies(name: &str, document: Document) {
    let diff = unified(name, &Repair { document: document.clone(), findings: Vec::new() });
    if document.source() == document.text() {
        assert_eq!(diff, "");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let git: &[&str] = &["apply", "--whitespace=nowarn", "-"];
    let patch: &[&str] = &["-p1", "--binary", "--no-backup-if-mismatch", "-s"];
    for (program, arguments) in [("git", git), ("patch", patch)] {
        if !has(program) {
            continue;
        }
        std::fs::write(&path, document.source()).unwrap();
        let (done, said) = run(program, arguments, folder.path(), &diff);
        assert!(done, "{program}: {said}\n{diff}");
        let got = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(got, document.text(), "{program}\n{diff}");
    }
}

fn edited(text: &str, edits: &[Edit]) -> Document {
    let edits: Vec<(FindingId, Edit)> =
        edits.iter().enumerate().map(|(i, e)| (FindingId(i as u32), e.clone())).collect();
    Document::new(text.to_string()).apply(&edits).unwrap()
}

#[test]
fn empty_files_and_missing_final_line_feeds() {
    let replace = |start, end, with: &str| Edit::Replace { span: Span::new(start, end), with: with.to_string() };
    for document in [
        edited("", &[replace(0, 0, "a\nb\n")]),
        edited("", &[replace(0, 0, "a")]),
        edited("a\nb\n", &[replace(0, 4, "")]),
        edited("a", &[replace(0, 1, "")]),
        edited("a\nb", &[replace(3, 3, "\n")]),
        edited("a\nb\n", &[replace(3, 4, "")]),
        edited("a\nb", &[replace(3, 3, "c\nd")]),
        edited("\n\n\n", &[replace(1, 2, "")]),
        edited("a\nb", &[Edit::Move { span: Span::new(2, 3), to: 0 }]),
        edited("a\nb\n", &[Edit::Move { span: Span::new(0, 2), to: 4 }]),
    ] {
        applies("page.md", document);
    }
}

#[test]
fn file_names_that_need_quoting() {
    let document = edited("a\nb\n", &[Edit::Replace { span: Span::new(0, 1), with: "c".to_string() }]);
    for name in ["two words.md", "第一版.md", "a\"quote\\.md", "tab\there.md"] {
        applies(name, document.clone());
    }
}

/// Edits at random cuts of the text: replacements, removals, insertions and moves, none overlapping.
fn random_edits(text: &str, choices: &[(u16, u8, u8, u16)]) -> Vec<Edit> {
    let ends: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let cut = |c: &(u16, u8, u8, u16)| {
        let at = ends[c.0 as usize % ends.len()];
        // Half of the cuts stand at the beginning of a line: whole lines are what moves in real repairs.
        if c.3.is_multiple_of(2) { text[..at].rfind('\n').map_or(0, |end| end + 1) } else { at }
    };
    let mut cuts: Vec<usize> = choices.iter().map(cut).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut edits = Vec::new();
    for (pair, (_, kind, with, to)) in cuts.chunks_exact(2).zip(choices) {
        let span = Span::new(pair[0], pair[1]);
        let with = ["", "\n", "新的一行\n", " ", "two\r\nlines"][*with as usize % 5].to_string();
        match kind % 4 {
            0 => edits.push(Edit::Replace { span, with }),
            1 => edits.push(Edit::Replace { span: Span::at(span.start), with }),
            2 => edits.push(Edit::Replace { span, with: text[span.start..span.end].replace("\n\n", "\n") + &with }),
            _ => {
                // Only positions between the stretches: a move may not land inside another edit.
                let free: Vec<usize> =
                    cuts.chunks_exact(2).flat_map(|c| c.to_vec()).filter(|c| !span.covers(Span::at(*c))).collect();
                if let Some(to) = free.get(*to as usize % free.len().max(1)) {
                    edits.push(Edit::Move { span, to: *to });
                }
            }
        }
    }
    edits
}

/// `cargo test --release --test diff -- --ignored --nocapture` says how long it takes.
#[test]
#[ignore = "measures time; meant for release builds"]
fn twenty_megabytes_with_every_25th_line_changed_take_less_than_two_seconds() {
    let mut text = String::new();
    let mut edits = Vec::new();
    let mut findings = Vec::new();
    for i in 0..400_000 {
        let start = text.len();
        text.push_str(&format!("{i} lines about the weather of that one long week in May\n"));
        if i % 25 == 24 {
            let id = findings.len() as u32;
            let (span, to) = (Span::new(start, text.len()), start - 200);
            let (edit, shape) = match i % 4 {
                0 => (Edit::Replace { span: Span::at(start), with: "x".to_string() }, Shape::Note { at: span }),
                1 => (Edit::Replace { span, with: String::new() }, Shape::Remove { at: span, twin: span }),
                2 => {
                    let seam = Span::new(start - 1, start);
                    (Edit::Replace { span: seam, with: " ".into() }, Shape::Join { seam, with: " ".into() })
                }
                _ => {
                    let moved = Shape::Move { from: span, after: to, joined: true, with: String::new() };
                    let to = text[..to].rfind('\n').unwrap() + 1;
                    (Edit::Move { span, to }, moved)
                }
            };
            edits.push((FindingId(id), edit));
            findings.push(finding(id, "rule", Tier::Apply, 0.9, shape));
        }
    }
    let repair = Repair { document: Document::new(text).apply(&edits).unwrap(), findings };
    let size = repair.document.source().len() as f64 / 1e6;
    let begun = std::time::Instant::now();
    let bytes = unified("page.md", &repair).len();
    let unified = begun.elapsed();
    let begun = std::time::Instant::now();
    let shown = plain(&repair).len();
    let reviewed = begun.elapsed();
    let begun = std::time::Instant::now();
    let beside = side_by_side(&repair, &ReviewStyle { colour: false, width: 80, path: "page.md" }).len();
    println!("{size} MB: unified {unified:?} ({bytes} bytes), review {reviewed:?} ({shown} bytes)");
    let beside_taken = begun.elapsed();
    let begun = std::time::Instant::now();
    let page = html("page.md", &repair).len();
    println!("side by side {beside_taken:?} ({beside} bytes), html {:?} ({page} bytes)", begun.elapsed());
    for taken in [unified, reviewed, beside_taken, begun.elapsed()] {
        assert!(taken.as_secs_f64() < 2.0, "{taken:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn other_tools_apply_the_unified_diff(
        lines in prop::collection::vec(prop::sample::select(vec!["春天来了", "", "a line", "the same", "the same", "秋"]), 0..60),
        choices in prop::collection::vec(any::<(u16, u8, u8, u16)>(), 2..12),
        second in prop::collection::vec(any::<(u16, u8, u8, u16)>(), 0..6),
        crlf: bool,
        last: bool,
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let text = lines.join(end) + if last { end } else { "" };
        let document = edited(&text, &random_edits(&text, &choices));
        let again: Vec<(FindingId, Edit)> =
            random_edits(document.text(), &second).into_iter().map(|e| (FindingId(99), e)).collect();
        applies("page.md", document.apply(&again).unwrap());
    }
}
