//! What the demo shows in the window, told on the command line: change three services without a network, and see
//! them arrive in the simulated Cal.com when it is back.
//!
//! Everything is checked against what Cal.com really holds and really received, not against what our program says.

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::command;
use crate::http;
use crate::texts::{Texts, fill, language, texts};

const ACCOUNT: &str = "Praxis am Markt";
/// By how much each duration is raised, in minutes.
const CHANGE: i64 = 5;

/// # Errors
/// If a step fails. Values that disagree are no error but the exit code.
pub(crate) fn tell(program: &Path) -> Result<ExitCode> {
    let texts = texts();
    let simulator = Simulator::start(program)?;
    let data = DataFolder::create()?;
    let cli = Cli {
        program,
        data: &data.folder,
        key: &simulator.key,
    };
    step(1, &fill(texts.simulator, &[&simulator.address]));

    let url = simulator.address.as_str();
    cli.json(&["account", "add", "--name", ACCOUNT, "--url", url])?;
    step(2, &fill(texts.account, &[ACCOUNT]));

    cli.json(&["event-types", "import", "--all"])?;
    let services = cli.json(&["service", "list"])?;
    let services = services.as_array().context("a list of services")?;
    step(3, &fill(texts.import, &[&services.len().to_string()]));

    let chosen = choose(&simulator.world()?, services)?;
    for service in &chosen {
        let duration = format!("duration={}", service.after());
        cli.json(&["service", "set", &service.id.to_string(), &duration])?;
        let (before, after) = (service.before.to_string(), service.after().to_string());
        step(4, &fill(texts.change, &[&service.name, &before, &after]));
    }

    simulator.switch("/offline")?;
    step(5, texts.offline);
    let ids: Vec<String> = chosen
        .iter()
        .map(|service| service.id.to_string())
        .collect();
    let mut sync = vec!["sync", "--yes"];
    sync.extend(ids.iter().map(String::as_str));
    cli.show(&sync)?;
    cli.show(&["queue", "list"])?;

    let mut problems = Vec::new();
    let waiting = cli.json(&["queue", "list"])?;
    let waiting = waiting.as_array().map_or(0, Vec::len);
    expect(&mut problems, texts, "queue list", &3, &waiting);
    for service in &chosen {
        let now = simulator.length(service.event_type)?;
        expect(&mut problems, texts, &service.name, &service.before, &now);
    }
    if problems.is_empty() {
        step(6, &fill(texts.queue, &[&waiting.to_string()]));
    }

    simulator.switch("/online")?;
    step(7, texts.online);
    cli.show(&["queue", "work", "--until-empty"])?;

    step(8, texts.compare);
    let mut rows = vec![texts.table_head.map(str::to_owned)];
    for service in &chosen {
        let now = simulator.length(service.event_type)?;
        rows.push(service.row(texts, now));
        expect(&mut problems, texts, &service.name, &service.after(), &now);

        let shown = cli.json(&["service", "show", &service.id.to_string()])?;
        let status = shown.get("status").and_then(Value::as_str);
        expect(
            &mut problems,
            texts,
            &service.name,
            "synced",
            status.unwrap_or("–"),
        );
        let writes = simulator.writes(service.event_type)?;
        let what = format!("{} (PATCH)", service.name);
        expect(&mut problems, texts, &what, &1, &writes);
    }
    println!("{}", table(&rows));

    if problems.is_empty() {
        println!("{}", texts.done);
        return Ok(ExitCode::SUCCESS);
    }
    for problem in problems {
        eprintln!("{problem}");
    }
    Ok(ExitCode::FAILURE)
}

fn step(number: u8, text: &str) {
    println!("[{number}/8] {text}");
}

fn expect<T: PartialEq + ToString + ?Sized>(
    problems: &mut Vec<String>,
    texts: &Texts,
    what: &str,
    expected: &T,
    found: &T,
) {
    if expected != found {
        let values = [what, &expected.to_string(), &found.to_string()];
        problems.push(fill(texts.differs, &values));
    }
}

