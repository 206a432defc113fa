//! What the embedded languages know.

use proptest::prelude::*;
use restitch::evidence::Brackets;
use restitch::language::{Ending, Language, Languages, begins_apart, begins_section};

fn language(id: &str) -> &'static Language {
    Languages::embedded().get(id).unwrap_or(Languages::embedded().neutral())
}

#[test]
fn recognition() {
    let texts = [
        ("zh", "市政府星期二开会讨论新桥的建设问题。"),
        ("zh-hant", "市政府星期二開會討論新橋的建設問題。"),
        ("ja", "市議会は火曜日、新しい橋の建設費について協議した。"),
        ("en", "The council met on Tuesday and spoke about the bridge."),
        ("de", "Der Rat trat am Dienstag zusammen und sprach über die Brücke."),
        ("fr", "Le conseil s'est réuni mardi et a parlé du pont qui sera construit."),
        ("zh", "World Bridge Association 宣布，新桥将于下周开工，记者在现场看到大批工人。"),
        ("en", "xyz"),
        ("und", "Городской совет обсудил мост."),
        ("und", "12345 — …"),
        ("und", ""),
    ];
    for (id, text) in texts {
        assert_eq!(Languages::embedded().recognise(text).id, id, "{text}");
    }
}

#[test]
fn endings() {
    use Ending::{Abbreviation, Clause, Complete, Empty, Hyphen, Introduces, Open, Opening};
    let cases = [
        ("zh", "桥已经修好了。", Complete),
        ("zh", "他说：“桥已经修好了。”", Complete),
        ("zh", "**桥已经修好了。**[3]", Complete),
        ("zh", "桥已经修好了。①", Complete),
        ("zh", "桥已经修好了。 $ ^{2} $", Complete),
        ("zh", "桥已经", Open),
        ("zh", "他提到“新桥”", Open),
        ("zh", "桥修好了，", Clause),
        ("zh", "市长说：", Introduces),
        ("zh", "市长说：“", Opening),
        ("zh-hant", "他說：「橋已經修好了。」", Complete),
        ("ja", "「橋はもうできました。」", Complete),
        ("de", "er ist Harbour-Cup-Nr.", Abbreviation),
        ("en", "he took vitamin-C.", Complete),
        ("fr", "au bout de l'", Opening),
        ("fr", "il ne sait qu’", Opening),
        ("en", "they called it 'a'", Open),
        ("en", "the dogs'", Open),
        ("en", "He met Mr.", Abbreviation),
        ("en", "He met John F.", Abbreviation),
        ("en", "So did I.", Complete),
        ("en", "It was built in 1998.", Complete),
        ("en", "\"It is built.\"", Complete),
        ("en", "It is built (so they said.)*", Complete),
        ("en", "It is built.<sup>12</sup>", Complete),
        ("en", "The govern-", Hyphen),
        ("en", "an area of 3 km²", Open),
        ("de", "Er kam am 3.", Abbreviation),
        ("de", "Das war 1998.", Complete),
        ("de", "„Die Brücke steht.“", Complete),
        ("de", "»Die Brücke steht.«", Complete),
        ("fr", "« Le pont est construit. »", Complete),
        ("fr", "Le pont de M.", Abbreviation),
        ("en", " \n", Empty),
    ];
    for (id, text, ending) in cases {
        assert_eq!(language(id).ending(text), ending, "{id}: {text}");
    }
}

#[test]
fn beginnings() {
    for (id, text) in [
        ("zh", "，桥已经修好了。"),
        ("zh", "”他说。"),
        ("ja", "ー橋"),
        ("en", "and then"),
        ("en", "v. Wade"),
        ("en", "(and then)"),
        ("en", "**and** then"),
        ("de", "„und dann“"),
    ] {
        assert!(language(id).begins_open(text), "{id}: {text}");
    }
    for (id, text) in [
        ("zh", "——新桥"),
        ("zh", "“新桥”"),
        ("ja", "って言う"),
        ("en", "And then"),
        ("en", "’Tis"),
        ("en", "12 men"),
        ("en", "(b) the fees"),
        ("en", "ii) the fees"),
        ("fr", "» Il y a"),
        ("en", ""),
    ] {
        assert!(!language(id).begins_open(text), "{id}: {text}");
    }
}

