//! What the page may ask for, with the real access list: each of our commands from the main window, and nothing
//! else from anywhere.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use tauri::test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{App, Context, Pattern, WebviewWindow, WebviewWindowBuilder};

/// What the page has to be allowed to do beyond our own commands, so that large messages arrive.
const CHANNEL_FETCH: &str = "plugin:__TAURI_CHANNEL__|fetch";

const LOCAL: &str = if cfg!(any(windows, target_os = "android")) {
    "http://tauri.localhost"
} else {
    "tauri://localhost"
};

/// Addresses of pages that are not ours, though some look like it.
const ELSEWHERE: [&str; 7] = [
    "https://cal.com/",
    "https://app.cal.com/event-types",
    "http://localhost:1420/",
    "http://127.0.0.1:8080/index.html",
    "https://tauri.localhost.example/",
    "tauri://elsewhere/index.html",
    "file:///tmp/index.html",
];

fn context() -> Context<MockRuntime> {
    abgleich_lib::context()
}

/// Our configuration with a handler that answers whatever reaches it, so that only the access list can refuse.
fn app() -> App<MockRuntime> {
    mock_builder()
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_window_state::Builder::new().build())
        .invoke_handler(|invoke| {
            invoke.resolver.resolve("reached");
            true
        })
        .build(context())
        .unwrap()
}

fn window(app: &App<MockRuntime>, label: &str) -> WebviewWindow<MockRuntime> {
    WebviewWindowBuilder::new(app, label, tauri::WebviewUrl::default())
        .build()
        .unwrap()
}

/// What a page at `url` in this window gets to hear.
fn ask(window: &WebviewWindow<MockRuntime>, url: &str, command: &str) -> Result<Value, String> {
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: tauri::ipc::CallbackFn(0),
        error: tauri::ipc::CallbackFn(1),
        url: url.parse().unwrap(),
        body: tauri::ipc::InvokeBody::default(),
        headers: tauri::http::HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    let answer = get_ipc_response(window, request).map(|body| body.deserialize().unwrap());
    answer.map_err(|error| {
        error
            .as_str()
            .map_or_else(|| error.to_string(), str::to_owned)
    })
}

#[track_caller]
fn assert_refused(window: &WebviewWindow<MockRuntime>, url: &str, command: &str) {
    let refusal = ask(window, url, command).expect_err(command);
    // Not some other error on the way: the access list said no.
    assert!(
        refusal.contains("not allowed"),
        "{command} from {url}: {refusal}"
    );
}

fn commands() -> BTreeSet<&'static str> {
    abgleich_lib::command_names().collect()
}

#[test]
fn every_command_is_allowed_for_the_main_window() {
    let app = app();
    let main = window(&app, "main");
    assert!(commands().len() > 20, "an empty list would prove nothing");
    for command in commands() {
        assert_eq!(
            ask(&main, LOCAL, command),
            Ok("reached".into()),
            "{command}"
        );
    }
}

/// The negative control of the test above: the handler would have answered.
#[test]
fn a_command_that_nobody_granted_is_refused() {
    let app = app();
    let main = window(&app, "main");
    for command in [
        "",
        "refused",
        "read_file",
        "get_key",
        "Texts",
        "texts ",
        "snapshot",
    ] {
        assert_refused(&main, LOCAL, command);
    }
}

#[test]
fn another_window_is_refused() {
    let app = app();
    for label in ["other", "main2", "Main", "settings"] {
        let other = window(&app, label);
        for command in commands() {
            assert_refused(&other, LOCAL, command);
        }
    }
}

#[test]
fn a_page_from_elsewhere_is_refused() {
    let app = app();
    let main = window(&app, "main");
    for url in ELSEWHERE {
        for command in commands() {
            assert_refused(&main, url, command);
        }
    }
}

#[test]
fn commands_of_plugins_are_refused() {
    let app = app();
    let main = window(&app, "main");
    let all = [
        "plugin:app|version",
        "plugin:event|emit",
        "plugin:event|emit_to",
        "plugin:event|listen",
        "plugin:event|unlisten",
        "plugin:image|from_path",
        "plugin:menu|new",
        "plugin:notification|is_permission_granted",
        "plugin:notification|notify",
        "plugin:notification|request_permission",
        "plugin:opener|open_path",
        "plugin:dialog|open",
        "plugin:fs|read_file",
        "plugin:opener|open_url",
        "plugin:opener|reveal_item_in_dir",
        "plugin:path|resolve_directory",
        "plugin:resources|close",
        "plugin:tray|new",
        "plugin:webview|create_webview_window",
        "plugin:webview|internal_toggle_devtools",
        "plugin:window-state|restore_state",
        "plugin:window-state|save_window_state",
        "plugin:window|close",
        "plugin:window|create",
        "plugin:window|set_title",
        // None of these is part of the program; should one ever be, it is not granted by itself.
        "plugin:fs|read_file",
        "plugin:http|fetch",
        "plugin:shell|execute",
    ];
    for command in all {
        assert_refused(&main, LOCAL, command);
    }
}

