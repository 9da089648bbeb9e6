//! What a store has to answer: a model of one write after the other.

use std::collections::{BTreeMap, HashMap};
use tiergate_store::{By, Change, Event, WriteError, Written};

/// What was asked, and what was answered.
pub struct Call {
    pub tenant: String,
    pub change: Change,
    /// No two calls have the same.
    pub actor: String,
    pub key: Option<String>,
    pub revision: Option<u64>,
    /// The last event that somebody knew before the call: the call comes after it.
    pub known: u64,
    pub answer: Result<Written, WriteError>,
}

impl Call {
    pub fn new(tenant: &str, change: Change, actor: &str) -> Self {
        let (tenant, actor) = (tenant.to_owned(), actor.to_owned());
        let answer = Err(WriteError::UnknownTenant(tenant.clone()));
        Self { tenant, change, actor, key: None, revision: None, known: 0, answer }
    }

    pub fn by(&self) -> By {
        let by = By::new(&self.actor);
        let by = if let Some(key) = &self.key { by.key(key) } else { by };
        if let Some(revision) = self.revision { by.at_revision(revision) } else { by }
    }
}

/// A tenant's attributes; `None`: there is no such tenant.
type Attributes = Option<BTreeMap<String, String>>;

/// A tenant from one of its events to the next.
#[derive(Clone)]
struct Moment {
    number: u64,
    attributes: Attributes,
}

impl Moment {
    const FIRST: Self = Self { number: 0, attributes: None };

    fn after(&self, change: &Change) -> Attributes {
        let mut attributes = self.attributes.clone();
        match change {
            Change::Create { .. } => return Some(BTreeMap::new()),
            Change::Delete => return None,
            Change::SetAttribute { name, value: Some(value) } => {
                attributes.as_mut()?.insert(name.clone(), value.clone());
            }
            Change::SetAttribute { name, value: None } => {
                attributes.as_mut()?.remove(name);
            }
            other => panic!("the model knows no {other:?}"),
        }
        attributes
    }

    fn revision(&self) -> u64 {
        if self.attributes.is_some() { self.number } else { 0 }
    }

    /// Whether the call is written at this moment, and not refused.
    fn takes(&self, call: &Call) -> bool {
        let creates = matches!(call.change, Change::Create { .. });
        self.attributes.is_none() == creates && call.revision.is_none_or(|it| it == self.revision())
    }
}

/// All that was written.
pub struct History<'a> {
    events: &'a [Event],
    tenants: HashMap<&'a str, Vec<Moment>>,
}

impl<'a> History<'a> {
    /// The history of all events. Their numbers have no gap.
    pub fn of(events: &'a [Event]) -> Self {
        let mut tenants: HashMap<_, Vec<Moment>> = HashMap::new();
        for (event, number) in events.iter().zip(1..) {
            assert_eq!(event.number, number);
            let moments = tenants.entry(event.tenant.as_str()).or_insert(vec![Moment::FIRST]);
            let attributes = moments.last().unwrap().after(&event.change);
            moments.push(Moment { number, attributes });
        }
        Self { events, tenants }
    }

    /// Whether the tenant was so at some moment from an event on.
    fn ever(&self, tenant: &str, from: u64, is: impl Fn(&Moment) -> bool) -> bool {
        let first = [Moment::FIRST];
        let moments = self.tenants.get(tenant).map_or(&first[..], Vec::as_slice);
        let at = moments.partition_point(|moment| moment.number <= from);
        moments[at - 1..].iter().any(is)
    }

    /// Checks that each call was answered as at some moment of this history that comes after all
    /// that was known before the call, and that all that was written was acknowledged.
    pub fn judge(&self, calls: &[Call]) {
        let mut keys: HashMap<(&str, &str), Vec<&Call>> = HashMap::new();
        for call in calls {
            if let Some(key) = &call.key {
                keys.entry((call.tenant.as_str(), key.as_str())).or_default().push(call);
            }
        }
        let mut written = 0;
        for call in calls {
            let same =
                call.key.as_ref().and_then(|key| keys.get(&(call.tenant.as_str(), key.as_str())));
            let same = same.map_or(&[][..], Vec::as_slice);
            let is_right = match &call.answer {
                Ok(answer) if self.is_own(call, answer) => {
                    written += 1;
                    self.is_written(call, answer)
                }
                Ok(answer) => self.is_repeated(answer, call, same),
                Err(error) => self.is_refused(call, error, same),
            };
            assert!(
                is_right,
                "`{}` asks {:?} of `{}` at {:?} with {:?}, knows {}, and is answered {:?}",
                call.actor,
                call.change,
                call.tenant,
                call.revision,
                call.key,
                call.known,
                call.answer
            );
        }
        let own = self.events.iter().filter(|event| event.actor.starts_with("writer-"));
        assert_eq!(own.count(), written, "all that was written was acknowledged, once");
    }

    fn event(&self, number: u64) -> &Event {
        &self.events[usize::try_from(number).unwrap() - 1]
    }

    fn is_own(&self, call: &Call, answer: &Written) -> bool {
        answer.changed && self.event(answer.revision).actor == call.actor
    }

    fn is_written(&self, call: &Call, answer: &Written) -> bool {
        let event = self.event(answer.revision);
        let moments = &self.tenants[call.tenant.as_str()];
        let at = moments.iter().position(|it| it.number == answer.revision).unwrap();
        let before = &moments[at - 1];
        answer.revision > call.known
            && (&event.tenant, &event.change) == (&call.tenant, &call.change)
            && event.key == call.key
            && before.takes(call)
            && answer.created == before.attributes.is_none()
            && before.attributes != moments[at].attributes
    }

    /// Whether the answer is that of a write that changed nothing, or of an earlier one with the
    /// same key.
    fn is_repeated(&self, answer: &Written, call: &Call, same: &[&Call]) -> bool {
        let is_no_change = |call: &Call| {
            !answer.changed
                && !answer.created
                && self.ever(&call.tenant, call.known, |moment| {
                    moment.number == answer.revision
                        && moment.takes(call)
                        && moment.after(&call.change) == moment.attributes
                })
        };
        let is_first = |first: &&Call| {
            first.change == call.change
                && first.answer.as_ref().ok() == Some(answer)
                && (self.is_own(first, answer) || is_no_change(first))
        };
        is_no_change(call) || same.iter().any(is_first)
    }

    fn is_refused(&self, call: &Call, error: &WriteError, same: &[&Call]) -> bool {
        let Call { tenant, change, known, .. } = call;
        let creates = matches!(change, Change::Create { .. });
        let exists = |moment: &Moment| moment.attributes.is_some();
        match error {
            WriteError::UnknownTenant(_) => !creates && self.ever(tenant, *known, |it| !exists(it)),
            WriteError::TenantExists(_) => creates && self.ever(tenant, *known, exists),
            WriteError::PastEnd { .. } => {
                matches!(change, Change::Grant { .. }) && self.ever(tenant, *known, exists)
            }
            WriteError::BadText { .. } => {
                matches!(change, Change::SetAttribute { value: Some(it), .. } if it.contains('\0'))
            }
            WriteError::Conflict { wanted, found, .. } => {
                call.revision == Some(*wanted)
                    && wanted != found
                    && self.ever(tenant, *known, |moment| {
                        moment.revision() == *found && exists(moment) != creates
                    })
            }
            WriteError::KeyReused { .. } => {
                same.iter().any(|other| other.answer.is_ok() && other.change != *change)
            }
            _ => false,
        }
    }
}
