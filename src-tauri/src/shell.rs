//! What lives as long as the program: the application, its texts, the demo, and who listens.

use std::collections::HashMap;
use std::fs::File;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use abgleich_core::app::App;
use abgleich_core::paths::DataDir;
use abgleich_core::store::open::try_lock;
use abgleich_core::store::{self, StoreError, settings};
use abgleich_core::text::{Language, Texts};
use tauri::ipc::Channel;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::demo::Demo;
use crate::desktop::Desktop;
use crate::dto::{ClosePolicy, Event, Opens, Settings, View};
use crate::error::{CommandError, CommandResult};
use crate::session::{Home, Session};

/// Why the data could not be opened; shown instead of the services.
pub type Fatal = CommandError;

pub struct Shell {
    app: RwLock<Result<Arc<App>, Fatal>>,
    pub home: Home,
    pub demo: Option<Demo>,
    pub stop: CancellationToken,
    session: Mutex<Session>,
    /// Held while other data takes the place of what is open.
    pub exchange: tokio::sync::Mutex<()>,
    /// The lock that makes this the one window of the folder.
    folder: Mutex<Option<File>>,
    texts: RwLock<Texts>,
    settings: RwLock<Settings>,
    /// The page that listens; a reload brings another one.
    page: Mutex<Option<Channel<Event>>>,
    /// Where the page shall go as soon as it listens.
    waiting_for_page: Mutex<Vec<Event>>,
    own_changes: watch::Sender<u64>,
    pub desktop: Desktop,
}

/// Which notifications a person wants; the core reads it, too.
const NOTIFICATIONS: &str = abgleich_core::app::notices::WANTED;

/// The settings that the window may set, and the values that each takes. The first is the default.
const SETTINGS: [(&str, &[&str]); 9] = [
    ("language", &["system", "de", "en"]),
    ("theme", &["system", "light", "dark"]),
    (NOTIFICATIONS, &["all", "problems", "none"]),
    (
        "region",
        &["system", "de-DE", "de-AT", "de-CH", "en-GB", "en-US"],
    ),
    (
        "zoom",
        &["100", "80", "90", "110", "125", "150", "175", "200"],
    ),
    ("close", &["ask", "quit", "until_sent", "background"]),
    ("tray", &["on", "off"]),
    // The box in the dialog for changes that wait for a connection is shown once.
    ("background_offered", &["no", "yes"]),
    (settings::CHECK_EVERY, &["6", "1", "24", "start"]),
];

impl Shell {
    pub async fn new(
        app: Result<Arc<App>, Fatal>,
        home: Home,
        folder: Option<File>,
        demo: Option<Demo>,
        desktop: Desktop,
    ) -> Self {
        let settings = settings_of(&app).await;
        Self {
            app: RwLock::new(app),
            home,
            demo,
            stop: CancellationToken::new(),
            session: Mutex::default(),
            exchange: tokio::sync::Mutex::default(),
            folder: Mutex::new(folder),
            texts: RwLock::new(Texts::new(language_of(&settings))),
            settings: RwLock::new(settings),
            page: Mutex::default(),
            waiting_for_page: Mutex::default(),
            own_changes: watch::channel(0).0,
            desktop,
        }
    }

