//! Page numbers as they are printed: alone in a line, dressed with dashes or the word "page", or at the outer end of a
//! running head.
//!
//! Arabic, roman and Chinese numerals are read. A digit that was misread as a letter (`l8`, `1O`) is read as the digit
//! when another digit stands beside it. What looks like a number and is none for certain (a roman `I`, `C` or `M`, a
//! single Chinese numeral in a running head) is not read: it is a word more often.

use crate::detect::furniture::Words;

/// A page number and how it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Folio {
    pub value: u32,
    /// Set as nothing but a page number is: between dashes or brackets, or with a word for "page".
    pub dressed: bool,
    /// In round brackets, as equations and paragraphs are numbered, too.
    pub bracketed: bool,
    /// It says "page".
    pub named: bool,
    /// It says of how many, and not "page": "3/9" is a date or a fraction, too.
    pub of_many: bool,
}

/// Characters of the longest line that can be nothing but a page number: "(page number 12 of 345)" and the like.
const LONGEST: usize = 28;
/// The largest page number.
const MOST: u32 = 9_999;
/// Signs set around page numbers.
const ORNAMENTS: &[char] = &[
    '-', '–', '—', '―', '─', '－', '~', '～', '·', '•', '・', '∙', '.', '*', '|', '_', '=', '[', ']', '(', ')', '（',
    '）', '【', '】', '〔', '〕', '〈', '〉', '<', '>', '{', '}', '\'', '‘', '’', '°', ',',
];
/// Of these, what is set on both sides of a page number and hardly of any other.
const DRESS: &[char] =
    &['-', '–', '—', '―', '─', '－', '~', '～', '·', '•', '・', '(', '（', '[', '【', '〔', '|', '*'];

/// Marks behind which the sentence or the entry goes on: no page number is set behind one.
pub(super) const COMMAS: [char; 3] = [',', '，', '、'];

/// True for a number in square brackets, as notes and entries of a bibliography are numbered.
pub(super) fn is_reference(line: &str) -> bool {
    line.starts_with(['[', '〔', '【']) && line.ends_with([']', '〕', '】'])
}

/// The page number that is all of `line`.
pub(super) fn alone(line: &str, words: &Words) -> Option<Folio> {
    let line = line.trim();
    if line.len() > 4 * LONGEST || line.chars().count() > LONGEST || !line.chars().any(may_be_numeral) {
        return None;
    }
    // The end of a sentence, "(5)." or "(1).)".
    if [").", "）。", "].", ".)"].iter().any(|end| line.ends_with(end)) {
        return None;
    }
    let inner = line.trim_matches(|c: char| ORNAMENTS.contains(&c) || c.is_whitespace());
    let ornamented = line.starts_with(DRESS) && inner.len() < line.len() && !line.ends_with(inner);
    let lower = inner.to_lowercase();
    let (rest, named) = unnamed(&lower, words);
    let rest =
        rest.trim_matches(|c: char| ORNAMENTS.contains(&c) || matches!(c, ':' | '：' | '#') || c.is_whitespace());
    // "，共" before "共": the shorter word is in the longer one, and would leave its comma at the number.
    let split = words.of.iter().filter_map(|of| Some((of.len(), rest.split_once(of.as_str())?)));
    let (first, of) = match split.max_by_key(|&(length, _)| length).map(|(_, halves)| halves) {
        Some((first, total)) => {
            let (total, _) = unnamed(total.trim(), words);
            // "3 / 9": the total is a number that is no smaller.
            (first.trim(), Some(numeral(total.trim())?))
        }
        None => (rest, None),
    };
    let value = numeral(unnamed(first, words).0.trim())?;
    let of_many = of.is_some() && !named;
    if of.is_some_and(|of| of < value) || (of_many && !rest.contains('/')) {
        return None;
    }
    let bracketed = !named && line.starts_with(['(', '（']) && line.ends_with([')', '）']);
    Some(Folio { value, dressed: named || ornamented, bracketed, named, of_many })
}

