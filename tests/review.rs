//! A review without a terminal: keys in, and what it looks like then.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::{Arc, LazyLock};

use restitch::decisions::Decisions;
use restitch::finding::Ruling;
use restitch::repair::Options;
use restitch::review::{Key, Mode, Review, Row, Sheet, Wish};
use restitch::ruleset::RuleSet;

static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::embedded().unwrap());

/// Two articles whose tails stand below both, and a block that stands twice.
const PAGE: &str = "## 石桥村小学有了图书室\n\n石桥村小学的图书室上周开放，两千多册图书是城里的读者捐赠的。学校还请来退休教师担任志\n\n## 老渡口恢复夜间通航\n\n江边的老渡口昨天起恢复夜间通航，末班船推迟到晚上十点。航道管理部门更换了全部灯标，并安排专人负\n\n愿者，每天下午陪孩子们读书。\n\n责值守，确保船只航行安全。\n\n## 水库\n\n水库的水位昨天下降了两米，管理处提醒游客不要下水。\n\n水库的水位昨天下降了两米，管理处提醒游客不要下水。\n";

/// A page on which so many blocks stand twice.
fn copies(count: usize) -> String {
    const WORDS: [&str; 8] = ["ferry", "mill", "harbour", "school", "bridge", "market", "chapel", "orchard"];
    let word = |n: usize, place: u32| WORDS[n / 8usize.pow(place) % 8];
    let block = |n: usize| {
        format!("Notice from the {} by the {}, the {} and the {}.\n\n", word(n, 0), word(n, 1), word(n, 2), word(n, 3))
    };
    (0..count).map(|n| block(n).repeat(2)).collect()
}

fn sheet(name: &str, text: &str, decisions: Decisions) -> Sheet {
    Sheet::new(name, Arc::new(text.to_string()), decisions, &RULES, &Options::default())
}

fn review(text: &str) -> Review {
    Review::new(vec![sheet("page.md", text, Decisions::default())], RULES.clone(), Options::default())
}

fn press(review: &mut Review, keys: &str) -> Wish {
    keys.chars().map(|key| review.press(if key == '\n' { Key::Enter } else { Key::Char(key) })).last().unwrap()
}

fn text(review: &Review) -> &str {
    review.sheets()[0].repair().document.text()
}

fn rulings(review: &Review) -> Vec<Option<Ruling>> {
    review.sheets()[0].rows().iter().map(|row| row.finding.ruling.clone()).collect()
}

fn here(review: &Review) -> &Row {
    review.row(review.at()).unwrap().1
}

#[test]
fn seventeen_findings_take_seventeen_keys_and_one_to_write() {
    let mut review = review(&copies(17));
    assert_eq!(review.progress(), (0, 17));
    let before = text(&review).to_string();
    assert_eq!(press(&mut review, &"a".repeat(17)), Wish::Nothing);
    assert_eq!(review.progress(), (17, 17));
    assert_eq!(press(&mut review, "w"), Wish::Keep);
    let kept = review.to_keep();
    assert_eq!((kept.len(), kept[0].1.list().len()), (1, 17));
    assert_eq!(text(&review), before);
    review.kept(0);
    assert_eq!(press(&mut review, "q"), Wish::End);

    // The same file, opened again under what was written, has nothing left to decide and the same text.
    let decisions = Decisions::parse(&kept[0].1.to_toml()).unwrap();
    assert_eq!(decisions, kept[0].1);
    let again = Review::new(vec![sheet("page.md", &copies(17), decisions)], RULES.clone(), Options::default());
    assert_eq!((again.progress(), text(&again)), ((17, 17), before.as_str()));
    assert!(again.to_keep().is_empty());
}

#[test]
fn rejecting_plans_anew_and_is_taken_back() {
    let mut review = review(PAGE);
    let before = text(&review).to_string();
    assert!(before.contains("担任志愿者") && before.contains("专人负责值守"), "{before}");
    assert_eq!(review.progress(), (0, 3));
    press(&mut review, "r");
    assert!(!text(&review).contains("担任志愿者") && text(&review).contains("专人负责值守"), "{}", text(&review));
    // What was rejected is still listed, at its place, and the cursor has gone on.
    assert_eq!(rulings(&review), [Some(Ruling::Reject), None, None]);
    assert_eq!((review.at(), review.message()), (1, "rejected"));
    press(&mut review, "a");
    press(&mut review, "uu");
    assert_eq!((text(&review), review.progress()), (before.as_str(), (0, 3)));
    assert!(review.to_keep().is_empty());
    press(&mut review, "u");
    assert_eq!(review.message(), "nothing to take back");
    // To reject what is rejected, and to accept it after all.
    press(&mut review, "r");
    press(&mut review, "k");
    press(&mut review, "a");
    assert_eq!((text(&review), rulings(&review)[0].clone()), (before.as_str(), Some(Ruling::Accept)));
}

