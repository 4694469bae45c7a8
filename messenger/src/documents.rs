//! The documents of what is mounted: pages for readers, and the document that `rpc.discover` answers.
//!
//! Each interface's documents are made by its build ([`jsonrpc_runtime::Documents`]); here they get addresses and
//! the headers that go with them, once, before anything is served. Under the addresses without the name of an
//! interface are those of the one that is mounted first.
//!
//! | path | is |
//! |---|---|
//! | `/docs`, `/docs/messenger.html` | the reference as one page |
//! | `/docs/messenger.md` | the reference in Markdown |
//! | `/openrpc.json` | OpenRPC: all that is mounted, named as at `/jsonrpc` |
//! | `/docs/messenger.openrpc.json` | OpenRPC: the interface, named as at `/jsonrpc/<callsign>` |
//! | `/asyncapi.json`, `/docs/messenger.asyncapi.json` | AsyncAPI |
//! | `/schema.json`, `/docs/messenger.schema.json` | JSON Schema |
//!
//! `rpc.discover` answers at `/jsonrpc` what `/openrpc.json` holds, and at `/jsonrpc/<callsign>` the document of that
//! interface. It is this very name: it has no callsign, no version and no index.

mod discovery;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderName,
    HeaderValue, IF_NONE_MATCH, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use hyper::{Method, Response, StatusCode};
use jsonrpc_runtime::{Documents, Services, Target};
use sha1::{Digest, Sha1};
use std::collections::BTreeMap;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// What may be done with a document that is no page: nothing.
const NOTHING: &str = "default-src 'none'";

/// The documents of a server by their paths.
#[derive(Debug, Default)]
pub struct ServedDocuments(BTreeMap<String, Document>);

/// A document with the headers that go with it.
#[derive(Debug)]
struct Document {
    text: Bytes,
    content_type: &'static str,
    policy: HeaderValue,
    tag: HeaderValue,
}

impl ServedDocuments {
    /// The documents of what is mounted under these callsigns. `services`, in which that is mounted, can be
    /// discovered from now on.
    pub fn new(services: &mut Services, mounted: &[(&str, &'static Documents)]) -> Self {
        let mut served = Self::default();
        let whole = discovery::document(mounted);
        services.discoverable(Target::ANY, compact(&whole));
        for (callsign, documents) in mounted {
            if let Some(target) = services.target(callsign) {
                services.discoverable(target, compact(documents.openrpc));
            }
            let Documents { name, policy, .. } = documents;
            let page = "text/html; charset=utf-8";
            served.add(format!("/docs/{name}.html"), page, policy, documents.html);
            let markdown = "text/markdown; charset=utf-8";
            served.add(
                format!("/docs/{name}.md"),
                markdown,
                NOTHING,
                documents.markdown,
            );
            for (extension, content_type, text) in [
                ("openrpc", "application/json", documents.openrpc),
                ("asyncapi", "application/json", documents.asyncapi),
                ("schema", "application/schema+json", documents.json_schema),
            ] {
                let path = format!("/docs/{name}.{extension}.json");
                served.add(path, content_type, NOTHING, text);
            }
        }
        if let Some((_, first)) = mounted.first() {
            served.add(
                "/docs".to_owned(),
                "text/html; charset=utf-8",
                first.policy,
                first.html,
            );
            let json = "application/json";
            served.add("/asyncapi.json".to_owned(), json, NOTHING, first.asyncapi);
            served.add("/openrpc.json".to_owned(), json, NOTHING, whole);
            let schema = "application/schema+json";
            served.add(
                "/schema.json".to_owned(),
                schema,
                NOTHING,
                first.json_schema,
            );
        }
        served
    }

    fn add(
        &mut self,
        path: String,
        content_type: &'static str,
        policy: &str,
        text: impl Into<Bytes>,
    ) {
        let text = text.into();
        let digest = Sha1::digest(&text);
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        // A policy is text of the compiler's own; whatever else came would be no header, and forbids all.
        let policy = HeaderValue::from_str(&format!("{policy}; frame-ancestors 'none'"));
        let document = Document {
            text,
            content_type,
            policy: policy.unwrap_or(HeaderValue::from_static(NOTHING)),
            tag: HeaderValue::from_str(&format!("\"{digest}\"")).expect("digits make a header"),
        };
        self.0.insert(path, document);
    }

    /// Whether there is a document at a path.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// The answer to a request for the document at a path; `None`: there is none.
    pub(crate) fn answer(
        &self,
        method: &Method,
        path: &str,
        headers: &HeaderMap,
    ) -> Option<Response<Full<Bytes>>> {
        let document = self.0.get(path)?;
        if !matches!(*method, Method::GET | Method::HEAD) {
            let mut reply = Response::new(Full::from("this is only to be read: GET or HEAD\n"));
            *reply.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
            let headers = reply.headers_mut();
            headers.insert(
                CONTENT_TYPE,
                HeaderValue::from_static("text/plain; charset=utf-8"),
            );
            headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return Some(reply);
        }
        let known = document.is_known(headers);
        let body = if known {
            Bytes::new()
        } else {
            document.text.clone()
        };
        let mut reply = Response::new(Full::new(body));
        if known {
            *reply.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = reply.headers_mut();
        if !known {
            headers.insert(
                CONTENT_TYPE,
                HeaderValue::from_static(document.content_type),
            );
        }
        headers.insert(ETAG, document.tag.clone());
        headers.insert(CONTENT_SECURITY_POLICY, document.policy.clone());
        for (name, value) in [
            // Kept, but asked for every time: another build may say something else. By nobody between, as whoever
            // may not call may not read it.
            (CACHE_CONTROL, "private, no-cache"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (X_FRAME_OPTIONS, "DENY"),
            (REFERRER_POLICY, "no-referrer"),
            (RESOURCE_POLICY, "same-origin"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        Some(reply)
    }
}

/// The same JSON without its layout.
fn compact(text: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(text);
    value.map_or_else(|_| text.to_owned(), |value| value.to_string())
}

impl Document {
    /// Whether whoever asks has this very document (RFC 9110, section 13.1.2).
    fn is_known(&self, headers: &HeaderMap) -> bool {
        let tags = headers.get_all(IF_NONE_MATCH).iter();
        let mut tags = tags
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim);
        tags.any(|tag| tag == "*" || tag.trim_start_matches("W/").as_bytes() == self.tag.as_bytes())
    }
}
