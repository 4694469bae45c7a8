//! TLS, and tokens that the server checks.

use super::basics::join;
use super::connection::soon;
use crate::bench::Bench;
use crate::driver::{Driver, call};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::PathBuf;
use tests::certificates::{Authority, Issued};
use tests::server::{self, Server};

/// Both ways to talk.
const SCHEMES: [&str; 2] = ["wss", "https"];

pub(super) async fn trusted(bench: &Bench<'_>) -> Result<()> {
    let folder = folder(bench)?;
    let authority = Authority::new(&folder);
    let server = serve(
        &authority.issue("server", "DNS:localhost,IP:127.0.0.1"),
        &[],
    );
    for scheme in SCHEMES {
        let mut driver = bench
            .messenger_with(&url(scheme, &server), trusting(&authority)?)
            .await?;
        driver.ok(json!({ "do": "connect" })).await?;
        let token = join(&mut driver, "Lounge", "Bob").await?;
        let again = json!({ "room": "Lounge", "user": "Bob" });
        let error = driver.fails("method", call("join", again)).await?;
        ensure!(error["case"] == "illegal_state", "{error}");
        if scheme == "wss" {
            let messages = driver.subscribe("subscribe_message", Some(&token)).await?;
            // More than one record of TLS holds.
            let text = "ä".repeat(20_000);
            let params = json!({ "roomid": token, "message": text });
            driver.call("send", params).await?;
            ensure!(
                driver.event(messages).await?["message"] == text,
                "another message"
            );
        }
        driver.call("leave", json!({ "roomid": token })).await?;
        driver.finish().await.context(scheme)?;
    }
    Ok(())
}

pub(super) async fn untrusted(bench: &Bench<'_>) -> Result<()> {
    let folder = folder(bench)?;
    let authority = Authority::new(&folder);
    let stranger = Authority::new(&folder.join("stranger"));
    let names = "DNS:localhost,IP:127.0.0.1";
    let server = serve(&authority.issue("server", names), &[]);
    let elsewhere = serve(&authority.issue("elsewhere", "DNS:other.example"), &[]);
    for scheme in SCHEMES {
        for (server, options, why) in [
            (&server, soon(), "an unknown authority"),
            (&server, trusting(&stranger)?, "another authority"),
            (&elsewhere, trusting(&authority)?, "another name"),
        ] {
            let mut driver = bench.messenger_with(&url(scheme, server), options).await?;
            refused(&mut driver, scheme)
                .await
                .with_context(|| format!("{why} over {scheme}"))?;
            driver.finish().await.context(scheme)?;
        }
    }
    // What is no certificate is refused before there is a client.
    let mut driver = bench.driver()?;
    let open = json!({
        "do": "open", "url": url("wss", &server), "interface": "messenger", "options": { "ca": "none" }
    });
    driver.fails("argument", open).await?;
    driver.exit().await?;
    Ok(())
}

/// A server whose certificate is not to be trusted: connecting fails, and what waits for a connection does
/// so no longer than its deadline.
async fn refused(driver: &mut Driver, scheme: &str) -> Result<()> {
    let mut hurried = call("leave", json!({ "roomid": "a" }));
    hurried["deadline"] = json!(1_000);
    if scheme == "wss" {
        let error = driver
            .fails("connect-failed", json!({ "do": "connect" }))
            .await?;
        ensure!(error["status"].is_null(), "{error}");
        driver.fails("deadline", hurried).await?;
        let state = driver.ok(json!({ "do": "state" })).await?;
        ensure!(state != "closed" && state != "open", "{state}");
    } else {
        let error = driver.fails("connect-failed", hurried).await?;
        ensure!(error["status"].is_null(), "{error}");
    }
    Ok(())
}

pub(super) async fn tokens(bench: &Bench<'_>) -> Result<()> {
    let folder = folder(bench)?;
    let authority = Authority::new(&folder);
    let key = folder.join("token.key");
    std::fs::write(&key, "a secret for the tests, of more than 32 bytes\n")?;
    let key = key.to_str().context("a path that is text")?;
    let issue = ["token", "issue", "--key", key, "--url"];
    let page = ["https://app.example", "--lifetime", "1h"];
    let issued = server::run(&[&issue[..], &page].concat());
    ensure!(issued.status.success(), "{}", issued.stderr);
    let token = issued.stdout.trim();
    let certificate = authority.issue("server", "DNS:localhost,IP:127.0.0.1");
    let plain = Server::with(&["--token-key", key]);
    let secure = serve(&certificate, &["--token-key", key]);
    for (scheme, server, status) in [
        ("ws", &plain, 403),
        ("http", &plain, 401),
        ("wss", &secure, 403),
        ("https", &secure, 401),
    ] {
        let options = |token: Option<&str>| -> Result<Value> {
            let mut options = if SCHEMES.contains(&scheme) {
                trusting(&authority)?
            } else {
                soon()
            };
            if let Some(token) = token {
                options["token"] = json!(token);
            }
            Ok(options)
        };
        let url = url(scheme, server);
        let mut driver = bench.messenger_with(&url, options(Some(token))?).await?;
        let room = join(&mut driver, "Lounge", "Bob").await?;
        driver.call("leave", json!({ "roomid": room })).await?;
        let written = driver.finish().await.context(scheme)?;
        ensure!(!written.contains(token), "the token was written: {written}");
        for token in [None, Some("no-token")] {
            let mut driver = bench.messenger_with(&url, options(token)?).await?;
            let leave = call("leave", json!({ "roomid": "a" }));
            let error = driver.fails("connect-failed", leave).await?;
            ensure!(error["status"] == status, "{error} over {scheme}");
            let written = driver.finish().await.context(scheme)?;
            ensure!(!written.contains("no-token"), "the token was written");
        }
    }
    Ok(())
}

/// A folder for the files of one scenario.
fn folder(bench: &Bench<'_>) -> Result<PathBuf> {
    let folder = bench.work.with_file_name("tls");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The reference server with this certificate.
fn serve(Issued { certificate, key }: &Issued, more: &[&str]) -> Server {
    let arguments = ["--tls-certificate", certificate, "--tls-key", key];
    Server::with(&[&arguments, more].concat())
}

fn url(scheme: &str, server: &Server) -> String {
    format!("{scheme}://{}/jsonrpc", server.address())
}

/// Options that trust an authority.
fn trusting(authority: &Authority) -> Result<Value> {
    let mut options = soon();
    options["ca"] = json!(std::fs::read_to_string(&authority.certificate)?);
    Ok(options)
}