#[test]
fn what_is_gone_with_a_rejected_finding_is_named() {
    // The copy can be told only when the line end inside of it was mended.
    let text = "The oﬃce of the harbour master is closed on Monday and on Tuesday.\n\nIt opens on Wednesday.\n";
    let rule = "id = \"closed\"\nstage = \"characters\"\ntier = \"apply\"\nmessage = \"A word\"\nwhy = \"w\"\nsafety = \"s\"\n[detect.pattern]\nfind = 'office( of)'\nwith = \"house$1\"\n[[example]]\nname = \"one\"\nbefore = \"office of\"\nafter = \"house of\"\n";
    let rules = RuleSet::bare().unwrap().with([("closed.toml".to_string(), rule.to_string())]).unwrap();
    let sheet = Sheet::new("page.md", Arc::new(text.to_string()), Decisions::default(), &rules, &Options::default());
    let mut review = Review::new(vec![sheet], rules, Options::default());
    assert_eq!(review.progress().1, 2);
    let ligature = (0..2).find(|&at| &*review.row(at).unwrap().1.finding.rule == "ligature").unwrap();
    (0..ligature).for_each(|_| {
        press(&mut review, "j");
    });
    press(&mut review, "r");
    assert!(review.message().contains("; 1 other not found any more: closed, line 1"), "{}", review.message());
}

#[test]
fn all_of_a_kind_at_once() {
    let mut review = review(&format!("{PAGE}\n{}", copies(5)));
    let all = review.progress().1;
    assert!(all >= 8, "{all}");
    press(&mut review, "A");
    assert_eq!(rulings(&review).iter().filter(|ruling| ruling.is_some()).count(), 2, "the torn paragraphs");
    press(&mut review, "R");
    assert_eq!(review.progress(), (all, all));
    assert!(text(&review).matches("水库的水位").count() == 2, "{}", text(&review));
    assert!(review.message().starts_with(&format!("{} rejected", all - 2)), "{}", review.message());
    press(&mut review, "u");
    assert_eq!(review.progress(), (2, all));
    assert!(text(&review).matches("水库的水位").count() == 1);
}

#[test]
fn an_edit_is_written_in_a_line() {
    let mut review = review(PAGE);
    press(&mut review, "e");
    assert!(matches!(review.mode(), Mode::Edit(_)));
    press(&mut review, "——\n");
    assert!(text(&review).contains("担任志——愿者"), "{}", text(&review));
    press(&mut review, "pe");
    review.press(Key::Escape);
    assert_eq!((review.mode(), review.progress()), (&Mode::List, (1, 3)));
    // A block that goes can be written anew instead, in several lines.
    press(&mut review, "Ge两米。\\n\\n三米。\n");
    assert!(text(&review).ends_with("不要下水。\n\n两米。\n\n三米。\n"), "{}", text(&review));
    assert_eq!(Decisions::parse(&review.to_keep()[0].1.to_toml()).unwrap(), review.to_keep()[0].1);
}

#[test]
fn what_was_edited_can_be_decided_anew() {
    let mut review = review(PAGE);
    let before = text(&review).to_string();
    press(&mut review, "Ge两米。\n");
    assert!(text(&review).ends_with("不要下水。\n\n两米。\n"), "{}", text(&review));
    // In other words, then not at all, then as the rule has it: each time one decision, and the last one counts.
    let decided = |review: &Review| review.sheets()[0].decisions().list().len();
    press(&mut review, "Ge三米。\n");
    assert!(text(&review).ends_with("不要下水。\n\n两米。三米。\n"), "{}", text(&review));
    assert_eq!((decided(&review), review.progress()), (1, (1, 3)));
    press(&mut review, "Gr");
    assert!(text(&review).matches("水库的水位").count() == 2 && !text(&review).contains("三米"), "{}", text(&review));
    assert_eq!((decided(&review), review.progress()), (1, (1, 3)));
    press(&mut review, "Ga");
    assert_eq!((text(&review), decided(&review)), (before.as_str(), 1));
    press(&mut review, "uuuu");
    assert_eq!((text(&review), review.progress()), (before.as_str(), (0, 3)));
}

