//! Which encoding bytes are in that do not say so.
//!
//! A wrong guess costs legibility, never bytes: the reader keeps what the encoding cannot give back. What matters is
//! therefore that a text in UTF-8 with a torn character is not taken for something else, which would turn all its other
//! characters into rubbish, and that a text in an older encoding is not read as UTF-8 full of holes.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::encoding::Encoding;

/// Bytes that are looked at. The detector reads 7 MB a second and is sure after a few dozen characters; a quarter of a megabyte (40 ms) also
/// covers files that begin with pages of plain ASCII.
const SAMPLE: usize = 256 * 1024;

/// UTF-8 when at least so many valid sequences of two or more bytes come on each sequence that is not. Chinese prose
/// written in older encodings has 0.30 at most (GB18030; EUC-JP 0.29, Shift_JIS, Big5 and EUC-KR 0.12; measured on 19
/// pages of newspapers and books), because a pair like C2 A1 is also a valid sequence; Western ones have next to none.
const VALID_FOR_ONE_BAD: usize = 4;

/// UTF-16 that is also valid UTF-8 is ASCII, Cyrillic or Arabic: this share of the units at least has a byte of 0 to 7 on
/// the one side (00 Latin, 04 Cyrillic, 06 Arabic), in percent. Typographic quotes (20) are the exceptions that are left.
const HIGH_BYTES_PERCENT: usize = 75;
/// ... and at most this share has one on the other side, in percent, which padding and records in NULs would have. Ukrainian
/// capitals do, too (U+0406).
const LOW_BYTES_PERCENT: usize = 2;
/// ... in not fewer units than this: a short string that ends in NUL is not UTF-16.
const LEAST_UNITS: usize = 8;

/// UTF-16 that is not valid UTF-8 reads as letters and punctuation in use for this share of its units, in percent, when
/// the bytes are taken in the right order ...
const COMMON_PERCENT: usize = 95;
/// ... and for less than this in the wrong order: there the high byte is as good as random, and 134 of 256 are common.
const SWAPPED_PERCENT: usize = 80;
/// ... and line feeds, blanks and digits bring at least one NUL in so many units; the older encodings have none.
const UNITS_FOR_ONE_NUL: usize = 500;

/// UTF-16 without a byte order mark, known by its NULs; `None` for everything else. Chinese in UTF-16 without a single
/// line feed, blank or digit has no NULs and is not known.
pub(super) fn utf16(bytes: &[u8]) -> Option<Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if !bytes.len().is_multiple_of(2) || !sample.contains(&0) {
        return None;
    }
    let units = sample.len() / 2;
    let count =
        |wanted: &dyn Fn(u8, u8) -> bool| sample.chunks_exact(2).filter(|pair| wanted(pair[0], pair[1])).count();
    if std::str::from_utf8(sample).map_or_else(|error| error.error_len().is_none(), |_| true) {
        let (first, second) = (count(&|first, _| first < 8), count(&|_, second| second < 8));
        let clear = |high: usize, low: usize| {
            high * 100 >= units * HIGH_BYTES_PERCENT && low * 100 <= units * LOW_BYTES_PERCENT
        };
        return match units >= LEAST_UNITS {
            true if clear(second, first) => Some(Encoding::Utf16Little),
            true if clear(first, second) => Some(Encoding::Utf16Big),
            _ => None,
        };
    }
    if count(&|first, second| first == 0 || second == 0) * UNITS_FOR_ONE_NUL < units {
        return None;
    }
    let little = count(&|first, second| is_common(u16::from_le_bytes([first, second])));
    let big = count(&|first, second| is_common(u16::from_be_bytes([first, second])));
    let clear =
        |right: usize, swapped: usize| right * 100 >= units * COMMON_PERCENT && swapped * 100 < units * SWAPPED_PERCENT;
    match (clear(little, big), clear(big, little)) {
        (true, _) => Some(Encoding::Utf16Little),
        (_, true) => Some(Encoding::Utf16Big),
        _ => None,
    }
}

/// Characters that make up nearly all of any text: controls of plain text, Latin, Greek, Cyrillic, Hebrew and Arabic
/// letters, general and CJK punctuation, kana, the common ideographs, Hangul syllables and full-width forms.
fn is_common(unit: u16) -> bool {
    matches!(unit,
        0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0xA0..=0x17F | 0x370..=0x6FF | 0x2010..=0x203F
        | 0x3000..=0x30FF | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3 | 0xFF00..=0xFFEF)
}

/// The encoding of bytes that are not valid UTF-8 throughout.
pub(super) fn encoding(bytes: &[u8]) -> Encoding {
    if is_mostly_utf8(bytes) {
        return Encoding::Utf8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    detector.feed(sample, sample.len() == bytes.len());
    let table = detector.guess(None, Utf8Detection::Deny);
    // GB18030 holds all of GBK and every other character besides; nobody can tell from the outside which was meant.
    if table == encoding_rs::GBK { Encoding::Table(encoding_rs::GB18030) } else { Encoding::Table(table) }
}

/// Few bad sequences among many valid ones. A sequence that the end of the file cuts off is no evidence against.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().bytes().filter(|&byte| byte >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    let last_begun = bytes.iter().rposition(|&byte| !(0x80..0xC0).contains(&byte)).unwrap_or(0);
    if std::str::from_utf8(&bytes[last_begun..]).is_err_and(|error| error.error_len().is_none()) {
        bad -= 1;
    }
    valid > 0 && bad * VALID_FOR_ONE_BAD <= valid
}
