//! The rows that an import reads.

use crate::input;
use anyhow::Result;
use serde::Deserialize;
use std::io::Read;
use std::path::Path;
use tiergate_store::{Imported, StoreError};
use tokio::sync::mpsc::Receiver;

/// Rows, which are read one by one.
pub(super) enum Rows {
    Csv(Box<csv::DeserializeRecordsIntoIter<Box<dyn Read + Send>, Row>>),
    Query { rows: Receiver<Result<Imported, StoreError>>, read: u64 },
}

/// Why a row could not be read.
pub(super) enum Unread {
    /// This row is malformed.
    Row(String),
    /// No more rows can be read.
    All(StoreError),
}

/// A row of a CSV file.
#[derive(Deserialize)]
pub(super) struct Row {
    tenant: String,
    plan: Option<String>,
    #[serde(default)]
    edition: Option<String>,
    #[serde(default)]
    label: Option<String>,
}

impl Rows {
    /// Returns the rows of a CSV file, and its size in bytes if it is known.
    pub(super) fn from_csv(path: &Path) -> Result<(Self, Option<u64>)> {
        let (input, size) = input::open(path)?;
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(input);
        let headers = reader.headers().map_err(|error| input::bad(path, &error))?;
        for column in ["tenant", "plan"] {
            if !headers.iter().any(|header| header == column) {
                let text =
                    format!("there is no column `{column}`; the first line must name the columns");
                return Err(input::bad(path, &text).into());
            }
        }
        Ok((Self::Csv(Box::new(reader.into_deserialize())), size))
    }

    pub(super) async fn next(&mut self) -> Option<Result<Imported, Unread>> {
        match self {
            Self::Csv(rows) => rows.next().map(|row| match row {
                Ok(Row { tenant, plan, edition, label }) => {
                    Ok(Imported { tenant, plan, edition, label })
                }
                Err(error) => Err(Unread::Row(error.to_string())),
            }),
            Self::Query { rows, read } => {
                *read += 1;
                rows.recv().await.map(|row| row.map_err(Unread::All))
            }
        }
    }

    /// Returns how much has been read: bytes of a file, rows of a query.
    pub(super) fn position(&self) -> u64 {
        match self {
            Self::Csv(rows) => rows.reader().position().byte(),
            Self::Query { read, .. } => *read,
        }
    }
}
