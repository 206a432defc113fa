//! What a line costs in a column by its width, and what it costs a column to have none: the prices by which rows are divided
//! among columns ([`super::bands`]) and their cuts looked at again ([`super::loose`]). They were set where those of the bands
//! were.

/// What it costs a column to have lines in some rows and not in others, in bits.
pub(super) struct Prices {
    /// For each row.
    pub(super) each: f32,
    /// To have none in a row, and more when its last one breaks off; and for each row after that.
    skip: f32,
    torn: f32,
    away: f32,
    /// To go on again.
    pub(super) again: f32,
}

/// Where rows have a line of each column.
pub(super) const WHOLE: Prices = Prices { each: 0.0, skip: 3.0, torn: 6.0, away: 0.3, again: 5.0 };
/// Where a line is there in some two rows of three, it says so much that it is or is not.
pub(super) const PATCHY: Prices = Prices { each: 0.7, skip: 1.0, torn: 1.0, away: 0.3, again: 1.0 };

/// By what part of its width a column's lines vary, in columns of text at least, and how many bits that says at most.
const VARIES: f64 = 0.1;
const VARIES_BY: f64 = 1.5;
const OFF_MOST: f32 = 12.0;

impl Prices {
    /// For a column to have no line in a row, `away` rows behind its last one, which may break off.
    pub(super) fn skipped(&self, away: usize, breaks_off: bool) -> f32 {
        match away {
            1.. => self.away,
            0 if breaks_off => self.skip + self.torn,
            0 => self.skip,
        }
    }
}

/// What a line's width says against its being the column's: lines vary as the widths of their letters do, about normally.
pub(super) fn off(own: f64, width: f64) -> f32 {
    let off = (own - width) / (VARIES * width).max(VARIES_BY);
    ((off * off / 2.0 * std::f64::consts::LOG2_E) as f32).min(OFF_MOST)
}
