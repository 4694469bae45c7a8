//! The parameters of a method, and what it passes on.

use super::names;
use super::types::Types;
use crate::backend::sdk::docs::{Block, value};
use crate::backend::sdk::plan::{IndexPlan, Operation, OperationKind, Params, Subscription};
use crate::backend::sdk::text::Source;
use crate::model::{Name, ObjectId, Scope, Type, Use};

/// The parameters of a method: those that are given by their place, and those that are given by name.
#[derive(Default)]
pub(super) struct Signature {
    /// `name: type`, in order.
    positional: Vec<String>,
    /// `name: type` or `name: type = None`, those that must be given first.
    named: Vec<String>,
    /// What is passed on beside the params, as `name=name`.
    place: Vec<String>,
    /// The value or object that travels as params.
    argument: Option<String>,
    /// What the documentation says of each, under the names that they have here.
    about: Vec<Block>,
    /// What the same method of another class is given: `name`, and `name=name`.
    forwarded: (Vec<String>, Vec<String>),
    taken: Scope,
}

/// Columns that a line may have before it is broken.
const WIDTH: usize = 110;

const DEADLINE: &str = "Seconds that it may take; by default what the client's options say.";

impl Signature {
    /// The parameters of an operation.
    pub(super) fn of_operation(types: Types<'_>, operation: &Operation<'_>) -> Self {
        let mut signature = Self::new();
        signature.add_instance(types, operation.instance);
        signature.add_index(types, operation.index.as_ref());
        match operation.params {
            Params::None => signature.argument = Some("None".to_owned()),
            Params::Object(_, at) if operation.kind == OperationKind::Method => {
                signature.add_members(types, operation, at);
            }
            Params::Object(_, at) | Params::Value(at) | Params::Wrapped(at, _) => {
                signature.add_positional(&Name::new("value"), &types.of(at), at);
                signature.argument = Some("value".to_owned());
            }
        }
        signature.add_named("deadline", "rpc.float | None = None", DEADLINE);
        signature
    }

    /// The parameters of a subscription.
    pub(super) fn of_subscription(types: Types<'_>, subscription: &Subscription<'_>) -> Self {
        let mut signature = Self::new();
        signature.add_instance(types, subscription.instance);
        signature.add_index(types, subscription.index.as_ref());
        signature.add_named("deadline", "rpc.float | None = None", DEADLINE);
        signature.add_named(
            "buffer",
            "rpc.int = 1024",
            "Events that may wait to be consumed.",
        );
        signature.add_named(
            "policy",
            "rpc.Policy = \"drop-oldest\"",
            "What happens when that many wait.",
        );
        signature
    }

    fn new() -> Self {
        let mut signature = Self::default();
        for name in names::PARAMETERS {
            signature.taken.unique(Name::new(name));
        }
        signature
    }

    fn add_instance(&mut self, types: Types<'_>, instance: Option<ObjectId>) {
        let Some(id) = instance else { return };
        let object = types.plan.object(id);
        let name = self.taken.unique(object.name.clone());
        let words = object.name.snake().replace('_', " ");
        let about = format!("Id of the {words} that is meant.");
        self.about.push(Block::Parameter(name.clone(), about));
        let name = names::parameter(&name);
        let ty = types.written(&Type::Instance(id));
        self.positional.push(format!("{name}: {ty}"));
        self.place.push(format!("instance={name}"));
        self.forwarded.0.push(name);
    }

    fn add_index(&mut self, types: Types<'_>, index: Option<&IndexPlan<'_>>) {
        let Some(plan) = index else { return };
        let unique = self.taken.unique(plan.name.clone());
        let name = names::parameter(&unique);
        let ty = types.written(&plan.ty);
        self.place.push(format!("index={name}"));
        let mut text = value(&plan.index.value).join(" ");
        if text.is_empty() {
            text = "Which one is meant.".to_owned();
        }
        if plan.index.optional {
            text.push_str(" Without it: all.");
            self.named.push(format!("{name}: {ty} | None = None"));
            self.forwarded.1.push(format!("{name}={name}"));
        } else {
            self.positional.push(format!("{name}: {ty}"));
            self.forwarded.0.push(name);
        }
        self.about.push(Block::Parameter(unique, text));
    }

