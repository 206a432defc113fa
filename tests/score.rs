//! How far a text is from the truth: each measure moves for its own kind of fault, and for no other.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::time::{Duration, Instant};

use restitch::benchmark::{Benchmark, Case, Outcome};
use restitch::repair::Options;
use restitch::ruleset::RuleSet;
use restitch::score::{self, Score, score};

const TRUTH: &str = "# Harbour news\n\nThe new quay was opened on Monday, three weeks late. Ships of any size may moor \
                     there now.\n\nThe old ferry runs until autumn. Its captain will then retire.\n\nNobody has bid for \
                     the ferry house so far.\n";

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

#[track_caller]
fn is_perfect(score: &Score) {
    assert!(score.alike, "{score:?}");
    assert!(close(score.characters.similarity, 1.0) && close(score.characters.lost + score.characters.extra, 0.0));
    for agreement in [score.words, score.boundaries, score.paragraphs] {
        assert!(close(agreement.precision, 1.0) && close(agreement.recall, 1.0), "{score:?}");
    }
}

#[test]
fn a_text_is_as_it_is() {
    let own = score(TRUTH, TRUTH);
    is_perfect(&own);
    assert_eq!((own.order.tau, own.order.neighbours), (Some(1.0), Some(1.0)));
    is_perfect(&score("", ""));
}

#[test]
fn what_is_indifferent_is_folded_away() {
    let wrapped = TRUTH
        .replace("Monday, three", "Monday,\r\nthree")
        .replace("# Harbour", "**Harbour")
        .replace("news\n", "news**\n");
    is_perfect(&score(&wrapped, TRUTH));
    is_perfect(&score("“Nein”, sagte er – und ging.", "\"Nein\", sagte er - und ging."));
    is_perfect(&score("第１条　本町的\n集市每周一次。", "第1条本町的集市每周一次。"));
}

#[test]
fn a_torn_paragraph_costs_boundaries_and_no_words() {
    let torn = score(&TRUTH.replace("three weeks", "three\n\nweeks"), TRUTH);
    assert!(!torn.alike);
    assert!(close(torn.words.recall, 1.0) && close(torn.words.precision, 1.0));
    assert_eq!((torn.boundaries.right, torn.boundaries.got, torn.boundaries.truth), (8, 10, 8));
    assert_eq!((torn.paragraphs.right, torn.paragraphs.got, torn.paragraphs.truth), (3, 5, 4));
    assert_eq!(torn.order.tau, Some(1.0));
    assert!(close(torn.characters.lost + torn.characters.extra, 0.0));
}

#[test]
fn a_lost_word_costs_words_and_characters() {
    let short = score(&TRUTH.replace("old ", ""), TRUTH);
    assert_eq!((short.words.right, short.words.got + 1), (short.words.got, short.words.truth));
    assert!(short.characters.lost > 0.0 && close(short.characters.extra, 0.0));
    assert!(close(short.paragraphs.recall, 0.75));
    let long = score(&TRUTH.replace("old ", "old old "), TRUTH);
    assert!(long.characters.extra > 0.0 && close(long.characters.lost, 0.0));
}

#[test]
fn moved_paragraphs_cost_order_only() {
    let paragraphs: Vec<&str> = TRUTH.trim_end().split("\n\n").collect();
    let moved = [paragraphs[0], paragraphs[3], paragraphs[1], paragraphs[2]].join("\n\n");
    let moved = score(&moved, TRUTH);
    assert!(close(moved.words.recall, 1.0) && close(moved.paragraphs.recall, 1.0));
    assert!(moved.order.tau.unwrap() < 1.0 && moved.order.tau.unwrap() > 0.0);
    // Headline and first sentence, and the second paragraph and the third, do not stand together any more.
    assert_eq!(moved.order.neighbours, Some(3.0 / 5.0));
    let reversed: Vec<&str> = paragraphs.iter().rev().copied().collect();
    assert!(score(&reversed.join("\n\n"), TRUTH).order.tau.unwrap() < 0.0);
}

