//! The table of all settings.

use super::kind::{
    GIB, KIB, LogFormat, MIB, address, bytes, choice, count, filter, hosts, key_sources, names,
    networks, optional, origins, path, seconds, switch, texts,
};
use super::setting::settings;
use crate::security::Host;
use crate::security::pattern::Pattern;
use crate::security::proxies::{Network, ProxyHeader};
use crate::security::token::KeySource;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

// Per entry: what it does, without a full stop; its name, which is that of the flag, the variable and the key
// too; the type of its value; the kind, which says what may be written; the default.
settings! {
    "Serving" {
        /// Address to listen on; port 0 picks a free one
        listen: SocketAddr, address(), default SocketAddr::from(([127, 0, 0, 1], 8080));
        /// Callsigns to serve, each with rooms of its own
        callsign: Vec<String>, names(), default vec!["Messenger".to_owned()];
        /// Threads that serve; as many as there are processors, if none is given
        workers: Option<usize>, optional(count(1..=1024)), default None;
        /// Takes WebSocket frames without mask too, as Thunder's C++ client sends them against RFC 6455
        unmasked_frames: bool, switch(), default false;
    }
    "Documents" {
        /// Serves the documents of the interface (/docs, /openrpc.json, /asyncapi.json, /schema.json) and answers `rpc.discover`
        documents: bool, switch(), default true;
    }
    "Who may enter" {
        /// Keys that tokens are checked with; with one, callers need tokens. Each a file, or env:NAME for a variable: PEM, JSON Web Keys, or a secret
        token_key: Vec<KeySource>, key_sources(), default Vec::new();
        /// Names of this server among those that a token is meant for (`aud`)
        token_audience: Vec<String>, texts(), default Vec::new();
        /// File with the roles of callers, and what these may call; without one, every token allows everything
        access_file: Option<PathBuf>, optional(path()), default None;
        /// Lets anybody in without a token, on an address that is not of this machine alone
        allow_unauthenticated: bool, switch(), default false;
        /// Origins whose web pages may call, beside the server's own and those of this machine; they may have wildcards
        allow_origin: Vec<Pattern>, origins(), default Vec::new();
        /// Certificate of the server and those that lead to it, in PEM; with it, TLS is spoken and nothing else
        tls_certificate: Option<PathBuf>, optional(path()), default None;
        /// Private key of that certificate, in PEM
        tls_key: Option<PathBuf>, optional(path()), default None;
        /// Certificates that sign those of clients, in PEM; with it, clients need one
        tls_client_authority: Option<PathBuf>, optional(path()), default None;
        /// Addresses of reverse proxies, which are believed whose a request is; each an address, or a network as 10.0.0.0/8
        trusted_proxy: Vec<Network>, networks(), default Vec::new();
        /// Header in which they say so
        proxy_header: ProxyHeader, choice(), default ProxyHeader::XForwardedFor;
        /// Tells everybody (`roomupdate`) of secure rooms too, not only callers whose origin their lists admit
        announce_secure_rooms: bool, switch(), default true;
        /// Names under which the server may be asked for (`Host` header), beside those of this machine and the address that it listens on; `*`: all
        host_name: Vec<Host>, hosts(), default Vec::new();
    }
    "Limits of a message" {
        /// Longest WebSocket message and HTTP body
        max_message: usize, bytes(1..=GIB), default MIB;
        /// Longest head of an HTTP request, its first line and headers
        max_head: usize, bytes(KIB..=GIB), default 64 * KIB;
        /// Most requests in a batch
        max_batch: usize, count(0..), default 100;
        /// Longest answer of a batch; further requests of it are refused
        max_batch_answer: usize, bytes(1..=GIB), default 512 * KIB;
        /// Deepest nesting of arrays and objects in a message, the envelope counted
        max_depth: usize, count(3..=100), default 64;
        /// Longest name of a room or a user
        max_name: usize, bytes(1..=GIB), default 256;
        /// Longest text that a user sends to a room
        max_text: usize, bytes(1..=GIB), default MIB;
        /// Longest client id and index of a registration
        max_id: usize, bytes(1..=GIB), default 256;
    }
    "Limits of rooms" {
        /// Most rooms of a callsign
        max_rooms: usize, count(1..), default 100_000;
        /// Most users in a room
        max_members: usize, count(1..), default 20_000;
        /// Most origins in the list of a secure room
        max_acl: usize, count(1..=1024), default 32;
        /// Most memberships of a connection
        max_memberships: usize, count(1..), default 1024;
        /// Most memberships of a callsign that were joined over HTTP, where no connection keeps them
        max_idle_memberships: usize, count(0..), default 100_000;
        /// How long such a membership lives without a use of its token
        idle_membership: Duration, seconds(1.0..), default Duration::from_secs(300);
    }
    "Limits of connections" {
        /// Most connections
        max_connections: usize, count(1..), default 50_000;
        /// Most connections from one address
        max_connections_per_address: usize, count(1..), default 50_000;
        /// Most requests of a connection in a second, each of a batch counted; beyond it the peer has to wait
        max_rate: usize, count(1..=1_000_000_000), default 1_000_000;
        /// Most subscriptions of a connection
        max_subscriptions: usize, count(0..), default 1024;
        /// What may wait for a slow reader before it is closed with 1013
        max_queue: usize, bytes(16 * KIB..), default MIB;
        /// What may wait for all slow readers together; one for whom more is to wait is closed with 1013
        max_queue_total: usize, bytes(16 * KIB..), default 256 * MIB;
        /// How long it may wait while the reader takes nothing, before that is closed with 1013
        max_queue_age: Duration, seconds(0.1..), default Duration::from_secs(10);
        /// How long an HTTP connection may take to send the head of a request, the first and every further
        request_time: Duration, seconds(0.1..), default Duration::from_secs(60);
        /// How long an HTTP request may take to send its body
        body_time: Duration, seconds(0.1..), default Duration::from_secs(30);
        /// How long a WebSocket may be silent before it is pinged
        ping_interval: Duration, seconds(0.1..), default Duration::from_secs(60);
        /// How long a WebSocket may take to answer a ping
        pong_time: Duration, seconds(0.1..), default Duration::from_secs(30);
        /// How long a WebSocket may take to read its last frames and to close its side
        close_time: Duration, seconds(0.1..), default Duration::from_secs(2);
        /// How long connections may take to end when the server stops
        drain_time: Duration, seconds(0.0..), default Duration::from_secs(5);
    }
    "To see inside" {
        /// Address to serve /metrics, /healthz and /readyz on; without it they are served where everything is
        metrics_listen: Option<SocketAddr>, optional(address()), default None;
        /// What to log on standard error: a level, or levels per target
        log: String, filter(), default "info".to_owned();
        /// How to write the log
        log_format: LogFormat, choice(), default LogFormat::Text;
    }
}
