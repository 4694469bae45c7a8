//! Events.

use super::basics::join;
use crate::bench::{Bench, Dimmer, url};
use crate::driver::{self, Driver, call_at, subscribe};
use crate::peer::{Conversation, Peer};
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::server::Server;

pub(super) async fn in_order(bench: &Bench<'_>) -> Result<()> {
    let server = Server::start();
    let address = url(server.address());
    let mut bob = bench.messenger(&address).await?;
    let rooms = bob.subscribe("subscribe_room_update", None).await?;
    let token = join(&mut bob, "Lounge", "Bob").await?;
    let users = bob.subscribe("subscribe_user_update", Some(&token)).await?;
    let messages = bob.subscribe("subscribe_message", Some(&token)).await?;
    let mut ann = bench.messenger(&address).await?;
    let anns = join(&mut ann, "Lounge", "Ann").await?;
    for number in 0..50 {
        let (driver, token) = if number % 2 == 0 {
            (&mut bob, &token)
        } else {
            (&mut ann, &anns)
        };
        let params = json!({ "roomid": token, "message": number.to_string() });
        driver.call("send", params).await?;
    }
    for number in 0..50 {
        let event = bob.event(messages).await?;
        let user = if number % 2 == 0 { "Bob" } else { "Ann" };
        let expected = json!({ "user": user, "message": number.to_string() });
        ensure!(event == expected, "{event} instead of {expected}");
    }
    ann.call("leave", json!({ "roomid": anns })).await?;
    for (user, action) in [("Bob", "joined"), ("Ann", "joined"), ("Ann", "left")] {
        let event = bob.event(users).await?;
        let expected = json!({ "user": user, "action": action });
        ensure!(event == expected, "{event} instead of {expected}");
    }
    bob.call("leave", json!({ "roomid": token })).await?;
    for action in ["created", "destroyed"] {
        let event = bob.event(rooms).await?;
        let expected = json!({ "room": "Lounge", "action": action, "secure": "insecure" });
        ensure!(event == expected, "{event} instead of {expected}");
    }
    ann.finish().await?;
    bob.finish().await?;

    let dimmer = Dimmer::start();
    let mut driver = bench.driver()?;
    driver.open("dimmer", &dimmer.url()).await?;
    let desk = driver
        .subscribe("subscribe_brightness_changed", Some("desk"))
        .await?;
    let levels = [0, 40, 100, 1];
    for level in &levels[1..] {
        driver
            .ok(call_at("set_brightness", "desk", json!(level)))
            .await?;
    }
    // The state at first, then every change.
    for level in levels {
        let event = driver.event(desk).await?;
        ensure!(
            event == json!({ "brightness": level }),
            "{event} instead of {level}"
        );
    }
    driver.finish().await?;
    Ok(())
}

pub(super) async fn index(bench: &Bench<'_>) -> Result<()> {
    let server = Server::start();
    let mut driver = bench.messenger(&url(server.address())).await?;
    let mut rooms = Vec::new();
    for room in ["one", "two"] {
        let token = join(&mut driver, room, "Bob").await?;
        let messages = driver.subscribe("subscribe_message", Some(&token)).await?;
        rooms.push((room, token, messages));
    }
    for round in ["a", "b"] {
        for (room, token, _) in &rooms {
            let params = json!({ "roomid": token, "message": format!("{room} {round}") });
            driver.call("send", params).await?;
        }
    }
    for round in ["a", "b"] {
        for (room, _, messages) in &rooms {
            let event = driver.event(*messages).await?;
            ensure!(
                event["message"] == format!("{room} {round}"),
                "{event} for {room}"
            );
        }
    }
    driver.finish().await?;

    // How an index travels: in the client id, or in the designator if it holds a dot.
    let peer = Peer::listen().await?;
    let mut driver = bench.messenger(&peer.url()?).await?;
    driver
        .fails(
            "argument",
            subscribe("subscribe_message", Some("a@b"), json!({})),
        )
        .await?;
    let begun = driver
        .begin(subscribe("subscribe_message", Some("room"), json!({})))
        .await?;
    let mut conversation = peer.accept().await?;
    let (request, name) = conversation.registration().await?;
    let id = request["params"]["id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    ensure!(
        request["method"] == "Messenger.1.register" && id.starts_with("room.subscription"),
        "{request}"
    );
    ensure!(driver.answer(begun).await?.is_ok(), "subscribing failed");
    let dotted = driver
        .begin(subscribe("subscribe_message", Some("a.b"), json!({})))
        .await?;
    let (request, other) = conversation.registration().await?;
    let id = request["params"]["id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    ensure!(
        request["method"] == "Messenger.1.register@a.b" && id.starts_with("subscription"),
        "{request}"
    );
    ensure!(driver.answer(dotted).await?.is_ok(), "subscribing failed");
    conversation.event(&other, message(2)).await?;
    conversation.event(&name, message(1)).await?;
    ensure!(driver.event(begun).await? == message(1), "another event");
    ensure!(driver.event(dotted).await? == message(2), "another event");
    driver.finish().await?;
    Ok(())
}

