//! A progress bar while a person looks on; nothing in a pipe.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::session::Session;

pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn new(session: &Session, total: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr());
        if !session.progress_is_wanted() || !std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        // The library fills in the numbers itself.
        let numbers = [("position", "{pos}".into()), ("total", "{len}".into())];
        let template = format!(
            "{{spinner}} {}",
            session.say.format("cli-progress", &numbers)
        );
        let style = ProgressStyle::with_template(&template)
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.tick_chars("-\\|/ "));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    pub(crate) fn done(&self, count: usize) {
        self.0.set_position(count as u64);
    }

    /// Takes the bar away while something else is written.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
