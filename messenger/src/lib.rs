//! The reference server of the Messenger interface, as a library.
//!
//! Three parts know nothing of each other: [`rooms`] holds who is where, [`transport`] speaks HTTP and
//! WebSocket for any interface, and the generated bindings of `messenger-interface` say what the wire
//! looks like. [`service`] is the only place where they meet. [`documents`] describe what is mounted. [`observe`] counts what the transport tells it.
//!
//! To serve an interface of your own, implement its generated service trait and mount it:
//!
//! ```
//! use jsonrpc_runtime::{Limits, Services};
//! use messenger::rooms::RoomLimits;
//! use messenger::service::Messenger;
//! use messenger::transport::{Server, TransportSettings};
//! use std::sync::Arc;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut services = Services::new(Limits::default());
//! services.mount("Messenger", Arc::new(Messenger::new(RoomLimits::default())).dispatcher())?;
//! let settings = TransportSettings::default();
//! let server = Server::bind("127.0.0.1:0".parse()?, services, settings).await?;
//! println!("listening on http://{}", server.local_addr()?);
//! server.run(async { /* until it is told to stop */ }).await;
//! # Ok(())
//! # }
//! ```

pub mod config;
pub mod documents;
pub mod observe;
pub mod rooms;
pub mod security;
pub mod service;
pub mod transport;
