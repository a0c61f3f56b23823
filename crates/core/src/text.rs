//! Texts that people read, from the same Fluent files as the window.

use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

const GERMAN: &str = include_str!("../../../ui/locales/de.ftl");
const ENGLISH: &str = include_str!("../../../ui/locales/en.ftl");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    German,
    English,
}

impl Language {
    pub fn id(self) -> &'static str {
        match self {
            Self::German => "de",
            Self::English => "en",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        [Self::German, Self::English]
            .into_iter()
            .find(|language| language.id() == id)
    }

    /// The language of the system, if we speak it; English for all others.
    pub fn of_system() -> Self {
        let german =
            sys_locale::get_locale().is_some_and(|locale| locale.to_lowercase().starts_with("de"));
        if german { Self::German } else { Self::English }
    }

    pub fn is_german(self) -> bool {
        self == Self::German
    }

    /// The Fluent source, as the window loads it.
    pub fn source(self) -> &'static str {
        match self {
            Self::German => GERMAN,
            Self::English => ENGLISH,
        }
    }
}

/// The locale of the system for numbers and dates, if it is one of our two languages.
pub fn system_region() -> Option<String> {
    let locale = sys_locale::get_locale()?;
    let tag = locale.split(['.', '@']).next()?.replace('_', "-");
    let ours = tag.starts_with("de-") || tag.starts_with("en-");
    ours.then_some(tag)
}

/// All texts of one language. Cheap to clone.
#[derive(Clone)]
pub struct Texts {
    language: Language,
    bundle: Arc<FluentBundle<FluentResource>>,
}

impl Texts {
    pub fn new(language: Language) -> Self {
        Self::with(language, "")
    }

    /// The shared texts and those of one program, `more` in Fluent syntax.
    pub fn with(language: Language, more: &str) -> Self {
        let tag: LanguageIdentifier = language.id().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // The marks around inserted values would be visible in terminals and notifications.
        bundle.set_use_isolating(false);
        for source in [language.source(), more] {
            let resource =
                FluentResource::try_new(source.to_owned()).unwrap_or_else(|(partial, errors)| {
                    tracing::error!(?errors, "a text file has faults");
                    partial
                });
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(?errors, "texts with the same name");
            }
        }
        Self {
            language,
            bundle: Arc::new(bundle),
        }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// A text without variables.
    pub fn get(&self, id: &str) -> String {
        self.format(id, &[])
    }

    /// A text with its variables. An unknown name comes back as itself: visible, and harmless.
    pub fn format(&self, id: &str, args: &[(&str, Arg)]) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(id)
            .and_then(|message| message.value())
        else {
            tracing::error!(id, "no such text");
            return id.to_owned();
        };
        let mut fluent = FluentArgs::new();
        for (name, value) in args {
            match value {
                Arg::Text(text) => fluent.set(*name, FluentValue::from(text.as_str())),
                Arg::Number(number) => fluent.set(*name, FluentValue::from(*number)),
            }
        }
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&fluent), &mut errors);
        if !errors.is_empty() {
            tracing::error!(id, ?errors, "a text misses a variable");
        }
        text.into_owned()
    }
}

/// A variable of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    Text(String),
    Number(i64),
}

impl Arg {
    /// The variable `platform` of texts that name parts of the system: `windows`, or `other`.
    pub fn platform() -> (&'static str, Self) {
        (
            "platform",
            Self::from(if cfg!(windows) { "windows" } else { "other" }),
        )
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_speak() {
        let german = Texts::new(Language::German);
        assert_eq!(
            german.get("notify-queued-title"),
            "Synchronisation gestartet"
        );
        let body = german.format("notify-queued-body", &[("service", "Massage".into())]);
        assert_eq!(body, "„Massage“ wird an Cal.com gesendet.");
        let english = Texts::new(Language::English);
        assert_eq!(english.get("notify-queued-title"), "Sync started");
    }
}
