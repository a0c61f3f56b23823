//! The help of every command in the chosen language: clap's own words and ours, from the text files.

use clap::{Arg, ArgAction, Command, CommandFactory as _};

use crate::args::Cli;
use crate::say::Say;

/// The whole command line with its texts.
pub(crate) fn localised(say: &Say) -> Command {
    let root = Cli::command()
        .color(clap::ColorChoice::Never)
        .max_term_width(100)
        // Scripts put options together from several places; the last one counts.
        .args_override_self(true);
    command(root, say, "")
}

fn command(command: Command, say: &Say, path: &str) -> Command {
    let template = format!(
        "{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}",
        say.get("cli-help-usage")
    );
    let about = say.get(&text_of_command(path));
    let mut command = command
        .about(about)
        .help_template(template)
        .subcommand_help_heading(say.get("cli-help-commands"))
        .subcommand_value_name(say.get("cli-help-command"))
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help),
        );
    if path.is_empty() {
        command = command.disable_version_flag(true).arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version),
        );
    }
    command = command.mut_args(|arg| {
        let heading = if arg.is_positional() {
            "cli-help-arguments"
        } else if arg.is_global_set() || ["help", "version"].contains(&arg.get_id().as_str()) {
            "cli-help-everywhere"
        } else {
            "cli-help-options"
        };
        let help = say.get(&text_of_argument(say, path, arg.get_id().as_str()));
        arg.help_heading(say.get(heading)).help(help)
    });
    command.mut_subcommands(|sub| {
        let path = if path.is_empty() {
            sub.get_name().to_owned()
        } else {
            format!("{path}-{}", sub.get_name())
        };
        self::command(sub, say, &path)
    })
}

fn text_of_command(path: &str) -> String {
    if path.is_empty() {
        "cli-about".to_owned()
    } else {
        format!("cli-command-{path}")
    }
}

/// Most arguments mean the same everywhere; where one does not, it has a text of its own.
fn text_of_argument(say: &Say, path: &str, id: &str) -> String {
    let own = format!("cli-arg-{path}-{id}");
    if say.has(&own) {
        own
    } else {
        format!("cli-arg-{id}")
    }
}

#[cfg(test)]
mod tests {
    use abgleich_core::text::Language;

    use super::*;

    #[test]
    fn every_command_and_argument_is_explained_in_both_languages() {
        for language in [Language::German, Language::English] {
            let say = Say::new(language);
            let mut missing = Vec::new();
            collect(&Cli::command(), &say, "", &mut missing);
            assert_eq!(missing, [""; 0], "{language:?}");
            localised(&say).debug_assert();
        }
    }

    fn collect(command: &Command, say: &Say, path: &str, missing: &mut Vec<String>) {
        let arguments = command
            .get_arguments()
            .map(|arg| text_of_argument(say, path, arg.get_id().as_str()));
        missing.extend(
            arguments
                .chain([text_of_command(path)])
                .filter(|id| !say.has(id)),
        );
        for sub in command.get_subcommands() {
            let path = if path.is_empty() {
                sub.get_name().to_owned()
            } else {
                format!("{path}-{}", sub.get_name())
            };
            collect(sub, say, &path, missing);
        }
    }
}
