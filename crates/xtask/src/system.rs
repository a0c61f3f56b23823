//! What the machine must have, how to see that it is missing, and how to get it.
//!
//! Asked for by what it provides (a pkg-config module, a program), not by package name, so that the same
//! table serves every distribution; only getting it differs.

use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::Command;

use anyhow::{Result, bail};

use crate::args::Mode;
use crate::command;
use crate::texts::{fill, texts};

/// What a task is about to do, and therefore needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Compile the desktop app.
    Build,
    /// Run npm.
    Node,
    /// Run the real window and the real desktop without a screen.
    Headless,
    /// Measure.
    Bench,
    /// Measure against Laravel's queue.
    Peers,
}

#[derive(Debug)]
enum Probe {
    /// One of these pkg-config modules.
    Module(&'static [&'static str]),
    /// A program on the path.
    Program(&'static str),
    /// A package of Debian that brings neither.
    Package(&'static str),
}

/// One thing, and the package that brings it.
#[derive(Debug)]
struct Need {
    purpose: Purpose,
    probe: Probe,
    apt: &'static str,
    /// Under dnf, pacman and zypper; `None` where only Debian's name was ever tried.
    others: Option<[&'static str; 3]>,
}

/// What people need who want to see the app, on every distribution that we can name.
const fn need(
    purpose: Purpose,
    probe: Probe,
    apt: &'static str,
    others: [&'static str; 3],
) -> Need {
    Need {
        purpose,
        probe,
        apt,
        others: Some(others),
    }
}

/// What only the headless tests need; those run on Debian and Ubuntu.
const fn headless(program: &'static str, apt: &'static str) -> Need {
    debian(Purpose::Headless, Probe::Program(program), apt)
}

/// What only tests and benchmarks need; those run on Debian and Ubuntu.
const fn debian(purpose: Purpose, probe: Probe, apt: &'static str) -> Need {
    Need {
        purpose,
        probe,
        apt,
        others: None,
    }
}

const NEEDS: &[Need] = {
    use Probe::{Module, Package, Program};
    use Purpose::{Bench, Build, Headless, Node, Peers};
    &[
        need(
            Build,
            Program("pkg-config"),
            "pkg-config",
            ["pkgconf-pkg-config", "pkgconf", "pkg-config"],
        ),
        need(
            Build,
            Module(&["webkit2gtk-4.1"]),
            "libwebkit2gtk-4.1-dev",
            ["webkit2gtk4.1-devel", "webkit2gtk-4.1", "webkit2gtk3-devel"],
        ),
        need(
            Build,
            Module(&["ayatana-appindicator3-0.1", "appindicator3-0.1"]),
            "libayatana-appindicator3-dev",
            [
                "libappindicator-gtk3-devel",
                "libappindicator-gtk3",
                "libappindicator3-devel",
            ],
        ),
        need(
            Build,
            Module(&["librsvg-2.0"]),
            "librsvg2-dev",
            ["librsvg2-devel", "librsvg", "librsvg-devel"],
        ),
        need(
            Node,
            Program("node"),
            "nodejs",
            ["nodejs", "nodejs", "nodejs"],
        ),
        need(Node, Program("npm"), "npm", ["nodejs-npm", "npm", "npm"]),
        headless("Xvfb", "xvfb"),
        headless("xauth", "xauth"),
        headless("dbus-run-session", "dbus"),
        headless("gnome-keyring-daemon", "gnome-keyring"),
        headless("secret-tool", "libsecret-tools"),
        headless("WebKitWebDriver", "webkit2gtk-driver"),
        headless("dunst", "dunst"),
        headless("xdotool", "xdotool"),
        headless("openbox", "openbox"),
        // What screen readers ask; its programs are on nobody's path.
        debian(Headless, Package("at-spi2-core"), "at-spi2-core"),
        // `import` takes the screenshots; `convert` alone would not prove the package.
        headless("import", "imagemagick"),
        debian(Bench, Program("strace"), "strace"),
        debian(Peers, Program("php"), "php-cli"),
        debian(Peers, Package("php-sqlite3"), "php-sqlite3"),
        debian(
            Peers,
            Package("php-illuminate-queue"),
            "php-illuminate-queue",
        ),
    ]
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manager {
    Apt,
    Dnf,
    Pacman,
    Zypper,
}

impl Manager {
    /// The one this system has, asked in the order in which they are likely to be the main one.
    fn of(has_program: impl Fn(&str) -> bool) -> Option<Manager> {
        [
            ("apt-get", Manager::Apt),
            ("dnf", Manager::Dnf),
            ("pacman", Manager::Pacman),
            ("zypper", Manager::Zypper),
        ]
        .into_iter()
        .find_map(|(program, manager)| has_program(program).then_some(manager))
    }

    fn package(self, need: &Need) -> Option<&'static str> {
        let (dnf, pacman, zypper) = match need.others {
            Some([dnf, pacman, zypper]) => (Some(dnf), Some(pacman), Some(zypper)),
            None => (None, None, None),
        };
        match self {
            Manager::Apt => Some(need.apt),
            Manager::Dnf => dnf,
            Manager::Pacman => pacman,
            Manager::Zypper => zypper,
        }
    }

    fn install(self) -> &'static str {
        match self {
            Manager::Apt => "apt-get install -y --no-install-recommends",
            Manager::Dnf => "dnf install -y",
            Manager::Pacman => "pacman -S --needed",
            Manager::Zypper => "zypper install -y",
        }
    }

    /// The whole command, as a person types it.
    fn line(self, packages: &[&str]) -> String {
        format!("sudo {} {}", self.install(), packages.join(" "))
    }
}

/// Makes sure that everything for these purposes is there: as root straight away, else after a question.
///
/// # Errors
/// If something is missing and cannot or may not be installed; the message says what to run.
pub(crate) fn ensure(purposes: &[Purpose], mode: Mode) -> Result<()> {
    let missing: Vec<&Need> = NEEDS
        .iter()
        .filter(|need| purposes.contains(&need.purpose))
        // Outside Linux the desktop is part of the system: only Node is asked for.
        .filter(|need| cfg!(target_os = "linux") || need.purpose == Purpose::Node)
        .filter(|need| !is_there(&need.probe))
        .collect();
    if missing.is_empty() {
        if mode == Mode::DryRun {
            eprintln!("{}", texts().nothing_missing);
        }
        return Ok(());
    }
    let names: Vec<String> = missing.iter().map(|need| need.probe.name()).collect();
    eprintln!("{}", fill(texts().missing, &[&names.join(", ")]));

    let manager = Manager::of(|program| command::found(program).is_some());
    let packages = manager.and_then(|manager| {
        let packages: Option<Vec<&str>> =
            missing.iter().map(|need| manager.package(need)).collect();
        Some((manager, packages?))
    });
    let Some((manager, packages)) = packages else {
        bail!("{}", without_manager(&names));
    };
    let line = manager.line(&packages);
    if mode == Mode::DryRun {
        eprintln!("{line}");
        return Ok(());
    }
    if manager != Manager::Apt {
        bail!("{}", fill(texts().install_by_hand, &[&line]));
    }
    install_by_apt(&packages, &line, mode)?;
    match missing.iter().find(|need| !is_there(&need.probe)) {
        None => Ok(()),
        Some(need) => bail!("{} is still missing after: {line}", need.probe.name()),
    }
}

fn install_by_apt(packages: &[&str], line: &str, mode: Mode) -> Result<()> {
    let apt = |arguments: &[&str]| {
        let mut command = apt_get(is_root(), mode);
        command
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(arguments);
        command::run(&mut command)
    };
    if !is_root() && (command::found("sudo").is_none() || !agreed(line, mode)?) {
        bail!("{}", fill(texts().not_installed, &[line]));
    }
    apt(&["update", "-q"])?;
    let mut arguments = vec!["install", "-q", "-y", "--no-install-recommends"];
    arguments.extend(packages);
    apt(&arguments)
}

fn apt_get(is_root: bool, mode: Mode) -> Command {
    if is_root {
        return Command::new("apt-get");
    }
    let mut sudo = Command::new("sudo");
    if mode == Mode::Unasked {
        // Nobody is there to type a password: it fails at once instead of waiting for one.
        sudo.arg("-n");
    }
    sudo.arg("apt-get");
    sudo
}

/// Asks, unless the answer was given with the call. Without a terminal nobody can answer, and that is a no.
fn agreed(line: &str, mode: Mode) -> Result<bool> {
    if mode == Mode::Unasked {
        return Ok(true);
    }
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    eprint!("{}", fill(texts().ask_install, &[line]));
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    let answer = answer.trim().to_lowercase();
    Ok(texts().yes.contains(&answer.as_str()))
}

/// There is no safe call for the user id in std; the owner of our own process entry is the same.
#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|entry| entry.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    // Only ever asked on a system with apt-get.
    fs::metadata("/proc/self").is_ok()
}

fn without_manager(names: &[String]) -> String {
    let names = names.join(" ");
    if cfg!(target_os = "macos") {
        fill(texts().install_by_hand, &["brew install node"])
    } else if cfg!(windows) {
        fill(
            texts().install_by_hand,
            &["winget install OpenJS.NodeJS.LTS"],
        )
    } else {
        fill(texts().unknown_system, &[&names])
    }
}

impl Probe {
    fn name(&self) -> String {
        match self {
            Probe::Module(modules) => modules.first().copied().unwrap_or_default().to_owned(),
            Probe::Program(name) | Probe::Package(name) => (*name).to_owned(),
        }
    }
}

fn is_there(probe: &Probe) -> bool {
    match probe {
        Probe::Program(program) => command::found(program).is_some(),
        Probe::Package(package) => {
            fs::exists(format!("/var/lib/dpkg/info/{package}.list")).unwrap_or(false)
        }
        Probe::Module(modules) => modules.iter().any(|module| {
            command::output(Command::new("pkg-config").args(["--exists", module])).is_ok()
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_manager_is_recognised() {
        assert_eq!(Manager::of(|name| name == "apt-get"), Some(Manager::Apt));
        assert_eq!(Manager::of(|name| name == "zypper"), Some(Manager::Zypper));
        assert_eq!(
            Manager::of(|name| name == "apt-get" || name == "dnf"),
            Some(Manager::Apt),
            "Debian may have dnf installed as a mere tool"
        );
        assert_eq!(Manager::of(|_| false), None);
    }

    #[test]
    fn a_command_to_type_names_the_packages_of_that_system() {
        let build = |manager: Manager| {
            let needs = NEEDS.iter().filter(|need| need.purpose == Purpose::Build);
            let packages: Vec<_> = needs.filter_map(|need| manager.package(need)).collect();
            manager.line(&packages)
        };
        assert_eq!(
            build(Manager::Apt),
            "sudo apt-get install -y --no-install-recommends pkg-config libwebkit2gtk-4.1-dev \
             libayatana-appindicator3-dev librsvg2-dev"
        );
        assert_eq!(
            build(Manager::Pacman),
            "sudo pacman -S --needed pkgconf webkit2gtk-4.1 libappindicator-gtk3 librsvg"
        );
    }

    #[test]
    fn a_probe_sees_what_is_there_and_what_is_not() {
        assert!(is_there(&Probe::Program("cargo")));
        assert!(!is_there(&Probe::Program("no-such-program-anywhere")));
        assert!(!is_there(&Probe::Module(&["no-such-module-anywhere"])));
    }
}
