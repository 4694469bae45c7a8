//! The generated client: one method per operation and event.

use super::docs;
use super::names::{self, Package as Names, exported, literal, parameter};
use super::package::Package;
use super::source;
use super::types::{NOTHING, outcome, use_type, written};
use crate::backend::sdk::docs::{
    Block, operation as operation_docs, subscription as subscription_docs,
};
use crate::backend::sdk::plan::{IndexPlan, Operation, Params, Plan, Subscription};
use crate::backend::sdk::text::Source;
use crate::model::{IndexForm, ObjectId};

/// The file with the client, and what the runtime must know of operations and events.
pub(super) fn file(plan: &Plan<'_>, names: &Names, package: &Package) -> String {
    let mut source = source();
    let calls = !plan.operations.is_empty() || !plan.subscriptions.is_empty();
    let standard: &[&str] = if calls { &["context"] } else { &[] };
    source.line(package.imports(standard).trim_end());
    let interface = plan.interface;
    let title = interface.name.pascal();
    let class = exported(&plan.client);
    source.gap();
    docs::comment(
        &mut source,
        &[format!(
            "{class} calls a server's {title} interface, and listens to its events. Its methods may be called from any goroutine."
        )],
    );
    source.block(format!("type {class} struct {{"), "}", |source| {
        source.line("binding *rpc.Binding");
    });
    let new = &names.new_client;
    source.gap();
    docs::comment(
        &mut source,
        &[format!(
            "{new} makes a client of the service with the callsign {title}, or another one ([rpc.Callsign])."
        )],
    );
    source.block(
        format!("func {new}(client *rpc.Client, options ...rpc.BindOption) *{class} {{"),
        "}",
        |source| {
            source.line(format!(
                "return &{class}{{rpc.Bind(client, {}, {}, options...)}}",
                literal(&title),
                interface.version.major
            ));
        },
    );
    source.gap();
    source.line("// Callsign is the callsign of the service.");
    source.block(
        format!("func (c *{class}) Callsign() string {{"),
        "}",
        |source| {
            source.line("return c.binding.Callsign()");
        },
    );
    for operation in &plan.operations {
        operation_method(plan, names, &mut source, &class, operation);
    }
    for event in &plan.subscriptions {
        subscribe_method(plan, &mut source, &class, event);
    }
    for operation in &plan.operations {
        describe(plan, &mut source, operation);
    }
    for event in &plan.subscriptions {
        describe_event(plan, &mut source, event);
    }
    source.finish()
}

/// The parameters of a method behind its context, and what the runtime is told.
pub(super) struct Signature {
    pub(super) parameters: Vec<String>,
    place: Vec<String>,
    /// What is handed over as params.
    pub(super) argument: &'static str,
}

impl Signature {
    pub(super) fn of(plan: &Plan<'_>, operation: &Operation<'_>) -> Self {
        let mut signature = Self::placed(plan, operation.instance, operation.index.as_ref());
        match operation.params {
            Params::None => {}
            Params::Object(_, at) => {
                signature.argument = "params";
                signature
                    .parameters
                    .push(format!("params {}", use_type(plan, at)));
            }
            Params::Value(at) | Params::Wrapped(at, _) => {
                signature.argument = "value";
                signature
                    .parameters
                    .push(format!("value {}", use_type(plan, at)));
            }
        }
        signature
    }

    fn placed(plan: &Plan<'_>, instance: Option<ObjectId>, index: Option<&IndexPlan<'_>>) -> Self {
        let mut signature = Self {
            parameters: Vec::new(),
            place: Vec::new(),
            argument: "rpc.Nothing{}",
        };
        let instance = instance.map(|id| plan.object(id));
        if let Some(object) = instance {
            let name = parameter(&object.name);
            signature.place.push(format!("Instance: {name}"));
            signature
                .parameters
                .push(format!("{name} {}", exported(&object.id_name)));
        }
        if let Some(index) = index {
            let mut name = parameter(&index.name);
            if instance.is_some_and(|object| parameter(&object.name) == name) {
                name.push('_');
            }
            let pointer = if index.index.optional { "*" } else { "" };
            let ty = written(plan, &index.ty);
            signature.place.push(format!("Index: {name}"));
            signature.parameters.push(format!("{name} {pointer}{ty}"));
        }
        signature
    }

    pub(super) fn place(&self) -> String {
        format!("rpc.Place{{{}}}", self.place.join(", "))
    }
}

