//! The window as a screen reader has it: the accessibility tree, on a bus of its own.

use std::process::{Command, Stdio};

use zbus::proxy::CacheProperties;
use zbus::zvariant::OwnedObjectPath;
use zbus::{Connection, proxy};

use crate::bus::Bus;
use crate::process::Process;
use crate::wait::{SOON, until};

const REGISTRY: &str = "org.a11y.atspi.Registry";
const ROOT: &str = "/org/a11y/atspi/accessible/root";

/// Bus name and path of an object.
type Reference = (String, OwnedObjectPath);

#[proxy(interface = "org.a11y.atspi.Accessible", gen_blocking = false)]
trait Accessible {
    fn get_children(&self) -> zbus::Result<Vec<Reference>>;
    fn get_child_at_index(&self, index: i32) -> zbus::Result<Reference>;
    fn get_role(&self) -> zbus::Result<u32>;
    fn get_state(&self) -> zbus::Result<Vec<u32>>;
    #[zbus(property)]
    fn child_count(&self) -> zbus::Result<i32>;
    #[zbus(property)]
    fn name(&self) -> zbus::Result<String>;
    #[zbus(property)]
    fn description(&self) -> zbus::Result<String>;
}

#[proxy(interface = "org.a11y.atspi.Action", gen_blocking = false)]
trait Action {
    fn do_action(&self, index: i32) -> zbus::Result<bool>;
}

#[proxy(interface = "org.a11y.atspi.Text", gen_blocking = false)]
trait Text {
    fn get_text(&self, start: i32, end: i32) -> zbus::Result<String>;
}

/// As the specification numbers them: not every program has a name for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role(u32);

impl Role {
    pub const DIALOG: Role = Role(16);
    pub const BUTTON: Role = Role(43);
    pub const HEADING: Role = Role(83);
    pub const ROW: Role = Role(90);
    /// Alert, status and notification: what changes in them is read out.
    const LIVE: [Role; 3] = [Role(2), Role(54), Role(101)];
}

/// Bits of the two words of `GetState`, as the specification numbers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Busy = 3,
    Checked = 4,
    Enabled = 8,
    Focused = 12,
    Modal = 16,
    Selected = 23,
    Sensitive = 24,
    Showing = 25,
    Visible = 30,
}

/// One object of the tree, as it was when it was looked at.
#[derive(Debug, Clone)]
pub struct Node {
    reference: Reference,
    pub role: Role,
    pub name: String,
    states: Vec<u32>,
    /// How deep it lies below the desktop.
    pub depth: usize,
}

impl Node {
    pub fn is(&self, state: State) -> bool {
        let bit = state as u32;
        let word = self.states.get((bit / 32) as usize).copied().unwrap_or(0);
        word & (1 << (bit % 32)) != 0
    }
}

/// The bus of screen readers.
#[derive(Debug)]
pub struct Accessibility {
    _launcher: Process,
    connection: Connection,
}

impl Accessibility {
    pub(crate) async fn start(mut launcher: Command, session: &Bus) -> Accessibility {
        launcher
            .args(["--launch-immediately", "--a11y=1", "--screen-reader=1"])
            // Else it names its address on the screen, where a later one would find it.
            .env_remove("DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let launcher = Process::start(&mut launcher);
        let session = session.connect().await;
        let address: String = until("the accessibility bus", SOON, async || {
            let answer = session
                .call_method(
                    Some("org.a11y.Bus"),
                    "/org/a11y/bus",
                    Some("org.a11y.Bus"),
                    "GetAddress",
                    &(),
                )
                .await
                .ok()?;
            answer.body().deserialize().ok()
        })
        .await;
        let builder = zbus::connection::Builder::address(address.as_str()).unwrap();
        let connection = builder.build().await.unwrap();
        Accessibility {
            _launcher: launcher,
            connection,
        }
    }

    async fn accessible(&self, (name, path): &Reference) -> zbus::Result<AccessibleProxy<'_>> {
        AccessibleProxy::builder(&self.connection)
            .destination(name.clone())?
            .path(path.clone())?
            .cache_properties(CacheProperties::No)
            .build()
            .await
    }

