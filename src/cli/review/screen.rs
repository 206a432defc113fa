//! What a review looks like: a list, the finding under the cursor, what happened, what the keys do.
//!
//! Nothing is said by colour alone: the row under the cursor has a mark in front, every decision a sign of its own.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Paragraph};
use restitch::excerpt::{columns, head, padded, probability, tail, visible};
use restitch::finding::Ruling;
use restitch::review::{Input, Mode, Review, Row, Sheet, Tone};

/// From this width on the finding stands beside the list and not below it.
const WIDE: u16 = 120;

/// Columns in front of a finding's text in the list, where its file need not be named.
const FRONT: usize = 42;

const KEYS: &str = "a accept  r reject  e edit  s skip  u undo  A/R all alike  / filter  w write  q quit  ? help";

/// What `?` shows.
const HELP: [&str; 15] = [
    "a  accept            A  accept all undecided of this rule in this file",
    "r  reject            R  reject all undecided of this rule in this file",
    "e  edit the text that is put there; \\n stands for a line end",
    "s  skip              u  undo the last decision",
    "n  next undecided    p  previous undecided",
    "j k, arrows, PgUp PgDn, g G   walk",
    "w  write the decisions beside the files",
    "q  quit; asks when something is not written",
    "/  filter by words that all must fit:",
    "     apply propose report    the tier",
    "     undecided accepted rejected edited",
    "     <0.9 >0.9 the confidence    p2 the page",
    "     anything else: in the name of the rule or file",
    "   an empty filter shows everything",
    "signs: + accepted  - rejected  ~ edited  * planned anew",
];

/// Draws a review.
pub fn draw(frame: &mut Frame, review: &mut Review, colour: bool) {
    let paint = Paint { colour };
    let [top, middle, message, keys] =
        Layout::vertical([Constraint::Length(1), Constraint::Min(4), Constraint::Length(1), Constraint::Length(1)])
            .areas(frame.area());
    let (list, detail) = match middle.width >= WIDE {
        true => {
            let [list, _, detail] =
                Layout::horizontal([Constraint::Percentage(50), Constraint::Length(2), Constraint::Percentage(50)])
                    .areas(middle);
            (list, detail)
        }
        false => {
            let [list, rule, detail] =
                Layout::vertical([Constraint::Percentage(42), Constraint::Length(1), Constraint::Min(3)]).areas(middle);
            frame.render_widget(Line::styled("─".repeat(usize::from(rule.width)), paint.quiet()), rule);
            (list, detail)
        }
    };
    review.set_height(usize::from(list.height));
    frame.render_widget(header(review, usize::from(top.width), paint), top);
    frame.render_widget(Paragraph::new(rows(review, list, paint)), list);
    frame.render_widget(Paragraph::new(shown(review, detail, paint)), detail);
    let width = usize::from(message.width);
    let (said, cursor) = match review.mode() {
        Mode::Filter(input) => written("/", input, width),
        Mode::Edit(input) => written("instead: ", input, width),
        Mode::Ask => ("Not everything is written. w write and quit   q quit without   Esc go on".to_string(), None),
        _ => (head(review.message(), width), None),
    };
    frame.render_widget(Line::styled(said, Style::new().add_modifier(Modifier::BOLD)), message);
    if let Some(column) = cursor {
        frame.set_cursor_position((message.x + column as u16, message.y));
    }
    frame.render_widget(Line::styled(head(KEYS, width), paint.quiet()), keys);
    if *review.mode() == Mode::Help {
        frame.render_widget(Clear, middle);
        frame.render_widget(Paragraph::new(HELP.map(Line::raw).to_vec()), middle);
    }
}

/// A line that is being written, and the column of its cursor.
fn written(before: &str, input: &Input, width: usize) -> (String, Option<usize>) {
    let (left, right) = input.halves();
    let room = width.saturating_sub(columns(before) + 1);
    let left = tail(&left, room);
    let column = columns(before) + columns(&left);
    (format!("{before}{left}{}", head(&right, width.saturating_sub(column))), Some(column))
}

fn header(review: &Review, width: usize, paint: Paint) -> Line<'static> {
    let (decided, all) = review.progress();
    let name = review.row(review.at()).map_or("", |(sheet, _)| sheet.name());
    let filter = review.filter().text();
    let filter = if filter.is_empty() { String::new() } else { format!("  /{}", visible(&filter)) };
    let state = if review.unkept() { "  not written" } else { "" };
    let right = format!("{decided} of {all} decided{state}{filter}");
    let left = tail(name, width.saturating_sub(columns(&right) + 2));
    Line::styled(format!("{}  {right}", padded(&left, width.saturating_sub(columns(&right) + 2))), paint.strong())
}

/// The rows around the cursor.
fn rows(review: &Review, area: Rect, paint: Paint) -> Vec<Line<'static>> {
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    let first = review.at().saturating_sub(height / 2).min(review.len().saturating_sub(height));
    let last = (first + height).min(review.len());
    if last == 0 {
        return vec![Line::raw("nothing to show; Esc takes the filter away")];
    }
    let several = review.sheets().len() > 1;
    let side = width.saturating_sub(FRONT) / 4;
    let rows = review.rows(first..last, side).into_iter().enumerate();
    let line = |(at, (sheet, row, scene)): (usize, (&Sheet, &Row, String))| {
        let here = first + at == review.at();
        let style = match &row.finding.ruling {
            _ if here => Style::new().add_modifier(Modifier::REVERSED),
            Some(Ruling::Accept) => paint.colour(Color::Green),
            Some(Ruling::Reject) => paint.colour(Color::Red),
            Some(Ruling::Edit(_)) => paint.colour(Color::Cyan),
            None => Style::new(),
        };
        let front = front(sheet, row, here, several);
        let scene = head(&scene, width.saturating_sub(columns(&front)));
        Line::styled(padded(&format!("{front}{scene}"), width), style)
    };
    rows.map(line).collect()
}

