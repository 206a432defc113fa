//! Bytes in, bytes out: decoding and encoding lose nothing, and a ledger leads back to the original.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use proptest::prelude::*;
use restitch::document::Document;
use restitch::edit::Edit;
use restitch::id::FindingId;
use restitch::ledger::{Ledger, LedgerError};
use restitch::repair::Repair;
use restitch::source::Source;
use restitch::span::Span;

const CHINESE: &str = "昨日下午，市內各處的電車忽然停駛。\n據公司的人說，是因為發電所的機器壞了，今天早上纔能修好。\n";
const SIMPLIFIED: &str =
    "昨天下午，市内各处的电车忽然停驶。\n据公司的人说，是因为发电所的机器坏了，今天早上才能修好。\n";
const JAPANESE: &str =
    "きのうの午後、市内の電車が急に止まった。\n会社の人によると、発電所の機械が壊れたからだという。\n";
const KOREAN: &str =
    "어제 오후에 시내의 전차가 갑자기 멈추었다.\n회사 사람의 말로는 발전소의 기계가 고장난 탓이라고 한다.\n";
const RUSSIAN: &str =
    "Вчера днём в городе внезапно остановились трамваи.\nНа станции сломалась машина, её починят к утру.\n";
const FRENCH: &str = "Hier après-midi, les tramways se sont arrêtés tout à coup.\nUne pièce s’était cassée à l’usine, dit-on ; ça dure.\n";

fn table(label: &str, text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(text);
    assert!(!unmappable, "{label}");
    bytes.into_owned()
}

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

fn unedited(source: &Source) -> Document {
    Document::new(source.text.clone())
}

fn comes_back(bytes: &[u8]) -> Source {
    let source = Source::decode(bytes.to_vec());
    assert_eq!(source.encode(&unedited(&source)).unwrap(), bytes, "as {}", source.encoding());
    source
}

fn repaired(document: Document) -> Repair {
    Repair { document, findings: Vec::new() }
}

#[test]
fn encodings_are_known_and_read() {
    let cases = [
        ("UTF-8", CHINESE.as_bytes().to_vec(), CHINESE),
        ("gb18030", table("gb18030", SIMPLIFIED), SIMPLIFIED),
        ("Big5", table("big5", CHINESE), CHINESE),
        ("Shift_JIS", table("shift_jis", JAPANESE), JAPANESE),
        ("EUC-JP", table("euc-jp", JAPANESE), JAPANESE),
        ("EUC-KR", table("euc-kr", KOREAN), KOREAN),
        ("windows-1251", table("windows-1251", RUSSIAN), RUSSIAN),
        ("windows-1252", table("windows-1252", FRENCH), FRENCH),
        ("UTF-16LE", utf16(FRENCH, true), FRENCH),
        ("UTF-16BE", utf16(FRENCH, false), FRENCH),
        ("UTF-16LE", utf16(CHINESE, true), CHINESE),
        ("UTF-16BE", utf16(KOREAN, false), KOREAN),
        ("UTF-16BE", utf16(RUSSIAN, false), RUSSIAN),
        ("UTF-16LE", utf16("Nothing but ASCII, and a “quotation”.", true), "Nothing but ASCII, and a “quotation”."),
    ];
    for (name, bytes, text) in cases {
        let source = comes_back(&bytes);
        assert_eq!((source.encoding(), source.text.as_str()), (name, text));
        assert_eq!(source.unreadable().count(), 0, "{name}");
    }
}

#[test]
fn a_byte_order_mark_decides_and_stays() {
    let marked = |mark: &[u8], rest: Vec<u8>| [mark, &rest].concat();
    let cases = [
        ("UTF-8", marked(b"\xEF\xBB\xBF", b"a\xFF\xEF\xBB\xBFb".to_vec()), "a\u{FFFD}\u{FEFF}b"),
        ("UTF-16LE", marked(b"\xFF\xFE", utf16("𠀀一", true)), "𠀀一"),
        ("UTF-16BE", marked(b"\xFE\xFF", utf16("", false)), ""),
    ];
    for (name, bytes, text) in cases {
        let source = comes_back(&bytes);
        assert_eq!((source.encoding(), source.text.as_str()), (name, text));
        assert!(bytes.starts_with(source.byte_order_mark()) && !source.byte_order_mark().is_empty());
    }
}

