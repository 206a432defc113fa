//! Fits the weights of the assignment on generated pages, and calibrates its confidence on others.
//!
//!     cargo run --release --example fit -- --lang zh CORPUS... > fitted.toml
//!
//! Every fourth article of the corpora is held out of a character model trained for the purpose, so that the seams on the
//! pages are as new to the model as those of a user's page. Half of the held-out articles make the pages that the weights
//! are fitted on (multinomial logistic regression over the choices of each block, the choices before it being the right
//! ones; Adam, L2); the other half makes those that the confidence is calibrated and the table on standard error is
//! measured on.

#[path = "articles.rs"]
mod articles;
#[path = "generate.rs"]
mod generate;

use std::sync::Arc;

use articles::Failure;
use generate::{Article, Kind, Random, Words};
use restitch::decision::{Choice, Page, Reading, Tongue};
use restitch::feature::{Features, Grounds, KEYS, LinkKind, Weights};
use restitch::fragment;
use restitch::language::{Language, Languages};
use restitch::layout::Layout;
use restitch::model::Model;
use restitch::training::{Options, Training};

/// Settings of the beam.
const BEAM: &str = "[beam]\nwidth = 32\noptions = 5\nprune = 8.0\ntemperature = 1.0\n";

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let mut language = "zh".to_string();
    let mut cached = None;
    let mut minimum = vec![3, 4, 4, 5, 6];
    let mut order = 5;
    let mut corpora = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--lang" => language = arguments.next().ok_or("--lang needs a language")?,
            "--minimum" => {
                let counts = arguments.next().ok_or("--minimum needs counts")?;
                minimum = counts.split(',').map(str::parse).collect::<Result<_, _>>()?;
            }
            "--order" => order = arguments.next().ok_or("--order needs a number")?.parse()?,
            "--model" => cached = arguments.next(),
            _ => corpora.push(argument),
        }
    }
    let mut held_out: Vec<Vec<Article>> = Vec::new();
    let mut training = Training::new();
    for path in &corpora {
        let (train, hold): (Vec<_>, Vec<_>) =
            articles::read(path)?.into_iter().enumerate().partition(|(i, _)| i % 4 != 0);
        for (_, article) in train {
            article.paragraphs.iter().for_each(|p| training.add(p));
        }
        held_out.push(hold.into_iter().map(|(_, article)| article).collect());
    }
    let bytes = match cached.as_ref().and_then(|path| std::fs::read(path).ok()) {
        Some(bytes) => bytes,
        None => training.train(&Options { order, minimum })?.bytes,
    };
    if let Some(path) = cached {
        std::fs::write(path, &bytes)?;
    }
    let model = Model::open(bytes)?;
    let known = Languages::embedded().get(&language).ok_or("no such language")?;
    // What a corpus cut badly itself would teach that a small letter begins a paragraph.
    for article in held_out.iter_mut().flatten() {
        article.paragraphs.retain(|paragraph| !known.begins_open(paragraph));
    }
    held_out.iter_mut().for_each(|articles| articles.retain(|article| article.paragraphs.len() > 1));
    let half = |remainder: usize| -> Vec<Vec<Article>> {
        let every_other = |articles: &Vec<Article>| articles.iter().skip(remainder).step_by(2).cloned().collect();
        held_out.iter().map(every_other).collect()
    };
    let fitted = pages(&half(0), known);
    let measured = pages(&half(1), known);
    eprintln!("{} pages to fit on, {} to measure on", fitted.len(), measured.len());
    let mut examples = Vec::new();
    let mut unreachable = 0;
    let unweighted = Arc::new(Weights::parse(&file(&language, &vec![0.0; KEYS.len()], &Curves::default()))?);
    for page in &fitted {
        let text = page.text();
        let layout = Layout::of(&text);
        let Some(prepared) = prepare(&text, &layout, page, known, &model, &unweighted) else { continue };
        let mut reading = Reading::new();
        for (i, block) in page.blocks.iter().enumerate() {
            let options = reading.options(&prepared, i);
            match options.iter().position(|&o| o == block.truth) {
                Some(right) if options.len() > 1 => {
                    examples
                        .push((options.iter().map(|&o| reading.features(&prepared, i, o)).collect::<Vec<_>>(), right));
                }
                Some(_) => {}
                None => unreachable += 1,
            }
            reading = reading.chosen(&prepared, i, block.truth, 0.0);
        }
    }
    eprintln!("{} choices, {unreachable} right ones were not offered", examples.len());
    let start = fit(&examples);
    let weights = refine(&fitted, known, &model, start)?;
    let uncalibrated = file(&language, &weights, &Curves::default());
    let outcome = measure(&measured, known, &model, &Arc::new(Weights::parse(&uncalibrated)?), false);
    let file = file(&language, &weights, &calibrate(&outcome));
    measure(&measured, known, &model, &Arc::new(Weights::parse(&file)?), true);
    print!("{file}");
    Ok(())
}

