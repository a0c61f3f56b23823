//! Makes texts from a server fit to be shown, logged and kept.

/// Longest message kept of an error answer, in characters.
pub(crate) const MESSAGE_CHARS: usize = 300;

/// A text of one line: each control character becomes a blank, so that words stay apart.
pub(crate) fn line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// A text of several lines: loses every control character but line breaks and tabs.
pub(crate) fn paragraphs(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
        .collect()
}

/// A message of an error answer: one line, without the key should a server echo it, shortened.
pub(crate) fn message(text: &str, key: &str) -> String {
    let line = line(text);
    // The key goes before the end does, so that no half of it remains.
    let line = if key.is_empty() {
        line
    } else {
        line.replace(key, "***")
    };
    line.trim().chars().take(MESSAGE_CHARS).collect()
}
