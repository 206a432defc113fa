//! Which lines without a full stop are the heads of torn sentences: the curve that judges headlines.

use std::sync::Arc;

use restitch::decision::Choice;
use restitch::feature::{SIGNS, Weights};
use restitch::language::Language;
use restitch::layout::Layout;
use restitch::model::Model;

use crate::adam::logistic;
use crate::{generate, prepare};

/// Logistic regression of "some block goes on from it" on the signs of a line. `plain`: weights that judge no headlines.
pub fn fit(pages: &[generate::Page], language: &'static Language, model: &Model, plain: &Arc<Weights>) -> Vec<f64> {
    let mut lines: Vec<(Vec<f32>, bool)> = Vec::new();
    for page in pages {
        let text = page.text();
        let layout = Layout::of(&text);
        let Some(prepared) = prepare(&text, &layout, page, language, model, plain) else { continue };
        for i in 0..page.blocks.len() {
            if let Some(signs) = prepared.signs(i) {
                lines.push((signs, page.blocks.iter().any(|block| block.truth == Choice::Join(i))));
            }
        }
    }
    let torn = lines.iter().filter(|line| line.1).count();
    eprintln!("{} lines that look like headlines, {torn} of them torn", lines.len());
    logistic(SIGNS.len(), &lines.iter().map(|(signs, torn)| (signs.as_slice(), *torn)).collect::<Vec<_>>())
}