#[test]
fn a_filter_shows_what_fits_all_its_words() {
    let two = vec![
        sheet("one.md", PAGE, Decisions::default()),
        sheet(
            "two.md",
            &format!("{}\u{c}\n{}", copies(2), copies(3)[copies(2).len()..].to_owned()),
            Decisions::default(),
        ),
    ];
    let mut review = Review::new(two, RULES.clone(), Options::default());
    let all = review.len();
    let mut shown = |filter: &str| {
        press(&mut review, "/");
        while !matches!(review.mode(), Mode::Filter(input) if input.text().is_empty()) {
            review.press(Key::Backspace);
        }
        press(&mut review, &format!("{filter}\n"));
        review.len()
    };
    assert_eq!((all, shown("torn"), shown("two"), shown("two p2"), shown("p1")), (6, 2, 3, 1, 5));
    assert_eq!((shown("apply"), shown("propose"), shown(">0.5 apply"), shown("<0.5")), (6, 0, 6, 0));
    assert_eq!((shown("undecided"), shown("accepted"), shown("")), (6, 0, 6));
    press(&mut review, "/torn\n");
    press(&mut review, "A");
    assert_eq!((review.progress(), review.filter().text()), ((2, 6), "torn".to_string()));
    assert!(review.message().contains("everything shown is decided"), "{}", review.message());
    review.press(Key::Escape);
    assert_eq!(review.len(), 6);
}

#[test]
fn walking_stays_within_the_list_and_finds_the_undecided() {
    let mut review = review(&copies(9));
    press(&mut review, "kp");
    assert_eq!(review.at(), 8, "round to the last");
    press(&mut review, "n");
    assert_eq!(review.at(), 0);
    press(&mut review, "jjajGjk");
    assert_eq!((review.at(), here(&review).undecided()), (7, true));
    review.press(Key::Home);
    review.set_height(4);
    review.press(Key::PageDown);
    assert_eq!(review.at(), 4);
    press(&mut review, "pp");
    assert_eq!(review.at(), 1, "over the one that is decided");
    press(&mut review, "?");
    assert_eq!(review.mode(), &Mode::Help);
    press(&mut review, "a");
    assert_eq!((review.mode(), review.progress()), (&Mode::List, (1, 9)), "a key leaves the help and does no more");
}

#[test]
fn ending_asks_when_something_is_not_kept() {
    let mut review = review(PAGE);
    assert_eq!(press(&mut review, "aq"), Wish::Nothing);
    assert_eq!(review.mode(), &Mode::Ask);
    review.press(Key::Escape);
    assert_eq!(review.mode(), &Mode::List);
    assert_eq!(press(&mut review, "qq"), Wish::End);
    assert_eq!(press(&mut review, "qw"), Wish::KeepAndEnd);
    review.kept(0);
    assert_eq!(press(&mut review, "w"), Wish::Nothing);
    assert_eq!(review.message(), "nothing new to write");
}

#[test]
fn a_review_begins_where_it_was_left() {
    let mut first = review(PAGE);
    press(&mut first, "ra");
    let decisions = first.to_keep()[0].1.clone();
    let again = Review::new(vec![sheet("page.md", PAGE, decisions)], RULES.clone(), Options::default());
    assert_eq!((again.at(), again.progress()), (2, (2, 3)));
    assert_eq!(rulings(&again), [Some(Ruling::Reject), Some(Ruling::Accept), None]);
    assert_eq!(text(&again), text(&first));
    let gone = PAGE.replace("愿者，每天下午", "愿者，每天上午");
    let changed =
        Review::new(vec![sheet("page.md", &gone, again.sheets()[0].decisions())], RULES.clone(), Options::default());
    assert!(changed.message().ends_with("any more: 1; kept, and not applied"), "{}", changed.message());
    assert_eq!((changed.progress(), changed.sheets()[0].decisions().list().len()), ((1, 3), 2));
    // What was rejected is shown with all that was known of it.
    assert!(again.sheets()[0].rows()[0].finding.confidence > 0.9);
}

#[test]
fn the_detail_says_what_and_why() {
    let mut review = review(PAGE);
    let shown = |review: &Review| review.detail(78).into_iter().map(|line| line.text + "\n").collect::<String>();
    let detail = shown(&review);
    for part in ["torn-paragraph  page.md:9", "moved from line 9 to the end of line 3", "担任志│愿者", "evidence: "]
    {
        assert!(detail.contains(part), "{part} in {detail}");
    }
    press(&mut review, "rk");
    let detail = shown(&review);
    for part in ["rejected; without that:", "would move from line 9", "担任志│愿者", "evidence: "] {
        assert!(detail.contains(part), "{part} in {detail}");
    }
    for width in [0, 20, 38, 200] {
        assert!(review.detail(width).iter().all(|line| restitch::excerpt::columns(&line.text) <= width.max(20)));
    }
}
