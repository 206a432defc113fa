//! Jump lines, as the whole repair deals with them: forms, misread characters, pages, and texts thrown together at random.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use proptest::prelude::*;
use restitch::finding::Tier;
use restitch::repair::{Options, Repair, repair};
use restitch::ruleset::RuleSet;

fn repaired(text: &str) -> Repair {
    let rules = RuleSet::embedded().unwrap().filtered(|rule| &*rule.id == "jump-line");
    repair(text.to_string(), &rules, &Options::default())
}

/// A text in which a head goes on behind another article, with these two marks.
fn page(language: &str, to: &str, from: &str) -> (String, String) {
    let [title, head, other_title, other, rest] = match language {
        "zh" => [
            "水库加固",
            "坝顶的公路和水库的水位下周恢复正",
            "面包节",
            "老街上摆出摊位。",
            "常，水库的大坝已经加固完毕。",
        ],
        "ja" => [
            "電車",
            "市の電車の新しい停留所も",
            "りんご",
            "収穫が始まった。",
            "二か所に置かれる。電車の運賃は変わらない。",
        ],
        "de" => [
            "Freibad",
            "Der Bademeister streicht das Becken im",
            "Glocke",
            "Sie wurde geweiht.",
            "Freibad, bevor das Wasser kommt.",
        ],
        "fr" => [
            "Le marché",
            "Les maraîchers du marché demandent une",
            "Fanfare",
            "Elle part.",
            "fontaine devant le marché.",
        ],
        _ => [
            "Bridge",
            "The engineers of the county take the bridge off piece by",
            "Bakery",
            "It won.",
            "piece, and the bridge rests.",
        ],
    };
    let seam = if matches!(language, "zh" | "ja") { "" } else { " " };
    let input = format!("# {title}\n\n{head}\n\n{to}\n\n# {other_title}\n\n{other}\n\n{from}\n\n{rest}\n");
    (input, format!("# {title}\n\n{head}{seam}{rest}\n\n# {other_title}\n\n{other}\n"))
}

#[test]
fn the_forms_of_six_languages_and_a_misread_character_in_one_half() {
    let pairs = [
        ("zh", "（下转第三版）", "（上接第一版）"),
        ("zh", "下转A2版", "上接A1版"),
        ("zh", "（转第三版）", "（接第一版）"),
        ("zh", "（下转2版）", "【上接1版】"),
        ("zh", "（丅转第三版）", "（上接第一版）"),
        ("zh", "（下转第三版）", "（上按第一版）"),
        ("zh", "（下轉第三版）", "（上接第一版）"),
        ("zh", "▶下转第4版", "▶上接第1版"),
        ("ja", "３面に続く", "１面から続く"),
        ("ja", "＝3面に続く", "＝1面から続く"),
        ("ja", "〈3面へつづく〉", "〈1面からつづく〉"),
        ("ja", "（3面に続く）", "（1面から統く）"),
        ("en", "Continued on Page A6", "Continued from Page A1"),
        ("en", "*(Continued on Page A6)*", "*(Continued from Page A1)*"),
        ("en", "Continued on Page 6, Column 2", "Continued from First Page"),
        ("en", "CONTINUED ON A6", "CONTINUED FROM A1"),
        ("en", "— Continued on page 6 —", "> Continued from page 1"),
        ("en", "Please see BRIDGE, Page A6", "BRIDGE: Continued from A1"),
        ("en", "See BRIDGE, A6", "BRIDGE / From Page A1"),
        ("en", "Turn to Page 6", "From Page 1"),
        ("en", "Continned on Page 6", "Continued from Page 1"),
        ("en", "Continued on Page 6", "Continucd from Page Al"),
        ("en", "Continuedon Page 6", "Continued from Page l"),
        ("de", "Fortsetzung auf Seite 3", "Fortsetzung von Seite 1"),
        ("de", "(Fortsetzung Seite 3)", "(Fortsetzung von der ersten Seite)"),
        ("de", "Lesen Sie weiter auf Seite 3", "Fortsetzung von der Titelseite"),
        ("de", "Schluß auf Seite 3", "Schluß von S. 1"),
        ("de", "Forisetzung auf Seite 3", "Fortsetzung von Seite 1"),
        ("de", "Fortsetzung auf Seite 3", "Fortsetzung von Scite 1"),
        ("fr", "Suite page 3", "Suite de la première page"),
        ("fr", "Lire la suite en page 3", "Suite de la page 1"),
        ("fr", "(SUITE PAGE 3)", "(SUITE DE LA UNE)"),
        ("fr", "Suite en p. 3", "Suite de la page 1"),
        ("fr", "Snite page 3", "Suite de la page 1"),
    ];
    for (language, to, from) in pairs {
        let (input, expected) = page(language, to, from);
        assert_eq!(repaired(&input).document.text(), expected, "{to} {from}");
    }
}

