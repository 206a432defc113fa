//! `restitch review` in a terminal that is none: keys in, the screen read off, the file looked at.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod command;

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use command::restitch;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Two articles whose tails stand below both.
const PAGE: &str = "## 石桥村小学有了图书室\n\n石桥村小学的图书室上周开放，两千多册图书是城里的读者捐赠的。学校还请来退休教师担任志\n\n## 老渡口恢复夜间通航\n\n江边的老渡口昨天起恢复夜间通航，末班船推迟到晚上十点。航道管理部门更换了全部灯标，并安排专人负\n\n愿者，每天下午陪孩子们读书。\n\n责值守，确保船只航行安全。\n";

/// A review that runs in a terminal of 80 by 24.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    screen: Arc<Mutex<vt100::Parser>>,
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    fn new(folder: &Path, arguments: &[&str]) -> Terminal {
        Terminal::of_width(80, folder, arguments)
    }

    fn of_width(cols: u16, folder: &Path, arguments: &[&str]) -> Terminal {
        let size = PtySize { rows: 24, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_restitch"));
        command.args(arguments);
        command.cwd(folder);
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        command.env_remove("COLUMNS");
        let child = pair.slave.spawn_command(command).unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(24, cols, 0)));
        let (mut reader, shown) = (pair.master.try_clone_reader().unwrap(), screen.clone());
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                shown.lock().unwrap().process(&bytes[..count]);
            }
        });
        Terminal { child, keys: pair.master.take_writer().unwrap(), screen, _master: pair.master }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn shown(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Waits until the screen shows something; a machine that builds something else at the same time takes its time.
    fn see(&self, what: &str) -> String {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            let shown = self.shown();
            if shown.contains(what) {
                return shown;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(self.shown(), what, "not seen");
        String::new()
    }

    fn code(mut self) -> u32 {
        self.child.wait().unwrap().exit_code()
    }
}

#[test]
fn a_page_is_reviewed_and_written_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let beside = folder.path().join("page.md.restitch.toml");
    fs::write(folder.path().join("page.md"), PAGE).unwrap();

    let mut terminal = Terminal::new(folder.path(), &["review", "page.md"]);
    terminal.see("0 of 2 decided");
    // The last line is drawn last.
    let screen = terminal.see("a accept  r reject");
    for part in ["page.md", "torn-paragraph", "担任志│愿者", "evidence", "a accept  r reject"] {
        assert!(screen.contains(part), "{part} in {screen}");
    }
    terminal.press("r");
    terminal.see("rejected");
    terminal.press("q");
    terminal.see("Not everything is written");
    assert!(!beside.exists());
    terminal.press("q");
    // Ended without writing, with something undecided.
    assert_eq!(terminal.code(), 1);
    assert!(!beside.exists());

    let mut terminal = Terminal::new(folder.path(), &["review", "."]);
    terminal.see("0 of 2 decided");
    terminal.press("ra");
    terminal.see("2 of 2 decided  not written");
    terminal.press("w");
    terminal.see("written: ./page.md.restitch.toml");
    let written = fs::read_to_string(&beside).unwrap();
    assert_eq!(written.matches("[[decision]]").count(), 2, "{written}");
    terminal.press("q");
    assert_eq!(terminal.code(), 0);

    let fixed = restitch(folder.path(), &["fix", "page.md"], b"");
    let text = String::from_utf8(fixed.out).unwrap();
    assert!(!text.contains("担任志愿者") && text.contains("专人负责值守"), "{text}");
    assert_eq!((fixed.code, fixed.err.as_str()), (0, ""));
    assert_eq!(restitch(folder.path(), &["check", "--undecided", "page.md"], b"").code, 0);

    // What somebody else wrote meanwhile is not written over; taking everything back takes the file away.
    let mut terminal = Terminal::new(folder.path(), &["review", "page.md"]);
    terminal.see("2 of 2 decided");
    fs::write(&beside, "").unwrap();
    terminal.press("aw");
    terminal.see("changed since it was read");
    fs::write(&beside, &written).unwrap();
    terminal.press("qw");
    terminal.code();
    assert!(fs::read_to_string(&beside).unwrap().matches("\"accept\"").count() == 2);
    assert_eq!(fs::read_to_string(folder.path().join("page.md")).unwrap(), PAGE);
}

#[test]
fn without_colour_it_says_the_same() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("page.md"), PAGE).unwrap();
    let mut terminal = Terminal::new(folder.path(), &["review", "--color", "never", "page.md"]);
    terminal.press("r");
    terminal.see("1 of 2 decided");
    let screen = terminal.see("rejected");
    assert!(screen.contains("担任志│愿者") || screen.contains("专人负│责值守"), "{screen}");
    let parser = terminal.screen.lock().unwrap();
    let colours = (0..24).flat_map(|row| (0..80).map(move |column| (row, column)));
    let plain = colours.filter_map(|(row, column)| parser.screen().cell(row, column));
    assert!(plain.into_iter().all(|cell| cell.fgcolor() == vt100::Color::Default));
    drop(parser);
    terminal.press("\u{3}q");
    assert_eq!(terminal.code(), 1);
}

#[test]
fn side_by_side_takes_the_width_of_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("page.md"), PAGE).unwrap();
    for width in [80, 132] {
        let terminal = Terminal::of_width(width, folder.path(), &["diff", "--side-by-side", "page.md"]);
        let screen = terminal.see("total");
        let border = screen.lines().find_map(|line| line.split_once('┃')).unwrap().0;
        assert_eq!(restitch::excerpt::columns(border), usize::from(width) / 2 - 1, "{screen}");
        assert_eq!(terminal.code(), 1);
    }
}

#[test]
fn without_a_terminal_it_names_the_other_commands() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("page.md"), PAGE).unwrap();
    let ran = restitch(folder.path(), &["review", "page.md"], b"");
    assert_eq!((ran.code, ran.out.len(), ran.err.lines().count()), (2, 0, 1));
    assert!(ran.err.contains("review needs a terminal") && ran.err.contains("`restitch check`"), "{}", ran.err);
}
