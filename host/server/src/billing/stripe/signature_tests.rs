//! What is taken as signed, and what is not.

use super::signature::{SecretError, Secrets};
use crate::billing::provider::SignatureError;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tiergate_tests::dice::{Dice, seed, size};

const NOW: u64 = 1_790_000_000;
const BODY: &[u8] = br#"{"id":"evt_1","object":"event","created":1789999990,"livemode":false}"#;

fn sign(secret: &str, time: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn header(secret: &str, at: u64) -> String {
    format!("t={at},v1={}", sign(secret, &at.to_string(), BODY))
}

fn verify(header: &str) -> Result<(), SignatureError> {
    Secrets::new(["whsec_one"]).unwrap().verify(header, BODY, NOW)
}

#[test]
fn a_signed_body_is_taken() {
    assert_eq!(verify(&header("whsec_one", NOW)), Ok(()));
}

#[test]
fn any_secret_and_any_signature_of_v1_counts_and_no_other_scheme() {
    let secrets = Secrets::new(["whsec_one", "whsec_two"]).unwrap();
    assert_eq!(secrets.verify(&header("whsec_two", NOW), BODY, NOW), Ok(()));
    let (one, two) = (sign("whsec_one", "1790000000", BODY), sign("other", "1790000000", BODY));
    assert_eq!(verify(&format!("t={NOW},v1={two},v1={one},v0=abc")), Ok(()));
    assert_eq!(verify(&format!("t={NOW},v1={one},v1={two}")), Ok(()));
    assert_eq!(verify(&format!("t={NOW},v0={one}")), Err(SignatureError::Incomplete));
    assert_eq!(verify(&format!("t={NOW},v1={two},v0={one}")), Err(SignatureError::Mismatch));
    let removed = Secrets::new(["whsec_two"]).unwrap();
    assert_eq!(removed.verify(&header("whsec_one", NOW), BODY, NOW), Err(SignatureError::Mismatch));
}

#[test]
fn the_time_may_differ_by_five_minutes_both_ways() {
    for at in [NOW - 300, NOW + 300] {
        assert_eq!(verify(&header("whsec_one", at)), Ok(()));
    }
    assert_eq!(verify(&header("whsec_one", NOW - 301)), Err(SignatureError::TooOld(301)));
    assert_eq!(verify(&header("whsec_one", NOW + 301)), Err(SignatureError::TooNew(301)));
    // A forged event is not taken for one of a wrong clock.
    assert_eq!(verify(&header("other", NOW - 301)), Err(SignatureError::Mismatch));
}

#[test]
fn only_digits_are_a_time_and_only_lower_case_is_a_signature() {
    let signature = sign("whsec_one", "1790000000", BODY);
    for time in ["1790000000abc", " 1790000000", "+1790000000", "", "-1", "99999999999999999999"] {
        let signature = sign("whsec_one", time, BODY);
        let error = verify(&format!("t={time},v1={signature}")).unwrap_err();
        assert_eq!(error, SignatureError::Malformed(format!("t={time}")));
    }
    let upper = signature.to_uppercase();
    let short = &signature[..62];
    for wrong in [upper.as_str(), short, &signature[..63], "", &format!("{signature}00")] {
        let error = verify(&format!("t={NOW},v1={wrong}")).unwrap_err();
        assert!(matches!(error, SignatureError::Malformed(_)), "{wrong}");
    }
    for wrong in ["", "t", "t=1790000000,", "t=1790000000,v1"] {
        assert!(matches!(verify(wrong), Err(SignatureError::Malformed(_))), "{wrong}");
    }
    let twice = format!("t={NOW},t={NOW},v1={signature}");
    assert_eq!(verify(&twice), Err(SignatureError::Incomplete));
    assert_eq!(verify(&format!("v1={signature}")), Err(SignatureError::Incomplete));
}

#[test]
fn an_empty_secret_is_refused() {
    let error = |secrets: &[&str]| Secrets::new(secrets.iter().copied()).err();
    assert_eq!(error(&[]), Some(SecretError::None));
    assert_eq!(error(&[""]), Some(SecretError::Empty));
    assert_eq!(error(&["whsec_one", " \n"]), Some(SecretError::Empty));
    assert_eq!(error(&["whsec_one\n"]), Some(SecretError::Spaces));
    assert_eq!(error(&["whsec_one"]), None);
}

/// Returns whether a header still has the same time and the same signature, possibly among others.
fn is_still_signed(header: &[u8], valid: &str) -> bool {
    let parts: Vec<_> = header.split(|byte| *byte == b',').collect();
    valid.split(',').all(|part| parts.contains(&part.as_bytes()))
}

/// Changes some bytes: replaces, inserts, removes or repeats.
fn mutate(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..dice.between(1, 3) {
        let at = dice.below(bytes.len());
        let until = at + dice.below(bytes.len() - at);
        let printable = dice.between(0x20, 0x7e) as u8;
        match dice.below(6) {
            0 if !bytes.is_empty() => bytes[at] = printable,
            1 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(7),
            2 => bytes.insert(at, printable),
            3 => drop(bytes.drain(at..until)),
            4 => bytes.splice(at..at, bytes[at..until].to_vec()).for_each(drop),
            _ => bytes[at..until].make_ascii_uppercase(),
        }
    }
    bytes
}

#[test]
fn nothing_changed_is_taken() {
    let mut dice = Dice::new(seed("mutations").unwrap());
    let valid = header("whsec_one", NOW);
    let mut tried = 0;
    while tried < size(20_000, 200_000) {
        let (mut header, mut body) = (valid.clone().into_bytes(), BODY.to_vec());
        let (mut secret, mut now) = (b"whsec_one".to_vec(), NOW);
        match dice.below(4) {
            0 => header = mutate(&header, &mut dice),
            1 => body = mutate(&body, &mut dice),
            2 => secret = mutate(&secret, &mut dice),
            _ => now = now.wrapping_add_signed(dice.seed() as i64 >> dice.between(0, 54)),
        }
        let is_same = is_still_signed(&header, &valid)
            && body == BODY
            && secret == b"whsec_one"
            && now.abs_diff(NOW) <= 300;
        let Ok(secret) = String::from_utf8(secret) else { continue };
        let (Ok(header), false) = (String::from_utf8(header), is_same) else { continue };
        tried += 1;
        let Ok(secrets) = Secrets::new([secret.as_str()]) else { continue };
        assert!(secrets.verify(&header, &body, now).is_err(), "{header} {secret} {now}");
    }
}
