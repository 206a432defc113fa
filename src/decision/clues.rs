//! The clues: what speaks for each choice of a block, given how the page was read so far. They are numbers of the order of
//! one, named in [`crate::feature`], and weighed by models/*.weights.toml.

use std::rc::Rc;

use super::page::{Fragment, Page};
use super::reading::{Article, OpenEnd, Reading, STEP};
use super::{Choice, flag};
use crate::feature::{Feature, Features, Tally};

/// How much likeness counts at most, and what an article has of which nothing is known.
const MOST_KIN: f32 = 4.0;
const NOTHING: f32 = -MOST_KIN;

/// Between which leads in likeness a greater one says more: on generated pages the odds that a paragraph is displaced rise a
/// hundredfold between the two, and hardly outside.
const LEAD: [f32; 2] = [-1.0, 6.0];

/// How like a fragment is to each article of a reading ([`crate::diction`]).
pub(super) struct Kinships {
    each: Vec<f32>,
    /// The two that it is most like.
    best: [f32; 2],
}

impl Kinships {
    /// How like it is to one article, and that article's lead over the likest other one.
    pub(super) fn of(&self, article: usize) -> (f32, f32) {
        let (own, lead) = self.in_full(article);
        (own.clamp(-MOST_KIN, MOST_KIN), lead.clamp(LEAD[0], LEAD[1]))
    }

    /// The same without bounds.
    pub(super) fn in_full(&self, article: usize) -> (f32, f32) {
        let own = self.each.get(article).copied().unwrap_or(NOTHING);
        let rival = if own == self.best[0] { self.best[1] } else { self.best[0] };
        (own, own - rival)
    }
}

impl Reading {
    /// How like fragment `i` is to each article.
    pub(super) fn kinships(&self, page: &Page, i: usize) -> Kinships {
        let each: Vec<f32> =
            self.articles.iter().map(|article| page.likeness(article.history, &article.members, i)).collect();
        let mut best = [NOTHING; 2];
        for &kinship in &each {
            best = if kinship > best[0] { [kinship, best[0]] } else { [best[0], best[1].max(kinship)] };
        }
        Kinships { each, best }
    }

    /// The evidence for a choice of fragment `i`.
    pub fn features(&self, page: &Page, i: usize, choice: Choice) -> Features {
        let mut features = Features::default();
        if page.has_choice(i) {
            self.choice_features(page, i, choice, &self.kinships(page, i), &mut features);
        } else {
            self.column_features(page, i, choice, &mut features);
        }
        features
    }

