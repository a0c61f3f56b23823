//! Asking for a file or a folder, in the system's own dialog. The page never names a path.

use std::path::PathBuf;

use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::{DialogExt, FilePath};
use tokio::sync::oneshot;

use crate::window::MAIN;

/// What is asked for.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// Where to write a file; the name is a proposal.
    Save {
        title: String,
        name: String,
    },
    File {
        title: String,
    },
    Folder {
        title: String,
    },
}

/// Who answers.
pub enum Chooser {
    /// The person, in the system's dialog.
    Person,
    /// A person who has written the answer down before being asked: the tests' way past a dialog that only the
    /// desktop can drive. Without the file the dialog counts as closed.
    #[cfg(debug_assertions)]
    Note(PathBuf),
}

impl Chooser {
    #[cfg(debug_assertions)]
    pub fn of_this_start() -> Self {
        match std::env::var_os("ABGLEICH_CHOICE") {
            Some(note) => Self::Note(note.into()),
            None => Self::Person,
        }
    }

    #[cfg(not(debug_assertions))]
    pub fn of_this_start() -> Self {
        Self::Person
    }

    /// The chosen path. `None`: the dialog was closed.
    pub async fn ask(&self, handle: &AppHandle, wanted: Wanted) -> Option<PathBuf> {
        match self {
            Self::Person => in_dialog(handle, wanted).await,
            #[cfg(debug_assertions)]
            Self::Note(note) => {
                let answer = std::fs::read_to_string(note).ok()?;
                Some(PathBuf::from(answer.trim_end()))
            }
        }
    }
}

async fn in_dialog(handle: &AppHandle, wanted: Wanted) -> Option<PathBuf> {
    let (tell, answer) = oneshot::channel();
    let chosen = move |path: Option<FilePath>| {
        // Nobody waits any more when the program ends.
        let _ = tell.send(path);
    };
    let mut dialog = handle.dialog().file();
    if let Some(window) = handle.get_webview_window(MAIN) {
        dialog = dialog.set_parent(&window);
    }
    match wanted {
        Wanted::Save { title, name } => {
            dialog
                .set_title(title)
                .set_file_name(name)
                .save_file(chosen);
        }
        Wanted::File { title } => dialog.set_title(title).pick_file(chosen),
        Wanted::Folder { title } => dialog.set_title(title).pick_folder(chosen),
    }
    answer.await.ok().flatten()?.into_path().ok()
}