#[test]
fn sentences_are_told_apart_without_blanks_too() {
    let truth = "桥面明天封闭。公交车改走滨河路！行人可以从旧桥通过。";
    assert_eq!(score(truth, truth).order.neighbours, Some(1.0));
    let exchanged = "公交车改走滨河路！桥面明天封闭。行人可以从旧桥通过。";
    assert!(score(exchanged, truth).order.neighbours.unwrap() < 1.0);
    // A full stop inside a number ends nothing.
    assert_eq!(score("It cost 3.5 crowns", "It cost 3.5 crowns").order.neighbours, None);
}

/// Text without end, no two sentences alike.
fn sentences(from: usize, count: usize) -> String {
    let word = |n: usize| ["quay", "ferry", "market", "bridge", "orchard", "mill", "school"][n % 7];
    let line =
        |n: usize| format!("On day {n} the {} stood {} steps behind the {}.", word(n), n * 7919 % 10_007, word(n / 7));
    (from..from + count).map(|n| line(n) + if n % 5 == 0 { "\n\n" } else { " " }).collect()
}

#[test]
fn a_long_text_is_measured_as_exactly_as_a_short_one() {
    let truth = sentences(0, 2_000);
    let got = truth.replacen("stood", "stooped", 40).replacen("On day 1500 the", "", 1);
    let characters = |text: &str| -> Vec<char> { text.chars().collect() };
    assert_eq!(score::distance(&characters(&got), &characters(&truth)), 40 * 2 + "On day 1500 the".len());
}

#[test]
fn a_megabyte_takes_seconds() {
    let truth = sentences(0, 20_000);
    assert!(truth.len() > 900_000);
    // The last tenth first, a stretch gone, another one new.
    let tenth = truth.len() * 9 / 10;
    let mut moved = truth[tenth..].to_string() + &truth[..tenth];
    moved.replace_range(1_000..60_000, &sentences(50_000, 900));
    let start = Instant::now();
    let score = score(&moved, &truth);
    // Some seconds without optimisation; anything quadratic takes minutes.
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    assert!(score.characters.similarity > 0.7 && score.order.tau.unwrap() < 0.9, "{score:?}");
    assert!(score.words.recall > 0.9, "{score:?}");
}

/// Two articles whose tails were gathered behind them, and an advertisement.
const CASE: &str = r###"{"id":"zh-0","kind":"tails","lang":"zh",
"input":"## 老桥加固工程开工\n\n城东老桥的加固工程昨天开工，施工期间桥面将封闭，过往车辆需要绕行滨河\n\n## 果园迎来采摘季\n\n进入九月，山坡上的苹果陆续成熟，村民们忙着采摘、分拣和装\n\n大道，公交线路也作了相应调整，工程预计在明年春天完成。\n\n箱，一车车苹果从这里运往各地的水果市场。\n\n青石车行 修车 补胎 全年无休\n",
"gold":"## 老桥加固工程开工\n\n城东老桥的加固工程昨天开工，施工期间桥面将封闭，过往车辆需要绕行滨河大道，公交线路也作了相应调整，工程预计在明年春天完成。\n\n## 果园迎来采摘季\n\n进入九月，山坡上的苹果陆续成熟，村民们忙着采摘、分拣和装箱，一车车苹果从这里运往各地的水果市场。\n\n青石车行 修车 补胎 全年无休\n",
"paragraphs":[[0],[1,4],[2],[3,5],[6]],
"links":[{"head":1,"tail":4,"kind":"reattach"},{"head":3,"tail":5,"kind":"reattach"}],
"either":[],"boxes":[6],"copies":[],"misread":0}"###;

fn case() -> Case {
    Case::parse(CASE).unwrap()
}

fn outcome(case: &Case, rules: &RuleSet) -> Outcome {
    case.run(rules, &Options::default())
}

