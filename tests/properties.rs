//! What holds for any text at all: a repair never panics, loses nothing, is final, and does not care how lines end.
//!
//! Strings at random hardly ever look like a torn page, so most texts here are put together from what pages are made of:
//! sentences whole and torn, copies, headings, bylines, Markdown, page breaks.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::LazyLock;

use proptest::prelude::*;
use restitch::finding::{Finding, Shape, Tier};
use restitch::repair::{self, Options, Repair};
use restitch::rule::Stage;
use restitch::ruleset::RuleSet;
use restitch::source::Source;

static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::embedded().unwrap());

/// Pieces of pages. Heads and tails of the same paragraph stand behind one another, so that seams that fit come up often.
const PIECES: [&str; 42] = [
    "市图书馆昨天推出夜间阅览服务，开放时间延长到晚上十点，方便上班族下班以后借书还书，首日便迎来读者三百多",
    "人，其中一半是附近学校的学生。",
    "果农们说，今年雨水充足，梨子个头大、水分多，收购价也比去年高，一家人忙着采摘、分拣、装",
    "箱，盼着早点把梨子运到城里去卖个好价钱。",
    "为了让老人们吃上热饭，社区食堂每天早上五点就开始忙碌，厨师们把菜切得细细的，把饭煮得软软",
    "的，还为行动不便的老人送餐上门。",
    "“明年，我们还要把学校门前的小路修宽，让孩子们上学更安",
    "全。”校长在开学典礼上说。",
    "水库的水位昨天下降了两米。",
    "村里的老戏台修好以后，每逢初一、十五都有演出，十里八乡的人都赶来看戏。",
    "村里的老戏台修好以后，每逢初一、十五都有演出，十里八乡的入都赶来看戏。",
    "村里的老戏台修好以后，每逢初一、十五都有演",
    "（下转第三版）",
    "本报记者 李小河",
    "图为演出现场 陈晓 摄",
    "## 老戏台重新开张",
    "## 全县水利工作会议召开",
    "**主持人**：",
    "The mill burned down in the spring, and by the autumn it had been built up again by the",
    "men of the valley, who asked for nothing but their dinner.",
    "The parish clerk rang the bell at noon on every market day.",
    "The parish clerk rang the bell at noon on every market day.",
    "Die Fähre fährt im Winter nur bis zum alten Anleger, weil der neue noch nicht fertig ist.",
    "川沿いの桜が今年も見ごろを迎え、夜には提灯の明かりがともります。",
    "川沿いの桜が今年も見ごろを迎え、夜には提灯の明かり",
    "- 带好雨衣和雨鞋",
    "1. 填写登记表",
    "> 山不在高，水不在深。",
    "| 站名 | 时间 |\n|---|---|\n| 东门 | 八点 |",
    "```\nfor page in book:\n    read(page)\n```",
    "---",
    "<!-- page 2 -->",
    "\u{c}",
    "\u{feff}",
    "$$ a + b $$",
    "<div>",
    "春风又绿江南岸，\n明月何时照我还。",
    "2024年",
    "，",
    "\u{200b}。",
    "哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈。",
    "- - - - - - - - - - - - - - - - - - - - - - - - - - 7",
];

/// What stands between pieces.
const BREAKS: [&str; 8] = ["\n\n", "\n\n", "\n\n", "\n\n", "\n", "\n\n\n", "\n  \n", "\n\n　　"];

/// A page put together from pieces, with line feeds only.
fn page() -> impl Strategy<Value = String> {
    let piece = prop_oneof![12 => (0..PIECES.len()).prop_map(|i| PIECES[i].to_string()), 1 => "[^\r]{0,12}"];
    let part = (piece, 0..BREAKS.len()).prop_map(|(piece, end)| piece + BREAKS[end]);
    // Torn halves in their order, too: the chance of a page that has something to mend.
    let torn = (0..4_usize, 0..4_usize).prop_map(|(a, b)| {
        [PIECES[2 * a], PIECES[2 * b], PIECES[2 * a + 1], PIECES[2 * b + 1]].map(|p| p.to_string() + "\n\n").concat()
    });
    (prop::collection::vec(part, 0..14), prop::option::of(torn), any::<prop::sample::Index>()).prop_map(
        |(mut parts, torn, at)| {
            if let Some(torn) = torn {
                let at = at.index(parts.len() + 1);
                parts.insert(at, torn);
            }
            parts.concat()
        },
    )
}

fn options() -> impl Strategy<Value = Options> {
    prop_oneof![Just(Tier::Apply), Just(Tier::Propose)]
        .prop_map(|done_from| Options { done_from, ..Options::default() })
}

fn repaired(text: &str, options: &Options) -> Repair {
    repair::repair(text.to_string(), &RULES, options)
}

/// Nothing is lost, and what was found can be named.
fn sound(text: &str, repair: &Repair) -> Result<(), TestCaseError> {
    prop_assert_eq!(repair.document.restored(), text);
    prop_assert_eq!(repair.document.source(), text);
    for (number, finding) in repair.findings.iter().enumerate() {
        prop_assert_eq!(finding.id.index(), number);
        prop_assert!((0.0..=1.0).contains(&finding.confidence), "{:?}", finding);
        let at = finding.shape.at();
        prop_assert!(text.get(at.start..at.end).is_some(), "{:?}", finding);
        if let Shape::Remove { at, twin } = finding.shape {
            prop_assert!(!at.overlaps(twin) && !twin.is_empty(), "a copy of itself: {:?}", finding);
        }
    }
    let unedited = !repair.findings.iter().any(|finding| finding.applied);
    prop_assert!(!unedited || repair.document.text() == text, "changed without a finding that says so");
    Ok(())
}

