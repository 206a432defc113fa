//! What a model sees of a text, in training and when it is asked: both have to read alike, so there is one way to read.

use crate::language::is_common_ideograph;

/// What the model sees of a text: every decimal digit (ASCII or full-width) as `0`, because a model learns where numbers
/// stand and not which; every run of white space as one blank; no control or invisible formatting characters. What books
/// and newspapers choose freely among is one thing to it: an apostrophe, a dash of any length or of hyphens, an ellipsis or
/// its full stops, marks set off by a blank as in French or not. Everything else as it is, full-width punctuation and
/// capitals included.
pub fn normalised(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut characters = text.chars().filter(|&c| is_seen(c)).map(folded).peekable();
    let mut before = None;
    std::iter::from_fn(move || {
        loop {
            let character = characters.next()?;
            let again = |c: &char| *c == character;
            let seen = match character {
                ' ' => {
                    while characters.next_if(again).is_some() {}
                    let set_off = before == Some('«') || matches!(characters.peek(), Some(';' | ':' | '!' | '?' | '»'));
                    (!set_off).then_some(' ')
                }
                '-' if characters.next_if(again).is_some() => {
                    while characters.next_if(again).is_some() {}
                    Some('—')
                }
                '.' if characters.clone().take(2).eq(['.', '.']) => {
                    while characters.next_if(again).is_some() {}
                    Some('…')
                }
                _ => Some(character),
            };
            if seen.is_some() {
                before = seen;
                return seen;
            }
        }
    })
}

/// False for control and invisible formatting characters.
fn is_seen(c: char) -> bool {
    if is_common_ideograph(c) {
        return true;
    }
    let invisible = matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}');
    c.is_whitespace() || !invisible && !c.is_control()
}

/// The character that stands for all of its kind.
fn folded(c: char) -> char {
    match c {
        _ if is_common_ideograph(c) => c,
        _ if c.is_whitespace() => ' ',
        '0'..='9' | '０'..='９' => '0',
        '‘' | '’' | 'ʼ' => '\'',
        '‒' | '–' | '―' | '─' | '−' => '—',
        '⋯' => '…',
        '﹑' => '、',
        '･' => '・',
        '〜' => '～',
        _ => c,
    }
}
