//! Calls by service, method and outcome, and how long they take.

use super::exposition::Samples;
use jsonrpc_runtime::{Called, Outcome};
use std::cell::Cell;
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// So many error codes are told apart for a method.
const CODES: usize = 16;

/// So many calls in a second has each thread timed one by one, and one in [`STEP`] of the others.
const TIMED: u32 = 256;
const STEP: u32 = 16;

/// Upper bounds of the durations in seconds, and in nanoseconds.
const BOUNDS: [(&str, u64); 16] = [
    ("0.000001", 1_000),
    ("0.0000025", 2_500),
    ("0.000005", 5_000),
    ("0.00001", 10_000),
    ("0.000025", 25_000),
    ("0.00005", 50_000),
    ("0.0001", 100_000),
    ("0.00025", 250_000),
    ("0.0005", 500_000),
    ("0.001", 1_000_000),
    ("0.005", 5_000_000),
    ("0.01", 10_000_000),
    ("0.05", 50_000_000),
    ("0.1", 100_000_000),
    ("1", 1_000_000_000),
    ("10", 10_000_000_000),
];

/// What can be called, each with a place among the counters.
#[derive(Debug)]
pub(super) struct Calls {
    services: Vec<Service>,
    /// By place.
    methods: Vec<Method>,
}

#[derive(Debug)]
struct Service {
    callsign: String,
    names: Vec<&'static str>,
    /// The place of its first method; that of unknown ones is behind the last.
    first: usize,
}

#[derive(Debug, Default)]
struct Method {
    /// Each code has the first place that was free when it was first answered; 0: free.
    errors: [(AtomicI32, AtomicU64); CODES],
    other_errors: AtomicU64,
    dropped: AtomicU64,
    durations: [AtomicU64; BOUNDS.len() + 1],
    nanoseconds: AtomicU64,
}

impl Calls {
    /// No calls yet of what is mounted. Place 0 is for calls of nothing that is.
    pub(super) fn new<'a>(call_names: impl Iterator<Item = (&'a str, &'a [&'static str])>) -> Self {
        let mut places = 1;
        let mut services = Vec::new();
        for (callsign, names) in call_names {
            services.push(Service {
                callsign: callsign.to_owned(),
                names: names.to_vec(),
                first: places,
            });
            places += names.len() + 1;
        }
        Self {
            services,
            methods: (0..places).map(|_| Method::default()).collect(),
        }
    }

    /// How many places there are.
    pub(super) fn places(&self) -> usize {
        self.methods.len()
    }

    /// The names of what was called.
    pub(super) fn names(&self, called: Called) -> (&str, &'static str) {
        let Some(service) = called.service.and_then(|place| self.services.get(place)) else {
            return ("", "other");
        };
        let method = called.method.and_then(|place| service.names.get(place));
        (&service.callsign, method.unwrap_or(&"other"))
    }

    /// Counts a call that has ended; gives back the place at which to count a result.
    pub(super) fn ended(
        &self,
        called: Called,
        started: Option<Instant>,
        outcome: Outcome,
    ) -> Option<usize> {
        let place = self.place(called);
        let method = &self.methods[place];
        if let Some(started) = started {
            method.lasted(started.elapsed());
        }
        match outcome {
            Outcome::Result => return Some(place),
            Outcome::Error(code) => method.failed(code),
            Outcome::Dropped => {
                method.dropped.fetch_add(1, Ordering::Relaxed);
            }
        }
        None
    }

    /// Writes the counts; `results` tells those of results.
    pub(super) fn write_counts(&self, samples: &mut Samples<'_>, results: impl Fn(usize) -> u64) {
        for (place, callsign, method) in self.all() {
            let mut write = |outcome: &str, count: u64| {
                if count > 0 || outcome == "ok" && place > 0 {
                    let labels = [
                        ("callsign", callsign),
                        ("method", method),
                        ("outcome", outcome),
                    ];
                    samples.sample(labels, count);
                }
            };
            let counts = &self.methods[place];
            write("ok", results(place));
            for (code, count) in &counts.errors {
                let code = code.load(Ordering::Relaxed);
                write(&code.to_string(), count.load(Ordering::Relaxed));
            }
            write("other", counts.other_errors.load(Ordering::Relaxed));
            write("dropped", counts.dropped.load(Ordering::Relaxed));
        }
    }

    /// Writes the durations of what was called at all.
    pub(super) fn write_durations(&self, samples: &mut Samples<'_>) {
        let bounds = BOUNDS.map(|(bound, _)| bound);
        for (place, callsign, method) in self.all() {
            let Method {
                durations,
                nanoseconds,
                ..
            } = &self.methods[place];
            let counts = durations
                .each_ref()
                .map(|count| count.load(Ordering::Relaxed));
            if counts.iter().any(|count| *count > 0) {
                let sum = Duration::from_nanos(nanoseconds.load(Ordering::Relaxed));
                let labels = [("callsign", callsign), ("method", method)];
                samples.histogram(&labels, &bounds, &counts, sum.as_secs_f64());
            }
        }
    }

    fn all(&self) -> impl Iterator<Item = (usize, &str, &'static str)> {
        let of_service = |service: &'_ Service| {
            let names = service.names.iter().copied().chain(["other"]);
            (service.first..).zip(names).collect::<Vec<_>>()
        };
        let mounted = self.services.iter().flat_map(move |service| {
            let callsign = &*service.callsign;
            of_service(service)
                .into_iter()
                .map(move |(place, name)| (place, callsign, name))
        });
        std::iter::once((0, "", "other")).chain(mounted)
    }

    fn place(&self, called: Called) -> usize {
        match called.service.and_then(|place| self.services.get(place)) {
            Some(service) => {
                let behind = service.names.len();
                service.first + called.method.map_or(behind, |place| place.min(behind))
            }
            None => 0,
        }
    }
}

