//! The commands, one file per group.

mod account;
mod backup;
mod bulk_text;
mod comparison_text;
mod diff;
mod doctor;
mod edits;
mod event_types;
mod history;
mod links;
mod logs;
mod plan_text;
mod purge;
mod queue;
mod resolve;
mod restore;
mod service;
mod simulator;
mod sync;
mod sync_rows;
mod work;

use clap::Subcommand;

pub(crate) use backup::damaged_text;
pub(crate) use simulator::fault_names;
pub(crate) use sync_rows::{Row, exit_of_job};

use crate::exit::{Exit, Failure};
use crate::session::Session;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(subcommand)]
    Account(account::AccountCommand),
    #[command(subcommand)]
    EventTypes(event_types::EventTypesCommand),
    #[command(subcommand)]
    Service(service::ServiceCommand),
    Diff(diff::DiffArgs),
    Sync(sync::SyncArgs),
    Resolve(resolve::ResolveArgs),
    #[command(subcommand)]
    Queue(queue::QueueCommand),
    History(history::HistoryArgs),
    Restore(restore::RestoreArgs),
    #[command(subcommand)]
    Backup(backup::BackupCommand),
    Purge(purge::PurgeArgs),
    Simulator(simulator::SimulatorArgs),
    Doctor,
    Logs(logs::LogsArgs),
}

pub(crate) async fn run(session: &Session, command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Account(command) => account::run(session, command).await,
        Command::EventTypes(command) => event_types::run(session, command).await,
        Command::Service(command) => service::run(session, command).await,
        Command::Diff(args) => diff::run(session, &args).await,
        Command::Sync(args) => sync::run(session, &args).await,
        Command::Resolve(args) => resolve::run(session, &args).await,
        Command::Queue(command) => queue::run(session, command).await,
        Command::History(args) => history::run(session, &args).await,
        Command::Restore(args) => restore::run(session, &args).await,
        Command::Backup(command) => backup::run(session, command).await,
        Command::Purge(args) => purge::run(session, &args).await,
        Command::Simulator(args) => simulator::run(session, &args).await,
        Command::Doctor => doctor::run(session).await,
        Command::Logs(args) => logs::run(session, &args).await,
    }
}
