//! What goes into a review and what comes out of it: keys, what they mean at the moment, and what is asked of the program.

use super::Input;

/// A key, as far as a review knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A character.
    Char(char),
    /// Confirms.
    Enter,
    /// Takes back what was begun.
    Escape,
    /// Deletes in front of the cursor.
    Backspace,
    /// Deletes behind the cursor.
    Delete,
    /// One finding up.
    Up,
    /// One finding down.
    Down,
    /// One character to the left.
    Left,
    /// One character to the right.
    Right,
    /// A screen up.
    PageUp,
    /// A screen down.
    PageDown,
    /// The first finding; the beginning of a line.
    Home,
    /// The last finding; the end of a line.
    End,
}

/// What a review wants of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Nothing but the next key.
    Nothing,
    /// To keep the decisions ([`super::Review::to_keep`]), and to go on.
    Keep,
    /// To keep the decisions and to end.
    KeepAndEnd,
    /// To end without keeping anything.
    End,
}

/// What the keys mean now.
#[derive(Clone, Debug, PartialEq)]
pub enum Mode {
    /// They walk and decide.
    List,
    /// They write a filter.
    Filter(Input),
    /// They write the text of an edit.
    Edit(Input),
    /// The keys are explained; any key goes back.
    Help,
    /// Asked whether to keep the decisions before ending.
    Ask,
}
