//! Questions to the person at the terminal, and the key that comes by standard input.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _, Write as _};

use abgleich_core::app::AppError;

use crate::exit::Failure;
use crate::out;
use crate::session::{Session, environment_key};
use crate::signals::Stop;

/// Longer than any key; a file piped in by mistake is not read to its end.
const LONGEST_INPUT: u64 = 16 * 1024;

/// Whether somebody could answer.
pub(crate) fn somebody_is_there() -> bool {
    io::stdin().is_terminal()
}

/// Asks on standard error, so that the result stays alone on standard output. No answer means no.
pub(crate) fn confirmed(session: &Session, question: &str) -> bool {
    put(question, &session.say.get("cli-yes-no"))
}

/// As [`confirmed`] where something has to be put back after a no: Ctrl+C is one, also an earlier one, and also
/// where nothing is asked.
pub(crate) async fn confirmed_unless_stopped(
    session: &Session,
    question: Option<String>,
    stop: &mut Stop,
) -> bool {
    let asks = question.is_some();
    let answer = async {
        let Some(question) = question else {
            return true;
        };
        let yes_no = session.say.get("cli-yes-no");
        // Who waits for a line cannot be interrupted: it is left behind where it waits.
        let answer = tokio::task::spawn_blocking(move || put(&question, &yes_no));
        answer.await.unwrap_or(false)
    };
    tokio::select! {
        biased;
        () = stop.asked() => {
            if asks {
                // What is said next must not stand behind the question.
                out::note("");
            }
            false
        }
        answer = answer => answer,
    }
}

fn put(question: &str, yes_no: &str) -> bool {
    let mut stderr = io::stderr();
    let asked = write!(stderr, "{question} {yes_no} ").and_then(|()| stderr.flush());
    let mut answer = String::new();
    if asked.is_err() || io::stdin().lock().read_line(&mut answer).is_err() {
        return false;
    }
    matches!(
        answer.trim().to_lowercase().as_str(),
        "j" | "ja" | "y" | "yes"
    )
}

/// Asks before something is lost, unless `--yes` was given.
///
/// # Errors
/// Wrong usage if nobody is there to answer, and a refusal if the answer is no.
pub(crate) fn confirm(session: &Session, yes: bool, question: &str) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    if !somebody_is_there() {
        return Err(Failure::usage(session.say.get("cli-needs-yes")));
    }
    if confirmed(session, question) {
        return Ok(());
    }
    Err(Failure::refused(
        "cancelled",
        session.say.get("cli-nothing-done"),
    ))
}

/// The key: from standard input if asked for, else from the environment. Never an argument, which every
/// program on this computer could read.
pub(crate) fn api_key(session: &Session, from_stdin: bool) -> Result<String, Failure> {
    let of_environment = environment_key()?;
    if !from_stdin {
        return of_environment.ok_or_else(|| Failure::usage(session.say.get("cli-key-missing")));
    }
    if of_environment.is_some() {
        out::note(&session.say.get("cli-key-not-kept"));
    }
    let mut typed = String::new();
    let stdin = io::stdin();
    let read = if stdin.is_terminal() {
        out::note(&session.say.get("cli-key-prompt"));
        stdin.lock().take(LONGEST_INPUT).read_line(&mut typed)
    } else {
        stdin.lock().take(LONGEST_INPUT).read_to_string(&mut typed)
    };
    read.map_err(|_| AppError::InvalidKey)?;
    // Editors of Windows put a mark before the text.
    let typed = typed.trim_start_matches('\u{feff}');
    if typed.trim().is_empty() {
        return Err(Failure::usage(session.say.get("cli-key-missing")));
    }
    Ok(typed.to_owned())
}
