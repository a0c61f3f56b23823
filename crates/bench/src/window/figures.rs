//! What a run of the window found, as the child hands it to its parent.

use serde::{Deserialize, Serialize};

/// The app, and a bare window with the same plugins.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Side<T> {
    pub ours: T,
    pub bare: T,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Figures {
    /// Milliseconds from the start of the process to its window on the screen, by round.
    pub visible: Vec<Side<f64>>,
    /// Milliseconds to the first paint with content.
    pub painted: Vec<Side<f64>>,
    /// Milliseconds to the list of services; a bare window has none.
    pub shown: Vec<f64>,
    /// Bytes of all processes.
    pub memory: Vec<Side<f64>>,
    /// Bytes of the program.
    pub bytes: Side<u64>,
    /// Milliseconds from a click to what it shows.
    pub click: Vec<f64>,
    /// Milliseconds from a key in the search to the list it leads to.
    pub key: Vec<f64>,
    /// Per cent of one processor.
    pub idle: f64,
}
