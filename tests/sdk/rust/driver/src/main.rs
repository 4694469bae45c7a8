//! The driver of the packages in Rust: does what it is told on standard input, and tells what came of it.
//!
//! Each package has a runtime of its own, so what is done with any is written once, in `package.rs`,
//! and taken into a module for each.

mod command;
mod dimmer;
mod messenger;
mod recorder;
mod remains;

use command::{Command, Outcome, Session};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::rc::Rc;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, LocalSet};

/// What the program holds.
#[derive(Default)]
struct Driver {
    clients: RefCell<HashMap<String, Rc<dyn Session>>>,
    calls: RefCell<HashMap<u64, AbortHandle>>,
}

/// Writes a line.
pub(crate) fn write(line: &Value) {
    let mut out = std::io::stdout().lock();
    // Nobody is there any more to be told that it did not work.
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (sender, mut lines) = mpsc::unbounded_channel();
    // The program ends with its main function, whether or not this still reads.
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    let driver = Rc::new(Driver::default());
    let local = LocalSet::new();
    local
        .run_until(async {
            while let Some(line) = lines.recv().await {
                let command = match serde_json::from_str(&line) {
                    Ok(command) => Command(command),
                    Err(error) => {
                        eprintln!("{line:?} is no command: {error}");
                        continue;
                    }
                };
                if command.text("do") == "exit" {
                    return;
                }
                begin(&driver, command);
            }
        })
        .await;
}

/// Starts a command at once; it is answered when it is done.
fn begin(driver: &Rc<Driver>, command: Command) {
    let id = command.id();
    let work = tokio::task::spawn_local(carry_out(Rc::clone(driver), command));
    driver.calls.borrow_mut().insert(id, work.abort_handle());
    let driver = Rc::clone(driver);
    tokio::task::spawn_local(async move {
        let answer = match work.await {
            Ok(Ok(value)) => json!({ "id": id, "ok": value }),
            Ok(Err(error)) => json!({ "id": id, "error": error }),
            // In Rust a call is given up by dropping it, and there is nobody left to be told.
            Err(error) if error.is_cancelled() => {
                json!({ "id": id, "error": { "kind": "cancelled", "text": "dropped" } })
            }
            Err(error) => {
                json!({ "id": id, "error": { "kind": "other", "text": error.to_string() } })
            }
        };
        driver.calls.borrow_mut().remove(&id);
        write(&answer);
    });
}

async fn carry_out(driver: Rc<Driver>, command: Command) -> Outcome {
    let name = command.client();
    let action = command.text("do").to_owned();
    match action.as_str() {
        "open" => {
            let session: Rc<dyn Session> = match command.text("interface") {
                "dimmer" => Rc::new(dimmer::open(&command)?),
                "recorder" => Rc::new(recorder::open(&command)?),
                _ => Rc::new(messenger::open(&command)?),
            };
            driver.clients.borrow_mut().insert(name, session);
            return Ok(Value::Null);
        }
        "cancel" => {
            let call = command.0["call"].as_u64().unwrap_or_default();
            if let Some(handle) = driver.calls.borrow().get(&call) {
                handle.abort();
            }
            return Ok(Value::Null);
        }
        "remains" => return Ok(json!(remains::count())),
        _ => {}
    }
    let session = driver.clients.borrow().get(&name).cloned();
    let Some(session) = session else {
        return Err(json!({ "kind": "other", "text": format!("there is no client {name}") }));
    };
    match action.as_str() {
        "connect" => session.connect().await,
        "call" => session.call(command).await,
        "batch" => session.batch(command).await,
        "subscribe" => session.subscribe(command).await,
        "abandon" => session.abandon(&command),
        "resume" => session.resume(&command),
        "unsubscribe" => session.unsubscribe(&command),
        "state" => Ok(json!(session.state())),
        "text" => Ok(json!(session.text())),
        "close" => session.close().await,
        other => Err(json!({ "kind": "other", "text": format!("there is no command {other}") })),
    }
}