#[test]
fn nuls_are_characters_and_nothing_is_something() {
    assert_eq!(comes_back(b"").text.as_str(), "");
    for bytes in [&b"ok\n\0"[..], b"\0\0", b"\0", b"one\0two\0six\0ten\0\0\0", "一\0二".as_bytes()] {
        let source = comes_back(bytes);
        assert_eq!((source.encoding(), source.text.as_bytes()), ("UTF-8", bytes));
    }
    let padded = [table("windows-1252", FRENCH), vec![0; 64]].concat();
    assert_eq!(comes_back(&padded).encoding(), "windows-1252");
}

#[test]
fn torn_utf8_stays_utf8() {
    let whole = CHINESE.as_bytes();
    let torn = [&whole[..10], &whole[11..]].concat();
    let source = comes_back(&torn);
    assert_eq!(source.encoding(), "UTF-8");
    let spans: Vec<Span> = source.unreadable().collect();
    assert_eq!(spans.len(), 1);
    assert_eq!(source.raw(spans[0]).as_ref(), &[whole[9], whole[11]]);
    assert!(source.text.contains("據公司的人說"));

    let cut = "Der Zug fährt".as_bytes();
    assert_eq!(comes_back(&[cut, b" \xE4\xB8"].concat()).encoding(), "UTF-8", "the end of a file is cut off anywhere");
    assert_eq!(comes_back(b"It\x92s a caf\xE9").text.as_str(), "It’s a café");
}

#[test]
fn replacement_characters_of_the_input_stay_what_they_are() {
    let source = comes_back("甲\u{FFFD}乙".as_bytes());
    assert_eq!(source.text.as_str(), "甲\u{FFFD}乙");
    assert_eq!(source.unreadable().count(), 0);
}

#[test]
fn the_older_spelling_of_a_character_is_kept() {
    // 0x80 is a euro sign in GBK as Windows wrote it; the encoder writes A2 E3.
    let priced = [table("gb18030", SIMPLIFIED), b"\x80 5\n".to_vec(), table("gb18030", SIMPLIFIED)].concat();
    let source = comes_back(&priced);
    assert!(source.text.contains("€ 5"), "{}", source.text);
    assert_eq!(source.unreadable().count(), 0);
    let euro = source.text.find('€').unwrap();
    assert_eq!(source.raw(Span::new(euro, euro + "€".len())).as_ref(), b"\x80");
}

#[test]
fn one_sequence_for_two_characters_comes_back_whole() {
    let bytes = [table("big5", CHINESE), b"\x88\x62".to_vec(), table("big5", CHINESE)].concat();
    let source = comes_back(&bytes);
    assert_eq!(source.encoding(), "Big5");
    let at = source.text.find("Ê\u{304}").unwrap();
    let halves = (Span::new(at, at + 2), Span::new(at + 2, at + 4));
    assert_eq!((source.raw(halves.0).as_ref(), source.raw(halves.1).as_ref()), (&b"\x88\x62"[..], &b""[..]));
}

