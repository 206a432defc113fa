//! The part of a model that is read when it is opened, with a checksum of itself: a damaged body gives wrong costs, a damaged
//! header would send every look-up astray.

use super::{MAX_ORDER, ModelError, byte_at, checksum, u32_at};

const MAGIC: &[u8; 8] = b"restitch";
pub(super) const VERSION: u8 = 2;

/// The part of the file that is read when it is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) order: u8,
    /// Up to which order the records say how rare the n-gram is by itself.
    pub(crate) rarities: u8,
    /// How rare an n-gram of those orders is, at least, that is not kept, in steps of [`STEP`].
    pub(crate) pruned: u8,
    /// Size of the alphabet with [`BREAK`] and [`UNKNOWN`].
    pub(crate) symbols: u32,
    /// Pages of the alphabet.
    pub(crate) pages: u32,
    /// Slots of the tables of order 2, 3 ...
    pub(crate) slots: [u32; MAX_ORDER - 1],
}

impl Header {
    pub(super) const LENGTH: usize = 8 + 1 + 1 + 2 + 4 + 4 + 4 * (MAX_ORDER - 1) + 8;

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend([VERSION, self.order, self.rarities, self.pruned]);
        bytes.extend(self.symbols.to_le_bytes());
        bytes.extend(self.pages.to_le_bytes());
        bytes.extend(self.slots.iter().flat_map(|slots| slots.to_le_bytes()));
        bytes.extend(checksum(&bytes).to_le_bytes());
        bytes
    }

    /// The header at the beginning of a model.
    ///
    /// # Errors
    /// When it is none of this version, or damaged.
    pub(super) fn read(bytes: &[u8]) -> Result<Header, ModelError> {
        if !bytes.starts_with(MAGIC) {
            return Err(ModelError::NotAModel);
        }
        let head =
            bytes.get(..Self::LENGTH).ok_or(ModelError::Length { expected: Self::LENGTH, found: bytes.len() })?;
        let (fields, sum) = head.split_at(Self::LENGTH - 8);
        if u64::from_le_bytes(sum.try_into().unwrap_or_default()) != checksum(fields) {
            return Err(ModelError::Header);
        }
        let (version, order) = (byte_at(fields, 8), byte_at(fields, 9));
        if version != VERSION {
            return Err(ModelError::Version(version));
        }
        let word = |index: usize| u32_at(fields, 12 + 4 * index);
        let (rarities, pruned) = (byte_at(fields, 10), byte_at(fields, 11));
        let mut header = Header { order, rarities, pruned, symbols: word(0), pages: word(1), ..Header::default() };
        for (index, slots) in header.slots.iter_mut().enumerate() {
            *slots = word(2 + index);
        }
        let sound = (2..=MAX_ORDER).contains(&usize::from(order))
            && header.rarities <= order
            && (2..=1 << 16).contains(&header.symbols)
            && header.slots.iter().take(usize::from(order) - 1).all(|&slots| slots > 0);
        if sound { Ok(header) } else { Err(ModelError::Header) }
    }

    /// Bytes of one record of the table of `order`: fingerprint, cost, below the highest order a back-off weight, and for
    /// short n-grams their rarity, which is the last.
    pub(crate) fn width(&self, order: usize) -> usize {
        3 + usize::from(order < usize::from(self.order)) + usize::from(order <= usize::from(self.rarities))
    }
}
