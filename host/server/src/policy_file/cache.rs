//! The cache of policies' files as they are sent, each read and compressed once.

use crate::error::ApiError;
use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::collections::HashSet;
use std::io::Write;
use std::time::{Duration, Instant};
use tiergate::Tiers;
use tiergate_store::{Backend, SqlStore, StoreError};
use tokio::sync::Mutex;

/// How many bytes of files are cached.
const CAPACITY: u64 = 64 << 20;

/// How long a store lookup waits for further requests that it can answer, too. This also bounds the
/// store lookups that requests for unknown digests can cause.
const GATHER: Duration = Duration::from_millis(50);

/// How long after a failed lookup the next one may begin.
const RETRY: Duration = Duration::from_secs(1);

/// The file of a policy. A clone is another handle to the same bytes.
#[derive(Clone)]
pub(crate) struct File {
    pub(crate) plain: Bytes,
    pub(crate) gzip: Bytes,
}

/// The files of a store's policies, and of the active one.
pub(crate) struct Shelf<DB: Backend> {
    tiers: Tiers<SqlStore<DB>>,
    files: Cache<String, File, Size>,
    published: Mutex<Published>,
}

/// The published policies, as of the last lookup.
#[derive(Default)]
struct Published {
    digests: HashSet<String>,
    /// When the last lookup began.
    looked: Option<Instant>,
    /// When the last lookup failed, if it did.
    failed: Option<Instant>,
}

#[derive(Clone)]
struct Size;

impl Weighter<String, File> for Size {
    fn weight(&self, digest: &String, file: &File) -> u64 {
        (digest.len() + file.plain.len() + file.gzip.len()) as u64
    }
}

impl<DB: Backend> Shelf<DB> {
    pub(crate) fn new(tiers: Tiers<SqlStore<DB>>) -> Self {
        let files = Cache::with_weighter(32, CAPACITY, Size);
        Self { tiers, files, published: Mutex::default() }
    }

    /// Returns the file with this digest.
    pub(crate) async fn find(&self, digest: &str) -> Result<File, ApiError> {
        if let Some(file) = self.files.get(digest) {
            return Ok(file);
        }
        if self.tiers.policy().digest() != digest && !self.is_published(digest).await? {
            return Err(ApiError::NoFile);
        }
        self.files.get_or_insert_async(digest, self.read(digest)).await
    }

    async fn read(&self, digest: &str) -> Result<File, ApiError> {
        let policy = self.tiers.policy();
        let file = match policy.digest() == digest {
            true => policy.file().to_vec(),
            false => self.stored(digest).await?,
        };
        let compressed = tokio::task::spawn_blocking(move || compress(file)).await;
        compressed.map_err(StoreError::from)?.map_err(|_| ApiError::Away)
    }

    /// Returns the file as it is stored, if it is the one that was published.
    async fn stored(&self, digest: &str) -> Result<Vec<u8>, ApiError> {
        let file = self.tiers.facts().policy_file(digest).await?.ok_or(ApiError::NoFile)?;
        // The public does not learn what is wrong with the store. Operators do when they load it.
        if tiergate::digest(&file) == digest { Ok(file) } else { Err(ApiError::Away) }
    }

    /// Checks whether a policy with this digest is published. One lookup serves all requests that
    /// come before it begins.
    async fn is_published(&self, digest: &str) -> Result<bool, ApiError> {
        let asked = Instant::now();
        let mut published = self.published.lock().await;
        if published.digests.contains(digest) {
            return Ok(true);
        }
        let waits = published.failed.is_some_and(|at| at.elapsed() < RETRY);
        if !waits && published.looked.is_none_or(|began| began < asked) {
            tokio::time::sleep(GATHER).await;
            let began = Instant::now();
            let policies = self.tiers.facts().policies().await;
            published.looked = Some(began);
            published.failed = policies.is_err().then(Instant::now);
            if let Ok(policies) = policies {
                published.digests = policies.into_iter().map(|policy| policy.digest).collect();
            }
        }
        match published.digests.contains(digest) {
            false if published.failed.is_some() => Err(ApiError::Away),
            found => Ok(found),
        }
    }
}

fn compress(file: Vec<u8>) -> std::io::Result<File> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&file)?;
    Ok(File { gzip: gzip.finish()?.into(), plain: file.into() })
}
