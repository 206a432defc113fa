//! UTF-8 that was read as something else: `cafÃ©`, `donâ€™t`, `æ—¥`, `РџСЂРёРІРµС‚`, `浣犲ソ`.
//!
//! A letter of several bytes comes out as several letters of the wrong encoding. Turned back into bytes they are UTF-8 again,
//! which letters that were meant are only by a rare chance. How rare depends on what comes out: `â€™` is nothing else in
//! any language, while the last letter, the no-break blank and the mark of `beauté »` are also the bytes of a Chinese
//! character. So what comes out decides: punctuation, accented Latin letters inside a word and emoji are believed at
//! once, letters of other scripts when at least two stand in a row or such rows are many, Cyrillic out of Cyrillic and Chinese
//! out of Chinese at three. What was read wrongly twice is mended in two rounds. Control characters between U+0080 and
//! U+009F are quotation marks and dashes of windows-1252 that were read as Latin-1.
//!
//! Left alone: letters of which a byte is lost, since they would have to be guessed (but for the blank in `Ã `), code and
//! addresses, and a document's own wide punctuation, which the usual tools flatten. The price: single letters of
//! other scripts stay torn where few stand in rows.

mod gbk;

use std::sync::OnceLock;

use encoding_rs::{Encoding, ISO_8859_2, MACINTOSH, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::detect::shelter::Shelter;
use crate::detect::{Context, Fault, Hit, Thresholds, in_order};
use crate::span::Span;

/// Parameters of `[detect.mojibake]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mojibake {
    /// From which confidence it is mended.
    pub apply_at: f64,
    /// From which confidence that is proposed.
    pub propose_at: f64,
}

/// Confidence of a mended run.
const CERTAIN: f64 = 0.99;

/// The encodings as which UTF-8 is commonly read, and how many letters of another script they must give in a row.
const SINGLE: [(&Encoding, usize); 5] =
    [(WINDOWS_1252, 2), (ISO_8859_2, 2), (WINDOWS_1250, 2), (WINDOWS_1251, 3), (MACINTOSH, 2)];

/// The control characters that windows-1252 uses for marks, and those that windows-1250 has none for.
const CONTROLS: std::ops::RangeInclusive<char> = '\u{80}'..='\u{9f}';
const UNASSIGNED: [char; 5] = ['\u{81}', '\u{83}', '\u{88}', '\u{90}', '\u{98}'];

/// Certain runs from which those are believed that might be what they look like.
const MANY: usize = 3;

/// Marks that stand behind a word, where `Ã”` may be a letter and a quotation mark.
const ENDING: &str = "…–—‘’“”‹›«»™\u{a0}";
/// Signs that stand behind a word less often, and never in front of a small letter.
const SIGNS: &str = "©®´¨·°º";

