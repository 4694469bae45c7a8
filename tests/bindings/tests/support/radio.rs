//! A tuner.

use bindings_tests::tuner::*;
use jsonrpc_runtime::{ConnectionId, Context, ErrorObject, Failure, Lifecycle, Registration};
use std::sync::Mutex;

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
