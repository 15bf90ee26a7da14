"""The house's own processes as children that die with us, can be killed, and come back."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from wendan.platform.clock import real_pause

_PR_SET_PDEATHSIG: Final = 1
_POLL_S: Final = 0.05
_REST_S: Final = 0.3
_POLITE_S: Final = 8.0


def _die_with_parent(parent: int) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True)

    def ask() -> None:
        if hasattr(libc, "prctl"):
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        # The parent may have died between the fork and the wish.
        if os.getppid() != parent:
            os._exit(1)

    return ask


class Child:
    """`wendan …` in a process group of its own; `keep` starts it again whenever it is gone."""

    def __init__(self, name: str, arguments: list[str], variables: Mapping[str, str], log: Path) -> None:
        self.name, self._arguments, self._log = name, arguments, log
        self._variables = {
            **{k: v for k, v in os.environ.items() if not k.startswith("WENDAN_")},
            **variables,
        }
        self._running: subprocess.Popen[bytes] | None = None
        self._is_wanted = False
        self.kills = 0
        self.own_ends = 0

    def start(self) -> None:
        """Must be called in the main thread: the kernel's "parent" is the thread that forked."""
        self._is_wanted = True
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, "-m", "wendan", *self._arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._variables,
                start_new_session=True,
                preexec_fn=_die_with_parent(os.getpid()),  # noqa: PLW1509 - two system calls, libc loaded before
            )

    @property
    def lives(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def kill(self) -> None:
        """kill -9, whatever it is doing."""
        if self._running is not None and self.lives:
            self.kills += 1
            os.killpg(self._running.pid, signal.SIGKILL)
            self._running.wait()

    async def keep(self) -> None:
        """Start it again whenever it is gone, until cancelled."""
        while True:
            await real_pause(_POLL_S)
            if self._is_wanted and not self.lives:
                if self._running is not None and self._running.returncode != -signal.SIGKILL:
                    self.own_ends += 1
                    await real_pause(_REST_S)
                self.start()

    async def stop(self) -> None:
        """Politely first."""
        self._is_wanted = False
        running = self._running
        if running is None:
            return
        if running.poll() is None:
            running.send_signal(signal.SIGTERM)
        for _ in range(int(_POLITE_S / _POLL_S)):
            if running.poll() is not None:
                return
            await real_pause(_POLL_S)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()

    def end_of_log(self, characters: int = 3000) -> str:
        """The last it said."""
        try:
            return self._log.read_text(errors="replace")[-characters:]
        except OSError:
            return ""
