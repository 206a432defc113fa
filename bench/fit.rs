//! Fits the weights of the assignment on generated pages, and calibrates its confidence on others.
//!
//!     cargo run --release --example fit -- --lang zh CORPUS... > fitted.toml
//!
//! `--model FILE` keeps the model that is trained for the purpose between runs, `--weights FILE` takes the weights of an
//! earlier run and only calibrates and measures, `--ablation` prints what each group of features adds.
//!
//! Every fourth article of the corpora is held out of a character model trained for the purpose, so that the seams on the
//! pages are as new to the model as those of a user's page. Half of the held-out articles make the pages that the weights
//! are fitted on (multinomial logistic regression over the choices of each block, the choices before it being the right
//! ones; Adam, L2); the other half makes those that the confidence is calibrated and the table on standard error is
//! measured on.

#[path = "articles.rs"]
mod articles;
#[path = "fit/ablation.rs"]
mod ablation;
#[path = "fit/adam.rs"]
mod adam;
#[path = "fit/confidence.rs"]
mod confidence;
#[path = "fit/headlines.rs"]
mod headlines;
#[path = "generate.rs"]
mod generate;

use std::sync::Arc;

use adam::Adam;
use articles::Failure;
use confidence::Curves;
use generate::{Article, Kind, Random, Words};
use restitch::decision::{Choice, Page, Reading, Tongue};
use restitch::feature::{Features, GROUNDS, KEYS, LinkKind, SIGNS, Weights};
use restitch::fragment;
use restitch::language::{Language, Languages};
use restitch::layout::Layout;
use restitch::model::Model;
use restitch::training::{Options, Training};

/// Settings of the beam.
const BEAM: &str = "[beam]\nwidth = 32\noptions = 5\nprune = 8.0\nbehind = 7.0\ntemperature = 1.0\n";

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let mut language = "zh".to_string();
    let mut cached = None;
    let mut minimum = vec![3, 4, 4, 5, 6];
    let mut order = 5;
    let mut corpora = Vec::new();
    let mut ablation = false;
    let mut fitted_before = None;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--lang" => language = arguments.next().ok_or("--lang needs a language")?,
            "--minimum" => {
                let counts = arguments.next().ok_or("--minimum needs counts")?;
                minimum = counts.split(',').map(str::parse).collect::<Result<_, _>>()?;
            }
            "--order" => order = arguments.next().ok_or("--order needs a number")?.parse()?,
            "--model" => cached = arguments.next(),
            "--ablation" => ablation = true,
            "--weights" => fitted_before = arguments.next(),
            _ => corpora.push(argument),
        }
    }
    let kept = cached.as_ref().and_then(|path| std::fs::read(path).ok());
    let known = Languages::embedded().get(&language).ok_or("no such language")?;
    let mut held_out: Vec<Vec<Article>> = Vec::new();
    let mut training = Training::new();
    for path in &corpora {
        let (train, hold): (Vec<_>, Vec<_>) =
            articles::read(path)?.into_iter().enumerate().partition(|(i, _)| i % 4 != 0);
        if kept.is_none() {
            train.iter().flat_map(|(_, article)| &article.paragraphs).for_each(|p| training.add(&known.modelled(p)));
        }
        held_out.push(hold.into_iter().map(|(_, article)| article).collect());
    }
    let bytes = match kept {
        Some(bytes) => bytes,
        None => training.train(&Options { order, minimum })?.bytes,
    };
    if let Some(path) = cached {
        std::fs::write(path, &bytes)?;
    }
    let model = Model::open(bytes)?;
    // What a corpus cut badly itself would teach that a small letter begins a paragraph.
    for article in held_out.iter_mut().flatten() {
        article.paragraphs.retain(|paragraph| !known.begins_open(paragraph));
    }
    held_out.iter_mut().for_each(|articles| articles.retain(|article| article.paragraphs.len() > 1));
    // Half of a corpus has to be more than one page takes.
    held_out.retain(|articles| articles.len() >= 2 * ARTICLES);
    if held_out.is_empty() {
        return Err("no corpus has articles enough".into());
    }
    let half = |remainder: usize| -> Vec<Vec<Article>> {
        let every_other = |articles: &Vec<Article>| articles.iter().skip(remainder).step_by(2).cloned().collect();
        held_out.iter().map(every_other).collect()
    };
    let fitted = pages(&half(0), FITTED, known);
    let measured = pages(&half(1), MEASURED, known);
    eprintln!("{} pages to fit on, {} to measure on", fitted.len(), measured.len());
    let learned = match fitted_before {
        Some(path) => Learned::read(known, &std::fs::read_to_string(path)?)?,
        None => {
            let mut learned = Learned { language: known, headline: Vec::new(), weights: vec![0.0; KEYS.len()] };
            learned.headline = headlines::fit(&fitted, known, &model, &learned.weights()?);
            let examples = choices(&fitted, &learned, &model)?;
            if ablation {
                return ablation::table(&examples, &choices(&measured, &learned, &model)?);
            }
            learned.weights = fit(&examples);
            refine(&fitted, &model, learned)?
        }
    };
    let links = confidence::measure(&measured, known, &model, &learned.weights()?);
    let file = learned.file(&confidence::calibrate(&links, |_| true));
    confidence::table(&links, &Weights::parse(&file)?);
    confidence::reliability(&links, &learned)?;
    print!("{file}");
    Ok(())
}