    /// The same for a fragment that could do otherwise.
    pub(super) fn choice_features(
        &self,
        page: &Page,
        i: usize,
        choice: Choice,
        kinships: &Kinships,
        features: &mut impl Tally,
    ) {
        let fragment = &page.fragments[i];
        let before = i.checked_sub(1).map(|b| &page.fragments[b]);
        self.column_features(page, i, choice, features);
        match choice {
            Choice::Stay => {
                features.add(Feature::Stay, 1.0);
                features.add(Feature::StayBegin, (fragment.edge.begin() / 10.0).min(4.0));
                features.add(Feature::StayBeginFar, (fragment.edge.begin_far() / 30.0).min(3.0));
                features.add(Feature::StayOpen, flag(fragment.open));
                features.add(Feature::StayStump, fragment.stump);
                features.add(Feature::StayClosed, flag(!fragment.brackets.closed.is_empty()));
                if let Some(before) = before {
                    let displaced = flag(self.last_root.is_some());
                    let broken = flag(before.can_go_on());
                    features.add(Feature::StayBroken, broken);
                    features.add(Feature::StayBrokenEnd, broken * (before.edge.end / 10.0).min(2.0));
                    features.add(Feature::StayCareless, broken * page.careless());
                    features.add(Feature::StayIntroduced, flag(before.introduces));
                    features.add(Feature::StayHeading, before.heading.max(fragment.heading));
                    let kinship = kinships.of(self.current).0;
                    // What another article's lead says of following it, its own says of staying, turned round.
                    let lead = kinships.in_full(self.current).1.clamp(-LEAD[1], -LEAD[0]);
                    features.add(Feature::StayKinship, kinship);
                    features.add(Feature::StayKinshipLead, lead);
                    features.add(Feature::StayDisplaced, displaced);
                    features.add(Feature::StayDisplacedKinship, displaced * lead);
                    features.add(Feature::StayDue, self.due(page, i));
                    features.add(Feature::StayShort, flag(fragment.length < 25 && !fragment.complete));
                }
            }
            Choice::Join(end) if end + 1 == i => {
                features.add(Feature::Near, 1.0);
                features.add(Feature::NearAmongFar, habit(self.far));
                features.add(Feature::NearAmongNear, habit(self.near));
                let behind_far = self.last_displaced == Some(end as u32);
                features.add(Feature::NearBehindFar, flag(behind_far));
                self.join_features(page, i, end, kinships, features, NEAR_JOIN);
            }
            Choice::Join(end) => {
                features.add(Feature::Far, 1.0);
                features.add(Feature::FarAmongFar, habit(self.far));
                features.add(Feature::FarAmongNear, habit(self.near));
                self.join_features(page, i, end, kinships, features, FAR_JOIN);
                self.order_features(page, i, end, features, true);
                features.add(Feature::FarDistance, ((i - end) as f32).ln());
                let before_open = before.is_some_and(Fragment::can_go_on);
                features.add(Feature::FarBehindBroken, flag(before_open));
                features.add(Feature::FarFirst, flag(self.last_root.is_none()));
            }
            Choice::Follow(end) => {
                features.add(Feature::Follow, 1.0);
                let (kinship, lead) = kinships.of(self.article_of(end));
                features.add(Feature::FollowKinship, kinship);
                features.add(Feature::FollowKinshipLead, lead);
                features.add(Feature::FollowIntroduced, flag(page.fragments[end].introduces));
                features.add(Feature::FollowBegin, (fragment.edge.begin() / 10.0).min(4.0));
                features.add(Feature::FollowBeginFar, (fragment.edge.begin_far() / 30.0).min(3.0));
                features.add(Feature::FollowStump, fragment.stump);
                features.add(Feature::FollowClosed, flag(!fragment.brackets.closed.is_empty()));
                let before_open = before.is_some_and(Fragment::can_go_on);
                features.add(Feature::FollowBehindBroken, flag(before_open));
                features.add(Feature::FollowFirst, flag(self.last_root.is_none()));
                features.add(Feature::FollowHeading, fragment.heading);
                self.order_features(page, i, end, features, false);
            }
        }
    }

    /// What counts at the end of the page, and by the weights of which fragment: sentences that nothing completes, whole ends
    /// that were passed over, and the last column.
    fn closing_clues(&self, page: &Page) -> Vec<(usize, Feature, f32)> {
        let ends = self.ends.iter().map(|end| end.fragment as usize);
        let mut clues: Vec<_> = ends.map(|end| (end, Feature::OpenEnd, page.fragments[end].torn())).collect();
        clues.push((0, Feature::WholeLeft, self.whole_left(page)));
        let mut column = Features::default();
        self.column_end_features(&mut column);
        clues.extend(column.0.into_iter().map(|(feature, value)| (0, feature, value)));
        clues
    }

    /// The features of the page's end.
    pub(super) fn closing_features(&self, page: &Page) -> Features {
        let mut features = Features::default();
        self.closing_clues(page).into_iter().for_each(|(_, feature, value)| features.add(feature, value));
        features
    }

    /// Their score.
    pub(super) fn closing_score(&self, page: &Page) -> f32 {
        let price = |(at, feature, value)| page.weights(at).of(feature) * value;
        self.closing_clues(page).into_iter().map(price).sum()
    }

    /// Whole ends behind the last end that a displaced fragment went to, and in front of the first displaced fragment.
    fn whole_left(&self, page: &Page) -> f32 {
        let Some((last, first)) = self.last_head.zip(self.first_displaced) else { return 0.0 };
        self.whole_between(page, last + 1, first).min(3.0)
    }

    /// How surely some sentence of a later article than the one that the last displaced fragment went to is still open: its
    /// tail is due.
    fn due(&self, page: &Page, i: usize) -> f32 {
        let Some(last) = self.last_root else { return 0.0 };
        let later = |end: &&OpenEnd| (end.fragment as usize) + 1 < i && end.root > last;
        self.ends.iter().filter(later).map(|end| page.fragments[end.fragment as usize].torn()).fold(0.0, f32::max)
    }

