//! The pages of the review: the list of documents, and one document with what can be decided about it.

use std::collections::BTreeMap;

use maud::{Markup, html};
use restitch::diff::{Drawing, SCRIPT, Shell};
use restitch::excerpt::visible;
use restitch::finding::{Finding, Ruling};

use super::desk::{Desk, Open, Progress, asks, entry_key, is_open};
use super::http::Answer;

/// What the page of a review can do beside what every page can.
const REVIEW: &str = include_str!("review.js");

fn shell(title: &str, body: &Markup) -> Answer {
    let script = format!("{SCRIPT}\n{REVIEW}");
    let shell = Shell { title, script: &script, connect: "'self'" };
    Answer::page(shell.around(body), shell.policy())
}

/// All documents, and how far each is.
pub fn list(desk: &Desk) -> Answer {
    let documents = desk.list();
    let waiting = documents.iter().filter(|(_, progress)| progress.is_none()).count();
    let known = documents.iter().filter_map(|(_, progress)| progress.as_ref()?.as_ref().ok());
    let sum = known
        .fold(Progress::default(), |sum, one| Progress { decided: sum.decided + one.decided, all: sum.all + one.all });
    let body = html! {
        div #desk data-waiting=(waiting) {
            header.top { h1 { "Documents" } (progress(sum)) }
            main {
                table.documents {
                    caption.hidden { "Documents and how far their review is" }
                    thead { tr { th scope="col" { "Document" } th scope="col" { "Decided" } } }
                    tbody {
                        @for (number, (name, progress)) in documents.iter().enumerate() {
                            tr {
                                th scope="row" { a href={ "doc/" (number) } { (visible(name)) } }
                                td { @match progress {
                                    None => span.quiet { "not looked at yet" },
                                    Some(Err(trouble)) => span.trouble { (visible(trouble)) },
                                    Some(Ok(known)) => (self::progress(*known)),
                                } }
                            }
                        }
                    }
                }
            }
        }
    };
    shell("Review", &body)
}

/// One document; `part` for a page that is there already and only wants its new inside.
pub fn document(desk: &Desk, number: usize, part: bool) -> Answer {
    let Some(name) = desk.name(number) else { return Answer::refusal(404, "no such document") };
    let inside = match desk.open(number) {
        Ok(open) => document_body(&name, &open),
        Err(trouble) => return Answer::refusal(409, &trouble.to_string()),
    };
    if part {
        return Answer { kind: "text/html; charset=utf-8", body: inside.into_string(), ..Answer::refusal(200, "") };
    }
    shell(
        name.rsplit('/').next().unwrap_or(&name),
        &html! {
            a.skip href="#text" { "Skip to the text" }
            div #desk { (inside) }
            p #said role="status" {}
            p #trouble role="alert" {}
        },
    )
}

fn document_body(name: &str, open: &Open) -> Markup {
    let drawing = Drawing::new(&open.repair);
    let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in open.repair.findings.iter().filter(|finding| is_open(finding)) {
        *waiting.entry(&finding.rule).or_default() += 1;
    }
    let key = |finding: &Finding| open.docket.index_of(finding).map(|index| entry_key(&open.docket, index));
    let rejected: Vec<(String, &Finding)> =
        open.rejected.iter().filter_map(|finding| Some((key(finding)?, finding))).collect();
    let controls = |finding: &Finding| controls(finding, open, waiting.get(&*finding.rule).copied().unwrap_or(0));
    html! {
        header.top.stays {
            div.title {
                p.back { a href="../" { "← Documents" } }
                h1 { (visible(name)) }
            }
            (progress(open.progress()))
            p.keys {
                span { kbd { "s" } " skip " kbd { "n" } " " kbd { "p" } " next, previous " }
                button type="button" data-wish="undo" { "Undo " kbd { "u" } }
            }
        }
        div.review {
            section.findings aria-labelledby="findings-title" {
                h2 #findings-title { "Findings" }
                @if open.repair.findings.is_empty() { p.quiet { "Nothing is left to find." } }
                (drawing.findings(&rejected, &controls))
                (settled(open))
            }
            main #text { (drawing.texts()) }
        }
    }
}

fn progress(of: Progress) -> Markup {
    let told = format!("{} of {} decided", of.decided, of.all);
    html! {
        p.progress {
            @if of.all > 0 { progress max=(of.all) value=(of.decided) aria-hidden="true" {} " " }
            (if of.all == 0 { "nothing to decide".to_string() } else { told })
        }
    }
}

/// What can be decided about a finding; what was decided is pressed, and pressed again it is forgotten.
/// `waiting`: how many of its rule nobody has decided about.
fn controls(finding: &Finding, open: &Open, waiting: usize) -> Markup {
    let button = |wish: &str, label: &str, key: &str, pressed: bool| {
        html! {
            button type="button" data-wish=(wish) aria-pressed=(pressed.to_string()) { (label) " " kbd aria-hidden="true" { (key) } }
        }
    };
    let rejected = finding.ruling == Some(Ruling::Reject);
    let accepted = finding.ruling == Some(Ruling::Accept);
    let edited = matches!(finding.ruling, Some(Ruling::Edit(_)));
    let label = if finding.shape.links() { "What stands at the seam" } else { "What stands there instead" };
    html! {
        @if asks(finding) {
            div.controls role="group" aria-label="Decide" {
                (button("accept", "Accept", "a", accepted))
                (button("reject", "Reject", "r", rejected))
                @if let Some(text) = finding.own_text(open.repair.document.source()).filter(|_| !rejected) {
                    button type="button" data-wish="edit" aria-pressed=(edited.to_string()) data-text=(text) data-label=(label) {
                        "Edit " kbd aria-hidden="true" { "e" }
                    }
                }
            }
            @if waiting > 1 && is_open(finding) {
                div.controls.alike role="group" aria-label={ "Decide about all of " (finding.rule) } {
                    p { "All " (waiting) " of " (visible(&finding.rule)) " that are open" }
                    button type="button" data-wish="accept" data-all { "Accept " kbd aria-hidden="true" { "A" } }
                    button type="button" data-wish="reject" data-all { "Reject " kbd aria-hidden="true" { "R" } }
                }
            }
        }
    }
}

/// What is no finding any more: withdrawn with what was rejected, or out of date.
fn settled(open: &Open) -> Markup {
    let taken_back = |index: usize| {
        let named = open.docket.entries().get(index).map_or(String::new(), |entry| entry.decision.named());
        html! {
            li data-key=(entry_key(&open.docket, index)) {
                (visible(&named)) " " button type="button" data-wish="forget" { "Take back" }
            }
        }
    };
    html! {
        @if !open.withdrawn.is_empty() {
            section.settled {
                h3 { "Not found any more, since another was rejected" }
                ul { @for finding in &open.withdrawn { li { (visible(&finding.key)) } } }
            }
        }
        @if !open.stale.is_empty() {
            section.settled {
                h3 { "Decisions that fit nothing any more" }
                ul { @for index in &open.stale { (taken_back(*index)) } }
            }
        }
    }
}