    async fn node(&self, reference: &Reference, depth: usize) -> zbus::Result<Node> {
        let one = self.accessible(reference).await?;
        Ok(Node {
            reference: reference.clone(),
            role: Role(one.get_role().await?),
            name: one.name().await?.replace('\u{a0}', " "),
            states: one.get_state().await?,
            depth,
        })
    }

    async fn children(&self, reference: &Reference) -> zbus::Result<Vec<Reference>> {
        let one = self.accessible(reference).await?;
        let children = one.get_children().await?;
        // The place where the web view's tree begins names its child only if asked for that one.
        if children.is_empty() && one.child_count().await? == 1 {
            return Ok(vec![one.get_child_at_index(0).await?]);
        }
        Ok(children)
    }

    /// Everything that a screen reader can reach now. What goes away meanwhile is left out.
    pub async fn tree(&self) -> Vec<Node> {
        let root = (REGISTRY.to_owned(), ROOT.try_into().unwrap());
        let mut open = vec![(root, 0)];
        let mut nodes = Vec::new();
        while let Some((reference, depth)) = open.pop() {
            let Ok(node) = self.node(&reference, depth).await else {
                continue;
            };
            nodes.push(node);
            let children = self.children(&reference).await.unwrap_or_default();
            open.extend(children.into_iter().rev().map(|child| (child, depth + 1)));
        }
        nodes
    }

    pub async fn now(&self, role: Role, name: &str) -> Option<Node> {
        let tree = self.tree().await;
        tree.into_iter()
            .find(|node| node.role == role && node.name == name)
    }

    /// Until the tree has it.
    pub async fn find(&self, role: Role, name: &str) -> Node {
        self.find_that(role, name, |_| true).await
    }

    /// Until the tree has it and it is so.
    pub async fn find_that(&self, role: Role, name: &str, holds: impl Fn(&Node) -> bool) -> Node {
        let mut seen = Vec::new();
        let deadline = tokio::time::Instant::now() + SOON;
        loop {
            if let Some(node) = self.now(role, name).await
                && holds(&node)
            {
                return node;
            }
            if tokio::time::Instant::now() > deadline {
                for node in self.tree().await {
                    seen.push(format!(
                        "{}{:?} “{}”",
                        "  ".repeat(node.depth),
                        node.role,
                        node.name
                    ));
                }
                panic!("no {role:?} “{name}” in\n{}", seen.join("\n"));
            }
            tokio::task::yield_now().await;
        }
    }

    /// What is read out with the name.
    pub async fn description(&self, node: &Node) -> String {
        let one = self.accessible(&node.reference).await.unwrap();
        one.description().await.unwrap().replace('\u{a0}', " ")
    }

    /// As a screen reader presses it.
    pub async fn press(&self, node: &Node) {
        let (name, path) = node.reference.clone();
        let builder = ActionProxy::builder(&self.connection);
        let builder = builder.destination(name).unwrap().path(path).unwrap();
        let pressed = builder.build().await.unwrap().do_action(0).await;
        assert!(pressed.unwrap(), "{node:?} takes no press");
    }

    /// What stands in the live regions now: what a screen reader says by itself when it changes.
    pub async fn live_texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for node in self.tree().await {
            if Role::LIVE.contains(&node.role)
                && let Ok(text) = self.text(&node.reference).await
            {
                texts.push(text.replace('\u{a0}', " ").trim().to_owned());
            }
        }
        texts
    }

    async fn text(&self, (name, path): &Reference) -> zbus::Result<String> {
        let builder = TextProxy::builder(&self.connection).destination(name.clone())?;
        builder
            .path(path.clone())?
            .build()
            .await?
            .get_text(0, -1)
            .await
    }
}
