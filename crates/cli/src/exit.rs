//! How a command ends: the five exit codes, and the errors that lead to them.

use std::io;
use std::process::ExitCode;

use abgleich_core::app::AppError;
use abgleich_core::store::StoreError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Done = 0,
    Failed = 1,
    Usage = 2,
    /// Refused by a guard, or in need of a decision.
    Refused = 3,
    /// Still waiting when the time was over.
    Waiting = 4,
}

impl Exit {
    pub(crate) fn code(self) -> ExitCode {
        ExitCode::from(self as u8)
    }

    /// The exit of several: one failure outweighs all, then a refusal, then what still waits.
    pub(crate) fn of_all(all: impl IntoIterator<Item = Self>) -> Self {
        let all: Vec<Self> = all.into_iter().collect();
        let order = [Self::Usage, Self::Failed, Self::Refused, Self::Waiting];
        order
            .into_iter()
            .find(|exit| all.contains(exit))
            .unwrap_or(Self::Done)
    }
}

/// Why a command could not do what it was asked for.
#[derive(Debug)]
pub(crate) enum Failure {
    App(AppError),
    Other {
        exit: Exit,
        code: &'static str,
        message: String,
    },
    /// Standard output could not be written.
    Output(io::Error),
}

impl Failure {
    /// A wrong call.
    pub(crate) fn usage(message: String) -> Self {
        Self::Other {
            exit: Exit::Usage,
            code: "usage",
            message,
        }
    }

    pub(crate) fn refused(code: &'static str, message: String) -> Self {
        Self::Other {
            exit: Exit::Refused,
            code,
            message,
        }
    }

    pub(crate) fn failed(code: &'static str, message: String) -> Self {
        Self::Other {
            exit: Exit::Failed,
            code,
            message,
        }
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::App(error) => exit_of(error),
            Self::Other { exit, .. } => *exit,
            // What has no end by itself ends when nobody reads it any more.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
            Self::Output(_) => Exit::Failed,
        }
    }
}

fn exit_of(error: &AppError) -> Exit {
    match error {
        AppError::Input(_)
        | AppError::Address(_)
        | AppError::InvalidKey
        | AppError::Proxy(_)
        | AppError::WhichAccount
        | AppError::UnknownSetting => Exit::Usage,
        AppError::Refused(_)
        | AppError::OtherUser { .. }
        | AppError::KeyFromEnvironment
        | AppError::Contradiction { .. }
        | AppError::Store(StoreError::InUse)
        | AppError::JobRunning => Exit::Refused,
        AppError::NotFound { .. }
        | AppError::Failed(_)
        | AppError::NoCertificates(_)
        | AppError::AlreadyLinked { .. }
        | AppError::AccountExists { .. }
        | AppError::Archived
        | AppError::JobFinished
        | AppError::NoAccount
        | AppError::Store(_) => Exit::Failed,
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::App(error.into())
    }
}

impl From<abgleich_core::domain::input::InputError> for Failure {
    fn from(error: abgleich_core::domain::input::InputError) -> Self {
        Self::App(error.into())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

#[cfg(test)]
mod tests {
    use super::Exit::{Done, Failed, Refused, Waiting};
    use super::*;

    #[test]
    fn the_worst_of_several_decides() {
        assert_eq!(Exit::of_all([]), Done);
        assert_eq!(Exit::of_all([Done, Waiting]), Waiting);
        assert_eq!(Exit::of_all([Waiting, Refused, Done]), Refused);
        assert_eq!(Exit::of_all([Refused, Failed, Waiting]), Failed);
    }
}
