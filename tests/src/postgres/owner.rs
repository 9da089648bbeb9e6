//! The user that a server runs as: PostgreSQL refuses to be root.

use anyhow::{Context, Result, ensure};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Who a server runs as, where that is another user than the test's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owner {
    uid: u32,
    gid: u32,
}

impl Owner {
    /// The user `postgres`, or else `nobody`, where the one whose this new folder is is root.
    pub(super) fn of(folder: &Path) -> Result<Option<Self>> {
        if folder.metadata()?.uid() != 0 {
            return Ok(None);
        }
        let users = std::fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
        let owner = Self::find(&users, "postgres").or_else(|| Self::find(&users, "nobody"));
        owner.map(Some).context("PostgreSQL refuses to be root, and there is no `nobody`")
    }

    fn find(users: &str, name: &str) -> Option<Self> {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut ids = line.split(':').skip(2).map(|id| id.parse().ok());
        Some(Self { uid: ids.next()??, gid: ids.next()?? })
    }

    /// Gives a folder to this user, with what is in it.
    pub(super) fn take(self, folder: &Path) -> Result<()> {
        let owner = format!("{}:{}", self.uid, self.gid);
        let status = Command::new("chown").args(["-R", &owner]).arg(folder).status()?;
        ensure!(status.success(), "cannot give away `{}`", folder.display());
        Ok(())
    }

    /// Makes a command one of this user.
    pub(super) fn run(self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }
}

/// The folder for temporary ones, or `/tmp` where other users cannot get to that.
pub(super) fn temporary() -> PathBuf {
    let folder = std::env::temp_dir();
    if is_open(&folder) { folder } else { "/tmp".into() }
}

/// The same programs where this user can run them: there, or copied into the folder if that is
/// below one of root's own.
pub(super) fn reachable(programs: &Path, folder: &Path) -> Result<PathBuf> {
    if is_open(programs) {
        return Ok(programs.to_owned());
    }
    let installation = programs.parent().context("PostgreSQL's programs are in no folder")?;
    let copy = folder.join("installation");
    std::fs::create_dir(&copy)?;
    let parts = ["bin", "lib", "share"].map(|part| installation.join(part));
    let parts = parts.iter().filter(|part| part.is_dir());
    let status = Command::new("cp").arg("-RP").args(parts).arg(&copy).status()?;
    ensure!(status.success(), "cannot copy `{}`", installation.display());
    Ok(copy.join("bin"))
}

/// Whether every user can get to what is in a folder.
fn is_open(folder: &Path) -> bool {
    folder.canonicalize().is_ok_and(|folder| {
        folder.ancestors().all(|it| it.metadata().is_ok_and(|it| it.permissions().mode() & 1 == 1))
    })
}
