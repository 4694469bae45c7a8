//! What belongs to one of many objects, and properties that are set bare.

use super::connection::soon;
use crate::bench::Bench;
use crate::driver::{Driver, call, call_on, subscribe};
use crate::peer::{Conversation, Peer};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

pub(super) async fn instances(bench: &Bench<'_>) -> Result<()> {
    let peer = Peer::listen().await?;
    let mut driver = bench.driver()?;
    driver.open_with("recorder", &peer.url()?, soon()).await?;
    let connecting = driver.begin(json!({ "do": "connect" })).await?;
    let mut conversation = peer.accept().await?;
    ensure!(
        driver.answer(connecting).await?.is_ok(),
        "connecting failed"
    );
    // Methods and properties; what is set travels without an object around it.
    for (command, method, params, result) in [
        (
            call_on("recording_stop", "news 1", Value::Null),
            "recording#news 1::stop",
            None,
            Value::Null,
        ),
        (
            call_on("get_recording_title", "news-1", Value::Null),
            "recording#news-1::title",
            None,
            json!("News"),
        ),
        (
            call_on("set_recording_title", "news-1", json!("Weather")),
            "recording#news-1::title",
            Some(json!("Weather")),
            Value::Null,
        ),
        (call("get_quality", Value::Null), "quality", None, json!(80)),
        (
            call("set_quality", json!(90)),
            "quality",
            Some(json!(90)),
            Value::Null,
        ),
    ] {
        let begun = driver.begin(command).await?;
        let request = conversation.request(method).await?;
        ensure!(request.get("params") == params.as_ref(), "{request}");
        conversation.result(&request, result.clone()).await?;
        let answer = driver.answer(begun).await?;
        ensure!(answer == Ok(result), "{answer:?}");
    }
    for id in ["a:b", "a@b", "a#b", "a.b"] {
        for operation in ["recording_stop", "get_recording_title"] {
            driver
                .fails("argument", call_on(operation, id, Value::Null))
                .await?;
        }
        driver
            .fails("argument", listen("subscribe_recording_grown", Some(id)))
            .await?;
    }

    // Events of an instance, and of the service itself, whose name has a prefix too.
    let grown = driver
        .begin(listen("subscribe_recording_grown", Some("news-1")))
        .await?;
    let one = registered(&mut conversation, "recording#news-1::register", "grown").await?;
    ensure!(driver.answer(grown).await?.is_ok(), "subscribing failed");
    let filled = driver.begin(listen("subscribe_disk_filled", None)).await?;
    let other = registered(&mut conversation, "register", "disk::filled").await?;
    ensure!(driver.answer(filled).await?.is_ok(), "subscribing failed");
    let names = [
        format!("{one}.recording#news-1::grown"),
        format!("{other}.disk::filled"),
    ];
    // That of another instance is nobody's.
    let stranger = format!("{one}.recording#news-2::grown");
    conversation.event(&stranger, json!(1)).await?;
    events(&mut driver, &mut conversation, [grown, filled], &names).await?;
    conversation.cut();
    let mut conversation = peer.accept().await?;
    for (method, event, id) in [
        ("recording#news-1::register", "grown", &one),
        ("register", "disk::filled", &other),
    ] {
        ensure!(
            &registered(&mut conversation, method, event).await? == id,
            "another client id after reconnecting"
        );
    }
    for subscription in [grown, filled] {
        driver.gap(subscription, "reconnected").await?;
    }
    events(&mut driver, &mut conversation, [grown, filled], &names).await?;
    driver
        .ok(json!({ "do": "unsubscribe", "subscription": grown }))
        .await?;
    let end = conversation.request("recording#news-1::unregister").await?;
    ensure!(
        end.get("id").is_none() && end["params"] == json!({ "event": "grown", "id": one }),
        "{end}"
    );
    ensure!(driver.end(grown).await?.is_null(), "it ended with an error");
    driver.finish().await?;
    Ok(())
}

fn listen(operation: &str, instance: Option<&str>) -> Value {
    let more = instance.map_or_else(|| json!({}), |id| json!({ "instance": id }));
    subscribe(operation, None, more)
}

/// Takes a registration for an event and confirms it; gives the client id.
async fn registered(conversation: &mut Conversation, method: &str, event: &str) -> Result<String> {
    let request = conversation.request(method).await?;
    ensure!(request["params"]["event"] == event, "{request}");
    let id = request["params"]["id"].as_str().unwrap_or_default();
    conversation.result(&request, Value::Null).await?;
    Ok(id.to_owned())
}

/// Sends an event for each subscription, and waits for all.
async fn events(
    driver: &mut Driver,
    conversation: &mut Conversation,
    subscriptions: [u64; 2],
    names: &[String; 2],
) -> Result<()> {
    for (number, name) in names.iter().enumerate() {
        conversation.event(name, json!(number + 10)).await?;
    }
    for (number, subscription) in subscriptions.into_iter().enumerate() {
        let event = driver.event(subscription).await?;
        ensure!(event == json!(number + 10), "{event}");
    }
    Ok(())
}
