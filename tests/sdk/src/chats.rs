//! The chat programs of all languages, in one room.

use crate::bench::{kill, restart, url};
use crate::language::{Chat, Language};
use crate::processes::Footprint;
use anyhow::{Context, Result, bail, ensure};
use std::process::Stdio;
use std::time::Duration;
use tests::server::Server;
use tests::{DEADLINE, within, workspace};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// So long may a chat take to build itself before it joins.
const BUILDING: Duration = Duration::from_secs(900);

/// Everybody joins one after the other, says a line and hears everybody's. Then the server is killed, and after
/// the outage there is a new one: everybody says that something was missed, is there again, and has left nothing
/// behind. Everybody talks once more, and leaves.
///
/// A chat prints `* USER joined`, `* USER left`, `USER: MESSAGE`, and `* ` with a text that contains `missed` where
/// something is missing; it sends the lines of its standard input, and leaves at its end.
pub(crate) async fn all_in_one_room(
    languages: &[&'static Language],
    outage: Duration,
) -> Result<String> {
    let server = Server::start();
    let address = server.address();
    let mut guests: Vec<Guest> = Vec::new();
    for language in languages {
        let Some(chat) = &language.chat else { continue };
        let mut guest = Guest::start(chat, language.name, &url(address))?;
        // The first thing that everybody hears: who is there.
        guest.hears(&format!("* {} joined", language.name)).await?;
        guests.push(guest);
    }
    talk(&mut guests, "Hello").await?;

    let before: Vec<Footprint> = guests.iter().map(Guest::footprint).collect::<Result<_>>()?;
    kill(server);
    tokio::time::sleep(outage).await;
    let server = restart(address);
    for guest in &mut guests {
        guest.hears_that_something_was_missed().await?;
        let joined = format!("* {} joined", guest.name);
        guest.hears(&joined).await?;
    }
    talk(&mut guests, "Back").await?;
    for (guest, before) in guests.iter().zip(&before) {
        guest.has_left_nothing(before).await?;
    }

    let names: Vec<&str> = guests.iter().map(|guest| guest.name).collect();
    let names = names.join(", ");
    let mut left: Vec<&str> = Vec::new();
    for mut guest in guests {
        for name in &left {
            guest.hears(&format!("* {name} left")).await?;
        }
        left.push(guest.name);
        guest.leaves().await?;
    }
    drop(server);
    Ok(names)
}

/// Everybody says a line, and hears everybody's.
async fn talk(guests: &mut [Guest], greeting: &str) -> Result<()> {
    for position in 0..guests.len() {
        let name = guests[position].name;
        let line = format!("{greeting} from {name} \u{1f44b} \"\\");
        guests[position].says(&line).await?;
        for guest in &mut *guests {
            guest.hears(&format!("{name}: {line}")).await?;
        }
    }
    Ok(())
}

struct Guest {
    name: &'static str,
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
    has_joined: bool,
}

impl Guest {
    fn start(chat: &Chat, name: &'static str, url: &str) -> Result<Self> {
        let folder = workspace().join("examples").join(chat.folder);
        let readme = folder.join("README.md");
        let text = std::fs::read_to_string(&readme)
            .with_context(|| format!("{} cannot be read", readme.display()))?;
        let command = format!("{} Lounge Bob", chat.command.join(" "));
        ensure!(
            text.contains(&command),
            "{} does not hold the command `{command}`",
            readme.display()
        );
        let (program, arguments) = chat.command.split_first().context("a command")?;
        let mut child = Command::new(program)
            .args(arguments)
            .args(["Lounge", name, url])
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{program} does not start"))?;
        let stdout = child.stdout.take().context("is piped")?;
        Ok(Self {
            name,
            stdin: child.stdin.take(),
            child,
            lines: BufReader::new(stdout).lines(),
            has_joined: false,
        })
    }

    fn footprint(&self) -> Result<Footprint> {
        Footprint::of(self.child.id().context("it runs")?)
    }

    /// Waits until it has no more sockets and hardly more threads than it had.
    async fn has_left_nothing(&self, before: &Footprint) -> Result<()> {
        let start = std::time::Instant::now();
        loop {
            let now = self.footprint()?;
            if now.is_like(before) {
                return Ok(());
            }
            ensure!(
                start.elapsed() < DEADLINE,
                "{}: {now:?} after the outage, {before:?} before it",
                self.name
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn says(&mut self, line: &str) -> Result<()> {
        let stdin = self.stdin.as_mut().context("it listens")?;
        stdin.write_all(format!("{line}\n").as_bytes()).await?;
        Ok(stdin.flush().await?)
    }

    /// Waits for a line; others may come before it.
    async fn hears(&mut self, expected: &str) -> Result<()> {
        self.hears_what(expected, |line| line == expected).await
    }

    async fn hears_that_something_was_missed(&mut self) -> Result<()> {
        let is_notice = |line: &str| line.starts_with("* ") && line.contains("missed");
        self.hears_what("that something was missed", is_notice)
            .await
    }

    async fn hears_what(&mut self, what: &str, fits: impl Fn(&str) -> bool) -> Result<()> {
        loop {
            let line = self.lines.next_line();
            // Until it has joined, it may build itself.
            let line = if self.has_joined {
                within(what, line).await?
            } else {
                let patient = tokio::time::timeout(BUILDING, line).await;
                patient.with_context(|| format!("{} does not join", self.name))??
            };
            match line {
                Some(line) if fits(&line) => {
                    self.has_joined = true;
                    return Ok(());
                }
                Some(_) => {}
                None => bail!("{} ended before it printed {what:?}", self.name),
            }
        }
    }

    /// Ends its input, upon which it must end well.
    async fn leaves(&mut self) -> Result<()> {
        self.stdin = None;
        while within("the chat to end", self.lines.next_line())
            .await?
            .is_some()
        {}
        let status = within("the chat to end", self.child.wait()).await?;
        ensure!(status.success(), "{} ended with {status}", self.name);
        Ok(())
    }
}