/// The characters that can be seen, sorted: a mended seam takes the blanks along that stood there, a byte order mark and
/// zero-width spaces included. Control characters go where that is asked for, and never without a finding.
fn visible(text: &str) -> Vec<char> {
    let blank = |c: &char| c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}');
    let mut characters: Vec<char> = text.chars().filter(|c| !blank(c)).collect();
    characters.sort_unstable();
    characters
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_string_comes_through(text in any::<String>(), options in options()) {
        sound(&text, &repaired(&text, &options))?;
    }

    #[test]
    fn any_bytes_come_through(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let source = Source::decode(bytes.clone());
        let repair = repaired(&source.text, &Options::default());
        sound(&source.text, &repair)?;
        if repair.findings.iter().all(|finding| !finding.applied) {
            prop_assert_eq!(source.encode(&repair.document).unwrap(), bytes);
        }
    }

    #[test]
    fn a_page_loses_nothing(text in page(), options in options()) {
        let repair = repaired(&text, &options);
        sound(&text, &repair)?;
        // Heads go, and a page mark with the turn that it marks; what the first stage reads anew are other characters.
        let stages = [Stage::Characters, Stage::Furniture];
        let of_them = |f: &Finding| RULES.get(&f.rule).is_some_and(|rule| stages.contains(&rule.stage));
        let removes = |f: &Finding| f.applied && (matches!(f.shape, Shape::Remove { .. }) || of_them(f));
        if !repair.findings.iter().any(removes) {
            prop_assert_eq!(visible(&text), visible(repair.document.text()));
        }
    }

    #[test]
    fn repairing_the_repair_changes_nothing(text in page(), options in options()) {
        let once = repaired(&text, &options).document.text().to_string();
        let twice = repaired(&once, &options);
        prop_assert_eq!(twice.document.text(), &once);
        prop_assert!(twice.findings.iter().all(|finding| !finding.applied));
    }

    #[test]
    fn line_ends_make_no_difference(text in page(), options in options()) {
        let (feeds, both) = (repaired(&text, &options), repaired(&text.replace('\n', "\r\n"), &options));
        prop_assert_eq!(both.document.text(), feeds.document.text().replace('\n', "\r\n"));
        prop_assert_eq!(both.findings.len(), feeds.findings.len());
    }

    #[test]
    fn the_same_text_gives_the_same_repair(text in page()) {
        let (first, second) = (repaired(&text, &Options::default()), repaired(&text, &Options::default()));
        prop_assert_eq!(first.findings, second.findings);
        prop_assert_eq!(first.document.text(), second.document.text());
    }
}

#[test]
fn a_line_end_within_a_block_is_no_evidence() {
    let verse = "春风又绿江南岸，\n明月何时照我还。\n，\n\n";
    let text = format!("{verse}{}\n", PIECES[0]);
    let believed = |text: &str| {
        let findings = repaired(text, &Options::default()).findings;
        findings.into_iter().map(|f| (f.rule, f.tier, f.confidence)).collect::<Vec<_>>()
    };
    assert_eq!(believed(&text.replace('\n', "\r\n")), believed(&text));
}

#[test]
fn a_block_is_as_long_with_either_line_end() {
    let heading = "The parish clerk rang the bell at noon on every market day.\n人，其中一半是附近学校的学生。\n\n";
    let texts = [
        format!(
            "{heading}川沿いの桜が今年も見ごろを迎え、夜には提灯の明かり\n\n{heading}{}\n\n",
            "川沿いの桜が今年も見ごろを迎え、夜には提灯の明かりがともります。"
        ),
        [
            "市图书馆昨天推出夜间阅览服务，开放时间延长到晚上十点，方便上班族下班以后借书还书，首日便迎来读者三百多",
            "果农们说，今年雨水充足，梨子个头大、水分多，收购价也比去年高，一家人忙着采摘、分拣、装",
            "人，其中一半是附近学校的学生。",
            "箱，盼着早点把梨子运到城里去卖个好价钱。",
            "A Aa¡¡\n\0",
            "¡\n\n",
        ]
        .join("\n\n"),
    ];
    for text in texts {
        let feeds = repaired(&text, &Options::default());
        let both = repaired(&text.replace('\n', "\r\n"), &Options::default());
        assert_eq!(both.document.text(), feeds.document.text().replace('\n', "\r\n"));
    }
}

#[test]
fn a_vertical_tab_is_an_indentation_too() {
    let text = "The parish clerk rang the bell at noon on every market day of the year, and\n\
                the people of the valley came down to the market with their carts and the\n\
                children of the valley came down to the market with their dogs and their\n\n\
                \u{b}cats, and nobody came down with a cow, because of the toll that was asked\n\
                at the bridge for every cow that went over it since the days of the abbot.\n";
    sound(text, &repaired(text, &Options::default())).unwrap();
}