pub(super) async fn callback(bench: &Bench<'_>) -> Result<()> {
    let (mut driver, mut conversation, subscription, name) =
        subscribed(bench, json!({ "callback": true })).await?;
    for number in 0..3 {
        conversation.event(&name, message(number)).await?;
    }
    for number in 0..3 {
        ensure!(
            driver.event(subscription).await? == message(number),
            "another event"
        );
    }
    driver
        .ok(json!({ "do": "unsubscribe", "subscription": subscription }))
        .await?;
    conversation.request("unregister").await?;
    ensure!(
        driver.end(subscription).await?.is_null(),
        "it ended with an error"
    );
    driver.finish().await?;
    Ok(())
}

pub(super) async fn unsubscribe(bench: &Bench<'_>) -> Result<()> {
    let (mut driver, mut conversation, subscription, name) = subscribed(bench, json!({})).await?;
    conversation.event(&name, message(1)).await?;
    ensure!(
        driver.event(subscription).await? == message(1),
        "another event"
    );
    driver
        .ok(json!({ "do": "unsubscribe", "subscription": subscription }))
        .await?;
    let request = conversation.request("unregister").await?;
    ensure!(request.get("id").is_none(), "{request} is no notification");
    ensure!(
        request["params"] == json!({ "event": "message", "id": name.trim_end_matches(".message") }),
        "{request}"
    );
    ensure!(
        driver.end(subscription).await?.is_null(),
        "it ended with an error"
    );
    conversation.event(&name, message(2)).await?;
    barrier(&mut driver, &mut conversation).await?;
    let late = driver.unasked(subscription);
    ensure!(late.is_empty(), "{late:?} after the end");
    // Once more is fine.
    driver
        .ok(json!({ "do": "unsubscribe", "subscription": subscription }))
        .await?;
    driver.finish().await?;

    // Against the real server: the others are not silenced.
    let server = Server::start();
    let mut driver = bench.messenger(&url(server.address())).await?;
    let token = join(&mut driver, "Lounge", "Bob").await?;
    let first = driver.subscribe("subscribe_message", Some(&token)).await?;
    let second = driver.subscribe("subscribe_message", Some(&token)).await?;
    driver
        .ok(json!({ "do": "unsubscribe", "subscription": first }))
        .await?;
    ensure!(driver.end(first).await?.is_null(), "it ended with an error");
    driver
        .call("send", json!({ "roomid": token, "message": "still here" }))
        .await?;
    ensure!(
        driver.event(second).await?["message"] == "still here",
        "another event"
    );
    ensure!(driver.unasked(first).is_empty(), "something after the end");
    driver.finish().await?;
    Ok(())
}

