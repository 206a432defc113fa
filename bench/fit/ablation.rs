//! What each group of features adds, measured by leaving it out: the weights are fitted again to single choices, the choices
//! before being the right ones.

use restitch::feature::{Features, KEYS};

use crate::articles::Failure;
use crate::{Example, fit};

/// Groups of features by what they look at; a name stands for itself behind `stay-`, `near-`, `far-` and `follow-`.
const GROUPS: [(&str, &[&str]); 8] = [
    ("seam", &["seam", "seam-strong", "weak", "phrase", "cost", "end", "begin", "begin-far", "broken-end"]),
    ("rivals", &["margin", "column"]),
    ("page", &["elsewhere", "careless"]),
    ("brackets", &["brackets", "brackets-against", "closed", "open"]),
    ("vocabulary", &["kinship", "kinship-lead", "displaced-kinship"]),
    (
        "order",
        &[
            "forward",
            "backward",
            "again",
            "next",
            "passed",
            "passed-articles",
            "restart",
            "first",
            "distance",
            "later",
            "earlier",
            "earlier-again",
            "skipped",
            "none-skipped",
            "skipped-whole",
            "due",
            "displaced",
        ],
    ),
    (
        "columns",
        &["column-over", "column-over-even", "column-short", "column-short-even", "column-even", "column-even-even"],
    ),
    ("looks", &["heading", "behind-heading", "opening", "short", "stump", "introduced"]),
];

/// What each group of features adds: of the blocks of pages not fitted on, how many choices are right without it, of the
/// links and of the blocks that stay.
pub fn table(examples: &[Example], measured: &[Example]) -> Result<(), Failure> {
    println!("without      links right  stays right");
    for (name, group) in [("", &[][..])].into_iter().chain(GROUPS) {
        let bare = |key: &'static str| match key.split_once('-') {
            Some(("stay" | "near" | "far" | "follow", rest)) => rest,
            _ => key,
        };
        let keep: Vec<bool> = KEYS.iter().map(|key| !group.contains(&bare(key))).collect();
        let masked = |example: &Example| Example {
            features: example
                .features
                .iter()
                .map(|f| Features(f.0.iter().copied().filter(|(k, _)| keep[*k as usize]).collect()))
                .collect(),
            ..*example
        };
        let weights = fit(&examples.iter().map(masked).collect::<Vec<_>>());
        let (mut right, mut all) = ([0, 0], [0, 0]);
        for example in measured.iter().map(masked) {
            let score = |f: &Features| f.0.iter().map(|&(k, v)| weights[k as usize] * v).sum::<f32>();
            let scores = example.features.iter().map(score).enumerate();
            let best = scores.max_by(|a, b| a.1.total_cmp(&b.1)).map(|best| best.0);
            let kind = usize::from(!example.link);
            all[kind] += 1;
            right[kind] += usize::from(best == Some(example.right));
        }
        let share = |kind: usize| right[kind] as f64 / all[kind].max(1) as f64;
        println!("{name:<12} {:>11.3} {:>12.3}", share(0), share(1));
    }
    Ok(())
}
