//! The wire vectors, through the whole of a client: each value is sent or received as what it is.

use super::events::barrier;
use crate::bench::Bench;
use crate::driver::{Driver, call, subscribe};
use crate::peer::{Conversation, Peer};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

pub(super) async fn messenger(bench: &Bench<'_>) -> Result<()> {
    run(bench, "messenger").await
}

pub(super) async fn dimmer(bench: &Bench<'_>) -> Result<()> {
    run(bench, "dimmer").await
}

async fn run(bench: &Bench<'_>, interface: &str) -> Result<()> {
    let all = bench.interfaces.vectors()?;
    let vectors = all.into_iter().find(|(name, _)| *name == interface);
    let (_, vectors) = vectors.context("the interface has vectors")?;
    let peer = Peer::listen().await?;
    let mut driver = bench.driver()?;
    driver.open(interface, &peer.url()?).await?;
    let connecting = driver.begin(json!({ "do": "connect" })).await?;
    let conversation = peer.accept().await?;
    ensure!(
        driver.answer(connecting).await?.is_ok(),
        "connecting failed"
    );
    let mut play = Play {
        driver,
        conversation,
    };
    for method in list(&vectors["methods"]) {
        let operation = text(&method["operation"])?;
        let command = call(operation, first(&method["params"]));
        play.params(&command, &method["params"]).await?;
        play.results(&command, &method["result"]).await?;
        play.errors(&command, &method["errors"]).await?;
    }
    for property in list(&vectors["properties"]) {
        let indexes = match &property["index"] {
            Value::Null => vec![Value::Null],
            indexes => list(indexes).cloned().collect(),
        };
        for index in &indexes {
            if let Some(operation) = property["get_operation"].as_str() {
                let command = at(call(operation, Value::Null), index);
                let request = play.request(&command).await?;
                check_index(&request.1, index)?;
                play.conversation
                    .result(&request.1, first(&property["get"]))
                    .await?;
                play.answered(request.0, &first(&property["get"])).await?;
            }
        }
        if let Some(operation) = property["get_operation"].as_str() {
            let command = at(call(operation, Value::Null), &indexes[0]);
            play.results(&command, &property["get"]).await?;
            play.errors(&command, &property["errors"]).await?;
        }
        if let Some(operation) = property["set_operation"].as_str() {
            // A driver takes the bare value; the package wraps it.
            let command = at(call(operation, bare(&first(&property["set"]))), &indexes[0]);
            play.params(&command, &property["set"]).await?;
            play.errors(&command, &property["errors"]).await?;
        }
    }
    for event in list(&vectors["events"]) {
        play.events(event).await?;
    }
    barrier_if(interface, &mut play).await?;
    play.driver.finish().await?;
    Ok(())
}

async fn barrier_if(interface: &str, play: &mut Play) -> Result<()> {
    if interface == "messenger" {
        barrier(&mut play.driver, &mut play.conversation).await?;
    }
    Ok(())
}

/// A driver and the peer that it talks to.
struct Play {
    driver: Driver,
    conversation: Conversation,
}

impl Play {
    /// Gives a command and takes the request that it makes.
    async fn request(&mut self, command: &Value) -> Result<(u64, Value)> {
        let id = self.driver.begin(command.clone()).await?;
        let request = self.conversation.receive().await;
        let request = request.with_context(|| format!("for {command}"))?;
        Ok((id, request))
    }

    async fn answered(&mut self, id: u64, expected: &Value) -> Result<()> {
        match self.driver.answer(id).await? {
            Ok(value) => ensure!(same(&value, expected), "{value} instead of {expected}"),
            Err(error) => anyhow::bail!("{error} instead of {expected}"),
        }
        Ok(())
    }

    /// Sends all params of a call; those that no reader takes are refused before.
    async fn params(&mut self, command: &Value, cases: &Value) -> Result<()> {
        for case in list(&cases["valid"]).chain(list(&cases["future"])) {
            let mut command = command.clone();
            command["params"] = given(&command, &case["input"]);
            let (id, request) = self.request(&command).await?;
            ensure!(
                same(&request["params"], &case["output"]),
                "{}: {} was sent instead of {}",
                case["name"],
                request["params"],
                case["output"]
            );
            self.conversation
                .error(&request, json!({ "code": 1, "message": "seen" }))
                .await?;
            self.driver.failed("rpc", id).await?;
        }
        for case in list(&cases["invalid"]).filter(|case| case["by"] == "reader") {
            let mut command = command.clone();
            command["params"] = given(&command, &case["input"]);
            let error = self.driver.tell(command.clone()).await?;
            let refused = error
                .as_ref()
                .is_err_and(|error| error["kind"] == "argument");
            ensure!(refused, "{}: {error:?} for {command}", case["name"]);
        }
        Ok(())
    }