/// How often each article is used, in other company each time.
const PASSES: usize = 3;

/// Pages of one corpus each, all kinds in turn; a corpus without headlines borrows the first words of other articles.
fn pages(corpora: &[Vec<Article>], language: &Language) -> Vec<generate::Page> {
    const KINDS: [Kind; 8] =
        [Kind::Tails, Kind::Rounds, Kind::Adjacent, Kind::Tails, Kind::Rounds, Kind::Tails, Kind::Rounds, Kind::Clean];
    let mut random = Random::new(20_241_123);
    let mut pages = Vec::new();
    for articles in corpora.iter().cycle().take(PASSES * corpora.len()) {
        let mut articles = articles.clone();
        random.shuffle(&mut articles);
        let mut at = 0;
        let most = if articles.iter().any(|a| a.title.is_some()) { usize::MAX } else { 80 };
        let mut made = 0;
        while at + 9 < articles.len() && made < most {
            let count = 3 + random.below(6);
            let mut chosen: Vec<Article> = articles[at..at + count].to_vec();
            at += count;
            for article in &mut chosen {
                articles::fit_on_page(article, language.spaced, Words::of(&language.id), &mut random);
            }
            pages.push(generate::page(&chosen, KINDS[made % KINDS.len()], language, &mut random));
            made += 1;
        }
    }
    pages
}

/// The page as the assignment sees it, when its layout has the blocks that the generator made.
fn prepare<'m>(
    text: &str,
    layout: &Layout,
    page: &generate::Page,
    language: &'m Language,
    model: &'m Model,
    weights: &Arc<Weights>,
) -> Option<Page<'m>> {
    let whole = layout.blocks.len() == page.blocks.len()
        && layout.blocks.iter().zip(&page.blocks).all(|(seen, made)| seen.span.of(text) == made.text.trim());
    let tongue_of = |language| Some(Tongue { language, model, weights: weights.clone() });
    let languages = vec![language; layout.blocks.len()];
    if whole { fragment::page(text, layout, 0..layout.blocks.len(), &languages, tongue_of) } else { None }
}

/// Multinomial logistic regression by Adam (Kingma and Ba 2015), full batches, L2 of one thousandth.
fn fit(examples: &[(Vec<Features>, usize)]) -> Vec<f32> {
    let size = KEYS.len();
    let (mut weights, mut first, mut second) = (vec![0.0f64; size], vec![0.0f64; size], vec![0.0f64; size]);
    for step in 1..=600 {
        let mut gradient: Vec<f64> = weights.iter().map(|w| w * 0.5).collect();
        let mut loss = 0.0;
        for (options, right) in examples {
            let dot = |f: &Features| f.0.iter().map(|&(name, v)| weights[name as usize] * f64::from(v)).sum::<f64>();
            let scores: Vec<f64> = options.iter().map(dot).collect();
            let top = scores.iter().copied().fold(f64::MIN, f64::max);
            let total: f64 = scores.iter().map(|s| (s - top).exp()).sum();
            loss -= scores[*right] - top - total.ln();
            for (i, option) in options.iter().enumerate() {
                let p = (scores[i] - top).exp() / total - f64::from(u8::from(i == *right));
                for &(name, value) in &option.0 {
                    gradient[name as usize] += p * f64::from(value);
                }
            }
        }
        let rate = 0.05 * (1.0 - step as f64 / 700.0);
        for k in 0..size {
            first[k] = 0.9 * first[k] + 0.1 * gradient[k];
            second[k] = 0.999 * second[k] + 0.001 * gradient[k] * gradient[k];
            let (m, v) = (first[k] / (1.0 - 0.9f64.powi(step)), second[k] / (1.0 - 0.999f64.powi(step)));
            weights[k] -= rate * m / (v.sqrt() + 1e-8);
        }
        if step % 100 == 0 {
            eprintln!("step {step}: loss {:.4} a choice", loss / examples.len() as f64);
        }
    }
    weights.into_iter().map(|w| w as f32).collect()
}

