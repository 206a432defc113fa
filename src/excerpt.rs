//! Text as it is shown to people: lines and columns, excerpts that fit, nothing that a terminal would obey.
//!
//! Every face (diff, report, trace) needs the same four things, so that a finding looks the same wherever it turns up:
//! which line a byte is in, a few columns of text on either side of it, control characters made visible, and colour that
//! can be left out. A text from a scanner is a stranger's text: an escape sequence in it must reach the screen as
//! letters, and a mark that reverses the writing direction must not be able to disguise a change.

mod lines;

use anstyle::{AnsiColor, Style};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::span::Span;

pub use lines::{Lines, Position};

/// Longest run of bytes taken as one character on the screen. The longest emoji sequences in use have 41 bytes; what is
/// longer is a pile of combining marks, of which only the first character is shown.
const LONGEST_CLUSTER: usize = 64;

/// What stands in an excerpt where text was left out.
pub const CUT: &str = "…";

/// What stands in an excerpt for a line end.
pub const LINE_END: &str = "↵";

/// The text of a span that may reach outside the text or into a character: what of it lies inside, widened to the left
/// at its start and cut at its end to whole characters.
pub fn slice(text: &str, span: Span) -> &str {
    let start = boundary(text, span.start);
    text.get(start..boundary(text, span.end).max(start)).unwrap_or("")
}

/// The last character boundary at or in front of `at`.
pub fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The whole of `text` with line ends as `↵` and everything that a terminal would obey, or not show, in `\u{..}` form.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    show(text, &mut out);
    out
}

fn show(text: &str, out: &mut String) {
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\n' => out.push_str(LINE_END),
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' | '\t' => out.extend(c.escape_default()),
            c if hidden(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
}

/// True for characters that steer the terminal or the direction of writing, or that nobody can see.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{FEFF}')
        || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}')
        || matches!(c, '\u{E0000}'..='\u{E007F}')
}

/// Display columns of a text that is already [`visible`]: two for a Chinese character.
pub fn columns(shown: &str) -> usize {
    shown.width()
}

/// `shown`, filled with blanks to `width` columns.
pub fn padded(shown: &str, width: usize) -> String {
    format!("{shown}{}", " ".repeat(width.saturating_sub(columns(shown))))
}

/// The beginning of `text` in at most `width` columns, visible; `…` stands for what was left out.
pub fn head(text: &str, width: usize) -> String {
    let window = &text[..boundary(text, window(width))];
    let (shown, used) = fitting(window.graphemes(true), width);
    if used == text.len() {
        return shown.concat();
    }
    let (shown, _) = fitting(window.graphemes(true), width.saturating_sub(1));
    shown.concat() + CUT
}

/// `text` in lines of at most `width` columns, visible: cut at blanks, and between characters where a word is longer.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(2);
    let mut lines: Vec<String> = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for word in text.split(' ') {
        let long = columns(&visible(word));
        if used > 0 && used + 1 + long > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        for cluster in word.graphemes(true) {
            let cell = visible(cluster);
            if used + columns(&cell) > width && used > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            used += columns(&cell);
            line.push_str(&cell);
        }
    }
    lines.push(line);
    lines
}

/// The end of `text` in at most `width` columns, visible; `…` stands for what was left out.
pub fn tail(text: &str, width: usize) -> String {
    let mut start = text.len().saturating_sub(window(width));
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let window = &text[start..];
    let (shown, used) = fitting(window.graphemes(true).rev(), width);
    let (cut, mut shown) = if used == text.len() {
        ("", shown)
    } else {
        (CUT, fitting(window.graphemes(true).rev(), width.saturating_sub(1)).0)
    };
    shown.reverse();
    cut.to_string() + &shown.concat()
}

/// The text of the line in front of byte `at`, as [`tail`] shows it.
pub fn before(text: &str, at: usize, width: usize) -> String {
    let text = slice(text, Span::new(0, at));
    let near = slice(text, Span::new(text.len().saturating_sub(window(width)), text.len()));
    tail(near.rfind('\n').map_or(text, |end| &near[end + 1..]), width)
}

/// The text of the line from byte `at` on, as [`head`] shows it.
pub fn after(text: &str, at: usize, width: usize) -> String {
    let text = &text[boundary(text, at)..];
    let near = &text[..boundary(text, window(width))];
    head(near.find('\n').map_or(text, |end| near[..end].trim_end_matches('\r')), width)
}

/// Beginning and end of `text` in at most `width` columns, visible; `…` stands between when it does not fit.
pub fn ends(text: &str, width: usize) -> String {
    let whole = head(text, width);
    if !whole.ends_with(CUT) || text.len() <= window(width) && columns(&visible(text)) <= width {
        return whole;
    }
    let half = width.saturating_sub(1) / 2;
    let (first, _) = fitting(text[..boundary(text, window(half))].graphemes(true), half);
    let last = tail(text, half + 1);
    first.concat() + &last
}

