//! Names of findings within one repair.

use serde::{Deserialize, Serialize};

/// The number of a finding: its place in [`crate::repair::Repair::findings`], counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FindingId(pub u32);

impl FindingId {
    /// The number as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}
