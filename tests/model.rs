//! The character model, from text to costs: distributions, seams, damage, determinism.

use proptest::prelude::*;
use restitch::model::{BREAK, Model, Symbol, UNKNOWN, embedded, normalised};
use restitch::training::{Options, Training, TrainingError};

const TEXT: [&str; 6] = [
    "The council met on Tuesday and put off the vote on the new bridge until the autumn.",
    "The mayor said that the council would not be hurried, and that the bridge could wait.",
    "In the autumn the river rises, and the old bridge is closed for a week or two.",
    "市议会星期二开会，把关于新桥的表决推迟到秋天。",
    "市长说，市议会不会匆忙决定，新桥可以再等一等。",
    "到了秋天，河水上涨，旧桥要关闭一两个星期。",
];

fn trained(order: usize, minimum: &[u32]) -> Vec<u8> {
    let mut training = Training::new();
    TEXT.iter().for_each(|paragraph| training.add(paragraph));
    training.train(&Options { order, minimum: minimum.to_vec() }).expect("text enough").bytes
}

fn model(order: usize, minimum: &[u32]) -> Model {
    Model::open(trained(order, minimum)).expect("what training writes can be read")
}

/// The sum of the probabilities of everything that may follow.
fn mass(model: &Model, context: &[Symbol]) -> f64 {
    let mut symbols: Vec<Symbol> = TEXT.iter().flat_map(|paragraph| model.symbols(paragraph)).collect();
    symbols.extend([BREAK, UNKNOWN]);
    symbols.sort_unstable();
    symbols.dedup();
    symbols.iter().map(|&next| f64::from(-model.cost(context, next)).exp2()).sum()
}

#[test]
fn costs_after_any_context_are_a_distribution() {
    for (order, minimum) in [(5, &[1][..]), (5, &[1, 2, 2, 3]), (2, &[1]), (8, &[1, 1, 2])] {
        let model = model(order, minimum);
        let seen = ["", "t", "the ", "the council", "市议会", "zzz", "桥", "新桥t"];
        for context in seen.map(|context| model.symbols(context)) {
            for context in [context.clone(), [&[BREAK], &context[..]].concat()] {
                // Rounding to tenths of a bit moves a probability by at most 3.5 %, a few roundings together by less
                // than this.
                let mass = mass(&model, &context);
                assert!((mass - 1.0).abs() < 0.06, "order {order}, {minimum:?}: {mass} after {context:?}");
            }
        }
    }
}

#[test]
fn what_was_read_costs_less_than_what_was_not() {
    let model = model(5, &[1]);
    let cost = |context: &str, text: &str| model.cost_of(&model.symbols(context), &model.symbols(text));
    // Both continuations stand in the text; only the seam tells them apart.
    for (context, right, wrong) in [("the old bri", "dge is", "uncil "), ("市议", "会星期", "长说，")] {
        let (right, wrong) = (cost(context, right), cost(context, wrong));
        assert!(right + 3.0 < wrong, "{context}: {right} and {wrong} bits");
    }
    assert!(model.cost(&model.symbols("the autumn."), BREAK) < model.cost(&model.symbols("the autum"), BREAK));
    let start = model.symbols("T")[0];
    assert!(model.cost(&[BREAK], start) < model.cost(&[], start));
}

#[test]
fn a_context_ends_at_a_break_and_at_the_order() {
    let model = model(4, &[1]);
    let (the, tail, next) = (model.symbols("the council"), model.symbols("cil"), model.symbols(" ")[0]);
    assert_eq!(model.cost(&the, next), model.cost(&tail, next));
    let broken = [&model.symbols("the")[..], &[BREAK]].concat();
    assert_eq!(model.cost(&broken, next), model.cost(&[BREAK], next));
}

#[test]
fn costs_add_up_over_a_text() {
    let model = model(5, &[1]);
    let (context, text) = (model.symbols("The mayor"), model.symbols(" said that the council"));
    let mut before = context.clone();
    let mut sum = 0.0;
    for &next in &text {
        sum += model.cost(&before, next);
        before.push(next);
    }
    assert!((sum - model.cost_of(&context, &text)).abs() < 1e-3);
    assert_eq!(model.cost_of(&context, &[]), 0.0);
}

#[test]
fn only_what_was_seen_often_enough_is_attested() {
    let model = model(5, &[1, 2, 2]);
    let attested = |gram: &str| model.attested(&model.symbols(gram));
    assert!(attested("新桥").is_some_and(|bits| bits < 2.0), "twice");
    assert_eq!(attested("旧桥"), None, "once");
    assert_eq!(attested("桥新"), None, "never");
    assert!(attested("市").is_some());
    assert_eq!(attested(""), None);
    assert_eq!(attested("龘"), None, "not in the alphabet");
    assert_eq!(attested("the council"), None, "longer than the order");
    let first = model.symbols("The")[0];
    assert!(model.attested(&[BREAK, first]).is_some());
    assert!(model.attested(&[first, BREAK]).is_none());
}

#[test]
fn rare_characters_are_rare_and_unknown_ones_rarer() {
    let model = model(3, &[2, 1]);
    let rarity = |text: &str| model.rarity(&model.symbols(text));
    assert!(rarity("e") < rarity("w") && rarity("w") <= rarity("说"));
    assert_eq!(model.symbols("龘说"), [UNKNOWN, UNKNOWN], "说 is seen only once");
    assert!(model.cost(&[], UNKNOWN) > model.cost(&[], model.symbols("桥")[0]));
    assert!(model.cost(&[], Symbol::MAX) == model.cost(&[], UNKNOWN));
}

