//! A tray that shows nothing to anybody: it records which icons were registered, and uses their menus as a person does.

#![expect(
    clippy::needless_pass_by_value,
    clippy::unused_self,
    clippy::used_underscore_binding,
    reason = "the interface hands over what nobody here looks at"
)]

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use zbus::message::Header;
use zbus::object_server::SignalEmitter;
use zbus::proxy::CacheProperties;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Structure, Value};
use zbus::{interface, proxy};

use crate::bus::Bus;
use crate::wait::{SOON, until};

const NAME: &str = "org.kde.StatusNotifierWatcher";
const PATH: &str = "/StatusNotifierWatcher";

/// Bus name and object path of an icon.
type Registered = Arc<Mutex<Vec<(String, String)>>>;

struct Watcher(Registered);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    /// The ayatana library hands over a path, others the name of their bus connection.
    fn register_status_notifier_item(&self, service: String, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().unwrap().to_string();
        let path = if service.starts_with('/') {
            service
        } else {
            "/StatusNotifierItem".to_owned()
        };
        self.0.lock().unwrap().push((sender, path));
    }

    fn register_status_notifier_host(&self, _service: String) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        let items = self.0.lock().unwrap();
        items
            .iter()
            .map(|(name, path)| format!("{name}{path}"))
            .collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(signal)]
    async fn status_notifier_host_registered(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;
}

#[proxy(interface = "org.kde.StatusNotifierItem", gen_blocking = false)]
trait Item {
    #[zbus(property)]
    fn status(&self) -> zbus::Result<String>;
    #[zbus(property)]
    fn icon_name(&self) -> zbus::Result<String>;
    #[zbus(property)]
    fn menu(&self) -> zbus::Result<OwnedObjectPath>;
}

type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

#[proxy(interface = "com.canonical.dbusmenu", gen_blocking = false)]
trait Menu {
    fn get_layout(
        &self,
        parent: i32,
        depth: i32,
        properties: &[&str],
    ) -> zbus::Result<(u32, Layout)>;
    fn event(&self, id: i32, event: &str, data: &Value<'_>, time: u32) -> zbus::Result<()>;
}

/// One line of a menu. A separator has no label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: i32,
    pub label: String,
    pub enabled: bool,
}

/// The tray on a bus.
#[derive(Debug)]
pub struct Tray {
    registered: Registered,
    connection: zbus::Connection,
}

impl Tray {
    pub async fn serve(bus: &Bus) -> Tray {
        let registered = Registered::default();
        let watcher = Watcher(Arc::clone(&registered));
        let connection = bus.serve(NAME, PATH, watcher).await;
        Tray {
            registered,
            connection,
        }
    }

    /// The panel ends.
    pub async fn end(self) {
        self.connection.release_name(NAME).await.unwrap();
        self.connection.close().await.unwrap();
    }

    async fn item(&self) -> ItemProxy<'static> {
        let (name, path) = until("an icon in the tray", SOON, async || {
            self.registered.lock().unwrap().last().cloned()
        })
        .await;
        ItemProxy::builder(&self.connection)
            .destination(name)
            .unwrap()
            .path(path)
            .unwrap()
            .cache_properties(CacheProperties::No)
            .build()
            .await
            .unwrap()
    }

    /// False while the icon is registered and not to be shown.
    pub async fn is_shown(&self) -> bool {
        self.item().await.status().await.unwrap() != "Passive"
    }

    /// The picture that is shown now.
    pub async fn icon(&self) -> PathBuf {
        PathBuf::from(self.item().await.icon_name().await.unwrap())
    }

    async fn menu(&self) -> MenuProxy<'static> {
        let item = self.item().await;
        let path = item.menu().await.unwrap();
        MenuProxy::builder(&self.connection)
            .destination(item.inner().destination().to_owned())
            .unwrap()
            .path(path)
            .unwrap()
            .build()
            .await
            .unwrap()
    }

    /// The lines of the menu, without separators.
    pub async fn lines(&self) -> Vec<Line> {
        let (_, (_, _, children)) = self.menu().await.get_layout(0, -1, &[]).await.unwrap();
        let lines = children.iter().map(line);
        lines.filter(|line| !line.label.is_empty()).collect()
    }

    pub async fn labels(&self) -> Vec<String> {
        self.lines()
            .await
            .into_iter()
            .map(|line| line.label)
            .collect()
    }

    /// Until a line of the menu reads so.
    pub async fn says(&self, label: &str) -> Line {
        until(&format!("„{label}“ in the tray"), SOON, async || {
            let lines = self.lines().await;
            lines.into_iter().find(|line| line.label == label)
        })
        .await
    }

    /// The person chooses a line.
    pub async fn choose(&self, label: &str) {
        let line = self.says(label).await;
        assert!(line.enabled, "{line:?}");
        let menu = self.menu().await;
        menu.event(line.id, "clicked", &Value::I32(0), 0)
            .await
            .unwrap();
    }
}

fn line(child: &OwnedValue) -> Line {
    let structure: Structure<'_> = child.try_clone().unwrap().try_into().unwrap();
    let [Value::I32(id), Value::Dict(properties), ..] = structure.fields() else {
        panic!("no line of a menu: {structure:?}");
    };
    let properties: HashMap<String, OwnedValue> =
        properties.try_clone().unwrap().try_into().unwrap();
    let text = |name: &str| {
        let value = properties.get(name)?;
        String::try_from(value.try_clone().ok()?).ok()
    };
    let is_on = |name: &str| {
        let value = properties
            .get(name)
            .and_then(|value| bool::try_from(value).ok());
        value.unwrap_or(true)
    };
    let is_separator = text("type").as_deref() == Some("separator");
    let label = text("label").filter(|_| !is_separator && is_on("visible"));
    Line {
        id: *id,
        label: without_mnemonics(&label.unwrap_or_default()),
        enabled: is_on("enabled"),
    }
}

/// A single underscore marks the letter behind it; two are one.
fn without_mnemonics(label: &str) -> String {
    // A blank that does not break is read as any other.
    let doubled = label.replace('\u{a0}', " ").replace("__", "\u{0}");
    doubled.replace('_', "").replace('\u{0}', "_")
}
