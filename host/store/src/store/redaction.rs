//! Which person to redact from the history.

use crate::error::WriteError;
use crate::events::event::By;
use crate::events::validate_text;

/// Which person to redact from the history.
///
/// # Examples
///
/// ```
/// use tiergate_store::Redaction;
///
/// let ann = Redaction::of("ann@example.com").mentioned_as("Ann Smith").instead("former employee 7");
/// ```
#[derive(Clone, Debug)]
pub struct Redaction {
    pub(super) actor: String,
    pub(super) mentioned: String,
    pub(super) tenant: Option<String>,
    pub(super) instead: String,
}

impl Redaction {
    /// Returns a redaction of an actor, with all the reasons that the actor gave, each of which is
    /// replaced by `redacted`, and of labels that have the actor's name, which is replaced in them.
    pub fn of(actor: impl Into<String>) -> Self {
        let (mentioned, instead) = (String::new(), "redacted".to_owned());
        Self { actor: actor.into(), mentioned, tenant: None, instead }
    }

    /// Also redacts this text from the reasons of others, and from labels.
    pub fn mentioned_as(mut self, text: impl Into<String>) -> Self {
        self.mentioned = text.into();
        self
    }

    /// Redacts from the history of this tenant alone; by default from that of all tenants and of
    /// policies.
    pub fn in_tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }

    /// Sets the text that replaces the person.
    pub fn instead(mut self, text: impl Into<String>) -> Self {
        self.instead = text.into();
        self
    }

    /// Returns a label without the person.
    pub(super) fn redacted(&self, label: &str) -> String {
        let label = label.replace(&self.actor, &self.instead);
        // An empty text is in every other one.
        let named = Some(&self.mentioned).filter(|text| !text.is_empty());
        named.map_or(label.clone(), |text| label.replace(text, &self.instead))
    }

    /// Refuses texts that cannot be stored, and a record that would name the person again.
    pub(super) fn check(&self, by: &By) -> Result<(), WriteError> {
        validate_text::check(self.tenant.as_deref().unwrap_or("-"), by)?;
        validate_text::check_by(&By::new(&self.actor))?;
        validate_text::check_by(&By::new(&self.instead).because(&self.mentioned))?;
        let names = |text: &str| {
            let mentions = !self.mentioned.is_empty() && text.contains(&self.mentioned);
            text.contains(&self.actor) || mentions
        };
        let texts = [("text in place", Some(&self.instead)), ("reason", by.reason.as_ref())];
        let actor = (by.actor == self.actor).then_some(("actor", &by.actor));
        let mut named = texts.into_iter().filter_map(|(what, text)| Some((what, text?)));
        match named.find(|(_, text)| names(text)).or(actor) {
            None => Ok(()),
            Some((what, text)) => {
                let problem = "it names the person to redact";
                Err(WriteError::BadText { what, text: text.clone(), problem })
            }
        }
    }
}
