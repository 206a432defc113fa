//! What people decide about findings: kept as text, found again, honoured, and never applied anywhere else.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod command;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use restitch::decisions::{Decisions, Docket};
use restitch::finding::{Finding, Ruling, Shape, Tier};
use restitch::repair::{self, Decided, Options, Repair};
use restitch::ruleset::RuleSet;
use restitch::source::Source;

static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::embedded().unwrap());

/// Two articles whose tails stand below both.
const TORN: &str = "## 石桥村小学有了图书室\n\n石桥村小学的图书室上周开放，两千多册图书是城里的读者捐赠的。学校还请来退休教师担任志\n\n## 老渡口恢复夜间通航\n\n江边的老渡口昨天起恢复夜间通航，末班船推迟到晚上十点。航道管理部门更换了全部灯标，并安排专人负\n\n愿者，每天下午陪孩子们读书。\n\n责值守，确保船只航行安全。\n";

/// A block that stands twice.
const DOUBLED: &str = "# Harbour news\n\nThe new quay was opened on Monday, three weeks late.\n\nThe new quay was opened on Monday, three weeks late.\n\nShips may moor there.\n";

/// Every fixture's input, as text, with its name.
fn pages() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut folders: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let page = |folder: &std::path::PathBuf| {
        let input = ["input.md", "input.txt"].into_iter().find_map(|file| std::fs::read(folder.join(file)).ok())?;
        Some((folder.file_name()?.to_string_lossy().into_owned(), Source::decode(input).text.to_string()))
    };
    let pages: Vec<_> = folders.iter().filter_map(page).collect();
    assert!(pages.len() >= 20, "{}", pages.len());
    pages
}

fn repaired(text: &str) -> Repair {
    repair::repair(text.to_string(), &RULES, &Options::default())
}

fn decided(text: &str, docket: &Docket) -> Decided {
    repair::decided(text.to_string(), &RULES, &Options::default(), docket)
}

fn empty(text: &str) -> Docket {
    Decisions::default().on(text.to_string())
}

/// One decision about one finding, written down and read again.
fn one(text: &str, finding: &Finding, ruling: Ruling) -> Docket {
    let mut docket = empty(text);
    docket.decide(finding, ruling);
    reread(&docket, text)
}

fn reread(docket: &Docket, text: &str) -> Docket {
    let written = docket.decisions().to_toml();
    let read = Decisions::parse(&written).unwrap();
    assert_eq!(read.to_toml(), written);
    read.on(text.to_string())
}

fn same(a: &Finding, b: &Finding) -> bool {
    a.rule == b.rule && a.place == b.place
}

#[test]
fn a_rejected_finding_is_not_made_and_the_others_stay_or_say_why() {
    let (mut rejected, mut replanned, mut withdrawn) = (0, 0, 0);
    for (name, text) in pages() {
        let before = repaired(&text);
        for finding in &before.findings {
            let docket = one(&text, finding, Ruling::Reject);
            let after = decided(&text, &docket);
            rejected += 1;
            assert_eq!(after.stale, [] as [usize; 0], "{name}: {finding:?}");
            assert!(!after.repair.findings.iter().any(|other| same(other, finding)), "{name}: {finding:?}");
            let why = |other: &Finding| other.evidence.iter().any(|e| e.starts_with("planned anew, since line "));
            for other in before.findings.iter().filter(|other| !same(other, finding)) {
                let still = after.repair.findings.iter().find(|now| same(now, other));
                let told = still.or(after.withdrawn.iter().find(|now| same(now, other)));
                let told = told.unwrap();
                if still.is_some_and(|still| still.shape == other.shape && still.applied == other.applied) {
                    assert!(!why(told), "{name}: {told:?}");
                    continue;
                }
                assert!(why(told), "{name}: {told:?}");
                withdrawn += usize::from(still.is_none());
                replanned += 1;
            }
            for new in &after.repair.findings {
                assert!(before.findings.iter().any(|other| same(other, new)) || why(new), "{name}: {new:?}");
            }
            assert_eq!(after.repair.document.restored(), text, "{name}");
        }
    }
    let told = format!("{rejected} rejected, {replanned} others planned anew, {withdrawn} of them withdrawn");
    assert!(rejected > 50 && replanned * 4 < rejected, "{told}");
    println!("{told}");
}

