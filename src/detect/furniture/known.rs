//! Lines that a publication is known to print at the edges of its pages: what people accepted more than once.

use super::{Found, Kind};
use crate::detect::Context;
use crate::detect::furniture::row::Row;
use crate::profile::Habit;

/// Rows at either edge of a page among which such a line is looked for; inside of the text it is a mention.
const EDGE: usize = 3;

/// Confidence of a line that people accepted each time.
const ACCEPTED: f64 = 0.99;

pub(super) fn found(context: &Context, habit: &Habit, rows: &[Row]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut first = 0;
    for page in rows.chunk_by(|a, b| a.page == b.page) {
        for (index, row) in page.iter().enumerate() {
            let text = row.span.of(context.text);
            let at_edge = index < EDGE || index + EDGE >= page.len();
            // A number alone is printed in other places too.
            let tells = row.open && text.chars().any(char::is_alphabetic);
            if at_edge && tells && habit.of(text) == Some(true) {
                let why = "accepted on other pages of this publication".to_string();
                found.push(Found { row: first + index, kind: Kind::Known, confidence: ACCEPTED, why });
            }
        }
        first += page.len();
    }
    found
}
