//! A wrong call, explained in the chosen language: clap finds what is wrong, the words are ours.

use std::error::Error as _;

use abgleich_core::text::Arg;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::args::Why;
use crate::commands::fault_names;
use crate::exit::{Exit, Failure};
use crate::out::{self, Out};
use crate::say::Say;

/// Help and version are answers; everything else is a wrong call.
pub(crate) fn answer(error: &clap::Error, say: &Say, out: Out) -> Result<Exit, Failure> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // Help is for people, also with --json.
            out::text(localised(&error.to_string(), say).trim_end())?;
            Ok(Exit::Done)
        }
        _ => Err(Failure::usage(message(error, say, out))),
    }
}

/// clap's placeholders in the usage line.
fn localised(help: &str, say: &Say) -> String {
    help.replace(
        "[OPTIONS]",
        &format!("[{}]", say.get("cli-help-options-placeholder")),
    )
}

fn message(error: &clap::Error, say: &Say, out: Out) -> String {
    let what = what(error, say);
    if out.is_json() {
        what
    } else {
        format!("{what}\n{}", say.get("cli-usage-see-help"))
    }
}

fn what(error: &clap::Error, say: &Say) -> String {
    let context = |kind| error.get(kind).map(text).filter(|text| !text.is_empty());
    let argument = Arg::Text(plain(&context(ContextKind::InvalidArg).unwrap_or_default()));
    let value = context(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let told = say.format("cli-usage-unknown-argument", &[("argument", argument)]);
            with_suggestion(told, context(ContextKind::SuggestedArg), say)
        }
        ErrorKind::InvalidSubcommand => {
            let typed = Arg::Text(context(ContextKind::InvalidSubcommand).unwrap_or_default());
            let told = say.format("cli-usage-unknown-command", &[("command", typed)]);
            with_suggestion(told, context(ContextKind::SuggestedSubcommand), say)
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            say.get("cli-usage-no-command")
        }
        ErrorKind::MissingRequiredArgument => {
            say.format("cli-usage-missing", &[("argument", argument)])
        }
        ErrorKind::ArgumentConflict => {
            let prior = Arg::Text(plain(&context(ContextKind::PriorArg).unwrap_or_default()));
            say.format(
                "cli-usage-conflict",
                &[("argument", argument), ("other", prior)],
            )
        }
        ErrorKind::ValueValidation => {
            let why = error
                .source()
                .and_then(|source| source.downcast_ref::<Why>());
            let names = [("names", fault_names().into())];
            let why = say.format(why.map_or("cli-why-value", |why| why.0), &names);
            let value = Arg::Text(value.unwrap_or_default());
            say.format(
                "cli-usage-value",
                &[
                    ("argument", argument),
                    ("value", value),
                    ("why", why.into()),
                ],
            )
        }
        ErrorKind::InvalidValue => {
            let valid = Arg::Text(context(ContextKind::ValidValue).unwrap_or_default());
            match value {
                Some(value) => say.format(
                    "cli-usage-choice",
                    &[
                        ("argument", argument),
                        ("value", value.into()),
                        ("valid", valid),
                    ],
                ),
                None => say.format("cli-usage-no-value", &[("argument", argument)]),
            }
        }
        ErrorKind::InvalidUtf8 => say.get("cli-usage-utf8"),
        _ => say.format("cli-usage-other", &[("argument", argument)]),
    }
}

fn with_suggestion(told: String, suggestion: Option<String>, say: &Say) -> String {
    match suggestion {
        Some(suggestion) => {
            let meant = say.format("cli-usage-suggestion", &[("suggestion", suggestion.into())]);
            format!("{told} {meant}")
        }
        None => told,
    }
}

/// What clap names, without its styles.
fn text(value: &ContextValue) -> String {
    value.to_string()
}

/// `[ID]...` as people name it.
fn plain(argument: &str) -> String {
    if argument.starts_with('-') {
        return argument.to_owned();
    }
    argument
        .replace("...", "")
        .replace(['[', ']', '<', '>'], "")
}

#[cfg(test)]
mod tests;
