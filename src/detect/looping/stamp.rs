//! Time stamps: with one a line of a log begins, and a log says the same thing as often as it happens.

/// Words of a line in which its time may stand: "Mon Mar 3 10:00:00".
const WORDS: usize = 4;

/// Letters of the longest name of a day or a month before the time.
const LONGEST_NAME: usize = 4;

/// Digits of a fraction of a second, at least: "[12.345678]".
const FRACTION: usize = 3;

/// True for a stretch of a log: one of its lines begins with a time, or it holds one to the second, where its lines were joined.
pub(super) fn is_of_log(text: &str) -> bool {
    text.lines().any(begins_with_time) || text.split_whitespace().any(|word| is_clock(word, false))
}

/// True for a line that begins with a time to the second, perhaps behind a date, or with a date and a time, or with the
/// seconds since a machine was started. A programme has minutes only, and a reader may get stuck in it.
fn begins_with_time(line: &str) -> bool {
    let mut dated = false;
    for word in line.split_whitespace().take(WORDS).flat_map(date_and_time) {
        let bracketed = word.starts_with('[') || word.ends_with(']');
        let word = word.trim_matches(|c: char| "[](),Z".contains(c));
        if is_clock(word, dated) || bracketed && is_uptime(word) {
            return true;
        }
        let is_date = word.chars().all(|c| c.is_ascii_digit() || "-/.".contains(c));
        let is_name = word.starts_with(char::is_uppercase) && word.chars().count() <= LONGEST_NAME;
        if !is_date && !is_name {
            return false;
        }
        dated |= word.contains(|c: char| c.is_ascii_digit());
    }
    false
}

/// A word's date and its time, where a T stands between them.
fn date_and_time(word: &str) -> impl Iterator<Item = &str> {
    let mark = if word.starts_with(|c: char| c.is_ascii_digit() || c == '[') { 'T' } else { '\0' };
    word.split(mark)
}

/// True for hours, minutes and seconds; behind a date hours and minutes are enough.
fn is_clock(word: &str, dated: bool) -> bool {
    let is_part = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    let (clock, _) = word.split_once(['.', ',', '+']).unwrap_or((word, ""));
    let parts: Vec<&str> = clock.split(':').collect();
    (if dated { 2 } else { 3 }..=3).contains(&parts.len()) && parts.iter().all(|part| is_part(part))
}

/// True for seconds with a fraction.
fn is_uptime(word: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    word.split_once('.').is_some_and(|(whole, rest)| digits(whole) && digits(rest) && rest.len() >= FRACTION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_of_logs() {
        for line in [
            "10:01:00 WARN refused",
            "2011-03-09 02:15:00 mill-gate: closed",
            "2011-03-09T02:15:00.123Z closed",
            "Mar  3 10:00:00 host sshd",
            "[2011/03/09 02:15] closed",
            "[   12.345678] usb 1-1: reset",
        ] {
            assert!(begins_with_time(line), "{line}");
        }
        for line in ["20:15 Tatort", "3. Mai 1911", "The owner left at 10:00:00", "", "12.5 litres of milk", "- 41 -"] {
            assert!(!begins_with_time(line), "{line}");
        }
    }
}
