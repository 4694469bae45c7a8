//! TLS, seen by OpenSSL.

use super::support::{CALL, Folder};
use serde_json::Value;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use tests::certificates::{Authority, Issued};
use tests::node::{client, run_with};
use tests::server::{Server, Signal, run};

/// Whose certificates are made.
const NAMES: &str = "DNS:localhost,IP:127.0.0.1";

/// A certificate for `localhost`, and who signed it.
struct Certificates {
    folder: Folder,
    authority: Authority,
    certificate: String,
    key: String,
}

impl Certificates {
    fn new(name: &str) -> Self {
        let folder = Folder::new(name);
        let authority = Authority::new(folder.as_ref());
        let Issued { certificate, key } = authority.issue("server", NAMES);
        Self {
            folder,
            authority,
            certificate,
            key,
        }
    }

    /// Makes a certificate, and replaces one of that name.
    fn issue(&self, name: &str) {
        self.authority.issue(name, NAMES);
    }

    fn serve(&self, more: &[&str]) -> Server {
        let arguments = [
            "--tls-certificate",
            &self.certificate,
            "--tls-key",
            &self.key,
        ];
        Server::with(&[&arguments, more].concat())
    }

    /// What OpenSSL says of a handshake, with these arguments.
    fn handshake(&self, server: SocketAddr, more: &[&str]) -> (bool, String) {
        let address = server.to_string();
        let arguments = [
            "s_client",
            "-connect",
            &address,
            "-CAfile",
            &self.authority.certificate,
            "-verify_return_error",
        ];
        let output = Command::new("openssl")
            .args([&arguments, more].concat())
            .stdin(Stdio::null())
            .output()
            .expect("OpenSSL starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        (
            output.status.success() && text.contains("Verify return code: 0 (ok)"),
            text,
        )
    }

