//! Who wrote a fact, when and why.

use super::rule::Facts;
use crate::events::change::Change;
use crate::events::event::Event;
use serde::Serialize;
use tiergate::{Giver, Source, Switcher, Timestamp};

/// The event that wrote a fact.
///
/// # Examples
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
/// # let tenants = tenants().await?;
/// use tiergate_store::By;
///
/// tenants.grant("acme", "partner", None, &By::new("ann").because("beta")).await?;
/// let sources = tenants.overview("acme").await?.sources;
/// let written = sources[0].written.as_ref().ok_or("it is in the history")?;
/// assert_eq!((written.actor.as_str(), written.reason.as_deref()), ("ann", Some("beta")));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WrittenBy {
    /// The event's number.
    pub number: u64,
    /// When, in seconds since 1970.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub at: Timestamp,
    /// Who wrote it.
    pub actor: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub reason: Option<String>,
}

impl From<&Event> for WrittenBy {
    fn from(event: &Event) -> Self {
        let Event { number, at, actor, reason, .. } = event;
        Self { number: *number, at: *at, actor: actor.clone(), reason: reason.clone() }
    }
}

impl Facts<'_> {
    /// Returns the last event with such a change; `None` if it is too long ago.
    pub(super) fn written(&self, is: impl Fn(&Change) -> bool) -> Option<WrittenBy> {
        self.events.iter().find(|event| is(&event.change)).map(WrittenBy::from)
    }
}

/// Checks whether a change writes the plan of a source.
pub(super) fn sets_plan(change: &Change, source: Source) -> bool {
    match change {
        Change::Grant { .. } => source == Source::Manual,
        Change::Bill { .. } => source == Source::Billing,
        Change::Create { .. } => matches!(source, Source::Trial | Source::Default),
        Change::Trial { .. } => source == Source::Trial,
        Change::Import { source: of, .. } => source == *of,
        _ => false,
    }
}

/// Checks whether a change gives an add-on.
pub(super) fn gives_add_on(change: &Change, id: &str, giver: Giver) -> bool {
    match giver {
        Giver::Manual => matches!(change, Change::GiveAddOn { add_on, .. } if add_on == id),
        Giver::Billing => matches!(change, Change::Bill { .. }),
    }
}

/// Checks whether a change sets a cap.
pub(super) fn sets_cap(change: &Change, id: &str, giver: Giver) -> bool {
    match giver {
        Giver::Manual => matches!(change, Change::SetCap { cap, .. } if cap == id),
        Giver::Billing => matches!(change, Change::Bill { .. }),
    }
}

/// Checks whether a change switches a feature.
pub(super) fn sets_switch(change: &Change, id: &str, switcher: Switcher) -> bool {
    matches!(change, Change::SwitchFeature { feature, by, .. } if feature == id && *by == switcher)
}
