//! Notifications: events with the registration for them, and the ends of asynchronous methods.

use super::calls::Call;
use super::{Document, envelope, message, operation, pattern, references};
use crate::model::{
    Blank, Completion, Designator, Docs, Event, Method, Name, Part, RegistrationForm, Use,
    message as example,
};
use serde_json::{Value, json};

impl Document<'_> {
    pub(super) fn add_events(&mut self) {
        for event in &self.interface.events {
            self.add_event(event);
        }
    }

    fn add_event(&mut self, event: &Event) {
        let own = event.registration_forms();
        let other = event.alternative.as_ref();
        let other = other.map(|other| event.registration_forms_as(&other.wire_name));
        let forms: Vec<RegistrationForm> = own
            .iter()
            .cloned()
            .chain(other.into_iter().flatten())
            .collect();
        self.add_registration(
            event,
            &event.register_name,
            "register",
            &own,
            &forms,
            |form| &form.register,
        );
        self.add_registration(
            event,
            &event.unregister_name,
            "unregister",
            &own,
            &forms,
            |form| &form.unregister,
        );
        let notifications: Vec<Designator> =
            forms.into_iter().map(|form| form.notification).collect();
        let shown = own.iter().map(|form| {
            self.examples
                .designator(&form.notification, event.index.as_ref())
        });
        let shown = shown.collect();
        self.add_notification(
            &event.name,
            &event.wire_name,
            &event.docs,
            &notifications,
            event.params.as_ref(),
            shown,
        );
    }

    /// `register` or `unregister`, in each of its forms.
    fn add_registration(
        &mut self,
        event: &Event,
        name: &Name,
        method: &str,
        own: &[RegistrationForm],
        forms: &[RegistrationForm],
        designator: fn(&RegistrationForm) -> &Designator,
    ) {
        let index = event.index.as_ref();
        let mut events: Vec<&str> = forms.iter().map(|form| form.event.as_str()).collect();
        events.dedup();
        let params = json!({
            "type": "object",
            "properties": {
                "event": { "enum": events },
                "id": {
                    "type": "string",
                    "description": "Chosen by the caller; notifications are named with it.",
                },
            },
            "required": ["event", "id"],
        });
        let requests = own.iter().map(|form| {
            let designator = self.examples.designator(designator(form), index);
            let params =
                example::registration_params(form, |blank| self.examples.blank(blank, index));
            example::request(&designator, Some(params))
        });
        let requests = requests.collect();
        let summary = match method {
            "register" => format!("Registers for {}", event.wire_name),
            _ => format!("Ends a registration for {}", event.wire_name),
        };
        let mut designators: Vec<Designator> =
            forms.iter().map(|form| designator(form).clone()).collect();
        designators.dedup();
        self.add_call(Call {
            name,
            title: &format!("{method} {}", event.wire_name),
            tag: "events",
            docs: &Docs {
                summary: Some(summary),
                deprecated: event.docs.deprecated,
                ..Docs::default()
            },
            designators,
            params: Some((params, true)),
            result: json!({ "type": "null" }),
            errors: &[],
            requests,
            answer: Value::Null,
        });
    }

    /// What an asynchronous method says when it has ended.
    pub(super) fn add_completion(&mut self, method: &Method, completion: &Completion) {
        let client = Part::Blank(Blank::Client);
        let name = Part::Text(format!(".{}", completion.wire_name));
        let designator = Designator {
            parts: vec![client, name],
        };
        let shown = vec![self.examples.designator(&designator, None)];
        let docs = Docs {
            summary: Some(format!(
                "Tells that what {} began has ended",
                method.wire_name
            )),
            description: completion.description.clone(),
            ..Docs::default()
        };
        self.add_notification(
            &method.name.with("completion"),
            &format!("{} completion", method.wire_name),
            &docs,
            &[designator],
            completion.params.as_ref(),
            shown,
        );
    }

    fn add_notification(
        &mut self,
        name: &Name,
        title: &str,
        docs: &Docs,
        designators: &[Designator],
        params: Option<&Use>,
        shown: Vec<String>,
    ) {
        let method = json!({ "type": "string", "pattern": pattern::announced(designators) });
        let mut members = vec![("method", method)];
        let mut required = vec!["method"];
        if let Some(params) = params {
            members.push(("params", self.schemas.value(params)));
            required.push("params");
        }
        let examples = shown.into_iter().map(|designator| {
            example::notification(
                &designator,
                params.map(|params| self.examples.value(params)),
            )
        });
        let payload = envelope(members, &required);
        let message = message(
            format!("{title} notification"),
            Some(docs),
            payload,
            examples.collect(),
        );
        let key = self.add_message(&name.with("notification"), message);
        let mut operation = operation("receive", "events", docs);
        operation.insert("messages".to_owned(), references(&[key]));
        self.add_operation(&Name::new("on").join(name), Value::Object(operation));
    }
}
