//! What a page calls itself: "A6", "第三版", "面3", "1".
//!
//! Labels are only ever compared, and only a match or a contradiction of two labels that were both read says anything: a
//! page number is two or three characters, of which a reader of images loses one often enough.

/// Characters of the longest line that is a folio and nothing else.
const LONGEST_FOLIO: usize = 12;

/// A page's number, and the letter of its section where newspapers have sections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label {
    section: Option<char>,
    number: u32,
}

impl Label {
    /// The first page, which jump lines like to name in words.
    pub(super) const FRONT: Label = Label { section: None, number: 1 };

    /// The label in a text that holds a page number in Western or Chinese numerals and at most a section's letter in front.
    pub(super) fn of(text: &str) -> Option<Label> {
        let folded: Vec<char> = text.chars().map(narrow).filter(|c| !c.is_whitespace() && *c != '-').collect();
        let digit = |c: &char| digit(*c).is_some();
        let first = folded.iter().position(digit).or_else(|| folded.iter().position(|c| like_digit(*c).is_some()))?;
        // The letters that pass for digits do so next to others only, or alone: the I of "Il" is no section.
        let letter = first.checked_sub(1).map(|before| folded[before]).filter(char::is_ascii_uppercase);
        let run = folded[first..].iter().map_while(|&c| digit_or_like(c));
        let number = number(&run.collect::<Vec<_>>())?;
        Some(Label { section: letter, number })
    }

    /// The label of a line that is nothing else: a folio.
    pub(super) fn of_folio(line: &str) -> Option<Label> {
        let line = line.trim_matches(|c: char| c.is_whitespace() || "-–—·•*_#[]()（）【】".contains(c));
        if line.chars().nth(LONGEST_FOLIO).is_some() {
            return None;
        }
        let words = ["第", "版", "面", "頁", "页", "ページ", "Page", "PAGE", "page", "Seite", "S.", "p."];
        let bare = words.iter().fold(line.to_owned(), |rest, word| rest.replacen(word, "", 1));
        let plain = |c: char| digit(narrow(c)).is_some() || c.is_whitespace();
        let rest = bare.trim().trim_start_matches(|c: char| c.is_ascii_uppercase());
        let one_letter = bare.trim().len() - rest.len() <= 1;
        (one_letter && !rest.is_empty() && rest.chars().all(plain)).then(|| Label::of(&bare)).flatten()
    }

    /// True when both name one page. A section that one of them leaves out is no difference.
    pub(super) fn agrees(self, other: Label) -> bool {
        self.number == other.number
            && (self.section == other.section || self.section.is_none() || other.section.is_none())
    }

    /// How many pages `other` lies behind this one, when both are in one section.
    pub(super) fn distance(self, other: Label) -> Option<i64> {
        (self.section == other.section).then(|| i64::from(other.number) - i64::from(self.number))
    }
}

/// Full-width letters and digits as their plain forms.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn digit(c: char) -> Option<u32> {
    match c {
        '〇' | '零' => Some(0),
        '十' => Some(10),
        _ => c.to_digit(10).or_else(|| "一二三四五六七八九".chars().position(|known| known == c).map(|n| n as u32 + 1)),
    }
}

/// Letters that a reader of images takes for digits, and the reverse.
fn like_digit(c: char) -> Option<u32> {
    match c {
        'I' | 'l' => Some(1),
        'O' => Some(0),
        _ => None,
    }
}

fn digit_or_like(c: char) -> Option<u32> {
    digit(c).or_else(|| like_digit(c))
}

/// Digits as they are read: 12, 一二 and 十二 are all twelve.
fn number(digits: &[u32]) -> Option<u32> {
    let ten = digits.iter().position(|&digit| digit == 10);
    let plain = |digits: &[u32]| digits.iter().try_fold(0_u32, |sum, digit| sum.checked_mul(10)?.checked_add(*digit));
    match ten {
        None => plain(digits),
        Some(0) => Some(10 + plain(&digits[1..])?),
        Some(at) => plain(&digits[..at])?.checked_mul(10)?.checked_add(plain(&digits[at + 1..])?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(section: Option<char>, number: u32) -> Option<Label> {
        Some(Label { section, number })
    }

    #[test]
    fn labels_are_read_in_any_numerals() {
        for (text, expected) in [
            ("A6", label(Some('A'), 6)),
            ("第三版", label(None, 3)),
            ("第十二版", label(None, 12)),
            ("二十版", label(None, 20)),
            ("第 A2 版", label(Some('A'), 2)),
            ("１０面", label(None, 10)),
            ("04版", label(None, 4)),
            ("Al", label(Some('A'), 1)),
            ("I", label(None, 1)),
            ("B-12", label(Some('B'), 12)),
            ("次面", None),
        ] {
            assert_eq!(Label::of(text), expected, "{text}");
        }
    }

    #[test]
    fn folios_are_lines_of_their_own() {
        for (text, expected) in [
            ("- 4 -", label(None, 4)),
            ("第三版", label(None, 3)),
            ("Page A4", label(Some('A'), 4)),
            ("B3", label(Some('B'), 3)),
            ("in 1903 they", None),
            ("Seite", None),
            ("", None),
        ] {
            assert_eq!(Label::of_folio(text), expected, "{text}");
        }
    }

    #[test]
    fn labels_agree_when_nothing_contradicts() {
        let [a1, one, b1] = ["A1", "1", "B1"].map(|text| Label::of(text).unwrap());
        assert!(a1.agrees(one) && one.agrees(b1) && !a1.agrees(b1));
        assert_eq!((one.distance(Label::FRONT), a1.distance(b1)), (Some(0), None));
    }
}