/// The choices of every block that has more than one, the choices before being the right ones: what speaks for each, and
/// which is right.
fn choices(pages: &[generate::Page], learned: &Learned, model: &Model) -> Result<Vec<Example>, Failure> {
    let (mut examples, mut unreachable) = (Vec::new(), 0);
    let unweighted = learned.weights()?;
    for page in pages {
        let text = page.text();
        let layout = Layout::of(&text);
        let Some(prepared) = prepare(&text, &layout, page, learned.language, model, &unweighted) else { continue };
        let mut reading = Reading::new();
        for (i, block) in page.blocks.iter().enumerate() {
            let options = reading.options(&prepared, i);
            match options.iter().position(|&o| o == block.truth) {
                Some(right) if options.len() > 1 => {
                    let features = options.iter().map(|&o| reading.features(&prepared, i, o)).collect();
                    examples.push(Example { features, right, link: block.truth != Choice::Stay });
                }
                Some(_) => {}
                None => unreachable += 1,
            }
            reading = reading.chosen(&prepared, i, block.truth, 0.0);
        }
    }
    eprintln!("{} choices, {unreachable} right ones were not offered", examples.len());
    Ok(examples)
}

/// A block's choices.
struct Example {
    features: Vec<Features>,
    right: usize,
    /// The right one is a link.
    link: bool,
}

/// The most articles of one page.
const ARTICLES: usize = 8;
/// Pages to fit on, and to calibrate and measure on. To read a page is cheap; to fit on it is to read it ten times.
const FITTED: usize = 2000;
const MEASURED: usize = 2400;

/// Pages, all kinds in turn: every third of one corpus, as a newspaper has one style, the others of all corpora mixed, so that
/// what tells two articles of one book from each other does not count as all that tells articles apart. A corpus without
/// headlines borrows the first words of other articles.
fn pages(corpora: &[Vec<Article>], count: usize, language: &Language) -> Vec<generate::Page> {
    const KINDS: [Kind; 10] = [
        Kind::Tails,
        Kind::Rounds,
        Kind::Adjacent,
        Kind::Tails,
        Kind::Rounds,
        Kind::Boxes,
        Kind::Tails,
        Kind::Rounds,
        Kind::Repeats,
        Kind::Clean,
    ];
    let mut random = Random::new(20_241_123);
    let mut stacks: Vec<Stack> = corpora.iter().map(|articles| Stack::new(articles, &mut random)).collect();
    let mut page = |number: usize| {
        let of_one = number.is_multiple_of(3).then(|| number / 3 % corpora.len());
        let mut chosen = Vec::new();
        for _ in 0..3 + random.below(ARTICLES - 2) {
            let stack = of_one.unwrap_or_else(|| random.below(corpora.len()));
            let mut article = stacks[stack].next(&mut random);
            articles::fit_on_page(&mut article, language.spaced, Words::of(&language.id), &mut random);
            chosen.push(article);
        }
        generate::page(&chosen, KINDS[number / 3 % KINDS.len()], language, &mut random).without_copies()
    };
    (0..count).map(&mut page).collect()
}

/// A corpus' articles in an order in which none comes again before all have come.
struct Stack<'a> {
    articles: Vec<&'a Article>,
    at: usize,
}

