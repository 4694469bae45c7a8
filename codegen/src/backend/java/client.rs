//! The class with one method per operation and event.

use super::docs::{Blocks, Comment};
use super::names;
use super::types::{construction, maybe, outcome, plain, use_codec};
use crate::backend::sdk::docs::{
    operation as operation_docs, subscription as subscription_docs, value,
};
use crate::backend::sdk::plan::{
    IndexPlan, MemberPlan, Operation, Params, Plan, ShapePlan, Subscription,
};
use crate::backend::sdk::text::Source;
use crate::model::{IndexForm, Name, ObjectId, Type, TypeId, Use};

/// Name and text of the file of the client.
pub(super) fn class(plan: &Plan<'_>) -> (String, String) {
    let title = plan.interface.name.ascii().pascal();
    let class = names::type_name(&plan.client);
    let mut source = Source::new("  ");
    Comment::default()
        .text(format!(
            "Calls a server's {title} interface, and listens to its events."
        ))
        .write(&mut source);
    source.block(format!("public final class {class} {{"), "}", |source| {
        source.line("private final Binding rpc;");
        constructors(source, plan, &class);
        source.gap();
        Comment::default()
            .text("The callsign of the service.")
            .tag("@return the callsign")
            .write(source);
        source.block("public String callsign() {", "}", |source| {
            source.line("return rpc.callsign();");
        });
        for operation in &plan.operations {
            operation_methods(plan, source, operation);
        }
        for event in &plan.subscriptions {
            subscribe_methods(plan, source, event);
        }
    });
    (class, source.finish())
}

fn constructors(source: &mut Source, plan: &Plan<'_>, class: &str) {
    let callsign = names::literal(&plan.interface.name.pascal());
    let major = plan.interface.version.major;
    let title = plan.interface.name.ascii().pascal();
    source.gap();
    Comment::default()
        .text(format!(
            "A client of the service with the callsign {title}."
        ))
        .tag("@param caller a client, or a batch")
        .write(source);
    source.block(format!("public {class}(Caller caller) {{"), "}", |source| {
        source.line(format!("this(caller, {callsign});"));
    });
    source.gap();
    Comment::default()
        .text("A client of the service with another callsign.")
        .tag("@param caller a client, or a batch")
        .tag("@param callsign the callsign")
        .write(source);
    source.block(
        format!("public {class}(Caller caller, String callsign) {{"),
        "}",
        |source| {
            source.line(format!(
                "this.rpc = new Binding(caller, callsign, {major});"
            ));
        },
    );
}

/// A parameter of a method.
struct Parameter {
    ty: String,
    name: String,
    /// What is said of it when the definition says nothing.
    otherwise: String,
    /// Whether a caller may leave it out.
    optional: bool,
}

/// The parameters of a method in front of its options, and what the runtime is told of the place.
struct Signature {
    parameters: Vec<Parameter>,
    place: String,
}

impl Signature {
    fn new(plan: &Plan<'_>, instance: Option<ObjectId>, index: Option<&IndexPlan<'_>>) -> Self {
        let mut signature = Self {
            parameters: Vec::new(),
            place: "Place.ONLY".to_owned(),
        };
        if let Some(id) = instance {
            let name = names::parameter(&plan.object(id).name);
            signature.place.push_str(&format!(".instance({name})"));
            let ty = plain(plan, &of_type(Type::Instance(id)));
            signature.add(ty, name, "the id of what is meant", false);
        }
        if let Some(index) = index {
            let name = names::parameter(&index.name);
            let at = of_type(index.ty.clone());
            if index.index.optional {
                signature.place.push_str(&format!(".maybeIndex({name})"));
                signature.add(
                    maybe(plan, &at),
                    name,
                    "which one is meant; null: all",
                    true,
                );
            } else {
                signature.place.push_str(&format!(".index({name})"));
                signature.add(plain(plan, &at), name, "which one is meant", false);
            }
        }
        signature
    }

    fn add(&mut self, ty: String, name: String, otherwise: impl Into<String>, optional: bool) {
        self.parameters.push(Parameter {
            ty,
            name,
            otherwise: otherwise.into(),
            optional,
        });
    }

    /// All parameters, those that may be left out at the end.
    fn sort(&mut self) {
        self.parameters.sort_by_key(|parameter| parameter.optional);
    }
}

fn of_type(ty: Type) -> Use {
    Use {
        ty,
        description: None,
        example: None,
        default: None,
        range: None,
        nullable: false,
        place: crate::source::Place::UNKNOWN,
    }
}

