//! The other end of the pipe: one queue in its own process. `crates/xtask/peers/README.md` has the protocol.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, Result};
use serde::Deserialize;

use crate::sample::Sample;

/// What a queue says of itself when it is open.
#[derive(Debug, Clone, Deserialize)]
pub struct Hello {
    pub name: String,
    pub version: String,
    /// Journal mode and level, for example `WAL/FULL`.
    pub durability: String,
}

impl Hello {
    /// True if a commit that was acknowledged survives a power cut.
    pub fn is_durable(&self) -> bool {
        self.durability.ends_with("/FULL") || self.durability.ends_with("/EXTRA")
    }
}

pub struct Driver {
    pub hello: Hello,
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Driver {
    pub fn start(mut command: Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| command.get_program().to_string_lossy().into_owned())?;
        let input = child.stdin.take().context("no pipe to it")?;
        let output = BufReader::new(child.stdout.take().context("no pipe from it")?).lines();
        let mut driver = Self {
            hello: Hello {
                name: String::new(),
                version: String::new(),
                durability: String::new(),
            },
            child,
            input,
            output,
        };
        driver.hello = serde_json::from_str(&driver.answer()?)?;
        Ok(driver)
    }

    /// `what` is `enqueue` or `work`.
    pub fn times(&mut self, what: &str, count: usize) -> Result<Sample> {
        writeln!(self.input, "{what} {count}")?;
        self.input.flush()?;
        let nanoseconds: Vec<f64> = serde_json::from_str(&self.answer()?)?;
        Ok(nanoseconds.into_iter().map(|time| time / 1e6).collect())
    }

    fn answer(&mut self) -> Result<String> {
        let line = self.output.next();
        line.with_context(|| format!("{} ended early", self.hello.name))?
            .context("its answer")
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Nothing of it is needed any more, whatever it is doing.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
