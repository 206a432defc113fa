//! Letters inside numbers: `2O24` for 2024, `1,O00`, `6o%`.
//!
//! A reader that sees a round letter writes the O. Done between figures, when the number has at least three of them or something
//! that is counted stands behind it; `l` and `I` for 1 are only proposed, since they stand for strokes and fractions too. Left alone:
//! whatever has other letters in it (chemistry, types, hexadecimal figures, identifiers), and code and addresses. The price: a number
//! that ends or begins with the letter stays.

use serde::Deserialize;

use crate::detect::shelter::Shelter;
use crate::detect::{Context, Fault, Hit, Thresholds, in_order};
use crate::span::Span;

/// Parameters of `[detect.figures]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Letters that are a nought.
    pub nought: String,
    /// Letters that are a one.
    pub one: String,
    /// Characters behind a number that say that it is one.
    pub counted: String,
    /// Figures that a number must have when nothing counted stands behind it.
    pub least: usize,
    /// From which confidence a number is mended.
    pub apply_at: f64,
    /// From which confidence that is proposed.
    pub propose_at: f64,
}

/// A nought in a long number, and anything else.
const CERTAIN: f64 = 0.985;
const UNSURE: f64 = 0.6;

/// Bytes of a number; longer runs are none.
const LONGEST: usize = 24;

impl Figures {
    pub(super) fn check(&self) -> Result<(), Fault> {
        if !(self.nought.is_ascii() && self.one.is_ascii()) {
            return Err(("nought", "`nought` and `one` hold plain letters".to_string()));
        }
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let bytes = context.text.as_bytes();
        let letter = |byte: u8| self.nought.as_bytes().contains(&byte) || self.one.as_bytes().contains(&byte);
        let mut shelter = Shelter::new(context);
        let mut hits: Vec<Hit> = Vec::new();
        let mut end = 0;
        for (before, window) in bytes.windows(2).enumerate() {
            // A letter right behind a figure is rare, so that this is all that most texts cost.
            if !window[0].is_ascii_digit() || window[1].is_ascii_digit() || !letter(window[1]) || before < end {
                continue;
            }
            let within = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b',' | b'.' | b'_' | b'-' | b'/');
            let back = bytes[end..before].iter().rev().take(LONGEST).take_while(|b| within(b)).count();
            let length = bytes[before..].iter().take(LONGEST).take_while(|b| within(b)).count();
            let at = Span::new(before - back, before + length);
            let at = Span::new(
                at.start,
                at.end - at.of(context.text).bytes().rev().take_while(|b| b",.".contains(b)).count(),
            );
            end = at.end.max(before + 1);
            if let Some((with, confidence)) = self.read(context.text, at).filter(|_| !shelter.covers(at)) {
                hits.push(self.hit(context, at, with, confidence));
            }
        }
        hits
    }

    /// The number that was meant.
    fn read(&self, text: &str, at: Span) -> Option<(String, f64)> {
        let now = at.of(text);
        let bytes = now.as_bytes();
        let figure = |index: usize| bytes.get(index).is_some_and(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'));
        let counted = text[at.end..].chars().next().is_some_and(|c| self.counted.contains(c));
        let is = |set: &str, b: u8| set.as_bytes().contains(&b);
        let mut with = String::with_capacity(now.len());
        let mut ones = false;
        for (index, &byte) in bytes.iter().enumerate() {
            let letter = is(&self.nought, byte) || is(&self.one, byte);
            if !letter && !figure(index) {
                return None;
            }
            let held = index > 0 && (index + 1 < bytes.len() || counted && is(&self.nought, byte));
            if letter && !held {
                return None;
            }
            ones |= is(&self.one, byte);
            with.push(if is(&self.nought, byte) {
                '0'
            } else if letter {
                '1'
            } else {
                char::from(byte)
            });
        }
        let figures = bytes.iter().filter(|b| b.is_ascii_digit()).count();
        let letters = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count();
        let sure = !ones && (figures >= self.least || counted) && figures > letters.saturating_sub(1);
        (letters > 0 && figures > 0).then_some((with, if sure { CERTAIN } else { UNSURE }))
    }

    fn hit(&self, context: &Context, at: Span, with: String, confidence: f64) -> Hit {
        let thresholds = Thresholds { apply_at: self.apply_at, propose_at: self.propose_at };
        let evidence = "a letter among figures".to_string();
        context.replacement(at, with, confidence, thresholds, evidence, "it is a sign, not a number")
    }
}
