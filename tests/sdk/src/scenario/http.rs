//! Clients over HTTP.

use crate::bench::Bench;
use crate::driver::{call, call_at, subscribe};
use crate::peer::Peer;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::server::Server;

pub(super) async fn calls(bench: &Bench<'_>) -> Result<()> {
    let server = Server::start();
    let url = format!("http://{}/jsonrpc", server.address());
    let mut driver = bench.messenger(&url).await?;
    driver.ok(json!({ "do": "connect" })).await?;
    let user = json!({ "room": "Lounge", "user": "Bob" });
    let token = driver.call("join", user.clone()).await?;
    let error = driver.fails("method", call("join", user)).await?;
    ensure!(error["case"] == "illegal_state", "{error}");
    let outcomes = driver
        .ok(json!({ "do": "batch", "calls": [
            { "operation": "send", "params": { "roomid": token, "message": "Hi" } },
            { "operation": "leave", "params": { "roomid": "nowhere" } },
        ] }))
        .await?;
    ensure!(outcomes[0].get("ok") == Some(&Value::Null), "{outcomes}");
    ensure!(outcomes[1]["error"]["case"] == "unknown_key", "{outcomes}");
    driver
        .fails(
            "not-supported",
            subscribe("subscribe_room_update", None, json!({})),
        )
        .await?;
    driver.call("leave", json!({ "roomid": token })).await?;
    driver.finish().await?;

    let peer = Peer::listen().await?;
    let mut driver = bench.driver()?;
    driver.open("dimmer", &peer.http_url()?).await?;
    let begun = driver
        .begin(call_at("set_brightness", "desk", json!(7)))
        .await?;
    let exchange = peer.accept_http().await?;
    ensure!(
        exchange.head.starts_with("POST /jsonrpc HTTP/1.1"),
        "{}",
        exchange.head
    );
    let content_type = exchange.header("content-type");
    ensure!(
        content_type == Some("application/json"),
        "{}",
        exchange.head
    );
    let expected = json!({
        "jsonrpc": "2.0", "id": 1, "method": "Dimmer.1.brightness@desk", "params": { "value": 7 }
    });
    ensure!(exchange.json()? == expected, "{}", exchange.body);
    exchange.result(Value::Null).await?;
    ensure!(driver.answer(begun).await?.is_ok(), "the call failed");
    driver.finish().await?;
    Ok(())
}

pub(super) async fn failures(bench: &Bench<'_>) -> Result<()> {
    let peer = Peer::listen().await?;
    let options = json!({ "token": "se cret" });
    let mut driver = bench.messenger_with(&peer.http_url()?, options).await?;
    let leave = || call("leave", json!({ "roomid": "a" }));
    for (status, body, kind) in [
        (401, "", "connect-failed"),
        (500, "<html>", "connect-failed"),
        (302, "", "connect-failed"),
        (200, "<html>", "decode"),
        (200, "[]", "decode"),
        (
            200,
            "{\"jsonrpc\":\"2.0\",\"id\":77,\"result\":null}",
            "decode",
        ),
        (
            400,
            "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"no\"}}",
            "rpc",
        ),
    ] {
        let begun = driver.begin(leave()).await?;
        let exchange = peer.accept_http().await?;
        let bearer = exchange
            .header("authorization")
            .context("no token was sent")?
            .to_owned();
        ensure!(bearer == "Bearer se cret", "{bearer}");
        exchange.respond(status, body).await?;
        let error = driver.failed(kind, begun).await?;
        if kind == "connect-failed" {
            ensure!(
                error["status"] == status,
                "{error} after the status {status}"
            );
        }
    }
    // A deadline ends the request, and a cancelled one too.
    let mut hurried = leave();
    hurried["deadline"] = json!(300);
    let begun = driver.begin(hurried).await?;
    let exchange = peer.accept_http().await?;
    driver.failed("deadline", begun).await?;
    drop(exchange);
    let begun = driver.begin(leave()).await?;
    let exchange = peer.accept_http().await?;
    driver.ok(json!({ "do": "cancel", "call": begun })).await?;
    driver.failed("cancelled", begun).await?;
    drop(exchange);
    let url = peer.http_url()?;
    drop(peer);
    let error = driver.fails("connect-failed", leave()).await?;
    ensure!(error["status"].is_null(), "{error}");
    driver
        .fails("connect-failed", json!({ "do": "connect" }))
        .await
        .ok();
    let written = driver.finish().await?;
    ensure!(
        !written.contains("se cret"),
        "the token was written: {written}"
    );
    ensure!(!url.is_empty(), "no URL");
    Ok(())
}