impl<'a> Stack<'a> {
    fn new(articles: &'a [Article], random: &mut Random) -> Stack<'a> {
        let mut stack = Stack { articles: articles.iter().collect(), at: 0 };
        random.shuffle(&mut stack.articles);
        stack
    }

    fn next(&mut self, random: &mut Random) -> Article {
        if self.at == self.articles.len() {
            random.shuffle(&mut self.articles);
            self.at = 0;
        }
        self.at += 1;
        self.articles[self.at - 1].clone()
    }
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
fn fit(examples: &[Example]) -> Vec<f32> {
    let mut adam = Adam::new(vec![0.0; KEYS.len()]);
    for step in 1..=300 {
        let weights = &adam.weights;
        let mut gradient: Vec<f64> = weights.iter().map(|w| w * 0.1).collect();
        let mut loss = 0.0;
        for Example { features: options, right, .. } in examples {
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
        adam.step(&gradient, 0.05 * (1.0 - f64::from(step) / 350.0));
        if step % 100 == 0 {
            eprintln!("step {step}: loss {:.4} a choice", loss / examples.len() as f64);
        }
    }
    adam.weights.into_iter().map(|w| w as f32).collect()
}

/// Carries the weights from single choices over to whole readings: what the right reading has and the beam expects less
/// of is raised, by the gradient of the right reading's probability within the beam (structured maximum likelihood;
/// Collins 2002 with probabilities instead of the single best). Without this step the scores of different histories do
/// not compare.
fn refine(pages: &[generate::Page], model: &Model, mut learned: Learned) -> Result<Learned, Failure> {
    let texts: Vec<String> = pages.iter().map(generate::Page::text).collect();
    let layouts: Vec<Layout> = texts.iter().map(|t| Layout::of(t)).collect();
    let mut prepared = Vec::new();
    let unweighted = learned.weights()?;
    for ((page, text), layout) in pages.iter().zip(&texts).zip(&layouts) {
        if let Some(ready) = prepare(text, layout, page, learned.language, model, &unweighted) {
            let truth: Vec<Choice> = page.blocks.iter().map(|b| b.truth).collect();
            prepared.push((ready, truth));
        }
    }
    let (start, mut squares) = (learned.weights.clone(), vec![1e-3f32; KEYS.len()]);
    let mut average = vec![0.0f64; KEYS.len()];
    const ROUNDS: usize = 6;
    for round in 0..ROUNDS {
        let (mut loss, mut exact) = (0.0, 0);
        for (page, truth) in &mut prepared {
            let known = learned.weights()?;
            page.tongues.iter_mut().for_each(|tongue| tongue.weights = known.clone());
            let (read, beam) = page.readings_beside(truth);
            let truth = &truth[..read];
            let right = page.features_of(truth);
            let mut readings: Vec<(f32, Features)> = vec![(known.score(|score| right.tell(score)), right.clone())];
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
            let weights = &mut learned.weights;
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
            learned.weights.iter().zip(&mut average).for_each(|(w, a)| *a += f64::from(*w));
        }
        eprintln!(
            "round {round}: loss {:.3} a page, {exact} of {} exact",
            loss / prepared.len() as f64,
            prepared.len()
        );
    }
    learned.weights = average.into_iter().map(|a| (a / (ROUNDS - ROUNDS / 2) as f64) as f32).collect();
    Ok(learned)
}

/// What was learned so far.
pub struct Learned {
    language: &'static Language,
    /// By [`SIGNS`]; empty as long as headlines are not judged.
    headline: Vec<f64>,
    /// By [`KEYS`].
    weights: Vec<f32>,
}

impl Learned {
    /// What a file says that was fitted before.
    fn read(language: &'static Language, file: &str) -> Result<Learned, Failure> {
        let file: toml::Table = toml::from_str(file)?;
        let table = |name: &str| file.get(name).and_then(toml::Value::as_table).ok_or(format!("no [{name}] in it"));
        let of = |table: &toml::Table, key: &str| table.get(key).and_then(toml::Value::as_float).unwrap_or(0.0);
        let (headline, weights) = (table("headline")?, table("weights")?);
        let headline = SIGNS.iter().map(|key| of(headline, key)).collect();
        Ok(Learned { language, headline, weights: KEYS.iter().map(|key| of(weights, key) as f32).collect() })
    }

    /// As restitch reads it, before the confidence is calibrated.
    fn weights(&self) -> Result<Arc<Weights>, Failure> {
        Ok(Arc::new(Weights::parse(&self.file(&Curves::default()))?))
    }

    /// The file.
    fn file(&self, curves: &Curves) -> String {
        let language = &self.language.id;
        let mut text =
            format!("# Learned: cargo run --release --example fit -- --lang {language} CORPUS... > fitted.toml\n");
        text += BEAM;
        for (kind, name) in [(LinkKind::Near, "near"), (LinkKind::Far, "far"), (LinkKind::Follow, "follow")] {
            text += &format!("\n[calibration.{name}]\n");
            for (key, weight) in GROUNDS.iter().zip(curves.get(&kind).into_iter().flatten()) {
                text += &format!("{key} = {weight:.4}\n");
            }
        }
        if !self.headline.is_empty() {
            text += "\n[headline]\n";
            for (key, weight) in SIGNS.iter().zip(&self.headline) {
                text += &format!("{key} = {weight:.4}\n");
            }
        }
        text += "\n[weights]\n";
        for (key, weight) in KEYS.iter().zip(&self.weights) {
            text += &format!("{key} = {weight:.4}\n");
        }
        text
    }
}
