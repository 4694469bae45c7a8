//! Batches.

use super::basics::join;
use crate::bench::{Bench, url};
use crate::peer::Peer;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::server::Server;

fn command(calls: Value) -> Value {
    json!({ "do": "batch", "calls": calls })
}

pub(super) async fn batch(bench: &Bench<'_>) -> Result<()> {
    let server = Server::start();
    let mut driver = bench.messenger(&url(server.address())).await?;
    let token = join(&mut driver, "Lounge", "Bob").await?;
    let outcomes = driver
        .ok(command(json!([
            { "operation": "join", "params": { "room": "Lounge", "user": "Ann" } },
            { "operation": "join", "params": { "room": "Lounge", "user": "Bob" } },
            { "operation": "send", "params": { "roomid": token, "message": "Hi" } },
            { "operation": "leave", "params": { "roomid": "nowhere" } },
        ])))
        .await?;
    ensure!(
        outcomes[0]["ok"].as_str().is_some_and(tests::is_token),
        "{outcomes}"
    );
    ensure!(
        outcomes[1]["error"]["case"] == "illegal_state",
        "{outcomes}"
    );
    ensure!(outcomes[2].get("ok") == Some(&Value::Null), "{outcomes}");
    ensure!(outcomes[3]["error"]["name"] == "LeaveError", "{outcomes}");
    let nothing = driver.ok(command(json!([]))).await?;
    ensure!(nothing == json!([]), "{nothing}");
    driver.finish().await?;

    // The answers in any order, in pieces.
    let peer = Peer::listen().await?;
    let mut driver = bench.messenger(&peer.url()?).await?;
    let begun = driver
        .begin(command(json!([
            { "operation": "leave", "params": { "roomid": "a" } },
            { "operation": "leave", "params": { "roomid": "b" } },
            { "operation": "leave", "params": { "roomid": "c" } },
        ])))
        .await?;
    let mut conversation = peer.accept().await?;
    let requests = conversation.receive().await?;
    let ids: Vec<&Value> = requests
        .as_array()
        .context("a batch is an array")?
        .iter()
        .map(|request| &request["id"])
        .collect();
    ensure!(
        ids == [1, 2, 3].map(|id| json!(id)).iter().collect::<Vec<_>>(),
        "{requests}"
    );
    let error = json!({ "code": -31022, "message": "ERROR_UNKNOWN_KEY" });
    let answers = json!([
        { "jsonrpc": "2.0", "id": 3, "result": null },
        { "jsonrpc": "2.0", "id": 1, "error": error },
    ]);
    conversation.say(answers.to_string()).await?;
    conversation
        .say(json!({ "jsonrpc": "2.0", "id": 2, "result": null }).to_string())
        .await?;
    let answer = driver.answer(begun).await?;
    let outcomes = answer.map_err(|error| anyhow::anyhow!("{error}"))?;
    ensure!(outcomes[0]["error"]["case"] == "unknown_key", "{outcomes}");
    ensure!(outcomes[1].get("ok") == Some(&Value::Null), "{outcomes}");
    ensure!(outcomes[2].get("ok") == Some(&Value::Null), "{outcomes}");
    driver.finish().await?;
    Ok(())
}

pub(super) async fn refused(bench: &Bench<'_>) -> Result<()> {
    let server = Server::with(&["--max-batch", "2"]);
    let mut driver = bench.messenger(&url(server.address())).await?;
    let one = json!({ "operation": "leave", "params": { "roomid": "nowhere" } });
    let outcomes = driver.ok(command(json!([one, one, one]))).await?;
    for outcome in outcomes.as_array().into_iter().flatten() {
        ensure!(outcome["error"]["kind"] == "rpc", "{outcomes}");
    }
    // Params that do not fit fail alone, and the others are sent.
    let outcomes = driver
        .ok(command(
            json!([one, { "operation": "leave", "params": { "roomid": 5 } }]),
        ))
        .await?;
    ensure!(outcomes[0]["error"]["case"] == "unknown_key", "{outcomes}");
    ensure!(outcomes[1]["error"]["kind"] == "argument", "{outcomes}");
    driver.finish().await?;
    Ok(())
}
