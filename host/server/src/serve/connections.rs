//! The connections that are open, and which of them to close.

use crate::serve::activity::Activity;
use crate::serve::limits::Limits;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{AbortHandle, Id, JoinSet};

/// How long a connection must have waited for its client before it may be closed to make room for
/// another: a client that is still there answers sooner.
const SPARED: Duration = Duration::from_secs(1);

/// Which share of the connections is closed at a time: one in 64, so that not every new connection
/// has to look at all others.
const AT_A_TIME: usize = 64;

/// The tasks of the connections that are open.
#[derive(Default)]
pub(crate) struct Connections {
    tasks: JoinSet<()>,
    open: HashMap<Id, Open>,
}

struct Open {
    task: AbortHandle,
    activity: Arc<Activity>,
}

impl Connections {
    pub(crate) fn len(&self) -> usize {
        self.open.len()
    }

    pub(crate) fn spawn(
        &mut self,
        activity: Arc<Activity>,
        connection: impl Future<Output = ()> + Send + 'static,
    ) {
        let task = self.tasks.spawn(connection);
        self.open.insert(task.id(), Open { task, activity });
    }

    /// Waits until a connection ends. Returns `None` if there is none.
    pub(crate) async fn join_next(&mut self) -> Option<()> {
        let id = match self.tasks.join_next_with_id().await? {
            Ok((id, ())) => id,
            Err(error) => error.id(),
        };
        self.open.remove(&id);
        Some(())
    }

    /// Closes connections that have made no progress for longer than the limits allow.
    pub(crate) fn close_overdue(&self, limits: &Limits) {
        let overdue = self.open.values().filter(|open| open.activity.is_overdue(limits));
        overdue.for_each(|open| open.task.abort());
    }

    /// Makes room if more than half of the connections are in use, so that a new client need not
    /// wait until one is closed.
    pub(crate) fn keep_room(&self, limits: &Limits) {
        let most = limits.connections;
        let above = self.len().saturating_sub(most - most / 2);
        // Each look at all of them makes room for several.
        if above > 0 && (above % AT_A_TIME == 1 || self.len() >= most) {
            self.make_room();
        }
    }

    /// Closes some of the connections that have waited longest for their clients, so that others
    /// can connect. Connections whose requests are being answered stay open.
    pub(crate) fn make_room(&self) {
        let waited = |open: &Open| open.activity.waited().filter(|waited| *waited >= SPARED);
        let mut waiting: Vec<_> =
            self.open.values().filter_map(|open| Some((waited(open)?, open))).collect();
        waiting.sort_unstable_by_key(|(waited, _)| std::cmp::Reverse(*waited));
        let most = (self.open.len() / AT_A_TIME).max(1);
        waiting.iter().take(most).for_each(|(_, open)| open.task.abort());
        if let Some((longest, _)) = waiting.first() {
            let seconds = longest.as_secs();
            tracing::debug!(seconds, "closing connections to make room for others");
        }
    }
}
