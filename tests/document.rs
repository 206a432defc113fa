//! The piece table against a plain string: random edits, the invariant, and undo.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use proptest::prelude::*;
use restitch::document::Document;
use restitch::edit::Edit;
use restitch::id::FindingId;
use restitch::span::Span;

/// The same edits on a plain string, the slow and obvious way: characters carry marks, nothing is shared with the
/// piece table. Moves are `(from, to)`, replacements are applied first, each leaving its text at its first position.
fn plain(text: &str, edits: &[(FindingId, Edit)]) -> String {
    let mut slots: Vec<(usize, String)> = text.char_indices().map(|(i, c)| (i, c.to_string())).collect();
    slots.push((text.len(), String::new()));
    let mut inserted: Vec<(usize, String)> = Vec::new();
    for (_, edit) in edits {
        if let Edit::Replace { span, with } = edit {
            for slot in slots.iter_mut().filter(|s| span.start <= s.0 && s.0 < span.end) {
                slot.1.clear();
            }
            inserted.push((span.start, with.clone()));
        }
    }
    for (at, with) in inserted {
        let slot = slots.iter_mut().find(|s| s.0 == at).expect("every edit begins at a character");
        slot.1.insert_str(0, &with);
    }
    let moved = |at: usize| {
        edits.iter().any(|(_, e)| matches!(e, Edit::Move { span, .. } if span.start <= at && at < span.end))
    };
    let mut out = String::new();
    for (at, reads) in &slots {
        for (_, edit) in edits {
            if let Edit::Move { span, to } = edit
                && to == at
            {
                out.extend(slots.iter().filter(|s| span.start <= s.0 && s.0 < span.end).map(|s| s.1.as_str()));
            }
        }
        if !moved(*at) {
            out.push_str(reads);
        }
    }
    out
}

/// Disjoint stretches of a text, each replaced, moved, or moved with a replacement inside.
fn edits_for(text: &str, choices: &[(u8, u8, u8, u8)]) -> Vec<(FindingId, Edit)> {
    let ends: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let mut spans = Vec::new();
    let mut at = 0;
    for &(skip, take, kind, to) in choices {
        let start = at + skip as usize % 6;
        let end = start + 1 + take as usize % 6;
        if end >= ends.len() {
            break;
        }
        spans.push((start, end, kind, to));
        at = end + 1;
    }
    let mut edits = Vec::new();
    for (n, &(start, end, kind, to)) in spans.iter().enumerate() {
        let id = FindingId(n as u32);
        let span = Span::new(ends[start], ends[end]);
        let replacement =
            |s: Span| (id, Edit::Replace { span: s, with: ["", "x", "漢字"][to as usize % 3].to_string() });
        if kind % 3 != 1 {
            edits.push(replacement(if kind % 3 == 0 { span } else { Span::new(ends[start], ends[start + 1]) }));
        }
        if kind % 3 != 0 {
            let inside = |p: usize| spans.iter().any(|&(s, e, ..)| s < p && p < e);
            let target =
                (to as usize..to as usize + ends.len()).map(|p| p % ends.len()).find(|&p| !inside(p) && p != start);
            edits.push((id, Edit::Move { span, to: ends[target.expect("the text's end is inside no edit")] }));
        }
    }
    edits
}

fn holds(document: &Document) {
    let mut spans: Vec<Span> = document.pieces().iter().map(|p| p.source).collect();
    spans.sort_unstable();
    let mut at = 0;
    for span in spans {
        assert!(span.is_empty() || span.start == at, "a source byte is in no piece, or in two");
        at = at.max(span.end);
    }
    assert_eq!(at, document.source().len());
    let read: String = document.pieces().iter().map(|p| p.text(document.source())).collect();
    assert_eq!(read, document.text());
    assert_eq!(document.restored(), document.source());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn pieces_agree_with_a_plain_string(
        source in "[a-d甲乙丙\n]{0,60}",
        rounds in prop::collection::vec(prop::collection::vec(any::<(u8, u8, u8, u8)>(), 0..6), 1..4),
    ) {
        let mut document = Document::new(source);
        for choices in rounds {
            let edits = edits_for(document.text(), &choices);
            let expected = plain(document.text(), &edits);
            document = document.apply(&edits).unwrap();
            prop_assert_eq!(document.text(), expected);
            holds(&document);
        }
    }

    #[test]
    fn origin_and_landing_are_inverse(source in "[a-z甲乙]{1,40}", choices in prop::collection::vec(any::<(u8, u8, u8, u8)>(), 0..6)) {
        let first = Document::new(source);
        let document = first.apply(&edits_for(first.text(), &choices)).unwrap();
        for (i, piece) in document.pieces().iter().enumerate() {
            let place = document.place(i);
            if place.is_empty() || piece.source.is_empty() {
                continue;
            }
            prop_assert!(document.landing(piece.source).iter().any(|s| s.covers(place)));
            prop_assert!(document.origin(place).iter().any(|s| s.covers(piece.source)));
        }
    }

    #[test]
    fn contradicting_edits_are_refused_or_kept_whole(
        source in "[ab甲]{0,12}",
        raw in prop::collection::vec((0usize..14, 0usize..14, 0usize..14, any::<bool>()), 0..4),
    ) {
        let document = Document::new(source);
        let edits: Vec<_> = raw.iter().map(|&(a, b, to, moves)| {
            let span = Span::new(a.min(b), a.max(b));
            (FindingId(0), if moves { Edit::Move { span, to } } else { Edit::Replace { span, with: "z".into() } })
        }).collect();
        if let Ok(next) = document.apply(&edits) {
            holds(&next);
        }
    }
}

#[test]
fn seventy_thousand_edits_on_ten_megabytes() {
    let line = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒\n\n";
    let document = Document::new(line.repeat(10_000_000 / line.len()));
    let step = document.text().len() / 70_000 / line.len() * line.len();
    let edits: Vec<_> = (0..70_000)
        .map(|i| (FindingId(i as u32), i * step + line.len() - 2))
        .filter(|(_, at)| at + 2 < document.text().len())
        .map(|(id, at)| (id, Edit::Replace { span: Span::new(at, at + 2), with: String::new() }))
        .collect();
    assert!(edits.len() > 69_000);
    let start = std::time::Instant::now();
    let next = document.apply(&edits).unwrap();
    let spent = start.elapsed();
    assert_eq!(next.text().len(), document.text().len() - 2 * edits.len());
    // Tens of milliseconds in a release build; a debug build on a busy machine gets room.
    assert!(spent.as_millis() < if cfg!(debug_assertions) { 3000 } else { 300 }, "{spent:?}");
    println!("{} edits: {spent:?}", edits.len());
}

#[test]
fn blanks_that_went_are_nothing_taken_out() {
    let document = Document::new("a head   12   a tail".to_string());
    let without = |start, end| {
        let edit = Edit::Replace { span: Span::new(start, end), with: String::new() };
        document.apply(&[(FindingId(0), edit)]).unwrap()
    };
    assert!(!without(7, 9).takes_out(Span::new(6, 9), |_| true));
    assert!(without(9, 11).takes_out(Span::new(6, 12), |_| true));
    assert!(!without(9, 11).takes_out(Span::new(6, 12), |finding| finding != FindingId(0)));
}
