//! The rows of a run, as a table for people and as JSON for programs.

use std::path::Path;

use anyhow::{Context as _, Result};
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use crate::flush::FlushTimes;
use crate::machine::Machine;

/// What a figure has to reach.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    AtMost(f64),
    AtLeast(f64),
    Exactly(f64),
    /// Measured to be known.
    None,
}

impl Goal {
    fn is_met_by(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
            Self::Exactly(count) => (value - count).abs() < 1e-9,
            Self::None => true,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Met,
    Missed,
    /// There is nothing to reach.
    Known,
    /// Not measured, and why.
    Skipped(String),
}

#[derive(Debug, Clone, Serialize)]
pub struct Row {
    pub figure: String,
    pub value: Option<f64>,
    /// `ms`, `×`, `%`, `services/s` …
    pub unit: &'static str,
    pub goal: Goal,
    pub verdict: Verdict,
    /// A bare flush in the same folder, measured between the figure's own rounds.
    pub flush: Option<FlushTimes>,
    /// What else one has to know to read the figure.
    pub note: String,
}

impl Row {
    pub fn new(figure: impl Into<String>, value: f64, unit: &'static str, goal: Goal) -> Self {
        let verdict = match goal {
            Goal::None => Verdict::Known,
            goal if goal.is_met_by(value) => Verdict::Met,
            _ => Verdict::Missed,
        };
        Self {
            figure: figure.into(),
            value: Some(value),
            unit,
            goal,
            verdict,
            flush: None,
            note: String::new(),
        }
    }

    pub fn skipped(figure: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            figure: figure.into(),
            value: None,
            unit: "",
            goal: Goal::None,
            verdict: Verdict::Skipped(why.into()),
            flush: None,
            note: String::new(),
        }
    }

    #[must_use]
    pub fn beside(mut self, flush: FlushTimes) -> Self {
        self.flush = Some(flush);
        self
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

#[derive(Debug, Serialize)]
struct Named {
    family: &'static str,
    #[serde(flatten)]
    row: Row,
}

#[derive(Debug, Serialize)]
pub struct Report {
    machine: Machine,
    /// True: fewer rounds, nothing to rely on.
    quick: bool,
    /// True: what was not measured was not met.
    full: bool,
    rows: Vec<Named>,
}

impl Report {
    pub fn new(machine: Machine, quick: bool, full: bool) -> Self {
        Self {
            machine,
            quick,
            full,
            rows: Vec::new(),
        }
    }

    pub fn add(&mut self, family: &'static str, rows: Vec<Row>) {
        self.rows
            .extend(rows.into_iter().map(|row| Named { family, row }));
    }

    pub fn is_met(&self) -> bool {
        self.rows.iter().all(|it| match it.row.verdict {
            Verdict::Met | Verdict::Known => true,
            Verdict::Missed => false,
            Verdict::Skipped(_) => !self.full,
        })
    }

    pub fn text(&self) -> String {
        let mut table = Table::new();
        table
            .load_style(presets::ASCII_MARKDOWN)
            .set_content_arrangement(ContentArrangement::Disabled)
            .set_header([
                "family",
                "figure",
                "measured",
                "goal",
                "verdict",
                "flush p50 / p99",
                "note",
            ]);
        for Named { family, row } in &self.rows {
            let flush = row.flush.map_or_else(String::new, |flush| {
                format!("{} / {} ms", number(flush.p50_ms), number(flush.p99_ms))
            });
            table.add_row([
                (*family).to_owned(),
                row.figure.clone(),
                row.value
                    .map_or_else(|| "–".to_owned(), |value| with_unit(value, row.unit)),
                goal_text(row.goal, row.unit),
                verdict_text(&row.verdict),
                flush,
                row.note.clone(),
            ]);
        }
        let hurry = if self.quick {
            "A quick look: too few rounds to rely on.\n"
        } else {
            ""
        };
        format!("{}\n{hurry}{table}", self.machine.text())
    }

    pub fn write(&self, path: &Path) -> Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        let text = serde_json::to_string_pretty(self)?;
        std::fs::write(path, text).with_context(|| path.display().to_string())
    }
}

fn goal_text(goal: Goal, unit: &str) -> String {
    match goal {
        Goal::AtMost(limit) => format!("≤ {}", with_unit(limit, unit)),
        Goal::AtLeast(limit) => format!("≥ {}", with_unit(limit, unit)),
        Goal::Exactly(count) => with_unit(count, unit),
        Goal::None => String::new(),
    }
}

fn verdict_text(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Met => "met".to_owned(),
        Verdict::Missed => "MISSED".to_owned(),
        Verdict::Known => "–".to_owned(),
        Verdict::Skipped(why) => format!("not measured: {why}"),
    }
}

fn with_unit(value: f64, unit: &str) -> String {
    format!("{} {unit}", number(value)).trim_end().to_owned()
}

/// Three digits that matter.
fn number(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 || (size - size.round()).abs() < 1e-9 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: f64, goal: Goal, expected: &Verdict) {
        assert_eq!(Row::new("x", value, "ms", goal).verdict, *expected);
    }

    #[test]
    fn a_figure_on_its_limit_meets_it() {
        check(20.0, Goal::AtMost(20.0), &Verdict::Met);
        check(20.1, Goal::AtMost(20.0), &Verdict::Missed);
        check(50.0, Goal::AtLeast(50.0), &Verdict::Met);
        check(49.9, Goal::AtLeast(50.0), &Verdict::Missed);
        check(1.0, Goal::Exactly(1.0), &Verdict::Met);
        check(2.0, Goal::Exactly(1.0), &Verdict::Missed);
        check(2.0, Goal::None, &Verdict::Known);
    }

    #[test]
    fn one_missed_figure_fails_the_run_and_a_skipped_one_only_a_full_run() {
        let machine = || crate::machine::look(Path::new("/")).unwrap_or_default();
        let mut report = Report::new(machine(), false, true);
        report.add("a", vec![Row::skipped("x", "no strace")]);
        assert!(!report.is_met());
        let mut report = Report::new(machine(), false, false);
        report.add("a", vec![Row::skipped("x", "no strace")]);
        assert!(report.is_met());
        report.add("a", vec![Row::new("y", 3.0, "ms", Goal::AtMost(2.0))]);
        assert!(!report.is_met());
        let text = report.text();
        assert!(
            text.contains("MISSED") && text.contains("not measured: no strace"),
            "{text}"
        );
    }

    #[test]
    fn numbers_show_what_matters() {
        let shown = [0.0123, 1.234, 12.34, 123.4, 2.0].map(number);
        assert_eq!(shown, ["0.012", "1.23", "12.3", "123", "2"]);
    }
}
