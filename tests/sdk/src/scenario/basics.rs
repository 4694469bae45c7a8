//! Calls.

use crate::bench::{Bench, Dimmer, url};
use crate::driver::{self, Driver, call_at};
use crate::peer::Peer;
use crate::proxy::{Mode, Proxy};
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::is_token;
use tests::server::Server;

/// Joins a room; gives the token.
pub(super) async fn join(driver: &mut Driver, room: &str, user: &str) -> Result<String> {
    let token = driver
        .call("join", json!({ "room": room, "user": user }))
        .await?;
    let token = token.as_str().unwrap_or_default().to_owned();
    ensure!(is_token(&token), "{token:?} is no token");
    Ok(token)
}

pub(super) async fn call(bench: &Bench<'_>) -> Result<()> {
    let server = Server::start();
    let mut driver = bench.messenger(&url(server.address())).await?;
    ensure!(
        driver.ok(json!({ "do": "state" })).await? == "idle",
        "connected before it was used"
    );
    let params = json!({ "room": "Lounge", "user": "Bob", "secure": "secure", "acl": ["*"] });
    let token = driver.call("join", params).await?;
    ensure!(
        driver.ok(json!({ "do": "state" })).await? == "open",
        "not open"
    );
    let message = json!({ "roomid": token, "message": "Hello!" });
    let sent = driver.call("send", message).await?;
    ensure!(sent.is_null(), "{sent} for send");
    let left = driver.call("leave", json!({ "roomid": token })).await?;
    ensure!(left.is_null(), "{left} for leave");
    driver.finish().await?;

    let peer = Peer::listen().await?;
    let mut driver = bench.messenger(&peer.url()?).await?;
    let first = driver
        .begin(driver::call("leave", json!({ "roomid": "a" })))
        .await?;
    let mut conversation = peer.accept().await?;
    ensure!(
        conversation.subprotocol.as_deref() == Some("notification"),
        "the subprotocols {:?}",
        conversation.subprotocol
    );
    let request = conversation.request("leave").await?;
    let expected = json!({
        "jsonrpc": "2.0", "id": 1, "method": "Messenger.1.leave", "params": { "roomid": "a" }
    });
    ensure!(request == expected, "{request} instead of {expected}");
    let second = driver
        .begin(driver::call("leave", json!({ "roomid": "b" })))
        .await?;
    let other = conversation.request("leave").await?;
    ensure!(other["id"] == 2, "{other} instead of id 2");
    // The other way round.
    conversation
        .error(&other, json!({ "code": 1, "message": "second" }))
        .await?;
    conversation.result(&request, Value::Null).await?;
    let error = driver.failed("rpc", second).await?;
    ensure!(error["message"] == "second", "{error}");
    ensure!(driver.answer(first).await?.is_ok(), "the first call failed");
    driver.finish().await?;
    Ok(())
}

pub(super) async fn typed_error(bench: &Bench<'_>) -> Result<()> {
    let server = Server::start();
    let mut driver = bench.messenger(&url(server.address())).await?;
    join(&mut driver, "Lounge", "Bob").await?;
    let again = json!({ "room": "Lounge", "user": "Bob" });
    let error = driver.fails("method", driver::call("join", again)).await?;
    ensure!(
        error["name"] == "JoinError" && error["case"] == "illegal_state" && error["code"] == -31005,
        "{error}"
    );
    ensure!(error["message"] == "ERROR_ILLEGAL_STATE", "{error}");
    ensure!(
        error["data"]
            .as_str()
            .is_some_and(|data| data.contains("already taken")),
        "{error}"
    );
    let error = driver
        .fails(
            "method",
            driver::call("leave", json!({ "roomid": "0".repeat(20) })),
        )
        .await?;
    ensure!(
        error["name"] == "LeaveError" && error["case"] == "unknown_key",
        "{error}"
    );
    driver.finish().await?;

    let options = json!({ "callsign": "Nobody" });
    let mut driver = bench
        .messenger_with(&url(server.address()), options)
        .await?;
    let error = driver
        .fails("rpc", driver::call("leave", json!({ "roomid": "a" })))
        .await?;
    ensure!(error["code"] == -31043, "{error}");
    driver.finish().await?;
    Ok(())
}

pub(super) async fn deadline(bench: &Bench<'_>) -> Result<()> {
    let server = Server::start();
    let proxy = Proxy::start(server.address()).await?;
    let mut driver = bench.messenger(&proxy.url()).await?;
    let token = join(&mut driver, "Lounge", "Bob").await?;
    proxy.set(Mode::Stall);
    let mut hurried = driver::call("leave", json!({ "roomid": token }));
    hurried["deadline"] = json!(300);
    driver.fails("deadline", hurried).await?;
    proxy.set(Mode::Pass);
    // The late answer comes first, and is nobody's.
    let error = driver
        .fails("method", driver::call("leave", json!({ "roomid": token })))
        .await?;
    ensure!(error["case"] == "unknown_key", "{error}");
    driver.finish().await?;

    // A deadline holds without a connection too, and the client's own one where a call has none.
    let peer = Peer::listen().await?;
    let address = peer.address()?;
    drop(peer);
    let mut driver = bench
        .messenger_with(&url(address), json!({ "deadline": 300 }))
        .await?;
    driver
        .fails("deadline", driver::call("leave", json!({ "roomid": "a" })))
        .await?;
    driver.finish().await?;
    Ok(())
}