#[test]
fn the_program_says_what_is_gone_with_a_rejection() {
    let page = |(_, text): (String, String)| {
        let dockets: Vec<Docket> =
            repaired(&text).findings.iter().map(|finding| one(&text, finding, Ruling::Reject)).collect();
        dockets.into_iter().find_map(|docket| {
            let gone = decided(&text, &docket).withdrawn;
            (!gone.is_empty()).then(|| (text.clone(), docket, gone))
        })
    };
    let (text, docket, gone) = pages().into_iter().find_map(page).unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("page.md"), &text).unwrap();
    fs::write(folder.path().join("page.md.restitch.toml"), docket.decisions().to_toml()).unwrap();
    for (command, code) in [("check", 1), ("diff", 1), ("fix", 0)] {
        let ran = command::restitch(folder.path(), &[command, "page.md"], b"");
        let told = ran.err;
        assert_eq!((ran.code, ran.out.is_empty(), told.lines().count()), (code, false, gone.len()), "{told}");
        for finding in &gone {
            let (line, why) = (text[..finding.shape.at().start].matches('\n').count() + 1, &finding.evidence.last());
            let begins = format!("restitch: page.md: line {line}: {}: not found any more, ", finding.key);
            let is_told = |told: &str| told.starts_with(&begins) && told.ends_with(why.unwrap().as_str());
            assert!(told.lines().any(is_told), "{begins}{told}");
        }
    }
}

#[test]
fn what_was_rejected_stays_so_in_the_repaired_text_and_with_other_line_ends() {
    for (name, text) in pages() {
        let findings = repaired(&text).findings;
        // The last of each page, which stands behind all the others' work; all of the pages with copies, whose places are
        // hardest to tell.
        let from = if name.contains("duplicates") { 0 } else { findings.len().saturating_sub(1) };
        for finding in &findings[from..] {
            let docket = one(&text, finding, Ruling::Reject);
            let once = decided(&text, &docket).repair.document.text().to_string();
            let twice = decided(&once, &docket.decisions().on(once.clone()));
            assert_eq!(twice.repair.document.text(), once, "{name}: {finding:?}: {}", docket.decisions().to_toml());
            if !text.contains('\r') {
                let text = text.replace('\n', "\r\n");
                let got = decided(&text, &docket.decisions().on(text.clone()));
                assert_eq!(got.repair.document.text(), once.replace('\n', "\r\n"), "{name}: {finding:?}");
            }
        }
    }
}

#[test]
fn agreeing_with_what_is_done_changes_nothing() {
    for (name, text) in pages() {
        let before = repaired(&text);
        let mut docket = empty(&text);
        docket.decide_all(before.findings.iter().map(|finding| (finding, Ruling::Accept)));
        let after = decided(&text, &reread(&docket, &text));
        let done = |f: &&Finding| f.tier == Tier::Apply;
        if before.findings.iter().all(|f| done(&f) || matches!(f.shape, Shape::Note { .. })) {
            assert_eq!(after.repair.document.text(), before.document.text(), "{name}");
        }
        assert_eq!(after.stale, [] as [usize; 0], "{name}");
        assert!(after.repair.findings.iter().all(|f| f.ruling == Some(Ruling::Accept)), "{name}");
        // What was only proposed comes earlier now that it is done; so one is known by its key, not by its number.
        for told in before.findings.iter().filter(done) {
            let again = after.repair.findings.iter().find(|finding| finding.key == told.key);
            assert_eq!(again.map(|finding| finding.confidence), Some(told.confidence), "{name}: {}", told.key);
        }
    }
}

