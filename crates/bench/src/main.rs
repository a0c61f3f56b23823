//! What `cargo xtask bench` runs: every figure that the engine has to reach, measured on the real store, the real
//! engine and the real simulator, beside a bare flush of the same run.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a terminal program: printing is its output"
)]

mod child;
mod driver;
mod family;
mod flush;
mod machine;
mod practice;
mod processor;
mod queue;
mod report;
mod sample;
#[cfg(target_os = "linux")]
mod window;
mod witness;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::{Parser, Subcommand};

use family::{FAMILIES, Setup};
use report::{Report, Row};

/// Measures what the engine has to reach; exit code 1 if a figure misses its goal.
#[derive(Debug, Parser)]
struct Call {
    /// Only the families whose name contains this; may be given more than once.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Fewer rounds and smaller files: a look, no verdict to rely on.
    #[arg(long, conflicts_with = "full")]
    quick: bool,
    /// Also what takes many minutes: the bulk run at 60 requests a minute.
    #[arg(long)]
    full: bool,
    /// Where the databases lie while they are measured; removed afterwards.
    #[arg(long, value_name = "DIR", default_value = "target/bench-data")]
    data: PathBuf,
    /// Where `cargo xtask bench --peers` put the other queues.
    #[arg(long, value_name = "DIR", default_value = "target/peers")]
    peers: PathBuf,
    #[arg(long, value_name = "FILE", default_value = "target/bench.json")]
    json: PathBuf,
    #[command(subcommand)]
    role: Option<Role>,
}

#[derive(Debug, Subcommand)]
enum Role {
    /// One of the processes that the families start.
    #[command(hide = true, subcommand)]
    Child(child::Role),
}

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Call::parse() {
        Call {
            role: Some(Role::Child(role)),
            ..
        } => child::play(role).await.map(|()| true),
        call => measure(&call).await,
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// True if no figure missed its goal.
async fn measure(call: &Call) -> Result<bool> {
    let chosen: Vec<_> = FAMILIES
        .iter()
        .filter(|name| {
            call.only.is_empty() || call.only.iter().any(|part| name.contains(part.as_str()))
        })
        .collect();
    if chosen.is_empty() {
        bail!(
            "no family has such a name; there are: {}",
            FAMILIES.join(", ")
        );
    }
    std::fs::create_dir_all(&call.data).with_context(|| call.data.display().to_string())?;
    let setup = Setup {
        data: call.data.canonicalize()?,
        peers: call.peers.clone(),
        quick: call.quick,
        full: call.full,
    };
    let mut is_whole = true;
    let mut report = Report::new(machine::look(&setup.data)?, call.quick, call.full);
    for name in chosen {
        eprintln!("measuring: {name}");
        // What the others measured is not lost with one.
        let rows = family::run(name, &setup).await.unwrap_or_else(|error| {
            is_whole = false;
            vec![Row::skipped(*name, format!("{error:#}"))]
        });
        report.add(name, rows);
    }
    println!("{}", report.text());
    report.write(&call.json)?;
    eprintln!("written: {}", call.json.display());
    Ok(is_whole && report.is_met())
}
