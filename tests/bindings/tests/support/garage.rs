//! A car park with barriers.

use super::Server;
use bindings_tests::gate::*;
use jsonrpc_runtime::client::Client;
use jsonrpc_runtime::{Completion, Context, Failure, Lifecycle, OneOrMany};
use std::sync::{Arc, Mutex};
use tokio::task::JoinHandle;

/// A car park that remembers what it was told.
#[derive(Debug, Default)]
pub(crate) struct Garage {
    pub(crate) events: GateEvents,
    /// What was called, with what.
    log: Mutex<Vec<String>>,
    /// Barriers that are still moving.
    moving: Mutex<Vec<Completion<BarrierOpenCompletion>>>,
}

impl Garage {
    fn note(&self, text: impl std::fmt::Display) {
        let mut log = self.log.lock().expect("no test panics with it");
        log.push(text.to_string());
    }

    pub(crate) fn take_log(&self) -> Vec<String> {
        std::mem::take(&mut self.log.lock().expect("no test panics with it"))
    }

    /// Lets every barrier that moves arrive.
    pub(crate) fn stop_all(&self) {
        let moving = std::mem::take(&mut *self.moving.lock().expect("no test panics with it"));
        for completion in moving {
            completion.complete(&BarrierOpenCompletion { angle: 90 });
        }
    }
}

impl Lifecycle for Garage {}

impl GateService for Garage {
    fn events(&self) -> &GateEvents {
        &self.events
    }

    async fn enter(
        &self,
        _: &Context,
        params: EnterParams,
    ) -> Result<VisitId, Failure<EnterError>> {
        self.note(format_args!("enter {} {:?}", params.plate, params.weight));
        match &*params.plate {
            "FULL" => Err(EnterError::Unavailable.into()),
            _ => Ok(VisitId::from(7)),
        }
    }

    async fn barrier_open(
        &self,
        _: &Context,
        instance: BarrierId,
        params: BarrierOpenParams,
        completion: Completion<BarrierOpenCompletion>,
    ) -> Result<(), Failure<BarrierOpenError>> {
        self.note(format_args!("open {instance} {}", params.speed));
        self.moving
            .lock()
            .expect("no test panics with it")
            .push(completion);
        Ok(())
    }

    async fn barrier_close(
        &self,
        _: &Context,
        instance: BarrierId,
        completion: Completion<()>,
    ) -> Result<u16, Failure<BarrierCloseError>> {
        self.note(format_args!("close {instance}"));
        // It is closed before the call is answered.
        completion.complete(&());
        Ok(3)
    }

    async fn visit_leave(
        &self,
        _: &Context,
        instance: VisitId,
    ) -> Result<(), Failure<VisitLeaveError>> {
        self.note(format_args!("leave {instance}"));
        Ok(())
    }

    async fn audit_count(&self, _: &Context) -> Result<u16, Failure<AuditCountError>> {
        Ok(12)
    }

    async fn locate(
        &self,
        _: &Context,
        params: LocateParams,
    ) -> Result<Option<String>, Failure<LocateError>> {
        Ok((params.plate == "A").then(|| "deck 1".to_owned()))
    }

    async fn get_barrier_angle(
        &self,
        _: &Context,
        instance: BarrierId,
        index: Option<u8>,
    ) -> Result<u8, Failure<BarrierAngleError>> {
        self.note(format_args!("angle of {instance} {index:?}"));
        Ok(45)
    }

    async fn set_barrier_angle(
        &self,
        _: &Context,
        instance: BarrierId,
        value: Option<u8>,
    ) -> Result<(), Failure<BarrierAngleError>> {
        self.note(format_args!("set angle of {instance} {value:?}"));
        Ok(())
    }

    async fn get_plates(
        &self,
        _: &Context,
        index: Option<PlatesIndex>,
    ) -> Result<OneOrMany<PlatesValue>, Failure<PlatesError>> {
        let count = if index.is_some() { 1 } else { 2 };
        let plates = ["A", "B"].into_iter().take(count);
        Ok(plates
            .map(|plate| PlatesValue {
                plate: plate.to_owned(),
            })
            .collect())
    }
}

impl Server<Garage> {
    pub(crate) fn gate() -> Self {
        let garage = Arc::new(Garage::default());
        let dispatcher = GateDispatcher::new(garage.clone());
        Self::new(garage, dispatcher, "Gate", "Gate.1.")
    }
}

/// A client of a car park, the car park, and the task that serves it.
pub(crate) fn connected() -> (GateClient, Arc<Garage>, JoinHandle<Arc<Garage>>) {
    let (client, link) = Client::new(Default::default());
    let server = Server::gate();
    let garage = server.service.clone();
    (
        GateClient::new(client),
        garage,
        tokio::spawn(server.serve(link)),
    )
}
