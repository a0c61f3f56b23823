//! Reads Fluent files as far as the checks need it: keys, the variables of each, and its texts.
//!
//! Not the whole grammar: what it cannot read is reported with its line, and the programs that show the texts read
//! them with the real parsers.

use std::collections::BTreeSet;

/// One message, term or attribute (`key.attribute`).
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) line: usize,
    pub(super) variables: BTreeSet<String>,
    /// One for the value and one for each variant of each selector, without placeables.
    pub(super) texts: Vec<String>,
}

/// # Errors
/// Names the line that cannot be read.
pub(super) fn parse(source: &str) -> Result<Vec<Entry>, String> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut values: Vec<String> = Vec::new();
    let mut message = String::new();
    for (line, number) in source.lines().zip(1..) {
        let is_indented = line.starts_with(' ');
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let attribute = line.trim_start().strip_prefix('.').filter(|_| is_indented);
        let (key, value) = match attribute {
            // A closing brace at the start of a line goes on with the value above.
            None if is_indented || line.starts_with('}') => {
                let Some(value) = values.last_mut() else {
                    return Err(format!("line {number}: a value without a key"));
                };
                value.push('\n');
                value.push_str(line);
                continue;
            }
            None => split_key(line, number)?,
            Some(rest) => {
                let (name, value) = split_key(rest, number)?;
                (format!("{message}.{name}"), value)
            }
        };
        if attribute.is_none() {
            message.clone_from(&key);
        }
        entries.push(Entry {
            key,
            line: number,
            ..Entry::default()
        });
        values.push(value);
    }
    for (entry, value) in entries.iter_mut().zip(values) {
        let mut reader = Reader {
            rest: &value,
            entry,
            is_cut_off: false,
        };
        reader.pattern(false);
        if reader.is_cut_off {
            return Err(format!("line {}: {} does not end", entry.line, entry.key));
        }
    }
    Ok(entries)
}

fn split_key(line: &str, number: usize) -> Result<(String, String), String> {
    let (key, value) = line
        .split_once('=')
        .ok_or_else(|| format!("line {number}: no “=”"))?;
    let key = key.trim();
    let is_key = !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if !is_key {
        return Err(format!("line {number}: “{key}” is not a key"));
    }
    Ok((key.to_owned(), value.to_owned()))
}

/// Walks through one value.
struct Reader<'a> {
    rest: &'a str,
    entry: &'a mut Entry,
    /// The value ended inside a placeable.
    is_cut_off: bool,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let character = characters.next();
        self.rest = characters.as_str();
        character
    }

    /// Text with placeables. In a variant it ends before the next variant or the closing brace.
    fn pattern(&mut self, is_variant: bool) {
        let mut text = String::new();
        let mut is_line_start = false;
        while let Some(character) = self.rest.chars().next() {
            let starts_variant =
                is_line_start && (self.rest.starts_with('[') || self.rest.starts_with("*["));
            if is_variant && (character == '}' || starts_variant) {
                break;
            }
            self.next();
            match character {
                '{' => self.placeable(),
                '\n' => {
                    is_line_start = true;
                    text.push(' ');
                    continue;
                }
                ' ' if is_line_start => continue,
                _ => text.push(character),
            }
            is_line_start = false;
        }
        let text = text.trim().to_owned();
        if !text.is_empty() {
            self.entry.texts.push(text);
        }
    }

    /// From behind the opening brace to behind the closing one.
    fn placeable(&mut self) {
        while let Some(character) = self.next() {
            match character {
                '}' => return,
                '{' => self.placeable(),
                '$' => self.variable(),
                '"' => self.literal(),
                // A variant's key goes before its pattern.
                '[' => {
                    while self.next().is_some_and(|c| c != ']') {}
                    self.pattern(true);
                }
                _ => {}
            }
        }
        self.is_cut_off = true;
    }

    fn variable(&mut self) {
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.entry.variables.insert(name.to_owned());
        self.rest = rest;
    }

    fn literal(&mut self) {
        while let Some(character) = self.next() {
            match character {
                '"' => return,
                '\\' => {
                    self.next();
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn variables(entry: &Entry) -> Vec<&str> {
        entry.variables.iter().map(String::as_str).collect()
    }

    #[test]
    fn messages_terms_and_attributes_are_entries() {
        let source = "# A comment = no key\n-brand = Abgleich\n\nsync = Sync\n    .title = With { -brand }\nlast = x\n";
        let entries = parse(source).unwrap();
        let keys: Vec<_> = entries.iter().map(|e| (e.key.as_str(), e.line)).collect();
        assert_eq!(
            keys,
            [("-brand", 2), ("sync", 4), ("sync.title", 5), ("last", 6)]
        );
        assert_eq!(entries[2].texts, ["With"]);
    }

    #[test]
    fn a_value_may_have_several_lines() {
        let entries = parse("a =\n    One { $x }\n    and two.\nb = c").unwrap();
        assert_eq!(entries[0].texts, ["One  and two."]);
        assert_eq!(variables(&entries[0]), ["x"]);
        assert_eq!(entries[1].key, "b");
    }

    #[test]
    fn every_variant_is_a_text_of_its_own() {
        let source = "n = „{ $name }“: { NUMBER($count, type: \"ordinal\") ->\n    [one] ein { $thing }\n   *[other] { $count } [viele] Sachen\n} im Konto";
        let entries = parse(source).unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(variables(&entries[0]), ["count", "name", "thing"]);
        assert_eq!(entries[0].texts, ["ein", "[viele] Sachen", "„“:  im Konto"]);
    }

    #[test]
    fn literals_are_no_texts() {
        let entries = parse(r#"a = x{ "\u00A0" }y{ "\"{$no}" }z"#).unwrap();
        assert_eq!(entries[0].texts, ["xyz"]);
        assert!(entries[0].variables.is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_line() {
        let error = |source: &str| parse(source).unwrap_err();
        assert_eq!(error("a = b\nwithout a value"), "line 2: no “=”");
        assert_eq!(error("   b"), "line 1: a value without a key");
        assert_eq!(error("a b = c"), "line 1: “a b” is not a key");
        assert_eq!(error("x = y\na = { $b"), "line 2: a does not end");
        assert_eq!(
            error("a = { $b ->\n    [one] x\n   *[other] y"),
            "line 1: a does not end"
        );
    }
}