pub(super) async fn cancel(bench: &Bench<'_>) -> Result<()> {
    let peer = Peer::listen().await?;
    let mut driver = bench.messenger(&peer.url()?).await?;
    // Not sent: there is no connection yet.
    let unsent = driver
        .begin(driver::call("leave", json!({ "roomid": "unsent" })))
        .await?;
    driver.ok(json!({ "do": "cancel", "call": unsent })).await?;
    driver.failed("cancelled", unsent).await?;
    let sent = driver
        .begin(driver::call("leave", json!({ "roomid": "sent" })))
        .await?;
    let mut conversation = peer.accept().await?;
    let request = conversation.request("leave").await?;
    ensure!(
        request["params"]["roomid"] == "sent",
        "a call that was given up has been sent: {request}"
    );
    driver.ok(json!({ "do": "cancel", "call": sent })).await?;
    driver.failed("cancelled", sent).await?;
    conversation.result(&request, Value::Null).await?;
    let next = driver
        .begin(driver::call("leave", json!({ "roomid": "next" })))
        .await?;
    let request = conversation.request("leave").await?;
    conversation.result(&request, Value::Null).await?;
    ensure!(driver.answer(next).await?.is_ok(), "the next call failed");
    driver.finish().await?;
    Ok(())
}

pub(super) async fn property(bench: &Bench<'_>) -> Result<()> {
    let dimmer = Dimmer::start();
    let mut driver = bench.driver()?;
    driver.open("dimmer", &dimmer.url()).await?;
    let lamps = driver.call("get_lamps", Value::Null).await?;
    ensure!(lamps == json!(["ceiling", "desk"]), "{lamps}");
    let set = driver
        .ok(call_at("set_brightness", "desk", json!(40)))
        .await?;
    ensure!(set.is_null(), "{set}");
    let brightness = driver
        .ok(call_at("get_brightness", "desk", Value::Null))
        .await?;
    ensure!(brightness == 40, "{brightness}");
    let off = driver.call("turn_off", Value::Null).await?;
    ensure!(off == 2, "{off}");
    let error = driver
        .fails("method", call_at("get_brightness", "nowhere", Value::Null))
        .await?;
    ensure!(
        error["name"] == "BrightnessError" && error["case"] == "unknown_key",
        "{error}"
    );
    // What cannot be addressed or does not fit is refused before it is sent.
    driver
        .fails("argument", call_at("get_brightness", "a@b", Value::Null))
        .await?;
    driver
        .fails("argument", call_at("set_brightness", "desk", json!(256)))
        .await?;
    let error = driver
        .fails("rpc", call_at("set_brightness", "desk", json!(101)))
        .await?;
    ensure!(error["code"] == -31030, "{error}");
    driver.finish().await?;
    Ok(())
}

/// Texts that break what is careless with them.
const HOSTILE: &[&str] = &[
    "",
    " leading and trailing ",
    "\"quotes\" \\backslashes\\ /slashes/ 'single' `ticks`",
    "nul \u{0} and other \u{1}\u{8}\u{b}\u{1f}\u{7f} controls \t\r\n",
    "\\u0041 \\n \\x41 %s %d %n ${jndi:x} {{7*7}} {0} $(id)",
    "</script><script>alert(1)</script> ]]> --> <!-- &amp;",
    "separators \u{2028}\u{2029} marks \u{feff}\u{202e}\u{200d}",
    "\u{1f600}\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \u{10ffff} e\u{301} \u{fb01}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}",
    "null",
];

pub(super) async fn hostile_strings(bench: &Bench<'_>) -> Result<()> {
    let server = Server::start();
    let mut driver = bench.messenger(&url(server.address())).await?;
    let room = "Raum 'ä\" \\ </b> \u{1f600} {0} %s";
    let token = join(&mut driver, room, "\u{2028}Bob\u{feff}").await?;
    let messages = driver.subscribe("subscribe_message", Some(&token)).await?;
    let long = "ä\u{1f600}\"\\".repeat(10_000);
    for text in HOSTILE.iter().copied().chain([long.as_str()]) {
        driver
            .call("send", json!({ "roomid": token, "message": text }))
            .await?;
        let event = driver.event(messages).await?;
        let expected = json!({ "user": "\u{2028}Bob\u{feff}", "message": text });
        ensure!(event == expected, "{event} instead of {expected}");
    }
    driver.finish().await?;
    Ok(())
}

pub(super) async fn many_messages(bench: &Bench<'_>) -> Result<()> {
    const MESSAGES: usize = 10_000;
    const AT_ONCE: usize = 100;
    let server = Server::start();
    let mut driver = bench.messenger(&url(server.address())).await?;
    let token = join(&mut driver, "Lounge", "Bob").await?;
    let messages = driver.subscribe("subscribe_message", Some(&token)).await?;
    for start in (0..MESSAGES).step_by(AT_ONCE) {
        let mut calls = Vec::new();
        for number in start..start + AT_ONCE {
            let params = json!({ "roomid": token, "message": number.to_string() });
            calls.push(driver.begin(driver::call("send", params)).await?);
        }
        for call in calls {
            let answer = driver.answer(call).await?;
            ensure!(answer.is_ok(), "{answer:?}");
        }
        for number in start..start + AT_ONCE {
            let event = driver.event(messages).await?;
            ensure!(
                event["message"] == json!(number.to_string()),
                "{event} instead of {number}"
            );
        }
    }
    driver.finish().await?;
    Ok(())
}
