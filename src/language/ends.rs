//! Is this the end of something, and is that a beginning?
//!
//! **Damage.** A column or page break cuts a sentence; what is left ends without a full stop, or the rest begins with a
//! comma or a small letter.
//!
//! **What is looked through.** Markdown emphasis, footnote marks and closing quotation marks stand behind a full stop
//! without changing what it says.
//!
//! A closing tag of markup ends its element, be it with a full stop or without; those within a line are looked through.
//!
//! **Price.** Headings, captions and verses end without a full stop too: that a text ends open is evidence, never proof.
//! A sentence that ends with an initial ("vitamin C.") or, in German, with a numeral under 32 looks unfinished.

use super::{Language, section_number};

/// How a text ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    /// With the end of a sentence.
    Complete,
    /// With a full stop that belongs to an abbreviation, an initial or an ordinal.
    Abbreviation,
    /// With a colon or a dash: something is expected, perhaps in the next paragraph.
    Introduces,
    /// With a comma or its like.
    Clause,
    /// With a hyphen behind a letter.
    Hyphen,
    /// With an opening bracket or quotation mark, or with an article that lost its vowel.
    Opening,
    /// With a word, a number or any other mark.
    Open,
    /// With nothing: there is nothing to see in it.
    Empty,
}

/// Digits of an ordinal that is a day or a king's number rather than a year.
const ORDINAL_DIGITS: usize = 2;
/// Characters of the longest number of an item: "xviii".
const ITEM: usize = 5;
/// Digits and letters of the longest footnote mark.
const FOOTNOTE: usize = 4;

/// Marks that speech begins with, where it stands apart, and where words are separated.
const SPEECH: [char; 2] = ['「', '『'];
const QUOTES: [char; 8] = ['"', '\'', '“', '‘', '„', '‚', '«', '»'];

/// Dashes that lead into it.
const DASHES: [&str; 3] = ["—", "–", "--"];

/// Characters between quotation marks beyond which they are speech: titles and names in them are shorter.
const SAID: usize = 12;

/// Elements of markup within a line. Any other one is a line or more.
const INLINE: [&str; 14] =
    ["a", "b", "i", "u", "s", "em", "strong", "small", "span", "font", "sub", "sup", "hi", "persName"];

/// A text without the closing tag at its end, and the element's name.
fn closing_tag(text: &str) -> Option<(&str, &str)> {
    let (inner, name) = text.strip_suffix('>')?.rsplit_once("</")?;
    let named = name.starts_with(char::is_alphabetic) && name.chars().all(|c| c.is_alphanumeric() || "-_:".contains(c));
    named.then_some((inner, name))
}

impl Language {
    /// How `text` ends, Markdown marks, footnote marks and closing marks looked through.
    pub fn ending(&self, text: &str) -> Ending {
        let text = without_marks(text);
        let text = match closing_tag(text) {
            Some((inner, name)) if INLINE.contains(&name) => return self.ending(inner),
            // An element that is a line or a paragraph is done with its tag.
            Some(_) => return Ending::Complete,
            None => text,
        };
        let Some(last) = text.chars().next_back() else { return Ending::Empty };
        if self.cannot_end.contains(last) && !self.closers.contains(last) || self.spaced && is_elided(text) {
            return Ending::Opening;
        }
        let inner = self.without_closers(text);
        let Some(last) = inner.chars().next_back() else { return Ending::Open };
        let before = &inner[..inner.len() - last.len_utf8()];
        if self.terminals.contains(last) {
            return if last == '.' && self.is_abbreviation(before) { Ending::Abbreviation } else { Ending::Complete };
        }
        // Behind a closing bracket or quotation mark, nothing but the end of a sentence counts.
        if inner.len() != text.len() {
            return Ending::Open;
        }
        if self.introducers.contains(last) {
            Ending::Introduces
        } else if self.clause_marks.contains(last) {
            Ending::Clause
        } else if self.hyphen_at_end(inner).is_some() {
            Ending::Hyphen
        } else {
            Ending::Open
        }
    }

    /// True when `text` ends with the end of a sentence.
    pub fn ends_complete(&self, text: &str) -> bool {
        self.ending(text) == Ending::Complete
    }

