//! The chat programs of all languages, in one room.

use crate::bench::url;
use crate::language::{Chat, Language};
use anyhow::{Context, Result, bail, ensure};
use std::process::Stdio;
use tests::server::Server;
use tests::{within, workspace};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Everybody joins one after the other, says a line, hears everybody's, and leaves.
///
/// A chat prints `* USER joined`, `* USER left` and `USER: MESSAGE`, sends the lines of its standard input,
/// and leaves at its end.
pub(crate) async fn all_in_one_room(languages: &[&'static Language]) -> Result<()> {
    let server = Server::start();
    let mut guests: Vec<Guest> = Vec::new();
    for language in languages {
        let Some(chat) = &language.chat else { continue };
        let mut guest = Guest::start(chat, language.name, &url(server.address()))?;
        // The first thing that everybody hears: who is there.
        guest.hears(&format!("* {} joined", language.name)).await?;
        guests.push(guest);
    }
    let names: Vec<&str> = guests.iter().map(|guest| guest.name).collect();
    for position in 0..guests.len() {
        let line = format!("Hello from {} \u{1f44b} \"\\", names[position]);
        guests[position].says(&line).await?;
        for guest in &mut guests {
            guest.hears(&format!("{}: {line}", names[position])).await?;
        }
    }
    let mut left: Vec<&str> = Vec::new();
    for mut guest in guests {
        for name in &left {
            guest.hears(&format!("* {name} left")).await?;
        }
        left.push(guest.name);
        guest.leaves().await?;
    }
    eprintln!("chats: {} in one room", names.join(", "));
    Ok(())
}

struct Guest {
    name: &'static str,
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
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
        })
    }

    async fn says(&mut self, line: &str) -> Result<()> {
        let stdin = self.stdin.as_mut().context("it listens")?;
        stdin.write_all(format!("{line}\n").as_bytes()).await?;
        Ok(stdin.flush().await?)
    }

    /// Waits for a line; others may come before it.
    async fn hears(&mut self, expected: &str) -> Result<()> {
        loop {
            let line = within(expected, self.lines.next_line()).await?;
            match line {
                Some(line) if line == expected => return Ok(()),
                Some(_) => {}
                None => bail!("{} ended before it printed {expected:?}", self.name),
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
