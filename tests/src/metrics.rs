//! What a server counts, read from its page `/metrics`.

use crate::http::Connection;
use crate::{DEADLINE, within};
use std::net::SocketAddr;
use std::time::Duration;

/// The metrics of a moment.
#[derive(Clone, Debug)]
pub struct Metrics(String);

impl Metrics {
    /// Asks for them, until there is room for the connection.
    ///
    /// # Panics
    ///
    /// When there are none.
    pub async fn of(address: SocketAddr) -> Self {
        let asked = async {
            loop {
                let mut connection = Connection::open(address).await;
                // Whoever is turned away may be so before it has written.
                connection
                    .try_write(
                        "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                    )
                    .await;
                match connection.try_response().await {
                    Some(response) if response.status == 200 => return Self(response.body),
                    Some(response) => assert_eq!(response.status, 503, "{response:?}"),
                    None => {}
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        within("the metrics", asked).await
    }

    /// Asks for them until they are as they should be.
    ///
    /// # Panics
    ///
    /// When they never are; `what` says what they should be.
    pub async fn until(address: SocketAddr, what: &str, is: impl Fn(&Self) -> bool) -> Self {
        let start = tokio::time::Instant::now();
        loop {
            let metrics = Self::of(address).await;
            if is(&metrics) {
                return metrics;
            }
            assert!(start.elapsed() < DEADLINE, "never {what}:\n{}", metrics.0);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The value of a series by its name and labels, as they stand in the text; 0 if there is none.
    ///
    /// # Panics
    ///
    /// When it is no number.
    pub fn value(&self, series: &str) -> f64 {
        let line = self.0.lines().find_map(|line| {
            let (name, value) = line.rsplit_once(' ')?;
            (name == series).then_some(value)
        });
        line.map_or(0.0, |value| value.parse().expect("a value is a number"))
    }

    /// How often a limit was hit.
    pub fn hits(&self, limit: &str) -> f64 {
        self.value(&format!("messenger_limit_hits_total{{limit=\"{limit}\"}}"))
    }

    /// All of them, as text.
    pub fn text(&self) -> &str {
        &self.0
    }
}