/// What all methods of an operation or a subscription have in common.
struct Method<'a> {
    name: String,
    result: String,
    options: &'a str,
    about_options: &'a str,
    returns: &'a str,
    errors: Option<String>,
    docs: Blocks,
    signature: Signature,
    body: Vec<String>,
}

impl Method<'_> {
    /// Writes the method with options, and in front of it those without: with all parameters, and with those
    /// that must be given.
    fn write(mut self, source: &mut Source) {
        self.signature.sort();
        let all = self.signature.parameters.len();
        let least = self.signature.parameters.iter().filter(|it| !it.optional);
        let least = least.count();
        for given in least..=all {
            if given == least || given == all {
                self.write_short(source, given);
            }
        }
        let mut parameters = self.declarations(all);
        parameters.push(format!("{} options", self.options));
        let mut described = self.described(all);
        described.push(("options".to_owned(), self.about_options.to_owned()));
        self.head(source, &parameters, &described, |source| {
            for line in &self.body {
                source.line(line);
            }
        });
    }

    fn write_short(&self, source: &mut Source, given: usize) {
        let parameters = &self.signature.parameters;
        let mut arguments: Vec<&str> = parameters
            .iter()
            .enumerate()
            .map(|(position, it)| {
                if position < given {
                    it.name.as_str()
                } else {
                    "null"
                }
            })
            .collect();
        let default = format!("{}.DEFAULT", self.options);
        arguments.push(&default);
        let call = format!("return this.{}({});", self.name, arguments.join(", "));
        self.head(
            source,
            &self.declarations(given),
            &self.described(given),
            |source| {
                source.line(call);
            },
        );
    }

    fn declarations(&self, given: usize) -> Vec<String> {
        let parameters = &self.signature.parameters[..given];
        parameters
            .iter()
            .map(|it| format!("{} {}", it.ty, it.name))
            .collect()
    }

    fn described(&self, given: usize) -> Vec<(String, String)> {
        let parameters = &self.signature.parameters[..given];
        parameters
            .iter()
            .map(|it| (it.name.clone(), it.otherwise.clone()))
            .collect()
    }

    fn head(
        &self,
        source: &mut Source,
        parameters: &[String],
        described: &[(String, String)],
        body: impl FnOnce(&mut Source),
    ) {
        source.gap();
        self.docs
            .comment(described, self.errors.as_deref(), self.returns)
            .write(source);
        if self.docs.is_deprecated() {
            source.line("@Deprecated");
        }
        let (result, name) = (&self.result, &self.name);
        source.block(
            format!(
                "public CompletableFuture<{result}> {name}({}) {{",
                parameters.join(", ")
            ),
            "}",
            body,
        );
    }
}

fn operation_methods(plan: &Plan<'_>, source: &mut Source, operation: &Operation<'_>) {
    let mut signature = Signature::new(plan, operation.instance, operation.index.as_ref());
    let (result, codec) = outcome(plan, Some(operation.result));
    let mut described = vec![
        names::literal(operation.wire_name),
        params_codec(plan, operation),
        codec,
    ];
    let errors = operation
        .errors
        .map(|id| names::type_name(&plan.error_set(id).name));
    described.extend(errors.iter().map(|class| format!("{class}.DECLARED")));
    let described = format!("new Operation<>({}),", described.join(", "));
    let (result, body) = match operation.completion {
        None => {
            let argument = argument(plan, operation, &mut signature);
            let argument = argument.map(|name| format!("{name}, ")).unwrap_or_default();
            let place = format!("() -> {}, {argument}options);", signature.place);
            let body = vec!["return this.rpc.call(".to_owned(), described, place];
            (result, body)
        }
        Some(completion) => {
            let params = started(plan, operation, &mut signature);
            let (end, codec) = outcome(plan, completion.params.as_ref());
            let wire = names::literal(&completion.wire_name);
            let body = vec![
                "return this.rpc.start(".to_owned(),
                described,
                format!("new Notification<>({wire}, {codec}),"),
                format!("() -> {}, {params}, options);", signature.place),
            ];
            (format!("Started<{result}, {end}>"), body)
        }
    };
    Method {
        name: names::member(&operation.name),
        result,
        options: "CallOptions",
        about_options: "how the call is made",
        returns: returns(operation),
        errors,
        docs: Blocks::new(&operation_docs(plan, operation)),
        signature,
        body: indented(body),
    }
    .write(source);
}