/// A running head's text without the number at its beginning, and without that at its end, each with that number. A head
/// may begin with a number of its own ("3 The Frost  68"), so both are said.
pub(super) fn at_ends<'t>(line: &'t str, words: &Words) -> impl Iterator<Item = (&'t str, u32)> + use<'t> {
    let line = line.trim();
    let number = |token: &str| -> Option<u32> {
        // "less(1)" names a chapter of a manual, "[3]" a note.
        if is_reference(token) || token.starts_with('(') && token.ends_with(')') {
            return None;
        }
        let token = token.trim_matches(|c: char| ORNAMENTS.contains(&c));
        // One letter numbers three of the first ten pages of a preface. Only what goes around with it tells: its line recurs, and
        // the numbers of other pages count on to it. A capital is a word more often.
        if matches!(token, "i" | "v" | "x") {
            return roman(token);
        }
        let token = token.to_lowercase();
        if let Some(value) = digits(&token).filter(|_| is_misread(&token)) {
            return Some(value);
        }
        let plain = token.bytes().all(|b| b.is_ascii_digit()) || (token.len() > 1 && roman(&token).is_some());
        plain.then(|| numeral(&token)).flatten()
    };
    let first = match line.split_once(char::is_whitespace) {
        // "2. Fold the sheet": a step or a chapter.
        Some((token, rest)) if !token.ends_with('.') && number(token).is_some() => Some((rest.trim_start(), token)),
        _ => touching_first(line),
    };
    let last = match line.rsplit_once(char::is_whitespace) {
        // "Mill Lane, 17": a number in an address. A head's number stands apart.
        Some((rest, token)) if !rest.ends_with(COMMAS) && number(token).is_some() => Some((rest.trim_end(), token)),
        _ => touching_last(line),
    };
    let plain = first.into_iter().chain(last).filter_map(move |(rest, token)| Some((rest, number(token)?)));
    let dressed = [dressed_end(line, words, false), dressed_end(line, words, true)];
    plain.chain(dressed.into_iter().flatten())
}

/// Words of the longest number that is set as nothing but a page number is: "- 17 -".
const DRESSED_WORDS: usize = 3;

/// A head without the dressed number ("- 17 -", "Page 17", "第17页") at its beginning, or at its end, and that number.
fn dressed_end<'t>(line: &'t str, words: &Words, at_end: bool) -> Option<(&'t str, u32)> {
    let blanks = line.match_indices(char::is_whitespace).map(|(at, _)| at);
    let cuts: Vec<usize> =
        if at_end { blanks.rev().take(DRESSED_WORDS).collect() } else { blanks.take(DRESSED_WORDS).collect() };
    cuts.into_iter().find_map(|cut| {
        let (front, behind) = (line[..cut].trim_end(), line[cut..].trim_start());
        let (number, rest) = if at_end { (behind, front) } else { (front, behind) };
        // "(1)" and "[1]" number paragraphs and notes.
        let bracketed = number.starts_with(['(', '（', '[', '【', '〔']);
        let folio = alone(number, words).filter(|folio| folio.dressed && !bracketed)?;
        Some((rest, folio.value))
    })
}

/// The number with which a line begins, as the lines of a listing and the steps of a list do.
pub(super) fn leading(line: &str) -> Option<u32> {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let behind = line[digits..].chars().next();
    let ends = behind.is_none_or(|c| c.is_whitespace() || matches!(c, '.' | ')' | ':'));
    ends.then(|| line[..digits].parse().ok()).flatten()
}

/// A character of a script that does not separate its words.
pub(super) fn is_wide(c: char) -> bool {
    c >= '\u{2e80}' && c.is_alphabetic()
}

/// Digits that touch the first word of a line in such a script and do not count anything, behind the rest.
fn touching_first(line: &str) -> Option<(&str, &str)> {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &line[..line.len() - rest.len()];
    let counted = |c: char| "年月日时時分世章节節条條版届屆号號".contains(c);
    (rest.starts_with(|c: char| is_wide(c) && !counted(c)) && !digits.is_empty()).then_some((rest, digits))
}

/// Digits that touch the last word, behind the rest.
fn touching_last(line: &str) -> Option<(&str, &str)> {
    let rest = line.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &line[rest.len()..];
    let touches = rest.ends_with(|c| is_wide(c) || "》」』】）〉".contains(c));
    (touches && !digits.is_empty()).then_some((rest.trim_end(), digits))
}

