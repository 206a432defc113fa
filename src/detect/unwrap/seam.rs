//! What stands where two lines were: a blank between words, nothing between characters, and at a border of scripts what
//! the typesetter of the document sets there.

/// How a text sets the border between Chinese or Japanese characters and Latin letters or digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Border {
    /// With nothing between them.
    #[default]
    Bare,
    /// With a blank.
    Blank,
}

/// Characters of a text from which its habit is read: more say nothing new.
const SAMPLE: usize = 20_000;

impl Border {
    /// The habit of `text`: what most borders within its lines have.
    pub(super) fn of(text: &str) -> Border {
        let (mut bare, mut blank) = (0, 0);
        let mut before = ['\n'; 2];
        for c in text.chars().take(SAMPLE) {
            let border = |a: char, b: char| is_ideograph(a) && is_word(b) || is_word(a) && is_ideograph(b);
            bare += usize::from(border(before[1], c));
            blank += usize::from(before[1] == ' ' && border(before[0], c));
            before = [before[1], c];
        }
        if blank > bare { Border::Blank } else { Border::Bare }
    }
}

/// What is put between a line, of which `left` is the end, and the next one, of which `right` is the beginning.
pub(super) fn between(left: &str, right: &str, spaced: bool, border: Border) -> &'static str {
    let (Some(last), Some(first)) = (left.chars().next_back(), right.chars().next()) else { return "" };
    // Where words are not separated, every mark is set close, but for those between Latin letters.
    let close = |c: char| is_wide(c) || !spaced && !c.is_ascii() && !is_latin(c);
    let figure = |c: char| c.is_ascii_digit();
    let digits = !spaced && figure(last) && (figure(first) || matches!(first, '.' | ',' | '%'));
    let decimals = !spaced && left.trim_end_matches(['.', ',']).ends_with(figure) && figure(first);
    if close(last) && close(first) || digits || decimals {
        return "";
    }
    if close(last) || close(first) {
        let words = is_ideograph(last) && is_word(first) || is_word(last) && is_ideograph(first);
        return if words && border == Border::Blank { " " } else { "" };
    }
    // A dash is set as it is set on its other side, and a slash joins what it divides.
    let before = left[..left.len() - last.len_utf8()].ends_with(char::is_whitespace);
    let behind = right[first.len_utf8()..].starts_with(char::is_whitespace);
    // A hyphen behind a digit or before one is in the number: "1914-1918", "mid-70s".
    let number =
        last == '-' && (first.is_ascii_digit() || left.trim_end_matches('-').ends_with(|c: char| c.is_ascii_digit()));
    let range = figure(last) && matches!(first, '-' | '–') && right[first.len_utf8()..].starts_with(figure);
    match (last, first) {
        _ if range => "",
        _ if number && !before && first.is_alphanumeric() => "",
        ('—' | '–' | '/', _) if !before => "",
        (_, '—') if !behind => "",
        _ => " ",
    }
}

fn is_latin(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// A character or mark that takes two columns, Hangul aside: Korean separates its words.
fn is_wide(c: char) -> bool {
    (matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}')
        || c >= '\u{20000}')
        && !is_hangul(c)
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}')
}

fn is_ideograph(c: char) -> bool {
    is_wide(c) && c.is_alphabetic()
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
}
