//! The one list of commands, and what of `ui/` ships inside the program.

use std::fs;
use std::path::Path;

/// Every command that the window may call. The access list, the isolation hook and the tests come from it.
const COMMANDS: &[&str] = &[
    "archive_service",
    "cancel_job",
    "check_key",
    "compare_now",
    "confirm_plan",
    "connect_account",
    "create_service",
    "demo_end",
    "demo_fault",
    "disconnect_account",
    "discard_plan",
    "edit_service",
    "event_types",
    "import_event_types",
    "link_service",
    "make_plan",
    "open_link",
    "probe_connection",
    "replace_key",
    "resume_queue",
    "retry_all",
    "retry_job",
    "set_link_title",
    "set_setting",
    "start_demo",
    "subscribe",
    "texts",
    "unarchive_service",
    "unlink_service",
];

/// What of `ui/` is embedded; the gallery only where it helps developers.
const SHIPPED: &[&str] = &["index.html", "components", "styles", "views", "vendor"];

fn main() {
    println!("cargo:rustc-env=ABGLEICH_COMMANDS={}", COMMANDS.join(","));
    println!("cargo:rerun-if-changed=../ui");
    println!("cargo:rerun-if-changed=isolation");
    let target = Path::new("../target/webview");
    place_ui(Path::new("../ui"), &target.join("ui"));
    place_isolation(&target.join("isolation"));
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
        .expect("the Tauri configuration must be valid");
}

fn place_ui(from: &Path, to: &Path) {
    assert!(from.join("vendor").is_dir(), "ui/vendor is missing: run `cargo xtask vendor`");
    if to.exists() {
        fs::remove_dir_all(to).expect("the old copy of ui/ must be removable");
    }
    fs::create_dir_all(to).expect("the folder for ui/ must be creatable");
    let scripts = fs::read_dir(from)
        .expect("ui/ must be readable")
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| Path::new(name).extension().is_some_and(|kind| kind == "js"));
    let mut shipped: Vec<String> = SHIPPED.iter().map(|name| (*name).to_owned()).chain(scripts).collect();
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "debug") {
        shipped.push("gallery".to_owned());
    }
    for name in shipped.iter().filter(|name| from.join(name).exists()) {
        copy(&from.join(name), &to.join(name));
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs::copy(from, to).expect("a file of ui/ must be copyable");
        return;
    }
    fs::create_dir_all(to).expect("a folder of ui/ must be creatable");
    for entry in fs::read_dir(from).expect("a folder of ui/ must be readable").filter_map(Result::ok) {
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}

/// The hook knows the same commands as the access list.
fn place_isolation(to: &Path) {
    fs::create_dir_all(to).expect("the folder for the isolation hook must be creatable");
    copy(Path::new("isolation/index.html"), &to.join("index.html"));
    let names: Vec<String> = COMMANDS.iter().map(|name| format!("  \"{name}\",\n")).collect();
    let hook = fs::read_to_string("isolation/hook.js").expect("the isolation hook must be readable");
    let list = format!("const COMMANDS = new Set([\n{}]);\n", names.concat());
    fs::write(to.join("hook.js"), list + &hook).expect("the isolation hook must be writable");
}
