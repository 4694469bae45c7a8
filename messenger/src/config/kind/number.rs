//! Numbers with their units and ranges.

use super::Kind;
use std::ops::{RangeFrom, RangeInclusive};
use std::time::Duration;

/// 1024 bytes.
pub const KIB: usize = 1024;
/// 1024 [`KIB`].
pub const MIB: usize = 1024 * KIB;
/// 1024 [`MIB`].
pub const GIB: usize = 1024 * MIB;

/// So many bytes each suffix of a size stands for, the largest first.
const SIZES: [(&str, usize); 4] = [("GiB", GIB), ("MiB", MIB), ("KiB", KIB), ("B", 1)];
/// So many seconds each suffix of a time stands for, the largest first.
const TIMES: [(&str, f64); 4] = [("h", 3600.0), ("m", 60.0), ("s", 1.0), ("ms", 0.001)];
/// The longest time, about ten years: a clock can be set so far ahead without going over.
const LONGEST: f64 = 10.0 * 365.0 * 86400.0;
/// The largest number: TOML has no larger one.
const LARGEST: usize = i64::MAX as usize;

/// A whole number in this range.
pub fn count(range: impl Ends<usize>) -> Count {
    Count(Range::new(range, 0, LARGEST))
}

/// A size in this range: a number of bytes, or with one of `KiB`, `MiB`, `GiB`.
pub fn bytes(range: impl Ends<usize>) -> Bytes {
    Bytes(Range::new(range, 0, LARGEST))
}

/// A time in this range: a number of seconds, which may have a fraction, or with one of `ms`, `s`, `m`, `h`.
pub fn seconds(range: impl Ends<f64>) -> Seconds {
    let range = Range::new(range, 0.0, LONGEST);
    Seconds(Range {
        least: Duration::from_secs_f64(range.least),
        most: Duration::from_secs_f64(range.most),
        lowest: Duration::ZERO,
        bounded: range.bounded,
    })
}

/// A range of which both ends are allowed: `1..` or `1..=9`.
pub trait Ends<T> {
    /// The least, and the most if there is one.
    fn ends(self) -> (T, Option<T>);
}

impl<T> Ends<T> for RangeFrom<T> {
    fn ends(self) -> (T, Option<T>) {
        (self.start, None)
    }
}

impl<T> Ends<T> for RangeInclusive<T> {
    fn ends(self) -> (T, Option<T>) {
        let (least, most) = self.into_inner();
        (least, Some(most))
    }
}

/// See [`count`].
#[derive(Clone, Copy, Debug)]
pub struct Count(Range<usize>);

/// See [`bytes()`].
#[derive(Clone, Copy, Debug)]
pub struct Bytes(Range<usize>);

/// See [`seconds`].
#[derive(Clone, Copy, Debug)]
pub struct Seconds(Range<Duration>);

impl Kind for Count {
    type Value = usize;

    fn unit(&self) -> &'static str {
        "COUNT"
    }

    fn allowed(&self) -> Option<String> {
        self.0.words(|number| number.to_string())
    }

    fn read(&self, text: &str) -> Result<usize, String> {
        let number = whole(text).ok_or_else(|| format!("`{text}` is not a whole number"))?;
        self.0.check(number, text, |number| number.to_string())
    }

    fn literal(&self, value: &usize) -> Option<String> {
        Some(value.to_string())
    }

    fn shown(&self, value: &usize) -> Option<String> {
        Some(value.to_string())
    }
}

impl Kind for Bytes {
    type Value = usize;

    fn unit(&self) -> &'static str {
        "BYTES"
    }

    fn allowed(&self) -> Option<String> {
        self.0.words(size)
    }

    fn read(&self, text: &str) -> Result<usize, String> {
        let read = || {
            let (number, suffix) = split(text);
            let (_, factor) = SIZES
                .iter()
                .find(|(name, _)| suffix.is_empty() && *name == "B" || *name == suffix)?;
            whole(number)?.checked_mul(*factor)
        };
        let value = read().ok_or_else(|| {
            format!("`{text}` is not a size: a number of bytes, or of KiB, MiB or GiB")
        })?;
        self.0.check(value, text, size)
    }

    fn literal(&self, value: &usize) -> Option<String> {
        Some(value.to_string())
    }

    fn shown(&self, value: &usize) -> Option<String> {
        Some(size(*value))
    }
}

