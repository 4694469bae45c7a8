//! A driver: a program in some language that does what it is told with the client packages.

use crate::language::Language;
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::process::Stdio;
use tests::within;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::task::JoinHandle;

/// A driver that runs. Ends its program when it is dropped.
pub(crate) struct Driver {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: Lines<BufReader<ChildStdout>>,
    stderr: JoinHandle<String>,
    last_id: u64,
    answers: HashMap<u64, Answer>,
    items: HashMap<u64, VecDeque<Value>>,
    /// What was told of the ends of calls, by the ids of those.
    ends: HashMap<u64, Answer>,
    /// Everything that it wrote, for what must never be in it.
    written: String,
}

/// What a command answers.
pub(crate) type Answer = Result<Value, Value>;

impl Driver {
    /// Starts the driver of a language.
    pub(crate) fn start(language: &Language, work: &Path) -> Result<Self> {
        let executable = language.executable("run");
        let mut child = Command::new(&executable)
            .args(language.arguments)
            .arg(work)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} does not start", executable.display()))?;
        let stdout = child.stdout.take().context("is piped")?;
        let mut stderr = child.stderr.take().context("is piped")?;
        Ok(Self {
            stdin: child.stdin.take(),
            stdout: BufReader::new(stdout).lines(),
            stderr: tokio::spawn(async move {
                let mut bytes = Vec::new();
                // What came until then is what there is to tell.
                let _ = stderr.read_to_end(&mut bytes).await;
                String::from_utf8_lossy(&bytes).into_owned()
            }),
            child,
            last_id: 0,
            answers: HashMap::new(),
            items: HashMap::new(),
            ends: HashMap::new(),
            written: String::new(),
        })
    }

    /// Gives a command; its id tells its answer.
    pub(crate) async fn begin(&mut self, mut command: Value) -> Result<u64> {
        self.last_id += 1;
        command["id"] = json!(self.last_id);
        let stdin = self
            .stdin
            .as_mut()
            .context("the driver has been told to end")?;
        let line = format!("{command}\n");
        within(
            "the driver to take a command",
            stdin.write_all(line.as_bytes()),
        )
        .await
        .context("the driver takes no command")?;
        within("the driver to take a command", stdin.flush()).await?;
        Ok(self.last_id)
    }

    /// Waits for the answer of a command.
    pub(crate) async fn answer(&mut self, id: u64) -> Result<Answer> {
        loop {
            if let Some(answer) = self.answers.remove(&id) {
                return Ok(answer);
            }
            self.read(&format!("the answer of command {id}")).await?;
        }
    }

    /// Whether the answer of a command has come already, without waiting for it.
    pub(crate) fn has_answered(&self, id: u64) -> bool {
        self.answers.contains_key(&id)
    }

    /// Gives a command and waits for its answer.
    pub(crate) async fn tell(&mut self, command: Value) -> Result<Answer> {
        let id = self.begin(command).await?;
        self.answer(id).await
    }

    /// Gives a command that must succeed.
    pub(crate) async fn ok(&mut self, command: Value) -> Result<Value> {
        let answer = self.tell(command.clone()).await?;
        answer.map_err(|error| anyhow::anyhow!("{command} failed: {error}"))
    }

    /// Gives a command that must fail with an error of this kind.
    pub(crate) async fn fails(&mut self, kind: &str, command: Value) -> Result<Value> {
        let id = self.begin(command).await?;
        self.failed(kind, id).await
    }

    /// Waits for a command that must fail with an error of this kind.
    pub(crate) async fn failed(&mut self, kind: &str, id: u64) -> Result<Value> {
        match self.answer(id).await? {
            Err(error) => {
                ensure!(
                    error["kind"] == kind,
                    "{error} instead of an error of the kind {kind}"
                );
                Ok(error)
            }
            Ok(value) => bail!("{value} instead of an error of the kind {kind}"),
        }
    }

    /// Makes the client `main` with default options.
    pub(crate) async fn open(&mut self, interface: &str, url: &str) -> Result<()> {
        self.open_with(interface, url, json!({})).await
    }

    /// Makes the client `main`.
    pub(crate) async fn open_with(
        &mut self,
        interface: &str,
        url: &str,
        options: Value,
    ) -> Result<()> {
        let open = json!({ "do": "open", "url": url, "interface": interface, "options": options });
        self.ok(open).await.map(drop)
    }

    /// Calls an operation that must succeed.
    pub(crate) async fn call(&mut self, operation: &str, params: Value) -> Result<Value> {
        self.ok(call(operation, params)).await
    }

    /// Subscribes; the number tells its items.
    pub(crate) async fn subscribe(&mut self, operation: &str, index: Option<&str>) -> Result<u64> {
        self.subscribe_with(operation, index, json!({})).await
    }

    /// Subscribes with further members of the command.
    pub(crate) async fn subscribe_with(
        &mut self,
        operation: &str,
        index: Option<&str>,
        more: Value,
    ) -> Result<u64> {
        let id = self.begin(subscribe(operation, index, more)).await?;
        match self.answer(id).await? {
            Ok(_) => Ok(id),
            Err(error) => bail!("{operation} failed: {error}"),
        }
    }

    /// The next item of a subscription.
    pub(crate) async fn item(&mut self, subscription: u64) -> Result<Value> {
        loop {
            let items = self.items.entry(subscription).or_default();
            if let Some(item) = items.pop_front() {
                return Ok(item);
            }
            self.read(&format!("an item of subscription {subscription}"))
                .await?;
        }
    }

    /// The next item, which must be an event.
    pub(crate) async fn event(&mut self, subscription: u64) -> Result<Value> {
        let mut item = self.item(subscription).await?;
        match item.get_mut("event") {
            Some(event) => Ok(event.take()),
            None => bail!("{item} instead of an event"),
        }
    }

    /// The next item, which must be a gap with this cause.
    pub(crate) async fn gap(&mut self, subscription: u64, cause: &str) -> Result<Value> {
        let mut item = self.item(subscription).await?;
        match item.get_mut("gap") {
            Some(gap) if gap["cause"] == cause => Ok(gap.take()),
            _ => bail!("{item} instead of a gap with the cause {cause}"),
        }
    }

    /// The next item, which must be the end; the error if it ended with one.
    pub(crate) async fn end(&mut self, subscription: u64) -> Result<Value> {
        let mut item = self.item(subscription).await?;
        match item.get_mut("end") {
            Some(end) => Ok(end.take()),
            None => bail!("{item} instead of the end"),
        }
    }

    /// What is told of the end of a call that has begun something.
    pub(crate) async fn completion(&mut self, call: u64) -> Result<Answer> {
        loop {
            if let Some(end) = self.ends.remove(&call) {
                return Ok(end);
            }
            self.read(&format!("the end of call {call}")).await?;
        }
    }

    /// What is told of the end, which must be an error of this kind.
    pub(crate) async fn completion_fails(&mut self, kind: &str, call: u64) -> Result<()> {
        match self.completion(call).await? {
            Err(error) if error["kind"] == kind => Ok(()),
            end => bail!("{end:?} instead of an error of the kind {kind}"),
        }
    }

    /// Items that have come already and that nobody has asked for.
    pub(crate) fn unasked(&self, subscription: u64) -> Vec<Value> {
        let items = self.items.get(&subscription);
        items.into_iter().flatten().cloned().collect()
    }

    /// Closes the client `main` and has the program end by itself. Gives everything that it wrote.
    pub(crate) async fn finish(mut self) -> Result<String> {
        self.ok(json!({ "do": "close" })).await?;
        let remains = self.ok(json!({ "do": "remains" })).await?;
        ensure!(
            remains == 0,
            "after closing, {remains} tasks, timers or sockets are left"
        );
        self.exit().await
    }

    /// Has the program end by itself. Gives everything that it wrote.
    pub(crate) async fn exit(mut self) -> Result<String> {
        self.begin(json!({ "do": "exit" })).await?;
        self.stdin = None;
        while let Some(line) = within("the driver to end", self.stdout.next_line()).await? {
            self.written.push_str(&line);
        }
        let status = within("the driver to end", self.child.wait()).await?;
        let stderr = self.stderr.await.unwrap_or_default();
        ensure!(
            status.success(),
            "the driver ended with {status}:\n{stderr}"
        );
        Ok(self.written + &stderr)
    }

    async fn read(&mut self, what: &str) -> Result<()> {
        let line = within(what, self.stdout.next_line()).await?;
        let Some(line) = line else {
            let said = within("the driver to end", &mut self.stderr).await;
            let said = said.unwrap_or_default();
            bail!("the driver ended while it was to give {what}; it said:\n{said}");
        };
        self.written.push_str(&line);
        let message: Value =
            serde_json::from_str(&line).with_context(|| format!("the driver wrote {line:?}"))?;
        if let Some(id) = message["id"].as_u64() {
            let again = self.answers.insert(id, outcome(message));
            ensure!(again.is_none(), "command {id} was answered twice");
        } else if let Some(call) = message["completion"].as_u64() {
            let again = self.ends.insert(call, outcome(message));
            ensure!(again.is_none(), "call {call} has ended twice");
        } else if let Some(subscription) = message["subscription"].as_u64() {
            self.items
                .entry(subscription)
                .or_default()
                .push_back(message);
        } else {
            bail!("the driver wrote {line:?}");
        }
        Ok(())
    }
}

fn outcome(mut message: Value) -> Answer {
    match message.as_object_mut().and_then(|it| it.remove("error")) {
        Some(error) => Err(error),
        None => Ok(message["ok"].take()),
    }
}

/// The command that calls an operation; params of null are left out.
pub(crate) fn call(operation: &str, params: Value) -> Value {
    let mut command = json!({ "do": "call", "operation": operation });
    if !params.is_null() {
        command["params"] = params;
    }
    command
}

/// The command that calls an operation with an index.
pub(crate) fn call_at(operation: &str, index: &str, params: Value) -> Value {
    let mut command = call(operation, params);
    command["index"] = json!(index);
    command
}

/// The command that calls an operation of an instance.
pub(crate) fn call_on(operation: &str, instance: &str, params: Value) -> Value {
    let mut command = call(operation, params);
    command["instance"] = json!(instance);
    command
}

/// The command that subscribes.
pub(crate) fn subscribe(operation: &str, index: Option<&str>, more: Value) -> Value {
    let mut command = json!({ "do": "subscribe", "operation": operation });
    if let Some(index) = index {
        command["index"] = json!(index);
    }
    if let (Value::Object(command), Value::Object(more)) = (&mut command, more) {
        command.extend(more);
    }
    command
}