/// Carries the weights from single choices over to whole readings: what the right reading has and the beam expects less
/// of is raised, by the gradient of the right reading's probability within the beam (structured maximum likelihood;
/// Collins 2002 with probabilities instead of the single best). Without this step the scores of different histories do
/// not compare.
fn refine(
    pages: &[generate::Page],
    language: &'static Language,
    model: &Model,
    start: Vec<f32>,
) -> Result<Vec<f32>, Failure> {
    let texts: Vec<String> = pages.iter().map(generate::Page::text).collect();
    let layouts: Vec<Layout> = texts.iter().map(|t| Layout::of(t)).collect();
    let mut prepared = Vec::new();
    let unweighted = Arc::new(Weights::parse(&file(&language.id, &start, &Curves::default()))?);
    for ((page, text), layout) in pages.iter().zip(&texts).zip(&layouts) {
        if let Some(ready) = prepare(text, layout, page, language, model, &unweighted) {
            let truth: Vec<Choice> = page.blocks.iter().map(|b| b.truth).collect();
            prepared.push((ready, truth));
        }
    }
    let (mut weights, mut squares) = (start.clone(), vec![1e-3f32; KEYS.len()]);
    let mut average = vec![0.0f64; KEYS.len()];
    const ROUNDS: usize = 14;
    for round in 0..ROUNDS {
        let (mut loss, mut exact) = (0.0, 0);
        for (page, truth) in &mut prepared {
            let known = Arc::new(Weights::parse(&file(&language.id, &weights, &Curves::default()))?);
            page.tongues.iter_mut().for_each(|tongue| tongue.weights = known.clone());
            let (read, beam) = page.readings_beside(truth);
            let truth = &truth[..read];
            let right = page.features_of(truth);
            let mut readings: Vec<(f32, Features)> = vec![(known.score(&right), right.clone())];
            for (n, reading) in beam.iter().enumerate() {
                let choices = reading.choices();
                if choices == truth {
                    exact += usize::from(n == 0 && read == page.fragments.len());
                } else {
                    readings.push((reading.score(), page.features_of(&choices)));
                }
            }
            let top = readings.iter().map(|r| r.0).fold(f32::MIN, f32::max);
            let total: f32 = readings.iter().map(|r| (r.0 - top).exp()).sum();
            loss -= f64::from(readings[0].0 - top - total.ln());
            // Pulled to where single choices put it: steps that adapt to each weight would shrink rare ones to nothing.
            let mut gradient: Vec<f32> = weights.iter().zip(&start).map(|(w, s)| (w - s) * 1e-3).collect();
            for (n, (score, features)) in readings.iter().enumerate() {
                let p = (score - top).exp() / total - f32::from(u8::from(n == 0));
                for &(name, value) in &features.0 {
                    gradient[name as usize] += p * value;
                }
            }
            for k in 0..weights.len() {
                squares[k] += gradient[k] * gradient[k];
                weights[k] -= 0.15 * gradient[k] / squares[k].sqrt();
            }
        }
        if round >= ROUNDS / 2 {
            weights.iter().zip(&mut average).for_each(|(w, a)| *a += f64::from(*w));
        }
        eprintln!(
            "round {round}: loss {:.3} a page, {exact} of {} exact",
            loss / prepared.len() as f64,
            prepared.len()
        );
    }
    Ok(average.into_iter().map(|a| (a / (ROUNDS - ROUNDS / 2) as f64) as f32).collect())
}

