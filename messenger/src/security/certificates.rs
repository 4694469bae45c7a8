//! Certificates and keys of TLS, from files.
//!
//! TLS 1.2 and 1.3, nothing older, with the ciphers that rustls takes for safe; by ring, like the tokens.

use rustls::crypto::{CryptoProvider, ring};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig, version};
use rustls_pki_types::pem::{self, PemObject};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFiles {
    /// The server's certificate, and those between it and one that clients trust.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
    /// Who signs the certificates of clients; with it, clients need one.
    pub client_authority: Option<PathBuf>,
}

/// What is wrong with the files.
#[derive(Debug, thiserror::Error)]
pub enum WrongCertificate {
    /// There is no certificate in the file.
    #[error("the certificate in {0} cannot be read: {1}")]
    Certificate(PathBuf, pem::Error),
    /// There is no private key in the file.
    #[error("the private key in {0} cannot be read: {1}")]
    Key(PathBuf, pem::Error),
    /// They do not work together.
    #[error("the certificate in {0} is of no use with the key in {1}: {2}")]
    Pair(PathBuf, PathBuf, rustls::Error),
    /// There is nobody to trust in the file.
    #[error("the authority of clients in {0} is of no use: {1}")]
    Authority(PathBuf, String),
    /// The library knows none of the versions.
    #[error("TLS cannot be set up: {0}")]
    Setup(rustls::Error),
}

impl CertificateFiles {
    /// Reads them as they are now.
    ///
    /// # Errors
    ///
    /// What is wrong with them.
    pub fn read(&self) -> Result<Arc<ServerConfig>, WrongCertificate> {
        let provider = Arc::new(ring::default_provider());
        let chain = certificates(&self.certificate)
            .map_err(|error| WrongCertificate::Certificate(self.certificate.clone(), error))?;
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .map_err(|error| WrongCertificate::Key(self.key.clone(), error))?;
        let config = ServerConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(&[&version::TLS13, &version::TLS12])
            .map_err(WrongCertificate::Setup)?;
        let config = match &self.client_authority {
            Some(path) => {
                let verifier = clients(path, provider);
                let wrong = |reason| WrongCertificate::Authority(path.clone(), reason);
                config.with_client_cert_verifier(verifier.map_err(wrong)?)
            }
            None => config.with_no_client_auth(),
        };
        let mut config = config.with_single_cert(chain, key).map_err(|error| {
            WrongCertificate::Pair(self.certificate.clone(), self.key.clone(), error)
        })?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

/// The certificates in a file; at least one.
fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, pem::Error> {
    let chain: Vec<_> = CertificateDer::pem_file_iter(path)?.collect::<Result<_, _>>()?;
    if chain.is_empty() {
        return Err(pem::Error::NoItemsFound);
    }
    Ok(chain)
}

/// Trusts clients whose certificates are signed by one in this file.
fn clients(
    path: &Path,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ClientCertVerifier>, String> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(path).map_err(|error| error.to_string())? {
        roots.add(certificate).map_err(|error| error.to_string())?;
    }
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
        .build()
        .map_err(|error| error.to_string())
}
