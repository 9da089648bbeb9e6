//! Whole numbers as the contract has them.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use tiergate::MAX_WHOLE;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// A whole number from 0 to 2^53-1.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(try_from = "u64")]
pub(crate) struct Whole(pub(crate) u64);

impl TryFrom<u64> for Whole {
    type Error = &'static str;

    fn try_from(number: u64) -> Result<Self, Self::Error> {
        if number <= MAX_WHOLE { Ok(Self(number)) } else { Err("numbers go up to 2^53-1") }
    }
}

impl From<Whole> for u64 {
    fn from(Whole(number): Whole) -> Self {
        number
    }
}

impl PartialSchema for Whole {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0_u64));
        let number = number.maximum(Some(MAX_WHOLE));
        number.description(Some("A whole number from 0 to 2^53-1.")).into()
    }
}

impl ToSchema for Whole {
    fn name() -> Cow<'static, str> {
        "Whole".into()
    }
}
