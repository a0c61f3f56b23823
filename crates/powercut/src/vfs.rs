//! The file system between SQLite and the computer's own: passes everything on and notes what changes files.
#![expect(
    unsafe_code,
    reason = "SQLite's file systems are tables of C functions"
)]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::{Arc, Once, OnceLock};

use rusqlite::ffi;

use crate::tape::{Name, Op, Shared, folder_of, tape_of};

/// An open file as SQLite sees it. SQLite gives the room for it, and behind it for the file of the system below.
#[repr(C)]
struct Outer {
    base: ffi::sqlite3_file,
    /// Null: this file is not recorded.
    noted: *mut Noted,
}

/// What has to be known of a recorded file.
struct Noted {
    tape: Arc<Shared>,
    name: Name,
    /// The unix VFS flushes the folder with the first flush of a journal or log that it may have made.
    folder_with_first_sync: bool,
}

/// The file system of the computer.
struct Below(*mut ffi::sqlite3_vfs);

// SAFETY: SQLite's own file systems are static and used from every thread.
unsafe impl Send for Below {}
// SAFETY: as above; nobody writes to it.
unsafe impl Sync for Below {}

static BELOW: OnceLock<Below> = OnceLock::new();

/// From now on every connection of this process that names no file system uses this one.
pub(crate) fn install() {
    static REGISTERED: Once = Once::new();
    let below = below();
    REGISTERED.call_once(|| {
        // SAFETY: `below` came from SQLite and is never unregistered. All that is not replaced here ignores the
        // file system it is called with, or reads from it what was copied.
        unsafe {
            let mut own = *below;
            own.szOsFile += c_int::try_from(size_of::<Outer>()).unwrap_or(c_int::MAX);
            own.pNext = ptr::null_mut();
            own.zName = c"tape".as_ptr();
            own.xOpen = Some(open);
            own.xDelete = Some(delete);
            let code = ffi::sqlite3_vfs_register(Box::leak(Box::new(own)), 1);
            assert_eq!(code, ffi::SQLITE_OK, "the file system cannot be registered");
        }
    });
}

fn below() -> *mut ffi::sqlite3_vfs {
    let find = || {
        // SAFETY: both may be called at any time; null asks for the default.
        let found = unsafe {
            ffi::sqlite3_initialize();
            ffi::sqlite3_vfs_find(ptr::null())
        };
        assert!(!found.is_null(), "SQLite has no file system");
        Below(found)
    };
    BELOW.get_or_init(find).0
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    // Version 2 has shared memory, which the log needs, and no mapped files, which would escape the notes.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(take_lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// # Safety
/// `file` is one that [`open`] was given: the file of the system below lies behind it.
unsafe fn inner(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: `szOsFile` made room for both.
    unsafe { file.byte_add(size_of::<Outer>()) }
}

/// # Safety
/// As [`inner`], and the file is open.
unsafe fn noted<'a>(file: *mut ffi::sqlite3_file) -> Option<&'a mut Noted> {
    // SAFETY: set by `open`, freed by `close`; SQLite uses a file from one thread at a time.
    unsafe { (*file.cast::<Outer>()).noted.as_mut() }
}

/// Calls the method of the file below.
macro_rules! pass_on {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        // SAFETY: SQLite hands in an open file of ours, and arguments that fit the method.
        unsafe {
            let inner = inner($file);
            match (*(*inner).pMethods).$method {
                Some(method) => method(inner $(, $argument)*),
                None => ffi::SQLITE_IOERR,
            }
        }
    }};
}

/// A method that changes nothing on the disk.
macro_rules! plain {
    ($name:ident, $method:ident $(, $argument:ident: $kind:ty)*) => {
        unsafe extern "C" fn $name(file: *mut ffi::sqlite3_file $(, $argument: $kind)*) -> c_int {
            pass_on!(file, $method $(, $argument)*)
        }
    };
}

