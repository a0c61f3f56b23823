//! What a power cut may leave of the database, tried out. For tests only; the product never depends on this.
//!
//! # How
//! [`Tape::record`] puts a file system of its own between SQLite and the one of the computer. It passes every
//! call on and notes, for one folder, what would matter to a disk: files made and deleted, writes with their
//! bytes, truncations, flushes of files and of the folder. The WAL index (`-shm`) is memory and is not noted;
//! after a cut SQLite builds it anew.
//!
//! [`Disk`] plays the notes back up to any point, without SQLite. At that point the power goes:
//! [`Disk::image`] makes the files that may be found afterwards, and the test opens those as the product does.
//!
//! # The model of a disk
//! - What was flushed is there: the writes and truncations of a file before its own flush, and the names in a
//!   folder before the folder's flush. A flush of one file says nothing about another, nor about its name.
//! - Of everything else, each piece for itself, may be there or not, in any combination ([`Fate`]): a write may
//!   have arrived whole, not at all, in pieces of 512 bytes of which any may be missing, or only as a longer
//!   file with zeros in it.
//! - A write harms no byte outside of its own range (SQLite calls it powersafe overwrite and counts on it), and
//!   a flush that reported success was one. Disks that lie are not part of the promise; the tests use one as
//!   their negative control ([`Op::is_flush`]).
//!
//! What the product does to files without SQLite (renaming a finished backup, lock files) is not noted.

mod disk;
mod tape;
mod vfs;

pub use disk::{Disk, Fate, Image};
pub use tape::{Name, Op, Tape};
