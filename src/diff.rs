//! A repair against its original, drawn from what is known instead of guessed from two texts.
//!
//! A diff program sees two files and has to guess. A repair knows its moves and its seams, so neither of the two faces
//! here compares texts: [`review()`] draws one hunk a finding, and [`unified()`] takes the lines that stayed from the
//! document's pieces. That is also why both are linear: comparing 20 MB of changed lines takes a general diff a minute.
//!
//! `words` says in English what a finding does, `scene` shows it in its context; the report and the trace use them too,
//! so that a finding reads the same everywhere.

mod places;
mod review;
mod scene;
mod unified;
mod words;

pub(crate) use places::Places;
pub use review::{ReviewStyle, review};
pub(crate) use scene::Scene;
pub use unified::unified;
pub(crate) use words::{did, evidence, standing};
