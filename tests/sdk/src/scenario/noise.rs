//! What a client must not mind.

use super::events::{barrier, message, subscribed};
use crate::bench::Bench;
use crate::driver::call;
use anyhow::{Result, ensure};
use serde_json::{Value, json};

pub(super) async fn noise(bench: &Bench<'_>) -> Result<()> {
    let (mut driver, mut conversation, subscription, name) = subscribed(bench, json!({})).await?;
    let client_id = name.trim_end_matches(".message").to_owned();
    for text in [
        "",
        " ",
        "no JSON",
        "{",
        "null",
        "5",
        "[]",
        "[[]]",
        "[null, 5, {}]",
        "{}",
        r#"{"jsonrpc":"2.0"}"#,
        r#"{"jsonrpc":"2.0","id":999999,"result":null}"#,
        r#"{"jsonrpc":"2.0","id":"1","result":null}"#,
        r#"{"jsonrpc":"2.0","id":1.5,"result":null}"#,
        r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"nobody's"}}"#,
        r#"{"jsonrpc":"2.0","method":5}"#,
        r#"{"jsonrpc":"2.0","method":"unknown.event","params":{}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"Client.1.call","params":{}}"#,
        r#"{"jsonrpc":"2.0","method":"__proto__","params":{}}"#,
        r#"{"jsonrpc":"2.0","method":"constructor"}"#,
    ] {
        conversation.say(text).await?;
    }
    for event in ["", "unknown", "Message", "message@x", "message."] {
        conversation
            .event(&format!("{client_id}.{event}"), message(0))
            .await?;
    }
    // Two events in one message, unknown members around them.
    let known = |number| {
        json!({
            "jsonrpc": "2.0", "future": [{}], "method": name,
            "params": { "user": "Ann", "future": null, "message": format!("{number}"), "more": {} }
        })
    };
    conversation
        .say(json!([known(1), { "jsonrpc": "2.0", "method": "x.y" }, known(2)]).to_string())
        .await?;
    for number in [1, 2] {
        let event = driver.event(subscription).await?;
        ensure!(event == message(number), "{event}");
    }
    barrier(&mut driver, &mut conversation).await?;
    ensure!(
        driver.unasked(subscription).is_empty(),
        "an event out of noise"
    );

    // Answers that are none.
    for (answer, kind) in [
        (json!({}), "decode"),
        (
            json!({ "result": 1, "error": { "code": 1, "message": "both" } }),
            "decode",
        ),
        (json!({ "error": "text" }), "decode"),
        (
            json!({ "error": { "code": "1", "message": "x" } }),
            "decode",
        ),
        (json!({ "error": { "message": "x" } }), "decode"),
        (
            json!({ "result": null, "error": { "code": 7, "message": "x", "more": 1 } }),
            "rpc",
        ),
    ] {
        let begun = driver
            .begin(call("join", json!({ "room": "R", "user": "U" })))
            .await?;
        let request = conversation.request("join").await?;
        let mut answer = answer;
        answer["jsonrpc"] = json!("2.0");
        answer["id"] = request["id"].clone();
        conversation.say(answer.to_string()).await?;
        driver.failed(kind, begun).await?;
    }
    // One error without an id ends the only message that is unanswered.
    let begun = driver
        .begin(call("leave", json!({ "roomid": "a" })))
        .await?;
    conversation.request("leave").await?;
    conversation
        .error(
            &json!({ "id": null }),
            json!({ "code": -32600, "message": "Invalid request." }),
        )
        .await?;
    let error = driver.failed("rpc", begun).await?;
    ensure!(error["code"] == -32600, "{error}");
    // Messages may be large.
    let text = "a".repeat(16 << 20);
    conversation
        .event(&name, json!({ "user": "Ann", "message": text }))
        .await?;
    let event = driver.event(subscription).await?;
    ensure!(
        event["message"].as_str().map(str::len) == Some(16 << 20),
        "a large message was cut"
    );
    let result: Value = driver.ok(json!({ "do": "state" })).await?;
    ensure!(result == "open", "{result}");
    driver.finish().await?;
    Ok(())
}