#[test]
fn what_is_only_proposed_is_done_when_accepted() {
    // A rule that is never sure, and a page on which the assignment is not.
    let rule = "id = \"long-s\"\nstage = \"characters\"\ntier = \"propose\"\nmessage = \"A long s\"\nwhy = \"Old print.\"\nsafety = \"Never by itself.\"\n[detect.pattern]\nfind = 'ſ'\nwith = 's'\n[[example]]\nname = \"a word\"\nbefore = \"ſhips\"\nafter = \"ships\"\n";
    let rules = RuleSet::of([("long-s.toml".to_string(), rule.to_string())]).unwrap();
    let text = "ſhips and ſails and ſeas";
    let options = Options::default();
    let before = repair::repair(text.to_string(), &rules, &options);
    assert_eq!((before.findings.len(), before.document.text()), (3, text));
    let after = repair::decided(text.to_string(), &rules, &options, &one(text, &before.findings[1], Ruling::Accept));
    assert_eq!(after.repair.document.text(), "ſhips and sails and ſeas");
    let applied: Vec<bool> = after.repair.findings.iter().map(|finding| finding.applied).collect();
    assert_eq!(applied.iter().filter(|applied| **applied).count(), 1, "{applied:?}");

    let text = TORN;
    let rules: String =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/torn-paragraph.toml")).unwrap();
    let rules =
        RuleSet::of([("torn-paragraph.toml".to_string(), rules.replacen("\"apply\"", "\"propose\"", 1))]).unwrap();
    let before = repair::repair(text.to_string(), &rules, &options);
    assert_eq!((before.findings.len(), before.document.text()), (2, text));
    let after = repair::decided(text.to_string(), &rules, &options, &one(text, &before.findings[0], Ruling::Accept));
    assert!(
        after.repair.document.text().contains("担任志愿者") && !after.repair.document.text().contains("专人负责值守")
    );
    assert_eq!(after.repair.findings.len(), 2);
}

#[test]
fn an_edit_puts_ones_own_text() {
    let finding = &repaired(DOUBLED).findings[0];
    let after = decided(DOUBLED, &one(DOUBLED, finding, Ruling::Edit("It is long.\n\nAnd deep.".to_string())));
    let expected = DOUBLED.replacen(
        "late.\n\nThe new quay was opened on Monday, three weeks late.",
        "late.\n\nIt is long.\n\nAnd deep.",
        1,
    );
    assert_eq!(after.repair.document.text(), expected);
    let finding = &repaired(TORN).findings[0];
    let after = decided(TORN, &one(TORN, finding, Ruling::Edit("——".to_string())));
    assert!(after.repair.document.text().contains("担任志——愿者，每天"), "{}", after.repair.document.text());
    assert_eq!(after.repair.findings[0].ruling, Some(Ruling::Edit("——".to_string())));
}

#[test]
fn decisions_keep_their_places_when_other_text_changes() {
    let (mut kept, mut all) = (0, 0);
    for (name, text) in pages().into_iter().filter(|(_, text)| !text.contains('\r')) {
        let before = repaired(&text);
        let breaks: Vec<usize> = text.match_indices("\n\n").map(|(at, _)| at + 2).collect();
        for finding in &before.findings {
            let docket = one(&text, finding, Ruling::Reject);
            for &at in &breaks {
                let (front, back) = text.split_at(at);
                let paragraph = back.find("\n\n").map_or(back.len(), |end| end + 2);
                let inserted = format!("{front}A line of another hand.\n\n{back}");
                let deleted = format!("{front}{}", &back[paragraph..]);
                for (changed, by) in [(inserted, "insert"), (deleted, "delete")] {
                    let place = docket.decisions().on(changed.clone()).entries()[0].place;
                    let Some(place) = place else {
                        // Only what was changed itself may be lost: the deleted paragraph holds one of the two places.
                        let gone = Place { front: front.len(), paragraph };
                        assert!(by == "delete" && gone.holds(finding), "{name}: {by} at {at}: {finding:?}");
                        continue;
                    };
                    all += 1;
                    let words = |text: &str, at: usize| text[at..].chars().take(4).collect::<String>();
                    kept += usize::from(words(&changed, place.at) == words(&text, finding.place.at));
                }
            }
        }
    }
    println!("{kept} of {all} places found again");
    assert!(all > 1000 && kept == all, "{kept} of {all}");

    /// A paragraph that is taken out.
    struct Place {
        front: usize,
        paragraph: usize,
    }
    impl Place {
        fn holds(&self, finding: &Finding) -> bool {
            let holds = |at: usize| self.front <= at && at <= self.front + self.paragraph;
            holds(finding.place.at) || holds(finding.place.other)
        }
    }
}

