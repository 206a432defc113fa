//! `restitch train`: a character model from plain text, for a language or a house style of one's own.
//!
//! Files are read line by line and never held whole. Standard output has only what was asked for with `--held-out`; the rest goes to standard error.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use flate2::bufread::MultiGzDecoder;
use restitch::language::Languages;
use restitch::model::{BREAK, Model};
use restitch::training::{Options, Training};
use serde::Deserialize;

use super::Outcome;
use super::common;
use super::files::{self, Trouble};

/// Lines read between two signs of life.
const LINES_BETWEEN_REPORTS: usize = 20_000;

/// What `restitch train` is told.
#[derive(Args, Clone, Debug)]
pub struct Arguments {
    /// Text to learn from: .txt (one paragraph a line) or .jsonl (objects with "paragraphs" or "text"), plain or .gz
    #[arg(required = true)]
    pub corpora: Vec<PathBuf>,
    /// Language of the text; names the model LANG.model unless --output does
    #[arg(long, required_unless_present = "output")]
    pub lang: Option<String>,
    /// The model to write
    #[arg(short, long)]
    pub output: Option<PathBuf>,
    /// The longest run of characters to count: 5 suits Chinese, 6 to 8 an alphabet
    #[arg(long, default_value_t = 5)]
    pub order: usize,
    /// How often a run of 1, 2, 3 ... characters must be seen to be kept; the last number stands for all longer ones
    #[arg(long, value_delimiter = ',', default_value = "3,1,2")]
    pub min_count: Vec<u32>,
    /// Leave out every Nth paragraph, and print how many bits a character of those costs, file by file
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..))]
    pub held_out: Option<u32>,
}

/// Runs the command.
pub fn run(args: &Arguments) -> Result<Outcome, Trouble> {
    let output = match (&args.output, &args.lang) {
        (Some(output), _) => output.clone(),
        (None, Some(lang)) => PathBuf::from(format!("{lang}.model")),
        (None, None) => return Err(Trouble::new("where to write the model? name it with --output")),
    };
    // Found out now rather than after a minute of training.
    files::check_writable(&output)?;
    let known = args.lang.as_ref().and_then(|lang| Languages::embedded().get(lang));
    let read = |paragraph: &str| known.map_or_else(|| paragraph.to_owned(), |language| language.modelled(paragraph));
    let mut training = Training::new();
    let mut held_out = Vec::new();
    for path in &args.corpora {
        let mut left = Vec::new();
        let mut number = 0u64;
        each_paragraph(path, |paragraph| {
            number += 1;
            match args.held_out {
                Some(every) if number.is_multiple_of(u64::from(every)) => left.push(read(paragraph)),
                _ => training.add(&read(paragraph)),
            }
        })?;
        held_out.push((path, left));
    }
    sign_of_life(&format!("training on {} characters", training.characters()));
    let options = Options { order: args.order, minimum: args.min_count.clone() };
    let trained = training.train(&options).map_err(|error| Trouble::new(error.to_string()));
    sign_of_life("");
    let trained = trained?;
    files::write_atomically(&output, &trained.bytes)?;
    let kept: Vec<String> = trained.kept.iter().map(usize::to_string).collect();
    common::tell(&format!(
        "{}: {} bytes from {} characters in {} paragraphs; runs of 1, 2, 3 ... characters kept: {}",
        output.display(),
        trained.bytes.len(),
        training.characters(),
        training.paragraphs(),
        kept.join(", ")
    ));
    if args.held_out.is_some() {
        let model = Model::open(trained.bytes).map_err(|error| Trouble::at(&output, error))?;
        common::print(&costs(&model, &held_out))?;
    }
    Ok(Outcome::Clean)
}

/// Calls `take` for every paragraph of a file that is not blank.
fn each_paragraph(path: &Path, mut take: impl FnMut(&str)) -> Result<(), Trouble> {
    let told = |what: String| Trouble::at(path, what);
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let bare = name.strip_suffix(".gz").unwrap_or(&name);
    let objects = bare.ends_with(".jsonl");
    if !objects && !bare.ends_with(".txt") {
        return Err(told("is it .txt or .jsonl? name it so (either may end in .gz)".to_owned()));
    }
    let file = File::open(path).map_err(|error| Trouble::reading(path, &error))?;
    let raw = BufReader::new(file);
    let bytes: Box<dyn Read> = if bare.len() < name.len() { Box::new(MultiGzDecoder::new(raw)) } else { Box::new(raw) };
    let mut reader = BufReader::new(bytes);
    let mut line = Vec::new();
    for number in 1usize.. {
        line.clear();
        let read = reader
            .read_until(b'\n', &mut line)
            .map_err(|error| told(format!("line {number}: cannot be read on: {error}; is the file whole?")))?;
        if read == 0 {
            break;
        }
        if number.is_multiple_of(LINES_BETWEEN_REPORTS) {
            sign_of_life(&format!("{}: line {number}", path.display()));
        }
        let text = std::str::from_utf8(&line)
            .map_err(|_| told(format!("line {number}: is not UTF-8; convert the file first")))?
            .trim_start_matches('\u{FEFF}')
            .trim();
        if text.is_empty() {
            continue;
        }
        if objects {
            Article::read(text).map_err(|what| told(format!("line {number}: {what}")))?.each_paragraph(&mut take);
        } else {
            take(text);
        }
    }
    Ok(())
}