#[test]
fn the_one_capability_grants_exactly_the_list() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("capabilities");
    let files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(files, ["main.json"]);
    let text = std::fs::read_to_string(folder.join("main.json")).unwrap();
    let capability: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    for widening in ["remote", "webviews", "platforms"] {
        assert_eq!(capability.get(widening), None, "{widening}");
    }
    // Also the default of being local is not to be changed.
    assert_ne!(capability.get("local"), Some(&Value::Bool(false)));
    let granted: Vec<&str> = capability["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    let wanted: Vec<String> = commands()
        .iter()
        .map(|name| format!("allow-{}", name.replace('_', "-")))
        .collect();
    assert_eq!(
        granted
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<_>>(),
        wanted.into_iter().collect()
    );
    assert_eq!(granted.len(), commands().len(), "one is there twice");
}

/// The script that stands between the page and Rust, as it is built into the program.
#[test]
fn the_isolation_hook_knows_the_same_list() {
    let context = context();
    let Pattern::Isolation { assets, .. } = context.pattern() else {
        panic!("no isolation")
    };
    let hook = assets
        .get(&"/hook.js".into())
        .expect("the hook is embedded");
    let hook = String::from_utf8(hook.into_owned()).unwrap();
    let list = hook
        .split_once("new Set([")
        .and_then(|(_, rest)| rest.split_once("])"))
        .unwrap()
        .0;
    let listed: BTreeSet<&str> = list
        .split(',')
        .map(|name| name.trim().trim_matches('"'))
        .collect();
    let listed: BTreeSet<&str> = listed.into_iter().filter(|name| !name.is_empty()).collect();
    assert_eq!(listed, commands());
    let rest = hook.split_once("])").unwrap().1;
    let others: Vec<&str> = rest
        .split('"')
        .filter(|text| text.contains("plugin:"))
        .collect();
    assert_eq!(
        others,
        [CHANNEL_FETCH],
        "the one other name that is let through"
    );
}

#[test]
fn the_page_can_do_nothing_but_ask() {
    let context = context();
    let app = &context.config().app;
    let security = &app.security;
    let policy = security
        .csp
        .as_ref()
        .expect("there is a policy")
        .to_string();
    let directives: Vec<&str> = policy.split(';').map(str::trim).collect();
    for wanted in [
        "default-src 'none'",
        "script-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    ] {
        assert!(
            directives.contains(&wanted),
            "{wanted} is missing: {policy}"
        );
    }
    for forbidden in ["unsafe-", "*", "http:", "https:", "blob:", "wasm"] {
        let found = policy
            .replace("http://ipc.localhost", "")
            .contains(forbidden);
        assert!(!found, "{forbidden} is allowed: {policy}");
    }
    let connect = directives
        .iter()
        .find(|it| it.starts_with("connect-src"))
        .unwrap();
    assert_eq!(
        *connect, "connect-src ipc: http://ipc.localhost",
        "no network but IPC"
    );
    assert_eq!(security.dev_csp, None);
    assert!(security.freeze_prototype);
    assert!(!app.with_global_tauri);
    assert!(!security.asset_protocol.enable);
    assert!(app.windows.is_empty(), "the window is built in Rust");
    let names: Vec<Value> = security
        .capabilities
        .iter()
        .map(|it| serde_json::to_value(it).unwrap())
        .collect();
    assert_eq!(names, ["main"]);
    assert!(context.config().plugins.0.is_empty());
    // Used by the build alone, so that it is not in the program.
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tauri.conf.json");
    let file: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(file["build"]["removeUnusedCommands"], true);
}

#[test]
fn the_program_has_no_devtools_and_few_plugins() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in [folder.join("Cargo.toml"), folder.join("../Cargo.toml")] {
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!text.contains("devtools"), "{}", file.display());
        assert!(!text.contains("protocol-asset"), "{}", file.display());
    }
    let text = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let plugins: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("tauri-plugin-"))
        .collect();
    let names: Vec<&str> = plugins
        .iter()
        .filter_map(|line| line.split('.').next())
        .collect();
    assert_eq!(
        names,
        [
            // Asked from Rust only; it brings its own access to files, which nothing is granted either.
            "dialog",
            "notification",
            "opener",
            "single-instance",
            "window-state",
            "autostart"
        ]
    );
}
