//! The program `messenger`: wires rooms, service and transport together.

use anyhow::Context as _;
use clap::Parser;
use jsonrpc_runtime::Services;
use messenger::config::{CommandLine, Settings};
use messenger::service::Messenger;
use messenger::transport::Server;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let line = CommandLine::parse();
    let filter =
        EnvFilter::try_from_env("MESSENGER_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    match line.settings().and_then(|settings| serve(&settings)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn serve(settings: &Settings) -> anyhow::Result<()> {
    let mut services = Services::new(settings.limits());
    for callsign in settings.callsigns() {
        let messenger = Arc::new(Messenger::new(settings.room_limits()));
        services.mount(&callsign, messenger.dispatcher())?;
        tokio::spawn(async move { messenger.expire_memberships().await });
    }
    let address = settings.address();
    let server = Server::bind(address, services, settings.transport())
        .await
        .with_context(|| format!("cannot listen on {address}"))?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let address = server.local_addr()?;
    // Whoever started the server may have stopped reading its output; it serves all the same.
    let _ = writeln!(std::io::stdout(), "listening on http://{address}");
    let mut told = async move || {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    server
        .run(async move {
            told().await;
            // Told twice, it does not wait for connections to end.
            tokio::spawn(async move {
                told().await;
                std::process::exit(1);
            });
        })
        .await;
    Ok(())
}
