//! How often the disk is asked to flush, counted from outside the process: no timing, no noise.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use super::Setup;
use crate::child::Role;
use crate::report::{Goal, Row};

/// What is counted, and how many flushes it may cost.
const STEPS: [(&str, &str, f64); 4] = [
    ("enqueue", "flushes per enqueue", 1.0),
    (
        "run",
        "flushes per run of a job (claim 0, send 1, finish 1)",
        2.0,
    ),
    ("notified", "flushes per notified mark", 0.0),
    ("idle", "flushes per idle minute", 0.0),
];

pub fn run(setup: &Setup) -> Result<Vec<Row>> {
    let folder = setup.folder()?;
    let trace = folder.path().join("trace");
    let role = Role::Flushes {
        folder: folder.path().join("practice"),
        count: 20,
        idle_seconds: setup.count(60, 5) as u64,
    };
    let own = role.command()?;
    let mut strace = Command::new("strace");
    // -y: with the path of every file.
    strace
        .args([
            "-f",
            "-y",
            "-e",
            "trace=fsync,fdatasync,msync,sync_file_range",
            "-o",
        ])
        .arg(&trace);
    strace
        .arg(own.get_program())
        .args(own.get_args())
        .stdin(Stdio::null());
    match strace.status() {
        Ok(status) => ensure!(status.success(), "the traced process ended with {status}"),
        Err(error) => return Ok(skipped(&format!("strace cannot be started ({error})"))),
    }
    let text = std::fs::read_to_string(&trace).context("the trace")?;
    let operations = read(&text);
    STEPS
        .iter()
        .map(|(mark, figure, goal)| counted(&operations, mark, figure, *goal))
        .collect()
}

fn counted(operations: &[Operation], mark: &str, figure: &str, goal: f64) -> Result<Row> {
    let of_step: Vec<&Operation> = operations.iter().filter(|it| it.mark == mark).collect();
    ensure!(!of_step.is_empty(), "“{mark}” was not traced");
    // Who rests does not checkpoint, either.
    let plain = of_step.iter().filter(|it| mark == "idle" || !it.apart);
    let counts: Vec<u32> = plain.map(|it| it.flushes).collect();
    let most = counts.iter().max();
    let most = most.with_context(|| format!("each “{mark}” met a checkpoint"))?;
    let note = format!(
        "the most of {}; {} with a checkpoint, or the first after one, counted apart",
        counts.len(),
        of_step.len() - counts.len()
    );
    Ok(Row::new(figure, f64::from(*most), "", Goal::Exactly(goal)).note(note))
}

fn skipped(why: &str) -> Vec<Row> {
    STEPS
        .iter()
        .map(|(_, figure, _)| Row::skipped(*figure, why))
        .collect()
}

#[derive(Debug, PartialEq, Eq)]
struct Operation {
    mark: String,
    flushes: u32,
    /// The write-ahead log was copied into the file meanwhile, or just before.
    apart: bool,
}

/// The flushes between the marks of a trace. A flush of the database file itself is a checkpoint.
fn read(trace: &str) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    let mut after_checkpoint = false;
    for line in trace.lines() {
        // The second half of a call that another thread came between: it was counted when it began.
        if line.contains("<... ") {
            continue;
        }
        let Some(path) = line
            .split_once('<')
            .and_then(|(_, rest)| rest.split_once('>'))
            .map(|(path, _)| path)
        else {
            continue;
        };
        let name = Path::new(path)
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        if let Some(mark) = name.strip_prefix("mark-") {
            operations.push(Operation {
                mark: mark.to_owned(),
                flushes: 0,
                apart: false,
            });
            continue;
        }
        let Some(operation) = operations.last_mut() else {
            continue;
        };
        if name.ends_with("-wal") {
            operation.flushes += 1;
            // The first commit after a checkpoint begins the log anew.
            operation.apart |= std::mem::take(&mut after_checkpoint);
        } else {
            operation.flushes += 1;
            if name.ends_with(".sqlite3") {
                operation.apart = true;
                after_checkpoint = true;
            }
        }
    }
    operations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flushes_belong_to_the_mark_before_them_and_checkpoints_are_told_apart() {
        let trace = "7 fdatasync(5</d/abgleich.sqlite3-wal>) = 0\n\
                     7 fsync(9</d/mark-enqueue>) = 0\n7 fdatasync(5</d/abgleich.sqlite3-wal>) = 0\n\
                     7 fsync(9</d/mark-pause>) = 0\n\
                     7 fsync(9</d/mark-enqueue>) = 0\n7 fdatasync(5</d/abgleich.sqlite3-wal>) = 0\n\
                     8 fdatasync(4</d/abgleich.sqlite3> <unfinished ...>\n8 <... fdatasync resumed>) = 0\n7 fsync(9</d/mark-pause>) = 0\n\
                     7 fsync(9</d/mark-idle>) = 0\n7 fsync(9</d/mark-pause>) = 0\n\
                     7 fsync(9</d/mark-run>) = 0\n7 fdatasync(5</d/abgleich.sqlite3-wal>) = 0\n\
                     7 fsync(9</d/mark-pause>) = 0\n";
        let counted: Vec<_> = read(trace)
            .into_iter()
            .filter(|it| it.mark != "pause")
            .map(|it| (it.mark, it.flushes, it.apart))
            .collect();
        let expected = [
            ("enqueue", 1, false),
            ("enqueue", 2, true),
            ("idle", 0, false),
            ("run", 1, true),
        ];
        assert_eq!(
            counted,
            expected.map(|(mark, flushes, apart)| (mark.to_owned(), flushes, apart))
        );
    }
}
