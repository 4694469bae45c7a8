//! One interface in each of the three formats: what is taken of params, and what travels back.
//!
//! Values that are read are bare in all of them. When a property is written, `compliant` takes an object: one with
//! the member `value`, unless the value is an object, which is taken as it is. The others take the bare value.

mod support;

use jsonrpc_runtime::{Context, Failure, Lifecycle};
use std::sync::{Arc, Mutex};
use support::Server;

/// A service of one format; `$carried` is what `take` takes and `changed` carries, and `$sample` one of it.
macro_rules! panel {
    ($format:ident, $carried:ty, $sample:expr) => {
        mod $format {
            use super::*;
            use bindings_tests::$format::*;

            #[derive(Default)]
            pub(crate) struct Panel {
                events: PanelEvents,
                written: Mutex<Vec<String>>,
            }

            impl Panel {
                fn write(&self, value: impl std::fmt::Debug) {
                    let mut written = self.written.lock().expect("no test panics with it");
                    written.push(format!("{value:?}"));
                }

                pub(crate) fn take_written(&self) -> Vec<String> {
                    std::mem::take(&mut self.written.lock().expect("no test panics with it"))
                }
            }

            impl Lifecycle for Panel {}

            impl PanelService for Panel {
                fn events(&self) -> &PanelEvents {
                    &self.events
                }

                async fn fit(&self, _: &Context, params: Area) -> Result<u16, Failure<FitError>> {
                    Ok(params.width)
                }

                async fn take(
                    &self,
                    _: &Context,
                    params: $carried,
                ) -> Result<(), Failure<TakeError>> {
                    self.write(params);
                    let sample: $carried = $sample;
                    self.events.changed(&sample);
                    Ok(())
                }

                async fn get_speed(&self, _: &Context) -> Result<u16, Failure<SpeedError>> {
                    Ok(40)
                }

                async fn set_speed(
                    &self,
                    _: &Context,
                    value: u16,
                ) -> Result<(), Failure<SpeedError>> {
                    self.write(value);
                    Ok(())
                }

                async fn get_area(&self, _: &Context) -> Result<Area, Failure<AreaError>> {
                    Ok(Area {
                        width: 3,
                        height: None,
                    })
                }

                async fn set_area(
                    &self,
                    _: &Context,
                    value: Area,
                ) -> Result<(), Failure<AreaError>> {
                    self.write(value.width);
                    Ok(())
                }

                async fn get_sizes(&self, _: &Context) -> Result<Vec<u16>, Failure<SizesError>> {
                    Ok(vec![1, 2])
                }

                async fn set_sizes(
                    &self,
                    _: &Context,
                    value: Vec<u16>,
                ) -> Result<(), Failure<SizesError>> {
                    self.write(value);
                    Ok(())
                }

                async fn get_label(
                    &self,
                    _: &Context,
                    index: String,
                ) -> Result<String, Failure<LabelError>> {
                    Ok(index)
                }

                async fn set_label(
                    &self,
                    _: &Context,
                    index: String,
                    value: String,
                ) -> Result<(), Failure<LabelError>> {
                    self.write((index, value));
                    Ok(())
                }
            }

            pub(crate) fn server() -> Server<Panel> {
                let panel = Arc::new(Panel::default());
                let dispatcher = PanelDispatcher::new(panel.clone());
                Server::new(panel, dispatcher, "Panel", "Panel.1.")
            }
        }
    };
}

panel!(
    panel_compliant,
    Area,
    Area {
        width: 9,
        height: None
    }
);
panel!(panel_extended, Vec<u16>, vec![8, 9]);
panel!(panel_collapsed, u16, 9);

const DONE: &str = r#""result":null"#;

