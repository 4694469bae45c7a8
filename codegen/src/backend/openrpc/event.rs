//! Events, which OpenRPC has no word for: the extension `x-events`.

use super::{Document, add};
use crate::model::{Event, RegistrationForm, message};
use serde_json::{Map, Value, json};

impl Document<'_> {
    pub(super) fn events(&self) -> Vec<Value> {
        self.interface
            .events
            .iter()
            .map(|event| self.event(event))
            .collect()
    }

    fn event(&self, event: &Event) -> Value {
        let mut entry = Map::new();
        entry.insert("name".to_owned(), json!(event.wire_name));
        add(&mut entry, "summary", event.docs.summary.clone());
        add(&mut entry, "description", event.docs.description.clone());
        if event.docs.deprecated {
            entry.insert("deprecated".to_owned(), json!(true));
        }
        if event.status_listener {
            entry.insert("statusListener".to_owned(), json!(true));
        }
        add(
            &mut entry,
            "index",
            event.index.as_ref().map(|index| self.index(index)),
        );
        add(
            &mut entry,
            "instance",
            event.instance.map(|id| self.instance(id)),
        );
        add(
            &mut entry,
            "params",
            event
                .params
                .as_ref()
                .map(|params| self.schemas.value(params)),
        );
        let forms: Vec<Value> = event
            .registration_forms()
            .iter()
            .map(|form| self.registration(event, form))
            .collect();
        entry.insert("registrations".to_owned(), json!(forms));
        if let Some(other) = &event.alternative {
            let alternative = json!({ "name": other.wire_name, "deprecated": other.deprecated });
            entry.insert("alternative".to_owned(), alternative);
        }
        Value::Object(entry)
    }

    /// One way to register, and what is then announced.
    fn registration(&self, event: &Event, form: &RegistrationForm) -> Value {
        let index = event.index.as_ref();
        let example = |designator| self.examples.designator(designator, index);
        let registering =
            message::registration_params(form, |blank| self.examples.blank(blank, index));
        let params = event
            .params
            .as_ref()
            .map(|params| self.examples.value(params));
        json!({
            "method": self.template(&form.register, index),
            "params": { "event": form.event, "id": self.template(&form.id, index) },
            "notification": self.template(&form.notification, index),
            "examples": [{
                "method": example(&form.register),
                "params": registering,
                "notification": message::notification(&example(&form.notification), params),
            }],
        })
    }
}