    /// Answers a call with all results.
    async fn results(&mut self, command: &Value, cases: &Value) -> Result<()> {
        for case in list(&cases["valid"]).chain(list(&cases["future"])) {
            let (id, request) = self.request(command).await?;
            self.conversation
                .result(&request, case["input"].clone())
                .await?;
            let answered = self.answered(id, &case["output"]).await;
            answered.with_context(|| case["name"].to_string())?;
        }
        for case in list(&cases["invalid"]).filter(|case| case["by"] == "reader") {
            let (id, request) = self.request(command).await?;
            self.conversation
                .result(&request, case["input"].clone())
                .await?;
            let error = self.driver.failed("decode", id).await;
            let error = error.with_context(|| format!("for the result {case}"))?;
            ensure!(
                error["pointer"] == case["pointer"],
                "{error} for the result {case}"
            );
        }
        Ok(())
    }

    /// Answers a call with all errors.
    async fn errors(&mut self, command: &Value, errors: &Value) -> Result<()> {
        for vector in list(errors) {
            let (id, request) = self.request(command).await?;
            let mut error = vector.clone();
            if let Some(members) = error.as_object_mut() {
                members.remove("kind");
            }
            self.conversation.error(&request, error.clone()).await?;
            let kind = if vector["kind"].is_null() {
                "rpc"
            } else {
                "method"
            };
            let seen = self.driver.failed(kind, id).await?;
            let same = ["code", "message", "data"]
                .iter()
                .all(|key| seen[*key] == error[*key]);
            ensure!(
                same && seen["case"] == vector["kind"],
                "{seen} for {vector}"
            );
        }
        Ok(())
    }

    /// Sends all params of an event, and some that nobody has registered for.
    async fn events(&mut self, event: &Value) -> Result<()> {
        let operation = text(&event["subscribe"])?;
        let indexes: Vec<Option<String>> = match &event["index"] {
            Value::Null => vec![None],
            indexes => list(indexes)
                .map(|index| index.as_str().map(str::to_owned))
                .collect(),
        };
        for index in indexes {
            let command = subscribe(operation, index.as_deref(), json!({}));
            let subscription = self.driver.begin(command).await?;
            let (request, name) = self.conversation.registration().await?;
            let registered = self.driver.answer(subscription).await?;
            ensure!(registered.is_ok(), "{registered:?} for {request}");
            check_registration(&request, event, index.as_deref())?;
            let cases = &event["params"];
            for case in list(&cases["valid"]).chain(list(&cases["future"])) {
                self.conversation
                    .event(&format!("{name}ofthefuture"), case["input"].clone())
                    .await?;
                self.conversation
                    .event(&name, case["input"].clone())
                    .await?;
                let seen = self.driver.event(subscription).await?;
                ensure!(same(&seen, &case["output"]), "{seen} for the event {case}");
            }
            for case in list(&cases["invalid"]).filter(|case| case["by"] == "reader") {
                self.conversation
                    .event(&name, case["input"].clone())
                    .await?;
                let gap = self.driver.gap(subscription, "unreadable").await;
                gap.with_context(|| format!("for the event {case}"))?;
            }
        }
        Ok(())
    }
}

fn check_index(request: &Value, index: &Value) -> Result<()> {
    if let Some(index) = index.as_str() {
        let method = text(&request["method"])?;
        let given = method.split_once('@').map(|(_, given)| given);
        ensure!(given == Some(index), "{request} for the index {index}");
    }
    Ok(())
}

fn check_registration(request: &Value, event: &Value, index: Option<&str>) -> Result<()> {
    let (method, id) = (text(&request["method"])?, text(&request["params"]["id"])?);
    ensure!(request["params"]["event"] == event["event"], "{request}");
    let by_id =
        event["index_form"] == "client-id" && index.is_some_and(|index| !index.contains('.'));
    let right = match index {
        None => method.ends_with(".1.register") && !id.contains('.'),
        Some(index) if by_id => {
            method.ends_with(".1.register")
                && id.strip_prefix(index).is_some_and(|id| id.starts_with('.'))
        }
        Some(index) => method.ends_with(&format!(".1.register@{index}")) && !id.contains('.'),
    };
    ensure!(right, "{request} for the index {index:?}");
    Ok(())
}

/// What a driver is given as params: the bare value of a property.
fn given(command: &Value, input: &Value) -> Value {
    let is_set = command["operation"]
        .as_str()
        .is_some_and(|name| name.starts_with("set_"));
    if is_set { bare(input) } else { input.clone() }
}

/// The value of a property in its wrapper.
fn bare(params: &Value) -> Value {
    match params.as_object() {
        Some(members) if members.len() == 1 => members.values().next().cloned().unwrap_or_default(),
        _ => params.clone(),
    }
}

fn at(mut command: Value, index: &Value) -> Value {
    if !index.is_null() {
        command["index"] = index.clone();
    }
    command
}

/// Whether two values are the same, numbers by what they mean.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left == right || left.as_f64() == right.as_f64() && left.is_f64() != right.is_f64()
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(name, left)| right.get(name).is_some_and(|right| same(left, right)))
        }
        _ => left == right,
    }
}

fn first(cases: &Value) -> Value {
    cases["valid"][0]["input"].clone()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> Result<&str> {
    value
        .as_str()
        .with_context(|| format!("{value} is no text"))
}
