//! What the operating system tells about the network: a reason to ask Cal.com, never an answer.

use std::pin::pin;

use netwatcher::async_adapter::Tokio;

use crate::engine::context::Context;

/// Where changes of the network are told.
pub trait Changes: Send {
    /// Ends with the next change.
    fn next(&mut self) -> impl Future<Output = ()> + Send;
}

impl Changes for netwatcher::AsyncWatch {
    async fn next(&mut self) {
        // The first report is no change.
        while self.changed().await.is_initial {}
    }
}

/// Listens for as long as it is polled. A system that does not tell costs nothing but the hints.
pub async fn listen(context: &Context) {
    match netwatcher::watch_interfaces_async::<Tokio>() {
        Ok(mut watch) => follow(context, &mut watch).await,
        Err(error) => {
            tracing::info!(%error, "no news of the network here; Cal.com is asked without them");
            std::future::pending::<()>().await;
        }
    }
}

/// Doubts all connections after each change. One change of network comes as several events, which count as
/// one; a network that never settles is not waited for.
pub async fn follow(context: &Context, changes: &mut impl Changes) {
    loop {
        changes.next().await;
        let mut settled = pin!(context.clock.sleep(context.policy.network_settles));
        loop {
            tokio::select! {
                () = &mut settled => break,
                () = changes.next() => {}
            }
        }
        changed(context);
    }
}

/// Cal.com may be reached from now on, or no more: ask it.
pub fn changed(context: &Context) {
    tracing::info!("the network changed");
    context.connectivity.doubt(&context.policy, context.now());
    context.db.wake().bump();
}
