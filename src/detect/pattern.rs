//! A regular expression within a line: the technique of small, certain things.
//!
//! `left` and `right` are what must stand before and behind, since regular expressions here have no look-around. What
//! `find` matches is read as `with`; without `with` the match is only reported. In `with`, `$1` and so on (`${1}` in front
//! of a letter or a digit) stand for the groups of `left`, `find` and `right`, counted in this order, and `$$` for a
//! dollar sign.

use std::sync::{Arc, OnceLock};

use regex::Regex;
use serde::Deserialize;

use crate::detect::{Context, Fault, Hit, probability};
use crate::edit::Edit;
use crate::finding::{Shape, Tier};
use crate::language::pattern_fault;
use crate::layout::{BlockKind, Layout};
use crate::span::Span;

/// Parameters of `[detect.pattern]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// What is wrong.
    pub find: String,
    /// What stands directly before it.
    #[serde(default)]
    pub left: String,
    /// What stands directly behind it.
    #[serde(default)]
    pub right: String,
    /// Words of which one stands in whatever `find` finds: a text without any is not searched, and the pattern not compiled.
    #[serde(default)]
    pub words: Vec<String>,
    /// What it reads as.
    pub with: Option<String>,
    /// How often the pattern is right, 0 to 1, measured on examples of its damage.
    #[serde(default = "certain")]
    pub confidence: f64,
    #[serde(skip)]
    compiled: Arc<OnceLock<Option<Compiled>>>,
}

/// The whole expression. What `find` matches is a group of its own in it, so that groups behind it count one higher.
#[derive(Debug)]
struct Compiled {
    regex: Regex,
    found: usize,
    with: Option<String>,
}

fn certain() -> f64 {
    1.0
}

impl Pattern {
    fn compile(&self) -> Result<Compiled, Fault> {
        let found = Regex::new(&self.left).map_or(0, |left| left.captures_len() - 1) + 1;
        let expression = format!("(?:{})({})(?:{})", self.left, self.find, self.right);
        let regex = Regex::new(&expression).map_err(|error| ("find", pattern_fault(&error)))?;
        let with = self.with.as_ref().map(|with| renumbered(with, found, &regex)).transpose()?;
        Ok(Compiled { regex, found, with })
    }

    /// Compiles the three patterns one by one, so that the faulty one is named, and then together.
    pub(super) fn check(&self) -> Result<(), Fault> {
        for (key, pattern) in [("left", &self.left), ("find", &self.find), ("right", &self.right)] {
            if let Err(error) = Regex::new(pattern) {
                return Err((key, format!("the pattern `{pattern}` does not compile: {}", pattern_fault(&error))));
            }
        }
        if self.find.is_empty() {
            return Err(("find", "`find` is empty and would match everywhere".to_string()));
        }
        probability("confidence", self.confidence)?;
        self.compile().map(drop)
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        if !self.words.is_empty() && !self.words.iter().any(|word| context.text.contains(word.as_str())) {
            return Vec::new();
        }
        let Some(compiled) = self.compiled.get_or_init(|| self.compile().ok()) else { return Vec::new() };
        let tier = if self.with.is_some() { context.most } else { Tier::Report };
        let mut hits = Vec::new();
        let mut from = 0;
        while let Some(captures) = compiled.regex.captures_at(context.text, from) {
            let (Some(all), Some(found)) = (captures.get(0), captures.get(compiled.found)) else { break };
            let at = Span::from(found.range());
            // What stands behind one match may stand in front of the next: the search goes on behind `find`, not `right`.
            from = if at.end > from { at.end } else { next_character(context.text, all.end().max(from)) };
            if at.is_empty() || left_alone(context.layout, at) {
                continue;
            }
            let mut hit = Hit {
                shape: Shape::Note { at },
                tier,
                confidence: self.confidence,
                evidence: Vec::new(),
                alternatives: Vec::new(),
                edits: Vec::new(),
                seam: found.as_str().trim().to_string(),
            };
            if let Some(with) = &compiled.with {
                let mut reading = String::new();
                captures.expand(with, &mut reading);
                if reading == found.as_str() {
                    continue;
                }
                if context.does(tier) {
                    hit.edits.push(Edit::Replace { span: at, with: reading.clone() });
                }
                hit.shape = Shape::Replace { at, with: reading };
            }
            hits.push(hit);
        }
        hits
    }
}

