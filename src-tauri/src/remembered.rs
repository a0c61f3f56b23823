//! Where the person was in the window, kept by us: a web view writes its own storage some time later, or not at all.

use std::io;

use abgleich_core::paths::DataDir;
use serde_json::{Map, Value};

/// Far more than the page has to say, in bytes.
const LARGEST: usize = 64 * 1024;

/// As the page wrote it. Nothing if there is none, or none that can be read.
pub fn read(dir: &DataDir) -> Map<String, Value> {
    let text = std::fs::read(dir.page_file()).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

/// In one piece: whoever ends the program in between leaves the place before. Without a flush: what a power cut takes of it is found again with a click.
///
/// # Errors
/// [`io::ErrorKind::FileTooLarge`], or what the file system answers.
pub fn write(dir: &DataDir, place: &Map<String, Value>) -> io::Result<()> {
    let text = serde_json::to_vec(place)?;
    if text.len() > LARGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    std::fs::write(dir.next_page_file(), text)?;
    std::fs::rename(dir.next_page_file(), dir.page_file())
}

/// The next start begins as the first one.
///
/// # Errors
/// What the file system answers.
pub fn forget(dir: &DataDir) -> io::Result<()> {
    match std::fs::remove_file(dir.page_file()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let dir = DataDir::new(folder.path());
        assert!(read(&dir).is_empty());
        for text in ["", "{\"view\":\"que", "[1]", "null"] {
            std::fs::write(dir.page_file(), text).unwrap();
            assert!(read(&dir).is_empty(), "{text}");
        }
        let place = Map::from_iter([("view".to_owned(), "queue".into())]);
        write(&dir, &place).unwrap();
        assert_eq!(read(&dir), place);
        forget(&dir).unwrap();
        forget(&dir).unwrap();
        assert!(read(&dir).is_empty());
    }

    #[test]
    fn too_much_is_refused_and_the_last_stays() {
        let folder = tempfile::tempdir().unwrap();
        let dir = DataDir::new(folder.path());
        let place = |search: String| Map::from_iter([("search".to_owned(), search.into())]);
        write(&dir, &place("Fango".to_owned())).unwrap();
        assert!(write(&dir, &place("x".repeat(LARGEST))).is_err());
        assert_eq!(read(&dir), place("Fango".to_owned()));
    }
}
