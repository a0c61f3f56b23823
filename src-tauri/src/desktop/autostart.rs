//! Starting with the computer, without a window. What the system has is the truth: it is read back each time.

#[cfg(not(target_os = "linux"))]
pub use elsewhere::Autostart;
#[cfg(target_os = "linux")]
pub use linux::Autostart;

/// The desktops' own specification. The plugin's entry does not quote the path, and not all desktops keep their
/// settings in `~/.config`.
#[cfg(target_os = "linux")]
mod linux {
    use std::io;
    use std::path::{Path, PathBuf};

    use abgleich_core::paths::DataDir;
    use tauri::{AppHandle, Manager};

    use crate::args::HIDDEN;

    /// A desktop entry in the folder `autostart`:
    /// <https://specifications.freedesktop.org/autostart-spec/latest/>.
    pub struct Autostart {
        file: PathBuf,
        entry: String,
    }

    impl Autostart {
        /// `None` without a home or without a path of this program.
        pub fn of(handle: &AppHandle, dir: &DataDir) -> Option<Self> {
            let file = dir.autostart_entry()?;
            // An AppImage is mounted elsewhere each time; what lasts is the image.
            let program = handle.env().appimage.map(PathBuf::from);
            let program = program.or_else(|| std::env::current_exe().ok())?;
            Some(Self::new(file, &program))
        }

        fn new(file: PathBuf, program: &Path) -> Self {
            Self {
                file,
                entry: format!(
                    "[Desktop Entry]\nType=Application\nName=Abgleich\nExec={} {HIDDEN}\nIcon=abgleich\n\
                     Terminal=false\nX-GNOME-Autostart-enabled=true\n",
                    quoted(program)
                ),
            }
        }

        pub fn is_on(&self) -> bool {
            // Desktops switch an entry off by a line in it.
            std::fs::read_to_string(&self.file).is_ok_and(|entry| {
                !entry.lines().any(|line| {
                    let line = line.replace(' ', "").to_lowercase();
                    line == "hidden=true" || line == "x-gnome-autostart-enabled=false"
                })
            })
        }

        /// # Errors
        /// If the entry cannot be written or removed, or reads otherwise than it was written.
        pub fn set(&self, on: bool) -> io::Result<()> {
            if on {
                if let Some(folder) = self.file.parent() {
                    std::fs::create_dir_all(folder)?;
                }
                std::fs::write(&self.file, &self.entry)?;
            } else if self.file.exists() {
                std::fs::remove_file(&self.file)?;
            }
            if self.is_on() == on {
                Ok(())
            } else {
                Err(io::Error::other(
                    "the entry does not stay as it was written",
                ))
            }
        }

        /// Writes the entry again where it starts another program, for example one that was moved.
        ///
        /// # Errors
        /// As [`Self::set`].
        pub fn repair(&self) -> io::Result<()> {
            let old = std::fs::read_to_string(&self.file).unwrap_or_default();
            if self.is_on() && old != self.entry {
                tracing::info!("the start with the computer is written again");
                return self.set(true);
            }
            Ok(())
        }
    }

