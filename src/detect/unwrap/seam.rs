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

/// What is put between a line that ends with `left` and one that begins with `right`.
pub(super) fn between(left: char, right: char, spaced: bool, border: Border) -> &'static str {
    let (wide_left, wide_right) = (is_wide(left), is_wide(right));
    if wide_left && wide_right {
        return "";
    }
    if wide_left || wide_right {
        let words = is_ideograph(left) && is_word(right) || is_word(left) && is_ideograph(right);
        return if words && border == Border::Blank { " " } else { "" };
    }
    // Where words are not separated, digits and letters run to the line's end and go on in the next.
    if !spaced && left.is_ascii_digit() && (right.is_ascii_digit() || matches!(right, '.' | ',' | '%')) {
        return "";
    }
    // Dashes are set close, and a slash joins what it divides.
    if matches!(left, '—' | '–' | '/') || matches!(right, '—') {
        return "";
    }
    " "
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
