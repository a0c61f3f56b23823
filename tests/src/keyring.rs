//! The real credential store of a Linux desktop, on the test's own bus and home.

use std::io::Write as _;
use std::process::{Command, Stdio};

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

    /// Opens the store of the daemon that runs already.
    pub(crate) fn unlock(mut command: Command) {
        command.args(["--unlock"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        child.stdin.take().expect("its input is a pipe").write_all(PASSWORD).unwrap();
        assert!(child.wait().unwrap().success(), "the credential store was not unlocked");
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
}