/// `>+* 43 torn-paragraph     apply   0.99 `: what stands in front of a finding's text.
fn front(sheet: &Sheet, row: &Row, here: bool, several: bool) -> String {
    let sign = match &row.finding.ruling {
        None => ' ',
        Some(Ruling::Accept) => '+',
        Some(Ruling::Reject) => '-',
        Some(Ruling::Edit(_)) => '~',
    };
    let file = sheet.name().rsplit(['/', '\\']).next().unwrap_or_default();
    let place = if several { format!("{}:{}", head(file, 20), row.line) } else { row.line.to_string() };
    let (here, changed) = (if here { '>' } else { ' ' }, if row.changed { '*' } else { ' ' });
    let tier = format!("{:<7} {}", row.finding.tier, probability(row.finding.confidence));
    format!("{here}{sign}{changed} {place:>4} {} {tier} ", padded(&head(&row.finding.rule, 18), 18))
}

/// The finding under the cursor.
fn shown(review: &Review, area: Rect, paint: Paint) -> Vec<Line<'static>> {
    let lines = review.detail(usize::from(area.width)).into_iter().take(usize::from(area.height));
    let line = |line: restitch::review::Line| match line.tone {
        Tone::Heading => Line::styled(line.text, paint.strong()),
        Tone::Decided => Line::styled(line.text, paint.colour(Color::Yellow)),
        Tone::Quiet => Line::styled(line.text, paint.quiet()),
        Tone::Plain => Line::raw(line.text),
        Tone::Text => match line.text.split_once('│') {
            Some((before, behind)) => Line::from(vec![
                Span::raw(before.to_string()),
                Span::styled("│", paint.colour(Color::Magenta).add_modifier(Modifier::BOLD)),
                Span::styled(behind.to_string(), paint.colour(Color::Green)),
            ]),
            None => Line::raw(line.text),
        },
    };
    lines.map(line).collect()
}

/// Colours, or none.
#[derive(Clone, Copy)]
struct Paint {
    colour: bool,
}

impl Paint {
    fn colour(self, colour: Color) -> Style {
        if self.colour { Style::new().fg(colour) } else { Style::new() }
    }

    fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    fn quiet(self) -> Style {
        if self.colour { Style::new().add_modifier(Modifier::DIM) } else { Style::new() }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use restitch::decisions::Decisions;
    use restitch::repair::Options;
    use restitch::review::Key;
    use restitch::ruleset::RuleSet;

    use super::*;

    fn review(text: String) -> Review {
        let (rules, options) = (RuleSet::embedded().unwrap(), Options::default());
        let sheet = Sheet::new("页/page.md", Arc::new(text), Decisions::default(), &rules, &options);
        Review::new(vec![sheet], rules, options)
    }

    /// So many blocks that stand twice each.
    fn copies(count: usize) -> String {
        let digits = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
        let name = |n: usize| [n / 100 % 10, n / 10 % 10, n % 10].map(|digit| digits[digit]).iter().collect::<String>();
        (0..count).map(|n| format!("{}号船{}昨天到港，{}今天开走。\n\n", name(n), name(n), name(n)).repeat(2)).collect()
    }

    fn drawn(review: &mut Review, width: u16, height: u16, colour: bool) -> String {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| draw(frame, review, colour)).unwrap();
        let buffer = terminal.backend().buffer();
        if !colour {
            assert!(buffer.content().iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
        }
        terminal.backend().to_string()
    }

    #[test]
    fn it_fits_any_screen_and_needs_no_colour() {
        let mut review = review(copies(30));
        review.press(Key::Char('r'));
        review.press(Key::Char('a'));
        for (width, height) in [(80, 24), (200, 60), (40, 10), (20, 6), (3, 2), (1, 1)] {
            for colour in [false, true] {
                drawn(&mut review, width, height, colour);
            }
        }
        let screen = drawn(&mut review, 80, 24, false);
        for part in
            ["页/page.md", "2 of 30 decided  not written", " -  ", " +  ", "repeated-block", "the copy at line 9 stays"]
        {
            assert!(screen.contains(part), "{part} in\n{screen}");
        }
        for (key, part) in [('?', "accept all undecided of this rule"), ('/', "/"), ('x', "x"), ('q', "q")] {
            review.press(Key::Char(key));
            assert!(drawn(&mut review, 80, 24, true).contains(part), "{part}");
        }
    }

    #[test]
    fn a_thousand_findings_scroll() {
        let mut review = review(copies(1000));
        assert_eq!(review.progress(), (0, 1000));
        let mut terminal = Terminal::new(TestBackend::new(120, 50)).unwrap();
        let begun = Instant::now();
        const FRAMES: u32 = 200;
        for _ in 0..FRAMES {
            review.press(Key::Char('j'));
            terminal.draw(|frame| draw(frame, &mut review, true)).unwrap();
        }
        let frame = begun.elapsed() / FRAMES;
        // A build for debugging takes some ten times as long.
        let most = Duration::from_millis(if cfg!(debug_assertions) { 160 } else { 16 });
        assert!(frame <= most, "{frame:?}");
        println!("{frame:?} a frame");
    }
}