/// One line of a .jsonl file. What else stands in it, titles above all, is not running text.
#[derive(Deserialize)]
struct Article {
    paragraphs: Option<Vec<String>>,
    text: Option<String>,
}

impl Article {
    fn read(line: &str) -> Result<Article, String> {
        let article: Article =
            serde_json::from_str(line).map_err(|error| format!("is not an object of the kind expected: {error}"))?;
        if article.paragraphs.is_none() && article.text.is_none() {
            return Err("has neither \"paragraphs\" nor \"text\"; add one, or take the line out".to_owned());
        }
        Ok(article)
    }

    fn each_paragraph(&self, take: &mut impl FnMut(&str)) {
        let whole = self.paragraphs.iter().flatten().map(String::as_str);
        let lines = self.text.iter().flat_map(|text| text.lines());
        whole.chain(lines).filter(|paragraph| !paragraph.trim().is_empty()).for_each(take);
    }
}

/// A table: file, characters left out (ends of paragraphs counted as one each), bits a character.
fn costs(model: &Model, held_out: &[(&PathBuf, Vec<String>)]) -> String {
    let mut lines = String::new();
    let mut all = (0.0, 0);
    for (path, paragraphs) in held_out {
        let mut own = (0.0, 0);
        for paragraph in paragraphs {
            let mut symbols = model.symbols(paragraph.trim());
            symbols.push(BREAK);
            own.0 += f64::from(model.cost_of(&[BREAK], &symbols));
            own.1 += symbols.len();
        }
        lines += &row(&path.display().to_string(), own);
        all = (all.0 + own.0, all.1 + own.1);
    }
    lines + &row("all", all)
}

fn row(name: &str, (bits, characters): (f64, usize)) -> String {
    format!("{name}\t{characters}\t{:.3}\n", bits / characters.max(1) as f64)
}

/// One line on a terminal that the next one writes over; nothing elsewhere.
fn sign_of_life(what: &str) {
    let mut terminal = std::io::stderr().lock();
    if terminal.is_terminal() {
        // It is only a sign of life: when it cannot be written, there is nobody to miss it.
        let _ = write!(terminal, "\r\x1b[K{what}").and_then(|()| terminal.flush());
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gathered(path: &Path) -> Result<Vec<String>, Trouble> {
        let mut paragraphs = Vec::new();
        each_paragraph(path, |paragraph| paragraphs.push(paragraph.to_owned()))?;
        Ok(paragraphs)
    }

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn every_kind_of_file_gives_its_paragraphs() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "First.\r\n\n  \nSecond.";
        let objects =
            "{\"title\": \"No.\", \"paragraphs\": [\"First.\", \" \"]}\n{\"text\": \"Second.\\n\\nThird.\"}\n";
        let members = [gzip("First.\n"), gzip("Second.\n")].concat();
        let files: [(&str, &[u8], &[&str]); 5] = [
            ("a.txt", text.as_bytes(), &["First.", "Second."]),
            ("b.TXT.gz", &gzip(text), &["First.", "Second."]),
            ("members.txt.gz", &members, &["First.", "Second."]),
            ("c.jsonl", objects.as_bytes(), &["First.", "Second.", "Third."]),
            ("d.jsonl.gz", &gzip(objects), &["First.", "Second.", "Third."]),
        ];
        for (name, bytes, expected) in files {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).expect("a file");
            assert_eq!(gathered(&path).expect(name), expected, "{name}");
        }
    }

    #[test]
    fn trouble_names_the_file_and_the_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let cut = &gzip(&"A line that is long enough. ".repeat(99))[..20];
        let files: [(&str, &[u8], &str); 5] = [
            ("a.jsonl", b"{\"text\": \"x\"}\n{\"title\": \"x\"}\n", "a.jsonl: line 2: has neither"),
            ("b.jsonl", b"\n[1\n", "b.jsonl: line 2: is not an object"),
            ("c.txt", b"fine\n\xFF\xFE\n", "c.txt: line 2: is not UTF-8"),
            ("d.txt.gz", cut, "d.txt.gz: line 1: cannot be read on"),
            ("e.pdf", b"", "e.pdf: is it .txt or .jsonl?"),
        ];
        for (name, bytes, expected) in files {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).expect("a file");
            let error = gathered(&path).expect_err(name).to_string();
            assert!(error.contains(expected) && !error.contains('\n'), "{error}");
        }
        assert!(
            gathered(&folder.path().join("none.txt"))
                .expect_err("no file")
                .to_string()
                .contains("none.txt: no such file")
        );
    }

    #[test]
    fn the_model_that_is_written_can_be_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let corpus = folder.path().join("corpus.txt");
        std::fs::write(&corpus, "The cat sat on the mat.\nThe dog sat by the cat.\n").expect("a file");
        let output = folder.path().join("out.model");
        let args = Arguments {
            corpora: vec![corpus],
            lang: None,
            output: Some(output.clone()),
            order: 4,
            min_count: vec![1],
            held_out: None,
        };
        run(&args).expect("a model");
        let model = Model::open(std::fs::read(&output).expect("the file")).expect("opens");
        assert_eq!(model.order(), 4);
        let nowhere = Arguments { output: Some(folder.path().join("nowhere/out.model")), ..args };
        let trouble = run(&nowhere).err().expect("no folder").to_string();
        assert!(trouble.ends_with("nowhere is not there; make it first"), "{trouble}");
    }
}
