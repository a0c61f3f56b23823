//! Durations as people type them, read as whole minutes: „45“, „1:30“, „1 Std. 30“, “1.5 h”.

const MINUTE: [&str; 6] = ["min", "mins", "minute", "minuten", "minutes", "m"];
const HOUR: [&str; 8] = [
    "h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden",
];

/// Whole minutes, 0 or more; `None` if the text says anything else. A number alone means minutes, and only
/// with an hour beside it may it have a fraction, as long as whole minutes come out.
pub fn parse(text: &str) -> Option<i64> {
    let (first, rest) = number(text)?;
    if let Some(rest) = rest.strip_prefix(':') {
        let (minutes, unit) = number(rest)?;
        let two_digits = minutes.len() == 2 && rest.starts_with(minutes);
        let named = unit_of(unit).is_none_or(|unit| unit == Unit::Hour) && is_end(unit);
        return (two_digits && named)
            .then(|| hours_and_minutes(whole(first)?, minutes))
            .flatten();
    }
    match unit_of(rest) {
        None => is_end(rest).then(|| whole(first)).flatten(),
        Some(Unit::Minute) => is_end(rest).then(|| whole(first)).flatten(),
        Some(Unit::Hour) if is_end(rest) => minutes_of(first),
        Some(Unit::Hour) => {
            let (minutes, unit) = number(after_unit(rest))?;
            let named = unit_of(unit).is_none_or(|unit| unit == Unit::Minute) && is_end(unit);
            named
                .then(|| hours_and_minutes(whole(first)?, minutes))
                .flatten()
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Minute,
    Hour,
}

/// Splits off the number at the start: digits, with a fraction after a comma or a point.
fn number(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.')
        .unwrap_or(text.len());
    // Six digits are more minutes than a life of appointments has; beyond that nobody means a number.
    (1..=6)
        .contains(&end)
        .then(|| text.split_at_checked(end))
        .flatten()
}

fn whole(number: &str) -> Option<i64> {
    let plain = number.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| number.parse().ok()).flatten()
}

fn hours_and_minutes(hours: i64, minutes: &str) -> Option<i64> {
    let minutes = whole(minutes).filter(|minutes| *minutes < 60)?;
    Some(hours * 60 + minutes)
}

/// „1,5“ hours are 90 minutes; „1,51“ are none.
fn minutes_of(hours: &str) -> Option<i64> {
    let Some((hours, fraction)) = hours.split_once([',', '.']) else {
        return Some(whole(hours)? * 60);
    };
    let parts = 10_i64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let minutes = whole(fraction).filter(|_| !fraction.is_empty())? * 60;
    (minutes % parts == 0).then_some(whole(hours)? * 60 + minutes / parts)
}

/// The word at the start, with or without the point of an abbreviation.
fn word(text: &str) -> &str {
    let text = text.trim_start();
    let end = text
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn unit_of(text: &str) -> Option<Unit> {
    let word = word(text).to_lowercase();
    let is_one_of = |words: &[&str]| words.contains(&word.as_str());
    if is_one_of(&MINUTE) {
        Some(Unit::Minute)
    } else if is_one_of(&HOUR) {
        Some(Unit::Hour)
    } else {
        None
    }
}

fn after_unit(text: &str) -> &str {
    let text = text.trim_start();
    let rest = text.get(word(text).len()..).unwrap_or_default();
    rest.strip_prefix('.').unwrap_or(rest)
}

/// True if nothing but a known unit is left, or nothing at all.
fn is_end(text: &str) -> bool {
    let rest = if unit_of(text).is_some() {
        after_unit(text)
    } else {
        text
    };
    rest.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_to_write_a_duration() {
        for (text, minutes) in [
            ("45", 45),
            (" 90 Min. ", 90),
            ("90min", 90),
            ("90\u{a0}mins", 90),
            ("5 minutes", 5),
            ("1:30", 90),
            ("0:05", 5),
            ("1:30 h", 90),
            ("1:30 Std.", 90),
            ("1 Std. 30", 90),
            ("1 Std. 30 Min.", 90),
            ("1Std30", 90),
            ("1h30m", 90),
            ("2 hours", 120),
            ("1 Stunde", 60),
            ("1,5 Std.", 90),
            ("0.25 h", 15),
            ("1.75h", 105),
        ] {
            assert_eq!(parse(text), Some(minutes), "{text:?}");
        }
    }

    #[test]
    fn what_could_mean_something_else_is_not_guessed() {
        for text in [
            "",
            "  ",
            "abc",
            "-5",
            "1.5",
            "1,5",
            "1e9",
            "1:3",
            "1:300",
            "1:60",
            "1:-5",
            ":30",
            "1:",
            "1 Std. 60",
            "1 30",
            "1 Min. 30",
            "1,51 h",
            "1,5 Std. 10",
            "1. h",
            ".5 h",
            "1 kg",
            "1 h 30 h",
            "30 Min. x",
            "1: 30",
            "1..5 h",
            "٦",
            "9999999",
            "1 Std. 1,5",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
