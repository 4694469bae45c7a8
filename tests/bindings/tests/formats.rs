//! In the two other formats, params and property values travel bare.

use jsonrpc_runtime::{
    Call, Caller, Connection, ConnectionId, Context, Dispatcher, ErrorData, Failure, Invocation,
    Lifecycle, Notification, Subscriptions,
};
use serde_json::{Map, Value};
use std::sync::{Arc, Mutex};

struct Request;

impl Connection for Request {
    fn id(&self) -> ConnectionId {
        ConnectionId(1)
    }

    fn deliver(&self, _: Notification<'_>) {}

    fn subscriptions(&self) -> Option<&Subscriptions> {
        None
    }
}

/// A service of one format; `$many` is what the format makes of params of a type.
macro_rules! service {
    ($format:ident, $many:ident) => {
        mod $format {
            use super::*;
            use bindings_tests::$format::*;

            #[derive(Default)]
            pub(crate) struct Service {
                events: LooseEvents,
                speed: Mutex<u16>,
            }

            impl Lifecycle for Service {}

            impl LooseService for Service {
                fn events(&self) -> &LooseEvents {
                    &self.events
                }

                async fn text(
                    &self,
                    _: &Context,
                    params: $many<String>,
                ) -> Result<String, Failure<TextError>> {
                    Ok(format!("{params:?}"))
                }

                async fn number(
                    &self,
                    _: &Context,
                    _: $many<i32>,
                ) -> Result<(), Failure<NumberError>> {
                    Ok(())
                }

                async fn mode(
                    &self,
                    _: &Context,
                    _: $many<ModeParams>,
                ) -> Result<bool, Failure<ModeError>> {
                    Ok(true)
                }

                async fn any(
                    &self,
                    _: &Context,
                    _: $many<Map<String, Value>>,
                ) -> Result<(), Failure<AnyError>> {
                    Ok(())
                }

                async fn get_speed(&self, _: &Context) -> Result<u16, Failure<SpeedError>> {
                    Ok(*self.speed.lock().expect("no test panics with it"))
                }

                async fn set_speed(
                    &self,
                    _: &Context,
                    value: u16,
                ) -> Result<(), Failure<SpeedError>> {
                    *self.speed.lock().expect("no test panics with it") = value;
                    Ok(())
                }

                async fn get_mode_now(
                    &self,
                    _: &Context,
                ) -> Result<ModeNowValue, Failure<ModeNowError>> {
                    Ok(ModeNowValue::Fast)
                }

                async fn set_mode_now(
                    &self,
                    _: &Context,
                    _: ModeNowValue,
                ) -> Result<(), Failure<ModeNowError>> {
                    Ok(())
                }

                async fn get_limits(&self, _: &Context) -> Result<Vec<u32>, Failure<LimitsError>> {
                    Ok(vec![1, 2])
                }

                async fn set_limits(
                    &self,
                    _: &Context,
                    _: Vec<u32>,
                ) -> Result<(), Failure<LimitsError>> {
                    Ok(())
                }
            }

            pub(crate) fn dispatcher() -> impl Dispatcher {
                LooseDispatcher::new(Arc::new(Service::default()))
            }
        }
    };
}

/// The params themselves.
type Bare<T> = T;

service!(extended, Vec);
service!(collapsed, Bare);

/// The result, or the number and data of the error.
async fn call(dispatcher: &impl Dispatcher, method: &str, params: Option<&str>) -> String {
    let context = Context::new(Arc::new(Request), Arc::new(Caller::default()));
    let call = Call {
        method,
        instance: None,
        index: None,
        params,
        context: &context,
    };
    let outcome = match dispatcher.call(call) {
        Invocation::Done(outcome) => outcome,
        Invocation::Running(future) => future.await,
    };
    match outcome {
        Ok(reply) => reply.as_json().to_owned(),
        Err(error) => {
            format!(
                "{} {}",
                error.code,
                error
                    .data
                    .as_ref()
                    .map(ErrorData::to_json)
                    .unwrap_or_default()
            )
        }
    }
}

async fn properties_are_bare(dispatcher: &impl Dispatcher) {
    assert_eq!(call(dispatcher, "speed", Some("500")).await, "null");
    assert_eq!(call(dispatcher, "speed", None).await, "500");
    assert_eq!(
        call(dispatcher, "speed", Some("501")).await,
        r#"-31030 {"pointer":"","reason":"the value is not within 1 to 500"}"#
    );
    assert!(
        call(dispatcher, "speed", Some(r#"{"value":5}"#))
            .await
            .starts_with("-32602")
    );
    assert_eq!(call(dispatcher, "mode_now", None).await, r#""fast""#);
    assert!(
        call(dispatcher, "mode_now", Some(r#""slower""#))
            .await
            .starts_with("-32602")
    );
    assert_eq!(
        call(dispatcher, "limits", Some("[1,10]")).await,
        r#"-31030 {"pointer":"/1","reason":"the value is not within 0 to 9"}"#
    );
}

#[tokio::test]
async fn collapsed_params_are_anything() {
    let dispatcher = collapsed::dispatcher();
    assert_eq!(
        call(&dispatcher, "text", Some(r#""a""#)).await,
        r#""\"a\"""#
    );
    assert_eq!(
        call(&dispatcher, "text", Some(r#""""#)).await,
        r#"-31030 {"pointer":"","reason":"the length is not within 1 to 8"}"#
    );
    assert!(
        call(&dispatcher, "number", Some("8388608"))
            .await
            .starts_with("-32602")
    );
    assert_eq!(call(&dispatcher, "number", Some("-8388608")).await, "null");
    assert_eq!(call(&dispatcher, "mode", Some(r#""slow""#)).await, "true");
    assert!(
        call(&dispatcher, "mode", Some(r#""Slow""#))
            .await
            .starts_with("-32602")
    );
    properties_are_bare(&dispatcher).await;
}

#[tokio::test]
async fn extended_params_may_be_arrays() {
    let dispatcher = extended::dispatcher();
    assert_eq!(
        call(&dispatcher, "text", Some(r#"["a","b"]"#)).await,
        r#""[\"a\", \"b\"]""#
    );
    assert_eq!(
        call(&dispatcher, "text", Some(r#"["a",""]"#)).await,
        r#"-31030 {"pointer":"/1","reason":"the length is not within 1 to 8"}"#
    );
    assert!(
        call(&dispatcher, "mode", Some(r#"["slow","x"]"#))
            .await
            .contains(r#""pointer":"/1""#)
    );
    properties_are_bare(&dispatcher).await;
}
