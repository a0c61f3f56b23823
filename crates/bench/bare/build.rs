//! What Tauri needs.

fn main() {
    tauri_build::build();
}
