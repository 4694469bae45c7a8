//! Calls by name on the wire reach the service as values, and come back as JSON.

mod support;

use support::Server;

const STATION: &str = r#"{"name":"a","band":"fm","frequency":1}"#;

#[tokio::test]
async fn a_method_answers_or_fails() {
    let server = Server::tuner();
    assert_eq!(
        server.call("scan", "").await,
        r#""result":[{"name":"one","band":"fm","frequency":98900},{"name":"two","band":"fm","frequency":98900}]"#
    );
    assert_eq!(
        server.service.take_log(),
        ["scan ScanParams { band: Fm, limit: 20, extra: None, key: None }"]
    );
    assert_eq!(
        server.call("scan", r#"{"limit":1,"unknown":[]}"#).await,
        r#""error":{"code":-31012,"message":"ERROR_INPROGRESS","data":"A scan is under way already"}"#
    );
    assert_eq!(server.call("reset", "").await, r#""result":null"#);
    assert_eq!(
        server.call("Reset", "").await,
        r#""error":{"code":-32601,"message":"Unknown method."}"#
    );
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_its_place() {
    let server = Server::tuner();
    let invalid = |pointer: &str, reason: &str| {
        format!(
            r#""error":{{"code":-32602,"message":"Invalid parameters.","data":{{"pointer":"{pointer}","reason":"{reason}"}}}}"#
        )
    };
    let bounds = |pointer: &str, reason: &str| {
        format!(
            r#""error":{{"code":-31030,"message":"ERROR_BAD_REQUEST","data":{{"pointer":"{pointer}","reason":"{reason}"}}}}"#
        )
    };
    let tune = |more: &str| format!("{}{more}}}", STATION.trim_end_matches('}'));
    for (method, params, expected) in [
        (
            "scan",
            r#"{"band":"FM"}"#.to_owned(),
            invalid(
                "/band",
                r#"unknown text \"FM\", expected one of: fm, am, dab+"#,
            ),
        ),
        (
            "scan",
            r#"{"limit":0}"#.to_owned(),
            bounds("/limit", "the value is not within 1 to 100"),
        ),
        (
            "scan",
            r#"{"limit":256}"#.to_owned(),
            invalid("/limit", "invalid value: integer `256`, expected u8"),
        ),
        (
            "scan",
            r#"{"key":"AA"}"#.to_owned(),
            invalid("/key", "not Base64 with padding"),
        ),
        (
            "scan",
            r#"{"key":"AA=="}"#.to_owned(),
            bounds("/key", "the length is not within 2 to 8"),
        ),
        (
            "scan",
            "[]".to_owned(),
            invalid("", "invalid type: sequence, expected an object"),
        ),
        (
            "tune",
            "{}".to_owned(),
            invalid("/name", "the member is missing"),
        ),
        (
            "tune",
            STATION.replace(":1}", ":16777216}"),
            invalid(
                "/frequency",
                "the number 16777216 does not fit 24 unsigned bits",
            ),
        ),
        (
            "tune",
            tune(r#","aliases":["a",""]"#),
            bounds("/aliases/1", "the length is not within 1 to 16"),
        ),
        (
            "tune",
            tune(r#","aliases":["a","b","c","d","e"]"#),
            bounds("/aliases", "the length is not within 0 to 4"),
        ),
        (
            "tune",
            tune(r#","signal":{"level":0.5,"stereo":true}"#),
            bounds("/signal/level", "the value is not within -120 to 0"),
        ),
        (
            "volume",
            r#"{"value":101}"#.to_owned(),
            bounds("/value", "the value is not within 0 to 100"),
        ),
        (
            "volume",
            "5".to_owned(),
            invalid("", "invalid type: integer `5`, expected an object"),
        ),
        (
            "preset@7",
            String::new(),
            bounds("", "the value is not within 1 to 6"),
        ),
    ] {
        assert_eq!(
            server.call(method, &params).await,
            expected,
            "{method} {params}"
        );
    }
    assert_eq!(
        server.service.take_log(),
        [""; 0],
        "nothing reached the service"
    );
}

#[tokio::test]
async fn properties_are_read_and_written() {
    let server = Server::tuner();
    assert_eq!(
        server.call("volume", r#"{"value":40}"#).await,
        r#""result":null"#
    );
    assert_eq!(server.call("volume", "").await, r#""result":40"#);
    assert_eq!(
        server.call("station", "").await,
        r#""error":{"code":-31005,"message":"ERROR_ILLEGAL_STATE","data":"It is switched off"}"#
    );
    assert_eq!(
        server.call("station", STATION).await,
        r#""error":{"code":-31044,"message":"ERROR_NOT_SUPPORTED","data":"the property is read-only"}"#
    );
    assert_eq!(
        server.call("pin", "").await,
        r#""error":{"code":-31044,"message":"ERROR_NOT_SUPPORTED","data":"the property is write-only"}"#
    );
    assert_eq!(
        server.call("pin", r#"{"value":"1234"}"#).await,
        r#""result":null"#
    );
    assert_eq!(server.service.take_log(), ["pin 1234"]);
}

#[tokio::test]
async fn an_index_has_its_type() {
    let server = Server::tuner();
    assert_eq!(
        server.call("preset@3", "").await,
        r#""result":{"name":"preset 3","band":"fm","frequency":98900}"#
    );
    assert_eq!(
        server.call("preset", "").await,
        r#""error":{"code":-32602,"message":"Invalid parameters.","data":"the designator needs an index: <method>@<index>"}"#
    );
    assert!(
        server
            .call("preset@three", "")
            .await
            .contains(r#""code":-32602"#)
    );
    assert_eq!(
        server.call("preset@3", STATION).await,
        r#""error":{"code":-31022,"message":"ERROR_UNKNOWN_KEY","data":"There is no such button"}"#
    );
    assert_eq!(server.call("label", "").await, r#""result":"None""#);
    assert_eq!(
        server.call("label@5", "").await,
        r#""result":"Some(\"5\")""#
    );
    assert_eq!(
        server.call("label@top", r#"{"value":"x"}"#).await,
        r#""result":null"#
    );
    assert_eq!(
        server.service.take_log(),
        ["preset 3 a", "label Some(\"top\") x"]
    );
}

#[tokio::test]
async fn events_reach_those_who_registered() {
    let mut server = Server::tuner();
    for (method, params) in [
        ("register", r#"{"event":"tuned","id":"me"}"#),
        ("register@3", r#"{"event":"pressed","id":"me"}"#),
        ("register", r#"{"event":"scrolled","id":"top.me"}"#),
        ("register", r#"{"event":"silence","id":"me"}"#),
    ] {
        assert_eq!(
            server.call(method, params).await,
            r#""result":null"#,
            "{method} {params}"
        );
    }
    assert!(
        server
            .call("register@x", r#"{"event":"pressed","id":"me"}"#)
            .await
            .contains("-32602")
    );
    assert!(
        server
            .call("register", r#"{"event":"other","id":"me"}"#)
            .await
            .contains("-31048")
    );

    let events = &server.service.events;
    let pressed = bindings_tests::tuner::PressedEvent {
        at: "now".to_owned(),
    };
    let scrolled = bindings_tests::tuner::ScrolledEvent {
        text: "x".to_owned(),
    };
    events.pressed(2, &pressed);
    events.pressed(3, &pressed);
    events.scrolled("top", &scrolled);
    events.scrolled("bottom", &scrolled);
    events.silence();
    assert_eq!(server.call("tune", STATION).await, r#""result":null"#);
    assert_eq!(
        server
            .call("unregister", r#"{"event":"silence","id":"me"}"#)
            .await,
        r#""result":null"#
    );
    server.service.events.silence();
    assert_eq!(server.service.take_log(), ["tune a", "unregister silence"]);

    let mut sent = Vec::new();
    while let Ok(text) = server.sent.try_recv() {
        sent.push(
            text.trim_start_matches(r#"{"jsonrpc":"2.0","method":"#)
                .to_owned(),
        );
    }
    assert_eq!(
        sent,
        [
            r#""me.tuned","params":{"name":"now","band":"fm","frequency":98900}}"#,
            r#""me.pressed@3","params":{"at":"now"}}"#,
            r#""top.me.scrolled","params":{"text":"x"}}"#,
            r#""me.silence","params":null}"#,
            r#""me.tuned","params":{"name":"a","band":"fm","frequency":1}}"#,
        ]
    );
}

#[tokio::test]
async fn the_service_learns_of_closed_connections() {
    let server = Server::tuner();
    server.services.connection_closed(&*server.peer);
    assert_eq!(server.service.take_log(), ["closed 7"]);
}
