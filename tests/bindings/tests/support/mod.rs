//! A tuner, and connections in memory.

#![allow(dead_code)]

use bindings_tests::tuner::*;
use jsonrpc_runtime::client::{Client, Link};
use jsonrpc_runtime::{
    Answer, Caller, Connection, ConnectionId, Context, ErrorObject, Failure, Lifecycle, Limits,
    Notification, Registration, Services, SubscriptionLimits, Subscriptions, Target,
};
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc;

/// A tuner that remembers what it was told.
#[derive(Debug, Default)]
pub(crate) struct Radio {
    pub(crate) events: TunerEvents,
    /// What was called, with what.
    pub(crate) log: Mutex<Vec<String>>,
    pub(crate) volume: Mutex<u8>,
}

impl Radio {
    fn note(&self, text: impl std::fmt::Display) {
        self.log
            .lock()
            .expect("no test panics with it")
            .push(text.to_string());
    }

    pub(crate) fn take_log(&self) -> Vec<String> {
        std::mem::take(&mut self.log.lock().expect("no test panics with it"))
    }
}

pub(crate) fn station(name: &str) -> Station {
    Station {
        name: name.to_owned(),
        band: Band::Fm,
        frequency: 98_900,
        r#type: None,
        aliases: None,
        signal: None,
    }
}

impl Lifecycle for Radio {
    fn connection_closed(&self, connection: ConnectionId) {
        self.note(format_args!("closed {}", connection.0));
    }
}

impl TunerService for Radio {
    fn events(&self) -> &TunerEvents {
        &self.events
    }

    async fn scan(
        &self,
        _: &Context,
        params: ScanParams,
    ) -> Result<Vec<Station>, Failure<ScanError>> {
        self.note(format_args!("scan {params:?}"));
        match params.limit {
            1 => Err(ScanError::Inprogress.into()),
            _ => Ok(vec![station("one"), station("two")]),
        }
    }

    async fn reset(&self, _: &Context) -> Result<(), Failure<ResetError>> {
        self.note("reset");
        tokio::task::yield_now().await;
        Ok(())
    }

    async fn tune(&self, _: &Context, params: Station) -> Result<(), Failure<TuneError>> {
        self.note(format_args!("tune {}", params.name));
        if params.name == "none" {
            return Err(TuneError::UnknownKey.into());
        }
        self.events.tuned(&params);
        Ok(())
    }

    async fn get_volume(&self, _: &Context) -> Result<u8, Failure<VolumeError>> {
        Ok(*self.volume.lock().expect("no test panics with it"))
    }

    async fn set_volume(&self, _: &Context, value: u8) -> Result<(), Failure<VolumeError>> {
        *self.volume.lock().expect("no test panics with it") = value;
        Ok(())
    }

    async fn get_station(&self, _: &Context) -> Result<Station, Failure<StationError>> {
        Err(StationError::IllegalState.into())
    }

    async fn set_pin(&self, _: &Context, value: String) -> Result<(), Failure<PinError>> {
        self.note(format_args!("pin {value}"));
        Ok(())
    }

    async fn get_preset(&self, _: &Context, index: u8) -> Result<Station, Failure<PresetError>> {
        Ok(station(&format!("preset {index}")))
    }

    async fn set_preset(
        &self,
        _: &Context,
        index: u8,
        value: Station,
    ) -> Result<(), Failure<PresetError>> {
        self.note(format_args!("preset {index} {}", value.name));
        Err(PresetError::UnknownKey.into())
    }

    async fn get_label(
        &self,
        _: &Context,
        index: Option<String>,
    ) -> Result<String, Failure<LabelError>> {
        Ok(format!("{index:?}"))
    }

    async fn set_label(
        &self,
        _: &Context,
        index: Option<String>,
        value: String,
    ) -> Result<(), Failure<LabelError>> {
        self.note(format_args!("label {index:?} {value}"));
        Ok(())
    }

    async fn register_tuned(&self, registration: Registration<Station>) -> Result<(), ErrorObject> {
        if let Ok(subscriber) = registration.accept(self.events.tuned_channel()) {
            subscriber.notify(&station("now"));
        }
        Ok(())
    }

    async fn unregister_silence(&self, _: &Context, _: Option<&str>) -> Result<(), ErrorObject> {
        self.note("unregister silence");
        Ok(())
    }
}

/// A connection that keeps what is sent to it.
pub(crate) struct Peer {
    sent: mpsc::UnboundedSender<String>,
    subscriptions: Subscriptions,
}

impl Connection for Peer {
    fn id(&self) -> ConnectionId {
        ConnectionId(7)
    }

    fn deliver(&self, notification: Notification) {
        let text = String::from_utf8(notification.parts().concat()).expect("JSON is UTF-8");
        self.sent.send(text).ok();
    }

    fn subscriptions(&self) -> Option<&Subscriptions> {
        Some(&self.subscriptions)
    }
}

/// A server with one tuner, and one connection to it.
pub(crate) struct Server {
    pub(crate) radio: Arc<Radio>,
    pub(crate) services: Arc<Services>,
    pub(crate) peer: Arc<Peer>,
    pub(crate) context: Context,
    pub(crate) sent: mpsc::UnboundedReceiver<String>,
}

impl Server {
    pub(crate) fn new() -> Self {
        let radio = Arc::new(Radio::default());
        let mut services = Services::new(Limits::default());
        services
            .mount("Tuner", TunerDispatcher::new(radio.clone()))
            .expect("the callsign is free");
        let (sender, sent) = mpsc::unbounded_channel();
        let peer = Arc::new(Peer {
            sent: sender,
            subscriptions: Subscriptions::new(SubscriptionLimits::default()),
        });
        let context = Context::new(peer.clone(), Arc::new(Caller::default()));
        Self {
            radio,
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
        let request =
            format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Tuner.2.{method}\"{params}}}");
        let answer = self.answer(&request).await;
        let start = "{\"jsonrpc\":\"2.0\",\"id\":1,";
        answer
            .strip_prefix(start)
            .and_then(|rest| rest.strip_suffix('}'))
            .unwrap_or_else(|| panic!("{answer}"))
            .to_owned()
    }

    /// Serves a client until it is gone.
    pub(crate) async fn serve(mut self, mut link: Link) -> Arc<Radio> {
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
        self.radio
    }
}

/// A client of a tuner, and the task that serves it.
pub(crate) fn connected() -> (TunerClient, tokio::task::JoinHandle<Arc<Radio>>) {
    let (client, link) = Client::new(Default::default());
    (
        TunerClient::new(client),
        tokio::spawn(Server::new().serve(link)),
    )
}
