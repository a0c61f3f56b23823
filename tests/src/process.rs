//! A child process that does not outlive its test.

use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

/// Ends with its whole process group when dropped: a web view has processes of its own.
#[derive(Debug)]
pub struct Process(Child);

impl Process {
    /// # Panics
    /// If the program cannot be started.
    pub fn start(command: &mut Command) -> Process {
        let started = command.process_group(0).spawn();
        let name = command.get_program().display();
        Process(started.unwrap_or_else(|error| panic!("{name}: {error}")))
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    pub fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// Ends at once, as by `kill -9`.
    pub fn kill(&mut self) {
        let group = format!("-{}", self.id());
        let mut kill = Command::new("kill");
        // The group may be gone already.
        let _ = kill
            .args(["-KILL", "--", &group])
            .stderr(Stdio::null())
            .status();
        let _ = self.0.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