    fn add_positional(&mut self, name: &Name, ty: &str, at: &Use) {
        let about = value(at).join(" ");
        if !about.is_empty() {
            self.about.push(Block::Parameter(name.clone(), about));
        }
        let name = names::parameter(name);
        self.positional.push(format!("{name}: {ty}"));
        self.forwarded.0.push(name);
    }

    fn add_named(&mut self, name: &str, ty: &str, about: &str) {
        let block = Block::Parameter(Name::new(name), about.to_owned());
        self.about.push(block);
        self.named.push(format!("{name}: {ty}"));
        self.place.push(format!("{name}={name}"));
        self.forwarded.1.push(format!("{name}={name}"));
    }

    /// The members of an object as parameters of their own.
    fn add_members(&mut self, types: Types<'_>, operation: &Operation<'_>, at: &Use) {
        let plan = types.plan;
        let taken: Vec<String> = self
            .about
            .iter()
            .filter_map(|block| match block {
                Block::Parameter(name, _) => Some(name.snake().to_owned()),
                _ => None,
            })
            .collect();
        let mut reserved: Vec<&str> = names::PARAMETERS.to_vec();
        reserved.extend(taken.iter().map(String::as_str));
        let mut arguments = Vec::new();
        if let Some(member) = plan.id_member(operation) {
            arguments.push(format!("{}=completion_", names::member(&member.name)));
        }
        for (unique, member) in plan.flattened(operation, &reserved) {
            let at = &member.member.value;
            let name = names::parameter(&unique);
            self.named.push(if member.is_required() {
                format!("{name}: {}", types.of(at))
            } else {
                format!("{name}: {} = None", types.optional(at))
            });
            let about = value(at).join(" ");
            if !about.is_empty() {
                self.about.push(Block::Parameter(unique, about));
            }
            arguments.push(format!("{}={name}", names::member(&member.name)));
            self.forwarded.1.push(format!("{name}={name}"));
        }
        let class = types.written(&at.ty);
        let made = list(&format!("{class}("), &arguments, ")");
        self.argument = Some(if operation.completion.is_some() {
            format!("lambda completion_: {made}")
        } else {
            made
        });
    }

    /// Puts what is said of the parameters into the place of what the plan says of them.
    pub(super) fn documented(self, blocks: Vec<Block>) -> (Vec<Block>, Self) {
        let is_parameter = |block: &Block| matches!(block, Block::Parameter(..));
        let place = blocks
            .iter()
            .position(|block| !matches!(block, Block::Text(_)))
            .unwrap_or(blocks.len());
        let (before, after) = blocks.split_at(place);
        let after = after.iter().filter(|block| !is_parameter(block));
        let all = before.iter().chain(&self.about).chain(after);
        (all.cloned().collect(), self)
    }

    /// Writes the head of the method, but for its last line, which is given back.
    pub(super) fn define(
        &self,
        source: &mut Source,
        def: &str,
        name: &str,
        result: &str,
    ) -> String {
        let mut parameters = vec!["self".to_owned()];
        parameters.extend(self.positional.iter().cloned());
        parameters.push("*".to_owned());
        parameters.extend(self.named.iter().cloned());
        let (first, last) = (format!("{def} {name}("), format!(") -> {result}:"));
        let short = list(&first, &parameters, &last);
        if is_short(&short) {
            return short;
        }
        source.line(first);
        for parameter in parameters {
            source.line(format!("    {parameter},"));
        }
        last
    }

    /// What the same method of another class is given.
    pub(super) fn forwarded(&self) -> Vec<String> {
        let (positional, named) = &self.forwarded;
        positional.iter().chain(named).cloned().collect()
    }

    /// What the method gives to the runtime, behind the descriptions of what is called.
    pub(super) fn arguments(&self) -> impl Iterator<Item = String> + '_ {
        self.argument.iter().chain(&self.place).cloned()
    }
}

/// Writes a list on one line, or on several if it is long.
pub(super) fn call(source: &mut Source, first: &str, items: &[String], last: &str) {
    let short = list(first, items, last);
    if is_short(&short) {
        source.line(short);
        return;
    }
    source.block(first, last, |source| {
        for item in items {
            source.line(format!("{item},"));
        }
    });
}

fn is_short(line: &str) -> bool {
    line.chars().count() <= WIDTH
}

fn list(first: &str, items: &[String], last: &str) -> String {
    format!("{first}{}{last}", items.join(", "))
}
