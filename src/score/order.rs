//! Is the text in the right order? Two measures of information ordering, because each is blind to something.
//!
//! *Kendall's tau* (Lapata 2006, "Automatic evaluation of information ordering: Kendall's tau") is 1 when everything stands
//! in the order of the truth and -1 when everything is reversed: it tells how far things were moved. It is counted over the
//! stretches of characters that both texts hold once, so that torn and misread sentences count with what is left of them,
//! and long ones more than short ones. A short tail at the far end of a page hardly lowers it.
//!
//! *Neighbours* is the share of the truth's sentences that stand behind the same sentence as there (the pairs of Bollegala,
//! Okazaki and Ishizuka 2006, "A bottom-up approach to sentence ordering"): it tells how often a reader stumbles. A page
//! whose halves are exchanged loses one pair only.

use rustc_hash::FxHashMap;

use super::distance::in_both;

/// Characters on each side of the place where two sentences meet, blanks aside.
const SIDE: usize = 8;

/// Kendall's tau of two texts without blanks, -1 to 1; none when they have fewer than two stretches in common.
pub fn tau(got: &[char], truth: &[char]) -> Option<f64> {
    let mut places: Vec<usize> = in_both(got, truth).into_iter().map(|(_, in_truth)| in_truth).collect();
    if places.len() < 2 {
        return None;
    }
    let pairs = places.len() as f64 * (places.len() - 1) as f64 / 2.0;
    let mut spare = places.clone();
    Some(1.0 - 2.0 * inversions(&mut places, &mut spare) as f64 / pairs)
}

/// Pairs that stand the wrong way round; sorts on the way.
fn inversions(places: &mut [usize], spare: &mut [usize]) -> u64 {
    let middle = places.len() / 2;
    if middle == 0 {
        return 0;
    }
    let (left, right) = places.split_at_mut(middle);
    let (spare_left, spare_right) = spare.split_at_mut(middle);
    let mut count = inversions(left, spare_left) + inversions(right, spare_right);
    let (mut l, mut r) = (0, 0);
    for slot in spare.iter_mut() {
        if r == right.len() || (l < left.len() && left[l] <= right[r]) {
            *slot = left[l];
            l += 1;
        } else {
            *slot = right[r];
            r += 1;
            count += (left.len() - l) as u64;
        }
    }
    places.copy_from_slice(spare);
    count
}

/// How many pairs of neighbouring sentences the truth has, and how many of them stand together in `got`; both without
/// blanks, the truth with the places where its sentences begin.
pub fn neighbours(got: &[char], truth: &[char], beginnings: &[usize]) -> (usize, usize) {
    let seams = beginnings.iter().filter_map(|&at| truth.get(at.checked_sub(SIDE)?..at + SIDE));
    let mut wanted: FxHashMap<&[char], (usize, usize)> = FxHashMap::default();
    for seam in seams {
        wanted.entry(seam).or_default().0 += 1;
    }
    for stretch in got.windows(2 * SIDE) {
        if let Some((_, found)) = wanted.get_mut(stretch) {
            *found += 1;
        }
    }
    let pairs = wanted.values().map(|(wanted, _)| wanted).sum();
    (pairs, wanted.values().map(|(wanted, found)| wanted.min(found)).sum())
}