#[test]
fn two_misread_characters_or_another_page_are_no_pair() {
    let pairs = [
        ("zh", "（丅转第三版）", "（上按第一版）"),
        ("zh", "（下转第三版）", "（上接第三版）"),
        ("zh", "（下转第三版）", "上海第一版"),
        ("en", "Continned on Page 6", "Continucd from Page 1"),
        ("en", "Continued on Page 6", "Continued from Page 6"),
        ("en", "See BRIDGE, A6", "HARBOR, from A1"),
        ("de", "Fortsetzung folgt", "Fortsetzung von Seite 1"),
        ("de", "Mehr dazu auf Seite 3", "Fortsetzung von Seite 1"),
        ("fr", "Lire aussi page 3", "Suite de la page 1"),
        ("en", "To be continued", "Continued from Page 1"),
    ];
    for (language, to, from) in pairs {
        let (input, _) = page(language, to, from);
        assert_eq!(repaired(&input).document.text(), input, "{to} {from}");
    }
}

#[test]
fn a_mark_at_the_end_of_its_paragraph() {
    for (input, expected) in [
        ("The bridge is taken off piece by (Continued on Page 4)\n\nContinued from Page 1\n\npiece.", "by piece."),
        ("The bridge is taken off piece by Continued on Page 4\n\nContinued from Page 1\n\npiece.", "by piece."),
        ("The bridge is taken off piece by\nContinued on Page 4\n\n(Continued from Page 1) piece.", "by piece."),
        ("The bridge is taken off piece by ► Continued on Page 4\n\n(Continued from Page 1)\npiece.", "by piece."),
        ("The bridge is **taken off piece by (Continued on Page 4)**\n\n(Continued from Page 1) piece.", "by** piece."),
        (
            "The bridge is taken off piece by **(Continued on Page 4)**\n\n**(Continued from Page 1)** piece.",
            "by piece.",
        ),
        (
            "The bridge is ready for the celebra-\n\nContinued on Page 4\n\nContinued from Page 1\n\ntion.",
            "the celebration.",
        ),
        ("水库的大坝已经加固完（下转第三版）\n\n（上接第一版）毕。", "加固完毕。"),
        ("水库的大坝已经加固完　　下转第三版\n\n（上接第一版）\n毕。", "加固完毕。"),
    ] {
        let text = repaired(input);
        assert!(text.document.text().ends_with(expected), "{input:?}: {:?}", text.document.text());
    }
}

#[test]
fn a_text_with_pages_is_matched_by_their_numbers() {
    let head =
        |name: &str, to: usize| format!("# {name}\n\nThe people of {name} wait for the\n\nContinued on Page {to}\n\n");
    let rest = |rest: &str| format!("Continued from Page 1\n\n{rest}\n\n");
    let pages = |breaks: [&str; 2]| {
        format!(
            "{}{}{}{}{}{}",
            head("Ashford", 3),
            head("Bilton", 2),
            breaks[0],
            rest("rain."),
            breaks[1],
            rest("snow.")
        )
    };
    let numbered = pages(["<!-- page 2 -->\n\n", "<!-- page 3 -->\n\n"]);
    let text = repaired(&numbered);
    assert!(text.document.text().contains("Ashford wait for the snow."), "{}", text.document.text());
    assert!(text.document.text().contains("Bilton wait for the rain."), "{}", text.document.text());
    // Form feeds have no numbers, but as many of them lie between as the lines say; that alone is too little.
    let fed = repaired(&pages(["\u{c}\n\n", "\u{c}\n\n"]));
    assert!(fed.findings.iter().all(|finding| !finding.applied));
    assert_eq!(fed.findings.iter().filter(|finding| finding.tier == Tier::Propose).count(), 2);
}

#[test]
fn two_marks_on_one_page_of_several_are_of_two_articles() {
    let text = "The bridge is taken off piece by\n\nContinued on Page 7\n\n# Weather\n\nRain.\n\nContinued from Page 1\n\n\
                piece, says the other one.\n\n\u{c}\n\nAnother page.";
    let text = repaired(text);
    assert!(text.findings.iter().all(|finding| !finding.applied), "{:?}", text.findings);
}