    /// As the specification of desktop entries wants it in `Exec`.
    fn quoted(program: &Path) -> String {
        let mut quoted = String::from("\"");
        for letter in program.to_string_lossy().chars() {
            match letter {
                // Once for the argument, once for the string that it stands in.
                '"' | '`' | '$' => quoted.extend(['\\', '\\', letter]),
                '\\' => quoted.push_str("\\\\\\\\"),
                '%' => quoted.push_str("%%"),
                other => quoted.push(other),
            }
        }
        quoted.push('"');
        quoted
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[track_caller]
        fn check(program: &str, expected: &str) {
            assert_eq!(quoted(Path::new(program)), expected);
        }

        #[test]
        fn a_path_is_quoted_so_that_the_desktop_reads_it_as_one_word() {
            check("/usr/bin/abgleich", "\"/usr/bin/abgleich\"");
            check("/home/Anna Weber/abgleich", "\"/home/Anna Weber/abgleich\"");
            check("/a$b/100%/abgleich", "\"/a\\\\$b/100%%/abgleich\"");
            check("/a\\b", "\"/a\\\\\\\\b\"");
        }

        #[test]
        fn an_entry_is_written_read_back_repaired_and_removed() {
            let home = tempfile::tempdir().unwrap();
            let file = home.path().join("autostart/abgleich.desktop");
            let before = Autostart::new(file.clone(), Path::new("/opt/old/abgleich"));
            assert!(!before.is_on());
            before.set(true).unwrap();
            assert!(before.is_on());

            let moved = Autostart::new(file.clone(), Path::new("/usr/bin/abgleich"));
            moved.repair().unwrap();
            let entry = std::fs::read_to_string(&file).unwrap();
            assert!(
                entry.contains("Exec=\"/usr/bin/abgleich\" --hidden\n"),
                "{entry}"
            );

            moved.set(false).unwrap();
            assert!(!moved.is_on());
            moved.repair().unwrap();
            assert!(!moved.is_on(), "what is off stays off");
            moved.set(false).unwrap();
        }

        #[test]
        fn what_the_desktop_switched_off_is_off_and_stays_so() {
            let home = tempfile::tempdir().unwrap();
            let autostart = Autostart::new(
                home.path().join("abgleich.desktop"),
                Path::new("/usr/bin/abgleich"),
            );
            for line in ["Hidden=true", "X-GNOME-Autostart-enabled=false"] {
                let entry = format!("[Desktop Entry]\nExec=/usr/bin/abgleich\n{line}\n");
                std::fs::write(&autostart.file, &entry).unwrap();
                assert!(!autostart.is_on(), "{line}");
                autostart.repair().unwrap();
                assert_eq!(std::fs::read_to_string(&autostart.file).unwrap(), entry);
            }
        }

        #[test]
        fn what_cannot_be_written_is_an_error() {
            let home = tempfile::tempdir().unwrap();
            let file = home.path().join("file");
            std::fs::write(&file, "").unwrap();
            let autostart = Autostart::new(
                file.join("abgleich.desktop"),
                Path::new("/usr/bin/abgleich"),
            );
            assert!(autostart.set(true).is_err());
            assert!(!autostart.is_on());
        }
    }
}

/// The plugin's entry: in the registry, or a launch agent.
#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use std::io;

    use abgleich_core::paths::DataDir;
    use tauri::AppHandle;
    use tauri_plugin_autostart::{Builder, ManagerExt};

    use crate::args::HIDDEN;

    pub struct Autostart(AppHandle);

    impl Autostart {
        /// `None` if the plugin cannot be had.
        pub fn of(handle: &AppHandle, _: &DataDir) -> Option<Self> {
            let plugin = Builder::new().arg(HIDDEN).app_name("Abgleich").build();
            match handle.plugin(plugin) {
                Ok(()) => Some(Self(handle.clone())),
                Err(error) => {
                    tracing::warn!(%error, "no start with the computer");
                    None
                }
            }
        }

        pub fn is_on(&self) -> bool {
            self.0.autolaunch().is_enabled().unwrap_or(false)
        }

        /// # Errors
        /// If the system refuses, or reads otherwise than it was written.
        pub fn set(&self, on: bool) -> io::Result<()> {
            let manager = self.0.autolaunch();
            let done = if on {
                manager.enable()
            } else {
                manager.disable()
            };
            done.map_err(io::Error::other)?;
            if self.is_on() == on {
                Ok(())
            } else {
                Err(io::Error::other(
                    "the entry does not stay as it was written",
                ))
            }
        }

        /// Writes the entry again, because the program may have been moved.
        ///
        /// # Errors
        /// As [`Self::set`].
        pub fn repair(&self) -> io::Result<()> {
            if self.is_on() { self.set(true) } else { Ok(()) }
        }
    }
}
