//! A second interface, served by the library of the reference server: `dimmer.json` says what is on the
//! wire, [`Lamps`] what happens, and one `mount` puts it on the network.
//!
//! ```text
//! cargo run -p dimmer
//! curl -d '{"jsonrpc":"2.0","id":1,"method":"Dimmer.1.brightness@desk","params":{"value":40}}' http://127.0.0.1:8081/jsonrpc
//! curl -d '{"jsonrpc":"2.0","id":2,"method":"Dimmer.1.brightness@desk"}' http://127.0.0.1:8081/jsonrpc
//! ```

mod bindings {
    //! The bindings generated from `dimmer.json`.
    include!(concat!(env!("OUT_DIR"), "/dimmer.rs"));
}

use bindings::{
    BrightnessChangedEvent, BrightnessError, DimmerDispatcher, DimmerEvents, DimmerService,
    LampsError, TurnOffError,
};
use jsonrpc_runtime::{
    Code, Context, ErrorObject, Failure, Lifecycle, Limits, Registration, Services,
};
use messenger::transport::{Server, TransportSettings};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The lamps of a room, by name, in percent.
struct Lamps {
    brightness: Mutex<BTreeMap<String, u8>>,
    events: DimmerEvents,
}

impl Lamps {
    fn with<R>(&self, work: impl FnOnce(&mut BTreeMap<String, u8>) -> R) -> R {
        work(
            &mut self
                .brightness
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Sets a lamp under the lock, so that listeners hear of the changes in their order.
    fn set(&self, lamp: &str, now: &mut u8, brightness: u8) {
        *now = brightness;
        self.events
            .brightness_changed(lamp, &BrightnessChangedEvent { brightness });
    }
}

impl Lifecycle for Lamps {}

impl DimmerService for Lamps {
    fn events(&self) -> &DimmerEvents {
        &self.events
    }

    async fn turn_off(&self, _: &Context) -> Result<u32, Failure<TurnOffError>> {
        Ok(self.with(|lamps| {
            let lit = lamps.iter_mut().filter(|(_, brightness)| **brightness > 0);
            lit.map(|(lamp, brightness)| self.set(lamp, brightness, 0))
                .count() as u32
        }))
    }

    async fn get_lamps(&self, _: &Context) -> Result<Vec<String>, Failure<LampsError>> {
        Ok(self.with(|lamps| lamps.keys().cloned().collect()))
    }

    async fn get_brightness(
        &self,
        _: &Context,
        lamp: String,
    ) -> Result<u8, Failure<BrightnessError>> {
        let brightness = self.with(|lamps| lamps.get(&lamp).copied());
        Ok(brightness.ok_or(BrightnessError::UnknownKey)?)
    }

    async fn set_brightness(
        &self,
        _: &Context,
        lamp: String,
        brightness: u8,
    ) -> Result<(), Failure<BrightnessError>> {
        self.with(|lamps| {
            let now = lamps.get_mut(&lamp).ok_or(BrightnessError::UnknownKey)?;
            self.set(&lamp, now, brightness);
            Ok(())
        })
    }

    async fn register_brightness_changed(
        &self,
        registration: Registration<BrightnessChangedEvent>,
    ) -> Result<(), ErrorObject> {
        let lamp = registration.index().unwrap_or_default().to_owned();
        self.with(|lamps| {
            let brightness = *lamps.get(&lamp).ok_or(Code::UnknownKey)?;
            let channel = self.events.brightness_changed_channels().channel(&lamp);
            let subscriber = registration.accept(&channel)?;
            subscriber.notify(&BrightnessChangedEvent { brightness });
            Ok(())
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let lamps = [("ceiling", 80), ("desk", 0)].map(|(lamp, value)| (lamp.to_owned(), value));
    let lamps = Lamps {
        brightness: Mutex::new(lamps.into()),
        events: DimmerEvents::new(),
    };

    let mut services = Services::new(Limits::default());
    services.mount("Dimmer", DimmerDispatcher::new(Arc::new(lamps)))?;
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:8081".to_owned());
    let server = Server::bind(address.parse()?, services, TransportSettings::default()).await?;
    println!("listening on http://{}", server.local_addr()?);
    server
        .run(async { drop(tokio::signal::ctrl_c().await) })
        .await;
    Ok(())
}
