//! The real credential store of a Linux desktop, on the test's own bus and home.

use std::io::Write as _;
use std::process::{Command, Stdio};

use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

use crate::process::Process;

/// What a person types when signing in. An empty one would open a dialog that nobody answers.
const PASSWORD: &[u8] = b"x\n";

#[derive(Debug)]
pub struct Keyring {
    _daemon: Process,
}

impl Keyring {
    /// `command` carries the environment; it does not return before the store can be used.
    pub(crate) fn unlocked(mut command: Command) -> Keyring {
        command
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped());
        let mut daemon = Process::start(&mut command);
        let mut input = daemon.child().stdin.take().expect("its input is a pipe");
        input.write_all(PASSWORD).unwrap();
        Keyring { _daemon: daemon }
    }

    /// As after a sign-in without the password: it answers, and asks before it opens.
    pub(crate) fn locked(mut command: Command) -> Keyring {
        command
            .args(["--foreground", "--components=secrets"])
            .stdin(Stdio::null());
        Keyring {
            _daemon: Process::start(&mut command),
        }
    }
    /// Opens a locked store, as its own password dialog does.
    pub(crate) async fn unlock(connection: &zbus::Connection) {
        let call = ("plain", Value::from(""));
        let session = service(
            connection,
            "org.freedesktop.Secret.Service",
            "OpenSession",
            &call,
        )
        .await;
        let (_, session): (OwnedValue, OwnedObjectPath) = session.body().deserialize().unwrap();
        let collection = ObjectPath::try_from("/org/freedesktop/secrets/collection/login").unwrap();
        // The daemon takes its whole input for the password, with the line break.
        let password = PASSWORD;
        let secret = (
            ObjectPath::from(session),
            Vec::<u8>::new(),
            password,
            "text/plain",
        );
        let internal = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface";
        service(
            connection,
            internal,
            "UnlockWithMasterPassword",
            &(collection, secret),
        )
        .await;
    }
}

async fn service<T: serde::Serialize + zbus::zvariant::DynamicType>(
    connection: &zbus::Connection,
    interface: &str,
    method: &str,
    body: &T,
) -> zbus::Message {
    let (name, path) = ("org.freedesktop.secrets", "/org/freedesktop/secrets");
    connection
        .call_method(Some(name), path, Some(interface), method, body)
        .await
        .unwrap()
}
