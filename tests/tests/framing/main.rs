//! RFC 6455, case by case: the groups 1 to 7, 9 and 10 that the Autobahn test suite made the measure of
//! implementations, held against the server and against `websocket-echo`, which runs on its frames.
//!
//! Every case is sent in one piece, frame by frame, and byte by byte if it is short, so one case here
//! often stands for several of the suite, which differ in just that.

mod cases;
mod closing;
mod oracle;
mod sizes;
mod support;
mod utf8;
