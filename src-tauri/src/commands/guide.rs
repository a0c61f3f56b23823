//! The guide that F1 opens: written in `docs/`, made HTML when this program was built.

use abgleich_core::app::AppError;

use crate::error::CommandResult;

/// What `build/guide.rs` has written.
macro_rules! text {
    ($name:literal) => {
        Ok(include_str!(concat!(
            env!("OUT_DIR"),
            "/guide/",
            $name,
            ".html"
        )))
    };
}

/// HTML without scripts. Pages: `guide`, `it`, `privacy`.
#[tauri::command(rename_all = "snake_case")]
pub async fn guide(page: String, language: String) -> CommandResult<&'static str> {
    match (page.as_str(), language.as_str()) {
        ("guide", "de") => text!("guide.de"),
        ("guide", "en") => text!("guide.en"),
        ("it", "de") => text!("it.de"),
        ("it", "en") => text!("it.en"),
        ("privacy", "de") => text!("privacy.de"),
        ("privacy", "en") => text!("privacy.en"),
        _ => Err(AppError::UnknownSetting.into()),
    }
}
