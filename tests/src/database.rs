//! What is really stored, read past the program; and the lock that makes storing fail.

use std::path::PathBuf;

use abgleich_core::paths::DataDir;
use rusqlite::{Connection, OpenFlags};

/// One row of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub id: String,
    pub service_id: i64,
    pub state: String,
    pub attempts: i64,
}

#[derive(Debug, Clone)]
pub struct Database(PathBuf);

impl Database {
    pub fn of(dir: &DataDir) -> Database {
        Database(dir.database())
    }

    /// Every job, oldest first.
    pub fn jobs(&self) -> Vec<Job> {
        let db = self.reader();
        let mut rows = db
            .prepare("SELECT id, service_id, state, attempts FROM job ORDER BY seq")
            .unwrap();
        let jobs = rows
            .query_map([], |row| {
                Ok(Job {
                    id: row.get(0)?,
                    service_id: row.get(1)?,
                    state: row.get(2)?,
                    attempts: row.get(3)?,
                })
            })
            .unwrap();
        jobs.map(Result::unwrap).collect()
    }

    /// The states of all jobs, oldest first.
    pub fn states(&self) -> Vec<String> {
        self.jobs().into_iter().map(|job| job.state).collect()
    }

    /// One number from any query.
    pub fn number(&self, query: &str) -> i64 {
        self.reader()
            .query_row(query, [], |row| row.get(0))
            .unwrap()
    }

    /// Nobody else can write until this is dropped.
    pub fn hold(&self) -> WriteLock {
        let db = Connection::open(&self.0).unwrap();
        db.execute_batch("BEGIN IMMEDIATE").unwrap();
        WriteLock { _connection: db }
    }

    fn reader(&self) -> Connection {
        Connection::open_with_flags(&self.0, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }
}

/// The database's write lock. Nothing was written under it.
#[derive(Debug)]
pub struct WriteLock {
    _connection: Connection,
}