#[test]
fn an_article_on_three_pages_is_put_together_from_the_front() {
    let text = "# Bridge\n\nThe engineers take the bridge\n\nContinued on Page 2\n\n<!-- page 2 -->\n\nContinued from Page 1\n\n\
                off piece by\n\nContinued on Page 3\n\n# Rain\n\nIt rains.\n\n<!-- page 3 -->\n\nContinued from Page 2\n\npiece.";
    let text = repaired(text);
    assert!(text.document.text().starts_with("# Bridge\n\nThe engineers take the bridge off piece by piece.\n\n<!--"));
    assert_eq!(repaired(text.document.text()).document.text(), text.document.text());
}

#[test]
fn more_marks_than_an_issue_has_are_only_reported() {
    let text: String = (0..200)
        .map(|n| format!("Text {n} and the\n\nContinued on Page 4\n\nContinued from Page 1\n\nrest.\n\n"))
        .collect();
    let text = repaired(&text);
    assert!(text.findings.len() == 400 && text.findings.iter().all(|finding| finding.tier == Tier::Report));
}

#[test]
fn two_heads_that_name_one_keyword_line_do_not_both_take_it() {
    let text = "The engineers of the county take the bridge off piece by\n\nSee BRIDGE, A4\n\nThe bakery has two ovens and\n\n\
                See BRIDGE, A4\n\n# Bridge\n\npiece, and nobody knows why the bridge was built there.";
    let rules = RuleSet::embedded().unwrap().filtered(|rule| &*rule.id == "jump-line");
    let once = repair(text.to_string(), &rules, &Options { done_from: Tier::Propose, ..Options::default() });
    assert_eq!(once.document.restored(), text);
}

#[test]
fn a_rest_does_not_take_the_keyword_line_of_the_next_one() {
    let blocks = [
        "# Bridge",
        "The bakery smells of rye (Continued on Page 3)",
        "# Bridge",
        "(Continued from Page 1) and the loaves are gone by nine.",
        "Bridge",
        "Continued from Page 1",
        "The bakery smells of rye (Continued on Page 3)",
        "piece, and nobody knows why the bridge was built there.",
        "See BRIDGE, A4",
        "# Bridge",
    ];
    let text = blocks.join("\n\n");
    let rules = RuleSet::embedded().unwrap().filtered(|rule| &*rule.id == "jump-line");
    let once = repair(text.clone(), &rules, &Options { done_from: Tier::Propose, ..Options::default() });
    assert_eq!(once.document.restored(), text);
    assert!(once.findings.iter().any(|finding| finding.applied));
}

/// Blocks of which pages are thrown together.
fn block() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "# Bridge",
        "## Below",
        "Bridge",
        "The engineers of the county take the bridge off piece by",
        "piece, and nobody knows why the bridge was built there.",
        "The bakery won the prize. It has two ovens and",
        "ovens enough for the whole valley, the baker said.",
        "The bakery smells of rye (Continued on Page 3)",
        "(Continued from Page 1) and the loaves are gone by nine.",
        "Continued on Page 3",
        "Continued on Page 2",
        "Continued from Page 1",
        "**Continued from Page 2**",
        "See BRIDGE, A4",
        "BRIDGE",
        "BRIDGE, from A1",
        "4",
        "---",
        "\u{c}",
        "<!-- page 2 -->",
        "<!-- page 3 -->",
        "- an item, and the",
        "> a quotation of the\n> baker",
        "![](oven.png)",
    ])
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_is_left_to_do(blocks in prop::collection::vec(block(), 1..24), gap in "\n{1,3}", propose: bool) {
        let text = blocks.join(&gap);
        let rules = RuleSet::embedded().unwrap().filtered(|rule| &*rule.id == "jump-line");
        let done_from = if propose { Tier::Propose } else { Tier::Apply };
        let options = Options { done_from, ..Options::default() };
        let once = repair(text.clone(), &rules, &options);
        prop_assert_eq!(once.document.restored(), text.clone());
        let again = repair(once.document.text().to_string(), &rules, &options);
        prop_assert_eq!(again.document.text(), once.document.text());
        // What goes is jump lines: every word of the articles is still there.
        for word in ["engineers", "nobody", "bakery", "ovens", "loaves", "item", "quotation", "oven.png"] {
            prop_assert_eq!(once.document.text().matches(word).count(), text.matches(word).count());
        }
    }
}