#[test]
fn text_is_normalised_alike_for_training_and_reading() {
    let seen = |text: &str| normalised(text).collect::<String>();
    assert_eq!(seen("1984年　８月\t\r\n 3 日"), "0000年 0月 0 日");
    assert_eq!(seen("so\u{AD}ft\u{0} \u{FEFF} “A，B”,Ｃ"), "soft “A，B”,Ｃ");
}

#[test]
fn what_printers_choose_freely_among_is_one_thing() {
    let seen = |text: &str| normalised(text).collect::<String>();
    for printed in [
        "— L'un ? Non... « Oui » ; l'autre !",
        "– L’un? Non… «Oui»; l’autre!",
        "-- L'un\u{A0}? Non.... « Oui » ; l'autre !",
    ] {
        assert_eq!(seen(printed), "— L'un? Non… «Oui»; l'autre!", "{printed}");
    }
    assert_eq!(seen("well-known. .. A：B —— C"), "well-known. .. A：B —— C");
    assert_eq!(seen("冠冕堂皇﹑似是⋯⋯ドン･キホーテ"), "冠冕堂皇、似是……ドン・キホーテ");
}

#[test]
fn training_twice_gives_the_same_bytes() {
    assert_eq!(trained(5, &[1, 1, 2]), trained(5, &[1, 1, 2]));
}

#[test]
fn options_that_make_no_sense_are_refused() {
    let mut training = Training::new();
    let mut train = |paragraph: &str, order, minimum: &[u32]| {
        training.add(paragraph);
        training.train(&Options { order, minimum: minimum.to_vec() }).expect_err("refused")
    };
    assert_eq!(train(" \u{3000}", 5, &[1]), TrainingError::Empty);
    assert_eq!(train("a", 1, &[1]), TrainingError::Order(1));
    assert_eq!(train("a", 9, &[1]), TrainingError::Order(9));
    assert_eq!(train("a", 5, &[1, 3, 2]), TrainingError::Minimum);
}

#[test]
fn the_embedded_chinese_model_knows_a_seam() {
    let model = embedded("zh").expect("part of the program");
    assert!(embedded("tlh").is_none());
    let torn = [
        ("今年以来，全国粮食", "生产形势总体稳定。"),
        ("他把手里的信递给了", "她，一句话也没有说。"),
        ("会议指出，要坚持以人民为", "中心的发展思想。"),
        ("这家书店是三十年前由几个年轻", "人合伙办起来的。"),
    ];
    for (context, right) in torn {
        // What it saves to go on from the context rather than to begin afresh.
        let gain = |text: &str| {
            let symbols = model.symbols(text);
            model.cost_of(&[BREAK], &symbols) - model.cost_of(&model.symbols(context), &symbols)
        };
        for (_, wrong) in torn.into_iter().filter(|&(_, other)| other != right) {
            let (right_gain, wrong_gain) = (gain(right), gain(wrong));
            assert!(right_gain > wrong_gain + 3.0, "{context}|{right} {right_gain}, |{wrong} {wrong_gain} bits");
        }
    }
    assert!(model.rarity(&model.symbols("的")) < 6.0);
}

#[test]
fn a_cut_or_lengthened_model_is_refused() {
    let whole = trained(4, &[1]);
    for length in (0..whole.len()).step_by(97).chain([whole.len() - 1]) {
        assert!(Model::open(whole[..length].to_vec()).is_err(), "{length} bytes");
    }
    assert!(Model::open([&whole[..], &[0]].concat()).is_err());
}

/// Asks a model everything there is to ask.
fn question(model: &Model, context: &[Symbol], text: &str) {
    let symbols = model.symbols(text);
    let bits = model.cost_of(context, &symbols);
    assert!(bits.is_finite() && bits >= 0.0);
    for gram in [context, &symbols] {
        let _ = model.attested(gram);
        gram.iter().for_each(|&symbol| assert!(model.rarity(&[symbol]) >= 0.0));
    }
}

proptest! {
    #[test]
    fn garbage_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Model::open(bytes.clone()).is_err());
        let behind_the_magic = [b"restitch\x01\x05", &bytes[..]].concat();
        prop_assert!(Model::open(behind_the_magic).is_err());
    }

    #[test]
    fn a_damaged_model_is_refused_or_answers(
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..400),
        context in proptest::collection::vec(any::<Symbol>(), 0..9),
        text in "[a-z 市桥会\\PC]{0,20}",
    ) {
        let mut bytes = trained(3, &[1]);
        let length = bytes.len();
        damage.iter().for_each(|(at, byte)| bytes[at.index(length)] = *byte);
        if let Ok(model) = Model::open(bytes) {
            question(&model, &context, &text);
        }
    }

    #[test]
    fn a_body_of_one_byte_is_survived(fill in any::<u8>(), context in proptest::collection::vec(any::<Symbol>(), 0..9)) {
        let mut bytes = trained(3, &[1]);
        // Behind the header, whose checksum would refuse it.
        bytes[56..].fill(fill);
        let model = Model::open(bytes).expect("the header is whole");
        question(&model, &context, "市长 said");
    }
}