impl Method {
    fn failed(&self, code: i32) {
        for (known, count) in &self.errors {
            let now = known.load(Ordering::Relaxed);
            let mine = now == code
                || now == 0
                    && match known.compare_exchange(0, code, Ordering::Relaxed, Ordering::Relaxed) {
                        Ok(_) => true,
                        Err(another) => another == code,
                    };
            if mine && code != 0 {
                count.fetch_add(1, Ordering::Relaxed);
                return;
            }
        }
        self.other_errors.fetch_add(1, Ordering::Relaxed);
    }

    fn lasted(&self, duration: Duration) {
        let nanoseconds = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        let place = BOUNDS.iter().position(|(_, bound)| nanoseconds <= *bound);
        self.durations[place.unwrap_or(BOUNDS.len())].fetch_add(1, Ordering::Relaxed);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }
}

/// The time now, if the call that starts is to be timed.
pub(super) fn time_if_chosen() -> Option<Instant> {
    thread_local! {
        /// The end of the thread's second, and its calls since the second began.
        static SECOND: Cell<(Option<Instant>, u32)> = const { Cell::new((None, 0)) };
    }
    let (end, calls) = SECOND.get();
    if !is_chosen(calls) {
        SECOND.set((end, calls.wrapping_add(1)));
        return None;
    }
    let now = Instant::now();
    if end.is_none_or(|end| now > end) {
        SECOND.set((Some(now + Duration::from_secs(1)), 1));
    } else {
        // Runs around within a second of many calls, which only times some of them more.
        SECOND.set((end, calls.wrapping_add(1)));
    }
    Some(now)
}

/// Whether the call behind so many in its second is timed.
fn is_chosen(calls: u32) -> bool {
    // A step that grows by a little each time: bursts of one length are not always timed at one place.
    calls < TIMED
        || calls
            .wrapping_add(calls / (STEP * STEP))
            .is_multiple_of(STEP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::exposition::{Exposition, Family, Kind};

    fn calls() -> Calls {
        Calls::new([("A", &["join", "exists"][..]), ("B", &["join"])].into_iter())
    }

    fn called(service: usize, method: impl Into<Option<usize>>) -> Called {
        Called {
            service: Some(service),
            method: method.into(),
        }
    }

    #[test]
    fn every_name_has_a_place_of_its_own() {
        let calls = calls();
        let nobody = Called::default();
        let all = [
            nobody,
            called(0, 0),
            called(0, 1),
            called(0, None),
            called(1, 0),
        ];
        let places = all.map(|called| calls.ended(called, None, Outcome::Result));
        assert_eq!(places, [0, 1, 2, 3, 4].map(Some));
        assert_eq!(calls.ended(called(1, 99), None, Outcome::Result), Some(5));
        assert_eq!(calls.places(), 6);
        assert_eq!(calls.names(nobody), ("", "other"));
        assert_eq!(calls.names(called(0, 1)), ("A", "exists"));
        assert_eq!(calls.names(called(1, None)), ("B", "other"));
    }

    #[test]
    fn error_codes_are_told_apart_up_to_a_bound() {
        let calls = calls();
        for code in -20..=20 {
            calls.ended(called(0, 0), None, Outcome::Error(code));
        }
        calls.ended(called(0, 0), None, Outcome::Error(-20));
        calls.ended(called(0, 0), None, Outcome::Dropped);
        let mut exposition = Exposition::default();
        let family = Family {
            name: "calls",
            kind: Kind::Counter,
            labels: "",
            help: "",
        };
        calls.write_counts(&mut exposition.family(family), |place| place as u64);
        let text = exposition.into_text();
        let join = |outcome, count| {
            format!("calls{{callsign=\"A\",method=\"join\",outcome=\"{outcome}\"}} {count}\n")
        };
        assert!(text.contains(&join("-20", 2)), "{text}");
        assert!(text.contains(&join("-5", 1)), "{text}");
        assert!(!text.contains("\"-4\""), "{text}");
        assert!(text.contains(&join("other", 25)), "{text}");
        assert!(text.contains(&join("dropped", 1)), "{text}");
        assert!(text.contains(&join("ok", 1)), "{text}");
    }

    #[test]
    fn few_calls_are_all_timed_and_of_many_some_at_every_place_of_a_burst() {
        assert!((0..TIMED).all(is_chosen));
        let chosen: Vec<_> = (TIMED..TIMED + 100_000)
            .filter(|call| is_chosen(*call))
            .collect();
        assert!((5000..8000).contains(&chosen.len()), "{}", chosen.len());
        for burst in [8, 16, 32] {
            for place in 0..burst {
                assert!(
                    chosen.iter().any(|call| call % burst == place),
                    "{place} of {burst}"
                );
            }
        }
    }
}
