//! Lists of findings for people, editors and programs.

// Helpers of tests may fail a test, as the tests themselves may.
#![allow(clippy::unwrap_used)]

use restitch::document::Document;
use restitch::edit::Edit;
use restitch::finding::{Alternative, Finding, Place, Shape, Tier};
use restitch::id::FindingId;
use restitch::repair::{Options, Repair, repair as repaired};
use restitch::report::{FileReport, human, json, short};
use restitch::ruleset::RuleSet;
use restitch::span::Span;

const TEXT: &str = "茶馆里坐满了听书的客\n\n人，掌柜忙着添水。\n\nA  well of of water.\n";

fn repair() -> Repair {
    let seam = Span::new(TEXT.find("\n\n人").unwrap(), TEXT.find('人').unwrap());
    let double = Span::new(TEXT.find("of of").unwrap(), TEXT.find("of water").unwrap());
    let blanks = Span::new(TEXT.find("  well").unwrap(), TEXT.find("well").unwrap());
    let edit = Edit::Replace { span: seam, with: String::new() };
    let document = Document::new(TEXT.to_string()).apply(&[(FindingId(0), edit)]).unwrap();
    let base = Finding {
        id: FindingId(0),
        rule: "split-paragraph".into(),
        tier: Tier::Apply,
        applied: true,
        confidence: 0.98,
        message: "Paragraph cut in two".to_string(),
        evidence: vec!["客|人 is a word".to_string()],
        alternatives: vec![Alternative { confidence: 0.02, what: "stays".to_string() }],
        shape: Shape::Join { seam, with: String::new() },
        key: "split-paragraph:客|人".to_string(),
        place: Place::default(),
        ruling: None,
    };
    let doubled = Finding {
        id: FindingId(2),
        rule: "double-word".into(),
        tier: Tier::Propose,
        applied: false,
        confidence: 0.61,
        message: "Word stands twice".to_string(),
        evidence: Vec::new(),
        alternatives: Vec::new(),
        shape: Shape::Replace { at: double, with: String::new() },
        key: "double-word:of".to_string(),
        place: Place::default(),
        ruling: None,
    };
    let spacing = Finding {
        id: FindingId(1),
        rule: "spacing".into(),
        tier: Tier::Report,
        message: "Two blanks\u{1b}".to_string(),
        shape: Shape::Replace { at: blanks, with: " ".to_string() },
        ..doubled.clone()
    };
    Repair { document, findings: vec![base, doubled, spacing] }
}

#[test]
fn people_get_aligned_columns_and_an_excerpt() {
    let expected = "\
书/page.md:1:11  apply   0.98  split-paragraph  Paragraph cut in two
    …里坐满了听书的客│人，掌柜忙着添水…
书/page.md:5:2   report  0.61  spacing          Two blanks\\u{1b}
    A[-  -]{+ +}well of of water.
书/page.md:5:9   propose 0.61  double-word      Word stands twice
    A  well [-of -]of water.
";
    assert_eq!(human("书/page.md", &repair(), false), expected);
    let coloured = human("书/page.md", &repair(), true);
    assert_ne!(coloured, expected);
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), expected);
}

#[test]
fn editors_get_one_line_each() {
    let expected = "\
page.md:1:11: split-paragraph: Paragraph cut in two [apply 0.98]
page.md:5:2: spacing: Two blanks\\u{1b} [report 0.61]
page.md:5:9: double-word: Word stands twice [propose 0.61]
";
    assert_eq!(short("page.md", &repair()), expected);
}

#[test]
fn programs_get_one_stable_document() {
    let clean = Repair { document: Document::new("Fine.\n".to_string()), findings: Vec::new() };
    let files = [FileReport::new("a.md", &repair()), FileReport::new("b.md", &clean)];
    let text = json(&files).unwrap();
    assert!(text.starts_with("{\n  \"version\": 1,\n  \"files\": [\n"), "{text}");
    assert!(text.ends_with("}\n"));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["files"][1], serde_json::json!({ "path": "b.md", "findings": [] }));
    let findings = &value["files"][0]["findings"];
    let ids: Vec<u64> = findings.as_array().unwrap().iter().map(|f| f["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, [0, 1, 2], "in the order of the source");
    assert_eq!(
        findings[0],
        serde_json::json!({
            "id": 0,
            "rule": "split-paragraph",
            "tier": "apply",
            "applied": true,
            "confidence": 0.98,
            "message": "Paragraph cut in two",
            "evidence": ["客|人 is a word"],
            "alternatives": [{ "confidence": 0.02, "what": "stays" }],
            "at": { "start": 30, "end": 32, "line": 1, "column": 11 },
            "shape": { "do": "join", "seam": { "start": 30, "end": 32 }, "with": "" },
            "key": "split-paragraph:客|人"
        })
    );
}

/// A character that an earlier rule took out makes two pieces of what moves, the second one longer.
#[test]
fn what_moves_is_named_by_where_it_begins() {
    let text = "## Ferry makes its last crossing\n\nThe old ferry across the estuary made its last crossing on Friday \
                evening, with more passengers on board than it had car-\n\n## Bakery opens early again\n\nThe baker on \
                the market square opens at five in the morning again, because the workers of the new mill would have to \
                be-\n\nried in the\u{200b} whole of the week before. The captain, who has worked on the river for thirty \
                years, said that he would miss the fog in the morning more than anything else.\n\ngin their day without \
                any breakfast. In the first year he wants to sell nothing but rolls and coffee.\n";
    let moved = |finding: &Finding| match finding.shape {
        Shape::Move { from, .. } => Some(&text[from.start..from.start + 8]),
        _ => None,
    };
    let repair = repaired(text.to_string(), &RuleSet::embedded().unwrap(), &Options::default());
    assert_eq!(repair.findings.iter().filter_map(moved).collect::<Vec<_>>(), ["ried in ", "gin thei"]);
}