impl Mojibake {
    pub(super) fn check(&self) -> Result<(), Fault> {
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let held = &context.layout.inventory;
        let mut found: Vec<(Span, String, &'static str)> = Vec::new();
        let leads = ['\u{c2}'..='\u{f4}', '\u{102}'..='\u{163}', '\u{410}'..='\u{44f}', '¬'..='¬', '√'..='√'];
        if leads.iter().any(|range| held.has_any(range)) {
            // The two encodings of Central Europe differ in letters: the older one shows in its control characters, where the
            // other one has marks.
            let old = CONTROLS.filter(|control| !UNASSIGNED.contains(control)).any(|control| held.has(control));
            let other = if old { WINDOWS_1250 } else { ISO_8859_2 };
            for (encoding, least) in SINGLE.into_iter().filter(|(encoding, _)| *encoding != other) {
                found.extend(single(context.text, encoding, least));
            }
        }
        found.extend(gbk::runs(context));
        let bare = !held.has_any(&('\0'..='\u{8}')) && !held.has_any(&('\u{e}'..='\u{1f}'));
        if bare && held.has_any(&CONTROLS) {
            found.extend(controls(context.text));
        }
        // The encodings are in the order in which they are common; of two readings of one place the first stays.
        let mut taken: Vec<(Span, String, &'static str)> = Vec::new();
        found.sort_by_key(|(at, ..)| at.start);
        for one in found {
            if taken.last().is_none_or(|last| last.0.end <= one.0.start) {
                taken.push(one);
            }
        }
        let mut shelter = Shelter::new(context);
        taken.retain(|(at, ..)| !shelter.covers(*at));
        taken.into_iter().map(|(at, with, encoding)| self.hit(context, at, with, encoding)).collect()
    }

    fn hit(&self, context: &Context, at: Span, with: String, encoding: &str) -> Hit {
        let thresholds = Thresholds { apply_at: self.apply_at, propose_at: self.propose_at };
        let evidence = format!("UTF-8 read as {encoding}");
        let hit = context.replacement(at, with, CERTAIN, thresholds, evidence, "it is meant");
        Hit { seam: at.of(context.text).chars().take(12).collect(), ..hit }
    }
}

/// The byte of each character above ASCII in an encoding of one byte. What it does not assign is the control character of
/// that number, as most readers have it.
fn bytes_of(encoding: &'static Encoding) -> &'static FxHashMap<char, u8> {
    static TABLES: [OnceLock<FxHashMap<char, u8>>; SINGLE.len()] = [const { OnceLock::new() }; SINGLE.len()];
    let index = SINGLE.iter().position(|(known, _)| *known == encoding).unwrap_or(0);
    TABLES[index].get_or_init(|| {
        let controls = (0x80..=0x9f_u8).map(|byte| (char::from(byte), byte));
        let own = (0x80..=0xff_u8).filter_map(|byte| {
            let bytes = [byte];
            let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes)?;
            Some((text.chars().next()?, byte))
        });
        controls.chain(own).collect()
    })
}

/// Letters in a row as which a stretch of the text reads.
struct Run {
    at: Span,
    read: Vec<char>,
    /// How many of them are believed only in company.
    company: usize,
}

/// Runs that are UTF-8 read in an encoding of one byte.
fn single(text: &str, encoding: &'static Encoding, least: usize) -> Vec<(Span, String, &'static str)> {
    let table = bytes_of(encoding);
    let mut runs: Vec<Run> = Vec::new();
    let mut blanks: Vec<usize> = Vec::new();
    let mut from = 0;
    while let Some(offset) = text.as_bytes()[from..].iter().position(|byte| *byte >= 0x80) {
        let start = from + offset;
        let (at, read) = letters(text, start, table);
        from = at.end;
        if read.is_empty() {
            if encoding == WINDOWS_1252 && text[start..].starts_with("Ã ") {
                blanks.push(start);
            }
            from = start + text[start..].chars().next().map_or(1, char::len_utf8);
        } else {
            let company = read.iter().filter(|c| !is_alone(text, at, read.len(), **c)).count();
            runs.push(Run { at, read, company });
        }
    }
    let certain = |run: &Run| {
        let alone = run.company >= least || run.company == 0 && is_set(text, run.at, &run.read);
        match encoding == MACINTOSH {
            // Formulas have roots, and quotations of German words begin with `‚Ä`, but not with `‚Äô`.
            true => {
                let word = is_in_word(text, run.at) && run.read.iter().all(|c| c.is_alphabetic());
                alone && (word || run.read.iter().all(|c| "‘’“”–—…".contains(*c)))
            }
            false => alone,
        }
    };
    // Where one run is certain, the reader's mistake is known, and shorter ones are the same; where many are, also those that by
    // themselves might be what they look like.
    let sure: Vec<bool> = runs.iter().map(certain).collect();
    let known = sure.contains(&true);
    let many = sure.iter().filter(|sure| **sure).take(MANY).count() == MANY;
    let foreign = runs.iter().filter(|run| run.company >= least).take(MANY).count() == MANY;
    let borne_out = |run: &Run| match run.company {
        _ if encoding == MACINTOSH => many || foreign,
        0 => many && text[run.at.start..].starts_with(['Ã', 'Â']) && !follows_word(text, run.at),
        _ => known && run.read.len() > 1 || foreign && run.at.of(text).chars().count() > 2,
    };
    let sure = runs.iter().zip(sure).filter(|(run, sure)| *sure || borne_out(run)).map(|(run, _)| run);
    let mut found: Vec<_> = sure.map(|run| (run.at, run.read.iter().collect(), encoding.name())).collect();
    let torn = |at: &usize| known || text[..*at].ends_with(char::is_lowercase);
    found.extend(blanks.into_iter().filter(torn).map(|at| with_blank(text, at)));
    found
}

/// The letters in a row as which the characters from `start` on read. A control character is one only as a byte of a letter that
/// was read wrongly twice: `â` and U+0080 and U+0099.
fn letters(text: &str, start: usize, table: &FxHashMap<char, u8>) -> (Span, Vec<char>) {
    let mut read: Vec<char> = Vec::new();
    let mut ends = vec![start];
    while let Some((letter, end)) = ends.last().and_then(|&end| letter(text, end, table)) {
        read.push(letter);
        ends.push(end);
    }
    let mut kept = 0;
    while let Some(&letter) = read.get(kept) {
        let again = (2..=4).filter_map(|length| read.get(kept..kept + length)).find(|letters| {
            let bytes: Option<Vec<u8>> = letters.iter().map(|letter| table.get(letter).copied()).collect();
            bytes.is_some_and(|bytes| std::str::from_utf8(&bytes).is_ok_and(|text| text.chars().count() == 1))
        });
        match again {
            Some(letters) => kept += letters.len(),
            None if is_nameless(letter) => break,
            None => kept += 1,
        }
    }
    read.truncate(kept);
    (Span::new(start, ends[kept]), read)
}

/// The letter à, whose second byte is the no-break blank of windows-1252 and came out as any blank does: a second blank
/// behind it, and the one that parts the `s` of a plural from it, are not the text's.
fn with_blank(text: &str, at: usize) -> (Span, String, &'static str) {
    let end = at + "Ã".len();
    let behind = &text[end..];
    let taken = behind.starts_with("  ") || behind.starts_with(" s ");
    (Span::new(at, end + usize::from(taken)), "à".to_string(), WINDOWS_1252.name())
}

/// The letter whose bytes the characters at `at` are, and where they end.
fn letter(text: &str, at: usize, table: &FxHashMap<char, u8>) -> Option<(char, usize)> {
    let mut characters = text[at..].char_indices();
    let (_, lead) = characters.next()?;
    let mut bytes = [*table.get(&lead)?, 0, 0, 0];
    let length = match bytes[0] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    for byte in &mut bytes[1..length] {
        *byte = characters.next().and_then(|(_, c)| table.get(&c).copied())?;
    }
    let letter = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    let end = characters.next().map_or(text.len(), |(offset, _)| at + offset);
    Some((letter, end))
}

/// True for private characters and those without a meaning, which come out by chance.
fn is_nameless(letter: char) -> bool {
    matches!(letter, '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

/// True for what is believed by itself: marks, Latin letters and emoji; rarer Latin letters inside a word, or several.
fn is_alone(text: &str, run: Span, letters: usize, c: char) -> bool {
    match c {
        '\u{a0}'..='\u{ff}'
        | '\u{2010}'..='\u{27bf}'
        | '\u{2000}'..='\u{200f}'
        | '\u{fb00}'..='\u{fb06}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ff00}'..='\u{ff65}'
        | '\u{3000}'..='\u{3002}'
        | '\u{1f000}'..='\u{1faff}' => true,
        '\u{100}'..='\u{17f}' | '\u{1e00}'..='\u{1eff}' => letters > 1 || is_in_word(text, run),
        _ => false,
    }
}

/// True behind letters of which there are more than the first one of a word ("LÃ " is là at the beginning of a sentence).
fn follows_word(text: &str, run: Span) -> bool {
    text[..run.start].chars().rev().take(2).filter(|c| c.is_alphabetic()).count() == 2
}

fn is_in_word(text: &str, run: Span) -> bool {
    let before = text[..run.start].chars().next_back();
    let behind = text[run.end..].chars().next();
    before.is_some_and(char::is_lowercase) || behind.is_some_and(char::is_lowercase)
}

/// True unless the run may be a letter at the end of a word, and a mark behind it.
fn is_set(text: &str, run: Span, read: &[char]) -> bool {
    let [letter @ '\u{a0}'..='\u{17f}'] = read else { return true };
    let Some(mark) = run.of(text).chars().next_back() else { return true };
    let before = text[..run.start].chars().next_back();
    let behind = text[run.end..].chars().next();
    let small = |c: Option<char>| c.is_some_and(char::is_lowercase);
    // A letter that is spoken of: »Â«.
    let quotes = |c: char| "»«›‹“”„‘’‚".contains(c);
    if quotes(mark) && before.is_some_and(quotes) {
        return false;
    }
    let inside = before.is_some_and(char::is_alphabetic) && behind.is_some_and(char::is_alphabetic);
    match mark {
        // The preposition à is a word.
        '\u{a0}' => small(before) || small(behind) || !before.is_some_and(char::is_alphabetic),
        // Nothing opens between two letters.
        '“' | '‹' | '«' if small(behind) => true,
        _ if ENDING.contains(mark) => {
            small(before) || inside || *letter < '\u{c0}' && !before.is_some_and(char::is_alphabetic)
        }
        _ if SIGNS.contains(mark) => small(before) || small(behind) || inside,
        _ => true,
    }
}

/// Control characters that windows-1252 has marks for, beside something that can be seen.
fn controls(text: &str) -> Vec<(Span, String, &'static str)> {
    let mut found = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| matches!(c, '\u{80}'..='\u{9f}')) {
        let byte = [u32::from(c) as u8];
        let read = WINDOWS_1252.decode_without_bom_handling(&byte).0.into_owned();
        let assigned = !read.chars().any(char::is_control);
        if assigned {
            found.push((Span::new(at, at + c.len_utf8()), read, "Latin-1, windows-1252 being meant"));
        }
    }
    found
}