    /// The application, or why there is none.
    pub fn app(&self) -> CommandResult<Arc<App>> {
        self.app
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Other data, with its own settings, or none.
    pub async fn put(&self, app: Result<Arc<App>, Fatal>) {
        // In between the window keeps what it looks like.
        if app.is_ok() {
            self.wear(settings_of(&app).await);
        }
        *self.app.write().unwrap_or_else(PoisonError::into_inner) = app;
    }

    pub fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes this the one window of its folder, if it is not yet.
    ///
    /// # Errors
    /// [`StoreError::InUse`], or why the folder cannot be used.
    pub fn take_folder(&self) -> CommandResult<()> {
        let mut folder = self.folder.lock().unwrap_or_else(PoisonError::into_inner);
        if folder.is_none() {
            *folder = Some(lock_folder(&self.home.dir)?);
        }
        Ok(())
    }

    fn wear(&self, settings: Settings) {
        *self.texts.write().unwrap_or_else(PoisonError::into_inner) =
            Texts::new(language_of(&settings));
        *self
            .settings
            .write()
            .unwrap_or_else(PoisonError::into_inner) = settings;
    }

    /// The host as people know it; the demo's is just the demo.
    pub fn host(&self, host: &str) -> String {
        if self.demo.is_some() {
            "Demo".to_owned()
        } else {
            host.to_owned()
        }
    }

    pub fn texts(&self) -> Texts {
        self.texts
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// An icon in the tray is wanted, and there is somewhere to see it.
    pub fn has_tray(&self) -> bool {
        self.settings().has_tray() && self.desktop.has_tray_host()
    }

    pub fn settings(&self) -> Settings {
        self.settings
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Stores one setting; the page learns of it by an event.
    pub async fn set(&self, key: &str, value: &str) -> CommandResult<()> {
        let known = SETTINGS
            .iter()
            .find(|(name, values)| *name == key && values.contains(&value));
        if known.is_none() {
            return Err(abgleich_core::app::AppError::UnknownSetting.into());
        }
        let app = self.app()?;
        let (key, value) = (key.to_owned(), value.to_owned());
        app.context
            .db
            .write(move |db| settings::set(db, &key, &value))
            .await?;
        self.read_settings().await
    }

    /// Something is set that is not one of the plain settings.
    pub async fn read_settings(&self) -> CommandResult<()> {
        let app = self.app()?;
        self.wear(load(&app).await?);
        self.changed();
        Ok(())
    }

    /// Something that is not in the database changed: settings, the demo's switches.
    pub fn changed(&self) {
        self.own_changes.send_modify(|count| *count += 1);
    }

    pub fn own_changes(&self) -> watch::Receiver<u64> {
        self.own_changes.subscribe()
    }

    /// From now on this page listens. What waited for one is handed over.
    pub fn listen(&self, channel: Channel<Event>) {
        *self.page() = Some(channel);
    }

    /// What waited for a page, to be sent after its first snapshot.
    pub fn take_waiting(&self) -> Vec<Event> {
        std::mem::take(
            &mut *self
                .waiting_for_page
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Sends to the page; without one it waits.
    pub fn tell(&self, event: Event) {
        let page = self.page().clone();
        let sent = page.is_some_and(|page| page.send(event.clone()).is_ok());
        if !sent {
            self.waiting_for_page
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(event);
        }
    }

    /// Sends to the page that listens now. False if none does: what asks for an answer must not wait for a page.
    pub fn tell_now(&self, event: Event) -> bool {
        let page = self.page().clone();
        page.is_some_and(|page| page.send(event).is_ok())
    }

    /// A mark of the program's own, that no person sets.
    pub async fn is_on(&self, mark: &'static str) -> bool {
        let Ok(app) = self.app() else { return false };
        let read = app.context.db.read(|db| settings::get(db, mark)).await;
        read.ok().flatten().unwrap_or(false)
    }

    pub async fn remember(&self, mark: &'static str, on: bool) {
        let Ok(app) = self.app() else { return };
        let write = app.context.db.write(move |db| settings::set(db, mark, &on));
        if let Err(error) = write.await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                mark,
                "a mark is not kept"
            );
        }
    }

    pub fn navigate(&self, view: View, service_id: Option<i64>, opens: Option<Opens>) {
        self.tell(Event::Navigate {
            view,
            service_id,
            opens,
        });
    }

    fn page(&self) -> MutexGuard<'_, Option<Channel<Event>>> {
        self.page.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The lock of the one window.
///
/// # Errors
/// As [`Shell::take_folder`].
pub fn lock_folder(dir: &DataDir) -> store::Result<File> {
    dir.create()?;
    try_lock(&dir.app_lock())?.ok_or(StoreError::InUse)
}

fn language_of(settings: &Settings) -> Language {
    Language::from_id(&settings.language_now).unwrap_or(Language::English)
}

async fn settings_of(app: &Result<Arc<App>, Fatal>) -> Settings {
    let Ok(app) = app else {
        return resolve(&HashMap::new());
    };
    load(app).await.unwrap_or_else(|error| {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "settings cannot be read"
        );
        resolve(&HashMap::new())
    })
}

async fn load(app: &App) -> abgleich_core::app::error::Result<Settings> {
    let proxy = app.proxy().await?.unwrap_or_default();
    let settings = app
        .context
        .db
        .read(|db| {
            let mut stored = HashMap::new();
            for (key, _) in SETTINGS {
                if let Some(value) = settings::get::<String>(db, key)? {
                    stored.insert(key, value);
                }
            }
            Ok(resolve(&stored))
        })
        .await?;
    Ok(Settings { proxy, ..settings })
}

/// What is stored, else the default.
fn resolve(stored: &HashMap<&str, String>) -> Settings {
    let value = |wanted: &str| {
        let values = SETTINGS.iter().find(|(key, _)| *key == wanted);
        let fallback = values.and_then(|(_, values)| values.first());
        let stored = stored.get(wanted).map(String::as_str);
        stored.or(fallback.copied()).unwrap_or_default().to_owned()
    };
    let language = value("language");
    let now = Language::from_id(&language).unwrap_or_else(Language::of_system);
    let fallback = if now.is_german() { "de-DE" } else { "en-GB" };
    let region_chosen = value("region");
    let region = (region_chosen != "system").then(|| region_chosen.clone());
    Settings {
        language,
        language_now: now.id().to_owned(),
        theme: value("theme"),
        notifications: value(NOTIFICATIONS),
        region: region
            .or_else(abgleich_core::text::system_region)
            .unwrap_or_else(|| fallback.to_owned()),
        region_chosen,
        zoom: value("zoom"),
        close: ClosePolicy::of(&value("close")),
        tray: value("tray"),
        background_offered: value("background_offered") == "yes",
        proxy: String::new(),
        check_every: value(settings::CHECK_EVERY),
    }
}
