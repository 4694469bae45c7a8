//! A case, and how it is run.

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use tests::frames::{BINARY, CLOSE, Frame, PING, PONG, RawSocket, TEXT};
use tests::server::Server;
use tests::streams;

pub(crate) const FIN: u8 = 0x80;

/// The longest message that both servers take here.
pub(crate) const MAX_MESSAGE: &str = "4194304";

/// Streams up to this length are also sent byte by byte.
const SHORT: usize = 400;

/// What is sent, and what has to come back.
pub(crate) struct Case {
    /// The numbers of the suite.
    pub(crate) name: String,
    pub(crate) frames: Vec<Vec<u8>>,
    pub(crate) expected: Vec<Expected>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// A text message; the server answers it by an error instead, as it is no JSON.
    Text(Vec<u8>),
    /// A binary message; the server closes with 1003 instead.
    Binary(Vec<u8>),
    Pong(Vec<u8>),
    /// The last that comes.
    Close(Option<u16>),
}

pub(crate) use Expected::{Binary, Close, Pong, Text};

/// A frame of a client.
pub(crate) fn frame(first: u8, payload: impl AsRef<[u8]>) -> Vec<u8> {
    streams::frame(first, payload.as_ref(), Some([0x37, 0xFA, 0x21, 0x3D]))
}

/// A case of which everything is legal: the client closes in the end.
pub(crate) fn legal(
    name: impl Into<String>,
    frames: Vec<Vec<u8>>,
    expected: Vec<Expected>,
) -> Case {
    let mut case = Case {
        name: name.into(),
        frames,
        expected,
    };
    case.frames.push(frame(FIN | CLOSE, 1000u16.to_be_bytes()));
    case.expected.push(Close(Some(1000)));
    case
}

/// A case that the server ends, with `code`, after it has answered what came before.
pub(crate) fn illegal(
    name: impl Into<String>,
    frames: Vec<Vec<u8>>,
    mut before: Vec<Expected>,
    code: u16,
) -> Case {
    before.push(Close(Some(code)));
    Case {
        name: name.into(),
        frames,
        expected: before,
    }
}

/// `websocket-echo` on a free port.
pub(crate) fn echo() -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_websocket-echo"));
    command
        .args(["--listen", "127.0.0.1:0", "--max-message", MAX_MESSAGE])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    Server::spawn(command)
}

/// Runs the cases against both servers.
pub(crate) async fn run(cases: &[Case]) {
    let echo = echo();
    let server = Server::with(&["--max-message", MAX_MESSAGE]);
    for case in cases {
        for pieces in cuts(&case.frames) {
            let came = converse(echo.address(), &pieces, case.expected.len()).await;
            let came: Vec<Expected> = came.into_iter().map(echoed).collect();
            let shape = pieces.len();
            assert_eq!(
                came, case.expected,
                "case {}, {shape} writes, echo",
                case.name
            );

            let expected = of_the_server(&case.expected);
            let came = converse(server.address(), &pieces, expected.len()).await;
            let came: Vec<Expected> = came.into_iter().map(answered).collect();
            assert_eq!(came, expected, "case {}, {shape} writes, server", case.name);
        }
    }
}

/// The ways to write the frames.
fn cuts(frames: &[Vec<u8>]) -> Vec<Vec<Vec<u8>>> {
    let whole = frames.concat();
    let mut cuts = vec![vec![whole.clone()]];
    if frames.len() > 1 && whole.len() <= SHORT {
        cuts.push(frames.to_vec());
    }
    cuts.push(match whole.len() {
        ..=SHORT => whole.chunks(1).map(<[u8]>::to_vec).collect(),
        _ => whole.chunks(997).map(<[u8]>::to_vec).collect(),
    });
    cuts
}

/// Writes the pieces and reads so many frames; the connection must then have ended if the last is a close.
async fn converse(address: SocketAddr, pieces: &[Vec<u8>], count: usize) -> Vec<Frame> {
    let mut socket = RawSocket::open(address, true).await;
    for piece in pieces {
        if !socket.connection().try_write(piece).await {
            // The server has seen enough and says so in what comes.
            break;
        }
        tokio::task::yield_now().await;
    }
    let mut came = Vec::new();
    for _ in 0..count {
        came.push(socket.receive().await);
    }
    if came.last().is_some_and(|last| last.opcode == CLOSE) {
        assert!(
            socket.connection().has_ended().await,
            "more after the close frame"
        );
    }
    came
}

fn echoed(frame: Frame) -> Expected {
    assert!(frame.fin, "{frame:?}");
    match frame.opcode {
        TEXT => Text(frame.payload),
        BINARY => Binary(frame.payload),
        PONG => Pong(frame.payload),
        CLOSE => Close(frame.close_code()),
        _ => panic!("{frame:?}"),
    }
}

/// What the server does where `websocket-echo` does this.
fn of_the_server(expected: &[Expected]) -> Vec<Expected> {
    let mut all = Vec::new();
    for one in expected {
        match one {
            Text(_) => all.push(Text(Vec::new())),
            Binary(_) => {
                all.push(Close(Some(1003)));
                break;
            }
            other => all.push(other.clone()),
        }
    }
    all
}

/// An answer of the server; that a text is no JSON stands for having got it.
fn answered(frame: Frame) -> Expected {
    if frame.opcode == TEXT {
        assert!(frame.text().contains(r#""code":-32700"#), "{frame:?}");
        return Text(Vec::new());
    }
    echoed(frame)
}

/// A ping, for cases in which it must not be answered any more.
pub(crate) fn ping() -> Vec<u8> {
    frame(FIN | PING, "")
}