#[test]
fn datelines() {
    let cases = [
        ("zh", "新华社北京3月7日电 市政府", "新华社北京3月7日电"),
        ("zh", "本报讯（记者 王一）市政府", "本报讯"),
        ("zh", "【新桥】市政府", "【新桥】"),
        ("zh-hant", "（中央社台北三日電）市政府", "（中央社台北三日電）"),
        ("ja", "【北京＝山田太郎】市議会", "【北京＝山田太郎】"),
        ("en", "LONDON, March 3 — The bridge", "LONDON, March 3 — "),
        ("en", "NEW YORK (AP) — The bridge", "NEW YORK (AP) — "),
        ("de", "BERLIN (dpa) Die Brücke", "BERLIN (dpa)"),
        ("fr", "PARIS, 3 mars. Le pont", "PARIS, 3 mars."),
    ];
    for (id, text, dateline) in cases {
        assert_eq!(language(id).dateline(text).map(|at| &text[at]), Some(dateline), "{text}");
    }
    for (id, text) in [
        ("zh", "新华社的记者看到了新桥。"),
        ("en", "The bridge — a new one"),
        ("en", "CO-OP News"),
        ("fr", "Deux jours après, le 20 juillet, il vint."),
    ] {
        assert!(!language(id).looks_like_dateline(text), "{text}");
    }
}

#[test]
fn bylines_and_captions() {
    for (id, text) in [
        ("zh", "本报记者 王一 李二"),
        ("zh", "（记者 王一）"),
        ("zh-hant", "記者王一／台北報導"),
        ("zh-hant", "【撰文：王一】*作者為自由撰稿人*"),
        ("en", "By ANNA MILLER"),
        ("de", "Von Anna Müller"),
        ("fr", "Par Anne Meunier"),
        ("ja", "文・山田太郎"),
    ] {
        assert!(language(id).looks_like_byline(text), "{text}");
    }
    for (id, text) in [
        ("zh", "记者在桥上看到，工人们正在施工。"),
        ("zh-hant", "【撰文：王一】雨落了一夜。街上沒有人。"),
        ("en", "By the river they sat; it was late."),
        ("de", "Von der Brücke fiel ein Stein."),
        ("ja", "（3面に続く）"),
    ] {
        assert!(!language(id).looks_like_byline(text), "{text}");
    }
    for (id, text) in [
        ("zh", "图为新桥。"),
        ("zh", "工人们在新桥上施工（王一摄）"),
        ("en", "Photo: A. Miller"),
        ("de", "Foto: A. Müller"),
        ("fr", "Photo : A. Meunier"),
        ("ja", "写真は新しい橋"),
        ("en", "**Figure 3.** The bridge"),
    ] {
        assert!(language(id).looks_like_caption(text), "{text}");
    }
    let zh = language("zh");
    assert!(zh.begins_caption("图为工人在检修水泵") && !zh.ends_caption("图为工人在检修水泵"));
    assert!(zh.ends_caption("图为工人在检修水泵。周大河摄") && zh.ends_caption("周大河摄"));
    assert!(!zh.begins_caption("在检修水泵。周大河摄") && !zh.ends_caption("照片由工人拍摄"));
    assert!(!language("zh").looks_like_caption("图书馆今天开门。"));
}

#[test]
fn jump_lines() {
    let to = [
        ("zh", "桥已经修好了。（下转第三版）", Some("第三版"), false),
        ("zh", "下转A2版", Some("A2版"), true),
        ("zh-hant", "（下轉第6版）", Some("第6版"), true),
        ("ja", "（3面に続く）", Some("3面"), true),
        ("en", "(Continued on Page A6)", Some("A6"), true),
        ("en", "See BUDGET, A4", Some("A4"), true),
        ("en", "To be continued.", None, true),
        ("de", "Fortsetzung auf Seite 4", Some("4"), true),
        ("fr", "Suite page 3", Some("3"), true),
        ("zh", "（紧转第三版）", Some("第三版"), true),
        ("zh", "（下轉第十二版·要闻）", Some("第十二版"), true),
        ("zh-hant", "▶下轉A4版", Some("A4版"), true),
        ("ja", "続く前に読む〈８面へつづく〉", Some("８面"), false),
        ("en", "— Continued on page 12, col. 3 —", Some("12"), true),
        ("en", "Please turn to CITY HALL, Page B12", Some("B12"), true),
        ("en", "Continued on third page", None, true),
        ("de", "(Fortsetzung Seite 3)", Some("3"), true),
        ("de", "Lesen Sie weiter auf S. 4", Some("4"), true),
        ("fr", "Lire la suite en page 3", Some("3"), true),
    ];
    for (id, text, page, alone) in to {
        let jump = language(id).jump_to(text);
        assert!(jump.is_some(), "{text}");
        assert_eq!(jump.and_then(|jump| jump.page).map(|at| &text[at]), page, "{text}");
        assert_eq!(language(id).looks_like_jump_line(text), alone, "{text}");
    }
    let from = [
        ("zh", "（上接第一版）桥已经修好了", Some("第一版"), false),
        ("ja", "（1面から続く）", Some("1面"), true),
        ("en", "BUDGET, from Page A1", Some("A1"), true),
        ("de", "(Fortsetzung von Seite 1)", Some("1"), true),
        ("fr", "Suite de la page 1", Some("1"), true),
        ("zh-hant", "【上接第1版】", Some("第1版"), true),
        ("ja", "＝1面からの続き", Some("1面"), true),
        ("en", "*CITY HALL: Continued from B1*", Some("B1"), true),
        ("en", "Continued from First Page", None, true),
        ("de", "Schluß von der ersten Seite", None, true),
        ("fr", "(Suite de la première page)", None, true),
    ];
    for (id, text, page, alone) in from {
        let jump = language(id).jump_from(text);
        assert!(jump.is_some(), "{text}");
        assert_eq!(jump.and_then(|jump| jump.page).map(|at| &text[at]), page, "{text}");
        assert_eq!(language(id).looks_like_jump_line(text), alone, "{text}");
    }
    assert!(language("zh").jump_to("（上接第一版）").is_none());
    assert!(language("en").jump_to("They continued on foot.").is_none());
    // Other articles and other issues are named too, but nothing goes on there.
    for (id, text) in
        [("zh", "（未完待续）"), ("ja", "3面に関連記事"), ("de", "Mehr dazu auf Seite 3"), ("fr", "Lire aussi page 4")]
    {
        assert!(!language(id).jump_to(text).unwrap().elsewhere, "{text}");
    }
    assert!(language("en").jump_from("Continued from Page One").unwrap().front);
    let keyword = language("en").jump_to("See CITY HALL, A4").unwrap().keyword;
    assert_eq!(keyword, Some(4..13));
}

