//! Whole numbers and times, within the contract's bounds.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use tiergate::{InvalidFactsError, MAX_MOMENT, MAX_SAFE_INTEGER, check_moment};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// A whole number from 0 to 2^53-1.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(try_from = "u64")]
pub(crate) struct SafeInteger(pub(crate) u64);

impl TryFrom<u64> for SafeInteger {
    type Error = &'static str;

    fn try_from(number: u64) -> Result<Self, Self::Error> {
        if number <= MAX_SAFE_INTEGER { Ok(Self(number)) } else { Err("must be at most 2^53-1") }
    }
}

/// A time from 1970 to the end of the year 9999, in seconds.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "u64")]
pub(crate) struct Moment(u64);

impl TryFrom<u64> for Moment {
    type Error = InvalidFactsError;

    fn try_from(moment: u64) -> Result<Self, Self::Error> {
        check_moment("until", moment).map(|()| Self(moment))
    }
}

impl From<Moment> for u64 {
    fn from(Moment(moment): Moment) -> Self {
        moment
    }
}

impl PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        let moment = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0_u64));
        let moment = moment.maximum(Some(MAX_MOMENT));
        let docs = "Seconds since 1970, to the end of the year 9999; milliseconds are refused.";
        moment.description(Some(docs)).into()
    }
}

impl ToSchema for Moment {
    fn name() -> Cow<'static, str> {
        "Moment".into()
    }
}

impl From<SafeInteger> for u64 {
    fn from(SafeInteger(number): SafeInteger) -> Self {
        number
    }
}

impl PartialSchema for SafeInteger {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0_u64));
        let number = number.maximum(Some(MAX_SAFE_INTEGER));
        number.description(Some("A whole number from 0 to 2^53-1.")).into()
    }
}

impl ToSchema for SafeInteger {
    fn name() -> Cow<'static, str> {
        "SafeInteger".into()
    }
}
