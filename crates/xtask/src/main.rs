//! `cargo xtask`: one command for each thing a person or CI does with this repository.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a terminal program: printing is its output"
)]

mod app;
mod args;
mod bench;
mod bundle;
mod command;
mod contact_sheet;
mod counts;
mod headless;
mod http;
mod lint;
mod peers;
mod soak;
mod story;
mod system;
mod testing;
mod texts;
mod tools;
mod vendor;
mod workspace;

use std::process::ExitCode;

use args::{Call, Task};
use workspace::Workspace;

fn main() -> ExitCode {
    let call = match args::parse(std::env::args().skip(1)) {
        Ok(call) => call,
        Err(message) => {
            eprintln!("error: {message}\n\n{}", args::HELP);
            return ExitCode::from(2);
        }
    };
    match perform(call) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(call: Call) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::find()?;
    match call.task {
        Task::Help => {
            print!("{}", args::HELP);
            Ok(ExitCode::SUCCESS)
        }
        Task::Demo => app::demo(&workspace, call.mode),
        Task::Run => app::run(&workspace, call.mode),
        Task::Test { filter } => testing::test(&workspace, call.mode, &filter),
        Task::Soak { minutes } => soak::soak(&workspace, call.mode, minutes),
        Task::Lint { filter } => lint::lint(&workspace, call.mode, &filter),
        Task::Bench { peers, options } => bench::bench(&workspace, call.mode, peers, &options),
        Task::Vendor => vendor::command(&workspace, call.mode),
        Task::Bundle => bundle::bundle(&workspace, call.mode),
        Task::Headless { command } => headless::inside(&command),
    }
}
