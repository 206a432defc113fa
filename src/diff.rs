//! A repair against its original, drawn from what is known instead of guessed from two texts.
//!
//! A diff program sees two files and has to guess. A repair knows its moves and its seams, so none of the faces here
//! compares texts: [`review()`] draws one hunk a finding, [`unified()`] and [`side_by_side()`] take what stayed from the
//! document's pieces. That is also why all are linear: comparing 20 MB of changed lines takes a general diff a minute.
//! Only inside one new reading are characters compared, so that the one that changed can be marked.
//!
//! `words` says in English what a finding does, `scene` shows it in its context; the report and the trace use them too,
//! so that a finding reads the same everywhere.

mod aligned;
mod grouped;
mod html;
mod inline;
mod places;
mod review;
mod scene;
mod side_by_side;
mod unified;
mod words;

pub(crate) use grouped::{Pages, grouped};
pub use html::{Drawing, SCRIPT, STYLE, Shell, html};
pub(crate) use places::Places;
pub use review::{ReviewStyle, review};
pub(crate) use scene::Scene;
pub use side_by_side::side_by_side;
pub use unified::unified;
pub(crate) use words::{did, evidence, standing};
