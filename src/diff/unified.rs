//! The unified diff, for `patch -p1` and `git apply`.
//!
//! Pieces that neither moved nor read differently stand in the same order in source and text, so every whole line inside
//! such a piece is a line that stayed, without any comparison. Only the stretches between them have changed. A small
//! stretch is compared line by line, because a long reading may repeat lines of what it replaces; a large one is written
//! as all its old lines and all its new ones, which is as correct and keeps the whole linear. A limit in lines is used
//! rather than a deadline: the same repair has to give the same diff on a slow machine.

use similar::udiff::UnifiedHunkHeader;
use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

use crate::document::Document;
use crate::excerpt::Lines;
use crate::repair::Repair;
use crate::span::Span;

/// Unchanged lines around a change; what `diff -u` and git write.
const CONTEXT: usize = 3;

/// Old lines times new lines up to which a changed stretch is compared. At this size (128 by 128) the comparison costs
/// about as much for each line as writing it.
const COMPARED: usize = 16_384;

/// The repair as a unified diff with three lines of context, `a/` and `b/` in front of `path`. Lines keep their own ends,
/// CRLF included. Empty when the text did not change.
pub fn unified(path: &str, repair: &Repair) -> String {
    let (source, text) = (repair.document.source(), repair.document.text());
    if source == text {
        return String::new();
    }
    let (old, new) = (Lines::new(source), Lines::new(text));
    let mut out = format!("--- {}\n+++ {}\n", name("a", path), name("b", path));
    for hunk in group_diff_ops(operations(&repair.document, &old, &new), CONTEXT) {
        out.push_str(&UnifiedHunkHeader::new(&hunk).to_string());
        out.push('\n');
        for operation in hunk {
            if let DiffOp::Equal { .. } = operation {
                operation.old_range().for_each(|i| line(' ', old.line(i + 1), &mut out));
            } else {
                operation.old_range().for_each(|i| line('-', old.line(i + 1), &mut out));
                operation.new_range().for_each(|i| line('+', new.line(i + 1), &mut out));
            }
        }
    }
    out
}

fn line(mark: char, line: &str, out: &mut String) {
    out.push(mark);
    out.push_str(line);
    if !line.ends_with('\n') {
        out.push_str("\n\\ No newline at end of file\n");
    }
}

/// A file name as git writes it: quoted when it holds what would end the line, with a tab behind it when it holds blanks.
fn name(side: &str, path: &str) -> String {
    let path = path.trim_start_matches('/');
    let path = path.strip_prefix("./").unwrap_or(path);
    if path.contains(|c: char| c.is_control() || c == '"' || c == '\\') {
        let mut quoted = format!("\"{side}/");
        for c in path.chars() {
            match c {
                '"' | '\\' => quoted.extend(['\\', c]),
                c if c.is_control() => {
                    let mut bytes = [0; 4];
                    quoted.extend(c.encode_utf8(&mut bytes).bytes().map(|b| format!("\\{b:03o}")));
                }
                c => quoted.push(c),
            }
        }
        quoted + "\""
    } else if path.contains(' ') {
        format!("{side}/{path}\t")
    } else {
        format!("{side}/{path}")
    }
}

/// Lines that stayed, numbered from 0.
struct Run {
    old: usize,
    new: usize,
    count: usize,
}

/// What turns the old lines into the new ones; neighbouring equal stretches are merged.
pub(super) fn operations(document: &Document, old: &Lines, new: &Lines) -> Vec<DiffOp> {
    let mut operations = Vec::new();
    let (mut old_at, mut new_at) = (0, 0);
    let end = Run { old: old.count(), new: new.count(), count: 0 };
    for run in kept(document, old, new).into_iter().chain([end]) {
        let from: Vec<&str> = (old_at..run.old).map(|i| old.line(i + 1)).collect();
        let to: Vec<&str> = (new_at..run.new).map(|i| new.line(i + 1)).collect();
        changed(&from, &to, old_at, new_at, &mut operations);
        equal(run.old, run.new, run.count, &mut operations);
        (old_at, new_at) = (run.old + run.count, run.new + run.count);
    }
    operations
}

/// The whole lines inside each stretch that neither moved nor changed.
fn kept(document: &Document, old: &Lines, new: &Lines) -> Vec<Run> {
    let mut runs = Vec::new();
    for (source, text) in still(document) {
        let begins_line = |lines: &Lines, at| lines.starts().binary_search(&at).is_ok();
        let mut first = old.starts().partition_point(|&s| s < source.start);
        if old.starts().get(first) == Some(&source.start) && !begins_line(new, text.start) {
            first += 1;
        }
        let mut last = old.starts().partition_point(|&s| s <= source.end).saturating_sub(1);
        let ends_both = source.end == old.text().len() && text.end == new.text().len();
        if source.end == old.text().len() && (ends_both || old.text().ends_with('\n')) {
            last = old.count();
        }
        let Some(start) = old.starts().get(first).filter(|_| first < last) else { continue };
        let new_first = new.starts().partition_point(|&s| s < start - source.start + text.start);
        runs.push(Run { old: first, new: new_first, count: last - first });
    }
    runs
}

/// Stretches of source and text that are equal and in the same order in both, as long as possible.
pub(super) fn still(document: &Document) -> Vec<(Span, Span)> {
    let mut still: Vec<(Span, Span)> = Vec::new();
    for (i, piece) in document.pieces().iter().enumerate() {
        if piece.reading.is_some() || piece.moved_by.is_some() || piece.source.is_empty() {
            continue;
        }
        let place = document.place(i);
        match still.last_mut() {
            Some((source, text)) if source.end == piece.source.start && text.end == place.start => {
                (source.end, text.end) = (piece.source.end, place.end);
            }
            Some((source, _)) if source.end > piece.source.start => {}
            _ => still.push((piece.source, place)),
        }
    }
    still
}

/// A changed stretch: its first old line is `old_at`, its first new line `new_at`.
fn changed(from: &[&str], to: &[&str], old_at: usize, new_at: usize, operations: &mut Vec<DiffOp>) {
    let head = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    equal(old_at, new_at, head, operations);
    let (from, to) = (&from[head..], &to[head..]);
    let (old_at, new_at) = (old_at + head, new_at + head);
    let tail = from.iter().rev().zip(to.iter().rev()).take_while(|(a, b)| a == b).count();
    let (from, to) = (&from[..from.len() - tail], &to[..to.len() - tail]);
    if from.len().saturating_mul(to.len()) <= COMPARED {
        for operation in capture_diff_slices(Algorithm::Myers, from, to) {
            let (old_index, new_index) = (operation.old_range().start + old_at, operation.new_range().start + new_at);
            let (old_len, new_len) = (operation.old_range().len(), operation.new_range().len());
            match operation {
                DiffOp::Equal { len, .. } => equal(old_index, new_index, len, operations),
                _ => operations.push(DiffOp::Replace { old_index, old_len, new_index, new_len }),
            }
        }
    } else {
        let (old_len, new_len) = (from.len(), to.len());
        operations.push(DiffOp::Replace { old_index: old_at, old_len, new_index: new_at, new_len });
    }
    equal(old_at + from.len(), new_at + to.len(), tail, operations);
}

fn equal(old_index: usize, new_index: usize, count: usize, operations: &mut Vec<DiffOp>) {
    match operations.last_mut() {
        _ if count == 0 => {}
        Some(DiffOp::Equal { len, .. }) => *len += count,
        _ => operations.push(DiffOp::Equal { old_index, new_index, len: count }),
    }
}
