//! A disk that is played a tape: what is safe on it, what is not yet, and what a power cut may leave.

use std::collections::BTreeMap;

use crate::tape::{Name, Op, folder_of};

/// Disks write these as a whole, or not.
const SECTOR_BYTES: usize = 512;

/// The files found after a cut.
pub type Image = BTreeMap<Name, Vec<u8>>;

/// What a cut does to one thing that was not safe yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Kept,
    Lost,
    /// Of a write, only the sectors are there whose bit is set (the 65th has the first bit again). As
    /// [`Fate::Kept`] for anything else.
    Torn(u64),
    /// Of a write, only the length is there: the file grew, and holds zeros. As [`Fate::Lost`] for anything else.
    Hollow,
}

#[derive(Debug, Clone, Default)]
pub struct Disk {
    /// Every file that ever was, also when another one has its name now.
    files: Vec<File>,
    names: BTreeMap<Name, Entry>,
}

#[derive(Debug, Clone, Default)]
struct File {
    safe: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Debug, Clone)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate { size: usize },
}

/// A name in a folder: the file it means, by index, or none.
#[derive(Debug, Clone, Default)]
struct Entry {
    safe: Option<usize>,
    pending: Vec<Option<usize>>,
}

impl Entry {
    fn now(&self) -> Option<usize> {
        self.pending.last().copied().unwrap_or(self.safe)
    }
}

impl Disk {
    /// The next thing on the tape happens. A file that the tape never saw made begins empty.
    pub fn play(&mut self, op: &Op) {
        match op {
            Op::Create { file } => {
                self.create(file);
            }
            Op::Write {
                file,
                offset,
                bytes,
            } => {
                let change = Change::Write {
                    offset: in_memory(*offset),
                    bytes: bytes.clone(),
                };
                self.file(file).pending.push(change);
            }
            Op::Truncate { file, size } => {
                let size = in_memory(*size);
                self.file(file).pending.push(Change::Truncate { size });
            }
            Op::Sync { file } => self.file(file).flush(),
            Op::SyncFolder { folder } => {
                for (name, entry) in &mut self.names {
                    if folder_of(name) == *folder {
                        entry.safe = entry.now();
                        entry.pending.clear();
                    }
                }
            }
            Op::Delete { file } => {
                let entry = self.names.entry(file.clone()).or_default();
                entry.pending.push(None);
            }
        }
    }

    /// How many things are not safe yet.
    pub fn pending(&self) -> usize {
        let names = self.names.values().map(|entry| entry.pending.len());
        let bytes = self.reachable().map(|file| file.pending.len());
        names.sum::<usize>() + bytes.sum::<usize>()
    }

    /// The power goes. Asks for the fate of everything that is not safe, always in the same order.
    ///
    /// Changes of one name are asked for in their order, up to the first that is lost: a later one cannot be
    /// there without it. Everything else is independent.
    pub fn image(&self, mut fate: impl FnMut() -> Fate) -> Image {
        let mut image = Image::new();
        for (name, entry) in &self.names {
            let mut found = entry.safe;
            for change in &entry.pending {
                if matches!(fate(), Fate::Lost | Fate::Hollow) {
                    break;
                }
                found = *change;
            }
            let Some(file) = found.and_then(|index| self.files.get(index)) else {
                continue;
            };
            let mut bytes = file.safe.clone();
            for change in &file.pending {
                change.apply(&mut bytes, fate());
            }
            image.insert(name.clone(), bytes);
        }
        image
    }

    fn create(&mut self, name: &Name) -> usize {
        let index = self.files.len();
        self.files.push(File::default());
        let entry = self.names.entry(name.clone()).or_default();
        entry.pending.push(Some(index));
        index
    }

    fn file(&mut self, name: &Name) -> &mut File {
        let known = self.names.get(name).and_then(Entry::now);
        let index = match known {
            Some(index) => index,
            None => self.create(name),
        };
        #[expect(
            clippy::indexing_slicing,
            reason = "entries hold indices of files, and none is removed"
        )]
        &mut self.files[index]
    }

    /// The files that have a name, or may have it again.
    fn reachable(&self) -> impl Iterator<Item = &File> {
        let indices = self.names.values().flat_map(|entry| {
            let names = entry.pending.iter().copied();
            names.chain([entry.safe]).flatten()
        });
        indices.filter_map(|index| self.files.get(index))
    }
}

