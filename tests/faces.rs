//! The faces of a repair as the program prints them: grouped by page, side by side, as JSON, as a page for a browser.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod command;

use std::path::Path;

use command::{Ran, command, restitch};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

const TWO_PAGES: &str = "fixtures/zh-two-pages/input.md";
const COPIES: &str = "fixtures/de-duplicates/input.md";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What a diff with findings prints.
fn diff(arguments: &[&str]) -> String {
    let Ran { code, out, err } = restitch(root(), &[&["diff"], arguments].concat(), b"");
    assert_eq!((code, err.as_str()), (1, ""));
    String::from_utf8(out).unwrap()
}

#[test]
fn a_review_of_several_pages_is_grouped_by_page() {
    let shown = diff(&[TWO_PAGES]);
    let headings: Vec<&str> = shown.lines().filter(|line| line.starts_with("page ")).collect();
    assert_eq!(headings, ["page 1", "page 2"], "{shown}");
    let (first, second) = shown.split_once("page 2").unwrap();
    assert!(first.contains("input.md:13") && first.contains("input.md:15"), "{shown}");
    assert!(second.contains("input.md:31") && second.contains("input.md:33"), "{shown}");
    assert!(!diff(&[COPIES]).contains("page 1"), "one page needs no heading");
}

#[test]
fn side_by_side_has_the_repaired_text_beside_the_original() {
    let shown = diff(&["--format", "side-by-side", TWO_PAGES]);
    for line in shown.lines() {
        assert!(line.width() <= 80, "{} columns: {line}", line.width());
    }
    // What moved stands on both sides under one number.
    let rows: Vec<(&str, &str)> = shown.lines().filter_map(|line| line.split_once('┃')).collect();
    let column = |side: fn(&(&str, &str)) -> String| rows.iter().map(side).collect::<String>().replace(' ', "");
    let (left, right) = (column(|row| row.0.to_string()), column(|row| row.1.to_string()));
    assert!(left.contains("[1:工园和海洋文化街区") && right.contains("水产品加│[1:工园和"), "{shown}");
    assert!(left.contains("[4:斤。") && right.contains("三百多公│[4:斤。"), "{shown}");
    assert!(shown.contains("[1] torn-paragraph"), "{shown}");
    assert!(shown.contains("moved from line 13 to the end of line 5"), "{shown}");
    assert!(shown.trim_end().ends_with("4        -        -"), "the summary stands at the end: {shown}");
}

#[test]
fn side_by_side_fits_the_width_that_there_is() {
    for width in [40, 57, 132] {
        let width_said = width.to_string();
        let mut run = command(root(), &["diff", "--format", "side-by-side", TWO_PAGES]);
        let out = run.env("COLUMNS", &width_said).output().unwrap().stdout;
        let shown = String::from_utf8(out).unwrap();
        let widths: Vec<usize> = shown.lines().filter(|line| line.contains('┃')).map(|line| line.width()).collect();
        assert!(widths.iter().all(|&w| w <= width), "{width}:\n{shown}");
        assert!(widths.iter().any(|&w| w + 4 > width), "{width} is not used:\n{shown}");
    }
}

#[test]
fn a_mended_line_stands_beside_all_of_its_parts() {
    // Its tail goes on in a second paragraph, so that a blank line stands in the same place in both texts.
    let text = "# 水利工程\n\n观摩组一行先后来到水库和水闸，每到一处都认真听取汇报和讲解，市政协副主席马丽参\n\n加活动。大家详细查看了自动化系统的运行情况，观摩组通过智能化信息平\n\n# 老渡口恢复夜间通航\n\n江边的老渡口昨天起恢复夜间通航，末班船推迟到晚上十点。\n\n台，仔细了解该系统的实时监测功能，对我市的工作给予高度评价。\n\n我市高度重视水利工程标准化管理创建工作，择优选择工程及工作基础较好的水库作为第一批创建目标。\n";
    let ran = restitch(root(), &["diff", "--side-by-side", "-"], text.as_bytes());
    let shown = String::from_utf8(ran.out).unwrap();
    let row = shown.lines().find(|line| line.contains("先后来到水库")).unwrap();
    assert_eq!(row.matches("先后来到水库").count(), 2, "{shown}");
    let mut parts = shown.lines().filter_map(|line| line.split_once('┃'));
    let beside = parts.find(|(old, _)| old.contains("加活动。大家")).unwrap().1;
    assert!(!beside.trim().is_empty(), "the second part, beside the rest of the line: {shown}");
}

