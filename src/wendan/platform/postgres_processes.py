"""Starting the server so that it dies with us, and clearing away what an earlier one left."""

import contextlib
import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from wendan.platform.clock import Clock
from wendan.platform.postgres_place import RunAs

_PR_SET_PDEATHSIG = 1
_POLL_S = 0.02


def _die_with_parent(parent: int) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)

    def ask() -> None:
        if hasattr(libc, "prctl"):
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        # The parent may have died between the fork and the wish.
        if os.getppid() != parent:
            os._exit(1)

    return ask


def start_server(command: Sequence[str | Path], user: RunAs, log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the postmaster in its own session (a Ctrl-C in the terminal is for us, not for it).

    Must be called in the main thread: the kernel's "parent" of the death signal is the thread that forked.
    """
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd="/",
        start_new_session=True,
        preexec_fn=_die_with_parent(os.getpid()),  # noqa: PLW1509 - two system calls, libc loaded before the fork
        **user.popen,
    )


def server_processes(cluster: Path) -> list[int]:
    """Every process of a server on this cluster: they all work inside its directory."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == cluster and (entry / "comm").read_text().strip() == "postgres":
                found.append(int(entry.name))
    return found


def postmaster_pid(cluster: Path) -> int | None:
    """The process id the cluster's postmaster wrote down, alive or not."""
    try:
        return int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


async def clear_leftovers(cluster: Path, clock: Clock, patience_s: float = 20.0) -> None:
    """Return when no process works on the cluster and no stale postmaster.pid stands in the way.

    A postmaster whose owner was killed is just closing down; it gets its time. Backends whose postmaster was
    killed are ended at once: they hold the shared memory and a new postmaster would refuse to start.
    """
    polite_until = clock.monotonic_ms() + patience_s * 1000
    while alive := server_processes(cluster):
        if postmaster_pid(cluster) not in alive or clock.monotonic_ms() > polite_until:
            kill_all(alive)
        else:
            _signal(postmaster_pid(cluster), signal.SIGINT)
        await clock.sleep(_POLL_S)
    # The number in a stale file may belong to a stranger by now, and PostgreSQL would take it for a server.
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def kill_all(pids: Sequence[int]) -> None:
    for pid in pids:
        _signal(pid, signal.SIGKILL)


def _signal(pid: int | None, what: signal.Signals) -> None:
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, what)


async def stop_server(server: subprocess.Popen[bytes], cluster: Path, clock: Clock) -> None:
    """Fast shutdown; a server that does not follow is told so twice and then killed."""
    for what, patience_s in ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        until = clock.monotonic_ms() + patience_s * 1000
        if server.poll() is None:
            server.send_signal(what)
        while server.poll() is None and clock.monotonic_ms() < until:
            await clock.sleep(_POLL_S)
        if server.poll() is not None:
            break
    kill_all(server_processes(cluster))
