//! The text format of Prometheus, version 0.0.4.
//!
//! Written here: the crate `prometheus-client` writes OpenMetrics, which names counters otherwise.

use std::fmt::{Display, Write};

/// What its Content-Type is.
pub(super) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What the values of a metric mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only grows.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts by size.
    Histogram,
}

impl Kind {
    /// Its name in the format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// What is known of a metric but for its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family {
    /// Its name.
    pub name: &'static str,
    /// What its values mean.
    pub kind: Kind,
    /// Its labels, separated by commas.
    pub labels: &'static str,
    /// What it says, without a full stop.
    pub help: &'static str,
}

/// A text under construction.
#[derive(Debug, Default)]
pub struct Exposition {
    text: String,
    families: Vec<Family>,
}

impl Exposition {
    /// Begins a metric.
    pub fn family(&mut self, family: Family) -> Samples<'_> {
        let Family {
            name, kind, help, ..
        } = family;
        self.families.push(family);
        self.line(format_args!("# HELP {name} {help}."));
        self.line(format_args!("# TYPE {name} {}", kind.name()));
        Samples { name, all: self }
    }

    /// A metric with one value and no labels.
    pub fn single(&mut self, family: Family, value: impl Display) {
        self.family(family).sample([], value);
    }

    /// The metrics so far.
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// The text.
    pub fn into_text(self) -> String {
        self.text
    }

    fn line(&mut self, line: impl Display) {
        // A text takes everything.
        let _ = writeln!(self.text, "{line}");
    }
}

/// The values of one metric.
#[derive(Debug)]
pub struct Samples<'a> {
    name: &'static str,
    all: &'a mut Exposition,
}

impl Samples<'_> {
    /// Adds a value.
    pub fn sample<const N: usize>(&mut self, labels: [(&str, &str); N], value: impl Display) {
        self.suffixed("", &labels, value);
    }

    /// Adds a histogram: how many values each bound holds that no smaller one does, the last bound being
    /// without end, and the sum of all values.
    pub(super) fn histogram(
        &mut self,
        labels: &[(&str, &str)],
        bounds: &[&str],
        counts: &[u64],
        sum: f64,
    ) {
        let mut so_far = 0;
        for (bound, count) in bounds.iter().chain(&["+Inf"]).zip(counts) {
            so_far += count;
            let labels = [labels, &[("le", *bound)]].concat();
            self.suffixed("_bucket", &labels, so_far);
        }
        self.suffixed("_sum", labels, sum);
        self.suffixed("_count", labels, so_far);
    }

    fn suffixed(&mut self, suffix: &str, labels: &[(&str, &str)], value: impl Display) {
        let name = self.name;
        let mut list = String::new();
        for (label, text) in labels {
            let before = if list.is_empty() { '{' } else { ',' };
            let text = escaped(text);
            let _ = write!(list, "{before}{label}=\"{text}\"");
        }
        if !list.is_empty() {
            list.push('}');
        }
        self.all.line(format_args!("{name}{suffix}{list} {value}"));
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_what_the_format_says() {
        let mut exposition = Exposition::default();
        let family = |name, kind| Family {
            name,
            kind,
            labels: "",
            help: "What it is",
        };
        exposition.single(family("a", Kind::Gauge), 1.5);
        exposition
            .family(family("b_total", Kind::Counter))
            .sample([("x", "q\"\\\n"), ("y", "z")], 2);
        exposition.family(family("c", Kind::Histogram)).histogram(
            &[("x", "y")],
            &["0.5", "1"],
            &[1, 2, 3],
            7.25,
        );
        assert_eq!(
            exposition.into_text(),
            r#"# HELP a What it is.
# TYPE a gauge
a 1.5
# HELP b_total What it is.
# TYPE b_total counter
b_total{x="q\"\\\n",y="z"} 2
# HELP c What it is.
# TYPE c histogram
c_bucket{x="y",le="0.5"} 1
c_bucket{x="y",le="1"} 3
c_bucket{x="y",le="+Inf"} 6
c_sum{x="y"} 7.25
c_count{x="y"} 6
"#
        );
    }
}
