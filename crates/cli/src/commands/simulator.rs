//! `simulator`: a Cal.com on this computer, to try things out and to test against.

use abgleich_simulator::{DEMO_KEY, Fault, Options, Rule, Simulator, World};
use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::args::{Why, port};
use crate::exit::{Exit, Failure};
use crate::out;
use crate::session::Session;
use crate::signals::Stop;

#[derive(Debug, Args)]
pub(crate) struct SimulatorArgs {
    #[arg(long, value_name = "N", default_value = "0", value_parser = port, allow_negative_numbers = true)]
    port: u16,
    #[arg(long, value_enum, default_value = "demo")]
    practice: Practice,
    #[arg(long, value_name = "N", default_value = "0", value_parser = port, allow_negative_numbers = true)]
    control_port: u16,
    #[arg(long, value_name = "FAULT", value_parser = fault)]
    fault: Vec<Wrong>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Practice {
    Demo,
    Empty,
}

/// What can be wrong from the start.
#[derive(Debug, Clone)]
enum Wrong {
    Offline,
    Fault(Fault),
}

fn fault(text: &str) -> Result<Wrong, Why> {
    if text == "offline" {
        return Ok(Wrong::Offline);
    }
    text.parse()
        .map(Wrong::Fault)
        .map_err(|_| Why("cli-why-fault"))
}

/// What [`fault`] takes.
pub(crate) fn fault_names() -> String {
    let names = Fault::names().iter().map(|(name, _)| *name);
    ["offline"]
        .into_iter()
        .chain(names)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The first line of standard output: where it is, and with which key.
#[derive(Debug, Serialize)]
struct Started {
    address: String,
    /// Steers it from outside, also while it is offline.
    control: String,
    key: &'static str,
}

pub(crate) async fn run(session: &Session, args: &SimulatorArgs) -> Result<Exit, Failure> {
    let cannot = |error: std::io::Error| {
        let about = [("error", error.to_string().into())];
        Failure::failed(
            "simulator",
            session.say.format("cli-simulator-failed", &about),
        )
    };
    let world = match args.practice {
        Practice::Demo => World::demo(),
        Practice::Empty => World::with_user(DEMO_KEY),
    };
    let simulator = Simulator::start(Options::new(world).port(args.port))
        .await
        .map_err(cannot)?;
    let control = simulator
        .serve_control(args.control_port)
        .await
        .map_err(cannot)?;
    for wrong in &args.fault {
        match wrong {
            Wrong::Offline => simulator.go_offline().await,
            Wrong::Fault(fault) => simulator.inject(Rule::new(fault.clone())),
        }
    }
    // Before it is told where we are: who knows that may end us.
    let mut stop = Stop::listen()?;
    // One line of JSON, with and without --json: scripts read it, and so do people.
    out::json(&Started {
        address: simulator.address(),
        control,
        key: DEMO_KEY,
    })?;
    stop.asked().await;
    simulator.stop().await;
    Ok(Exit::Done)
}