#[test]
fn unreadable_bytes_go_with_their_piece() {
    let source = comes_back("甲乙丙\n丁\u{0}戊己庚辛".replace('\u{0}', "?").as_bytes());
    assert_eq!(source.unreadable().count(), 0);
    let bytes = ["甲乙丙\n丁".as_bytes(), b"\xE4", "戊己庚辛".as_bytes()].concat();
    let source = comes_back(&bytes);
    let tail = source.text.find('丁').unwrap();
    let document = unedited(&source);
    let edit = |edit: Edit| document.apply(&[(FindingId(0), edit)]).unwrap();

    let moved = edit(Edit::Move { span: Span::new(tail, source.text.len()), to: 0 });
    let expected = ["丁".as_bytes(), b"\xE4", "戊己庚辛甲乙丙\n".as_bytes()].concat();
    assert_eq!(source.encode(&moved).unwrap(), expected);
    assert_eq!(source.encode_utf8(&moved), "丁\u{FFFD}戊己庚辛甲乙丙\n".as_bytes());

    let beside =
        edit(Edit::Replace { span: Span::new(tail, source.text.len()), with: "丁\u{FFFD}五己".to_string() });
    let expected = ["甲乙丙\n丁".as_bytes(), b"\xE4", "五己".as_bytes()].concat();
    assert_eq!(source.encode(&beside).unwrap(), expected, "changing what stands beside it does not read it");

    let removed = edit(Edit::Replace { span: Span::new(tail, source.text.len()), with: String::new() });
    assert_eq!(source.encode(&removed).unwrap(), "甲乙丙\n".as_bytes());
}

#[test]
fn a_character_that_the_encoding_lacks_is_named() {
    let source = comes_back(&table("big5", CHINESE));
    let document = unedited(&source);
    let changed =
        document.apply(&[(FindingId(0), Edit::Replace { span: Span::new(0, 3), with: "é".to_string() })]).unwrap();
    let error = source.encode(&changed).unwrap_err();
    assert_eq!(error.to_string(), "the repair needs 'é' (U+00E9), which Big5 does not have");
    assert!(source.encode_utf8(&changed).starts_with("é".as_bytes()));
}

#[test]
fn plain_utf8_is_borrowed() {
    let source = Source::decode(CHINESE.as_bytes().to_vec());
    assert!(matches!(source.raw(Span::new(0, 6)), std::borrow::Cow::Borrowed(_)));
}

/// Ten megabytes, read and written: the fast path, and the slow one at its worst.
#[test]
fn ten_megabytes() {
    let timed = |name: &str, bytes: Vec<u8>, limit: u128| {
        let copy = bytes.clone();
        let start = std::time::Instant::now();
        let source = Source::decode(bytes);
        let read = start.elapsed();
        let document = Document::new(source.text.clone());
        let start = std::time::Instant::now();
        let back = source.encode(&document).unwrap();
        let spent = read + start.elapsed();
        println!("{name} as {}: read {read:?}, both {spent:?}", source.encoding());
        assert_eq!(back, copy);
        // A debug build on a busy machine gets room.
        assert!(spent.as_millis() < limit * if cfg!(debug_assertions) { 60 } else { 4 }, "{name}: {spent:?}");
    };
    let fill = |bytes: &[u8]| bytes.repeat(10_000_000 / bytes.len());
    timed("UTF-8", fill(CHINESE.as_bytes()), 20);
    timed("GB18030", fill(&table("gb18030", SIMPLIFIED)), 300);
    timed(
        "one line of GB18030 with old euros",
        {
            let line = table("gb18030", SIMPLIFIED);
            fill(&[&line[..30], b"\x80"].concat())
        },
        2000,
    );
    timed("UTF-16", fill(&utf16(CHINESE, true)), 300);
    timed("torn UTF-8", fill(&[CHINESE.as_bytes(), b"\xE4"].concat()), 300);
    timed("no text at all", fill(b"\xFF\xFE\xFF\x81\xFF"), 2000);
}

/// Random text in a random encoding, with random damage; or bytes of any kind.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    const LABELS: [&str; 12] = [
        "utf-8",
        "utf-16le",
        "utf-16be",
        "gb18030",
        "big5",
        "shift_jis",
        "euc-jp",
        "euc-kr",
        "windows-1252",
        "windows-1251",
        "koi8-u",
        "windows-874",
    ];
    let text = "[a-c甲乙丙一。、あいアがエ가각을éüЖж€ \r\n\u{0}\u{FFFD}\u{20000}]{0,80}";
    let written = (
        prop::sample::select(&LABELS[..]),
        text,
        prop::collection::vec((any::<u16>(), any::<u8>()), 0..4),
        any::<bool>(),
    );
    let written = written.prop_map(|(label, text, damage, mark)| {
        let mut bytes = match label {
            "utf-16le" => utf16(&text, true),
            "utf-16be" => utf16(&text, false),
            _ => encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(&text).0.into_owned(),
        };
        for (at, byte) in damage {
            let at = at as usize % (bytes.len() + 1);
            match byte % 3 {
                0 if at < bytes.len() => bytes[at] = byte,
                1 if at < bytes.len() => drop(bytes.remove(at)),
                _ => bytes.insert(at, byte),
            }
        }
        let marks: [&[u8]; 3] = [b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF"];
        if mark { [marks[text.len() % 3], &bytes].concat() } else { bytes }
    });
    prop_oneof![3 => written, 1 => prop::collection::vec(any::<u8>(), 0..60)]
}

