//! What the confidence in a link rests on: how surely the beam chose it, the seam itself, how its rivals stand, and how it
//! agrees with the other links of the page, which are known only when all of it has been read.

use super::column::{EVEN, ends_column};
use super::page::Page;
use super::reading::Reading;
use super::{Choice, Verdict, flag};
use crate::feature::{Ground, Grounds, LinkKind};
use crate::junction::Joint;

/// How much likeness to an article counts at most.
const MOST_GAIN: f32 = 12.0;

/// Displaced links on either side that a link is compared with.
const NEIGHBOURS: usize = 6;

/// A link to a block that does not stand in front of it.
struct Displaced {
    at: usize,
    head: usize,
    share: f32,
}

/// What is known of a page's links together.
struct Links {
    displaced: Vec<Displaced>,
    /// Share of the beam in which some block goes on from the fragment.
    claims: Vec<f32>,
    /// Torn ends that the best reading leaves open, summed up to each fragment.
    loose: Vec<f32>,
    torn: f32,
    certain: f32,
}

impl Links {
    fn of(page: &Page, verdicts: &[Verdict]) -> Links {
        let mut claims = vec![0.0; verdicts.len()];
        let mut taken = vec![false; verdicts.len()];
        let mut displaced = Vec::new();
        for (at, verdict) in verdicts.iter().enumerate() {
            let all = verdict.others.iter().copied().chain([(verdict.choice, verdict.share)]);
            for (choice, share) in all {
                if let Choice::Join(head) | Choice::Follow(head) = choice {
                    claims[head] += share;
                }
            }
            match verdict.choice {
                Choice::Join(head) | Choice::Follow(head) => {
                    taken[head] = true;
                    if head + 1 != at {
                        displaced.push(Displaced { at, head, share: verdict.share });
                    }
                }
                Choice::Stay => {}
            }
        }
        let (mut torn, mut open) = (0.0, 0.0);
        let mut loose = vec![0.0];
        for (fragment, &taken) in page.fragments.iter().zip(&taken) {
            torn += fragment.torn();
            open += if taken { 0.0 } else { fragment.torn() };
            loose.push(open);
        }
        let certain = displaced.iter().map(|d| d.share).sum::<f32>() / (displaced.len() as f32 + 1.0);
        Links { displaced, claims, loose, torn, certain }
    }

    /// Torn ends left open strictly between two fragments.
    fn loose_between(&self, a: usize, b: usize) -> f32 {
        let (from, to) = (a.min(b) + 1, a.max(b));
        if from < to { (self.loose[to] - self.loose[from]).min(3.0) } else { 0.0 }
    }
}

/// How high the columns are that displaced links begin and end, which is known when all of the page has been read.
#[derive(Default)]
struct Columns {
    /// A link, what the surplus of a column says of it, and by how much the column is uneven.
    said: Vec<(usize, Ground, f32)>,
    begun: Option<usize>,
}

impl Columns {
    /// Takes note of a choice, given the reading in front of it.
    fn read(&mut self, page: &Page, reading: &Reading, at: usize, choice: Choice) {
        if !ends_column(page, at, choice) {
            return;
        }
        self.close(reading);
        if choice != Choice::Stay {
            self.said.extend(reading.column.surplus().map(|surplus| (at, Ground::ColumnAbove, surplus)));
            self.begun = Some(at);
        }
    }

    fn close(&mut self, reading: &Reading) {
        if let Some(begun) = self.begun.take() {
            self.said.extend(reading.column.surplus().map(|surplus| (begun, Ground::ColumnBelow, surplus)));
        }
    }

    /// Writes down what was said, given the reading of the whole page.
    fn end(mut self, reading: &Reading, all: &mut [Option<Grounds>]) {
        self.close(reading);
        let evenness = reading.evenness();
        for grounds in all.iter_mut().flatten() {
            grounds.values[Ground::Evenness as usize] = evenness;
        }
        for (at, ground, surplus) in self.said {
            if let Some(grounds) = &mut all[at] {
                grounds.values[ground as usize] = (1.0 - surplus.abs() / EVEN).max(-2.0) * (1.0 + evenness) / 2.0;
            }
        }
    }
}