    /// True when `text` ends with speech, where speech stands apart and has no full stop: with a sentence or much of one in
    /// quotation marks. A word or a name in them may be torn from what goes on behind it.
    pub fn ends_with_speech(&self, text: &str) -> bool {
        let text = text.trim_end();
        let pairs = self.pairs().filter(|(open, close)| SPEECH.contains(open) && text.ends_with(*close));
        pairs.filter(|_| self.speech_apart).any(|(open, close)| {
            let mut depth = 0;
            let opening = text.char_indices().rev().find(|&(_, c)| {
                depth += i32::from(c == close) - i32::from(c == open);
                depth == 0
            });
            opening.is_some_and(|(at, _)| {
                let said = &text[at + open.len_utf8()..text.len() - close.len_utf8()];
                let marks = |c| self.terminals.contains(c) || self.clause_marks.contains(c);
                at == 0 || said.contains(marks) || said.chars().nth(SAID).is_some()
            })
        })
    }

    /// True when `text` breaks off at a comma and the next block, `next`, is speech: "he said," and what he said.
    pub fn leads_into_speech(&self, text: &str, next: Option<&str>) -> bool {
        let speaks = |next: &str| next.trim_start().starts_with(SPEECH);
        self.speech_apart && self.ending(text) == Ending::Clause && next.is_some_and(speaks)
    }

    /// True when `text` ends with a dash and `next` is a quotation that begins as a sentence does: "he said,—" and what he said,
    /// in the same paragraph or the next. A colon does not tell: newspapers quote behind it in the same paragraph.
    pub fn may_lead_into_speech(&self, text: &str, next: &str) -> bool {
        let quoted = next.trim_start().strip_prefix(QUOTES);
        let dash = DASHES.iter().any(|dash| text.trim_end().ends_with(dash));
        self.spaced && dash && quoted.is_some_and(|said| said.starts_with(char::is_uppercase))
    }

    /// True when `text` begins as no paragraph does: with a mark that cannot begin one or, where the script has capitals,
    /// with a small letter. Where words are not separated, also with the last character or two of a sentence ("间。"):
    /// a dialogue's "是。" pays for that.
    pub fn begins_open(&self, text: &str) -> bool {
        let text = text.trim_start_matches(|c: char| is_blank(c) || matches!(c, '*' | '_'));
        let Some(first) = text.chars().next() else { return false };
        if self.cannot_begin.contains(first) {
            return true;
        }
        let opening = |c: char| matches!(c, '"' | '\'' | '“' | '‘') || self.pairs().any(|pair| pair.0 == c);
        if !self.spaced {
            return begins_with_stump(text);
        }
        if begins_item(text) {
            return false;
        }
        text.trim_start_matches(|c| opening(c) || is_blank(c)).starts_with(char::is_lowercase)
    }

    /// True for one of the words that hardly ever end a paragraph, and that have no capital within a sentence.
    pub fn is_open_word(&self, word: &str) -> bool {
        let small = word.to_lowercase();
        self.open_words.contains(&small)
    }

    /// The hyphen with which `text` ends, where it stands behind a letter and words are divided so. Between the two may be the
    /// soft hyphen that it was printed for.
    pub fn hyphen_at_end(&self, text: &str) -> Option<char> {
        let last = text.chars().next_back().filter(|last| self.hyphens.contains(*last))?;
        let before = text[..text.len() - last.len_utf8()].trim_end_matches('\u{ad}');
        before.ends_with(char::is_alphabetic).then_some(last)
    }

    /// `text` without the closing marks behind the end of its sentence, and footnote marks among them.
    fn without_closers<'t>(&self, text: &'t str) -> &'t str {
        let mut text = text;
        loop {
            let shorter = text.trim_end_matches(|c| self.closers.contains(c) || is_blank(c) || matches!(c, '*' | '_'));
            let shorter = without_footnote(shorter);
            if shorter.len() == text.len() {
                return text;
            }
            text = shorter;
        }
    }

    /// True when the full stop behind `before` belongs to its last word.
    fn is_abbreviation(&self, before: &str) -> bool {
        let word =
            before.rsplit(|c: char| is_blank(c) || matches!(c, '(' | '[' | '“' | '„' | '"')).next().unwrap_or(before);
        let mut chars = word.chars();
        let initial = match (chars.next(), chars.next()) {
            // The pronoun, and the first of a name.
            (Some('I'), None) => false,
            (Some(c), None) => c.is_uppercase(),
            _ => false,
        };
        let digits = word.len() <= ORDINAL_DIGITS && !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        let last = word.rsplit('-').next().unwrap_or(word);
        initial || (self.ordinals && digits) || self.abbreviations.iter().any(|known| known == word || known == last)
    }
}

