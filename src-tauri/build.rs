//! The one list of commands, and what of `ui/` ships inside the program.

#[path = "build/guide.rs"]
mod guide;

use std::error::Error;
use std::path::Path;
use std::{env, fs, io};

/// Every command that the window may call. The access list, the isolation hook and the tests come from it.
const COMMANDS: &[&str] = &[
    "apply_edits",
    "archive_service",
    "backups",
    "begin_empty",
    "cancel_job",
    "check_account",
    "check_key",
    "choose_backup",
    "choose_backup_folder",
    "compare_changed",
    "compare_link",
    "compare_now",
    "confirm_bulk",
    "confirm_plan",
    "confirm_plans",
    "connect_account",
    "copy_service",
    "create_service",
    "delete_everything",
    "demo_end",
    "demo_fault",
    "discard_plan",
    "disconnect_account",
    "duplicate_service",
    "earlier_activity",
    "edit_account",
    "edit_service",
    "event_types",
    "examine",
    "guide",
    "import_event_types",
    "job_course",
    "language_now",
    "leave",
    "leave_out_event_types",
    "link_instead",
    "link_service",
    "load_backup",
    "make_bulk_plan",
    "make_plan",
    "open_folder",
    "open_link",
    "painted",
    "plan_edits",
    "preview_backup",
    "probe_connection",
    "redo",
    "remember",
    "replace_key",
    "reset_window",
    "resolve",
    "resolve_many",
    "restore",
    "resume_queue",
    "retry_all",
    "retry_job",
    "save_backup",
    "save_diagnosis",
    "service_activity",
    "set_autostart",
    "set_link_title",
    "set_proxy",
    "set_setting",
    "snapshots",
    "start_demo",
    "stop_backup_copies",
    "stop_batch",
    "subscribe",
    "test_connection",
    "test_notification",
    "texts",
    "try_again",
    "unarchive_service",
    "undo",
    "undo_step",
    "unlink_service",
];

/// What of `ui/` is embedded; the gallery only where it helps developers.
const SHIPPED: &[&str] = &["index.html", "components", "styles", "views", "vendor"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rustc-env=ABGLEICH_COMMANDS={}", COMMANDS.join(","));
    println!("cargo:rerun-if-changed=../ui");
    println!("cargo:rerun-if-changed=isolation");
    let target = Path::new("../target/webview");
    place_ui(Path::new("../ui"), &target.join("ui"))?;
    place_isolation(&target.join("isolation"))?;
    println!("cargo:rerun-if-changed=../docs");
    let written = env::var_os("OUT_DIR").ok_or("cargo names no folder for what is written here")?;
    guide::write(Path::new("../docs"), &Path::new(&written).join("guide"))?;
    copy(Path::new("../docs/images/guide"), &target.join("ui/guide"))?;
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}

fn place_ui(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    if !from.join("vendor").is_dir() {
        return Err("ui/vendor is missing: run `cargo xtask vendor`".into());
    }
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    fs::create_dir_all(to)?;
    let mut shipped: Vec<String> = SHIPPED.iter().map(|name| (*name).to_owned()).collect();
    for entry in fs::read_dir(from)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if Path::new(&name)
            .extension()
            .is_some_and(|kind| kind == "js")
        {
            shipped.push(name);
        }
    }
    let with_gallery = env::var("PROFILE").is_ok_and(|profile| profile == "debug");
    if with_gallery {
        shipped.push("gallery".to_owned());
    }
    for name in shipped {
        copy(&from.join(&name), &to.join(&name))?;
    }
    Ok(abgleich_pages::finish(to, with_gallery)?)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_file() {
        return fs::copy(from, to).map(drop);
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// The hook knows the same commands as the access list.
fn place_isolation(to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    copy(Path::new("isolation/index.html"), &to.join("index.html"))?;
    let names: String = COMMANDS
        .iter()
        .flat_map(|name| ["  \"", name, "\",\n"])
        .collect();
    let hook = fs::read_to_string("isolation/hook.js")?;
    fs::write(
        to.join("hook.js"),
        format!("const COMMANDS = new Set([\n{names}]);\n{hook}"),
    )
}