/// Edits one after another; those that do not fit are left out.
fn edited(mut document: Document, choices: &[(u16, u8, u8, u16)]) -> Document {
    for (id, &(start, length, kind, to)) in choices.iter().enumerate() {
        let text = document.text();
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let start = start as usize % ends.len();
        let end = (start + length as usize % 12).min(ends.len() - 1);
        let span = Span::new(ends[start], ends[end]);
        let edit = match kind % 4 {
            0 => Edit::Replace { span, with: String::new() },
            1 => Edit::Replace { span, with: ["x", "\u{FFFD}", "甲\u{FFFD}", " ", "é"][to as usize % 5].to_string() },
            _ => Edit::Move { span, to: ends[to as usize % ends.len()] },
        };
        if let Ok(next) = document.apply(&[(FindingId(id as u32), edit)]) {
            document = next;
        }
    }
    document
}

fn choices() -> impl Strategy<Value = Vec<(u16, u8, u8, u16)>> {
    prop::collection::vec(any::<(u16, u8, u8, u16)>(), 0..10)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]
    #[test]
    fn any_bytes_come_back(bytes in any_bytes()) {
        let source = comes_back(&bytes);
        let whole = Span::new(0, source.text.len());
        prop_assert_eq!([source.byte_order_mark(), &source.raw(whole)].concat(), bytes);
        for span in source.unreadable() {
            prop_assert_eq!(span.of(&source.text), "\u{FFFD}");
        }
    }

    #[test]
    fn pieces_that_stay_keep_their_bytes(bytes in any_bytes(), choices in choices()) {
        let source = Source::decode(bytes);
        let document = edited(unedited(&source), &choices);
        let Ok(written) = source.encode(&document) else { return Ok(()) };
        let mut rest = written.strip_prefix(source.byte_order_mark()).unwrap();
        for piece in document.pieces() {
            match piece.reading.as_deref() {
                None => rest = rest.strip_prefix(source.raw(piece.source).as_ref()).expect("a piece lost bytes"),
                Some("") => {}
                // A changed piece takes some bytes; the next unchanged one must be found where they end.
                Some(_) => {
                    let one = source.encode(&alone(&document, piece)).unwrap();
                    rest = rest.strip_prefix(one.strip_prefix(source.byte_order_mark()).unwrap()).unwrap();
                }
            }
        }
        prop_assert!(rest.is_empty());
    }

    #[test]
    fn a_ledger_leads_back(bytes in any_bytes(), choices in choices(), to_utf8 in any::<bool>()) {
        let source = Source::decode(bytes.clone());
        let repair = repaired(edited(unedited(&source), &choices));
        let written = match (to_utf8, source.encode(&repair.document)) {
            (false, Ok(written)) => written,
            _ => source.encode_utf8(&repair.document),
        };
        let ledger = Ledger::of(&source, &repair, &written).unwrap();
        let read = Ledger::parse(ledger.to_json().as_bytes()).unwrap();
        prop_assert_eq!(&read, &ledger);
        prop_assert_eq!(read.restore(&written).unwrap(), bytes);
        let longer = [&written[..], b"!"].concat();
        prop_assert_eq!(read.restore(&longer), Err(LedgerError::Changed));
        prop_assert_eq!(Ledger::of(&source, &repair, &longer), Err(LedgerError::Foreign));
    }

    #[test]
    fn a_hostile_ledger_is_refused_or_harmless(
        choices in choices(), run in any::<usize>(), from in any::<(usize, usize)>(), length in any::<usize>(),
        kind in 0u8..5, cut in any::<u16>(),
    ) {
        let source = Source::decode(CHINESE.as_bytes().to_vec());
        let repair = repaired(edited(unedited(&source), &choices));
        let written = source.encode(&repair.document).unwrap();
        let mut ledger = Ledger::of(&source, &repair, &written).unwrap();
        let index = run % ledger.runs.len();
        let before = ledger.clone();
        match kind {
            0 => ledger.runs[index].from = from,
            1 => ledger.runs[index].length = length,
            2 => drop(ledger.runs.remove(index)),
            3 => ledger.runs[index].was_hex = Some("0g".to_string()),
            _ => ledger.original.bytes = length,
        }
        if ledger != before {
            let outcome = ledger.restore(&written);
            prop_assert!(matches!(&outcome, Err(LedgerError::Damaged(_))) || outcome.unwrap() == CHINESE.as_bytes());
        }
        let json = before.to_json();
        let cut = cut as usize % json.trim_end().len();
        if let Some(part) = json.as_bytes().get(..cut) {
            let refused = matches!(Ledger::parse(part), Err(LedgerError::Unreadable { .. }));
            prop_assert!(refused);
        }
    }
}

