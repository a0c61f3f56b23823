//! What `demo` says to people, in German and English.

use std::env;

/// Placeholders are `{}`, filled in order by [`fill`].
pub(crate) struct Texts {
    pub(crate) missing: &'static str,
    pub(crate) ask_install: &'static str,
    pub(crate) yes: &'static [&'static str],
    pub(crate) not_installed: &'static str,
    pub(crate) install_by_hand: &'static str,
    pub(crate) nothing_missing: &'static str,
    pub(crate) unknown_system: &'static str,

    pub(crate) no_display: &'static str,
    pub(crate) opening: &'static str,

    pub(crate) simulator: &'static str,
    pub(crate) account: &'static str,
    pub(crate) import: &'static str,
    pub(crate) change: &'static str,
    pub(crate) offline: &'static str,
    pub(crate) queue: &'static str,
    pub(crate) online: &'static str,
    pub(crate) compare: &'static str,
    pub(crate) table_head: [&'static str; 4],
    pub(crate) minutes: &'static str,
    pub(crate) differs: &'static str,
    pub(crate) done: &'static str,
}

const DE: Texts = Texts {
    missing: "Es fehlt: {}",
    ask_install: "Mit „{}“ installieren? [j/N] ",
    yes: &["j", "ja", "y", "yes"],
    not_installed: "nicht installiert – bitte „{}“ ausführen und noch einmal starten",
    install_by_hand: "bitte „{}“ ausführen und noch einmal starten",
    nothing_missing: "Es fehlt nichts.",
    unknown_system: "bitte mit der Paketverwaltung Ihres Systems installieren und noch einmal starten: {}",

    no_display: "Kein Bildschirm gefunden (DISPLAY und WAYLAND_DISPLAY sind leer). Dieselbe Geschichte auf der Kommandozeile:",
    opening: "Abgleich wird geöffnet, mit einem nachgebildeten Cal.com …",

    simulator: "Das nachgebildete Cal.com läuft: {}",
    account: "Konto „{}“ verbunden",
    import: "{} Termintypen übernommen",
    change: "„{}“: Dauer von {} auf {} Minuten geändert",
    offline: "Das Netz ist weg. Drei Leistungen werden trotzdem synchronisiert:",
    queue: "Alle {} Änderungen warten, Cal.com hat noch die alten Werte",
    online: "Das Netz ist wieder da. Die Warteschlange wird abgearbeitet:",
    compare: "Cal.com hat jetzt:",
    table_head: ["Leistung", "Event Type ID", "vorher", "jetzt"],
    minutes: "{} Min.",
    differs: "{}: erwartet {}, gefunden {}",
    done: "Alles stimmt überein: nichts verloren, nichts doppelt gesendet.",
};

const EN: Texts = Texts {
    missing: "Missing: {}",
    ask_install: "Install with “{}”? [y/N] ",
    yes: &["y", "yes"],
    not_installed: "not installed – please run “{}” and start again",
    install_by_hand: "please run “{}” and start again",
    nothing_missing: "Nothing is missing.",
    unknown_system: "please install with your system's package manager and start again: {}",

    no_display: "No display found (DISPLAY and WAYLAND_DISPLAY are empty). The same story on the command line:",
    opening: "Opening Abgleich on a simulated Cal.com …",

    simulator: "The simulated Cal.com is running: {}",
    account: "Account “{}” connected",
    import: "{} event types imported",
    change: "“{}”: duration changed from {} to {} minutes",
    offline: "The network is gone. Three services are synced all the same:",
    queue: "All {} changes wait, Cal.com still has the old values",
    online: "The network is back. Working through the queue:",
    compare: "Cal.com now has:",
    table_head: ["Service", "Event type ID", "before", "now"],
    minutes: "{} min",
    differs: "{}: expected {}, found {}",
    done: "Everything agrees: nothing lost, nothing sent twice.",
};

/// In the language of the environment: German if it says so, else English.
pub(crate) fn texts() -> &'static Texts {
    if is_german(|name| env::var(name).ok()) {
        &DE
    } else {
        &EN
    }
}

/// The same as [`texts`], as `abgleichctl --lang` wants it.
pub(crate) fn language() -> &'static str {
    if is_german(|name| env::var(name).ok()) {
        "de"
    } else {
        "en"
    }
}

/// The first of these variables that is set decides, as in every POSIX program.
fn is_german(variable: impl Fn(&str) -> Option<String>) -> bool {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty())
        .is_some_and(|value| {
            let language = value.split(['_', '.', '@', '-']).next();
            language == Some("de")
        })
}

/// Puts the values into the `{}` of a text, in order.
pub(crate) fn fill(text: &str, values: &[&str]) -> String {
    let mut parts = text.split("{}");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    let mut values = values.iter();
    for part in parts {
        filled.push_str(values.next().copied().unwrap_or("?"));
        filled.push_str(part);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(variables: &[(&str, &str)], german: bool) {
        let lookup = |name: &str| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(is_german(lookup), german, "{variables:?}");
    }

    #[test]
    fn the_environment_chooses_the_language() {
        check(&[], false);
        check(&[("LANG", "de_DE.UTF-8")], true);
        check(&[("LANG", "de")], true);
        check(&[("LANG", "den_CA.UTF-8")], false);
        check(&[("LANG", "de_DE.UTF-8"), ("LC_ALL", "C.UTF-8")], false);
        check(&[("LANG", "en_GB.UTF-8"), ("LC_MESSAGES", "de_AT")], true);
        check(&[("LC_ALL", ""), ("LANG", "de_CH.UTF-8")], true);
    }

    #[test]
    fn values_fill_the_gaps_in_order() {
        assert_eq!(fill("{}: {} of {}", &["a", "b", "{}"]), "a: b of {}");
        assert_eq!(fill("nothing", &["a"]), "nothing");
    }
}
