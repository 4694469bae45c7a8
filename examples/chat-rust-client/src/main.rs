//! A chat on the command line, over the client package: every line that is typed is sent to the room, and
//! everything that happens there is printed. The end of the input leaves the room.

use anyhow::{Context, Result};
use messenger_client::{
    Client, ClientError, Item, JoinError, JoinParams, LeaveParams, MessageEvent, MessengerClient,
    Options, SendParams, Subscription, UserUpdateEvent,
};
use std::io::BufRead;
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// How long to wait before a name that is still taken is tried again.
const PATIENCE: Duration = Duration::from_millis(500);

/// What a token is answered that has died with its connection.
const UNKNOWN_KEY: i64 = -31022;

/// The right to be in the room; absent while the connection is lost.
type Token = watch::Sender<Option<String>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: ./chat ROOM USER [URL]";
    let room = arguments.next().context(usage)?;
    let user = arguments.next().context(usage)?;
    let url = arguments.next();
    let url = url.as_deref().unwrap_or("ws://127.0.0.1:8080/jsonrpc");
    let client = Client::new(url, Options::new())?;
    client.connect().await?;
    let messenger = MessengerClient::new(&client);

    let token = Token::default();
    let mut lines = lines();
    let talking = async {
        while let Some(line) = lines.recv().await {
            say(&messenger, &token, line).await;
        }
        let left = leave(&messenger, &token).await;
        client.close().await;
        left
    };
    let listening = stay(&messenger, &token, JoinParams::new(room, user));
    // What arrived while the last line was sent is still to be seen.
    tokio::try_join!(talking, listening)?;
    Ok(())
}

/// The lines of standard input. The program ends with its main function, whether or not they are read.
fn lines() -> mpsc::UnboundedReceiver<String> {
    let (sender, lines) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        let typed = std::io::stdin().lock().lines();
        for line in typed.map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// Sends a line. One that is lost is no reason to stop.
async fn say(messenger: &MessengerClient, token: &Token, message: String) {
    let Some(room_id) = token.borrow().clone() else {
        eprintln!("not sent: the connection is lost");
        return;
    };
    if let Err(error) = messenger.send(&SendParams { room_id, message }).await {
        eprintln!("not sent: {error}");
    }
}

async fn leave(messenger: &MessengerClient, token: &Token) -> Result<()> {
    let Some(room_id) = token.borrow().clone() else {
        return Ok(());
    };
    match messenger.leave(&LeaveParams { room_id }).await {
        // With the connection, the membership has ended.
        Err(error) if !is_passing(&error.clone().into()) => Err(error.into()),
        _ => Ok(()),
    }
}

/// Is in the room and prints what happens, until the client is closed.
async fn stay(messenger: &MessengerClient, token: &Token, place: JoinParams) -> Result<()> {
    let mut present = enter(messenger, &place).await?;
    loop {
        token.send_replace(Some(present.token));
        match listen(present.users, present.messages).await {
            Ok(()) => return Ok(()),
            Err(error) if is_passing(&error) => {}
            Err(error) => return Err(error.into()),
        }
        token.send_replace(None);
        present = loop {
            match enter(messenger, &place).await {
                Ok(present) => break present,
                Err(JoinError::Other(ClientError::ClientClosed)) => return Ok(()),
                // The server may not have noticed yet that the old connection is gone.
                Err(JoinError::IllegalState(_)) => tokio::time::sleep(PATIENCE).await,
                Err(error) if is_passing(&error.clone().into()) => {
                    tokio::time::sleep(PATIENCE).await;
                }
                Err(error) => return Err(error.into()),
            }
        };
    }
}

/// What a user has who is in the room.
struct Present {
    token: String,
    users: Subscription<UserUpdateEvent>,
    messages: Subscription<MessageEvent>,
}

/// Joins the room and listens to it.
async fn enter(messenger: &MessengerClient, place: &JoinParams) -> Result<Present, JoinError> {
    let token = messenger.join(place).await?;
    Ok(Present {
        users: messenger.subscribe_user_update(&token).await?,
        messages: messenger.subscribe_message(&token).await?,
        token,
    })
}

/// Prints what happens until the client is closed, or the membership has died with its connection.
async fn listen(
    mut users: Subscription<UserUpdateEvent>,
    mut messages: Subscription<MessageEvent>,
) -> Result<(), ClientError> {
    let updates = async {
        while let Some(item) = users.next().await {
            // The messages say it too if something is missing.
            if let Item::Event(event) = item? {
                println!("* {} {}", event.user, event.action);
            }
        }
        Ok(())
    };
    let talk = async {
        while let Some(item) = messages.next().await {
            match item? {
                Item::Event(event) => println!("{}: {}", event.user, event.message),
                Item::Gap(gap) => println!("* something was missed: {}", gap.reason),
            }
        }
        Ok(())
    };
    let (updated, talked) = tokio::join!(updates, talk);
    updated.and(talked)
}

/// Whether a lost connection is the reason, which comes back by itself.
fn is_passing(error: &ClientError) -> bool {
    match error {
        ClientError::Rpc(error) => error.code == UNKNOWN_KEY,
        ClientError::ConnectionLost { .. } | ClientError::DeadlineExceeded { .. } => true,
        _ => false,
    }
}
