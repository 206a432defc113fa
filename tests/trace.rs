//! Where a line of the repaired text comes from.

// Helpers of tests may fail a test, as the tests themselves may.
#![allow(clippy::unwrap_used)]

use restitch::document::Document;
use restitch::edit::Edit;
use restitch::finding::{Alternative, Finding, Place, Shape, Tier};
use restitch::id::FindingId;
use restitch::repair::Repair;
use restitch::span::Span;
use restitch::trace::{human, json, trace};

const TEXT: &str = "山路走到尽头，便看见一座石桥。\n桥下的\n水很清。\n老人讲起\n\nPage 3\n\n当年的事。\n";

fn find(what: &str) -> Span {
    let start = TEXT.find(what).unwrap();
    Span::new(start, start + what.len())
}

fn repair() -> Repair {
    let seam = Span::new(find("桥下的").end, find("水很清").start);
    let (tail, target, number) = (find("当年的事。"), find("老人讲起"), find("Page 3\n\n"));
    let replace = |span, with: &str| Edit::Replace { span, with: with.to_string() };
    let edits = [
        (FindingId(0), replace(seam, "")),
        (FindingId(1), replace(number, "")),
        (FindingId(2), Edit::Move { span: tail, to: target.end }),
    ];
    let finding = |id, rule: &str, shape| Finding {
        id: FindingId(id),
        rule: rule.into(),
        tier: Tier::Apply,
        applied: true,
        confidence: 0.9,
        message: String::new(),
        evidence: vec!["the sentence is open".to_string()],
        alternatives: vec![Alternative { confidence: 0.08, what: "stays".to_string() }],
        shape,
        key: String::new(),
        place: Place::default(),
        ruling: None,
    };
    Repair {
        document: Document::new(TEXT.to_string()).apply(&edits).unwrap(),
        findings: vec![
            finding(0, "split-line", Shape::Join { seam, with: String::new() }),
            finding(1, "page-number", Shape::Remove { at: number, twin: number }),
            finding(
                2,
                "displaced-tail",
                Shape::Move { from: tail, after: target.end, joined: true, with: String::new() },
            ),
        ],
    }
}

#[test]
fn an_untouched_line_has_one_part() {
    let trace = trace(&repair(), 1).unwrap();
    assert_eq!(trace.parts.len(), 1);
    let part = &trace.parts[0];
    assert_eq!((part.from.line, part.from.column, part.to.column), (1, 1, 16));
    assert!(part.moved.is_none() && part.changed.is_none() && part.was.is_none());
    assert_eq!(part.reads, "山路走到尽头，便看见一座石桥。\n");
}

#[test]
fn a_joined_and_a_moved_line_say_why() {
    let repair = repair();
    let expected = "\
page.md: line 2 of the repaired text
  line 2, 1-3  桥下的
  line 2, 4    [-↵-]
    split-line 0.90: joined line 3 to line 2
    evidence: the sentence is open; next best 0.08: stays
  line 3, 1-5  水很清。↵
";
    assert_eq!(human("page.md", &trace(&repair, 2).unwrap(), false), expected);
    let expected = "\
page.md: line 3 of the repaired text
  line 4, 1-4  老人讲起
  line 8, 1-5  当年的事。
    displaced-tail 0.90: moved from line 8 to the end of line 4
    evidence: the sentence is open; next best 0.08: stays
  line 4, 5    ↵
";
    assert_eq!(human("page.md", &trace(&repair, 3).unwrap(), false), expected);
    let coloured = human("page.md", &trace(&repair, 3).unwrap(), true);
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), expected);
}

#[test]
fn what_one_finding_moved_and_changed_is_explained_once() {
    let gap = Span::new(5, 7);
    let edits = [
        (FindingId(0), Edit::Move { span: Span::new(5, 9), to: 2 }),
        (FindingId(0), Edit::Replace { span: gap, with: String::new() }),
    ];
    let document = Document::new("on\n\nx\n\nce\n".to_string()).apply(&edits).unwrap();
    let mut findings = repair().findings.split_off(2);
    findings[0].id = FindingId(0);
    findings[0].shape = Shape::Move { from: Span::new(7, 9), after: 2, joined: true, with: String::new() };
    let told = human("page.md", &trace(&Repair { document, findings }, 1).unwrap(), false);
    let expected = "\
page.md: line 1 of the repaired text
  line 1, 1-2    on
  lines 3:2-4:1  [-↵↵-]
    displaced-tail 0.90: moved from line 5 to the end of line 1
    evidence: the sentence is open; next best 0.08: stays
  line 5, 1-2    ce
    displaced-tail 0.90: moved from line 5 to the end of line 1
  line 1, 3      ↵
";
    assert_eq!(told, expected);
}

#[test]
fn every_byte_of_the_source_is_in_the_trace_of_exactly_one_line() {
    let repair = repair();
    let mut seen = vec![0; TEXT.len()];
    let mut text = String::new();
    for line in 1.. {
        let Some(trace) = trace(&repair, line) else { break };
        for part in &trace.parts {
            text.push_str(&part.reads);
            seen[part.source.start..part.source.end].iter_mut().for_each(|n| *n += 1);
        }
    }
    assert_eq!(text, repair.document.text());
    assert!(seen.iter().all(|n| *n == 1), "{seen:?}");
}

#[test]
fn a_removed_end_is_in_the_trace_of_the_last_line() {
    let edit = Edit::Replace { span: Span::new(4, 8), with: String::new() };
    let document = Document::new("one\ntwo\n".to_string()).apply(&[(FindingId(0), edit)]).unwrap();
    let trace = trace(&Repair { document, findings: Vec::new() }, 1).unwrap();
    assert_eq!(trace.parts.last().unwrap().was.as_deref(), Some("two\n"));
}

#[test]
fn there_are_no_lines_outside_the_text() {
    assert!(trace(&repair(), 0).is_none());
    assert!(trace(&repair(), 900).is_none());
    let empty = Repair { document: Document::new(String::new()), findings: Vec::new() };
    assert!(trace(&empty, 1).is_none());
}

#[test]
fn json_names_the_source_and_the_cause() {
    let text = json(&trace(&repair(), 3).unwrap()).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["line"], 3);
    let part = &value["parts"][1];
    assert_eq!(part["from"], serde_json::json!({ "line": 8, "column": 1 }));
    assert_eq!(part["reads"], "当年的事。");
    assert_eq!(
        part["moved"],
        serde_json::json!({
            "id": 2,
            "rule": "displaced-tail",
            "did": "moved from line 8 to the end of line 4",
            "confidence": 0.9,
            "evidence": ["the sentence is open"]
        })
    );
    assert!(part.get("changed").is_none());
}
