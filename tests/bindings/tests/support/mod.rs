//! Services, and connections in memory.

#![allow(dead_code)]

pub(crate) mod garage;
pub(crate) mod radio;

pub(crate) use radio::Radio;

use bindings_tests::tuner::*;
use jsonrpc_runtime::client::{Client, Link};
use jsonrpc_runtime::{
    Answer, Caller, Connection, ConnectionId, Context, Dispatcher, Limits, Notification, Services,
    SubscriptionLimits, Subscriptions, Target,
};
use std::sync::Arc;
use tokio::sync::mpsc;

/// A connection that keeps what is sent to it.
pub(crate) struct Peer {
    sent: mpsc::UnboundedSender<String>,
    subscriptions: Subscriptions,
}

impl Connection for Peer {
    fn id(&self) -> ConnectionId {
        ConnectionId(7)
    }

    fn deliver(&self, notification: Notification<'_>) {
        let text = String::from_utf8(notification.parts().concat()).expect("JSON is UTF-8");
        self.sent.send(text).ok();
    }

    fn subscriptions(&self) -> Option<&Subscriptions> {
        Some(&self.subscriptions)
    }
}

/// A server with one service, and one connection to it.
pub(crate) struct Server<T> {
    pub(crate) service: Arc<T>,
    /// What stands before the names of its methods.
    prefix: &'static str,
    pub(crate) services: Arc<Services>,
    pub(crate) peer: Arc<Peer>,
    pub(crate) context: Context,
    pub(crate) sent: mpsc::UnboundedReceiver<String>,
}

impl Server<Radio> {
    pub(crate) fn tuner() -> Self {
        let radio = Arc::new(Radio::default());
        let dispatcher = TunerDispatcher::new(radio.clone());
        Self::new(radio, dispatcher, "Tuner", "Tuner.2.")
    }
}

impl<T> Server<T> {
    pub(crate) fn new(
        service: Arc<T>,
        dispatcher: impl Dispatcher,
        callsign: &str,
        prefix: &'static str,
    ) -> Self {
        let mut services = Services::new(Limits::default());
        services
            .mount(callsign, dispatcher)
            .expect("the callsign is free");
        let (sender, sent) = mpsc::unbounded_channel();
        let peer = Arc::new(Peer {
            sent: sender,
            subscriptions: Subscriptions::new(SubscriptionLimits::default()),
        });
        let context = Context::new(peer.clone(), Arc::new(Caller::default()));
        Self {
            service,
            prefix,
            services: Arc::new(services),
            peer,
            context,
            sent,
        }
    }

    /// The answer to a message, without what frames it.
    pub(crate) async fn answer(&self, message: &str) -> String {
        match self
            .services
            .answer(message, Target::ANY, &self.context)
            .await
        {
            (Answer::Nothing, _) => String::new(),
            (_, text) => text,
        }
    }

    /// Calls a method; the answer from `result` or `error` on.
    pub(crate) async fn call(&self, method: &str, params: &str) -> String {
        let params = if params.is_empty() {
            String::new()
        } else {
            format!(",\"params\":{params}")
        };
        let prefix = self.prefix;
        let request =
            format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{prefix}{method}\"{params}}}");
        let answer = self.answer(&request).await;
        let start = "{\"jsonrpc\":\"2.0\",\"id\":1,";
        answer
            .strip_prefix(start)
            .and_then(|rest| rest.strip_suffix('}'))
            .unwrap_or_else(|| panic!("{answer}"))
            .to_owned()
    }

    /// Serves a client until it is gone.
    pub(crate) async fn serve(mut self, mut link: Link) -> Arc<T> {
        loop {
            tokio::select! {
                biased;
                Some(event) = self.sent.recv() => link.incoming.receive(&event),
                message = link.outgoing.next() => {
                    let Some(message) = message else { break };
                    let answer = self.answer(&message).await;
                    while let Ok(event) = self.sent.try_recv() {
                        link.incoming.receive(&event);
                    }
                    if !answer.is_empty() {
                        link.incoming.receive(&answer);
                    }
                }
            }
        }
        self.services.connection_closed(&*self.peer);
        self.service
    }
}

/// A client of a tuner, and the task that serves it.
pub(crate) fn connected() -> (TunerClient, tokio::task::JoinHandle<Arc<Radio>>) {
    let (client, link) = Client::new(Default::default());
    (
        TunerClient::new(client),
        tokio::spawn(Server::tuner().serve(link)),
    )
}
