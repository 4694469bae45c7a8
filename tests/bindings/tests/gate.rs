//! What definitions have that come from headers: instances, second names, methods that announce their end.

mod support;

use bindings_tests::gate::*;
use jsonrpc_runtime::client::{CallError, CompletionError};
use jsonrpc_runtime::{Caller, Context, OneOrMany, Target};
use std::sync::Arc;
use support::Server;
use support::garage::{Garage, connected};

const INVALID: &str = r#""error":{"code":-32602,"message":"Invalid parameters.","data":"#;

/// Registers and takes what the answer says.
async fn register(server: &Server<Garage>, method: &str, event: &str, id: &str) -> String {
    let params = format!(r#"{{"event":"{event}","id":"{id}"}}"#);
    server.call(method, &params).await
}

fn sent(server: &mut Server<Garage>) -> Vec<String> {
    std::iter::from_fn(|| server.sent.try_recv().ok()).collect()
}

#[tokio::test]
async fn both_names_of_a_method_are_served() {
    let server = Server::gate();
    for name in ["enter", "admit"] {
        let answer = server.call(name, r#"{"plate":"A"}"#).await;
        assert_eq!(answer, r#""result":7"#, "{name}");
    }
    for name in ["audit::count", "audit::tally"] {
        assert_eq!(server.call(name, "").await, r#""result":12"#, "{name}");
    }
    for name in [
        "admit",
        "audit::tally",
        "cars",
        "barrier::open",
        "barrier#n::open",
    ] {
        let params = format!(r#"{{"method":"{name}"}}"#);
        assert_eq!(server.call("exists", &params).await, r#""result":true"#);
    }
    let unknown = r#""error":{"code":-32601,"message":"Unknown method."}"#;
    for name in [
        "tally",
        "count",
        "audit#1::count",
        "other#1::count",
        "visit::exists",
    ] {
        assert_eq!(server.call(name, "").await, unknown, "{name}");
    }
}

#[tokio::test]
async fn fractions_bound_numbers_with_fractions() {
    let server = Server::gate();
    let enter = |weight: &str| format!(r#"{{"plate":"A","weight":{weight}}}"#);
    assert_eq!(server.call("enter", &enter("0.5")).await, r#""result":7"#);
    assert_eq!(
        server.call("enter", &enter("0.25")).await,
        r#""error":{"code":-31030,"message":"ERROR_BAD_REQUEST","data":{"pointer":"/weight","reason":"the value is not within 0.5 to 3.5"}}"#
    );
}

#[tokio::test]
async fn instances_are_called_by_their_ids() {
    let server = Server::gate();
    assert_eq!(server.call("visit#7::leave", "").await, r#""result":null"#);
    assert_eq!(
        server.call("visit::leave", "").await,
        format!(r#"{INVALID}"the designator needs an instance: <prefix>#<id>::<method>"}}"#)
    );
    assert!(
        server
            .call("visit#x::leave", "")
            .await
            .starts_with(&format!(
                r#"{INVALID}{{"pointer":"","reason":"instance \"x\": "#
            ))
    );
    assert_eq!(
        server.call("barrier#n.1@a/b::angle@3", "").await,
        r#""result":45"#
    );
    assert_eq!(server.call("barrier#n::angle", "").await, r#""result":45"#);
    assert_eq!(
        server.service.take_log(),
        ["leave 7", "angle of n.1@a/b Some(3)", "angle of n None"]
    );
}

#[tokio::test]
async fn each_direction_has_its_own_index_and_null_may_be_a_value() {
    let server = Server::gate();
    for (params, value) in [
        (r#"{"value":9}"#, "Some(9)"),
        (r#"{"value":null}"#, "None"),
        ("{}", "None"),
    ] {
        let answer = server.call("barrier#n::angle", params).await;
        assert_eq!(answer, r#""result":null"#);
        assert_eq!(
            server.service.take_log(),
            [format!("set angle of n {value}")]
        );
    }
    assert_eq!(
        server.call("barrier#n::angle", r#"{"value":91}"#).await,
        r#""error":{"code":-31030,"message":"ERROR_BAD_REQUEST","data":{"pointer":"/value","reason":"the value is not within 0 to 90"}}"#
    );
    assert_eq!(
        server.call("locate", r#"{"plate":"A"}"#).await,
        r#""result":"deck 1""#
    );
    assert_eq!(
        server.call("locate", r#"{"plate":"B"}"#).await,
        r#""result":null"#
    );
}

#[tokio::test]
async fn one_item_travels_alone() {
    let server = Server::gate();
    for name in ["plates", "cars"] {
        let all = server.call(name, "").await;
        assert_eq!(all, r#""result":[{"plate":"A"},{"plate":"B"}]"#);
        let one = server.call(&format!("{name}@low"), "").await;
        assert_eq!(one, r#""result":{"plate":"A"}"#);
    }
    let event: AuditCountedEvent = serde_json::from_str(r#"{"decks":5}"#).expect("one deck");
    assert_eq!(event.decks, OneOrMany(vec![5]));
}

#[tokio::test]
async fn an_event_comes_under_the_name_that_was_registered() {
    let mut server = Server::gate();
    for (method, event) in [
        ("register", "closed"),
        ("register", "shut"),
        ("register", "audit::counted"),
        ("audit::register", "counted"),
    ] {
        let answer = register(&server, method, event, &format!("{event}{method}")).await;
        assert_eq!(answer, r#""result":null"#, "{method} {event}");
    }
    let answer = register(&server, "register", "counted", "c").await;
    assert!(answer.contains("-31048"), "{answer}");
    let events = &server.service.events;
    events.closed();
    events.audit_counted(&AuditCountedEvent {
        decks: vec![4].into(),
    });
    assert_eq!(
        sent(&mut server),
        [
            r#"{"jsonrpc":"2.0","method":"closedregister.closed","params":null}"#,
            r#"{"jsonrpc":"2.0","method":"shutregister.shut","params":null}"#,
            r#"{"jsonrpc":"2.0","method":"audit::countedregister.audit::counted","params":{"decks":4}}"#,
            r#"{"jsonrpc":"2.0","method":"countedaudit::register.audit::counted","params":{"decks":4}}"#,
        ]
    );
    let params = r#"{"event":"shut","id":"shutregister"}"#;
    assert_eq!(server.call("unregister", params).await, r#""result":null"#);
    server.service.events.closed();
    assert_eq!(sent(&mut server).len(), 1);
}

#[tokio::test]
async fn an_event_of_instances_is_registered_for_one() {
    let mut server = Server::gate();
    let null = r#""result":null"#;
    assert_eq!(
        register(&server, "barrier#n::register", "moved", "a").await,
        null
    );
    assert_eq!(
        register(&server, "register", "barrier#n::moved", "b").await,
        null
    );
    assert_eq!(
        register(&server, "barrier#s::register", "moved", "a").await,
        null
    );
    let again = register(&server, "register", "barrier#n::moved", "a").await;
    assert!(again.contains("-31048"), "{again}");
    assert_eq!(
        register(&server, "barrier::register", "moved", "a").await,
        format!(
            r#"{INVALID}"the event \"barrier::moved\" needs an instance: barrier#<id>::register"}}"#
        )
    );
    let plain = register(&server, "register", "x#n::closed", "a").await;
    assert!(plain.contains("has no event"), "{plain}");
    let long = format!("barrier#{}::register", "n".repeat(257));
    let long = register(&server, &long, "moved", "a").await;
    assert!(long.contains("longer than 256 bytes"), "{long}");
    server
        .service
        .events
        .barrier_moved(&"n".to_owned().into(), &BarrierMovedEvent { angle: 3 });
    assert_eq!(
        sent(&mut server),
        ["a", "b"].map(|id| format!(
            r#"{{"jsonrpc":"2.0","method":"{id}.barrier#n::moved","params":{{"angle":3}}}}"#
        ))
    );
    let params = r#"{"event":"moved","id":"a"}"#;
    assert_eq!(server.call("barrier#n::unregister", params).await, null);
    server
        .service
        .events
        .barrier_moved(&"n".to_owned().into(), &BarrierMovedEvent { angle: 4 });
    assert_eq!(sent(&mut server).len(), 1);
}

#[tokio::test]
async fn an_index_of_an_instance_chooses_within_it() {
    let mut server = Server::gate();
    let null = r#""result":null"#;
    for (method, event, id) in [
        ("barrier#n::register@ 7", "sensed", "seven"),
        ("barrier#n::register", "sensed", "every"),
        ("visit#1::register@card", "paid", "card"),
        ("register@9", "lane", "nine"),
    ] {
        assert_eq!(register(&server, method, event, id).await, null, "{method}");
    }
    for (method, event) in [
        ("visit#1::register", "paid"),
        ("visit#1::register@gold", "paid"),
        ("barrier#n::register@x", "sensed"),
        ("register", "lane"),
    ] {
        let answer = register(&server, method, event, "x").await;
        assert!(answer.starts_with(INVALID), "{method}: {answer}");
    }
    let (north, south) = (
        BarrierId::from("n".to_owned()),
        BarrierId::from("s".to_owned()),
    );
    let events = &server.service.events;
    events.barrier_sensed(&north, 7);
    events.barrier_sensed(&north, 8);
    events.barrier_sensed(&south, 7);
    events.visit_paid(&1.into(), &VisitPaidIndex::Card);
    events.visit_paid(&1.into(), &VisitPaidIndex::Cash);
    events.visit_paid(&2.into(), &VisitPaidIndex::Card);
    events.lane(9);
    events.lane(8);
    let names: Vec<String> = sent(&mut server)
        .iter()
        .filter_map(|text| Some(text.split('"').nth(7)?.to_owned()))
        .collect();
    assert_eq!(
        names,
        [
            "seven.barrier#n::sensed@ 7",
            "every.barrier#n::sensed",
            "every.barrier#n::sensed",
            "card.visit#1::paid@card",
            "nine.lane@9",
        ]
    );
}

#[tokio::test]
async fn the_end_of_a_method_is_told_to_its_caller() {
    let mut server = Server::gate();
    let answer = server
        .call("barrier#n::open", r#"{"id":"me.1","speed":3}"#)
        .await;
    assert_eq!(answer, r#""result":null"#);
    assert!(sent(&mut server).is_empty());
    server.service.stop_all();
    assert_eq!(
        sent(&mut server),
        [r#"{"jsonrpc":"2.0","method":"me.1.open","params":{"angle":90}}"#]
    );
    assert_eq!(
        server.call("barrier#n::open", r#"{"speed":3}"#).await,
        format!(r#"{INVALID}{{"pointer":"/id","reason":"the member is missing"}}}}"#)
    );
    let answer = server
        .call("barrier#n::open", r#"{"id":"x","speed":4}"#)
        .await;
    assert!(answer.contains("-31030"), "{answer}");
    assert_eq!(
        server.call("barrier#n::close", r#"{"job":"j"}"#).await,
        r#""result":3"#
    );
    assert_eq!(
        sent(&mut server),
        [r#"{"jsonrpc":"2.0","method":"j.close","params":null}"#]
    );
}

/// A connection that ends with its call, as an HTTP request.
struct Request;

impl jsonrpc_runtime::Connection for Request {
    fn id(&self) -> jsonrpc_runtime::ConnectionId {
        jsonrpc_runtime::ConnectionId(8)
    }

    fn deliver(&self, _: jsonrpc_runtime::Notification<'_>) {
        unreachable!("nothing can be delivered");
    }

    fn subscriptions(&self) -> Option<&jsonrpc_runtime::Subscriptions> {
        None
    }
}

#[tokio::test]
async fn a_method_whose_end_cannot_be_told_is_not_begun() {
    let server = Server::gate();
    let context = Context::new(Arc::new(Request), Arc::new(Caller::default()));
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"Gate.1.barrier#n::open","params":{"id":"x"}}"#;
    let (_, answer) = server.services.answer(call, Target::ANY, &context).await;
    assert!(answer.contains(r#""code":-31044"#), "{answer}");
    assert!(server.service.take_log().is_empty());
}

#[tokio::test]
async fn the_client_hides_where_things_stand_on_the_wire() {
    let (client, garage, server) = connected();
    let north = BarrierId::from("n".to_owned());
    let visit = client
        .enter(&EnterParams {
            plate: "A".to_owned(),
            weight: None,
        })
        .await
        .expect("there is room");
    assert_eq!(client.visit_leave(&visit).await, Ok(()));
    assert_eq!(client.audit_count().await, Ok(12));
    assert_eq!(client.get_barrier_angle(&north, Some(2)).await, Ok(45));
    assert_eq!(client.set_barrier_angle(&north, None).await, Ok(()));
    assert_eq!(client.set_barrier_angle(&north, Some(1)).await, Ok(()));
    let plates = client.get_plates(Some(&PlatesIndex::High)).await;
    assert_eq!(plates.map(|plates| plates.len()), Ok(1));
    let found = client
        .locate(&LocateParams {
            plate: "B".to_owned(),
        })
        .await;
    assert_eq!(found, Ok(None));
    assert!(matches!(client.visit_leave(&visit).await, Ok(())));
    let unaddressable = BarrierId::from("a::b".to_owned());
    assert!(matches!(
        client.get_barrier_angle(&unaddressable, None).await,
        Err(CallError::Index(_))
    ));

    let opening = client
        .barrier_open(&north, &BarrierOpenParams { speed: 2 })
        .await
        .expect("it begins");
    garage.stop_all();
    assert_eq!(opening.await, Ok(BarrierOpenCompletion { angle: 90 }));
    #[allow(deprecated)]
    let (seconds, closing) = client.barrier_close(&north).await.expect("it begins");
    assert_eq!((seconds, closing.await), (3, Ok(())));
    let lost = client
        .barrier_open(&north, &BarrierOpenParams { speed: 2 })
        .await;

    let mut moved = client
        .subscribe_barrier_moved(&north)
        .await
        .expect("is admitted");
    let mut sensed = client
        .subscribe_barrier_sensed(&north, None)
        .await
        .expect("is admitted");
    let mut paid = client
        .subscribe_visit_paid(&visit, &VisitPaidIndex::Cash)
        .await
        .expect("is admitted");
    let mut counted = client.subscribe_audit_counted().await.expect("is admitted");
    garage
        .events
        .barrier_moved(&north, &BarrierMovedEvent { angle: 5 });
    garage.events.barrier_sensed(&north, 3);
    garage.events.visit_paid(&visit, &VisitPaidIndex::Cash);
    let decks = OneOrMany(vec![1, 2]);
    garage.events.audit_counted(&AuditCountedEvent { decks });
    assert_eq!(moved.next().await, Some(Ok(BarrierMovedEvent { angle: 5 })));
    assert_eq!(sensed.next().await, Some(Ok(())));
    assert_eq!(paid.next().await, Some(Ok(())));
    let decks = counted
        .next()
        .await
        .map(|event| event.map(|event| event.decks.len()));
    assert_eq!(decks, Some(Ok(2)));

    let lost = tokio::spawn(lost.expect("it begins").into_future());
    server.abort();
    let lost = lost.await.expect("no panic");
    assert_eq!(lost, Err(CompletionError::Closed));
}
