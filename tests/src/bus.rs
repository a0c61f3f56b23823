//! A session bus of its own, without services that start by themselves.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use zbus::connection::Builder;
use zbus::object_server::Interface;

use crate::process::Process;
use crate::wait::{SOON, until};

/// No folders of services: nobody starts the person's real keyring or notification server on it.
const CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=SOCKET</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

#[derive(Debug)]
pub struct Bus {
    _daemon: Process,
    address: String,
}

impl Bus {
    /// The socket lies in `folder`, whose path must be short: sockets have 107 bytes at most.
    pub async fn start(folder: &Path) -> Bus {
        let (socket, config) = (folder.join("bus"), folder.join("bus.conf"));
        fs::write(
            &config,
            CONFIG.replace("SOCKET", &socket.display().to_string()),
        )
        .unwrap();
        let daemon = Process::start(
            Command::new("dbus-daemon")
                .args(["--nofork", "--nopidfile"])
                .arg(format!("--config-file={}", config.display()))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        let address = format!("unix:path={}", socket.display());
        let _answered = until("the session bus answers", SOON, async || {
            Builder::address(address.as_str()).ok()?.build().await.ok()
        })
        .await;
        Bus {
            _daemon: daemon,
            address,
        }
    }

    /// As in `DBUS_SESSION_BUS_ADDRESS`.
    pub fn address(&self) -> &str {
        &self.address
    }

    pub async fn connect(&self) -> zbus::Connection {
        self.builder()
            .build()
            .await
            .expect("the bus takes connections")
    }

    /// A service that answers from the moment on at which its name is seen. What is added to a connection later
    /// misses what is sent before its task first runs.
    pub async fn serve(&self, name: &str, path: &str, object: impl Interface) -> zbus::Connection {
        let served = self.builder().serve_at(path, object);
        let named = served.and_then(|builder| builder.name(name.to_owned()));
        let builder = named.expect("a path and a name");
        builder.build().await.expect("the bus takes services")
    }

    fn builder(&self) -> Builder<'_> {
        Builder::address(self.address()).expect("our own address")
    }
}