/// The document that consists of one changed piece and nothing else; its other text is removed.
fn alone(document: &Document, piece: &restitch::document::Piece) -> Document {
    let whole = Document::new(document.source().to_string());
    let reading = piece.reading.as_deref().unwrap_or_default().to_string();
    let edits = [
        Edit::Replace { span: Span::new(0, piece.source.start), with: String::new() },
        Edit::Replace { span: piece.source, with: reading },
        Edit::Replace { span: Span::new(piece.source.end, document.source().len()), with: String::new() },
    ];
    let mut ids = (0..).map(FindingId);
    whole.apply(&edits.map(|edit| (ids.next().unwrap(), edit))).unwrap()
}

#[test]
fn a_ledger_holds_what_changed_and_no_more() {
    let source = Source::decode(b"\xEF\xBB\xBFone two-\r\nthree four".to_vec());
    let at = source.text.find("-\r\n").unwrap();
    let edit = Edit::Replace { span: Span::new(at, at + 3), with: String::new() };
    let repair = repaired(unedited(&source).apply(&[(FindingId(4), edit)]).unwrap());
    let ledger = Ledger::of(&source, &repair, &source.encode(&repair.document).unwrap()).unwrap();
    let json = ledger.to_json();
    assert!(json.contains(r#"{"from":[0,10],"length":10}"#), "{json}");
    assert!(json.contains(r#"{"from":[10,13],"length":0,"was":"-\r\n","by":4}"#), "{json}");
    assert!(json.contains(r#"{"from":[13,23],"length":10}"#), "{json}");
    assert_eq!(ledger.runs.len(), 3);
}

#[test]
fn a_ledger_that_cannot_be_read_says_where_and_why() {
    let error = |json: &str| Ledger::parse(json.as_bytes()).unwrap_err().to_string();
    assert_eq!(
        error("{\n\"ledger\": 1,\n\"restitch\": 7\n}"),
        "line 3: not a ledger of restitch: invalid type: integer `7`, expected a string"
    );
    assert_eq!(error("[]"), "line 1: not a ledger of restitch: invalid length 0, expected struct Head with 1 element");
    assert_eq!(
        error("{\"ledger\": 9, \"what\": [1]}"),
        "a ledger of form 9, this restitch reads form 1; undo with the one that wrote it"
    );
    let source = Source::decode(b"text".to_vec());
    let ledger = Ledger::of(&source, &repaired(unedited(&source)), b"text").unwrap();
    assert_eq!(
        ledger.restore(b"texts").unwrap_err().to_string(),
        "changed since it was repaired; undo needs the repaired text as it was written"
    );
}
