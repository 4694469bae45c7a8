//! The program `messenger`: wires rooms, service and transport together.

use anyhow::Context as _;
use clap::Parser;
use jsonrpc_runtime::Services;
use messenger::config::{
    Command, CommandLine, Config, Effective, Environment, LogFormat, Problems, Serve, Settings,
    reference,
};
use messenger::documents::ServedDocuments;
use messenger::observe::logs;
use messenger::security::Gate;
use messenger::security::access::Mount;
use messenger::security::authority::Unloaded;
use messenger::security::certificates::CertificateFiles;
use messenger::service::{Messenger, SecureRooms};
use messenger::transport::Server;
use messenger::transport::tls::Tls;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let done = match CommandLine::parse().command() {
        Command::Serve(command) => run(&command),
        Command::Config(command) => show(&command),
        Command::Token(command) => match command.run() {
            Ok(said) => {
                let printed = std::io::stdout().write_all(said.text.as_bytes());
                return ExitCode::from(u8::from(printed.is_err() || !said.good));
            }
            Err(error) => Err(error),
        },
    };
    let Err(error) = done else {
        return ExitCode::SUCCESS;
    };
    let (said, status) = match error.downcast_ref::<Problems>() {
        Some(problems) => (problems.to_string(), problems.exit_status()),
        None => (format!("error: {error:#}"), 1),
    };
    // If nobody reads it, the exit status still tells.
    let _ = writeln!(std::io::stderr(), "{said}");
    ExitCode::from(status)
}

fn show(command: &Config) -> anyhow::Result<()> {
    let text = if command.reference {
        reference::markdown()
    } else {
        let effective = command.serve.settings(&Environment::of_process())?;
        mount(&effective)?;
        effective.to_toml()
    };
    std::io::stdout()
        .write_all(text.as_bytes())
        .context("cannot print")
}

fn run(command: &Serve) -> anyhow::Result<()> {
    let effective = command.settings(&Environment::of_process())?;
    let settings = effective.settings();
    start_log(settings)?;
    let mounted = mount(&effective)?;
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    if let Some(workers) = settings.workers {
        runtime.worker_threads(workers);
    }
    runtime
        .enable_all()
        .build()
        .context("cannot start the threads that serve")?
        .block_on(serve(settings, mounted))
}

fn start_log(settings: &Settings) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&settings.log)?;
    logs::start(filter, settings.log_format == LogFormat::Json);
    Ok(())
}

/// What is served under the callsigns.
struct Mounted {
    services: Services,
    messengers: Vec<(String, Arc<Messenger>)>,
    documents: Option<ServedDocuments>,
    gate: Gate,
    certificates: Option<(CertificateFiles, Arc<Tls>)>,
}

fn mount(effective: &Effective) -> anyhow::Result<Mounted> {
    let settings = effective.settings();
    let mut services = Services::new(settings.limits());
    let mut messengers = Vec::new();
    for callsign in &settings.callsign {
        let rules = SecureRooms {
            authority_over: (!settings.token_key.is_empty()).then(|| callsign.clone()),
            announced: settings.announce_secure_rooms,
        };
        let messenger = Arc::new(Messenger::with_rules(settings.room_limits(), rules));
        services
            .mount(callsign, messenger.dispatcher())
            .with_context(|| {
                format!(
                    "cannot serve the callsigns (from {})",
                    effective.origin("callsign")
                )
            })?;
        messengers.push((callsign.clone(), messenger));
    }
    let documents = settings.documents.then(|| {
        let mounted = messengers.iter();
        let mounted: Vec<_> = mounted
            .map(|(callsign, _)| (callsign.as_str(), Messenger::DOCUMENTS))
            .collect();
        ServedDocuments::new(&mut services, &mounted)
    });
    let mounts = services.call_names().map(|(callsign, methods)| Mount {
        callsign: callsign.to_owned(),
        methods: methods.to_vec(),
        rights: Messenger::RIGHTS.to_vec(),
    });
    let gate = match Gate::new(effective, mounts.collect()) {
        Ok(gate) => gate,
        Err(Unloaded::Rules(problems)) => return Err(problems.into()),
        Err(error) => return Err(error.into()),
    };
    let certificates = match CertificateFiles::named(effective)? {
        Some(files) => {
            let tls = Arc::new(Tls::new(files.read()?));
            Some((files, tls))
        }
        None => None,
    };
    Ok(Mounted {
        services,
        messengers,
        documents,
        gate,
        certificates,
    })
}

/// Has keys, rules and certificates read again whenever the process is told to.
fn reload_when_told(
    gate: Arc<Gate>,
    certificates: Option<(CertificateFiles, Arc<Tls>)>,
) -> anyhow::Result<()> {
    let reload = move || {
        match gate.reload() {
            Ok(()) => tracing::info!("read again who may enter"),
            Err(error) => tracing::error!(%error, "who may enter stays as it was"),
        }
        if let Some((files, tls)) = &certificates {
            match files.read() {
                Ok(config) => {
                    tls.replace(config);
                    tracing::info!("read the certificate again");
                }
                Err(error) => tracing::error!(%error, "the certificate stays as it was"),
            }
        }
    };
    let reload = Arc::new(reload);
    let mut hang_up = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hang_up.recv().await.is_some() {
            let reload = reload.clone();
            let _ = tokio::task::spawn_blocking(move || reload()).await;
        }
    });
    Ok(())
}

async fn serve(settings: &Settings, mounted: Mounted) -> anyhow::Result<()> {
    for (_, messenger) in &mounted.messengers {
        let messenger = messenger.clone();
        tokio::spawn(async move { messenger.expire_memberships().await });
    }
    let address = settings.listen;
    let gate = Arc::new(mounted.gate);
    let (services, bounds) = (mounted.services, settings.transport());
    let mut server = Server::bind_guarded(address, services, bounds, gate.clone())
        .await
        .with_context(|| format!("cannot listen on {address}"))?;
    if let Some(documents) = mounted.documents {
        server.serve_documents(documents);
    }
    gate.refusals.tell(server.metrics());
    let certificates = mounted.certificates;
    if let Some((_, tls)) = &certificates {
        server.use_tls(tls.clone());
    } else if !address.ip().is_loopback() && gate.authority.is_some() {
        tracing::warn!("without TLS, whoever listens on the way can read tokens and use them");
    }
    let scheme = if certificates.is_some() {
        "https"
    } else {
        "http"
    };
    reload_when_told(gate, certificates)?;
    Messenger::tell(mounted.messengers, server.metrics());
    if let Some(address) = settings.metrics_listen {
        server
            .tell_on(address)
            .await
            .with_context(|| format!("cannot listen on {address} for metrics"))?;
    }
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let address = server.local_addr()?;
    // Whoever started the server may have stopped reading its output; it serves all the same.
    let _ = writeln!(std::io::stdout(), "listening on {scheme}://{address}");
    let mut told = async move || {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    // On a worker like the connections: accepted elsewhere, each would keep memory in two places.
    let served = tokio::spawn(server.run(async move {
        told().await;
        // Told twice, it does not wait for connections to end.
        tokio::spawn(async move {
            told().await;
            tracing::warn!("told to stop again: connections are cut off");
            std::process::exit(1);
        });
    }));
    Ok(served.await?)
}