/// A line without short words at its ends that hold a digit: page numbers, also such as were misread ("2.8", "‘25"). With
/// more letters than two they are words ("5alz").
pub(super) fn core(line: &str) -> &str {
    let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
    let short = |word: &str| word.len() <= 6 && word.contains(|c: char| c.is_ascii_digit()) && letters(word) <= 2;
    let mut line = line.trim();
    if let Some((_, rest)) = line.split_once(char::is_whitespace).filter(|(word, _)| short(word)) {
        line = rest.trim_start();
    }
    if let Some((rest, _)) = line.rsplit_once(char::is_whitespace).filter(|(_, word)| short(word)) {
        line = rest.trim_end();
    }
    touching_last(line).map_or(line, |(rest, _)| rest)
}

/// `text` without a word for "page" before or behind it, and whether there was one.
fn unnamed<'t>(text: &'t str, words: &Words) -> (&'t str, bool) {
    let before = words.before.iter().find_map(|word| text.strip_prefix(word.as_str()));
    // A word of letters is followed by a blank, a stop or the number itself.
    let before = before.filter(|rest| !rest.starts_with(char::is_alphabetic) || text.starts_with(['第']));
    let rest = before.unwrap_or(text);
    let behind = words.behind.iter().find_map(|word| rest.strip_suffix(word.as_str()));
    (behind.unwrap_or(rest), before.is_some_and(|_| !text.starts_with('第')) || behind.is_some())
}

fn may_be_numeral(c: char) -> bool {
    c.is_ascii_digit()
        || ('０'..='９').contains(&c)
        || "ivxlcdmIVXLCDM".contains(c)
        || chinese_digit(c).is_some()
        || c == '百'
}

/// The value of a numeral in small letters.
fn numeral(text: &str) -> Option<u32> {
    let value = arabic(text).or_else(|| roman(text)).or_else(|| chinese(text))?;
    (value <= MOST).then_some(value)
}

fn arabic(text: &str) -> Option<u32> {
    let value = digits(text)?;
    (text.chars().filter(|&c| is_digit_misread(c)).count() <= 1).then_some(value)
}

/// The value of up to four digits, at least one of which was read as one.
fn digits(text: &str) -> Option<u32> {
    if text.chars().count() > 4 || text.chars().all(is_digit_misread) {
        return None;
    }
    text.chars().try_fold(0u32, |value, c| {
        let digit = match c {
            '0'..='9' => u32::from(c) - u32::from('0'),
            '０'..='９' => u32::from(c) - u32::from('０'),
            'o' => 0,
            'l' | 'i' | '|' => 1,
            _ => return None,
        };
        Some(value * 10 + digit)
    })
}

/// What a digit is misread as, in small letters.
fn is_digit_misread(c: char) -> bool {
    matches!(c, 'o' | 'l' | 'i' | '|')
}

/// True for a number at the end of a head of which a digit or two were misread: "l3", "lo3". Its head recurs or its neighbours
/// count to it, which is asked elsewhere; by itself a line is a page number with one such letter at most ([`arabic`]).
fn is_misread(token: &str) -> bool {
    (1..=2).contains(&token.chars().filter(|&c| is_digit_misread(c)).count())
}

