//! The polite ways to end a program that runs on.

/// Ends when a person presses Ctrl+C, or the system asks the program to end.
pub(crate) async fn stop() {
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => {
            // Without a handler the system ends the program itself.
            if interrupted.is_err() {
                std::future::pending::<()>().await;
            }
        }
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut asked) => {
            asked.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
