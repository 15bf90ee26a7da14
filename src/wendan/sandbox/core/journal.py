"""An append-only file of events: written before anybody is answered, replayed at start."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from wendan.sandbox.core.events import Event

_encode = msgspec.json.Encoder().encode
_decode: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


class Journal:
    """Survives a killed process (the operating system holds what was written); not a lost machine."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: int | None = None

    def replay(self) -> Iterator[Event]:
        """Every whole event; a torn last line, left by a kill, is cut off so that writing goes on cleanly."""
        if self._path is None or not self._path.exists():
            return
        text = self._path.read_bytes()
        whole = text[: text.rfind(b"\n") + 1]
        if len(whole) < len(text):
            os.truncate(self._path, len(whole))
        for line in whole.splitlines():
            yield _decode.decode(line)

    def open(self) -> None:
        """Begin to append."""
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def append(self, event: Event) -> None:
        if self._file is not None:
            os.write(self._file, _encode(event) + b"\n")

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