/// Bytes that can matter for `width` columns: looking at no more keeps an excerpt from a huge line cheap.
fn window(width: usize) -> usize {
    width.saturating_add(1).saturating_mul(LONGEST_CLUSTER)
}

/// The first clusters that fit into `width` columns, as shown, and how many bytes of the text they are.
fn fitting<'a>(clusters: impl Iterator<Item = &'a str>, width: usize) -> (Vec<String>, usize) {
    let (mut shown, mut taken, mut bytes) = (Vec::new(), 0, 0);
    for cluster in clusters {
        let short = if cluster.len() > LONGEST_CLUSTER { &cluster[..boundary(cluster, 4)] } else { cluster };
        let cell = visible(short);
        taken += columns(&cell);
        if taken > width {
            break;
        }
        bytes += cluster.len();
        shown.push(cell);
    }
    (shown, bytes)
}

/// A probability with two decimals. What is not certain is never shown as 1.00.
pub fn probability(value: f64) -> String {
    let shown = format!("{value:.2}");
    if shown == "1.00" && value < 1.0 { "0.99".to_string() } else { shown }
}

/// Colours, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paint {
    /// True when escape codes are written.
    pub colour: bool,
}

/// Rule ids and other headings.
pub const HEADING: Style = Style::new().bold();
/// Paths and lines.
pub const PLACE: Style = AnsiColor::Cyan.on_default();
/// Text that arrives: moved here, or read anew.
pub const ARRIVES: Style = AnsiColor::Green.on_default();
/// Text that goes.
pub const GOES: Style = AnsiColor::Red.on_default().strikethrough();
/// The mark at a seam.
pub const SEAM: Style = AnsiColor::Magenta.on_default().bold();
/// What was not done.
pub const PENDING: Style = AnsiColor::Yellow.on_default();
/// What need not be read.
pub const QUIET: Style = Style::new().dimmed();

impl Paint {
    /// `text` in `style`, or as it is.
    pub fn put(self, style: Style, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_fit_and_cut_between_characters() {
        assert_eq!(head("short", 5), "short");
        assert_eq!(head("longer", 5), "long…");
        assert_eq!(head("聚焦目标任务", 7), "聚焦目…");
        assert_eq!(tail("聚焦目标任务", 7), "…标任务");
        assert_eq!(tail("cafe\u{301}", 2), "…e\u{301}");
        assert_eq!(before("第一行\n第二行", 19, 8), "第二行");
        assert_eq!(before("第一行\n第二行", 13, 8), "第");
        assert_eq!(after("first line\r\nsecond", 6, 8), "line");
        assert_eq!(after("first line\r\nsecond", 0, 8), "first l…");
        assert_eq!(ends("one two three four", 9), "one …four");
        assert_eq!(ends("exactly 9", 9), "exactly 9");
        assert_eq!(ends("as it is…", 9), "as it is…");
        for width in 0..12 {
            for text in ["聚焦目标任务抓住工作", "mixed 中文 text here", "\u{1b}[31mred", ""] {
                for shown in [head(text, width), tail(text, width), ends(text, width)] {
                    assert!(columns(&shown) <= width.max(1), "{shown:?} in {width}");
                }
            }
        }
    }

    #[test]
    fn lines_are_wrapped_at_blanks_and_nothing_is_lost() {
        assert_eq!(wrapped("order kept; next best 0.03", 12), ["order kept;", "next best", "0.03"]);
        assert_eq!(wrapped("目标任务抓住 and", 7), ["目标任", "务抓住", "and"]);
        assert_eq!(wrapped("", 9), [""]);
        for width in 2..40 {
            let text = "任|务 is a word; closes “an open” bracket; supercalifragilistic";
            let lines = wrapped(text, width);
            assert!(lines.iter().all(|line| columns(line) <= width), "{lines:?} in {width}");
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        }
    }

    #[test]
    fn nothing_reaches_the_terminal_that_it_would_obey() {
        assert_eq!(visible("a\u{1b}[2Jb\r\nc\td\re\u{202E}f\u{9b}"), "a\\u{1b}[2Jb↵c\\td\\re\\u{202e}f\\u{9b}");
        let pile = format!("a{}", "\u{301}".repeat(100_000));
        assert!(head(&pile, 4).len() < 100);
    }

    #[test]
    fn what_is_not_certain_is_not_shown_as_certain() {
        assert_eq!(probability(0.9987), "0.99");
        assert_eq!(probability(1.0), "1.00");
        assert_eq!(probability(0.284), "0.28");
    }
}
