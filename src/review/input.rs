//! One line of text that is being written.

use super::Key;

/// A line with a cursor in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    characters: Vec<char>,
    at: usize,
}

impl Input {
    /// A line that begins with this text, the cursor behind it.
    pub fn new(text: &str) -> Input {
        let characters: Vec<char> = text.chars().collect();
        Input { at: characters.len(), characters }
    }

    /// What is written.
    pub fn text(&self) -> String {
        self.characters.iter().collect()
    }

    /// What stands in front of the cursor and behind it.
    pub fn halves(&self) -> (String, String) {
        let (before, behind) = self.characters.split_at(self.at);
        (before.iter().collect(), behind.iter().collect())
    }

    /// Takes a key.
    pub fn press(&mut self, key: Key) {
        match key {
            Key::Char(c) if !c.is_control() => {
                self.characters.insert(self.at, c);
                self.at += 1;
            }
            Key::Backspace if self.at > 0 => {
                self.at -= 1;
                self.characters.remove(self.at);
            }
            Key::Delete if self.at < self.characters.len() => {
                self.characters.remove(self.at);
            }
            Key::Left => self.at = self.at.saturating_sub(1),
            Key::Right => self.at = (self.at + 1).min(self.characters.len()),
            Key::Home => self.at = 0,
            Key::End => self.at = self.characters.len(),
            _ => {}
        }
    }
}

/// Text in one line: a line end as `\n`, a backslash as two.
pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\r', "").replace('\n', "\\n")
}

/// What [`escaped`] was made of.
pub(super) fn unescaped(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next() {
                Some('n') => text.push('\n'),
                Some(other) => text.push(other),
                None => text.push('\\'),
            },
            c => text.push(c),
        }
    }
    text
}