#[test]
fn a_decision_without_its_place_is_stale_and_not_applied() {
    let finding = &repaired(TORN).findings[0];
    let reject = one(TORN, finding, Ruling::Reject).decisions();
    let accept = one(TORN, finding, Ruling::Accept).decisions();
    // Its words were corrected; its words stand there twice; the whole page stands there twice.
    let other = TORN.replace("每天下午陪", "天天陪");
    for text in [other.clone(), format!("{TORN}\n\n愿者，每天下午陪孩子们读书。\n"), format!("{TORN}\n\n{TORN}")]
    {
        for decisions in [&reject, &accept] {
            let after = decided(&text, &decisions.clone().on(text.clone()));
            assert_eq!(after.stale, [0], "{text}");
            assert_eq!(after.repair.document.text(), repaired(&text).document.text());
        }
    }
    // Its words are there, and nothing is found: of no account for what is not to be done.
    let mended = repaired(TORN).document.text().to_string();
    assert_eq!(decided(&mended, &accept.clone().on(mended.clone())).stale, [0]);
    assert_eq!(decided(&mended, &reject.clone().on(mended.clone())).stale, [] as [usize; 0]);
    // A rule that is not in force has nothing to say about its decisions.
    let none = RULES.clone().filtered(|rule| &*rule.id == "jump-line");
    let after = repair::decided(other.clone(), &none, &Options::default(), &accept.on(other));
    assert_eq!(after.stale, [] as [usize; 0]);
}

#[test]
fn of_equal_places_the_right_one_is_meant() {
    let block = "The parish clerk rang the bell at noon on every market day.";
    let text = format!("{block}\n\nOne.\n\n{block}\n\nTwo.\n");
    let finding = repaired(&text).findings[0].clone();
    let docket = one(&text, &finding, Ruling::Reject);
    assert_eq!(docket.entries()[0].place, Some(finding.place), "{}", docket.decisions().to_toml());
    // Another copy elsewhere, another one in front of it, and the same page once more.
    for (text, place) in [
        (format!("{text}\n{block}\n"), Some(67)),
        (text.replacen("One.", "Another.", 1), Some(71)),
        (text.repeat(2), None),
    ] {
        assert_eq!(docket.decisions().on(text.clone()).entries()[0].place.map(|place| place.at), place, "{text}");
    }
}

#[test]
fn files_are_read_as_they_are_written_and_faults_name_their_line() {
    assert_eq!(Decisions::parse("").unwrap(), Decisions::default());
    let head = "[[decision]]\nrule = \"a\"\nverdict = \"accept\"\n";
    for (text, line, what) in [
        ("x = 1\n".to_string(), 1, "unknown field"),
        (format!("\n{head}at = 3\n"), 2, "`at` and `behind` are one text, or two"),
        (format!("{head}at = \"x\"\nbehind = [\"x\"]\n"), 1, "`at` and `behind` are one text, or two"),
        (format!("{head}at = \"x\"\nbehind = \"y\"\nuntil = \"x\"\n"), 1, "do not go with `behind`"),
        (
            format!("{head}at = \"x\"\nuntil = \"x\"\n\n{head}at = \"x\"\nuntil = \"x\"\ninstead = \"y\"\n"),
            7,
            "`instead` goes with",
        ),
        (head.replace("accept", "agree"), 3, "unknown variant"),
        (format!("{head}<<<<<<< HEAD\nat = \"x\"\n=======\nat = \"y\"\n>>>>>>> other\n"), 4, "two versions"),
        (head.replace("accept", "edit") + "at = \"x\"\nuntil = \"x\"\n", 1, "an edit needs `instead`"),
    ] {
        let (at, fault) = Decisions::parse(&text).unwrap_err();
        assert!(at == line && fault.contains(what) && !fault.contains('\n'), "{at}: {fault} for {text}");
    }
}

