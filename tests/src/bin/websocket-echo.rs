//! Sends every WebSocket message back, on the server's own handshake and frames.
//!
//! It is what suites for WebSocket implementations ask for, which the server, answering JSON-RPC, is not:
//!
//! ```sh
//! cargo run --release -p tests --bin websocket-echo -- --listen 127.0.0.1:9001
//! ```

use clap::Parser;
use http_body_util::Full;
use hyper::body::{Bytes, Incoming as Body};
use hyper::header::{HeaderValue, SEC_WEBSOCKET_VERSION};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use messenger::transport::frame::{self, Decoder, FrameLimits, Incoming};
use messenger::transport::handshake::{self, Refusal};
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};

/// So long may a peer take to close its side.
const CLOSE_TIME: Duration = Duration::from_secs(2);

/// Echoes WebSocket messages.
#[derive(Debug, Parser)]
struct Arguments {
    /// Where to listen; port 0 picks a free one.
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// The longest message, in bytes.
    #[arg(long, default_value_t = 32 * 1024 * 1024, value_name = "BYTES")]
    max_message: usize,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let limits = FrameLimits {
        message: arguments.max_message,
        unmasked: false,
    };
    let listener = TcpListener::bind(arguments.listen).await?;
    let mut terminate = signal(SignalKind::terminate())?;
    println!("listening on http://{}", listener.local_addr()?);
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let (socket, _) = accepted?;
                tokio::spawn(serve(socket, limits));
            }
            _ = terminate.recv() => return Ok(()),
        }
    }
}

/// Speaks HTTP until the handshake. That the peer goes away is no matter.
async fn serve(socket: TcpStream, limits: FrameLimits) {
    let _ = socket.set_nodelay(true);
    let service = service_fn(async |request| Ok::<_, Infallible>(open(request, limits)));
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(socket), service)
        .with_upgrades()
        .await;
}

fn open(mut request: Request<Body>, limits: FrameLimits) -> Response<Full<Bytes>> {
    let mut response = Response::default();
    match handshake::accept(&request) {
        Ok(headers) => {
            *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
            response.headers_mut().extend(headers);
            let upgrade = hyper::upgrade::on(&mut request);
            tokio::spawn(async move {
                let upgraded = upgrade.await.ok()?;
                let parts = upgraded.downcast::<TokioIo<TcpStream>>().ok()?;
                let socket = parts.io.into_inner();
                echo(socket, parts.read_buf.to_vec(), limits).await.ok()
            });
        }
        Err(Refusal { status, reason }) => {
            *response.status_mut() = status;
            *response.body_mut() = Full::from(reason);
            let version = HeaderValue::from_static("13");
            response
                .headers_mut()
                .insert(SEC_WEBSOCKET_VERSION, version);
        }
    }
    response
}

/// Sends back what comes, until the peer closes or breaks the protocol.
async fn echo(mut socket: TcpStream, mut input: Vec<u8>, limits: FrameLimits) -> io::Result<()> {
    let mut decoder = Decoder::default();
    let mut output = Vec::new();
    let mut ended = false;
    while !ended {
        let mut handled = 0;
        while !ended {
            match decoder.decode(&mut input[handled..], limits) {
                Ok(None) => break,
                Ok(Some((length, incoming))) => {
                    handled += length;
                    ended = matches!(incoming, Some(Incoming::Close(_)));
                    answer(&mut output, incoming);
                }
                Err(violation) => {
                    let code = violation.code.number();
                    frame::write_close(&mut output, Some(code), violation.reason);
                    ended = true;
                }
            }
        }
        input.drain(..handled);
        socket.write_all(&output).await?;
        output.clear();
        if !ended && socket.read_buf(&mut input).await? == 0 {
            return Ok(());
        }
    }
    // Closed with something unread, the socket would be reset, and the last frames might be lost.
    socket.shutdown().await?;
    let mut nowhere = tokio::io::sink();
    let rest = tokio::io::copy(&mut socket, &mut nowhere);
    let _ = tokio::time::timeout(CLOSE_TIME, rest).await;
    Ok(())
}

fn answer(output: &mut Vec<u8>, incoming: Option<Incoming<'_>>) {
    match incoming {
        None | Some(Incoming::Pong) => {}
        Some(Incoming::Text(text)) => frame::write_text(output, [text.as_bytes(), b"", b""]),
        Some(Incoming::Binary(payload)) => frame::write_binary(output, payload),
        Some(Incoming::Ping(payload)) => frame::write_pong(output, payload),
        Some(Incoming::Close(code)) => frame::write_close(output, code, ""),
    }
}
