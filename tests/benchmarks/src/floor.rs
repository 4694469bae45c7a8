//! Floors: the least that any server must do. They wait with epoll, read, count messages without looking into them, and
//! write what was made beforehand.

use crate::wire::{Protocol, server_frame};
use anyhow::{Context, Result};
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

/// What a floor does with messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Floor {
    /// Answers HTTP requests with a constant.
    Http,
    /// The same by hyper: what HTTP costs in Rust.
    Hyper,
    /// Answers WebSocket messages with a constant.
    Calls,
    /// Sends each WebSocket message to every connection.
    FanOut,
}

const ANSWER: &str = r#"{"jsonrpc":"2.0","id":1,"result":null}"#;

const SWITCH: &[u8] =
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

impl Floor {
    /// Serves until the process is ended.
    pub(crate) fn serve(self, address: SocketAddr, threads: usize) -> Result<()> {
        if self == Self::Hyper {
            return serve_with_hyper(address);
        }
        let mut listener = TcpListener::bind(address)?;
        println!("listening on http://{}", listener.local_addr()?);
        let all: Peers = Arc::default();
        let mut workers = Vec::new();
        for _ in 0..threads.max(1) {
            let worker = Worker::new(self, all.clone())?;
            workers.push(worker.arrivals.clone());
            std::thread::spawn(move || worker.run());
        }
        let mut poll = Poll::new()?;
        poll.registry()
            .register(&mut listener, Token(0), Interest::READABLE)?;
        let mut events = Events::with_capacity(16);
        let mut turn = workers.iter().cycle();
        loop {
            poll.poll(&mut events, None)?;
            while let Ok((socket, _)) = listener.accept() {
                socket.set_nodelay(true)?;
                let worker = turn.next().context("there is a worker")?;
                worker.admit(socket)?;
            }
        }
    }
}

/// Everybody who was let in, for those that send to all.
type Peers = Arc<Mutex<Vec<Arc<TcpStream>>>>;

/// Where a worker finds new connections.
#[derive(Clone)]
struct Arrivals {
    registry: Arc<mio::Registry>,
    sockets: Arc<Mutex<HashMap<usize, TcpStream>>>,
}

impl Arrivals {
    fn admit(&self, mut socket: TcpStream) -> Result<()> {
        use std::os::fd::AsRawFd;
        let token = usize::try_from(socket.as_raw_fd())?;
        let mut sockets = self.sockets.lock().expect("no holder panics");
        self.registry
            .register(&mut socket, Token(token), Interest::READABLE)?;
        sockets.insert(token, socket);
        Ok(())
    }
}

/// A thread with connections of its own.
struct Worker {
    floor: Floor,
    poll: Poll,
    arrivals: Arrivals,
    all: Peers,
    answer: Vec<u8>,
}

struct Peer {
    socket: Arc<TcpStream>,
    /// What of the last message has come.
    rest: Vec<u8>,
    upgraded: bool,
}

