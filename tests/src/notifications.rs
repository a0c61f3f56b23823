//! A notification server that writes down every call: "exactly once" is counted here.

#![expect(
    clippy::used_underscore_binding,
    reason = "the interface hands over what nobody here looks at"
)]

use std::collections::HashMap;
use std::future::pending;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use zbus::interface;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::OwnedValue;

use crate::bus::Bus;
use crate::wait::until;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// One call of `Notify`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    pub id: u32,
    pub app: String,
    pub replaces: u32,
    pub title: String,
    pub body: String,
    /// Key, label, key, label …
    pub actions: Vec<String>,
    /// The program took it away again.
    pub closed: bool,
}

type Shown = Arc<Mutex<Vec<Notification>>>;

struct Server {
    shown: Shown,
    hangs: Arc<AtomicBool>,
}

impl Server {
    /// As long as it answers at all.
    async fn answers(&self) {
        if self.hangs.load(Ordering::SeqCst) {
            pending::<()>().await;
        }
    }
}

#[interface(name = "org.freedesktop.Notifications")]
impl Server {
    #[expect(
        clippy::too_many_arguments,
        reason = "the Desktop Notifications Specification says so"
    )]
    async fn notify(
        &self,
        app: String,
        replaces: u32,
        _icon: String,
        title: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        self.answers().await;
        let mut shown = self.shown.lock().unwrap();
        let id = if replaces == 0 {
            u32::try_from(shown.len()).unwrap() + 1
        } else {
            replaces
        };
        shown.push(Notification {
            id,
            app,
            replaces,
            title,
            body,
            actions,
            closed: false,
        });
        id
    }

    async fn close_notification(
        &self,
        id: u32,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) {
        for notification in self
            .shown
            .lock()
            .unwrap()
            .iter_mut()
            .filter(|one| one.id == id)
        {
            notification.closed = true;
        }
        // 3: closed by a call of CloseNotification.
        emitter.notification_closed(id, 3).await.unwrap();
    }

    #[expect(clippy::unused_self, reason = "the interface wants a method")]
    fn get_capabilities(&self) -> Vec<&'static str> {
        vec!["body", "actions"]
    }

    async fn get_server_information(
        &self,
    ) -> (&'static str, &'static str, &'static str, &'static str) {
        self.answers().await;
        ("recorder", "Abgleich", "1", "1.2")
    }

    #[zbus(signal)]
    async fn notification_closed(
        emitter: &SignalEmitter<'_>,
        id: u32,
        reason: u32,
    ) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, key: &str) -> zbus::Result<()>;
}

/// The server on a bus, and what it has seen.
#[derive(Debug)]
pub struct Notifications {
    shown: Shown,
    hangs: Arc<AtomicBool>,
    connection: zbus::Connection,
}

impl Notifications {
    pub async fn serve(bus: &Bus) -> Notifications {
        let (shown, hangs) = (Shown::default(), Arc::<AtomicBool>::default());
        let server = Server {
            shown: Arc::clone(&shown),
            hangs: Arc::clone(&hangs),
        };
        let connection = bus.serve(NAME, PATH, server).await;
        Notifications {
            shown,
            hangs,
            connection,
        }
    }

    /// It keeps its name and answers no call from now on.
    pub fn hang(&self) {
        self.hangs.store(true, Ordering::SeqCst);
    }

    /// As on a desktop without such a service.
    pub async fn end(&self) {
        let there = self.connection.release_name(NAME).await.unwrap();
        assert!(there);
    }

    /// Everything since the start, in order.
    pub fn all(&self) -> Vec<Notification> {
        self.shown.lock().unwrap().clone()
    }

    pub fn titles(&self) -> Vec<String> {
        self.all().into_iter().map(|one| one.title).collect()
    }

    pub fn with_title(&self, title: &str) -> Vec<Notification> {
        self.all()
            .into_iter()
            .filter(|one| one.title == title)
            .collect()
    }

    /// The first with this title, as soon as it is there.
    pub async fn expect(&self, title: &str, limit: Duration) -> Notification {
        let deadline = Instant::now() + limit;
        let longer = limit + Duration::from_secs(5);
        until(title, longer, async || {
            let found = self.with_title(title).into_iter().next();
            let late = found.is_none() && Instant::now() > deadline;
            assert!(!late, "no “{title}”, only {:?}", self.titles());
            found
        })
        .await
    }

    /// The person clicks on it.
    pub async fn click(&self, id: u32) {
        self.press(id, "default").await;
    }

    /// The person presses one of its buttons, by its key.
    pub async fn press(&self, id: u32, action: &str) {
        let emitter = SignalEmitter::new(&self.connection, PATH).unwrap();
        Server::action_invoked(&emitter, id, action).await.unwrap();
        // 2: dismissed by the person; servers close what was clicked.
        Server::notification_closed(&emitter, id, 2).await.unwrap();
    }
}
