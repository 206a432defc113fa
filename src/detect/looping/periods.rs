//! Stretches of a text that say one thing over and over, exactly: found in one pass, whatever the length of the thing.
//!
//! In such a stretch the nearest earlier place that reads like this one is always one round back. So every place asks a
//! small table for the nearest earlier place with the same eight bytes, and where the two read on alike for several times
//! their distance, that distance is a period. A suffix array would find the same and more, at ten times the memory.
//! Blanks and line ends are left out: a loop that the page broke into lines is the same loop.

/// Bytes by which an earlier place is found: two to three characters of Chinese, a word of English.
const WINDOW: usize = 8;

/// Entries of the table at most, 4 MB. It remembers rounds of a hundred thousand bytes, which is longer than any page.
const MOST_ENTRIES: usize = 1 << 20;

/// So many bytes of content lie between two words whose places are noted.
const STRIDE: usize = 64;

/// Failed comparisons shorter than this cost nothing; after longer ones half of what was compared is passed over, so that
/// all comparisons together stay linear. A loop is found from any place in it.
const LONG: usize = 64;

/// A text without its blanks and line ends.
pub(super) struct Content<'t> {
    text: &'t str,
    bytes: Vec<u8>,
    /// Words, by their places in the content and in the text.
    noted: Vec<(usize, usize)>,
}

/// A stretch of the content, in its bytes, that reads the same one period further on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    pub start: usize,
    pub end: usize,
    pub period: usize,
}

impl<'t> Content<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut content = Content { text, bytes: Vec::with_capacity(text.len()), noted: Vec::new() };
        let mut at = 0;
        for word in text.split(char::is_whitespace) {
            let due = content.noted.last().is_none_or(|&(last, _)| content.bytes.len() >= last + STRIDE);
            if due && !word.is_empty() {
                content.noted.push((content.bytes.len(), at));
            }
            content.bytes.extend_from_slice(word.as_bytes());
            at += word.len();
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
        content
    }

    /// Where in the text byte `index` of the content stands; the end of the text for any index behind the last byte.
    pub(super) fn place(&self, index: usize) -> usize {
        let before = self.noted.partition_point(|&(content, _)| content <= index).checked_sub(1);
        let Some((content, mut at)) = before.and_then(|i| self.noted.get(i)).copied() else { return self.text.len() };
        let mut left = index - content;
        for word in self.text[at..].split(char::is_whitespace) {
            if left < word.len() {
                return at + left;
            }
            left -= word.len();
            at += word.len();
            at += self.text[at..].chars().next().map_or(0, char::len_utf8);
        }
        self.text.len()
    }

    /// One past the byte of the text that comes before byte `index` of the content.
    pub(super) fn end_before(&self, index: usize) -> usize {
        index.checked_sub(1).map_or(0, |last| (self.place(last) + 1).min(self.text.len()))
    }

    /// The nearest beginning of a character at or behind `index`.
    pub(super) fn character_from(&self, mut index: usize) -> usize {
        while self.bytes.get(index).is_some_and(|&byte| is_inside(byte)) {
            index += 1;
        }
        index
    }

    /// The nearest beginning of a character at or before `index`.
    pub(super) fn character_to(&self, mut index: usize) -> usize {
        while index > 0 && self.bytes.get(index).is_some_and(|&byte| is_inside(byte)) {
            index -= 1;
        }
        index
    }

    /// A stretch of the content; its ends must be those of characters.
    pub(super) fn read(&self, start: usize, end: usize) -> &str {
        self.bytes.get(start..end).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// Every stretch of at least `rounds` rounds, at least 2, in the order of their ends. A round may hold a stretch of its own.
    pub(super) fn runs(&self, rounds: usize) -> Vec<Run> {
        let bytes = &self.bytes;
        let mut runs: Vec<Run> = Vec::new();
        if bytes.len() < rounds.max(WINDOW) || u32::try_from(bytes.len()).is_err() {
            return runs;
        }
        let entries = bytes.len().next_power_of_two().min(MOST_ENTRIES);
        let mut table = vec![0u32; entries];
        let (mut at, mut compare_from) = (0, 0);
        while let Some(window) = bytes.get(at..).and_then(|rest| rest.first_chunk::<WINDOW>()) {
            let Some(entry) = table.get_mut(slot(window, entries)) else { break };
            // Places are kept from 1: the table begins with zeros.
            let earlier = std::mem::replace(entry, at as u32 + 1) as usize;
            if at < compare_from || earlier == 0 || !bytes[earlier - 1..].starts_with(window) {
                at += 1;
                continue;
            }
            let period = at - (earlier - 1);
            let alike = common(&bytes[earlier - 1..], &bytes[at..]);
            if alike < (rounds - 1) * period {
                compare_from = if alike > LONG { at + alike / 2 } else { compare_from };
                at += 1;
                continue;
            }
            // What was passed over is no longer than what is alike here, so this is linear too.
            let back = bytes[..earlier - 1].iter().rev().zip(bytes[..at].iter().rev()).take(2 * alike);
            let back = back.take_while(|(a, b)| a == b).count();
            runs.push(Run { start: earlier - 1 - back, end: at + alike, period });
            at += alike;
        }
        runs
    }
}

/// True for a byte that continues a character of UTF-8.
fn is_inside(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// How far two stretches read alike.
fn common(a: &[u8], b: &[u8]) -> usize {
    let mut alike = 0;
    for (x, y) in a.chunks_exact(WINDOW).zip(b.chunks_exact(WINDOW)) {
        if x != y {
            break;
        }
        alike += WINDOW;
    }
    alike + a[alike..].iter().zip(&b[alike..]).take_while(|(x, y)| x == y).count()
}

/// Fibonacci hashing: the high bits of the product depend on all bits of the window.
fn slot(window: &[u8; WINDOW], entries: usize) -> usize {
    let product = u64::from_le_bytes(*window).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (product >> 40) as usize & (entries - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_the_text() {
        let text = "  一二 三\u{3000}四\n\nfive six\r\n";
        let content = Content::of(text);
        assert_eq!(content.read(0, content.bytes.len()), "一二三四fivesix");
        for (index, byte) in content.bytes.iter().enumerate() {
            assert_eq!(text.as_bytes()[content.place(index)], *byte);
        }
        assert_eq!(content.place(99), text.len());
    }

    #[test]
    fn runs_are_found_with_their_ends() {
        let text = format!("before {} behind", "一句话。".repeat(9));
        let content = Content::of(&text);
        assert_eq!(content.runs(5), [Run { start: 6, end: 6 + 9 * 12, period: 12 }]);
        assert!(content.runs(10).is_empty());
        assert_eq!(Content::of(&"a".repeat(99)).runs(5), [Run { start: 0, end: 99, period: 1 }]);
        assert!(Content::of("").runs(5).is_empty());
    }

    #[test]
    fn two_loops_of_one_thing_are_both_found() {
        let text = "abcdefgh ".repeat(20) + "between" + &"abcdefgh ".repeat(20);
        assert_eq!(Content::of(&text).runs(5).len(), 2);
    }
}