/// What a call leads to.
enum Outcome {
    Written(&'static str),
    Refused(i32),
}

use Outcome::{Refused, Written};

/// Calls with these params, each with what it leads to.
macro_rules! assert_calls {
    ($server:expr, $calls:expr) => {
        for (method, params, outcome) in $calls {
            let answer = $server.call(method, params).await;
            let written = $server.service.take_written();
            match outcome {
                Written(value) => {
                    assert_eq!(
                        (&*answer, written),
                        (DONE, vec![value.to_owned()]),
                        "{method} {params}"
                    );
                }
                Refused(code) => {
                    let start = format!(r#""error":{{"code":{code},"#);
                    assert!(answer.starts_with(&start), "{method} {params}: {answer}");
                    assert!(written.is_empty(), "{method} {params}: {written:?}");
                }
            }
        }
    };
}

/// What is the same in all formats: values that are read are bare, a method with an object takes that.
macro_rules! assert_reads {
    ($server:expr) => {
        for (method, params, answer) in [
            ("speed", "", "40"),
            ("speed", "null", "40"),
            ("area", "", r#"{"width":3}"#),
            ("sizes", "", "[1,2]"),
            ("label@top", "", r#""top""#),
            ("fit", r#"{"width":7}"#, "7"),
        ] {
            assert_eq!(
                $server.call(method, params).await,
                format!(r#""result":{answer}"#),
                "{method}"
            );
        }
    };
}

/// What the event carries, after `take` was called with these params.
macro_rules! assert_carried {
    ($server:expr, $params:expr, $carried:expr) => {
        assert_eq!(
            $server
                .call("register", r#"{"event":"changed","id":"me"}"#)
                .await,
            DONE
        );
        assert_eq!($server.call("take", $params).await, DONE);
        let told = $server.sent.recv().await.expect("the event is told");
        assert_eq!(
            told,
            format!(
                r#"{{"jsonrpc":"2.0","method":"me.changed","params":{}}}"#,
                $carried
            )
        );
    };
}

#[tokio::test]
async fn compliant_takes_objects() {
    let mut server = panel_compliant::server();
    assert_reads!(server);
    assert_calls!(
        server,
        [
            ("speed", r#"{"value":500}"#, Written("500")),
            ("speed", r#"{"value":500,"more":1}"#, Written("500")),
            ("speed", r#"{"value":501}"#, Refused(-31030)),
            ("speed", "500", Refused(-32602)),
            ("speed", "[500]", Refused(-32602)),
            ("speed", r#"{"speed":500}"#, Refused(-32602)),
            ("speed", "{}", Refused(-32602)),
            ("area", r#"{"width":5}"#, Written("5")),
            ("area", r#"{"value":{"width":5}}"#, Refused(-32602)),
            ("sizes", r#"{"value":[1,2]}"#, Written("[1, 2]")),
            ("sizes", "[1,2]", Refused(-32602)),
            ("label@top", r#"{"value":"x"}"#, Written(r#"("top", "x")"#)),
            ("label@top", r#""x""#, Refused(-32602)),
            ("take", "5", Refused(-32602)),
            ("take", "[5]", Refused(-32602)),
            ("fit", "5", Refused(-32602)),
        ]
    );
    assert_carried!(server, r#"{"width":1}"#, r#"{"width":9}"#);
}

#[tokio::test]
async fn extended_takes_lists_and_bare_values() {
    let mut server = panel_extended::server();
    assert_reads!(server);
    assert_calls!(
        server,
        [
            ("speed", "500", Written("500")),
            ("speed", "501", Refused(-31030)),
            ("speed", r#"{"value":500}"#, Refused(-32602)),
            ("area", r#"{"width":5}"#, Written("5")),
            ("area", r#"{"value":{"width":5}}"#, Refused(-32602)),
            ("sizes", "[1,2]", Written("[1, 2]")),
            ("sizes", r#"{"value":[1,2]}"#, Refused(-32602)),
            ("label@top", r#""x""#, Written(r#"("top", "x")"#)),
            ("label@top", r#"{"value":"x"}"#, Refused(-32602)),
            ("take", "5", Refused(-32602)),
            ("take", r#"{"width":5}"#, Refused(-32602)),
            ("fit", "[5]", Refused(-32602)),
        ]
    );
    assert_carried!(server, "[1,2]", "[8,9]");
}

#[tokio::test]
async fn collapsed_takes_bare_values() {
    let mut server = panel_collapsed::server();
    assert_reads!(server);
    assert_calls!(
        server,
        [
            ("speed", "500", Written("500")),
            ("speed", r#"{"value":500}"#, Refused(-32602)),
            ("area", r#"{"width":5}"#, Written("5")),
            ("area", r#"{"value":{"width":5}}"#, Refused(-32602)),
            ("sizes", "[1,2]", Written("[1, 2]")),
            ("sizes", r#"{"value":[1,2]}"#, Refused(-32602)),
            ("label@top", r#""x""#, Written(r#"("top", "x")"#)),
            ("label@top", r#"{"value":"x"}"#, Refused(-32602)),
            ("take", "[5]", Refused(-32602)),
            ("take", r#"{"width":5}"#, Refused(-32602)),
        ]
    );
    assert_carried!(server, "5", "9");
}
