//! Which characters of a new reading are new: the marks inside a word.
//!
//! A rule replaces a stretch (a word, a line), of which often one character reads differently. A reader has to find it;
//! among Chinese characters that differ in one stroke nobody does. So old and new reading are compared by graphemes, and
//! what they do not share is marked. Two readings that have little in common are marked whole: the letters that two
//! different words happen to share only confuse.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

use crate::span::Span;

/// Graphemes of the old reading times those of the new one up to which they are compared; the ends that both share do not
/// count. A long line with a few misread words stays below; beyond, one comparison would cost milliseconds.
const COMPARED: usize = 65_536;

/// The share of the graphemes that both readings must have in common; below it they are marked whole.
const ALIKE: f64 = 0.5;

/// A stretch of a reading in bytes, and whether the other reading has it not.
pub(super) type Mark = (Span, bool);

/// Both readings as stretches that are shared and stretches that are not; together they cover each reading. Where only one
/// of them has something, the other has an empty mark.
pub(super) fn marks(old: &str, new: &str) -> (Vec<Mark>, Vec<Mark>) {
    let whole = || (mark_all(old), mark_all(new));
    if old.is_empty() || new.is_empty() {
        return whole();
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (old.graphemes(true).collect(), new.graphemes(true).collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (old_middle, new_middle) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    let middle = if old_middle.len().saturating_mul(new_middle.len()) <= COMPARED {
        capture_diff_slices(Algorithm::Myers, old_middle, new_middle)
    } else {
        let (old_len, new_len) = (old_middle.len(), new_middle.len());
        vec![DiffOp::Replace { old_index: 0, old_len, new_index: 0, new_len }]
    };
    let shared = |op: &DiffOp| if let DiffOp::Equal { len, .. } = op { *len } else { 0 };
    let common = head + tail + middle.iter().map(shared).sum::<usize>();
    if ((2 * common) as f64) < ALIKE * (a.len() + b.len()) as f64 {
        return whole();
    }
    let (mut left, mut right) = (Marks::new(&a), Marks::new(&b));
    left.push(head, false);
    right.push(head, false);
    for op in &middle {
        let differs = !matches!(op, DiffOp::Equal { .. });
        left.push(op.old_range().len(), differs);
        right.push(op.new_range().len(), differs);
    }
    left.push(tail, false);
    right.push(tail, false);
    (left.marks, right.marks)
}

fn mark_all(text: &str) -> Vec<Mark> {
    vec![(Span::new(0, text.len()), true)]
}

/// Marks in the making.
struct Marks<'a> {
    rest: std::slice::Iter<'a, &'a str>,
    at: usize,
    marks: Vec<Mark>,
}

impl<'a> Marks<'a> {
    fn new(graphemes: &'a [&'a str]) -> Self {
        Marks { rest: graphemes.iter(), at: 0, marks: Vec::new() }
    }

    /// The next `count` graphemes.
    fn push(&mut self, count: usize, differs: bool) {
        let end = self.at + self.rest.by_ref().take(count).map(|g| g.len()).sum::<usize>();
        match self.marks.last_mut() {
            _ if end == self.at && !differs => {}
            Some((span, before)) if *before == differs => span.end = end,
            _ => self.marks.push((Span::new(self.at, end), differs)),
        }
        self.at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The readings with brackets around what is marked.
    fn shown(old: &str, new: &str) -> (String, String) {
        let (left, right) = marks(old, new);
        let show = |text: &str, marks: Vec<Mark>| -> String {
            assert_eq!(marks.iter().map(|(span, _)| span.len()).sum::<usize>(), text.len());
            marks
                .iter()
                .map(
                    |(span, differs)| if *differs { format!("[{}]", span.of(text)) } else { span.of(text).to_string() },
                )
                .collect()
        };
        (show(old, left), show(new, right))
    }

    #[test]
    fn what_differs_is_marked_inside_the_word() {
        assert_eq!(shown("tbe harbour", "the harbour"), ("t[b]e harbour".into(), "t[h]e harbour".into()));
        assert_eq!(shown("化肥", "化服"), ("化[肥]".into(), "化[服]".into()));
        assert_eq!(shown("种子和化肥", "种子和化服"), ("种子和化[肥]".into(), "种子和化[服]".into()));
        assert_eq!(shown("gov-\nernment", "government"), ("gov[-\n]ernment".into(), "gov[]ernment".into()));
        assert_eq!(shown("cafe\u{301} bar", "cafe bar"), ("caf[e\u{301}] bar".into(), "caf[e] bar".into()));
        assert_eq!(shown("", "new"), ("[]".into(), "[new]".into()));
        assert_eq!(shown("one thing", "quite another"), ("[one thing]".into(), "[quite another]".into()));
    }

    #[test]
    fn long_readings_are_not_compared_character_by_character() {
        let (old, new) = (format!("head {} tail", "ab".repeat(100_000)), format!("head {} tail", "ba".repeat(100_000)));
        let begun = std::time::Instant::now();
        assert_eq!(marks(&old, &new).0.len(), 1);
        assert!(begun.elapsed().as_secs() < 5);
    }
}
