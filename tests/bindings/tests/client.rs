//! The generated client against the generated dispatcher, in memory.

mod support;

use bindings_tests::tuner::*;
use jsonrpc_runtime::client::CallError;
use support::connected;
use support::radio::station;

fn scan(limit: u8) -> ScanParams {
    ScanParams {
        band: Band::Am,
        limit,
        extra: None,
        key: None,
    }
}

#[tokio::test]
async fn calls_come_back_typed() {
    let (client, _) = connected();
    let stations = client.scan(&scan(9)).await.expect("is answered");
    assert_eq!(stations, [station("one"), station("two")]);
    assert_eq!(
        client.scan(&scan(1)).await,
        Err(CallError::Method(ScanError::Inprogress))
    );
    match client.scan(&scan(101)).await {
        Err(CallError::Rpc(error)) => assert_eq!(error.code, -31030),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        client.tune(&station("none")).await,
        Err(CallError::Method(TuneError::UnknownKey))
    );
}

#[tokio::test]
async fn properties_come_back_typed() {
    let (client, server) = connected();
    assert_eq!(client.set_volume(55).await, Ok(()));
    assert_eq!(client.get_volume().await, Ok(55));
    assert_eq!(
        client.get_station().await,
        Err(CallError::Method(StationError::IllegalState))
    );
    assert_eq!(client.set_pin("1234").await, Ok(()));
    assert_eq!(client.get_preset(4).await, Ok(station("preset 4")));
    assert_eq!(client.get_label(None).await.as_deref(), Ok("None"));
    assert_eq!(client.set_label(Some("top"), "text").await, Ok(()));
    drop(client);
    let radio = server.await.expect("the server ends with its client");
    assert_eq!(
        radio.take_log(),
        ["pin 1234", "label Some(\"top\") text", "closed 7"]
    );
}

#[tokio::test]
async fn events_come_typed() {
    let (client, server) = connected();
    let mut tuned = client.subscribe_tuned().await.expect("is admitted");
    let silence = client.subscribe_silence().await.expect("is admitted");
    assert!(client.subscribe_pressed(0).await.is_ok());
    let pressed = client.subscribe_pressed(3).await.expect("is admitted");
    let scrolled = client.subscribe_scrolled("top").await.expect("is admitted");
    assert_eq!(client.tune(&station("next")).await, Ok(()));
    for name in ["now", "next"] {
        let event = tuned
            .next()
            .await
            .expect("the connection lives")
            .expect("is a station");
        assert_eq!(event.name, name);
    }
    drop((client, tuned, pressed, scrolled));
    drop(silence);
    let radio = server.await.expect("the server ends with its client");
    assert_eq!(
        radio.take_log(),
        ["tune next", "unregister silence", "closed 7"]
    );
}

#[test]
fn texts_of_a_newer_peer_survive() {
    let text = r#"{"name":"a","band":"longwave","frequency":1}"#;
    let station: Station = serde_json::from_str(text).expect("is read");
    assert_eq!(station.band.as_str(), "longwave");
    assert_eq!(serde_json::to_string(&station).expect("is written"), text);
}
