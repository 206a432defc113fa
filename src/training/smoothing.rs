//! From counts to probabilities: modified Kneser-Ney, interpolated.
//!
//! What the discounts and the pruning take away from a context is what its shorter context gets to share out, and that
//! share is the back-off weight. So the probabilities after every context add up to one, whatever was pruned.

use super::counting::{Alphabet, Count, Pruning, context, suffix};

/// An n-gram of the model.
pub(super) struct Gram {
    pub(super) key: u128,
    /// How often it occurs; of single symbols the alphabet says so, and here stands 0.
    pub(super) plain: u32,
    /// Of its last symbol after the others.
    pub(super) probability: f64,
    /// What the shorter context's probability is multiplied by after this n-gram, when the longer one is not kept.
    pub(super) weight: f64,
}

/// The n-grams of one order that are kept, sorted by key.
pub(super) struct Kept {
    pub(super) order: usize,
    pub(super) grams: Vec<Gram>,
}

impl Kept {
    fn place(&self, key: u128) -> Option<usize> {
        self.grams.binary_search_by_key(&key, |gram| gram.key).ok()
    }
}

/// What modified Kneser-Ney takes away from counts of 1, 2, and 3 or more.
struct Discounts([f64; 3]);

impl Discounts {
    /// The estimate of Chen and Goodman (1998), from how many n-grams have a count of 1, 2, 3 and 4. Where there is too
    /// little text for it, their usual neighbourhood.
    fn of(counts: &[Count]) -> Discounts {
        let mut having = [0.0; 5];
        for count in counts {
            if let Some(number) = having.get_mut(count.adjusted as usize) {
                *number += 1.0;
            }
        }
        let [_, one, two, three, four] = having;
        let base = one / (one + 2.0 * two);
        let estimate = [1.0 - 2.0 * base * two / one, 2.0 - 3.0 * base * three / two, 3.0 - 4.0 * base * four / three];
        let sound = estimate.iter().zip(1..).all(|(&discount, count)| discount > 0.0 && discount < f64::from(count));
        Discounts(if sound { estimate } else { [0.5, 1.0, 1.5] })
    }

    fn of_count(&self, count: u32) -> f64 {
        match count {
            0 => 0.0,
            1 | 2 => self.0[count as usize - 1],
            _ => self.0[2],
        }
    }
}

/// The single symbols: what the discounts free is shared out evenly.
pub(super) fn singles(counts: &[Count], alphabet: &Alphabet) -> Kept {
    let discounts = Discounts::of(counts);
    let total: f64 = counts.iter().map(|count| f64::from(count.adjusted)).sum();
    let freed: f64 = counts.iter().map(|count| discounts.of_count(count.adjusted)).sum();
    let even = freed / total / alphabet.counts.len() as f64;
    let mut grams: Vec<Gram> = (0..alphabet.counts.len())
        .map(|symbol| Gram { key: symbol as u128, plain: 0, probability: even, weight: 1.0 })
        .collect();
    for count in counts {
        let own = (f64::from(count.adjusted) - discounts.of_count(count.adjusted)) / total;
        grams[count.key as usize].probability += own;
    }
    Kept { order: 1, grams }
}

/// The n-grams of the next order that are kept, with their probabilities; sets the weights of their contexts.
pub(super) fn smoothed(counts: &[Count], pruning: &Pruning, shorter: &mut Kept) -> Kept {
    let order = shorter.order + 1;
    let discounts = Discounts::of(counts);
    let mut grams = Vec::new();
    for group in counts.chunk_by(|a, b| context(a.key) == context(b.key)) {
        let Some(at) = group.first().and_then(|count| shorter.place(context(count.key))) else { continue };
        let keep = |count: &Count| pruning.keeps(count.key, order, count.plain);
        let total: f64 = group.iter().map(|count| f64::from(count.adjusted)).sum();
        let freed: f64 = group
            .iter()
            .map(|count| if keep(count) { discounts.of_count(count.adjusted) } else { f64::from(count.adjusted) })
            .sum();
        let weight = freed / total;
        shorter.grams[at].weight = weight;
        for count in group.iter().filter(|count| keep(count)) {
            // Kept whenever the longer one is: it is seen at least as often, and needs no more.
            let Some(below) = shorter.place(suffix(count.key, order)) else { continue };
            let own = (f64::from(count.adjusted) - discounts.of_count(count.adjusted)) / total;
            let probability = own + weight * shorter.grams[below].probability;
            grams.push(Gram { key: count.key, plain: count.plain, probability, weight: 1.0 });
        }
    }
    Kept { order, grams }
}
