//! Reads the numbers of tests out of what the test runners print.

use std::ops::AddAssign;

/// Tests that ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The counts of one line, if it is a closing line of nextest or of `cargo test`.
///
/// nextest: `Summary [ 0.1s] 12 tests run: 9 passed (1 slow), 2 failed, 1 timed out, 3 skipped`;
/// cargo: `test result: FAILED. 4 passed; 1 failed; 0 ignored; …`.
pub(crate) fn closing_line(line: &str) -> Option<Counts> {
    let line = without_colours(line);
    // Not trimmed: nextest shows the output of a failed test indented, with the closing line of its own libtest.
    let line = line.trim_end();
    let parts: Vec<&str> = if let Some(rest) = line.strip_prefix("     Summary [") {
        let (_, rest) = rest.split_once("run: ")?;
        rest.split(", ").collect()
    } else if let Some(rest) = line.strip_prefix("test result: ") {
        let (_, rest) = rest.split_once(". ")?;
        rest.split("; ").collect()
    } else {
        return None;
    };
    let mut counts = Counts::default();
    for part in parts {
        let (number, rest) = part.split_once(' ').unwrap_or((part, ""));
        // Parts without a number are times ("finished in 0.00s").
        let Ok(number) = number.parse::<u32>() else {
            continue;
        };
        if rest.starts_with("passed") {
            counts.passed += number;
        } else if ["failed", "timed out", "exec failed"]
            .iter()
            .any(|word| rest.starts_with(word))
        {
            counts.failed += number;
        }
    }
    Some(counts)
}

/// The line without its terminal escapes (`ESC [ … letter`).
fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character != '\u{1b}' {
            plain.push(character);
            continue;
        }
        characters.next();
        while characters.next().is_some_and(|c| !c.is_ascii_alphabetic()) {}
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<(u32, u32)>) {
        let expected = expected.map(|(passed, failed)| Counts { passed, failed });
        assert_eq!(closing_line(line), expected, "{line}");
    }

    #[test]
    fn nextest_lines() {
        check(
            "     Summary [   0.026s] 4 tests run: 4 passed, 0 skipped",
            Some((4, 0)),
        );
        check(
            "     Summary [  61.2s] 12 tests run: 9 passed (1 slow, 2 flaky), 2 failed, 1 timed out, 3 skipped",
            Some((9, 3)),
        );
        check(
            "     Summary [   0.1s] 1 test run: 0 passed, 1 exec failed, 0 skipped",
            Some((0, 1)),
        );
        check(
            "     Summary [   0.1s] 3/9 tests run: 2 passed, 1 failed, 6 skipped",
            Some((2, 1)),
        );
    }

    #[test]
    fn nextest_lines_in_colour() {
        check(
            "\u{1b}[32;1m     Summary\u{1b}[0m [   0.026s] \u{1b}[1m4\u{1b}[0m tests run: \u{1b}[1m4\u{1b}[0m \u{1b}[32;1mpassed\u{1b}[0m, \u{1b}[1m0\u{1b}[0m \u{1b}[33;1mskipped\u{1b}[0m",
            Some((4, 0)),
        );
    }

    #[test]
    fn cargo_lines() {
        check(
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.00s",
            Some((5, 0)),
        );
        check(
            "test result: FAILED. 4 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out",
            Some((4, 1)),
        );
    }

    #[test]
    fn other_lines_count_nothing() {
        check(
            "        PASS [   0.005s] xtask counts::tests::cargo_lines",
            None,
        );
        check("running 5 tests", None);
        check("3 passed, 1 failed", None);
        check(
            "    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out",
            None,
        );
    }
}
