//! Certificates for servers and clients of tests, made by OpenSSL.

use crate::node::run;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What every key is.
const KEY: [&str; 5] = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
];

/// Who signs certificates; nobody trusts it who is not told to.
#[derive(Debug)]
pub struct Authority {
    folder: PathBuf,
    /// The file with its own certificate.
    pub certificate: String,
    key: String,
}

/// The files of a certificate, all in PEM.
#[derive(Debug)]
pub struct Issued {
    /// The certificate.
    pub certificate: String,
    /// Its key.
    pub key: String,
}

impl Authority {
    /// Makes one, with its files in this folder.
    ///
    /// # Panics
    ///
    /// When OpenSSL is missing, or the folder cannot be written.
    pub fn new(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).expect("the folder of the tests can be written");
        let authority = Self {
            folder: folder.to_owned(),
            certificate: path(folder, "authority.pem"),
            key: path(folder, "authority.key"),
        };
        let rest = [
            "-x509",
            "-days",
            "2",
            "-subj",
            "/CN=authority",
            "-addext",
            "keyUsage=critical,keyCertSign,cRLSign",
            "-keyout",
            &authority.key,
            "-out",
            &authority.certificate,
        ];
        openssl(&[&["req"], &KEY[..], &rest].concat());
        authority
    }

    /// Makes a certificate for these names, such as `DNS:localhost,IP:127.0.0.1`; replaces an earlier one.
    ///
    /// # Panics
    ///
    /// When the folder cannot be written.
    pub fn issue(&self, name: &str, names: &str) -> Issued {
        let file = |suffix: &str| path(&self.folder, &format!("{name}.{suffix}"));
        let (request, extensions) = (file("csr"), file("extensions"));
        let text = format!(
            "subjectAltName={names}\nauthorityKeyIdentifier=keyid\nbasicConstraints=CA:false\n"
        );
        std::fs::write(&extensions, text).expect("the folder of the tests can be written");
        let issued = Issued {
            certificate: file("pem"),
            key: file("key"),
        };
        let subject = format!("/CN={name}");
        let rest = ["-subj", &subject, "-keyout", &issued.key, "-out", &request];
        openssl(&[&["req"], &KEY[..], &rest].concat());
        openssl(&[
            "x509",
            "-req",
            "-in",
            &request,
            "-days",
            "1",
            "-CA",
            &self.certificate,
            "-CAkey",
            &self.key,
            "-CAcreateserial",
            "-extfile",
            &extensions,
            "-out",
            &issued.certificate,
        ]);
        issued
    }
}

/// Runs OpenSSL; gives back what it wrote.
///
/// # Panics
///
/// When it is missing or fails.
pub fn openssl(arguments: &[&str]) -> String {
    run(Command::new("openssl").args(arguments))
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_str().expect("is text").to_owned()
}