impl Worker {
    fn new(floor: Floor, all: Peers) -> Result<Self> {
        let poll = Poll::new()?;
        let arrivals = Arrivals {
            registry: Arc::new(poll.registry().try_clone()?),
            sockets: Arc::default(),
        };
        let answer = match floor {
            Floor::Http | Floor::Hyper => format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{ANSWER}",
                ANSWER.len()
            )
            .into_bytes(),
            Floor::Calls | Floor::FanOut => server_frame(ANSWER.as_bytes()),
        };
        Ok(Self {
            floor,
            poll,
            arrivals,
            all,
            answer,
        })
    }

    fn run(mut self) {
        let mut events = Events::with_capacity(1024);
        let mut peers: HashMap<usize, Peer> = HashMap::new();
        let mut input = vec![0; 64 * 1024];
        loop {
            if self.poll.poll(&mut events, None).is_err() {
                continue;
            }
            for event in &events {
                let token = event.token().0;
                let peer = peers.entry(token).or_insert_with(|| {
                    let mut arrivals = self.arrivals.sockets.lock().expect("no holder panics");
                    Peer {
                        socket: Arc::new(
                            arrivals.remove(&token).expect("only who arrived is polled"),
                        ),
                        rest: Vec::new(),
                        upgraded: false,
                    }
                });
                if self.turn(peer, &mut input).is_err() {
                    let gone = peers.remove(&token).expect("it was there");
                    let mut all = self.all.lock().expect("no holder panics");
                    all.retain(|peer| !Arc::ptr_eq(peer, &gone.socket));
                }
            }
        }
    }

    /// Reads until nothing is left, as edges want it. An error: the peer is gone.
    fn turn(&self, peer: &mut Peer, input: &mut [u8]) -> io::Result<()> {
        loop {
            let kept = peer.rest.len();
            input[..kept].copy_from_slice(&peer.rest);
            let length = match (&*peer.socket).read(&mut input[kept..]) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(length) => kept + length,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            };
            let taken = self.take(peer, &input[..length])?;
            peer.rest.clear();
            peer.rest.extend_from_slice(&input[taken..length]);
            // Less than there was room for: nothing is left.
            if length < input.len() {
                return Ok(());
            }
        }
    }

    fn take(&self, peer: &mut Peer, input: &[u8]) -> io::Result<usize> {
        if self.floor == Floor::Http {
            let (requests, taken) = Protocol::Http.count(input);
            write_all(&peer.socket, &self.answer.repeat(requests))?;
            return Ok(taken);
        }
        if !peer.upgraded {
            let (requests, taken) = Protocol::Http.count(input);
            if requests > 0 {
                peer.upgraded = true;
                self.all
                    .lock()
                    .expect("no holder panics")
                    .push(peer.socket.clone());
                write_all(&peer.socket, SWITCH)?;
            }
            return Ok(taken);
        }
        let (messages, taken) = Protocol::WebSocket.count(input);
        if self.floor == Floor::Calls {
            write_all(&peer.socket, &self.answer.repeat(messages))?;
        } else if let Some(payload) = taken.checked_div(messages) {
            // As long as what came, less the client's mask; what it says is of no matter.
            let frame = server_frame(&vec![b'x'; payload.saturating_sub(6)]);
            let frames = frame.repeat(messages);
            let all = self.all.lock().expect("no holder panics");
            for receiver in all.iter() {
                // Who is gone is found out by its own thread.
                let _ = write_all(receiver, &frames);
            }
        }
        Ok(taken)
    }
}

fn write_all(mut socket: &TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match socket.write(bytes) {
            Ok(written) => bytes = &bytes[written..],
            // The receivers here read as fast as they can.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => std::thread::yield_now(),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn serve_with_hyper(address: SocketAddr) -> Result<()> {
    use http_body_util::{BodyExt, Full};
    use hyper::body::{Bytes, Incoming};
    use hyper::header::{CONTENT_TYPE, HeaderValue};
    use hyper::{Request, Response};
    use std::convert::Infallible;

    async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        // The body is read to its end, and dropped.
        let _ = request.into_body().collect().await;
        let mut answer = Response::new(Full::new(Bytes::from_static(ANSWER.as_bytes())));
        let json = HeaderValue::from_static("application/json");
        answer.headers_mut().insert(CONTENT_TYPE, json);
        Ok(answer)
    }

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(address).await?;
        println!("listening on http://{}", listener.local_addr()?);
        loop {
            let (socket, _) = listener.accept().await?;
            socket.set_nodelay(true)?;
            let socket = hyper_util::rt::TokioIo::new(socket);
            tokio::spawn(async move {
                let service = hyper::service::service_fn(answer);
                let mut http = hyper::server::conn::http1::Builder::new();
                // A peer that goes away is no matter here.
                let _ = http
                    .header_read_timeout(None)
                    .serve_connection(socket, service)
                    .await;
            });
        }
    })
}
