//! HTML entities in a text that is not HTML: `Bernab&eacute;u`, `caf&#233;`.
//!
//! What turns a page into text takes the tags out and forgets the entities. Read are numbers, and the names that the rule lists.
//! Left alone: `&lt;`, `&gt;` and `&nbsp;`, which Markdown needs, an `&amp;` that would make another entity, and code. In a
//! text that has tags it is HTML's own business, and only proposed; so it is in JSON, where a quotation mark that was read would
//! end a string.

use std::collections::BTreeMap;

use memchr::memchr_iter;
use serde::Deserialize;

use crate::detect::shelter::Shelter;
use crate::detect::{Context, Fault, Hit, Thresholds, in_order};
use crate::layout::BlockKind;
use crate::span::Span;

/// Parameters of `[detect.entities]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entities {
    /// Names, without `&` and `;`, and the characters that they stand for.
    pub names: BTreeMap<String, char>,
    /// From which confidence an entity is read.
    pub apply_at: f64,
    /// From which confidence that is proposed.
    pub propose_at: f64,
}

/// Characters of the longest entity.
const LONGEST: usize = 12;

/// In a text without tags, and in one with them, or in JSON.
const CERTAIN: f64 = 0.99;
const UNSURE: f64 = 0.6;

impl Entities {
    pub(super) fn check(&self) -> Result<(), Fault> {
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let held = &context.layout.inventory;
        if !held.has('&') || !held.has(';') {
            return Vec::new();
        }
        let text = context.text;
        let mut shelter = Shelter::new(context);
        let found: Vec<(Span, char)> = memchr_iter(b'&', text.as_bytes())
            .filter_map(|at| self.read(text, at))
            .filter(|(at, _)| !shelter.covers(*at))
            .collect();
        if found.is_empty() {
            return Vec::new();
        }
        let html = context.layout.blocks.iter().any(|block| block.kind == BlockKind::Html) || text.contains("</");
        let confidence = if html || is_json(text) { UNSURE } else { CERTAIN };
        let thresholds = Thresholds { apply_at: self.apply_at, propose_at: self.propose_at };
        let hit = |(at, c): (Span, char)| {
            let evidence = format!("the entity of `{c}`");
            context.replacement(at, c.to_string(), confidence, thresholds, evidence, "the text is about HTML")
        };
        found.into_iter().map(hit).collect()
    }

    /// The entity that begins at `at`, and its character.
    fn read(&self, text: &str, at: usize) -> Option<(Span, char)> {
        let inner = &text[at + 1..];
        let end = inner.bytes().take(LONGEST).position(|byte| byte == b';')?;
        let name = &inner[..end];
        let number = match name.strip_prefix('#') {
            Some(number) => match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            },
            None => None,
        };
        let c = number.and_then(char::from_u32).or_else(|| self.names.get(name).copied())?;
        let meant = !c.is_control() && !matches!(c, '<' | '>' | '\u{a0}' | '\u{ad}') && !c.is_whitespace();
        let behind = &inner[end + 1..];
        let nested = c == '&'
            && (behind.starts_with('#')
                || behind
                    .bytes()
                    .take(LONGEST)
                    .take_while(|b| b.is_ascii_alphanumeric() || *b == b';')
                    .any(|b| b == b';'));
        (meant && !nested).then(|| (Span::new(at, at + 1 + end + 1), c))
    }
}

/// True for an object or an array of JSON.
fn is_json(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(['{', '[']) && text.ends_with(['}', ']']) && text.contains("\":")
}