/// True for marks that open or close speech, in any language.
pub fn is_quotation_mark(c: char) -> bool {
    SPEECH.contains(&c) || QUOTES.contains(&c) || matches!(c, '」' | '』' | '”' | '’')
}

/// True when `text` begins with the letter or number of an item: "(b) the fees", "ii) the fees", "（三）". A full stop behind
/// it says nothing: "v. Wade" goes on from "Roe".
fn begins_item(text: &str) -> bool {
    let text = text.trim_start();
    let inside = text.strip_prefix(['(', '（']).unwrap_or(text);
    // Nothing behind the first word is looked at: rows of whole books are asked.
    let Some(end) = inside.find(|c: char| !c.is_alphanumeric()) else { return false };
    let (mark, rest) = inside.split_at(end);
    let roman = |c: char| matches!(c, 'i' | 'v' | 'x' | 'l' | 'c');
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let counts = match mark.chars().count() {
        1 => mark.chars().all(|c| c.is_alphabetic() || numeral(c)),
        2..=ITEM => mark.chars().all(numeral) || mark.chars().all(roman),
        _ => false,
    };
    counts && rest.starts_with([')', '）'])
}

/// True when `text` begins with what sets a line apart: an item's letter or number, a section's number, the bullet of a text
/// without markup ("o Updates"), a note's mark (`^[62]`) or a rule of dashes.
pub fn begins_apart(text: &str) -> bool {
    let text = text.trim_start();
    let marked = text.starts_with("o ") || text.starts_with("^[") || text.starts_with("---");
    marked || begins_item(text) || begins_section(text)
}

/// True when `text` begins with a section's number: "9.1. Updates", but not "9.1 percent".
pub fn begins_section(text: &str) -> bool {
    let text = text.trim_start();
    section_number(text).is_some_and(|end| text[..end].matches('.').count() > 1)
}

/// True when a full stop stands behind the first one or two characters, or a comma behind the first.
fn begins_with_stump(text: &str) -> bool {
    let characters: Vec<char> = text.chars().take(3).collect();
    match characters[..] {
        [a, '。' | '，', ..] => a.is_alphabetic(),
        [a, b, '。'] => a.is_alphabetic() && b.is_alphabetic(),
        _ => false,
    }
}

/// True when `text` ends with an article or a pronoun that lost its vowel: "l'", "d'", "qu'".
fn is_elided(text: &str) -> bool {
    let Some(word) = text.strip_suffix(['\'', '’']) else { return false };
    let letters = word.chars().rev().take_while(|c| c.is_lowercase()).count();
    let before = word.chars().rev().nth(letters);
    let (one, two) = (letters == 1, letters == 2 && word.ends_with("qu"));
    (one || two) && before.is_some_and(is_blank)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// `text` without blanks, Markdown emphasis and footnote marks at its end.
fn without_marks(text: &str) -> &str {
    let mut text = text;
    loop {
        let shorter = text.trim_end_matches(|c| is_blank(c) || matches!(c, '*' | '_' | '`' | '~'));
        let shorter = without_footnote(shorter);
        if shorter.len() == text.len() {
            return text;
        }
        text = shorter;
    }
}

/// `text` without one footnote mark at its end: `[3]`, `[^3]`, `<sup>3</sup>`, `$ ^{3} $`, `³` or `③`.
fn without_footnote(text: &str) -> &str {
    if let Some(rest) = text.strip_suffix(']') {
        let mark = rest.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        let short = rest.len() - mark.len() <= FOOTNOTE && rest.ends_with(|c: char| c.is_ascii_digit());
        return match mark.strip_suffix("[^").or_else(|| mark.strip_suffix('[')) {
            Some(before) if short => before,
            _ => text,
        };
    }
    let tagged = |open: &str, close: &str| {
        let rest = text.strip_suffix(close)?;
        let before = &rest[..rest.rfind(open)?];
        (text.len() - before.len() <= open.len() + close.len() + 2 * FOOTNOTE).then_some(before)
    };
    if let Some(before) = tagged("<sup>", "</sup>").or_else(|| tagged("$", "$").filter(|_| text.contains('^'))) {
        return before;
    }
    let digits = |c: char| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '①'..='⑳' | '†' | '‡');
    let before = text.trim_end_matches(digits);
    // Behind a letter or a digit it is a power, or the number of something.
    if before.ends_with(char::is_alphanumeric) && before.len() != text.len() && before.ends_with(|c: char| c.is_ascii())
    {
        return text;
    }
    before
}
