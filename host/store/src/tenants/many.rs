//! Writing to many tenants at once, each checked by the policy that decides it.

use crate::error::{StoreError, WriteError};
use crate::events::change::Change;
use crate::events::event::{By, CheckedFor, Written};
use crate::events::validate_text;
use crate::store::{Pins, Store};
use crate::tenants::Tenants;
use crate::tenants::decider::Decider;
use std::collections::HashMap;
use std::sync::Arc;

/// How often changes are checked again whose tenants were pinned to another policy meanwhile.
const ROUNDS: usize = 3;

impl<S: Store> Tenants<S> {
    /// Writes one change to many tenants, and answers each on its own. Each is checked by the
    /// policy that decides it, as if it were [written](Self::write) alone: a change that is refused
    /// does not keep the others from being written.
    ///
    /// # Errors
    ///
    /// [`WriteError::Store`] if the store is unavailable: then nothing was written, or it is not
    /// known whether it was.
    ///
    /// # Examples
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/notes.rs"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Outcome {
    /// # let tenants = tenants().await?;
    /// use tiergate_store::{By, Change};
    ///
    /// let names = ["acme".to_owned(), "gone".to_owned()];
    /// let grant = Change::Grant { tier: "pro".into(), expires_at: None };
    /// let answers = tenants.write_many(&names, grant, &By::new("ann")).await?;
    /// assert!(answers[0].is_ok() && answers[1].is_err());
    /// # Ok(()) }
    /// ```
    pub async fn write_many(
        &self,
        tenants: &[String],
        change: Change,
        by: &By,
    ) -> Result<Vec<Result<Written, WriteError>>, WriteError> {
        validate_text::check_by(by)?;
        let changes = tenants.iter().map(|tenant| (tenant.clone(), change.clone())).collect();
        Ok(self.write_checked(changes, by, true).await?)
    }

    /// Writes the changes that the policies of their tenants accept, or only returns what the
    /// result would be. Those of tenants that are pinned to another policy meanwhile are checked
    /// again.
    pub(crate) async fn write_checked(
        &self,
        changes: Vec<(String, Change)>,
        by: &By,
        keep: bool,
    ) -> Result<Vec<Result<Written, WriteError>>, StoreError> {
        let mut answers = self.write_checked_once(changes.clone(), by, keep).await?;
        for _ in 0..ROUNDS {
            let all = changes.iter().zip(&mut answers);
            let repinned = all.filter(|(_, answer)| matches!(answer, Err(WriteError::Repinned(_))));
            let (again, places): (Vec<_>, Vec<_>) =
                repinned.map(|(change, answer)| (change.clone(), answer)).unzip();
            if again.is_empty() {
                break;
            }
            let later = self.write_checked_once(again, by, keep).await?;
            places.into_iter().zip(later).for_each(|(place, answer)| *place = answer);
        }
        Ok(answers)
    }

    async fn write_checked_once(
        &self,
        changes: Vec<(String, Change)>,
        by: &By,
        keep: bool,
    ) -> Result<Vec<Result<Written, WriteError>>, StoreError> {
        let (mut taken, mut refused, mut outcomes) = (Vec::new(), Vec::new(), Vec::new());
        let mut checked_for = HashMap::new();
        let tenants: Vec<&str> = changes.iter().map(|(tenant, _)| tenant.as_str()).collect();
        let deciders = self.deciders(&tenants).await?;
        for (tenant, change) in changes {
            let refusal = self.refusal(&deciders, &tenant, &change, &mut checked_for).await;
            if refusal.is_none() { &mut taken } else { &mut refused }.push((tenant, change));
            outcomes.push(refusal);
        }
        let mut answered = self.refused(&refused, by).await?.into_iter();
        let by = By { checked_for: CheckedFor::Each(Arc::new(checked_for)), ..by.clone() };
        let written = match keep {
            true => self.store().write_many(taken, &by).await?,
            false => self.store().try_many(taken, &by).await?,
        };
        let mut written = written.into_iter();
        let outcome = |refusal: Option<WriteError>| match refusal {
            None => written.next(),
            Some(error) => Some(answered.next().flatten().unwrap_or(Err(error))),
        };
        Ok(outcomes.into_iter().filter_map(outcome).collect())
    }

    /// Returns the active policy, and the pins of tenants.
    async fn deciders(&self, tenants: &[&str]) -> Result<(Decider, Pins), StoreError> {
        let pins = self.store().pinned(tenants).await?;
        Ok((Decider::active(self.tiers().policy()), pins))
    }

    /// Returns why a change is refused. If a policy accepts it, records for which pin of its tenant.
    async fn refusal(
        &self,
        (active, pins): &(Decider, Pins),
        tenant: &str,
        change: &Change,
        checked_for: &mut HashMap<String, Option<String>>,
    ) -> Option<WriteError> {
        if self.gives_nothing(change) {
            return self.tried(tenant, change).await.err();
        }
        let pinned = match pins.get(tenant) {
            None => None,
            Some(Ok(policy)) => Some(Decider::pinned(policy.clone())),
            Some(Err(error)) => return Some(WriteError::Pinned(Arc::clone(error) as _)),
        };
        let decider = pinned.as_ref().unwrap_or(active);
        checked_for.insert(tenant.to_owned(), decider.pin());
        decider.check(change).err()
    }

    /// Returns what was answered before to changes that would be refused now.
    async fn refused(
        &self,
        refused: &[(String, Change)],
        by: &By,
    ) -> Result<Vec<Option<Result<Written, WriteError>>>, StoreError> {
        if by.key.is_none() {
            return Ok(refused.iter().map(|_| None).collect());
        }
        self.store().answered(refused, by).await
    }

    /// Writes a change that the policy accepts. If the policy refuses it, or cannot be asked, the
    /// write may have been done already, and is answered as it was then: `asked` is the change
    /// without what the policy made of it.
    pub(crate) async fn write_taken(
        &self,
        tenant: &str,
        taken: Result<Change, WriteError>,
        asked: Change,
        by: &By,
    ) -> Result<Written, WriteError> {
        let error = match taken {
            Ok(change) => return self.store().write(tenant, change, by).await,
            Err(error) => error,
        };
        let answered = self.refused(&[(tenant.to_owned(), asked)], by).await;
        match answered.map(|answered| answered.into_iter().next().flatten()) {
            Ok(Some(answered)) => answered,
            // The first error is the one that matters.
            Ok(None) | Err(_) => Err(error),
        }
    }
}
