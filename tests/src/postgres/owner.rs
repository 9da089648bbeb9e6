//! The user that a server runs as: PostgreSQL refuses to run as root.

use anyhow::{Context, Result, ensure};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The user that a server runs as, if it is not the test's user.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owner {
    uid: u32,
    gid: u32,
}

impl Owner {
    /// Returns the user `postgres`, or else `nobody`, if this new folder belongs to root; otherwise
    /// `None`.
    pub(super) fn of(folder: &Path) -> Result<Option<Self>> {
        if folder.metadata()?.uid() != 0 {
            return Ok(None);
        }
        let users = std::fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
        let owner = Self::find(&users, "postgres").or_else(|| Self::find(&users, "nobody"));
        owner.map(Some).context("PostgreSQL refuses to run as root, and there is no user `nobody`")
    }

    fn find(users: &str, name: &str) -> Option<Self> {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut ids = line.split(':').skip(2).map(|id| id.parse().ok());
        Some(Self { uid: ids.next()??, gid: ids.next()?? })
    }

    /// Makes this user the owner of a folder and its contents.
    pub(super) fn take(self, folder: &Path) -> Result<()> {
        let owner = format!("{}:{}", self.uid, self.gid);
        let status = Command::new("chown").args(["-R", &owner]).arg(folder).status()?;
        ensure!(status.success(), "cannot change the owner of `{}`", folder.display());
        Ok(())
    }

    /// Makes a command run as this user.
    pub(super) fn run(self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }
}

/// Returns the folder for temporary files, or `/tmp` if other users cannot access that folder.
pub(super) fn temporary() -> PathBuf {
    let folder = std::env::temp_dir();
    if is_open(&folder) { folder } else { "/tmp".into() }
}

/// Returns a folder of the programs in which this user can run them: the given one, or a copy in
/// `folder` if only root can access the given one.
pub(super) fn reachable(programs: &Path, folder: &Path) -> Result<PathBuf> {
    if is_open(programs) {
        return Ok(programs.to_owned());
    }
    let installation = programs.parent().context("PostgreSQL's programs are not in a folder")?;
    let copy = folder.join("installation");
    std::fs::create_dir(&copy)?;
    let parts = ["bin", "lib", "share"].map(|part| installation.join(part));
    let parts = parts.iter().filter(|part| part.is_dir());
    let status = Command::new("cp").arg("-RP").args(parts).arg(&copy).status()?;
    ensure!(status.success(), "cannot copy `{}`", installation.display());
    Ok(copy.join("bin"))
}

/// Checks whether every user can access the contents of a folder.
fn is_open(folder: &Path) -> bool {
    folder.canonicalize().is_ok_and(|folder| {
        folder.ancestors().all(|it| it.metadata().is_ok_and(|it| it.permissions().mode() & 1 == 1))
    })
}
