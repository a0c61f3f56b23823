//! The command line of xtask: what can be asked for, and the help text.

/// What `cargo xtask --help` prints.
pub(crate) const HELP: &str = "\
cargo xtask COMMAND [--yes | --dry-run]

  demo              installs what is missing, builds, and opens the app on a simulated Cal.com;
                    without a display it plays the same story on the command line
  run               the app on your own Cal.com accounts
  test [-- FILTER]  every test, headless; ends with the line “N passed, N failed”
  soak [--minutes N]
                    random days and deaths, new ones each time, on all cores; 60 minutes if not said
  lint [-- FILTER]  format, clippy, licences, dependencies, texts, types: one line each
  bench [OPTIONS]   the figures that the engine has to reach, as a table and in target/bench.json;
                    --only NAME, --quick, --full; --peers first sets up the queues to compare with
  vendor            fetches the UI's packages and copies the needed modules to ui/vendor
  bundle            a release build, packed as .deb and .rpm; on Windows an installer (NSIS), on macOS .app and .dmg

  --yes             installs what is missing without a question, for machines where nobody can answer
  --dry-run         only says what would be installed
  --help            this text
";

/// One call of xtask.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) task: Task,
    pub(crate) mode: Mode,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Help,
    Demo,
    Run,
    /// The filter goes to the test runner as it is.
    Test {
        filter: Vec<String>,
    },
    Soak {
        minutes: u64,
    },
    /// Only the checks whose name contains one of these, or all.
    Lint {
        filter: Vec<String>,
    },
    Bench {
        /// Get and build the other queues first.
        peers: bool,
        /// For the program that measures.
        options: Vec<String>,
    },
    Vendor,
    Bundle,
    /// Not in the help: `test` starts itself again inside the headless desktop, see `headless.rs`.
    Headless {
        command: Vec<String>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Perform,
    /// As [`Mode::Perform`], and nobody is asked before something is installed.
    Unasked,
    /// Say what would be installed and stop.
    DryRun,
}

/// # Errors
/// A sentence for the person who typed it.
pub(crate) fn parse(args: impl IntoIterator<Item = String>) -> Result<Call, String> {
    let mut args = args.into_iter();
    let Some(name) = args.next() else {
        return Err("a command is missing".to_owned());
    };
    let mut mode = Mode::Perform;
    let mut after_dashes = None;
    let (mut peers, mut options) = (false, Vec::new());
    let mut minutes = None;
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--dry-run" => mode = Mode::DryRun,
            "--yes" if mode == Mode::Perform => mode = Mode::Unasked,
            "--help" | "-h" => {
                return Ok(Call {
                    task: Task::Help,
                    mode,
                });
            }
            "--peers" if name == "bench" => peers = true,
            "--quick" | "--full" if name == "bench" => options.push(arg),
            "--only" if name == "bench" => {
                let family = args.next().ok_or("“--only” takes a name")?;
                options.extend([arg, family]);
            }
            "--minutes" if name == "soak" => minutes = Some(whole_minutes(args.next())?),
            "--" => after_dashes = Some(args.by_ref().collect::<Vec<_>>()),
            _ => return Err(format!("“{name}” does not take “{arg}”")),
        }
    }
    let task = match (name.as_str(), after_dashes) {
        ("--help" | "-h" | "help", None) => Task::Help,
        ("demo", None) => Task::Demo,
        ("run", None) => Task::Run,
        ("test", filter) => Task::Test {
            filter: filter.unwrap_or_default(),
        },
        ("soak", None) => Task::Soak {
            minutes: minutes.unwrap_or(60),
        },
        ("lint", filter) => Task::Lint {
            filter: filter.unwrap_or_default(),
        },
        ("bench", None) => Task::Bench { peers, options },
        ("vendor", None) => Task::Vendor,
        ("bundle", None) => Task::Bundle,
        ("headless", Some(command)) if !command.is_empty() => Task::Headless { command },
        ("demo" | "run" | "soak" | "bench" | "vendor" | "bundle", Some(_)) => {
            return Err(format!("“{name}” takes nothing after “--”"));
        }
        _ => return Err(format!("there is no command “{name}”")),
    };
    Ok(Call { task, mode })
}

fn whole_minutes(text: Option<String>) -> Result<u64, String> {
    let minutes = text.and_then(|text| text.parse().ok());
    minutes
        .filter(|minutes| *minutes > 0)
        .ok_or_else(|| "“--minutes” needs a whole number".to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[track_caller]
    fn check(line: &str, task: Task, mode: Mode) {
        let call = parse(line.split_whitespace().map(str::to_owned)).unwrap();
        assert_eq!(call, Call { task, mode });
    }

    #[track_caller]
    fn refused(line: &str, expected: &str) {
        let message = parse(line.split_whitespace().map(str::to_owned)).unwrap_err();
        assert_eq!(message, expected);
    }

    #[test]
    fn commands_are_read() {
        check("demo", Task::Demo, Mode::Perform);
        check("vendor --dry-run", Task::Vendor, Mode::DryRun);
        check("lint --yes", Task::Lint { filter: vec![] }, Mode::Unasked);
        check("bundle --yes --dry-run", Task::Bundle, Mode::DryRun);
        check("test", Task::Test { filter: vec![] }, Mode::Perform);
        check("soak", Task::Soak { minutes: 60 }, Mode::Perform);
        check(
            "soak --minutes 5 --dry-run",
            Task::Soak { minutes: 5 },
            Mode::DryRun,
        );
        check("lint --help", Task::Help, Mode::Perform);
        check("--help", Task::Help, Mode::Perform);
        let options = ["--only", "wire", "--quick"].map(str::to_owned).to_vec();
        check(
            "bench --only wire --peers --quick",
            Task::Bench {
                peers: true,
                options,
            },
            Mode::Perform,
        );
    }

    #[test]
    fn a_filter_reaches_the_runner_unread() {
        let filter = vec!["offline".to_owned(), "--dry-run".to_owned()];
        check(
            "test -- offline --dry-run",
            Task::Test { filter },
            Mode::Perform,
        );
    }

    #[test]
    fn wrong_usage_is_named() {
        refused("", "a command is missing");
        refused("tset", "there is no command “tset”");
        refused("demo now", "“demo” does not take “now”");
        refused("vendor -- lit", "“vendor” takes nothing after “--”");
        refused("bench --only", "“--only” takes a name");
        refused("demo --dry-run --yes", "“demo” does not take “--yes”");
        refused("demo --quick", "“demo” does not take “--quick”");
        refused("soak --minutes", "“--minutes” needs a whole number");
        refused("soak --minutes 0", "“--minutes” needs a whole number");
        refused("test --minutes 5", "“test” does not take “--minutes”");
        refused("headless", "there is no command “headless”");
    }

    #[test]
    fn the_help_names_every_command() {
        for name in [
            "demo", "run", "test", "soak", "lint", "bench", "vendor", "bundle",
        ] {
            assert!(HELP.contains(&format!("\n  {name} ")), "{name}");
        }
    }
}