#[test]
fn jump_lines_with_one_misread_character() {
    for (id, text) in [
        ("zh", "（丅转第三版）"),
        ("zh", "（下传第三版）"),
        ("zh-hant", "（下專第三版）"),
        ("ja", "（3面に統く）"),
        ("en", "Contimued on Page 4"),
        ("en", "Contiuued on Page 4"),
        ("en", "Continuedon Page 4"),
        ("en", "Sec BUDGET, A4"),
        ("de", "Fortsetzuug auf Seite 4"),
        ("fr", "Snite page 3"),
    ] {
        let language = language(id);
        assert!(language.jump_to(text).is_none() && language.misread_jump_to(text).is_some(), "{text}");
    }
    assert!(language("en").misread_jump_to("Contiuned ou Page 4").is_none());
    assert!(language("zh").misread_jump_from("（上按第一版）").is_some());
}

#[test]
fn headings_score_higher_than_cut_sentences_and_captions() {
    let body = "The council met on Tuesday and spoke about the bridge, which will cost more than anybody had thought at first.";
    let english = |text: &str| language("en").looks_like_heading(text, Some(body));
    assert!(english("Bridge to Be Built Next Spring") > english("the council of the town and"));
    assert!(english("## Bridge") > 0.99);
    for none in ["12", "It was built.", "Continued on Page 4", "By Anna Miller", "and so it was", body, ""] {
        assert_eq!(english(none), 0.0, "{none}");
    }
    let chinese = "市政府星期二开会讨论新桥的建设问题，预计费用将比大家原来想象的高得多，市长说钱已经准备好了。";
    let score = |text: &str, next| language("zh").looks_like_heading(text, next);
    assert!(score("新桥下周开工", Some(chinese)) > 0.7);
    assert!(score("新桥下周开工", Some(chinese)) > score("新桥下周开工", None));
    assert!(score("新桥下周开", Some("，市长说。")) < 0.5);
    assert_eq!(score("市政府星期二开会讨论，", Some(chinese)), 0.0);
}

#[test]
fn brackets_and_seams() {
    assert_eq!(language("de").closing('„'), Some('“'));
    assert_eq!(language("fr").closing('«'), Some('»'));
    assert_eq!(language("zh-hant").closing('﹁'), Some('﹂'));
    assert_eq!((language("en").seam(), language("ja").seam()), (" ", ""));
}

proptest! {
    #[test]
    fn any_text_can_be_asked_about(text in any::<String>(), next in any::<Option<String>>()) {
        let languages = Languages::embedded();
        for language in languages.iter().chain([languages.neutral(), languages.recognise(&text)]) {
            let score = language.looks_like_heading(&text, next.as_deref());
            prop_assert!((0.0..=1.0).contains(&score));
            language.begins_open(&text);
            language.ends_complete(&text);
            for at in [language.dateline(&text), language.jump_to(&text).map(|it| it.at), language.jump_from(&text).map(|it| it.at)] {
                prop_assert!(at.is_none_or(|at| text.get(at).is_some()));
            }
            language.looks_like_byline(&text);
            language.looks_like_caption(&text);
            language.looks_like_jump_line(&text);
        }
    }
}

