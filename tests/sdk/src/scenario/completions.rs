//! Calls whose end is told later.

use super::connection::soon;
use crate::bench::Bench;
use crate::driver::{Driver, call, call_on};
use crate::peer::{Conversation, Peer};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

pub(super) async fn arrives(bench: &Bench<'_>) -> Result<()> {
    let (_peer, mut driver, mut conversation) = connected(bench).await?;
    // After the answer, which does not wait for it.
    let (begun, request) = begin(&mut driver, &mut conversation, json!({})).await?;
    conversation.result(&request, json!("news-1")).await?;
    ensure!(driver.answer(begun).await? == Ok(json!("news-1")));
    tell(&mut conversation, &request, json!({ "seconds": 5 })).await?;
    ensure!(driver.completion(begun).await? == Ok(json!({ "seconds": 5 })));
    // It has ended: what is told again is told to nobody.
    tell(&mut conversation, &request, json!({ "seconds": 7777 })).await?;

    // Before the answer.
    let (begun, request) = begin(&mut driver, &mut conversation, json!({})).await?;
    tell(&mut conversation, &request, json!({ "seconds": 6 })).await?;
    conversation.result(&request, json!("news-2")).await?;
    ensure!(driver.answer(begun).await? == Ok(json!("news-2")));
    ensure!(driver.completion(begun).await? == Ok(json!({ "seconds": 6 })));

    // Two at a time, each by its own id, in whatever order.
    let (first, one) = begin(&mut driver, &mut conversation, json!({})).await?;
    let (second, other) = begin(&mut driver, &mut conversation, json!({})).await?;
    ensure!(one["params"]["id"] != other["params"]["id"], "{other}");
    for (request, seconds) in [(&other, 2), (&one, 1)] {
        conversation.result(request, json!("news")).await?;
        tell(&mut conversation, request, json!({ "seconds": seconds })).await?;
    }
    for (begun, seconds) in [(first, 1), (second, 2)] {
        ensure!(driver.answer(begun).await? == Ok(json!("news")));
        ensure!(driver.completion(begun).await? == Ok(json!({ "seconds": seconds })));
    }

    // The deadline is that of the call.
    let hurried = json!({ "deadline": 1_000 });
    let (patient, request) = begin(&mut driver, &mut conversation, hurried.clone()).await?;
    conversation.result(&request, json!("news-3")).await?;
    ensure!(driver.answer(patient).await? == Ok(json!("news-3")));
    let (late, _) = begin(&mut driver, &mut conversation, hurried).await?;
    driver.failed("deadline", late).await?;
    tell(&mut conversation, &request, json!({ "seconds": 9 })).await?;
    ensure!(driver.completion(patient).await? == Ok(json!({ "seconds": 9 })));

    let written = driver.finish().await?;
    ensure!(!written.contains("7777"), "{written}");
    Ok(())
}

