//! Stripe's signature of an event.

// Tests: signature_tests.rs

use crate::billing::provider::SignatureError;
use hmac::digest::CtOutput;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;
use tiergate::Timestamp;

/// The header that has the signature.
pub(crate) const HEADER: &str = "stripe-signature";

/// The signature may be at most this many seconds old, or in the future.
const TOLERANCE: u64 = 300;

/// The secrets that may have signed an event: several while one is replaced. Has no `Debug`.
#[derive(Clone)]
pub(crate) struct Secrets(Vec<Hmac<Sha256>>);

impl Secrets {
    /// Returns these secrets, such as `whsec_…`, each as Stripe shows it.
    ///
    /// # Errors
    ///
    /// If there are none, or one is empty, blank, or has spaces around it: anyone can sign with an
    /// empty secret.
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Result<Self, SecretError> {
        let secrets: Vec<_> = secrets.into_iter().map(key).collect::<Result<_, _>>()?;
        if secrets.is_empty() { Err(SecretError::None) } else { Ok(Self(secrets)) }
    }

    /// Returns no secrets: no event is signed with any of them.
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    /// Checks whether the header has the signature of this body with any of the secrets, and its
    /// time is at most 300 seconds from `now`. The time is checked last, so that the error of a
    /// wrong clock is never that of a forged event.
    pub(crate) fn verify(
        &self,
        header: &str,
        body: &[u8],
        now: Timestamp,
    ) -> Result<(), SignatureError> {
        let header = Header::parse(header)?;
        let expected = self.0.iter().map(|secret| header.sign(secret, body));
        let is_signed = expected.fold(false, |signed, it| signed | header.has(&it));
        if !is_signed {
            return Err(SignatureError::Mismatch);
        }
        match (now.saturating_sub(header.at), header.at.saturating_sub(now)) {
            (age, _) if age > TOLERANCE => Err(SignatureError::TooOld(age)),
            (_, ahead) if ahead > TOLERANCE => Err(SignatureError::TooNew(ahead)),
            _ => Ok(()),
        }
    }
}

/// Why a secret cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SecretError {
    /// There is not one.
    #[error("at least one signing secret is required")]
    None,
    /// It is empty or blank.
    #[error("a signing secret is empty; anyone could sign events with it")]
    Empty,
    /// It has spaces or line ends around it.
    #[error("a signing secret begins or ends with a space or a line end")]
    Spaces,
}

/// Returns the key of a secret: all of its text, including `whsec_`.
fn key(secret: &str) -> Result<Hmac<Sha256>, SecretError> {
    let trimmed = secret.trim();
    if trimmed.is_empty() {
        return Err(SecretError::Empty);
    }
    if trimmed != secret {
        return Err(SecretError::Spaces);
    }
    Hmac::new_from_slice(secret.as_bytes()).map_err(|_| SecretError::Empty)
}

/// A signature's header.
struct Header<'a> {
    /// The time as it was signed.
    time: &'a str,
    at: Timestamp,
    signatures: Vec<CtOutput<Hmac<Sha256>>>,
}

impl<'a> Header<'a> {
    /// Parses `t=…,v1=…`. Other schemes than `v1` are ignored, so that nobody can choose a weaker
    /// one.
    fn parse(header: &'a str) -> Result<Self, SignatureError> {
        let (mut time, mut signatures) = (None, Vec::new());
        for part in header.split(',') {
            let malformed = || SignatureError::Malformed(part.chars().take(80).collect());
            match part.split_once('=').ok_or_else(malformed)? {
                ("t", _) if time.is_some() => return Err(SignatureError::Incomplete),
                ("t", text) => time = Some((text, seconds(text).ok_or_else(malformed)?)),
                ("v1", text) => signatures.push(signature(text).ok_or_else(malformed)?),
                _ => {}
            }
        }
        match time {
            Some((time, at)) if !signatures.is_empty() => Ok(Self { time, at, signatures }),
            _ => Err(SignatureError::Incomplete),
        }
    }

    /// Returns the signature that a secret results in.
    fn sign(&self, secret: &Hmac<Sha256>, body: &[u8]) -> CtOutput<Hmac<Sha256>> {
        let signing = secret.clone().chain_update(self.time).chain_update(b".");
        signing.chain_update(body).finalize()
    }

    /// Returns whether one of the signatures is this one. Takes the same time whichever it is.
    fn has(&self, expected: &CtOutput<Hmac<Sha256>>) -> bool {
        self.signatures.iter().fold(false, |found, it| found | (it == expected))
    }
}

/// Returns the seconds in a text that has only digits.
fn seconds(text: &str) -> Option<Timestamp> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// Returns the signature in a text of 64 hexadecimal digits in lower case.
fn signature(text: &str) -> Option<CtOutput<Hmac<Sha256>>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?));
    let bytes: [u8; 32] = bytes.collect::<Option<Vec<_>>>()?.try_into().ok()?;
    rest.is_empty().then(|| CtOutput::new(bytes.into()))
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}