#[test]
fn speech_that_stands_apart_is_whole_and_what_leads_into_it_is_not_torn() {
    let whole = [
        ("ja", "「もう渡し船はないよ」", true),
        ("ja", "老船頭「もう渡し船はないよ、橋があるからね」", true),
        ("ja", "船頭は笑った。「もう渡し船はないよ、橋があるから」", true),
        ("ja", "町の人たちが作った「橋の会」", false),
        ("ja", "「橋の会」と「川の会」は、きのう", false),
        ("ja", "「もう渡し船はない", false),
        ("zh-hant", "「渡船早就沒有了，現在有橋」", false),
    ];
    for (id, text, speech) in whole {
        assert_eq!(language(id).ends_with_speech(text), speech, "{text}");
    }
    let leads = [
        ("ja", "船頭は笑って、", Some("「もう渡し船はないよ」"), true),
        ("ja", "船頭は笑って、", Some("橋を指さした。"), false),
        ("ja", "船頭は笑って", Some("「もう渡し船はないよ」"), false),
        ("ja", "船頭は笑って、", None, false),
        ("en", "The boatman laughed,", Some("\"There is a bridge now.\""), false),
    ];
    for (id, text, next, speech) in leads {
        assert_eq!(language(id).leads_into_speech(text, next), speech, "{text} {next:?}");
    }
}

#[test]
fn speech_behind_a_dash_may_be_a_paragraph() {
    let cases = [
        ("en", "He held out his hand, saying,—", "‘Very well, I’ll shake hands.", true),
        ("en", "He paused, tensely alert--", "\"He who comes,\" he said.", true),
        ("en", "He paused, tensely alert--", "and went on.", false),
        ("en", "The mayor said:", "\"We will build it.\"", false),
        ("de", "Er blieb stehen –", "»Wer kommt da?«", true),
        ("ja", "船頭は笑って—", "「もう渡し船はないよ」", false),
    ];
    for (id, text, next, speech) in cases {
        assert_eq!(language(id).may_lead_into_speech(text, next), speech, "{text} {next}");
    }
}

#[test]
fn numbers_of_sections() {
    let cases =
        [("11.1.7. Plain text", Some(7)), ("3.2 Plain text", Some(3)), ("3. Plain text", None), ("3.2% of it", None)];
    for (line, end) in cases {
        assert_eq!(restitch::language::section_number(line), end, "{line}");
    }
    assert!(language("en").looks_like_heading("11.1.7. Taking text out", Some("The next command reads a page.")) > 0.5);
}

#[test]
fn what_begins_a_line_of_its_own() {
    for apart in [
        "(b) the fees",
        "（三）办理流程",
        "9.1. Updates",
        "9.1.2 Updates",
        "o Updates",
        "^[62] See the manual.",
        "--- ping",
    ] {
        assert!(begins_apart(apart), "{apart}");
    }
    for text in ["v. Wade", "9.1 percent more", "on Monday", "office hours", "-- he said", "1,460 readers", ""] {
        assert!(!begins_apart(text), "{text}");
    }
    assert!(begins_section("8.1.3. aptitude") && !begins_section("(b) the fees") && !begins_section("3.5 Millionen"));
}

#[test]
fn speech_of_several_paragraphs_opens_with_each_and_is_closed_once() {
    let of = |text: &str| Brackets::of(text, language("en"));
    let head = of("\"It was hard at first. \"Then I had to play in the first round in");
    assert_eq!(head.open.len(), 1);
    assert!(of("\"It was hard at first. \"Then I won,\" he said.").open.is_empty());
    let tail = of("Marseille.");
    assert_eq!(head.closed_by(&tail), -1.0);
    assert_eq!(head.closed_by(&Brackets { resumed: true, ..tail }), 0.0);
    assert_eq!(head.closed_by(&of("Marseille,\" he said.")), 1.0);
}

#[test]
fn a_model_reads_curly_quotation_marks_as_straight_ones_where_words_are_separated() {
    let modelled = |id: &str, text: &str| language(id).modelled(text);
    assert_eq!(modelled("en", "“Well,” he said"), "\"Well,\" he said");
    assert_eq!(modelled("de", "»Gut«, sagte er, „gut“"), "\"Gut\", sagte er, \"gut\"");
    assert_eq!(modelled("fr", "« Bien », dit-il"), "« Bien », dit-il");
    assert_eq!(modelled("zh", "他说：“好。”"), "他说：“好。”");
}
