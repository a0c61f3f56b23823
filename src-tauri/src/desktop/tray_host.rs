//! Whether somebody shows tray icons. Only Linux desktops may have nobody who does.

use tokio::sync::watch;

#[cfg(not(target_os = "linux"))]
pub(super) async fn watch(_: watch::Sender<bool>, _: impl Fn() + Send) {}

/// Follows hosts that come and go: a panel that starts after us, an extension that is switched on.
/// `told` is called after each change.
#[cfg(target_os = "linux")]
pub(super) async fn watch(host: watch::Sender<bool>, told: impl Fn() + Send) {
    if let Err(error) = linux::follow(&host, &told).await {
        tracing::info!(%error, "nobody can be asked about the tray; closing the window quits");
        host.send_replace(false);
        told();
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use futures_util::StreamExt;
    use tokio::sync::watch;
    use zbus::proxy::CacheProperties;

    /// The specification: <https://specifications.freedesktop.org/status-notifier-item-spec>.
    #[zbus::proxy(
        interface = "org.kde.StatusNotifierWatcher",
        default_service = "org.kde.StatusNotifierWatcher",
        default_path = "/StatusNotifierWatcher"
    )]
    trait StatusNotifierWatcher {
        #[zbus(property)]
        fn is_status_notifier_host_registered(&self) -> zbus::Result<bool>;
        #[zbus(signal)]
        fn status_notifier_host_registered(&self) -> zbus::Result<()>;
        #[zbus(signal)]
        fn status_notifier_host_unregistered(&self) -> zbus::Result<()>;
    }

    pub(super) async fn follow(
        host: &watch::Sender<bool>,
        told: &(impl Fn() + Send),
    ) -> zbus::Result<()> {
        let bus = zbus::Connection::session().await?;
        let watcher = StatusNotifierWatcherProxy::builder(&bus)
            .cache_properties(CacheProperties::No)
            .build()
            .await?;
        let mut owner = watcher.inner().receive_owner_changed().await?;
        let mut comes = watcher.receive_status_notifier_host_registered().await?;
        let mut goes = watcher.receive_status_notifier_host_unregistered().await?;
        loop {
            // Without a watcher there is no host either.
            let is_there = watcher
                .is_status_notifier_host_registered()
                .await
                .unwrap_or(false);
            if host.send_replace(is_there) != is_there {
                tracing::info!(is_there, "somebody shows tray icons");
                told();
            }
            let goes_on = tokio::select! {
                change = owner.next() => change.is_some(),
                change = comes.next() => change.is_some(),
                change = goes.next() => change.is_some(),
            };
            if !goes_on {
                return Err(zbus::Error::InputOutput(std::sync::Arc::new(
                    std::io::ErrorKind::ConnectionAborted.into(),
                )));
            }
        }
    }
}