/// The documentation of an operation.
pub(super) fn document(
    plan: &Plan<'_>,
    names: &Names,
    source: &mut Source,
    operation: &Operation<'_>,
) {
    let errors = operation
        .errors
        .map(|id| (exported(&plan.error_set(id).name), names.kinds(id)));
    let errors = errors.as_ref().map(|(name, kinds)| (name.as_str(), *kinds));
    let mut blocks = operation_docs(plan, operation);
    named(&mut blocks, &names::method(&operation.name));
    docs::blocks(source, &blocks, errors);
}

/// Puts the name of what is documented in front, as is usual.
fn named(blocks: &mut [Block], name: &str) {
    if let Some(Block::Text(text)) = blocks.first_mut() {
        *text = docs::named(name, text);
    }
}

fn operation_method(
    plan: &Plan<'_>,
    names: &Names,
    source: &mut Source,
    class: &str,
    operation: &Operation<'_>,
) {
    source.gap();
    document(plan, names, source, operation);
    let signature = Signature::of(plan, operation);
    let result = outcome(plan, Some(operation.result));
    let (verb, results) = match operation.completion {
        Some(completion) => {
            let end = outcome(plan, completion.params.as_ref());
            ("Start", format!("(*rpc.Started[{result}, {end}], error)"))
        }
        None if result == NOTHING => ("Do", "error".to_owned()),
        None => ("Call", format!("({result}, error)")),
    };
    let mut parameters = vec!["ctx context.Context".to_owned()];
    parameters.extend(signature.parameters.iter().cloned());
    source.block(
        format!(
            "func (c *{class}) {}({}) {results} {{",
            names::method(&operation.name),
            parameters.join(", ")
        ),
        "}",
        |source| {
            source.line(format!(
                "return rpc.{verb}(ctx, c.binding, {}, {}, {})",
                names::description(&operation.name),
                signature.place(),
                signature.argument
            ));
        },
    );
}

fn subscribe_method(plan: &Plan<'_>, source: &mut Source, class: &str, event: &Subscription<'_>) {
    let name = names::method(&event.name);
    source.gap();
    let mut blocks = subscription_docs(plan, event);
    named(&mut blocks, &name);
    docs::blocks(source, &blocks, None);
    let signature = Signature::placed(plan, event.instance, event.index.as_ref());
    let mut parameters = vec!["ctx context.Context".to_owned()];
    parameters.extend(signature.parameters.iter().cloned());
    parameters.push("options ...rpc.SubscribeOption".to_owned());
    source.block(
        format!(
            "func (c *{class}) {name}({}) (*rpc.Subscription[{}], error) {{",
            parameters.join(", "),
            outcome(plan, event.params)
        ),
        "}",
        |source| {
            source.line(format!(
                "return rpc.Subscribe(ctx, c.binding, {}, {}, options...)",
                names::description(&event.name),
                signature.place()
            ));
        },
    );
}

/// What the runtime must know of an operation.
fn describe(plan: &Plan<'_>, source: &mut Source, operation: &Operation<'_>) {
    let params = match operation.params.value() {
        Some(at) => use_type(plan, at),
        None => NOTHING.to_owned(),
    };
    let result = outcome(plan, Some(operation.result));
    let mut arguments = vec![literal(operation.wire_name)];
    let description = match operation.completion {
        Some(completion) => {
            let end = outcome(plan, completion.params.as_ref());
            arguments.push(literal(&completion.id_member));
            arguments.push(literal(&completion.wire_name));
            format!("NewLongOperation[{params}, {result}, {end}]")
        }
        None => format!("NewOperation[{params}, {result}]"),
    };
    if let Params::Wrapped(_, member) = operation.params {
        arguments.push(format!("rpc.Wrapped({})", literal(member)));
    }
    if let Some(id) = operation.errors {
        arguments.push(names::declaration(&plan.error_set(id).name));
    }
    source.gap();
    source.line(format!(
        "var {} = rpc.{description}({})",
        names::description(&operation.name),
        arguments.join(", ")
    ));
}

/// What the runtime must know of an event.
fn describe_event(plan: &Plan<'_>, source: &mut Source, event: &Subscription<'_>) {
    let mut arguments = vec![literal(event.wire_name)];
    if event.index_form() == Some(IndexForm::ClientId) {
        arguments.push("rpc.IndexInClientID".to_owned());
    }
    if event.snapshot {
        arguments.push("rpc.Snapshot".to_owned());
    }
    source.gap();
    source.line(format!(
        "var {} = rpc.NewEvent[{}]({})",
        names::description(&event.name),
        outcome(plan, event.params),
        arguments.join(", ")
    ));
}