/// A service of the story, linked to an event type that the account may change.
#[derive(Debug, PartialEq, Eq)]
struct Chosen {
    id: i64,
    event_type: i64,
    name: String,
    /// The duration that Cal.com has at the beginning, in minutes.
    before: i64,
}

impl Chosen {
    fn after(&self) -> i64 {
        self.before + CHANGE
    }

    fn row(&self, texts: &Texts, now: i64) -> [String; 4] {
        let minutes = |minutes: i64| fill(texts.minutes, &[&minutes.to_string()]);
        [
            self.name.clone(),
            self.event_type.to_string(),
            minutes(self.before),
            minutes(now),
        ]
    }
}

/// Three services whose event types are the person's own and have one fixed duration.
fn choose(world: &Value, services: &[Value]) -> Result<Vec<Chosen>> {
    let owner = world.pointer("/users/0/id").and_then(Value::as_i64);
    let event_types = world.get("event_types").and_then(Value::as_array);
    let chosen: Vec<Chosen> = event_types
        .context("the simulator's event types")?
        .iter()
        .filter(|event_type| {
            let is = |key: &str, expected: &Value| event_type.get(key) == Some(expected);
            is("owner_id", &Value::from(owner))
                && is("parent_id", &Value::Null)
                && is("length_in_minutes_options", &Value::Null)
                && is("hidden", &Value::Bool(false))
        })
        .filter_map(|event_type| {
            let id = integer(event_type, "id")?;
            let linked = |service: &&Value| integer(service, "event_type_id") == Some(id);
            let service = services.iter().find(linked)?;
            Some(Chosen {
                id: integer(service, "id")?,
                event_type: id,
                name: service.get("name")?.as_str()?.to_owned(),
                before: integer(event_type, "length_in_minutes")?,
            })
        })
        .take(3)
        .collect();
    if chosen.len() < 3 {
        bail!("the practice has no three services to change");
    }
    Ok(chosen)
}

fn integer(value: &Value, key: &str) -> Option<i64> {
    value.get(key)?.as_i64()
}

/// Left-aligned columns, two blanks between them.
fn table(rows: &[[String; 4]]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(column, cell)| format!("{cell:<width$}", width = width(column)))
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// `abgleichctl` with a data folder of its own and the demo key.
struct Cli<'a> {
    program: &'a Path,
    data: &'a Path,
    key: &'a str,
}

impl Cli<'_> {
    fn command(&self) -> Command {
        let mut command = Command::new(self.program);
        command.env("ABGLEICH_API_KEY", self.key);
        command.arg("--data-dir").arg(self.data);
        command.args(["--lang", language()]);
        command
    }

    /// Silent; answers what the program printed.
    fn json(&self, arguments: &[&str]) -> Result<Value> {
        let text = command::output(self.command().arg("--json").args(arguments))?;
        serde_json::from_str(&text).with_context(|| format!("{}: {text}", arguments.join(" ")))
    }

    /// What a person would see.
    fn show(&self, arguments: &[&str]) -> Result<()> {
        println!("$ abgleichctl {}", arguments.join(" "));
        let text = command::output(self.command().arg("--no-progress").args(arguments))?;
        println!("{}\n", text.trim_end());
        Ok(())
    }
}

/// `abgleichctl simulator` as a child; ends with the story.
struct Simulator {
    process: Child,
    /// Kept open: a program that writes into a closed pipe ends.
    _output: BufReader<ChildStdout>,
    address: String,
    control: String,
    key: String,
}

