//! UTF-8 that was read as GBK, two bytes a character: `浣犲ソ` for 你好, `d茅j脿` for déjà, `it鈥檚` for it’s.
//!
//! Chinese comes out as three characters for two. Of alphabets only what is not ASCII does: a letter with an accent is one
//! ideograph in the midst of a word, and a mark of three bytes takes the letter behind it along. No text has ideographs
//! between letters; one that has several, all of which turn back into letters and marks, was read so.
//!
//! Left alone: marks in front of a blank, of which GBK has lost a byte, and texts with ideographs of their own.

use encoding_rs::GBK;

use crate::detect::Context;
use crate::detect::cjk::is_ideograph;
use crate::span::Span;

/// Characters as which the commonest Chinese characters and marks come out of GBK, each rare in a text that means it.
const GBK_SIGNS: [char; 10] = ['锛', '銆', '鈥', '鐨', '涓', '鏄', '浜', '鍦', '浣', '鎴'];
/// Characters in a row that GBK must give.
const GBK_LEAST: usize = 3;
/// Characters of a run that are turned back at once.
const LONGEST_RUN: usize = 4_000;

/// Stretches of ideographs from which alphabets are believed to have been read so, and ideographs of the longest.
const OF_LETTERS: usize = 3;
const LONGEST_OF_LETTERS: usize = 6;

/// Everything in a text that is UTF-8 read as GBK.
pub(super) fn runs(context: &Context) -> Vec<(Span, String, &'static str)> {
    let held = &context.layout.inventory;
    let mut found = Vec::new();
    if GBK_SIGNS.iter().any(|&sign| held.has(sign)) {
        found = double(context.text);
    }
    if held.has_any(&('\u{4e00}'..='\u{9fff}')) && held.has_any(&('a'..='z')) {
        found.extend(between_letters(context.text));
    }
    found
}

/// True for what GBK makes of two bytes of UTF-8.
fn is_wide(c: char) -> bool {
    is_ideograph(c) || matches!(c, '€' | '\u{2010}'..='\u{2642}')
}

/// Single letters and marks among ASCII; nothing where one of the ideographs is none of these, or most stand by themselves.
fn between_letters(text: &str) -> Vec<(Span, String, &'static str)> {
    let mut found = Vec::new();
    let (mut at, mut beside_letters) = (0, 0);
    while let Some(offset) = text[at..].find(is_ideograph) {
        let start = at + offset;
        let run = text[start..].chars().take(LONGEST_OF_LETTERS + 1).take_while(|&c| is_wide(c));
        let run = Span::new(start, start + run.map(char::len_utf8).sum::<usize>());
        let Some(read) = letters(run.of(text)) else { return Vec::new() };
        let beside = [text[..run.start].chars().next_back(), text[run.end..].chars().next()];
        beside_letters += usize::from(beside.iter().flatten().any(char::is_ascii_alphabetic));
        found.push((run, read, "GBK"));
        at = run.end;
    }
    if beside_letters < OF_LETTERS || 2 * beside_letters < found.len() { Vec::new() } else { found }
}

/// The letters and marks of alphabets that a run of ideographs is, if it is.
fn letters(run: &str) -> Option<String> {
    let (bytes, _, lost) = GBK.encode(run);
    let read = String::from_utf8(bytes.into_owned()).ok().filter(|_| !lost)?;
    let letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '\u{a0}'..='\u{17f}' | '\u{2010}'..='\u{203a}');
    read.chars().all(letter).then_some(read)
}

/// Runs of Chinese that are UTF-8 read as GBK, two characters as three.
fn double(text: &str) -> Vec<(Span, String, &'static str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = text[at..].find(GBK_SIGNS) {
        let sign = at + offset;
        // The run reaches to both sides as far as GBK has two bytes for the characters.
        let wide = |c: &char| is_wide(*c);
        let back: usize = text[at..sign].chars().rev().take(LONGEST_RUN).take_while(wide).map(char::len_utf8).sum();
        let length: usize = text[sign..].chars().take(LONGEST_RUN).take_while(wide).map(char::len_utf8).sum();
        let run = Span::new(sign - back, sign + length);
        at = run.end;
        let (bytes, _, lost) = GBK.encode(run.of(text));
        if lost {
            continue;
        }
        // Where a byte was lost the run breaks off, at the last letter in front of it that ends with a character of the text.
        let valid = std::str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len);
        let Ok(mut read) = String::from_utf8(bytes[..valid].to_vec()) else { continue };
        while read.len() % 2 == 1 {
            read.pop();
        }
        let run = Span::new(
            run.start,
            run.start + text[run.start..].chars().take(read.len() / 2).map(char::len_utf8).sum::<usize>(),
        );
        if read.chars().filter(|c| *c > '\u{7f}').count() * 2 >= GBK_LEAST && !read.contains(GBK_SIGNS) {
            found.push((run, read, "GBK"));
        }
    }
    found
}
