//! Texts made comparable: what two good repairs of one page may differ in is taken out before anything is counted.
//!
//! Taken out: how lines end and where they are wrapped, blanks beyond one, blanks between characters that are written
//! without, Markdown's marks of headings and emphasis, invisible characters, and the choice among forms of one mark (straight
//! and curly quotation marks, dashes, full-width and half-width). Kept: everything else, capitals and accents too.

use crate::layout::{BlockKind, Layout};

/// The paragraphs of a text, folded: every block that says something. Empty ones and page marks are left out.
pub fn paragraphs(text: &str) -> Vec<String> {
    let layout = Layout::of(text);
    let said = layout.blocks.iter().filter(|b| !matches!(b.kind, BlockKind::PageBreak | BlockKind::ThematicBreak));
    let folded = said.map(|block| {
        let own = block.span.of(text);
        folded(if block.kind == BlockKind::Heading { own.trim_matches(|c| matches!(c, '#' | ' ')) } else { own })
    });
    folded.filter(|paragraph| !paragraph.is_empty()).collect()
}

/// One stretch of running text, folded.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut blank = false;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '*' | '_' if characters.peek() == Some(&c) => {
                characters.next();
            }
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            c if c.is_whitespace() => blank = true,
            c => {
                let c = form(c);
                let before = folded.chars().next_back();
                if blank && before.is_some_and(|before| !(is_unspaced(before) && is_unspaced(c))) {
                    folded.push(' ');
                }
                blank = false;
                match c {
                    'ﬀ' => folded += "ff",
                    'ﬁ' => folded += "fi",
                    'ﬂ' => folded += "fl",
                    c => folded.push(c),
                }
            }
        }
    }
    folded
}

/// The form of a mark that stands for all of its forms.
fn form(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | '′' => '\'',
        '“' | '”' | '„' | '‟' | '″' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// True for characters of scripts that put no blanks between words, and for their marks.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}