/// Every link of the best readings: what its confidence rests on, and whether it is right.
fn measure(
    pages: &[generate::Page],
    language: &'static Language,
    model: &Model,
    weights: &Arc<Weights>,
    table: bool,
) -> Vec<(Grounds, bool)> {
    let mut outcome = Vec::new();
    let mut rows = std::collections::BTreeMap::new();
    for page in pages {
        let text = page.text();
        let layout = Layout::of(&text);
        let Some(prepared) = prepare(&text, &layout, page, language, model, weights) else { continue };
        let verdicts = prepared.read();
        let grounds = prepared.grounds(&verdicts);
        for (i, (verdict, block)) in verdicts.iter().zip(&page.blocks).enumerate() {
            let near = |choice: Choice| matches!(choice, Choice::Join(h) if h + 1 == i);
            let name = |choice: Choice| match choice {
                Choice::Stay => "stay",
                Choice::Join(_) if near(choice) => "join",
                Choice::Join(_) => "reattach",
                Choice::Follow(_) => "follow",
            };
            let right = verdict.choice == block.truth;
            let sure = verdict.confidence;
            if block.truth != Choice::Stay {
                let row: &mut [usize; 6] = rows.entry((page.kind, name(block.truth))).or_default();
                row[0] += 1;
                row[1] += usize::from(right);
                row[2] += usize::from(right && sure >= 0.9);
                row[3] += usize::from(right && sure >= 0.98);
            }
            if let Some(grounds) = &grounds[i] {
                outcome.push((grounds.clone(), right));
                let row: &mut [usize; 6] = rows.entry((page.kind, name(verdict.choice))).or_default();
                row[4] += usize::from(!right && sure >= 0.9);
                row[5] += usize::from(!right && sure >= 0.98);
            }
        }
    }
    if table {
        eprintln!("kind      link        true  right  >=0.9 >=0.98  wrong >=0.9 >=0.98");
        for ((kind, link), r) in rows {
            let kind = format!("{kind:?}");
            eprintln!("{kind:<9} {link:<9} {:>6} {:>6} {:>6} {:>6} {:>12} {:>6}", r[0], r[1], r[2], r[3], r[4], r[5]);
        }
    }
    outcome
}

/// Weights of the grounds of confidence, by kind of link.
type Curves = std::collections::BTreeMap<LinkKind, [f64; 6]>;

/// Logistic regression of "is right" on the grounds, kind by kind, by plain gradient descent with a little L2.
fn calibrate(outcome: &[(Grounds, bool)]) -> Curves {
    let mut curves = Curves::new();
    for kind in [LinkKind::Near, LinkKind::Far, LinkKind::Follow] {
        let links: Vec<&(Grounds, bool)> = outcome.iter().filter(|o| o.0.kind == kind).collect();
        let mut curve = [0.0f64; 6];
        for _ in 0..20_000 {
            let mut gradient = curve.map(|w| w * 0.1);
            for (grounds, right) in &links {
                let odds: f64 = curve.iter().zip(&grounds.values).map(|(w, v)| w * f64::from(*v)).sum();
                let error = 1.0 / (1.0 + (-odds).exp()) - f64::from(u8::from(*right));
                gradient.iter_mut().zip(&grounds.values).for_each(|(g, v)| *g += error * f64::from(*v));
            }
            let count = links.len().max(1) as f64;
            curve.iter_mut().zip(&gradient).for_each(|(w, g)| *w -= 0.5 * g / count);
        }
        curves.insert(kind, curve);
    }
    curves
}

fn file(language: &str, weights: &[f32], curves: &Curves) -> String {
    let mut text =
        format!("# Learned: cargo run --release --example fit -- --lang {language} CORPUS... > fitted.toml\n");
    text += BEAM;
    text += "\n[calibration]\n";
    for (kind, name) in [(LinkKind::Near, "near"), (LinkKind::Far, "far"), (LinkKind::Follow, "follow")] {
        let curve = curves.get(&kind).copied().unwrap_or_default().map(|w| format!("{w:.4}"));
        text += &format!("{name} = [{}]\n", curve.join(", "));
    }
    text += "\n[weights]\n";
    for (key, weight) in KEYS.iter().zip(weights) {
        text += &format!("{key} = {weight:.4}\n");
    }
    text
}