#[test]
fn side_by_side_has_a_flag_of_its_own() {
    assert_eq!(diff(&["--side-by-side", TWO_PAGES]), diff(&["--format", "side-by-side", TWO_PAGES]));
    let both = restitch(root(), &["diff", "--side-by-side", "--format", "json", TWO_PAGES], b"");
    assert_eq!((both.code, both.err.lines().count()), (2, 1), "{}", both.err);
}

#[test]
fn side_by_side_marks_what_is_removed() {
    let shown = diff(&["--format", "side-by-side", COPIES]);
    assert!(shown.contains("[-"), "{shown}");
    let coloured = diff(&["--format", "side-by-side", "--color", "always", COPIES]);
    assert!(coloured.contains("\u{1b}["));
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), shown, "colour adds only escape codes");
}

/// Both texts, put together from the pieces of the JSON diff alone.
fn rebuilt(diff: &Value, original: &str) -> (String, String) {
    let pieces = diff["pieces"].as_array().unwrap();
    let span = |piece: &Value, of: &str| {
        let at = |end: &str| piece[of][end].as_u64().unwrap() as usize;
        at("start")..at("end")
    };
    let mut by_source: Vec<&Value> = pieces.iter().collect();
    by_source.sort_by_key(|piece| (span(piece, "source").start, span(piece, "source").end));
    let source: String = by_source.iter().map(|piece| &original[span(piece, "source")]).collect();
    let mut text = String::new();
    for piece in pieces {
        assert_eq!(span(piece, "text").start, text.len());
        text.push_str(piece["reads"].as_str().unwrap_or(&original[span(piece, "source")]));
        assert_eq!(span(piece, "text").end, text.len());
    }
    (source, text)
}

#[test]
fn the_json_diff_holds_findings_and_pieces() {
    for file in [TWO_PAGES, COPIES] {
        let json: Value = serde_json::from_str(&diff(&["--format", "json", file])).unwrap();
        assert_eq!((json["version"].as_u64(), json["path"].as_str()), (Some(1), Some(file)));
        let original = std::fs::read_to_string(root().join(file)).unwrap();
        let repaired = String::from_utf8(restitch(root(), &["fix", file], b"").out).unwrap();
        assert_eq!(rebuilt(&json, &original), (original, repaired));
    }
    let json: Value = serde_json::from_str(&diff(&["--format", "json", TWO_PAGES])).unwrap();
    let finding = &json["findings"][0];
    assert_eq!(finding["did"], "moved from line 13 to the end of line 5");
    assert_eq!(finding["page"], 1);
    assert_eq!(json["findings"][3]["page"], 2);
    assert_eq!(finding["lands"]["line"], 5);
    let moved = json["pieces"].as_array().unwrap().iter().find(|piece| piece["moved_by"] == finding["id"]).unwrap();
    assert_eq!(moved["changed_by"], finding["id"], "the gap in front reads as nothing: {moved}");
    assert_eq!((&moved["was"], &moved["reads"]), (&Value::from("\n\n"), &Value::from("")));
}

#[test]
fn the_json_diff_of_a_text_without_findings_is_one_piece() {
    let Ran { code, out, .. } = restitch(root(), &["diff", "--format", "json", "-"], b"All is well.\n");
    let json: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!((code, json["findings"].as_array().unwrap().len(), json["pieces"].as_array().unwrap().len()), (0, 0, 1));
}