    fn join_features(
        &self,
        page: &Page,
        i: usize,
        end: usize,
        kinships: &Kinships,
        features: &mut impl Tally,
        names: [Feature; JOIN_CLUES],
    ) {
        let mut values = page.join_clues(end, i, || join_clues(page, i, end));
        (values[KINSHIP], values[KINSHIP + 1]) = kinships.of(self.article_of(end));
        for (name, value) in names.into_iter().zip(values) {
            features.add(name, value);
        }
    }

    /// How the article that fragment `i` would go to stands to the one that the last displaced fragment went to.
    fn order_features(&self, page: &Page, i: usize, end: usize, features: &mut impl Tally, join: bool) {
        let root = self.root_of(end);
        let passed = |from: u32, to: u32| {
            let within = |open: &&OpenEnd| {
                (open.fragment as usize) + 1 < i && from <= open.root && open.root < to && open.root != root
            };
            let torn = self.ends.iter().filter(within).map(|open| page.fragments[open.fragment as usize].torn());
            torn.sum::<f32>().min(5.0)
        };
        let articles = |from: u32, to: u32| {
            self.articles.iter().filter(|a| from <= a.root && a.root < to && a.root != root).count().min(6) as f32
        };
        let names = if join { ORDER_JOIN } else { ORDER_FOLLOW };
        let values = match self.last_root {
            None => [0.0, 0.0, 0.0, passed(0, root), articles(0, root)],
            Some(last) if root > last => [1.0, 0.0, 0.0, passed(last + 1, root), articles(last + 1, root)],
            Some(last) if root == last => [0.0, 0.0, 1.0, 0.0, 0.0],
            Some(last) => [0.0, 1.0, 0.0, passed(last + 1, u32::MAX) + passed(0, root), articles(0, root)],
        };
        for (name, value) in names.into_iter().zip(values) {
            features.add(name, value);
        }
        self.sequence_features(page, i, end, features, join);
        // In order and nothing left out: the strongest that order can say.
        let next = values[3] < 0.5 && (values[0] > 0.0 || self.last_root.is_none());
        features.add(if join { Feature::FarNext } else { Feature::FollowNext }, flag(next));
        let restart = values[1] > 0.0 && values[3] < 0.5;
        features.add(if join { Feature::FarRestart } else { Feature::FollowRestart }, flag(restart));
    }
}

impl Reading {
    /// Articles whose ends so far lie between two fragments and are whole: had they gone on, a paragraph would follow them.
    fn whole_between(&self, page: &Page, from: u32, to: u32) -> f32 {
        let whole = |article: &&Rc<Article>| {
            let last = &page.fragments[article.last as usize];
            from <= article.last && article.last < to && last.body && last.complete
        };
        self.articles.iter().filter(whole).count() as f32
    }

    /// Whether tails come in the order of their heads, column by column or article by article: the head stands behind the
    /// last displaced fragment's, and between the two no sentence is left open. Where a page was shuffled, one inversion
    /// is seldom alone.
    fn sequence_features(&self, page: &Page, i: usize, end: usize, features: &mut impl Tally, join: bool) {
        if end + STEP >= i {
            return;
        }
        let from = self.last_head.map_or(0, |last| last + 1);
        let earlier = (end as u32) < from;
        let between =
            |open: &&OpenEnd| from <= open.fragment && open.fragment < end as u32 && (open.fragment as usize) + 1 < i;
        let skipped: f32 = self.ends.iter().filter(between).map(|open| page.awaits(open.fragment as usize)).sum();
        let names = if join { SEQUENCE_JOIN } else { SEQUENCE_FOLLOW };
        let values = [
            flag(!earlier && self.last_head.is_some()),
            flag(earlier),
            flag(earlier && self.inversions > 0),
            skipped.min(4.0),
            flag(!earlier && skipped < 0.4),
            self.whole_between(page, from, end as u32).min(3.0),
        ];
        for (name, value) in names.into_iter().zip(values) {
            features.add(name, value);
        }
    }
}

/// Clues for a fragment's being the rest of an open sentence, in the order of [`NEAR_JOIN`] and [`FAR_JOIN`].
pub(super) type JoinClues = [f32; JOIN_CLUES];
const JOIN_CLUES: usize = 21;

/// Where the likeness to the article, and its lead, stand among them: the only ones that differ from reading to reading.
const KINSHIP: usize = 15;