fn odds(share: f32) -> f32 {
    let share = share.clamp(1e-4, 1.0 - 1e-4);
    (share / (1.0 - share)).ln() / 5.0
}

impl Page<'_> {
    /// What the confidence in each link rests on.
    pub fn grounds(&self, verdicts: &[Verdict]) -> Vec<Option<Grounds>> {
        let links = Links::of(self, verdicts);
        let mut reading = Reading::new();
        // How sure the run is that the fragment before belongs to: a link is no surer than the one it argues against.
        let mut run = 1.0f32;
        let mut all: Vec<Option<Grounds>> = Vec::with_capacity(verdicts.len());
        let mut columns = Columns::default();
        for (i, verdict) in verdicts.iter().enumerate() {
            all.push(match verdict.choice {
                Choice::Stay => None,
                Choice::Join(head) | Choice::Follow(head) => {
                    Some(self.ground(&links, &reading, i, head, verdicts, run))
                }
            });
            run = match verdict.choice {
                Choice::Stay => run.min(verdict.share),
                Choice::Join(end) if end + 1 == i => run.min(verdict.share),
                _ => verdict.share,
            };
            columns.read(self, &reading, i, verdict.choice);
            reading = reading.chosen(self, i, verdict.choice, 0.0);
        }
        columns.end(&reading, &mut all);
        all
    }

    fn ground(
        &self,
        links: &Links,
        reading: &Reading,
        i: usize,
        end: usize,
        verdicts: &[Verdict],
        run: f32,
    ) -> Grounds {
        let verdict = &verdicts[i];
        let (head, tail) = (&self.fragments[end], &self.fragments[i]);
        let kinships = reading.kinships(self, i);
        let score = |choice| self.weights(i).score(|score| reading.choice_features(self, i, choice, &kinships, score));
        let others = reading.options(self, i).into_iter().filter(|&o| o != verdict.choice);
        let lead = score(verdict.choice) - others.map(score).fold(f32::MIN, f32::max);
        let kind = match verdict.choice {
            Choice::Follow(_) => LinkKind::Follow,
            _ if end + 1 == i => LinkKind::Near,
            _ => LinkKind::Far,
        };
        let mut values = vec![0.0; crate::feature::GROUNDS.len()];
        let mut set = |ground: Ground, value: f32| values[ground as usize] = value;
        set(Ground::Always, 1.0);
        set(Ground::Share, odds(verdict.share));
        set(Ground::Lead, (lead / 5.0).clamp(-1.0, 2.0));
        set(Ground::Run, odds(run));
        let ahead = verdicts.get(i + 1).map_or(1.0, |next| next.share);
        set(Ground::Ahead, odds(ahead));
        set(Ground::StayShare, odds(verdict.share_of(Choice::Stay) as f32));
        set(Ground::Second, odds(verdict.others.first().map_or(0.0, |other| other.1)));
        set(Ground::Claims, odds(links.claims[end] - verdict.share));
        // How it agrees with the other displaced links.
        let at = links.displaced.partition_point(|d| d.at < i);
        let own = usize::from(kind != LinkKind::Near);
        let before = &links.displaced[at.saturating_sub(NEIGHBOURS)..at];
        let behind = &links.displaced[(at + own).min(links.displaced.len())..];
        let behind = &behind[..behind.len().min(NEIGHBOURS)];
        if kind != LinkKind::Near {
            let (mut concord, mut discord) = (0.0, 0.0);
            for (others, in_front) in [(before, true), (behind, false)] {
                for other in others {
                    *if (other.head < end) == in_front { &mut concord } else { &mut discord } += other.share;
                }
            }
            set(Ground::Concord, (1.0 + concord).ln());
            set(Ground::Discord, (1.0 + discord).ln());
            let (mut against, mut none) = (0.0f32, true);
            if let Some(last) = before.last() {
                none = false;
                if last.head < end {
                    set(Ground::Before, last.share);
                    set(Ground::GapBefore, links.loose_between(last.head, end));
                } else {
                    against += last.share;
                }
            }
            if let Some(next) = behind.first() {
                if next.head > end {
                    set(Ground::Behind, next.share);
                    set(Ground::GapBehind, links.loose_between(end, next.head));
                } else {
                    against += next.share;
                }
            }
            set(Ground::Against, against);
            set(Ground::First, flag(none));
        }
        let seam = self.seam(end, i);
        let joins = kind != LinkKind::Follow;
        if joins {
            set(Ground::Seam, (seam.far / 20.0).clamp(-0.5, 1.5));
            set(Ground::Near, (seam.near / 20.0).clamp(-0.5, 1.0));
            set(Ground::Weak, ((5.0 - seam.far) / 10.0).clamp(0.0, 1.0));
            set(Ground::Cost, (seam.cost / 20.0).min(2.0));
            set(Ground::End, (head.edge.end / 20.0).min(1.0));
            set(Ground::Margin, ((seam.far - self.rival(end, i)) / 10.0).clamp(-2.0, 2.0));
            set(Ground::Column, ((seam.far - self.other_head(i, end)) / 10.0).clamp(-2.0, 2.0));
            set(Ground::Elsewhere, self.elsewhere(end, i, seam.joint) / 3.0);
            let closed = head.brackets.closed_by(&tail.brackets);
            set(Ground::Brackets, closed.max(0.0));
            set(Ground::BracketsAgainst, closed.min(0.0));
            set(Ground::Introduced, flag(head.introduces));
            set(Ground::BehindHeading, head.heading + flag(head.kicker));
            set(Ground::ShortHead, flag(head.length < 20));
            set(Ground::TornWord, flag(head.edge.spaced() && seam.joint == Joint::Bare && !head.edge.hyphen()));
            set(Ground::Hyphen, flag(head.edge.hyphen()));
        }
        set(Ground::Begin, (tail.edge.begin() / 20.0).min(2.0));
        set(Ground::BeginFar, (tail.edge.begin_far() / 40.0).min(2.0));
        set(Ground::Open, flag(tail.open));
        set(Ground::Heading, tail.heading);
        set(Ground::Opening, flag(tail.opening || tail.kicker));
        set(Ground::ShortTail, flag(tail.length < 20));
        set(Ground::Stump, tail.stump);
        let (own, lead_of_article) = kinships.in_full(reading.article_of(end));
        let stay = kinships.in_full(reading.current).1;
        let gain = ((lead_of_article - stay) / 2.0).clamp(-MOST_GAIN, MOST_GAIN);
        set(Ground::Kinship, own.clamp(-MOST_GAIN, MOST_GAIN) / 3.0);
        set(Ground::KinshipLead, lead_of_article.clamp(-MOST_GAIN, MOST_GAIN));
        set(Ground::Gain, gain);
        set(Ground::Careless, self.careless());
        set(Ground::Displaced, (1.0 + links.displaced.len() as f32).ln() / 3.0);
        set(Ground::Loose, links.loose.last().copied().unwrap_or(0.0) / (links.torn + 1.0));
        set(Ground::Certain, links.certain);
        set(Ground::Blocks, (self.fragments.len() as f32).ln() / 4.0);
        // All of it must hold at once: one weak ground makes the others worthless.
        let weakest = if kind == LinkKind::Follow {
            (odds(verdict.share) * 5.0).min(odds(run) * 5.0).min(gain).min(lead)
        } else {
            (odds(verdict.share) * 5.0).min(odds(run) * 5.0).min(lead).min(seam.far / 4.0) / 4.0
        };
        set(Ground::Weakest, weakest);
        Grounds { kind, values }
    }
}
