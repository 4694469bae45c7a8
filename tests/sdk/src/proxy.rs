//! A proxy between a client and a server that can cut, stall and refuse.

use anyhow::Result;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What it does with bytes and connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Passes them on.
    Pass,
    /// Takes connections and bytes, and passes nothing on until it passes again.
    Stall,
    /// Ends new connections at once.
    Refuse,
}

/// A proxy that runs until it is dropped.
pub(crate) struct Proxy {
    address: SocketAddr,
    mode: watch::Sender<Mode>,
    /// Raised by every cut.
    cuts: watch::Sender<u64>,
    target: Arc<Mutex<SocketAddr>>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Listens on a free port in front of a server.
    pub(crate) async fn start(target: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (mode, modes) = watch::channel(Mode::Pass);
        let (cuts, cut) = watch::channel(0);
        let target = Arc::new(Mutex::new(target));
        Ok(Self {
            address: listener.local_addr()?,
            mode,
            cuts,
            target: target.clone(),
            task: tokio::spawn(async move {
                while let Ok((client, _)) = listener.accept().await {
                    if *modes.borrow() != Mode::Refuse {
                        let target = *target.lock().unwrap_or_else(PoisonError::into_inner);
                        tokio::spawn(serve(client, target, modes.clone(), cut.clone()));
                    }
                }
            }),
        })
    }

    /// The URL for WebSockets.
    pub(crate) fn url(&self) -> String {
        format!("ws://{}/jsonrpc", self.address)
    }

    /// Changes what it does from now on.
    pub(crate) fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }

    /// Ends all connections.
    pub(crate) fn cut(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// Leads new connections to another server.
    pub(crate) fn lead_to(&self, target: SocketAddr) {
        *self.target.lock().unwrap_or_else(PoisonError::into_inner) = target;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
        self.cut();
    }
}

async fn serve(
    client: TcpStream,
    target: SocketAddr,
    modes: watch::Receiver<Mode>,
    mut cut: watch::Receiver<u64>,
) {
    cut.mark_unchanged();
    let pass = async {
        let server = TcpStream::connect(target).await?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let (client_reads, client_writes) = client.into_split();
        let (server_reads, server_writes) = server.into_split();
        let up = copy(client_reads, server_writes, modes.clone());
        let down = copy(server_reads, client_writes, modes);
        tokio::try_join!(up, down).map(drop)
    };
    tokio::select! {
        // Either way the connection is over, which is what it ends with.
        _ = pass => {}
        _ = cut.changed() => {}
    }
}

async fn copy(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut modes: watch::Receiver<Mode>,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let count = from.read(&mut buffer).await?;
        if modes.wait_for(|mode| *mode != Mode::Stall).await.is_err() || count == 0 {
            return to.shutdown().await;
        }
        to.write_all(&buffer[..count]).await?;
    }
}
