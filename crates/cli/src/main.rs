//! abgleichctl: everything the app does, for the technical person and for scripts.

mod args;
mod ask;
mod commands;
mod exit;
mod help;
mod json;
mod out;
mod progress;
mod say;
mod session;
mod signals;
mod status;
mod table;
mod usage;
mod values;
mod wait;

use std::process::ExitCode;

use clap::FromArgMatches as _;

use crate::args::Cli;
use crate::exit::{Exit, Failure};
use crate::out::Out;
use crate::say::Say;
use crate::session::Session;

fn main() -> ExitCode {
    let typed: Vec<_> = std::env::args_os().collect();
    // Also a wrong call is answered in the language and the form that it asks for.
    let early = args::look_ahead(&typed);
    let (say, out) = (Say::new(early.language), Out::new(early.json));
    let parsed = help::localised(&say)
        .try_get_matches_from(&typed)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let exit = match parsed {
        Ok(cli) => run(cli, say.clone(), out),
        Err(error) => usage::answer(&error, &say, out),
    };
    exit.unwrap_or_else(|failure| out.failure(&say, &failure))
        .code()
}

fn run(cli: Cli, say: Say, out: Out) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::failed("runtime", error.to_string()))?;
    let exit = runtime.block_on(async {
        let session = Session::new(cli.global, say, out);
        let exit = commands::run(&session, cli.command).await;
        session.close().await;
        exit
    });
    // A keyring that does not answer must not keep the program from ending.
    runtime.shutdown_background();
    exit
}
