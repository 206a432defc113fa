//! restitch repairs text that came out of OCR: it finds what the printed page did to the text, puts the document back
//! together, and shows every change against the original.
//!
//! `docs/architecture.md` tells the way of the data; the modules below stand in the order in which they may import each
//! other, which `tests/house.rs` holds.

pub mod span;
pub mod id;
pub mod threads;
pub mod edit;
pub mod finding;
pub mod document;
pub mod decisions;
pub mod profile;
pub mod layout;
pub mod language;
pub mod model;
pub mod training;
pub mod lexicon;
pub mod junction;
pub mod evidence;
pub mod diction;
pub mod feature;
pub mod decision;
pub mod fragment;
pub mod detect;
pub mod rule;
pub mod ruleset;
pub mod repair;
pub mod example;
pub mod excerpt;
pub mod diff;
pub mod report;
pub mod trace;
pub mod review;
pub mod source;
pub mod ledger;
pub mod fixture;
pub mod score;
pub mod benchmark;
