//! The files of the operator's screen, which are part of the binary.

use crate::immutable_file::{respond, takes_gzip};
use axum::body::Body;
use axum::http::HeaderMap;
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use headers::{ETag, HeaderMapExt, IfNoneMatch};
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::LazyLock;

/// All files, by their paths, as `build.rs` lists them.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/admin_files.rs"));

/// The files, each packed once.
static PACKED: LazyLock<BTreeMap<&str, File>> =
    LazyLock::new(|| FILES.iter().map(|&(name, plain)| (name, File::new(name, plain))).collect());

/// The types of files, by their extensions.
const TYPES: [(&str, &str); 9] = [
    ("css", "text/css; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("woff2", "font/woff2"),
];

/// A file of the screen.
pub(super) struct File {
    name: &'static str,
    kind: &'static str,
    plain: &'static [u8],
    /// The file in gzip, if that is smaller.
    gzip: Option<Vec<u8>>,
}

/// Returns the file with this path.
pub(super) fn find(name: &str) -> Option<&'static File> {
    PACKED.get(name)
}

impl File {
    fn new(name: &'static str, plain: &'static [u8]) -> Self {
        let extension = name.rsplit('.').next().unwrap_or_default();
        let kind = TYPES.iter().find(|(known, _)| *known == extension);
        let kind = kind.map_or("application/octet-stream", |(_, kind)| kind);
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        let gzip = encoder.write_all(plain).and_then(|()| encoder.finish()).ok();
        Self { name, kind, plain, gzip: gzip.filter(|packed| packed.len() < plain.len()) }
    }

    pub(super) fn text(&self) -> Option<&'static str> {
        std::str::from_utf8(self.plain).ok()
    }

    /// Returns the file. Its name has a hash of its contents, so a client may keep it for good.
    pub(super) fn response(&'static self, headers: &HeaderMap) -> Response {
        let gzip = self.gzip.as_ref().filter(|_| takes_gzip(headers));
        let encoding = if gzip.is_some() { ".gzip" } else { "" };
        let tag: Option<ETag> = format!("\"{}{encoding}\"", self.name).parse().ok();
        let known = headers.typed_get::<IfNoneMatch>().zip(tag.as_ref());
        let kept = known.is_some_and(|(known, tag)| !known.precondition_passes(tag));
        let body = || gzip.map_or_else(|| Body::from(self.plain), |it| Body::from(it.as_slice()));
        respond((!kept).then(body), gzip.is_some(), self.kind, tag)
    }
}
