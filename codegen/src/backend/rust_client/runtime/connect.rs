//! From a URL to a stream of bytes.

use super::error::ClientError;
use super::options::Options;
use http::Uri;
use http::uri::PathAndQuery;
use std::fmt;
use std::io;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// What bytes travel over.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Where a server is, and how to get there.
#[derive(Clone)]
pub(super) struct Address {
    uri: Uri,
    host: String,
    port: u16,
    pub(super) is_websocket: bool,
    tls: Option<(TlsConnector, ServerName<'static>)>,
}

impl Address {
    /// Reads a URL. With a secure scheme, the certificates of the options are read too.
    pub(super) fn new(url: &str, options: &Options) -> Result<Self, ClientError> {
        // What is wrong is not quoted: a URL may hold secrets.
        let uri: Uri = url
            .parse()
            .map_err(|_| ClientError::argument("the URL cannot be read"))?;
        let (is_websocket, is_secure) = match uri.scheme_str() {
            Some("ws") => (true, false),
            Some("wss") => (true, true),
            Some("http") => (false, false),
            Some("https") => (false, true),
            _ => {
                return Err(ClientError::argument(
                    "the URL must begin with ws://, wss://, http:// or https://",
                ));
            }
        };
        let host = uri.host().unwrap_or_default();
        // An address of IPv6 stands in brackets.
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        if host.is_empty() {
            return Err(ClientError::argument("the URL names no host"));
        }
        let port = uri.port_u16().unwrap_or(if is_secure { 443 } else { 80 });
        let tls = is_secure.then(|| tls(&host, options)).transpose()?;
        Ok(Self {
            uri,
            host,
            port,
            is_websocket,
            tls,
        })
    }

    /// What stands in the header `Host`.
    pub(super) fn authority(&self) -> String {
        let host = self.uri.host().unwrap_or_default();
        match self.uri.port_u16() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// The path and the query.
    pub(super) fn target(&self) -> &str {
        self.uri.path_and_query().map_or("/", PathAndQuery::as_str)
    }

    /// The URL with a token.
    pub(super) fn with_token(&self, token: Option<&str>) -> Result<Uri, String> {
        let Some(token) = token else {
            return Ok(self.uri.clone());
        };
        let separator = if self.uri.query().is_some() { '&' } else { '?' };
        let target = format!(
            "{}{separator}token={}",
            self.target(),
            percent_encoded(token)
        );
        let mut parts = self.uri.clone().into_parts();
        parts.path_and_query = target.parse().ok();
        Uri::from_parts(parts).map_err(|_| "the token does not fit into the URL".to_owned())
    }

    /// Makes a connection.
    pub(super) async fn open(&self) -> io::Result<Box<dyn Stream>> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        stream.set_nodelay(true)?;
        Ok(match &self.tls {
            None => Box::new(stream),
            Some((connector, name)) => Box::new(connector.connect(name.clone(), stream).await?),
        })
    }
}

/// What may be secret is left out.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.uri.scheme_str().unwrap_or_default();
        write!(f, "{scheme}://{}{}", self.authority(), self.uri.path())
    }
}

fn percent_encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Certificates are always verified: against those of the system, and those of the options.
fn tls(host: &str, options: &Options) -> Result<(TlsConnector, ServerName<'static>), ClientError> {
    let wrong =
        |what: &str, reason: &dyn fmt::Display| ClientError::argument(format!("{what}: {reason}"));
    let name = ServerName::try_from(host.to_owned())
        .map_err(|reason| wrong("the host of the URL", &reason))?;
    let mut roots = RootCertStore::empty();
    // Those of the system that cannot be read are no worse than those that are not there.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for pem in &options.authorities {
        for certificate in certificates(pem)? {
            roots
                .add(certificate)
                .map_err(|reason| wrong("a certificate to trust", &reason))?;
        }
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|reason| wrong("TLS", &reason))?
        .with_root_certificates(roots);
    let config = match &options.identity {
        None => builder.with_no_client_auth(),
        Some((chain, key)) => {
            let key =
                PrivateKeyDer::from_pem_slice(key).map_err(|reason| wrong("the key", &reason))?;
            builder
                .with_client_auth_cert(certificates(chain)?, key)
                .map_err(|reason| wrong("the certificate and its key", &reason))?
        }
    };
    Ok((TlsConnector::from(Arc::new(config)), name))
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, ClientError> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(ClientError::argument(
            "there is no certificate in the PEM text",
        )),
        Err(reason) => Err(ClientError::argument(format!("a certificate: {reason}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str) -> Result<Address, ClientError> {
        Address::new(url, &Options::default())
    }

    #[test]
    fn urls_are_shown_without_secrets() {
        let address = address("ws://me:secret@[::1]:8080/jsonrpc?key=secret").expect("is one");
        assert_eq!(address.to_string(), "ws://[::1]:8080/jsonrpc");
        assert_eq!(address.host, "::1");
        let uri = address.with_token(Some("a+b ä")).expect("fits");
        assert_eq!(uri.query(), Some("key=secret&token=a%2Bb%20%C3%A4"));
    }

    #[test]
    fn other_urls_are_refused() {
        for url in [
            "",
            "ws://",
            "ftp://a/",
            "127.0.0.1:8080",
            "/jsonrpc",
            "ws:a",
        ] {
            assert!(address(url).is_err(), "{url}");
        }
    }

    #[test]
    fn certificates_are_read_when_the_client_is_made() {
        let options = Options::default().trust("nothing");
        assert!(Address::new("wss://localhost/", &options).is_err());
        assert!(Address::new("ws://localhost/", &options).is_ok());
    }
}