pub(super) async fn fails(bench: &Bench<'_>) -> Result<()> {
    let (peer, mut driver, mut conversation) = connected(bench).await?;
    // With the call.
    let (begun, request) = begin(&mut driver, &mut conversation, json!({})).await?;
    let refusal = json!({ "code": -31005, "message": "ERROR_ILLEGAL_STATE" });
    conversation.error(&request, refusal).await?;
    let error = driver.failed("method", begun).await?;
    ensure!(
        error["name"] == "RecordError" && error["case"] == "illegal_state",
        "{error}"
    );
    tell(&mut conversation, &request, json!({ "seconds": 7777 })).await?;
    // With what is told, which does not fit.
    let (begun, request) = begin(&mut driver, &mut conversation, json!({})).await?;
    conversation.result(&request, json!("news-1")).await?;
    ensure!(driver.answer(begun).await?.is_ok(), "the call failed");
    tell(&mut conversation, &request, json!({ "seconds": "many" })).await?;
    driver.completion_fails("decode", begun).await?;
    // Given up before the answer, and after it.
    let (begun, request) = begin(&mut driver, &mut conversation, json!({})).await?;
    driver.ok(json!({ "do": "cancel", "call": begun })).await?;
    driver.failed("cancelled", begun).await?;
    conversation.result(&request, json!("news-2")).await?;
    tell(&mut conversation, &request, json!({ "seconds": 7777 })).await?;
    let (begun, request) = begin(&mut driver, &mut conversation, json!({})).await?;
    conversation.result(&request, json!("news-3")).await?;
    ensure!(driver.answer(begun).await?.is_ok(), "the call failed");
    driver.ok(json!({ "do": "abandon", "call": begun })).await?;
    tell(&mut conversation, &request, json!({ "seconds": 7777 })).await?;
    // With the connection; the next one knows nothing of it.
    let (begun, request) = begin(&mut driver, &mut conversation, json!({})).await?;
    conversation.result(&request, json!("news-4")).await?;
    ensure!(driver.answer(begun).await?.is_ok(), "the call failed");
    conversation.cut();
    driver.completion_fails("connection-lost", begun).await?;
    let mut conversation = peer.accept().await?;
    tell(&mut conversation, &request, json!({ "seconds": 7777 })).await?;
    // With the client.
    let (begun, request) = begin(&mut driver, &mut conversation, json!({})).await?;
    conversation.result(&request, json!("news-5")).await?;
    ensure!(driver.answer(begun).await?.is_ok(), "the call failed");
    driver.ok(json!({ "do": "close" })).await?;
    driver.completion_fails("closed", begun).await?;
    let written = driver.finish().await?;
    ensure!(!written.contains("7777"), "{written}");

    // Over HTTP there is nobody to tell it.
    let peer = Peer::listen().await?;
    let mut driver = bench.driver()?;
    driver.open("recorder", &peer.http_url()?).await?;
    driver.fails("not-supported", record()).await?;
    let begun = driver
        .begin(call_on("recording_stop", "news-1", Value::Null))
        .await?;
    let exchange = peer.accept_http().await?;
    ensure!(
        exchange.json()?["method"] == "Recorder.1.recording#news-1::stop",
        "{}",
        exchange.body
    );
    exchange.result(Value::Null).await?;
    ensure!(driver.answer(begun).await?.is_ok(), "the call failed");
    driver.finish().await?;
    Ok(())
}

/// A driver of the recorder whose connection is taken.
async fn connected(bench: &Bench<'_>) -> Result<(Peer, Driver, Conversation)> {
    let peer = Peer::listen().await?;
    let mut driver = bench.driver()?;
    driver.open_with("recorder", &peer.url()?, soon()).await?;
    let connecting = driver.begin(json!({ "do": "connect" })).await?;
    let conversation = peer.accept().await?;
    ensure!(
        driver.answer(connecting).await?.is_ok(),
        "connecting failed"
    );
    Ok((peer, driver, conversation))
}

fn record() -> Value {
    call("record", json!({ "title": "News" }))
}

/// Begins a recording, with further members of the command; gives its id and the request.
async fn begin(
    driver: &mut Driver,
    conversation: &mut Conversation,
    more: Value,
) -> Result<(u64, Value)> {
    let mut command = record();
    if let (Value::Object(command), Value::Object(more)) = (&mut command, more) {
        command.extend(more);
    }
    let begun = driver.begin(command).await?;
    let request = conversation.request("record").await?;
    let params = request["params"].as_object().context("params")?;
    let id = params["id"].as_str().unwrap_or_default();
    let number = id.strip_prefix("completion").unwrap_or_default();
    ensure!(
        params.len() == 2 && params["title"] == "News" && number.parse::<u64>().is_ok(),
        "{request}"
    );
    Ok((begun, request))
}

/// Tells the end of what a request began.
async fn tell(conversation: &mut Conversation, request: &Value, params: Value) -> Result<()> {
    let id = request["params"]["id"].as_str().context("an id")?;
    conversation.event(&format!("{id}.recorded"), params).await
}
