//! Work that falls into pieces which do not ask each other, done by several threads.
//!
//! What comes back stands in the order of the pieces, whoever finished first: nothing of a result may hang on how many
//! processors a machine has.

use std::num::NonZeroUsize;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// As many threads as the machine has processors for this program; one where it does not say.
pub fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Does `work` for each number below `count`, on at most `threads` threads. With one thread, or one piece, on the caller's.
pub fn each<T: Send + Sync>(count: usize, threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = threads.min(count);
    if threads < 2 {
        return (0..count).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done: Vec<OnceLock<T>> = (0..count).map(|_| OnceLock::new()).collect();
    let turns = || {
        while let Some((piece, slot)) = {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            done.get(piece).map(|slot| (piece, slot))
        } {
            slot.get_or_init(|| work(piece));
        }
    };
    std::thread::scope(|scope| {
        // The caller's thread works too.
        (1..threads).for_each(|_| drop(scope.spawn(turns)));
        turns();
    });
    done.into_iter().filter_map(OnceLock::into_inner).collect()
}

#[cfg(test)]
mod tests {
    use super::each;

    #[test]
    fn results_stand_in_the_order_of_the_pieces() {
        for threads in [0, 1, 2, 7] {
            assert_eq!(
                each(100, threads, |piece| piece * piece),
                (0..100).map(|piece| piece * piece).collect::<Vec<_>>()
            );
        }
        assert!(each(0, 4, |piece| piece).is_empty());
    }
}