impl File {
    fn flush(&mut self) {
        for change in self.pending.drain(..) {
            change.apply(&mut self.safe, Fate::Kept);
        }
    }
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>, fate: Fate) {
        match (self, fate) {
            (Self::Truncate { size }, Fate::Kept | Fate::Torn(_)) => content.resize(*size, 0),
            (_, Fate::Lost) | (Self::Truncate { .. }, Fate::Hollow) => {}
            (Self::Write { offset, bytes }, _) => {
                let mut at = *offset;
                let mut rest = bytes.as_slice();
                let mut piece = 0_u32;
                while !rest.is_empty() {
                    let room = SECTOR_BYTES - at % SECTOR_BYTES;
                    let (sector, behind) = rest.split_at(room.min(rest.len()));
                    let is_there = match fate {
                        Fate::Kept => true,
                        Fate::Torn(bits) => bits.rotate_right(piece) & 1 == 1,
                        Fate::Lost | Fate::Hollow => false,
                    };
                    if is_there {
                        put(content, at, sector);
                    } else if fate == Fate::Hollow && content.len() < at + sector.len() {
                        content.resize(at + sector.len(), 0);
                    }
                    at += sector.len();
                    rest = behind;
                    piece += 1;
                }
            }
        }
    }
}

fn put(content: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    if let Some(place) = content.get_mut(at..end) {
        place.copy_from_slice(bytes);
    }
}

/// Sizes of files in a test.
fn in_memory(size: u64) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name() -> Name {
        "a".into()
    }

    fn write(offset: u64, bytes: &[u8]) -> Op {
        Op::Write {
            file: name(),
            offset,
            bytes: bytes.to_vec(),
        }
    }

    fn played(ops: &[Op]) -> Disk {
        let mut disk = Disk::default();
        for op in ops {
            disk.play(op);
        }
        disk
    }

    #[track_caller]
    fn check(disk: &Disk, fates: &[Fate], expected: Option<&[u8]>) {
        let mut left = fates.iter();
        let image = disk.image(|| *left.next().unwrap());
        assert_eq!(image.get("a").map(Vec::as_slice), expected);
        assert_eq!(left.next(), None, "one fate for each question");
    }

    #[test]
    fn a_flush_of_a_file_saves_its_bytes_and_not_its_name() {
        let disk = played(&[
            Op::Create { file: name() },
            write(0, b"abc"),
            Op::Sync { file: name() },
        ]);
        assert_eq!(disk.pending(), 1);
        check(&disk, &[Fate::Kept], Some(b"abc"));
        check(&disk, &[Fate::Lost], None);
    }

    #[test]
    fn a_later_write_may_be_there_without_an_earlier_one() {
        let disk = played(&[
            Op::Create { file: name() },
            write(0, b"abc"),
            Op::Sync { file: name() },
            Op::SyncFolder { folder: "".into() },
            write(0, b"X"),
            write(4, b"Y"),
        ]);
        check(&disk, &[Fate::Lost, Fate::Kept], Some(b"abc\0Y"));
        check(&disk, &[Fate::Kept, Fate::Lost], Some(b"Xbc"));
        check(&disk, &[Fate::Lost, Fate::Hollow], Some(b"abc\0\0"));
    }

    #[test]
    fn a_torn_write_keeps_whole_sectors() {
        let bytes: Vec<u8> = [[1; 412], [2; 412], [3; 412]].concat();
        let disk = played(&[
            Op::Create { file: name() },
            Op::SyncFolder { folder: "".into() },
            write(100, &bytes),
        ]);
        let image = disk.image(|| Fate::Torn(0b101));
        let found = &image["a"];
        assert_eq!(found[100..512], [1; 412], "up to the end of its sector");
        assert_eq!(found[512..1_024], [0; 512]);
        assert_eq!(found[1_024..], bytes[924..]);
    }

    #[test]
    fn a_deletion_is_undone_unless_the_folder_was_flushed() {
        let mut disk = played(&[
            Op::Create { file: name() },
            write(0, b"abc"),
            Op::Sync { file: name() },
            Op::SyncFolder { folder: "".into() },
            Op::Delete { file: name() },
        ]);
        check(&disk, &[Fate::Lost], Some(b"abc"));
        check(&disk, &[Fate::Kept], None);
        disk.play(&Op::SyncFolder { folder: "".into() });
        check(&disk, &[], None);
    }
}