#[test]
fn decisions_of_two_people_are_merged_by_git() {
    let git = |arguments: &[&str], folder: &std::path::Path| {
        std::process::Command::new("git").args(arguments).current_dir(folder).output()
    };
    if git(&["--version"], std::path::Path::new(".")).is_err() {
        eprintln!("NOT TESTED with git: there is none");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (_, text) = pages().into_iter().find(|(_, text)| repaired(text).findings.len() > 3).unwrap();
    let findings = repaired(&text).findings;
    let kept = |name: &str, chosen: &[(usize, Ruling)]| {
        let mut docket = empty(&text);
        docket.decide_all(chosen.iter().map(|(index, ruling)| (&findings[*index], ruling.clone())));
        std::fs::write(folder.path().join(name), docket.decisions().to_toml()).unwrap();
    };
    // Both go on from the same state, and decide about neighbours in the file.
    let (last, yes, no) = (findings.len() - 1, Ruling::Accept, Ruling::Reject);
    for base in [vec![], vec![(0, yes.clone()), (last, yes.clone())]] {
        kept("base", &base);
        kept("one", &[&base[..], &[(1, yes.clone())]].concat());
        kept("other", &[&base[..], &[(2, no.clone())]].concat());
        for arguments in [&["merge-file", "-p", "--union"][..], &["merge-file", "-p"]] {
            let merged = git(&[arguments, &["one", "base", "other"]].concat(), folder.path()).unwrap().stdout;
            let merged = String::from_utf8(merged).unwrap();
            // What a person does who keeps both sides of a conflict.
            let both: String = merged
                .split_inclusive('\n')
                .filter(|line| !["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark)))
                .collect();
            let decisions = Decisions::parse(&both).unwrap_or_else(|fault| panic!("{fault:?} in {both}"));
            assert_eq!(decisions.list().len(), base.len() + 2, "{both}");
            let docket = decisions.on(text.clone());
            assert_eq!((docket.ruling(&findings[1]), docket.ruling(&findings[2])), (Some(&yes), Some(&no)), "{both}");
        }
    }
}

#[test]
fn equal_names_of_findings_are_numbered() {
    let block = "The parish clerk rang the bell at noon on every market day.";
    let text = format!("{block}\n\n{block}\n\nOne.\n\nThe bell is old.\n\n");
    let text = format!("{text}{}", text.replace("One", "Two").replace("market", "feast"));
    let keys: Vec<String> = repaired(&text).findings.iter().map(|finding| finding.key.clone()).collect();
    assert_eq!(keys, ["repeated-block:Theparishcle", "repeated-block:Theparishcle#2"]);
}

#[test]
fn any_decisions_come_through_and_give_the_same_text_again() {
    for (number, (name, text)) in pages().into_iter().enumerate() {
        let before = repaired(&text);
        for turn in 0..3 {
            let mut docket = empty(&text);
            let ruling = |index: usize| match (index * 7 + turn * 5 + number) % 4 {
                0 => Some(Ruling::Accept),
                1 => Some(Ruling::Reject),
                2 => Some(Ruling::Edit("—\n\\\"x\u{1b}¦".to_string())),
                _ => None,
            };
            docket.decide_all(before.findings.iter().enumerate().filter_map(|(n, f)| Some((f, ruling(n)?))));
            let after = decided(&text, &docket);
            let again = reread(&docket, &text);
            assert_eq!(again.decisions(), docket.decisions(), "{name}");
            let again = decided(&text, &again);
            assert_eq!(again.repair.document.text(), after.repair.document.text(), "{name}");
            assert_eq!((again.repair.findings, again.stale), (after.repair.findings, after.stale), "{name}");
            assert_eq!(after.repair.document.restored(), text, "{name}");
            for finding in before.findings.iter().filter(|f| docket.ruling(f) == Some(&Ruling::Reject)) {
                assert!(!again.repair.document.text().is_empty() && after.rejected.iter().any(|f| same(f, finding)));
            }
        }
    }
}
