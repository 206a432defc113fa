//! Decisions as TOML.

use serde::Deserialize;

use super::{Decision, Decisions, Kind, Other, Passage};
use crate::finding::Ruling;

/// What stands at the head of a file of decisions.
const HEAD: &str =
    "# Decisions about findings, by `restitch review`. One table a decision; take one out to decide anew.\n";

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    decision: Vec<Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    rule: String,
    verdict: Verdict,
    instead: Option<String>,
    at: toml::Value,
    at_nth: Option<(usize, usize)>,
    behind: Option<toml::Value>,
    behind_nth: Option<(usize, usize)>,
    until: Option<String>,
    #[serde(default)]
    apart: bool,
    reads: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Accept,
    Reject,
    Edit,
}

/// A ruling in one word, as it stands in the file.
pub(super) fn verdict(ruling: &Ruling) -> &'static str {
    match ruling {
        Ruling::Accept => "accept",
        Ruling::Reject => "reject",
        Ruling::Edit(_) => "edit",
    }
}

impl Decisions {
    /// Reads what [`Decisions::to_toml`] wrote, or a person.
    ///
    /// # Errors
    /// The line, from 1, and what is wrong there.
    pub fn parse(text: &str) -> Result<Decisions, (usize, String)> {
        let file: File = toml::from_str(text).map_err(|error| {
            if let Some(line) = text.lines().position(|line| line.starts_with("<<<<<<< ")) {
                return (line + 1, "a merge left two versions here; keep the tables of both".to_string());
            }
            let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            (line, error.message().replace('\n', " "))
        })?;
        let mut places = text.lines().enumerate().filter(|(_, line)| line.trim() == "[[decision]]");
        let list = file.decision.into_iter().map(|table| {
            let line = places.next().map_or(1, |(line, _)| line + 1);
            table.read().map_err(|fault| (line, fault.to_string()))
        });
        Ok(Decisions { list: list.collect::<Result<_, _>>()? })
    }

    /// As TOML, one table a decision.
    pub fn to_toml(&self) -> String {
        HEAD.to_string() + &self.list.iter().map(written).collect::<String>()
    }
}

impl Table {
    fn read(self) -> Result<Decision, &'static str> {
        let ruling = match (self.verdict, self.instead) {
            (Verdict::Accept, None) => Ruling::Accept,
            (Verdict::Reject, None) => Ruling::Reject,
            (Verdict::Edit, Some(instead)) => Ruling::Edit(instead),
            (Verdict::Edit, None) => return Err("an edit needs `instead`, the text that is to stand there"),
            (_, Some(_)) => return Err("`instead` goes with the verdict \"edit\" only"),
        };
        let at = passage(self.at, self.at_nth, false)?;
        if let Some(behind) = self.behind {
            if self.until.is_some() || self.reads.is_some() {
                return Err("`until` and `reads` do not go with `behind`");
            }
            let other = Other::Behind(passage(behind, self.behind_nth, true)?);
            return Ok(Decision { rule: self.rule, ruling, at, other, kind: Kind::Link { apart: self.apart } });
        }
        let other = self.until.map_or(Other::Nowhere, Other::Until);
        let kind = self.reads.map_or(Kind::Stretch, Kind::Reading);
        Ok(Decision { rule: self.rule, ruling, at, other, kind })
    }
}

/// One text, on the inner side of a place, or two, before and behind it.
fn passage(value: toml::Value, nth: Option<(usize, usize)>, end: bool) -> Result<Passage, &'static str> {
    let fault = "`at` and `behind` are one text, or two in brackets: what stands before the place and behind it";
    let text = |value: Option<&toml::Value>| value.and_then(toml::Value::as_str).map(str::to_string).ok_or(fault);
    let (before, behind) = match value.as_array() {
        Some(both) if both.len() == 2 => (text(both.first())?, text(both.last())?),
        Some(_) => return Err(fault),
        None if end => (text(Some(&value))?, String::new()),
        None => (String::new(), text(Some(&value))?),
    };
    Ok(Passage { before, behind, nth })
}

fn written(decision: &Decision) -> String {
    let mut out = format!("\n{}[[decision]]\n", title(decision));
    let mut key = |name: &str, value: &str| out.push_str(&format!("{name} = {value}\n"));
    key("rule", &quoted(&decision.rule));
    key("verdict", &quoted(verdict(&decision.ruling)));
    if let Ruling::Edit(instead) = &decision.ruling {
        key("instead", &quoted(instead));
    }
    let mut place = |name: &str, passage: &Passage, end: bool| {
        let (inner, outer) = if end { (&passage.before, &passage.behind) } else { (&passage.behind, &passage.before) };
        match outer.is_empty() {
            true => key(name, &quoted(inner)),
            false => key(name, &format!("[{}, {}]", quoted(&passage.before), quoted(&passage.behind))),
        }
        if let Some((nth, of)) = passage.nth {
            key(&format!("{name}_nth"), &format!("[{nth}, {of}]"));
        }
    };
    place("at", &decision.at, false);
    match &decision.other {
        Other::Behind(passage) => place("behind", passage, true),
        Other::Until(words) => key("until", &quoted(words)),
        Other::Nowhere => {}
    }
    match &decision.kind {
        Kind::Link { apart: true } => key("apart", "true"),
        Kind::Reading(reads) => key("reads", &quoted(reads)),
        _ => {}
    }
    out
}

/// The text at the place as a comment. For those who read; and for git: tables that begin alike are merged into each other
/// line by line, those that begin with a line of their own are taken as wholes.
fn title(decision: &Decision) -> String {
    let (before, behind) = decision.sides();
    let seam = if before.is_empty() { "" } else { "|" };
    let text: String = format!("{before}{seam}{behind}").chars().filter(|c| !c.is_control()).collect();
    if text.is_empty() { text } else { format!("# {text}\n") }
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
