//! The wire of the server, seen from outside: what goes in, and to the byte what comes out.

mod builtins;
mod callsigns;
mod designators;
mod documents;
mod envelope;
mod frames;
mod handshake;
mod http;
mod params;
mod security;
mod seed;
mod support;
mod vectors;
