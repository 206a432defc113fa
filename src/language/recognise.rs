//! Which language is it written in?
//!
//! Looked at are the first [`SAMPLE`] characters: the script that most of them belong to, then, among the languages of
//! that script, how many characters or words of each stand in it. A page in two languages gets the one that fills more of
//! it. Dutch or Spanish pass for whichever of the known ones they share most words with, until somebody adds a file.

use super::{Language, Languages, Script};

/// Characters looked at. Two thousand are some three hundred words; a dozen would do.
const SAMPLE: usize = 2_000;
/// Kana per character of kana and Chinese characters from which it is Japanese. News in Japanese has about half, and
/// Chinese none but in names.
const KANA: usize = 20;
/// Letters that say as much as one Chinese character.
const LETTERS: usize = 3;

/// A block of fewer letters is in the language of its page.
const LETTERS_TO_TELL: usize = 30;
/// By how many telltale characters or words a block's language must lead that of its page.
const CLEARLY: usize = 4;

impl Languages {
    /// The language of `text`, from its beginning. Neutral when it has no letters, or none of a known script.
    pub fn recognise(&self, text: &str) -> &Language {
        let end = text.char_indices().nth(SAMPLE).map_or(text.len(), |(at, _)| at);
        let sample = &text[..end];
        let Some(script) = main_script(sample) else { return &self.neutral };
        let mut best: Option<(usize, &Language)> = None;
        for language in self.all.iter().filter(|language| language.scripts.first() == Some(&script)) {
            let score = language.score(sample);
            // Strictly more: the first of equals wins.
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, language));
            }
        }
        best.map_or(&self.neutral, |(_, language)| language)
    }
}

impl Languages {
    /// The language of a block on a page that is mostly written in `main`: another one only when the block is long enough
    /// to tell, and tells clearly: another script, or twice as many telltale characters or words, and `CLEARLY` more.
    pub fn recognise_beside<'l>(&'l self, main: &'l Language, text: &str) -> &'l Language {
        let end = text.char_indices().nth(SAMPLE).map_or(text.len(), |(at, _)| at);
        let sample = &text[..end];
        let letters = sample.chars().filter(|&c| is_letter(c));
        let own = self.recognise(sample);
        let differs = own.id != main.id && letters.count() >= LETTERS_TO_TELL && own.id != self.neutral.id;
        if !differs {
            return main;
        }
        let (score, against) = (own.score(sample), main.score(sample));
        let clear = own.scripts.first() != main.scripts.first() || (score >= 2 * against && score >= against + CLEARLY);
        if clear { own } else { main }
    }
}

impl Language {
    /// Telltale characters and words in `sample`.
    fn score(&self, sample: &str) -> usize {
        let characters =
            if self.telltale.is_empty() { 0 } else { sample.chars().filter(|&c| self.telltale.contains(&c)).count() };
        if self.telltale_words.is_empty() {
            return characters;
        }
        let words = sample.split(|c: char| !c.is_alphabetic());
        // No telltale word begins with anything but a plain letter.
        let known = |word: &&str| self.telltale_words.iter().any(|it| it.eq_ignore_ascii_case(word));
        characters + words.filter(|word| !word.is_empty()).filter(known).count()
    }
}

/// The script that fills most of `sample`; `None` without letters.
fn main_script(sample: &str) -> Option<Script> {
    let mut counts = [0_usize; 8];
    for script in sample.chars().filter_map(script) {
        counts[script as usize] += 1;
    }
    let [han, kana, ..] = counts;
    if kana > 0 && kana * KANA >= han + kana {
        counts[Script::Kana as usize] = han + kana;
        counts[Script::Han as usize] = 0;
    }
    for script in [Script::Han, Script::Kana, Script::Hangul] {
        counts[script as usize] *= LETTERS;
    }
    let all = [
        Script::Han,
        Script::Kana,
        Script::Hangul,
        Script::Latin,
        Script::Cyrillic,
        Script::Greek,
        Script::Arabic,
        Script::Other,
    ];
    all.into_iter().rev().max_by_key(|&script| counts[script as usize]).filter(|&script| counts[script as usize] > 0)
}

/// True for most of what a Chinese text is made of. Tables of Unicode, and lists of marks, take ten times as long to say so.
pub(crate) fn is_common_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// True for a letter of any script.
pub(crate) fn is_letter(c: char) -> bool {
    is_common_ideograph(c) || c.is_alphabetic()
}

/// The script of a letter.
fn script(c: char) -> Option<Script> {
    Some(match c {
        // First, since most characters of most texts are one of these.
        _ if is_common_ideograph(c) => Script::Han,
        'a'..='z' | 'A'..='Z' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' | 'Ḁ'..='ỿ' => Script::Latin,
        '\u{370}'..='\u{3ff}' => Script::Greek,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{600}'..='\u{6ff}' => Script::Arabic,
        'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ｦ'..='ﾝ' => Script::Kana,
        '\u{1100}'..='\u{11ff}' | '가'..='힣' => Script::Hangul,
        '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' => Script::Han,
        _ if c.is_alphabetic() => Script::Other,
        _ => return None,
    })
}
