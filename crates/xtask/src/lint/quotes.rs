//! The quotation marks of each language: „…“ and ‚…‘ in German, “…” and ‘…’ in English.

/// A language whose texts are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    German,
    English,
}

/// What is wrong with the quotes of one text, if anything.
pub(super) fn check(language: Language, text: &str) -> Option<String> {
    // ’ is the apostrophe in both languages, and closes the inner quotes in English.
    let (pairs, foreign): (_, &[char]) = match language {
        Language::German => ([('„', '“'), ('‚', '‘')], &['"', '\'', '”', '«', '»']),
        Language::English => ([('“', '”'), ('‘', '’')], &['"', '\'', '„', '‚', '«', '»']),
    };
    let mut open = Vec::new();
    for character in text.chars() {
        if foreign.contains(&character) {
            return Some(format!(
                "{character} is not a quotation mark of this language"
            ));
        }
        if let Some((_, closing)) = pairs.iter().find(|(opening, _)| *opening == character) {
            open.push(*closing);
        } else if open.last() == Some(&character) {
            open.pop();
        } else if character != '’' && pairs.iter().any(|(_, closing)| *closing == character) {
            return Some(format!("{character} closes nothing"));
        }
    }
    open.pop().map(|closing| format!("{closing} is missing"))
}

#[cfg(test)]
mod tests {
    use super::Language::{English, German};
    use super::*;

    #[track_caller]
    fn fine(language: Language, text: &str) {
        assert_eq!(check(language, text), None, "{text}");
    }

    #[track_caller]
    fn wrong(language: Language, text: &str, expected: &str) {
        assert_eq!(check(language, text).as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn each_language_has_its_own() {
        fine(German, "„Massage“: Termintyp „Massage ‚lang‘“ fehlt");
        fine(German, "So geht’s");
        fine(
            English,
            "“Massage ‘long’” isn’t there; the therapists’ titles",
        );
    }

    #[test]
    fn ascii_and_foreign_quotes_are_refused() {
        wrong(
            German,
            "\"Massage\"",
            "\" is not a quotation mark of this language",
        );
        wrong(
            English,
            "isn't",
            "' is not a quotation mark of this language",
        );
        wrong(
            German,
            "„Massage”",
            "” is not a quotation mark of this language",
        );
        wrong(
            English,
            "„Massage“",
            "„ is not a quotation mark of this language",
        );
    }

    #[test]
    fn quotes_come_in_pairs() {
        wrong(German, "„Massage", "“ is missing");
        wrong(German, "Massage“", "“ closes nothing");
        wrong(German, "“Massage“", "“ closes nothing");
        wrong(English, "Massage”", "” closes nothing");
        wrong(English, "“Massage", "” is missing");
    }
}
