//! The window beside a bare one with the same plugins: how soon, how big, how quick to answer.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use super::Setup;
use crate::report::{Goal, Row};
use crate::sample::{median, quantile};
use crate::window::{self, Figures, Side};

/// A .deb of this size is downloaded before the kettle boils.
const LARGEST_PACKAGE: f64 = 8e6;

pub fn run(setup: &Setup) -> Result<Vec<Row>> {
    let programs = window::programs()?;
    if !programs.join("abgleich").is_file() {
        return Ok(vec![Row::skipped("window", "the app was not built")]);
    }
    let idle = Duration::from_secs(setup.count(60, 10) as u64);
    let mut child = window::command(&programs, setup.count(10, 2), idle)?;
    let output = child.output().context("the child that measures")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    let figures: Figures =
        serde_json::from_slice(&output.stdout).context("what the window took")?;
    let mut rows = compared(&figures);
    rows.push(
        Row::new("list shown", median(&figures.shown), "ms", Goal::None).note(format!(
            "30 services, median of {} rounds",
            figures.shown.len()
        )),
    );
    rows.push(package(&programs)?);
    rows.push(
        Row::new(
            "click → shown, p99",
            quantile(&figures.click, 0.99),
            "ms",
            Goal::AtMost(50.0),
        )
        .note(format!(
            "another service in a list of 10,000; median {:.0} ms",
            median(&figures.click)
        )),
    );
    rows.push(
        Row::new(
            "a key in the search → the list, p95",
            quantile(&figures.key, 0.95),
            "ms",
            Goal::AtMost(16.0),
        )
        .note(format!(
            "10,000 services; median {:.0} ms",
            median(&figures.key)
        )),
    );
    rows.push(
        Row::new(
            "CPU of the idle window",
            figures.idle,
            "%",
            Goal::AtMost(0.2),
        )
        .note(format!("all processes, {} s", idle.as_secs())),
    );
    Ok(rows)
}

fn compared(figures: &Figures) -> Vec<Row> {
    let bytes = Side {
        ours: megabytes(figures.bytes.ours),
        bare: megabytes(figures.bytes.bare),
    };
    vec![
        ratio("window visible", &figures.visible, 1.0, "ms", 1.15),
        ratio("first contentful paint", &figures.painted, 1.0, "ms", 1.3),
        ratio("memory of all processes", &figures.memory, 1e-6, "MB", 1.15),
        ratio("release binary", &[bytes], 1.0, "MB", 1.6),
    ]
}

/// Ours ÷ bare, of the medians of all rounds.
fn ratio(figure: &str, rounds: &[Side<f64>], scale: f64, unit: &str, goal: f64) -> Row {
    let values = |of: fn(&Side<f64>) -> f64| -> Vec<f64> { rounds.iter().map(of).collect() };
    let (ours, bare) = (median(&values(|it| it.ours)), median(&values(|it| it.bare)));
    Row::new(
        format!("{figure} ÷ a bare window's"),
        ours / bare,
        "×",
        Goal::AtMost(goal),
    )
    .note(format!(
        "{:.1} and {:.1} {unit}, medians of {} rounds",
        ours * scale,
        bare * scale,
        rounds.len()
    ))
}

#[expect(clippy::cast_precision_loss, reason = "a size for people")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Of the last `cargo xtask bundle`, if it packed this very program.
fn package(programs: &Path) -> Result<Row> {
    const FIGURE: &str = ".deb";
    let built = programs.join("abgleich").metadata()?.modified()?;
    let packages = std::fs::read_dir(programs.join("bundle/deb"));
    let packages = packages.into_iter().flatten().flatten().filter(|entry| {
        entry
            .path()
            .extension()
            .is_some_and(|ending| ending == "deb")
    });
    for package in packages {
        let file = package.metadata()?;
        if file.modified()? >= built {
            let size = megabytes(file.len());
            return Ok(Row::new(
                FIGURE,
                size,
                "MB",
                Goal::AtMost(LARGEST_PACKAGE / 1e6),
            ));
        }
    }
    Ok(Row::skipped(
        FIGURE,
        "not packed since it was built: cargo xtask bundle",
    ))
}