plain!(read, xRead, to: *mut c_void, amount: c_int, offset: ffi::sqlite3_int64);
plain!(file_size, xFileSize, size: *mut ffi::sqlite3_int64);
plain!(take_lock, xLock, level: c_int);
plain!(unlock, xUnlock, level: c_int);
plain!(check_reserved_lock, xCheckReservedLock, out: *mut c_int);
plain!(file_control, xFileControl, op: c_int, argument: *mut c_void);
plain!(sector_size, xSectorSize);
plain!(device_characteristics, xDeviceCharacteristics);
plain!(shm_map, xShmMap, page: c_int, size: c_int, extend: c_int, out: *mut *mut c_void);
plain!(shm_lock, xShmLock, offset: c_int, count: c_int, flags: c_int);
plain!(shm_unmap, xShmUnmap, delete: c_int);

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    // SAFETY: as in `pass_on`.
    unsafe {
        let inner = inner(file);
        if let Some(method) = (*(*inner).pMethods).xShmBarrier {
            method(inner);
        }
    }
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let below = below();
    let outer = file.cast::<Outer>();
    // SAFETY: SQLite gives `szOsFile` bytes for `file`, and a name that is null or ends with a zero.
    unsafe {
        // Without methods SQLite does not close what could not be opened.
        (*outer).base.pMethods = ptr::null();
        (*outer).noted = ptr::null_mut();
        let Some(open_below) = (*below).xOpen else {
            return ffi::SQLITE_CANTOPEN;
        };
        let recorded = path_of(name).and_then(|path| Some((tape_of(&path)?, path)));
        let mut ops = recorded.as_ref().map(|((tape, _), _)| tape.ops());
        let is_new = recorded.as_ref().is_some_and(|(_, path)| !path.exists());
        let code = open_below(below, name, inner(file), flags, out_flags);
        if code != ffi::SQLITE_OK {
            return code;
        }
        (*outer).base.pMethods = &raw const METHODS;
        if let Some(((_, name), _)) = recorded.as_ref().filter(|_| is_new)
            && let Some(ops) = ops.as_mut()
        {
            ops.push(Op::Create { file: name.clone() });
        }
        drop(ops);
        if let Some(((tape, name), _)) = recorded {
            let journals = ffi::SQLITE_OPEN_MAIN_JOURNAL
                | ffi::SQLITE_OPEN_SUPER_JOURNAL
                | ffi::SQLITE_OPEN_WAL;
            let folder_with_first_sync =
                flags & ffi::SQLITE_OPEN_CREATE != 0 && flags & journals != 0;
            let noted = Noted {
                tape,
                name,
                folder_with_first_sync,
            };
            (*outer).noted = Box::into_raw(Box::new(noted));
        }
        ffi::SQLITE_OK
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let code = pass_on!(file, xClose);
    // SAFETY: an open file of ours; it is not used after this.
    unsafe {
        let noted = ptr::replace(&raw mut (*file.cast::<Outer>()).noted, ptr::null_mut());
        if !noted.is_null() {
            drop(Box::from_raw(noted));
        }
    }
    code
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    amount: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: an open file of ours, and `amount` bytes at `from`.
    let (noted, bytes) = unsafe {
        let amount = usize::try_from(amount).unwrap_or(0);
        (
            noted(file),
            std::slice::from_raw_parts(from.cast::<u8>(), amount),
        )
    };
    let op = |name: &Name| Op::Write {
        file: name.clone(),
        offset: offset.unsigned_abs(),
        bytes: bytes.to_vec(),
    };
    note(noted, op, || pass_on!(file, xWrite, from, amount, offset))
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    // SAFETY: an open file of ours.
    let noted = unsafe { noted(file) };
    let op = |name: &Name| Op::Truncate {
        file: name.clone(),
        size: size.unsigned_abs(),
    };
    note(noted, op, || pass_on!(file, xTruncate, size))
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: an open file of ours.
    let Some(noted) = (unsafe { noted(file) }) else {
        return pass_on!(file, xSync, flags);
    };
    let mut ops = noted.tape.ops();
    let code = pass_on!(file, xSync, flags);
    if code == ffi::SQLITE_OK {
        ops.push(Op::Sync {
            file: noted.name.clone(),
        });
        if std::mem::take(&mut noted.folder_with_first_sync) {
            ops.push(Op::SyncFolder {
                folder: folder_of(&noted.name),
            });
        }
    }
    code
}

unsafe extern "C" fn delete(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_folder: c_int,
) -> c_int {
    let below = below();
    // SAFETY: `below` is SQLite's own, and the name ends with a zero.
    let (path, delete_below) = unsafe { (path_of(name), (*below).xDelete) };
    let Some(delete_below) = delete_below else {
        return ffi::SQLITE_IOERR_DELETE;
    };
    let recorded = path.and_then(|path| tape_of(&path));
    let mut ops = recorded.as_ref().map(|(tape, _)| tape.ops());
    // SAFETY: SQLite's own arguments.
    let code = unsafe { delete_below(below, name, sync_folder) };
    if let Some((_, file)) = recorded.as_ref().filter(|_| code == ffi::SQLITE_OK)
        && let Some(ops) = ops.as_mut()
    {
        ops.push(Op::Delete { file: file.clone() });
        if sync_folder != 0 {
            ops.push(Op::SyncFolder {
                folder: folder_of(file),
            });
        }
    }
    code
}

/// Does something to a file and notes it, if it was done.
fn note(
    noted: Option<&mut Noted>,
    op: impl FnOnce(&Name) -> Op,
    act: impl FnOnce() -> c_int,
) -> c_int {
    let Some(noted) = noted else { return act() };
    let mut ops = noted.tape.ops();
    let code = act();
    if code == ffi::SQLITE_OK {
        ops.push(op(&noted.name));
    }
    code
}

/// `None` for a temporary file without a name.
///
/// # Safety
/// `name` is null or ends with a zero.
unsafe fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    // SAFETY: by the caller.
    let name = unsafe { CStr::from_ptr(name) };
    Some(Path::new(name.to_str().ok()?).to_owned())
}
