//! What the parts of a repair cost: `cargo bench`.
//!
//! The texts are made here from a few words, so that anyone measures the same. Sizes are those at which a cost that grows
//! with the square of the text would be seen at once.

use divan::Bencher;
use divan::counter::BytesCount;
use restitch::document::Document;
use restitch::edit::Edit;
use restitch::id::FindingId;
use restitch::layout::Layout;
use restitch::model::Model;
use restitch::repair::{Options, repair};
use restitch::ruleset::RuleSet;
use restitch::span::Span;

const MEGABYTE: usize = 1_000_000;

/// A page with torn paragraphs and displaced tails.
const PAGE: &str = include_str!("../fixtures/readme-example/input.md");

fn main() {
    divan::main();
}

/// Whole paragraphs that all differ, with a heading over every tenth: nothing in them is damaged.
fn clean(bytes: usize) -> String {
    const PLACES: [&str; 8] = ["石桥村", "东河镇", "南山乡", "新港区", "柳树沟", "北岭县", "清水湾", "大坪坝"];
    const DOINGS: [&str; 8] = [
        "修好了水渠",
        "办起了夜校",
        "栽下了果树",
        "换上了新灯",
        "铺平了土路",
        "清理了河道",
        "开放了书屋",
        "试种了新稻",
    ];
    let mut text = String::with_capacity(bytes + 200);
    for number in 0usize.. {
        if text.len() >= bytes {
            break;
        }
        let place = PLACES[number % PLACES.len()];
        if number.is_multiple_of(10) {
            text += &format!("## {place}的第{number}件新事\n\n");
        }
        for sentence in 0..3 {
            let doing = DOINGS[(number / PLACES.len() + 3 * sentence) % DOINGS.len()];
            text += &format!("{place}在第{}天{doing}，参加的人有{}名。", number * 3 + sentence, number * 7 + sentence);
        }
        text += "\n\n";
    }
    text
}

#[divan::bench(sample_count = 10)]
fn apply_70_000_edits_to_10_megabytes(bencher: Bencher) {
    const EDITS: usize = 70_000;
    let text = clean(10 * MEGABYTE);
    let step = text.chars().count() / EDITS;
    let edits: Vec<(FindingId, Edit)> = text
        .char_indices()
        .step_by(step)
        .take(EDITS)
        .enumerate()
        .map(|(n, (at, c))| {
            let span = Span::new(at, at + c.len_utf8());
            (FindingId(n as u32), Edit::Replace { span, with: "字".to_string() })
        })
        .collect();
    let document = Document::new(text);
    bencher.bench(|| document.apply(&edits));
}

#[divan::bench(sample_count = 10)]
fn layout_of_10_megabytes(bencher: Bencher) {
    let text = clean(10 * MEGABYTE);
    bencher.counter(BytesCount::of_str(&text)).bench(|| Layout::of(&text));
}

#[divan::bench]
fn open_the_chinese_model() -> Result<Model, restitch::model::ModelError> {
    static BYTES: &[u8] = include_bytes!("../models/zh.model");
    Model::open(BYTES)
}

#[divan::bench(sample_count = 50)]
fn repair_a_small_page(bencher: Bencher) {
    let rules = RuleSet::embedded();
    bencher.bench(|| rules.as_ref().map(|rules| repair(PAGE.to_string(), rules, &Options::default())));
}

#[divan::bench(sample_count = 5)]
fn repair_5_megabytes_of_clean_text(bencher: Bencher) {
    let rules = RuleSet::embedded();
    let text = clean(5 * MEGABYTE);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| rules.as_ref().map(|rules| repair(text.clone(), rules, &Options::default())));
}