/// The clues for fragment `i`'s being the rest of the sentence that breaks off at `end`, without likeness.
fn join_clues(page: &Page, i: usize, end: usize) -> JoinClues {
    let (head, tail) = (&page.fragments[end], &page.fragments[i]);
    let seam = page.seam(end, i);
    let elsewhere = page.elsewhere(end, i, seam.joint);
    let margin = seam.far - page.rival(end, i);
    let column = seam.far - page.other_head(i, end);
    [
        (seam.near / 10.0).clamp(-1.0, 1.0),
        ((seam.near - 10.0) / 10.0).clamp(0.0, 2.0),
        ((5.0 - seam.far) / 10.0).clamp(0.0, 1.0),
        page.careless() * ((10.0 - seam.far) / 10.0).clamp(0.0, 1.5),
        flag(head.introduces),
        (seam.far / 10.0).clamp(-2.0, 3.0),
        (seam.cost / 10.0).min(4.0),
        (head.edge.end / 10.0).min(2.0),
        (tail.edge.begin() / 10.0).min(4.0),
        flag(tail.open),
        head.brackets.closed_by(&tail.brackets).max(0.0),
        head.brackets.closed_by(&tail.brackets).min(0.0),
        (margin / 10.0).clamp(-2.0, 2.0),
        (column / 10.0).clamp(-2.0, 2.0),
        elsewhere,
        0.0,
        0.0,
        head.heading + flag(head.kicker),
        tail.heading,
        flag(tail.opening || tail.kicker),
        flag(head.length < 20),
    ]
}

const SEQUENCE_JOIN: [Feature; 6] = [
    Feature::FarLater,
    Feature::FarEarlier,
    Feature::FarEarlierAgain,
    Feature::FarSkipped,
    Feature::FarNone,
    Feature::FarSkippedWhole,
];

const SEQUENCE_FOLLOW: [Feature; 6] = [
    Feature::FollowLater,
    Feature::FollowEarlier,
    Feature::FollowEarlierAgain,
    Feature::FollowSkipped,
    Feature::FollowNone,
    Feature::FollowSkippedWhole,
];

/// How much of a habit of the page so many links are: a page is cut in place, or it is read by columns, seldom both.
fn habit(links: u32) -> f32 {
    (1.0 + links as f32).ln().min(2.5)
}

const NEAR_JOIN: [Feature; JOIN_CLUES] = [
    Feature::NearSeam,
    Feature::NearSeamStrong,
    Feature::NearWeak,
    Feature::NearCareless,
    Feature::NearIntroduced,
    Feature::NearPhrase,
    Feature::NearCost,
    Feature::NearEnd,
    Feature::NearBegin,
    Feature::NearOpen,
    Feature::NearBrackets,
    Feature::NearBracketsAgainst,
    Feature::NearMargin,
    Feature::NearColumn,
    Feature::NearElsewhere,
    Feature::NearKinship,
    Feature::NearKinshipLead,
    Feature::NearBehindHeading,
    Feature::NearHeading,
    Feature::NearOpening,
    Feature::NearShort,
];

const FAR_JOIN: [Feature; JOIN_CLUES] = [
    Feature::FarSeam,
    Feature::FarSeamStrong,
    Feature::FarWeak,
    Feature::FarCareless,
    Feature::FarIntroduced,
    Feature::FarPhrase,
    Feature::FarCost,
    Feature::FarEnd,
    Feature::FarBegin,
    Feature::FarOpen,
    Feature::FarBrackets,
    Feature::FarBracketsAgainst,
    Feature::FarMargin,
    Feature::FarColumn,
    Feature::FarElsewhere,
    Feature::FarKinship,
    Feature::FarKinshipLead,
    Feature::FarBehindHeading,
    Feature::FarHeading,
    Feature::FarOpening,
    Feature::FarShort,
];

const ORDER_JOIN: [Feature; 5] =
    [Feature::FarForward, Feature::FarBackward, Feature::FarAgain, Feature::FarPassed, Feature::FarPassedArticles];

const ORDER_FOLLOW: [Feature; 5] = [
    Feature::FollowForward,
    Feature::FollowBackward,
    Feature::FollowAgain,
    Feature::FollowPassed,
    Feature::FollowPassedArticles,
];
