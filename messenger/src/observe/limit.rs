//! Limits, and how often they were hit.

use super::logs::Throttle;
use std::fmt::Display;
use std::sync::atomic::{AtomicU64, Ordering};

/// How often one limit was hit. Says so in the log too, once a second at most.
#[derive(Debug)]
pub struct Hits {
    limit: &'static str,
    count: AtomicU64,
    throttle: Throttle,
}

impl Hits {
    /// A limit of this name that was not hit yet.
    pub const fn new(limit: &'static str) -> Self {
        Self {
            limit,
            count: AtomicU64::new(0),
            throttle: Throttle::new(),
        }
    }

    /// The limit's name.
    pub fn limit(&self) -> &'static str {
        self.limit
    }

    /// How often it was hit.
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// It was hit by `whom`: a connection's number or address.
    pub fn hit(&self, whom: impl Display) {
        self.count.fetch_add(1, Ordering::Relaxed);
        let limit = self.limit;
        self.throttle.pass(|suppressed| {
            tracing::info!(%limit, by = %whom, suppressed, "a limit was hit");
        });
    }
}

macro_rules! limits {
    ($($(#[$about:meta])+ $name:ident $label:literal,)+) => {
        /// The limits that a transport and the runtime keep.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Limit {
            $($(#[$about])+ $name,)+
        }

        impl Limit {
            /// Nothing was hit yet.
            pub(super) fn none_hit() -> Box<[Hits]> {
                [$(Hits::new($label)),+].into()
            }
        }
    };
}

limits! {
    /// Connections in all.
    Connections "connections",
    /// Connections from one address.
    ConnectionsPerAddress "connections_per_address",
    /// Messages of a connection in a second.
    Rate "rate",
    /// Length of a message or body.
    MessageSize "message_size",
    /// Length of the head of a request.
    HeadSize "head_size",
    /// Requests in a batch.
    Batch "batch",
    /// Length of the answers of a batch.
    BatchAnswer "batch_answer",
    /// Depth of nesting.
    Depth "depth",
    /// Subscriptions of a connection.
    Subscriptions "subscriptions",
    /// Length of a client id or an index.
    IdLength "id_length",
    /// Bytes that wait for a connection.
    QueueSize "queue_size",
    /// Bytes that wait for all connections together.
    QueueTotal "queue_total",
    /// How long a peer takes nothing.
    QueueAge "queue_age",
    /// How long the head of a request takes.
    RequestTime "request_time",
    /// How long the body of a request takes.
    BodyTime "body_time",
    /// How long an answer to a ping takes.
    PongTime "pong_time",
    /// How long a WebSocket takes to close.
    CloseTime "close_time",
    /// How long connections take to end.
    DrainTime "drain_time",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_limit_is_counted_under_its_own_name() {
        let all = Limit::none_hit();
        assert_eq!(all.len(), Limit::DrainTime as usize + 1);
        assert_eq!(all[Limit::Depth as usize].limit(), "depth");
        assert_eq!(all[Limit::DrainTime as usize].limit(), "drain_time");
        all[0].hit("127.0.0.1");
        all[0].hit(7);
        assert_eq!((all[0].count(), all[1].count()), (2, 0));
    }
}