impl Simulator {
    fn start(program: &Path) -> Result<Simulator> {
        let mut process = Command::new(program)
            .args(["simulator", "--practice", "demo"])
            // Free ports; the first line names them.
            .args(["--port", "0", "--control-port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| program.display().to_string())?;
        let output = process.stdout.take().context("the simulator's output")?;
        let mut output = BufReader::new(output);
        let mut line = String::new();
        output.read_line(&mut line)?;
        // From here on, dropping it ends the process.
        let mut simulator = Simulator {
            process,
            _output: output,
            address: String::new(),
            control: String::new(),
            key: String::new(),
        };
        let said: Value = serde_json::from_str(&line).context("the simulator's first line")?;
        let text = |key: &str| {
            let text = said.get(key).and_then(Value::as_str);
            text.map(str::to_owned)
                .with_context(|| format!("“{key}” in the simulator's first line"))
        };
        simulator.address = text("address")?;
        simulator.control = text("control")?;
        simulator.key = text("key")?;
        Ok(simulator)
    }

    fn switch(&self, path: &str) -> Result<()> {
        http::post(&self.control, path)
    }

    fn world(&self) -> Result<Value> {
        let state = http::get(&self.control, "/state")?;
        let world = state.get("world").cloned();
        world.context("the simulator's world")
    }

    /// The duration that Cal.com holds now, in minutes.
    fn length(&self, event_type: i64) -> Result<i64> {
        let world = self.world()?;
        let event_types = world.get("event_types").and_then(Value::as_array);
        event_types
            .and_then(|all| {
                all.iter()
                    .find(|one| integer(one, "id") == Some(event_type))
            })
            .and_then(|one| integer(one, "length_in_minutes"))
            .with_context(|| format!("event type {event_type} in the simulator"))
    }

    /// How many writes of this event type arrived, whatever became of them.
    fn writes(&self, event_type: i64) -> Result<usize> {
        let requests = http::get(&self.control, "/requests")?;
        let ending = format!("/event-types/{event_type}");
        let is_write = |request: &&Value| {
            let text = |key: &str| request.get(key).and_then(Value::as_str).unwrap_or_default();
            text("method") == "PATCH" && text("path").ends_with(&ending)
        };
        Ok(requests
            .as_array()
            .map_or(0, |all| all.iter().filter(is_write).count()))
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct DataFolder {
    folder: PathBuf,
}

impl DataFolder {
    fn create() -> Result<DataFolder> {
        let folder = env::temp_dir().join(format!("abgleich-story-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        Ok(DataFolder { folder })
    }
}

impl Drop for DataFolder {
    fn drop(&mut self) {
        // Left-overs in the temporary folder are no reason to fail.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use serde_json::json;

    use super::*;

    fn event_type(id: i64, overrides: &Value) -> Value {
        let mut event_type = json!({
            "id": id, "owner_id": 7, "parent_id": null, "hidden": false,
            "length_in_minutes": 30, "length_in_minutes_options": null,
        });
        let fields = event_type.as_object_mut().unwrap();
        fields.extend(overrides.as_object().unwrap().clone());
        event_type
    }

    #[test]
    fn only_event_types_that_the_person_may_change_are_chosen() {
        let none = json!({});
        let world = json!({
            "users": [{"id": 7}, {"id": 8}],
            "event_types": [
                event_type(1, &json!({"owner_id": null})),
                event_type(2, &json!({"parent_id": 1})),
                event_type(3, &json!({"length_in_minutes_options": [30, 60]})),
                event_type(4, &json!({"owner_id": 8})),
                event_type(5, &none), event_type(6, &none), event_type(7, &none),
                event_type(8, &none), event_type(9, &none),
            ],
        });
        // Event type 6 was not imported.
        let services: Vec<Value> = [1, 2, 3, 4, 5, 7, 8, 9]
            .map(|id| json!({"id": id * 10, "event_type_id": id, "name": format!("S{id}")}))
            .into();
        let chosen = choose(&world, &services).unwrap();
        let ids: Vec<i64> = chosen.iter().map(|service| service.event_type).collect();
        assert_eq!(ids, [5, 7, 8]);
        assert_eq!(chosen.first().unwrap().id, 50);
        assert!(
            choose(&world, &services[..6]).is_err(),
            "two are not enough"
        );
    }

    #[test]
    fn columns_line_up_also_with_umlauts() {
        let row = |first: &str, last: &str| [first, "1", "2", last].map(str::to_owned);
        let text = table(&[row("Rücken", "x"), row("A", "y")]);
        assert_eq!(text, "Rücken  1  2  x\nA       1  2  y\n");
    }
}
