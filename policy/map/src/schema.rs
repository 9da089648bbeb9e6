//! The JSON Schema of a tier map. It is checked in as `tiergate.schema.json`; `tests/map/schema.rs`
//! compares it.

use crate::file::File;
use serde_json::Value;

/// Returns the JSON Schema of a tier map, for editors.
///
/// It describes a map's keys and types. It does not detect problems that only reading a map can
/// find, such as an id that is not declared.
///
/// # Examples
///
/// ```
/// let schema = tiergate_map::json_schema();
/// assert_eq!(schema["title"], "tiergate tier map");
/// assert_eq!(schema["properties"]["tiers"]["type"], "array");
/// ```
pub fn json_schema() -> Value {
    schemars::schema_for!(File).to_value()
}
