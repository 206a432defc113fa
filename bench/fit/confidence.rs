//! How sure the best readings are of their links, and how often rightly: the curves of confidence, and tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use restitch::decision::Choice;
use restitch::feature::{GROUNDS, Grounds, LinkKind, Weights};
use restitch::language::Language;
use restitch::layout::Layout;
use restitch::model::Model;

use crate::adam::logistic;
use crate::articles::Failure;
use crate::generate::{self, Kind};
use crate::{Learned, prepare};

/// A link of the best reading or of the truth.
pub struct Link {
    page: usize,
    kind: Kind,
    /// Of what kind the right link is, if there is one.
    truth: Option<LinkKind>,
    /// What the confidence in the chosen one rests on, if one was chosen.
    chosen: Option<Grounds>,
    right: bool,
}

/// The links of the best readings, and those that they miss.
pub fn measure(
    pages: &[generate::Page],
    language: &'static Language,
    model: &Model,
    weights: &Arc<Weights>,
) -> Vec<Link> {
    let mut links = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let text = page.text();
        let layout = Layout::of(&text);
        let Some(prepared) = prepare(&text, &layout, page, language, model, weights) else { continue };
        let verdicts = prepared.read();
        let grounds = prepared.grounds(&verdicts);
        for (i, ((verdict, block), chosen)) in verdicts.iter().zip(&page.blocks).zip(grounds).enumerate() {
            let truth = match block.truth {
                Choice::Stay => None,
                Choice::Join(head) if head + 1 == i => Some(LinkKind::Near),
                Choice::Join(_) => Some(LinkKind::Far),
                Choice::Follow(_) => Some(LinkKind::Follow),
            };
            if truth.is_some() || chosen.is_some() {
                let right = verdict.choice == block.truth;
                links.push(Link { page: number, kind: page.kind, truth, chosen, right });
            }
        }
    }
    links
}

/// How many links of each kind there are, how many were chosen right, and how many right and wrong at two confidences.
pub fn table(links: &[Link], weights: &Weights) {
    let mut rows = BTreeMap::new();
    for link in links {
        let sure = link.chosen.as_ref().map_or(0.0, |grounds| weights.calibrated(grounds));
        if let Some(truth) = link.truth {
            let row: &mut [usize; 6] = rows.entry((link.kind, truth)).or_default();
            row[0] += 1;
            row[1] += usize::from(link.right);
            row[2] += usize::from(link.right && sure >= 0.7);
            row[3] += usize::from(link.right && sure >= 0.9);
        }
        if let Some(grounds) = &link.chosen {
            let row: &mut [usize; 6] = rows.entry((link.kind, grounds.kind)).or_default();
            row[4] += usize::from(!link.right && sure >= 0.7);
            row[5] += usize::from(!link.right && sure >= 0.9);
        }
    }
    eprintln!("kind      link      true  right  >=0.7  >=0.9  wrong >=0.7  >=0.9");
    for ((kind, link), r) in rows {
        let (kind, link) = (format!("{kind:?}"), format!("{link:?}"));
        eprintln!("{kind:<9} {link:<7} {:>6} {:>6} {:>6} {:>6} {:>12} {:>6}", r[0], r[1], r[2], r[3], r[4], r[5]);
    }
}

/// The confidence in each link that was chosen and whether it is right, by its kind: each half of the pages by the curves of
/// the other half. Where a rest is read twice the second reading is dropped before links are made, so such pages are left out.
fn crossed(links: &[Link], learned: &Learned) -> Result<BTreeMap<LinkKind, Vec<(f64, bool)>>, Failure> {
    let mut all: BTreeMap<LinkKind, Vec<(f64, bool)>> = BTreeMap::new();
    for half in 0..2 {
        let curves = calibrate(links, |page| page % 2 != half);
        let known = Weights::parse(&learned.file(&curves))?;
        for link in links.iter().filter(|link| link.page % 2 == half && link.kind != Kind::Repeats) {
            if let Some(grounds) = &link.chosen {
                all.entry(grounds.kind).or_default().push((known.calibrated(grounds), link.right));
            }
        }
    }
    Ok(all)
}

/// Of the links with a confidence between two values, how many are right; and from which confidence on so many in a hundred
/// are wrong, with the share of all links that is found from there on.
pub fn reliability(links: &[Link], learned: &Learned) -> Result<(), Failure> {
    const STEPS: [f64; 9] = [0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99];
    const WRONG: [f64; 4] = [0.005, 0.01, 0.02, 0.04];
    let crossed = crossed(links, learned)?;
    eprintln!("link    confidence  links  mean confidence  right");
    for (kind, links) in &crossed {
        let mut bins: BTreeMap<usize, (usize, usize, f64)> = BTreeMap::new();
        for &(sure, right) in links {
            let bin = bins.entry(STEPS.iter().rposition(|&step| sure >= step).unwrap_or(0)).or_default();
            *bin = (bin.0 + 1, bin.1 + usize::from(right), bin.2 + sure);
        }
        for (step, (count, right, sum)) in bins {
            let (kind, mean) = (format!("{kind:?}"), sum / count as f64);
            eprintln!("{kind:<7} from {:.2} {count:>9} {mean:>16.3} {:>6.3}", STEPS[step], right as f64 / count as f64);
        }
    }
    eprintln!("link    wrong  from confidence  found");
    for (kind, mut chosen) in crossed {
        chosen.sort_by(|a, b| b.0.total_cmp(&a.0));
        let all = links.iter().filter(|link| link.truth == Some(kind) && link.kind != Kind::Repeats).count();
        for most in WRONG {
            let (mut right, mut best) = (0, (1.0, 0));
            for (place, (sure, is_right)) in chosen.iter().enumerate() {
                right += usize::from(*is_right);
                if (place + 1 - right) as f64 <= most * (place + 1) as f64 {
                    best = (*sure, right);
                }
            }
            let (kind, found) = (format!("{kind:?}"), best.1 as f64 / all.max(1) as f64);
            eprintln!("{kind:<7} {most:<6} {:>15.3} {found:>6.3}", best.0);
        }
    }
    Ok(())
}

/// Weights of the grounds of confidence, by kind of link.
pub type Curves = BTreeMap<LinkKind, Vec<f64>>;

/// Logistic regression of "is right" on the grounds, kind by kind (Adam, L2), over some of the pages.
pub fn calibrate(links: &[Link], on: impl Fn(usize) -> bool) -> Curves {
    let of = |kind| {
        let chosen = links.iter().filter(|link| on(link.page));
        let chosen = chosen.filter_map(|link| Some((link.chosen.as_ref().filter(|g| g.kind == kind)?, link.right)));
        let examples: Vec<(&[f32], bool)> = chosen.map(|(grounds, right)| (grounds.values.as_slice(), right)).collect();
        logistic(GROUNDS.len(), &examples)
    };
    [LinkKind::Near, LinkKind::Far, LinkKind::Follow].into_iter().map(|kind| (kind, of(kind))).collect()
}