/// Continues a statement.
fn indented(lines: Vec<String>) -> Vec<String> {
    let mut lines = lines.into_iter();
    let first = lines.next();
    first
        .into_iter()
        .chain(lines.map(|line| format!("    {line}")))
        .collect()
}

fn returns(operation: &Operation<'_>) -> &'static str {
    if operation.completion.is_some() {
        "the answer, and what is told later"
    } else if operation.result.ty == Type::Null {
        "completes when the server has confirmed"
    } else {
        "the answer"
    }
}

fn params_codec(plan: &Plan<'_>, operation: &Operation<'_>) -> String {
    match operation.params {
        Params::None => "Codecs.NONE".to_owned(),
        Params::Object(_, at) | Params::Value(at) => use_codec(plan, at),
        Params::Wrapped(at, member) => format!(
            "Codecs.wrapped({}, {})",
            names::literal(member),
            use_codec(plan, at)
        ),
    }
}

/// Adds what a caller gives as params; gives the argument for it.
fn argument(
    plan: &Plan<'_>,
    operation: &Operation<'_>,
    signature: &mut Signature,
) -> Option<&'static str> {
    let (name, at) = match operation.params {
        Params::None => return None,
        Params::Object(_, at) => ("params", at),
        Params::Value(at) | Params::Wrapped(at, _) => ("value", at),
    };
    signature.add(
        plain(plan, at),
        name.to_owned(),
        format!("the {name}"),
        false,
    );
    Some(name)
}

/// Adds the members of params that lack the id of the completion; gives the function that makes them whole.
fn started(plan: &Plan<'_>, operation: &Operation<'_>, signature: &mut Signature) -> String {
    let Params::Object(id, _) = operation.params else {
        let given = argument(plan, operation, signature);
        return format!("completionId -> {}", given.unwrap_or("null"));
    };
    let mut reserved = vec!["options", "completion_id"];
    let instance = operation
        .instance
        .map(|id| plan.object(id).name.snake().to_owned());
    reserved.extend(instance.as_deref());
    reserved.extend(operation.index.as_ref().map(|index| index.name.snake()));
    let flattened = plan.flattened(operation, &reserved);
    for (name, member) in &flattened {
        let at = &member.member.value;
        let ty = if member.is_required() {
            plain(plan, at)
        } else {
            maybe(plan, at)
        };
        let mut about = Comment::about(&value(at));
        if about.is_empty() {
            about = "a part of the params".to_owned();
        }
        signature.add(ty, names::parameter(name), about, !member.is_required());
    }
    format!(
        "completionId -> {}",
        construction(plan, id, &values(plan, id, &flattened))
    )
}

/// The values of all members, in their order: parameters, and the id where that belongs.
fn values(plan: &Plan<'_>, id: TypeId, flattened: &[(Name, &MemberPlan<'_>)]) -> Vec<String> {
    let ShapePlan::Object(members) = &plan.type_plan(id).shape else {
        return Vec::new();
    };
    let given = |member: &MemberPlan<'_>| {
        let mut parameters = flattened.iter();
        let found = parameters.find(|(_, other)| other.member.wire_name == member.member.wire_name);
        found.map_or_else(
            || "completionId".to_owned(),
            |(name, _)| names::parameter(name),
        )
    };
    members.iter().map(given).collect()
}

fn subscribe_methods(plan: &Plan<'_>, source: &mut Source, event: &Subscription<'_>) {
    let signature = Signature::new(plan, event.instance, event.index.as_ref());
    let (params, codec) = outcome(plan, event.params);
    let form = match event.index_form() {
        Some(IndexForm::ClientId) => "CLIENT_ID",
        Some(IndexForm::Designator) | None => "DESIGNATOR",
    };
    let wire = names::literal(event.wire_name);
    let described = if form == "DESIGNATOR" && !event.snapshot {
        format!("new Notification<>({wire}, {codec}),")
    } else {
        let snapshot = event.snapshot;
        format!("new Notification<>({wire}, {codec}, Notification.IndexForm.{form}, {snapshot}),")
    };
    let place = format!("() -> {}, options);", signature.place);
    Method {
        name: names::member(&event.name),
        result: format!("Subscription<{params}>"),
        options: "SubscribeOptions",
        about_options: "how events are buffered, and how long registering may take",
        returns: "the events, once the server has confirmed",
        errors: None,
        docs: Blocks::new(&subscription_docs(plan, event)),
        signature,
        body: indented(vec![
            "return this.rpc.subscribe(".to_owned(),
            described,
            place,
        ]),
    }
    .write(source);
}