impl Kind for Seconds {
    type Value = Duration;

    fn unit(&self) -> &'static str {
        "SECONDS"
    }

    fn allowed(&self) -> Option<String> {
        self.0.words(time)
    }

    fn read(&self, text: &str) -> Result<Duration, String> {
        let read = || {
            let (number, suffix) = split(text);
            let (_, factor) = TIMES
                .iter()
                .find(|(name, _)| suffix.is_empty() && *name == "s" || *name == suffix)?;
            let seconds = number.parse::<f64>().ok()? * factor;
            Duration::try_from_secs_f64(seconds).ok()
        };
        let value = read().ok_or_else(|| {
            format!("`{text}` is not a time: a number of seconds, or of ms, s, m or h")
        })?;
        self.0.check(value, text, time)
    }

    fn literal(&self, value: &Duration) -> Option<String> {
        Some(value.as_secs_f64().to_string())
    }

    fn shown(&self, value: &Duration) -> Option<String> {
        Some(time(*value))
    }
}

/// From the least to the most, both allowed.
#[derive(Clone, Copy, Debug)]
struct Range<T> {
    least: T,
    most: T,
    /// The least that can be written.
    lowest: T,
    /// Whether the most is worth a word.
    bounded: bool,
}

impl<T: Copy + PartialOrd> Range<T> {
    /// This range within what can be written.
    fn new(range: impl Ends<T>, lowest: T, highest: T) -> Self {
        let (least, most) = range.ends();
        let most = most.unwrap_or(highest);
        Self {
            least,
            most,
            lowest,
            bounded: most < highest,
        }
    }

    /// Which values are in it, in words; `None`: those that anybody would expect.
    fn words(&self, shown: impl Fn(T) -> String) -> Option<String> {
        if self.bounded {
            Some(format!("{} to {}", shown(self.least), shown(self.most)))
        } else {
            (self.least > self.lowest).then(|| format!("at least {}", shown(self.least)))
        }
    }

    fn check(&self, value: T, text: &str, shown: impl Fn(T) -> String) -> Result<T, String> {
        if value < self.least {
            Err(format!(
                "`{text}` is too small, the least is {}",
                shown(self.least)
            ))
        } else if value > self.most {
            Err(format!(
                "`{text}` is too large, the most is {}",
                shown(self.most)
            ))
        } else {
            Ok(value)
        }
    }
}

/// A number and the letters after it.
fn split(text: &str) -> (&str, &str) {
    let number = text.trim_end_matches(|last: char| last.is_ascii_alphabetic());
    (number.trim_end(), &text[number.len()..])
}

/// A whole number; a number alone, no sign.
fn whole(text: &str) -> Option<usize> {
    if text.starts_with('+') {
        return None;
    }
    text.parse().ok()
}

/// A size in the largest unit of which it is a whole number.
fn size(value: usize) -> String {
    let fitting = SIZES
        .iter()
        .find(|(_, factor)| value > 0 && value.is_multiple_of(*factor) && *factor > 1);
    fitting.map_or_else(
        || value.to_string(),
        |(name, factor)| format!("{}{name}", value / factor),
    )
}

/// A time in the largest unit of which it is a whole number.
fn time(value: Duration) -> String {
    let seconds = value.as_secs();
    match value.subsec_nanos() {
        0 if seconds > 0 && seconds.is_multiple_of(3600) => format!("{}h", seconds / 3600),
        0 if seconds > 0 && seconds.is_multiple_of(60) => format!("{}m", seconds / 60),
        0 => format!("{seconds}s"),
        nanos if nanos.is_multiple_of(1_000_000) => format!("{}ms", value.as_millis()),
        _ => format!("{}s", value.as_secs_f64()),
    }
}
