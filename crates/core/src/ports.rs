//! The few things of the outside world that a test must replace.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use secrecy::SecretString;

use crate::domain::UtcMillis;

/// Wall-clock time and sleeping. Due dates are wall time: monotonic clocks stop while a computer sleeps.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> UtcMillis;
    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// The clock of the computer.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everybody else asks"
    )]
    fn now(&self) -> UtcMillis {
        jiff::Timestamp::now().as_millisecond()
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(time))
    }
}

/// Chance, for delays that must not all end at once.
pub trait Jitter: Send + Sync + 'static {
    /// `delay` made longer by up to ten percent, never shorter.
    fn stretch(&self, delay: Duration) -> Duration;
}

/// Chance from the random bits of a uuid.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomJitter;

impl Jitter for RandomJitter {
    fn stretch(&self, delay: Duration) -> Duration {
        let bits = uuid::Uuid::new_v4().as_u128() % 1_000;
        let share = u32::try_from(bits).unwrap_or(0);
        delay + (delay / 10_000) * share
    }
}

/// Why a key could not be read or kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// There is no credential store on this computer.
    #[error("no credential store")]
    Absent,
    /// It is there but does not answer: locked, or waiting for the person.
    #[error("the credential store is locked")]
    Locked,
    /// It answers and has no such key.
    #[error("no such key")]
    Missing,
    #[error("the credential store refused the key")]
    Refused,
}

/// Where API keys live, by account uuid. All calls may block for seconds.
pub trait SecretStore: Send + Sync + 'static {
    fn get(&self, account: &str) -> Result<SecretString, SecretError>;
    fn set(&self, account: &str, key: &SecretString) -> Result<(), SecretError>;
    /// For this process only: what a person may choose where nothing keeps keys.
    fn set_until_quit(&self, account: &str, key: &SecretString) -> Result<(), SecretError> {
        let _ = (account, key);
        Err(SecretError::Absent)
    }
    /// A key that is not there counts as deleted.
    fn delete(&self, account: &str) -> Result<(), SecretError>;
    /// True if one key stands in for all accounts (`ABGLEICH_API_KEY`); it has to prove whose it is.
    fn is_override(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_only_adds_and_at_most_a_tenth() {
        let delay = Duration::from_mins(1);
        let stretched: Vec<Duration> = (0..200).map(|_| RandomJitter.stretch(delay)).collect();
        assert!(
            stretched
                .iter()
                .all(|time| (delay..=delay + delay / 10).contains(time))
        );
        assert!(
            stretched.iter().any(|time| *time != stretched[0]),
            "it is chance"
        );
    }
}
