//! A chat on the command line, over the generated client.
//!
//! ```text
//! cargo run -p chat -- Lounge Bob
//! ```
//!
//! Every line that is typed is sent to the room; everything that happens there is printed. The end of the
//! input leaves the room.

use anyhow::{Context, Result};
use futures_util::{SinkExt, StreamExt};
use http::Uri;
use jsonrpc_runtime::client::{Client, Link, Options};
use messenger_interface::{JoinParams, LeaveParams, MessengerClient, SendParams};
use tokio::io::{AsyncBufReadExt, BufReader, stdin};
use tokio_websockets::{ClientBuilder, Message};

/// Connects a client to a server, and pumps texts between the two until one of them ends.
async fn connect(uri: Uri) -> Result<Client> {
    let (mut socket, _) = ClientBuilder::from_uri(uri).connect().await?;
    let (
        client,
        Link {
            mut outgoing,
            incoming,
        },
    ) = Client::new(Options::default());
    tokio::spawn(async move {
        loop {
            tokio::select! {
                text = outgoing.next() => match text {
                    Some(text) => socket.send(Message::text(text)).await?,
                    None => return socket.close().await,
                },
                message = socket.next() => match message {
                    Some(message) => {
                        if let Some(text) = message?.as_text() {
                            incoming.receive(text);
                        }
                    }
                    None => return Ok(()),
                },
            }
        }
    });
    Ok(client)
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: chat ROOM USER [URL]";
    let room = arguments.next().context(usage)?;
    let user = arguments.next().context(usage)?;
    let url = arguments
        .next()
        .unwrap_or_else(|| "ws://127.0.0.1:8080/jsonrpc".to_owned());
    let client = connect(url.parse()?)
        .await
        .with_context(|| format!("cannot connect to {url}"))?;
    let messenger = MessengerClient::new(client);

    let token = messenger
        .join(&JoinParams {
            room,
            user,
            secure: None,
            acl: None,
        })
        .await?;
    let mut users = messenger.subscribe_user_update(&token).await?;
    let mut messages = messenger.subscribe_message(&token).await?;
    let mut lines = BufReader::new(stdin()).lines();
    loop {
        tokio::select! {
            line = lines.next_line() => match line? {
                Some(message) => {
                    messenger.send(&SendParams { room_id: token.clone(), message }).await?;
                }
                None => break,
            },
            update = users.next() => {
                let update = update.context("the server has closed the connection")??;
                println!("* {} {}", update.user, update.action);
            }
            message = messages.next() => {
                let message = message.context("the server has closed the connection")??;
                println!("{}: {}", message.user, message.message);
            }
        }
    }
    // What arrived while the last line was sent is still to be seen.
    while let Some(message) = messages.try_next() {
        let message = message?;
        println!("{}: {}", message.user, message.message);
    }
    messenger.leave(&LeaveParams { room_id: token }).await?;
    Ok(())
}