pub(super) async fn slow_consumer(bench: &Bench<'_>) -> Result<()> {
    // Five events into a buffer of three that nobody empties.
    for (policy, before, missed, after) in [
        ("drop-oldest", 0..0, 2, 2..5),
        ("drop-newest", 0..3, 2, 0..0),
    ] {
        let more = json!({ "hold": true, "buffer": 3, "policy": policy });
        let (mut driver, mut conversation, subscription, name) = subscribed(bench, more).await?;
        for number in 0..5 {
            conversation.event(&name, message(number)).await?;
        }
        barrier(&mut driver, &mut conversation).await?;
        driver
            .ok(json!({ "do": "resume", "subscription": subscription }))
            .await?;
        for number in before {
            ensure!(
                driver.event(subscription).await? == message(number),
                "another event"
            );
        }
        let gap = driver.gap(subscription, "overflow").await?;
        ensure!(
            gap["missed"] == missed && gap["snapshot"] == false,
            "{gap} with {policy}"
        );
        for number in after {
            ensure!(
                driver.event(subscription).await? == message(number),
                "another event"
            );
        }
        // It goes on as if nothing had been.
        conversation.event(&name, message(9)).await?;
        ensure!(
            driver.event(subscription).await? == message(9),
            "another event"
        );
        driver.finish().await?;
    }

    let more = json!({ "hold": true, "buffer": 3, "policy": "fail" });
    let (mut driver, mut conversation, subscription, name) = subscribed(bench, more).await?;
    for number in 0..5 {
        conversation.event(&name, message(number)).await?;
    }
    conversation.request("unregister").await?;
    driver
        .ok(json!({ "do": "resume", "subscription": subscription }))
        .await?;
    for number in 0..3 {
        ensure!(
            driver.event(subscription).await? == message(number),
            "another event"
        );
    }
    let end = driver.end(subscription).await?;
    ensure!(end["kind"] == "slow-consumer", "{end}");
    driver.finish().await?;
    Ok(())
}

pub(super) async fn unreadable(bench: &Bench<'_>) -> Result<()> {
    let (mut driver, mut conversation, subscription, name) = subscribed(bench, json!({})).await?;
    conversation.event(&name, message(1)).await?;
    for params in [
        json!({ "user": "Bob" }),
        json!([]),
        Value::Null,
        json!({ "user": 1, "message": "x" }),
    ] {
        conversation.event(&name, params).await?;
    }
    conversation.event(&name, message(2)).await?;
    ensure!(
        driver.event(subscription).await? == message(1),
        "another event"
    );
    for _ in 0..4 {
        let gap = driver.gap(subscription, "unreadable").await?;
        ensure!(gap["missed"] == 1, "{gap}");
    }
    ensure!(
        driver.event(subscription).await? == message(2),
        "another event"
    );
    driver.finish().await?;
    Ok(())
}

/// A driver that listens to the messages of a room, and its peer.
pub(super) async fn subscribed(
    bench: &Bench<'_>,
    more: Value,
) -> Result<(Driver, Conversation, u64, String)> {
    let peer = Peer::listen().await?;
    let mut driver = bench.messenger(&peer.url()?).await?;
    let begun = driver
        .begin(subscribe("subscribe_message", Some("room"), more))
        .await?;
    let mut conversation = peer.accept().await?;
    let (_, name) = conversation.registration().await?;
    let answer = driver.answer(begun).await?;
    ensure!(answer.is_ok(), "{answer:?}");
    Ok((driver, conversation, begun, name))
}

/// What the room says.
pub(super) fn message(number: u32) -> Value {
    json!({ "user": "Ann", "message": number.to_string() })
}

/// A call and its answer: whatever the peer has sent before has been read then.
pub(super) async fn barrier(driver: &mut Driver, conversation: &mut Conversation) -> Result<()> {
    let call = driver
        .begin(driver::call("leave", json!({ "roomid": "barrier" })))
        .await?;
    let request = conversation.request("leave").await?;
    conversation.result(&request, Value::Null).await?;
    let answer = driver.answer(call).await?;
    ensure!(answer.is_ok(), "{answer:?}");
    Ok(())
}