fn roman(text: &str) -> Option<u32> {
    const SIGNS: [(&str, u32); 9] =
        [("c", 100), ("xc", 90), ("l", 50), ("xl", 40), ("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1)];
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    let (mut rest, mut value) = (text, 0);
    for (sign, worth) in SIGNS {
        let most = if sign.len() == 2 || matches!(sign, "v" | "l") { 1 } else { 3 };
        for _ in 0..most {
            if let Some(behind) = rest.strip_prefix(sign) {
                rest = behind;
                value += worth;
            }
        }
    }
    rest.is_empty().then_some(value)
}

fn chinese_digit(c: char) -> Option<u32> {
    let at = "〇一二三四五六七八九".chars().position(|digit| digit == c);
    at.or(matches!(c, '○' | 'Ｏ' | '零').then_some(0))
        .or((c == '十').then_some(10))
        .and_then(|at| u32::try_from(at).ok())
}

/// `一二三`, `一百二十三` and `廿三` is left out: nobody numbers pages so any more.
fn chinese(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 6 {
        return None;
    }
    if text.chars().all(|c| chinese_digit(c).is_some_and(|digit| digit < 10)) {
        return text.chars().try_fold(0u32, |value, c| value.checked_mul(10)?.checked_add(chinese_digit(c)?));
    }
    let (mut value, mut digit) = (0, None);
    for c in text.chars() {
        match c {
            '百' => value += 100 * digit.take().unwrap_or(1),
            '十' => value += 10 * digit.take().unwrap_or(1),
            _ => digit = Some(chinese_digit(c)?).filter(|&d| d > 0),
        }
    }
    Some(value + digit.unwrap_or(0)).filter(|&value| value > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let list = |words: &[&str]| words.iter().map(|w| (*w).to_string()).collect();
        Words {
            before: list(&["page", "seite", "第", "p.", "s."]),
            behind: list(&["页", "頁"]),
            of: list(&["/", " of ", " von ", "共", "，共"]),
        }
    }

    #[test]
    fn page_numbers_alone_in_a_line() {
        let value = |line| alone(line, &words()).map(|folio| folio.value);
        for (line, expected) in [
            ("185", 185),
            ("- 185 -", 185),
            ("— 47 —", 47),
            ("第186页", 186),
            ("第 12 頁", 12),
            ("Page 3 of 9", 3),
            ("Seite 5 von 8", 5),
            ("p. 17", 17),
            ("xxiv", 24),
            ("( 3 )", 3),
            ("一二三", 123),
            ("第1頁，共5頁", 1),
            ("第一百二十三页", 123),
            ("· 7 ·", 7),
            ("1O", 10),
        ] {
            assert_eq!(value(line), Some(expected), "{line}");
        }
        for line in ["3,120", "12:30", "3 / 9 / 12", "mild", "9/2", "第三章", "12.5", "", "一起", "2:1", "did"] {
            assert_eq!(value(line), None, "{line}");
        }
    }

    #[test]
    fn a_number_of_many_may_be_a_fraction() {
        let folio = |value| Some(Folio { value, dressed: false, bracketed: false, named: false, of_many: true });
        assert_eq!(alone("1/2", &words()), folio(1));
        assert_eq!(alone("17 / 120", &words()), folio(17));
        assert_eq!(alone("17/12", &words()), None);
    }

    #[test]
    fn page_numbers_at_the_ends_of_heads() {
        let words = words();
        let ends = |line| at_ends(line, &words).collect::<Vec<_>>();
        assert_eq!(ends("The Mill on the Hill  115"), [("The Mill on the Hill", 115)]);
        assert_eq!(ends("48  山里的春天"), [("山里的春天", 48)]);
        assert_eq!(ends("第三节山里的春天197"), [("第三节山里的春天", 197)]);
        assert_eq!(ends("THE MILL. ‘25"), [("THE MILL.", 25)]);
        assert_eq!(ends("3 The Frost  68"), [("The Frost  68", 3), ("3 The Frost", 68)]);
        assert_eq!(ends("- 17 -  The Mill on the Hill"), [("The Mill on the Hill", 17)]);
        assert_eq!(
            ends("The Mill on the Hill  Page 17"),
            [("The Mill on the Hill  Page", 17), ("The Mill on the Hill", 17)]
        );
        assert_eq!(ends("第17页  山里的春天"), [("山里的春天", 17)]);
        assert_eq!(ends("(17) The Mill on the Hill"), []);
        assert_eq!(ends("I went out"), []);
        assert_eq!(ends("The Mill on the Hill  v"), [("The Mill on the Hill", 5)]);
        assert_eq!(ends("lO3  The Mill on the Hill"), [("The Mill on the Hill", 103)]);
        assert_eq!(ends("lo The Mill on the Hill"), []);
        assert_eq!(ends("2024年的春天"), []);
        assert_eq!(core("2.8 THE MILL. ‘25"), "THE MILL.");
    }
}
