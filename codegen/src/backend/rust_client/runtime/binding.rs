//! What generated methods are written with: one interface of a server, seen through a client.

use super::call::{Call, Start, Subscribe, Target};
use super::calls::Request;
use super::client::Client;
use super::encode::to_wire;
use super::error::ClientError;
use serde::Serialize;
use serde_json::value::RawValue;

/// One interface of a server.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    client: Client,
    callsign: String,
    major: u32,
}

/// One of several things that an endpoint can be about.
pub(crate) struct Place<'a> {
    binding: &'a Binding,
    index: Option<String>,
    instance: Option<String>,
    is_in_client_id: bool,
}

impl Binding {
    pub(crate) fn new(client: &Client, callsign: &str, major: u32) -> Self {
        Self {
            client: client.clone(),
            callsign: callsign.to_owned(),
            major,
        }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn callsign(&self) -> &str {
        &self.callsign
    }

    fn here(&self) -> Place<'_> {
        Place {
            binding: self,
            index: None,
            instance: None,
            is_in_client_id: false,
        }
    }

    /// The one with this index.
    pub(crate) fn at(&self, index: impl IndexText) -> Place<'_> {
        self.here().at(index)
    }

    /// The one with this index, which travels in the client id.
    pub(crate) fn at_client(&self, index: impl IndexText) -> Place<'_> {
        self.here().at_client(index)
    }

    /// The instance with this id.
    pub(crate) fn on(&self, id: impl IndexText) -> Place<'_> {
        self.here().on(id)
    }

    /// Calls a method without params.
    pub(crate) fn call<R, E>(&self, method: &str) -> Call<R, E> {
        self.here().call(method)
    }

    /// Calls a method.
    pub(crate) fn call_with<R, E>(&self, method: &str, params: impl Serialize) -> Call<R, E> {
        self.here().call_with(method, params)
    }

    /// Registers for an event.
    pub(crate) fn subscribe<T>(&self, event: &str) -> Subscribe<T> {
        self.here().subscribe(event)
    }

    /// Registers for an event that tells the current state first.
    pub(crate) fn subscribe_to_state<T>(&self, event: &str) -> Subscribe<T> {
        self.here().subscribe_to_state(event)
    }
}

impl<'a> Place<'a> {
    pub(crate) fn at(mut self, index: impl IndexText) -> Place<'a> {
        self.index = index.index_text();
        self
    }

    pub(crate) fn at_client(mut self, index: impl IndexText) -> Place<'a> {
        self.is_in_client_id = true;
        self.at(index)
    }

    pub(crate) fn on(mut self, id: impl IndexText) -> Place<'a> {
        self.instance = id.index_text();
        self
    }

    pub(crate) fn call<R, E>(self, method: &str) -> Call<R, E> {
        let request = self.request(method, Ok(None));
        Call::new(self.binding.client.clone(), request)
    }

    pub(crate) fn call_with<R, E>(self, method: &str, params: impl Serialize) -> Call<R, E> {
        let request = self.request(method, to_wire(&params).map(Some));
        Call::new(self.binding.client.clone(), request)
    }

    pub(crate) fn subscribe<T>(self, event: &str) -> Subscribe<T> {
        Subscribe::new(self.binding.client.clone(), self.target(event, false))
    }

    pub(crate) fn subscribe_to_state<T>(self, event: &str) -> Subscribe<T> {
        Subscribe::new(self.binding.client.clone(), self.target(event, true))
    }

    fn request(
        &self,
        method: &str,
        params: Result<Option<Box<RawValue>>, ClientError>,
    ) -> Result<Request, ClientError> {
        let (prefix, name) = self.addressed(method)?;
        let method = self.designator(&format!("{prefix}{name}"), self.index()?);
        let params = params?;
        Ok(Request { method, params })
    }

    fn target(&self, event: &str, snapshot: bool) -> Result<Target, ClientError> {
        // The name of an event of the service itself stays whole.
        let (prefix, name) = match &self.instance {
            Some(_) => self.addressed(event)?,
            None => (String::new(), event),
        };
        let index = self.index()?;
        let in_client_id = index.filter(|index| self.is_in_client_id && !index.contains('.'));
        let in_designator = if in_client_id.is_some() { None } else { index };
        let suffix = in_designator
            .map(|index| format!("@{index}"))
            .unwrap_or_default();
        Ok(Target {
            register: self.designator(&format!("{prefix}register"), in_designator),
            unregister: self.designator(&format!("{prefix}unregister"), in_designator),
            event: name.to_owned(),
            prefix: in_client_id
                .map(|index| format!("{index}."))
                .unwrap_or_default(),
            notification: format!("{prefix}{name}{suffix}"),
            snapshot,
        })
    }

    /// The index, which servers take from behind the last `@`.
    fn index(&self) -> Result<Option<&str>, ClientError> {
        match self.index.as_deref() {
            Some(index) if index.contains('@') => Err(ClientError::argument(format!(
                "the index {index:?} contains \"@\""
            ))),
            index => Ok(index),
        }
    }

    /// The name of an endpoint in two parts, the first with the id of the instance behind its prefix.
    fn addressed<'n>(&self, name: &'n str) -> Result<(String, &'n str), ClientError> {
        let Some(id) = self.instance.as_deref() else {
            return Ok((String::new(), name));
        };
        if id.is_empty() || id.contains([':', '@', '#', '.']) {
            return Err(ClientError::argument(format!(
                "the id {id:?} of an instance is empty or contains one of \":@#.\""
            )));
        }
        Ok(match name.rsplit_once("::") {
            Some((prefix, name)) => (format!("{prefix}#{id}::"), name),
            None => (String::new(), name),
        })
    }

    fn designator(&self, method: &str, index: Option<&str>) -> String {
        let Binding {
            callsign, major, ..
        } = self.binding;
        match index {
            Some(index) => format!("{callsign}.{major}.{method}@{index}"),
            None => format!("{callsign}.{major}.{method}"),
        }
    }
}

impl<R, E> Call<R, E> {
    /// The end of what it begins is told later.
    pub(crate) fn begins<C>(self, id_member: &'static str, event: &'static str) -> Start<R, C, E> {
        Start::new(self, id_member, event)
    }
}

/// What can be an index or the id of an instance.
pub(crate) trait IndexText {
    /// As it travels; none: there is no index.
    fn index_text(&self) -> Option<String>;
}

macro_rules! index_text {
    ($($type:ty),*) => {$(
        impl IndexText for $type {
            fn index_text(&self) -> Option<String> {
                Some(self.to_string())
            }
        }
    )*};
}

index_text!(str, bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64);

impl<T: IndexText + ?Sized> IndexText for &T {
    fn index_text(&self) -> Option<String> {
        (**self).index_text()
    }
}

impl<T: IndexText> IndexText for Option<T> {
    fn index_text(&self) -> Option<String> {
        self.as_ref().and_then(T::index_text)
    }
}
