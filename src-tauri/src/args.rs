//! The few words that the desktop program takes on its command line.

use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Args {
    /// The built-in simulator instead of Cal.com, with its own data.
    pub demo: bool,
    /// Start without showing the window.
    pub hidden: bool,
    /// Without the renderer that some graphics drivers cannot take.
    pub safe_graphics: bool,
    pub data_dir: Option<PathBuf>,
}

/// The word that asks for no window.
pub const HIDDEN: &str = "--hidden";

pub const USAGE: &str = "abgleich [--demo] [--hidden] [--safe-graphics] [--data-dir DIR]";

/// # Errors
/// The word that was not understood.
pub fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Args, String> {
    let mut args = Args::default();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        // The name of a folder may be no text; the words before it are.
        let word = word.to_string_lossy().into_owned();
        match word.as_str() {
            "--demo" => args.demo = true,
            HIDDEN => args.hidden = true,
            "--safe-graphics" => args.safe_graphics = true,
            "--data-dir" => args.data_dir = Some(words.next().ok_or(word)?.into()),
            other => match other.strip_prefix("--data-dir=") {
                Some(dir) => args.data_dir = Some(dir.into()),
                None => return Err(word),
            },
        }
    }
    Ok(args)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Result<Args, String> {
        parse(words.iter().map(OsString::from))
    }

    #[test]
    fn known_words_are_taken_and_others_named() {
        let args = parsed(&["--demo", "--data-dir", "/tmp/x"]).unwrap();
        assert!(args.demo && !args.hidden);
        assert_eq!(args.data_dir, Some("/tmp/x".into()));
        assert_eq!(
            parsed(&["--data-dir=/y"]).unwrap().data_dir,
            Some("/y".into())
        );
        assert_eq!(parsed(&["--dmo"]), Err("--dmo".into()));
        assert_eq!(parsed(&["--data-dir"]), Err("--data-dir".into()));
    }
}