    /// A call by curl.
    fn call(&self, server: SocketAddr, more: &[&str]) -> Option<String> {
        let url = format!("https://localhost:{}/jsonrpc", server.port());
        let arguments = [
            "--silent",
            "--cacert",
            &self.authority.certificate,
            "--data",
            CALL,
            &url,
        ];
        let output = Command::new("curl")
            .args([&arguments, more].concat())
            .output();
        let output = output.expect("curl starts");
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The serial number of the certificate that is shown.
    fn shown(&self, server: SocketAddr) -> String {
        let (_, text) = self.handshake(server, &[]);
        run_with(
            Command::new("openssl").args(["x509", "-noout", "-serial"]),
            &text,
        )
    }
}

#[test]
fn openssl_sees_tls_1_2_and_1_3_and_nothing_else() {
    let certificates = Certificates::new("versions");
    let server = certificates.serve(&[]);
    for (version, served) in [
        ("-tls1", false),
        ("-tls1_1", false),
        ("-tls1_2", true),
        ("-tls1_3", true),
    ] {
        // Old versions are off in OpenSSL itself unless it is told to be careless.
        let arguments = [version, "-cipher", "ALL:@SECLEVEL=0"];
        let (good, text) = certificates.handshake(server.address(), &arguments);
        assert_eq!(good, served, "{version}: {text}");
    }
    for cipher in ["NULL", "aNULL", "RC4", "3DES", "kRSA", "AES128-SHA"] {
        let arguments = ["-tls1_2", "-cipher", &format!("{cipher}:@SECLEVEL=0")];
        assert!(
            !certificates.handshake(server.address(), &arguments).0,
            "{cipher}"
        );
    }
    assert_eq!(
        certificates.call(server.address(), &[]).as_deref(),
        Some(super::support::ANSWER)
    );
}

#[tokio::test]
async fn what_is_no_tls_ends_that_connection_alone() {
    let certificates = Certificates::new("plain");
    let server = certificates.serve(&[]);
    let mut plain = tests::http::Connection::open(server.address()).await;
    plain
        .write(format!(
            "POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{CALL}",
            CALL.len()
        ))
        .await;
    let mut idle = tests::http::Connection::open(server.address()).await;
    idle.write("\u{16}\u{3}\u{1}").await;
    assert!(certificates.call(server.address(), &[]).is_some());
}

#[test]
fn clients_without_certificate_stay_out_where_one_is_demanded() {
    let certificates = Certificates::new("clients");
    certificates.issue("client");
    let others = Certificates::new("other-clients");
    let server = certificates.serve(&[
        "--tls-client-authority",
        &certificates.authority.certificate,
    ]);
    let path = |of: &Certificates, name: &str| of.folder.path(name);
    assert_eq!(certificates.call(server.address(), &[]), None);
    let stranger = [
        "--cert",
        &path(&others, "server.pem"),
        "--key",
        &path(&others, "server.key"),
    ];
    assert_eq!(certificates.call(server.address(), &stranger), None);
    let known = [
        "--cert",
        &path(&certificates, "client.pem"),
        "--key",
        &path(&certificates, "client.key"),
    ];
    assert!(certificates.call(server.address(), &known).is_some());
}

/// WebSockets and requests go on while certificates are replaced: those that are open, and new ones.
#[test]
fn a_certificate_is_replaced_under_load_without_losing_a_connection() {
    let certificates = Certificates::new("reload");
    let server = certificates.serve(&[]);
    let address = server.address();
    let mut load = client("load.js", env!("CARGO_TARGET_TMPDIR"));
    load.args([
        address.port().to_string(),
        certificates.authority.certificate.clone(),
    ]);
    let mut load = load
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Node.js starts");
    let mut seen = BTreeSet::from([certificates.shown(address)]);
    for _ in 0..5 {
        let before = seen.len();
        certificates.issue("server");
        server.signal(Signal::HUP);
        for _ in 0..200 {
            seen.insert(certificates.shown(address));
            if seen.len() > before {
                break;
            }
        }
        assert_eq!(seen.len(), before + 1, "the new certificate is shown");
    }
    // A certificate that does not fit its key changes nothing.
    std::fs::copy(
        &certificates.authority.certificate,
        &certificates.certificate,
    )
    .expect("can be written");
    server.signal(Signal::HUP);
    assert!(seen.contains(&certificates.shown(address)));
    drop(load.stdin.take());
    let output = load.wait_with_output().expect("is our child");
    let told: Value = serde_json::from_slice(&output.stdout).expect("is JSON");
    assert_eq!(told["lost"], 0, "{told}");
    assert!(
        told["messages"].as_u64() > Some(100) && told["requests"].as_u64() > Some(10),
        "{told}"
    );
}

#[test]
fn files_of_no_use_are_refused_at_the_start() {
    let certificates = Certificates::new("files");
    let other = certificates.folder.pair("other", "EC").path;
    let absent = certificates.folder.path("absent");
    let (certificate, key) = (&*certificates.certificate, &*certificates.key);
    for (arguments, reason) in [
        (&["--tls-certificate", certificate][..], "`tls-key`"),
        (&["--tls-key", key], "`tls-certificate`"),
        (
            &["--tls-client-authority", certificate],
            "`tls-certificate`",
        ),
        (
            &["--tls-certificate", certificate, "--tls-key", &absent],
            "private key",
        ),
        (
            &["--tls-certificate", key, "--tls-key", key],
            "certificate in",
        ),
        (
            &["--tls-certificate", certificate, "--tls-key", &other],
            "of no use with the key",
        ),
        (
            &[
                "--tls-certificate",
                certificate,
                "--tls-key",
                key,
                "--tls-client-authority",
                key,
            ],
            "authority of clients",
        ),
    ] {
        let refused = run(&[&["--listen", "127.0.0.1:0"], arguments].concat());
        assert!(!refused.status.success());
        assert!(
            refused.stderr.contains(reason),
            "{reason}: {}",
            refused.stderr
        );
    }
}
