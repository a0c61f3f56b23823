//! Where text and JSON go: results to standard output, everything else to standard error.

use std::io::{self, Write as _};

use serde::Serialize;
use serde_json::json;

use crate::exit::{Exit, Failure};
use crate::say::Say;

/// The result, for people. Who stops reading, as `head` does, misses the rest: the work and its exit code
/// stay the same.
pub(crate) fn text(text: &str) -> Result<(), Failure> {
    match line(text) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// A line of something without an end, which ends when nobody reads it any more.
pub(crate) fn line(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.write_all(b"\n")?;
    stdout.flush()
}

/// The result, for scripts: one document and a line break.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<(), Failure> {
    let document = serde_json::to_string(value).map_err(io::Error::other)?;
    text(&document)
}

/// Something beside the result. That it cannot be written changes nothing.
pub(crate) fn note(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// In which form results are wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Out {
    json: bool,
}

impl Out {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// The result in the form that was asked for.
    pub(crate) fn show<T: Serialize>(
        self,
        value: &T,
        words: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        if self.json {
            return json(value);
        }
        text(&words())
    }

    /// Tells why a command failed, and how it ends.
    pub(crate) fn failure(self, say: &Say, failure: &Failure) -> Exit {
        let exit = failure.exit();
        // Nobody reads any more.
        if exit == Exit::Done {
            return exit;
        }
        let (code, message) = match failure {
            Failure::App(error) => (error.code(), say.app_error(error)),
            Failure::Other { code, message, .. } => ((*code).to_owned(), message.clone()),
            Failure::Output(error) => ("output".to_owned(), error.to_string()),
        };
        if self.json {
            note(&json!({"error": {"code": code, "message": message}}).to_string());
        } else {
            note(&message);
        }
        exit
    }
}
