//! For tests only: a wall clock that runs ahead of the computer's by as much as a file says, so that a night of sleep
//! can be had at any time.

use std::fs;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use abgleich_core::domain::UtcMillis;
use abgleich_core::ports::{Clock, SystemClock};

/// The clock that `ABGLEICH_CLOCK` names, or the computer's.
pub fn from_environment() -> Arc<dyn Clock> {
    match std::env::var_os("ABGLEICH_CLOCK") {
        Some(file) => Arc::new(MovedClock(file.into())),
        None => Arc::new(SystemClock),
    }
}

/// The file holds milliseconds. Sleeping takes as long as ever: that is what makes the jump look like a sleep.
struct MovedClock(PathBuf);

impl Clock for MovedClock {
    fn now(&self) -> UtcMillis {
        let text = fs::read_to_string(&self.0).unwrap_or_default();
        let ahead: UtcMillis = text.trim().parse().unwrap_or(0);
        SystemClock.now() + ahead
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(time))
    }
}