#[test]
fn a_case_is_exact_as_printed_wherever_its_boxes_are() {
    let case = case();
    assert!(case.is_exact(&case.gold) && !case.is_exact(&case.input));
    let box_first = format!("青石车行 修车 补胎 全年无休\n\n{}", case.gold.replace("青石车行 修车 补胎 全年无休", ""));
    assert!(case.is_exact(&box_first));
    assert!(!case.is_exact(&case.gold.replace("青石车行 修车 补胎 全年无休", "")), "what is lost is not exact");
    let misread = case.gold.replace("苹果从这里", "苹果丛这里");
    assert!(!case.is_exact(&misread) && Case { misread: 1, ..case }.is_exact(&misread));
}

#[test]
fn a_paragraph_may_end_where_nothing_tells() {
    let print = |paragraphs: &[&str]| paragraphs.join("\n\n");
    let blocks = ["The new quay was opened on Monday.", "Ships may moor there.", "The ferry runs."];
    let input = print(&blocks);
    let case = Case { paragraphs: vec![vec![0], vec![1], vec![2]], links: vec![], boxes: vec![], ..case() };
    let case = Case { either: vec![1], gold: input.clone(), input: input.clone(), ..case };
    assert!(case.is_exact(&input));
    assert!(case.is_exact("The new quay was opened on Monday. Ships may moor there.\n\nThe ferry runs."));
    assert!(!case.is_exact("The new quay was opened on Monday.\n\nShips may moor there. The ferry runs."));
}

#[test]
fn links_are_right_missed_or_wrong() {
    let case = case();
    let rules = RuleSet::embedded().unwrap();
    let done = outcome(&case, &rules);
    assert_eq!((done.links, done.right, done.wrong, done.exact), (2, 2, 0, 1));
    let none = outcome(&case, &RuleSet::embedded().unwrap().filtered(|rule| &*rule.id == "jump-line"));
    assert_eq!((none.links, none.right, none.wrong, none.exact), (2, 0, 0, 0));
    assert!(none.before < 1.0 && none.after <= none.before);
    // The same repair, were the tails each other's.
    let mut exchanged = case.clone();
    exchanged.links[0].tail = 5;
    exchanged.links[1].tail = 4;
    exchanged.paragraphs = vec![vec![0], vec![1, 5], vec![2], vec![3, 4], vec![6]];
    let wrong = outcome(&exchanged, &rules);
    assert_eq!((wrong.right, wrong.wrong, wrong.exact), (0, 2, 1), "the print is what it was");
    let mut benchmark = Benchmark::default();
    benchmark.add(&case, done);
    benchmark.add(&case, none);
    assert_eq!(benchmark.total().agreement(), score::Agreement::new(2, 2, 4));
    assert!(benchmark.human().lines().count() == 3 && benchmark.json().unwrap().contains("\"missed\": 2"));
}

#[test]
fn either_reading_of_a_copy_may_stay() {
    let rules = RuleSet::embedded().unwrap();
    let twice = "The new quay was opened on Monday, three weeks late.";
    let gold = format!("# News\n\n{twice}\n\nShips may moor there.\n");
    let input = format!("{gold}\n{twice}\n");
    let copies = serde_json::json!([{ "block": 3, "of": 1 }]);
    let value = serde_json::json!({ "id": "en-0", "kind": "repeats", "lang": "en", "input": input, "gold": gold,
        "paragraphs": [[0], [1], [2]], "links": [], "either": [], "boxes": [], "copies": copies, "misread": 0 });
    let done = outcome(&Case::parse(&value.to_string()).unwrap(), &rules);
    assert_eq!((done.copies, done.dropped, done.wrong, done.exact), (1, 1, 0, 1));
}

#[test]
fn a_case_that_names_what_is_not_there_is_refused() {
    let fault = Case::parse(&CASE.replace("\"tail\":5", "\"tail\":7")).unwrap_err();
    assert_eq!(fault, "case `zh-0` names block 7; its input has 7, counted from 0");
    assert!(Case::parse("{}").unwrap_err().starts_with("missing field"));
}