/// True when some of `at` is in a block where characters mean something else.
fn left_alone(layout: &Layout, at: Span) -> bool {
    let first = layout.blocks.partition_point(|block| block.span.end <= at.start);
    let touched = layout.blocks[first..].iter().take_while(|block| block.span.start < at.end);
    touched.map(|block| block.kind).any(|kind| matches!(kind, BlockKind::Code | BlockKind::FrontMatter))
}

/// Where the character behind the one at `at` begins; past the end of the text when there is none.
fn next_character(text: &str, at: usize) -> usize {
    at + text[at.min(text.len())..].chars().next().map_or(1, char::len_utf8)
}

/// `with` for the whole expression, whose group `found` is not counted by the user; a group that is not there is a fault.
fn renumbered(with: &str, found: usize, regex: &Regex) -> Result<String, Fault> {
    let mut out = String::with_capacity(with.len());
    let mut rest = with;
    while let Some(dollar) = rest.find('$') {
        out.push_str(&rest[..=dollar]);
        rest = &rest[dollar + 1..];
        if let Some(behind) = rest.strip_prefix('$') {
            out.push('$');
            rest = behind;
            continue;
        }
        let (name, behind) = match rest.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some(parts) => parts,
            None => rest.split_at(rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())),
        };
        let known = regex.capture_names().flatten().any(|known| known == name);
        match name.parse::<usize>() {
            Ok(0) => out.push_str(&format!("{{{found}}}")),
            Ok(group) if group + 1 < regex.captures_len() => {
                out.push_str(&format!("{{{}}}", if group < found { group } else { group + 1 }));
            }
            Err(_) if known => out.push_str(&format!("{{{name}}}")),
            _ => {
                return Err((
                    "with",
                    format!("`with` names a group `${name}`, and the patterns have none; `$$` is a dollar sign"),
                ));
            }
        }
        rest = behind;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use crate::repair::{Options, repair};
    use crate::ruleset::RuleSet;

    fn rules(parameters: &str) -> Result<RuleSet, String> {
        let rule = format!(
            "id = 'mark'\nstage = 'characters'\ntier = 'apply'\nmessage = 'm'\nwhy = 'w'\nsafety = 's'\n\
             [detect.pattern]\n{parameters}\n[[example]]\nname = 'x'\nbefore = 'x'\n"
        );
        RuleSet::of([("mark.toml".to_string(), rule)]).map_err(|error| error.to_string())
    }

    fn repaired(parameters: &str, text: &str) -> String {
        let rules = rules(parameters).unwrap();
        repair(text.to_string(), &rules, &Options::default()).document.text().to_string()
    }

    #[test]
    fn groups_count_as_they_stand_in_the_rule() {
        let fault = rules("find = '(l)1'\nwith = '$1l'").unwrap_err();
        assert!(fault.contains("a group `$1l`"), "{fault}");
        assert_eq!(repaired("find = '(l)1'\nwith = '${1}l'", "al1 a1l"), "all a1l");
        assert_eq!(repaired("left = '(a)'\nfind = '(x)(y)'\nright = '(b)'\nwith = '$3$1$2$4$$'", "axyb"), "ayaxb$b");
        assert_eq!(repaired("find = '(?P<word>o)0'\nwith = '$word$word'", "bo0k"), "book");
    }

    #[test]
    fn one_context_serves_two_neighbours() {
        assert_eq!(repaired("left = '[0-9]'\nfind = 'O'\nright = '[0-9]'\nwith = '0'", "1O2O3 O4"), "10203 O4");
        assert_eq!(repaired("find = 'x*'\nwith = '-'", "axxb文x"), "a-b文-");
    }

    #[test]
    fn code_is_left_alone_wherever_it_stands() {
        let text = "l1st\n\n```\nl1st\n```\n\nl1st";
        assert_eq!(
            repaired("find = 'l1st'\nwith = 'list'", text),
            text.replacen("l1st", "list", 1).replace("\n\nl1st", "\n\nlist")
        );
    }

    #[test]
    fn faults_name_the_key() {
        for (parameters, fault) in [
            ("find = '('", "8: the pattern `(` does not compile: unclosed group"),
            (
                "find = 'a'\nwith = '$2'",
                "9: `with` names a group `$2`, and the patterns have none; `$$` is a dollar sign",
            ),
            ("find = 'a'\nconfidence = 3", "9: `confidence` is a probability from 0 to 1, not 3"),
            ("find = ''", "8: `find` is empty and would match everywhere"),
        ] {
            assert_eq!(rules(parameters).unwrap_err(), format!("mark.toml:{fault}"));
        }
    }
}
