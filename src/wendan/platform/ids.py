"""Names and chance are passed in: nothing else in the house makes ids, secrets or dice.

Ids are uuid version 7 (RFC 9562 §5.7): they grow with time, so new rows land side by side in the index,
and any process makes them without asking.
"""

import base64
import random
import secrets
import string
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid5

NONCE_LETTERS = string.ascii_letters + string.digits
_TICKS_PER_MS = 4096
_NAMES = UUID("019abf6c-5d7e-7c11-9d0b-6f1f4c1d2a57")
_SMALL_STEP_BACK_TICKS = 10_000 * _TICKS_PER_MS


class Ids(Protocol):
    def uuid7(self, now: datetime) -> UUID:
        """A new id that sorts after every id this process made before it (small steps back of `now` included)."""
        ...

    def token(self) -> str:
        """32 bytes that nobody can guess, url-safe, 43 characters."""
        ...

    def nonce(self) -> str:
        """32 letters and digits, as payment channels want them."""
        ...

    def chance(self) -> float:
        """Evenly from [0, 1)."""
        ...


def id_of(name: str) -> UUID:
    """Always the same id for the same name (uuid version 5, RFC 9562 §5.5)."""
    return uuid5(_NAMES, name)


def first_id_at(moment: datetime) -> UUID:
    """Not above any id made at or after `moment`, to the millisecond."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


class _Uuid7Maker:
    """48 bits of milliseconds, 12 bits of the millisecond's fraction that never stand still, 62 random bits."""

    def __init__(self, random_bits: Callable[[int], int]) -> None:
        self._random_bits = random_bits
        self._last_ticks = 0
        self._lock = threading.Lock()

    def make(self, now: datetime) -> UUID:
        whole_s, micros = int(now.timestamp()), now.microsecond
        ticks = (whole_s * 1_000_000 + micros) * _TICKS_PER_MS // 1000
        with self._lock:
            # A wall clock set back a little must not disturb the order; a far step is another time on purpose.
            if 0 <= self._last_ticks - ticks < _SMALL_STEP_BACK_TICKS:
                ticks = self._last_ticks + 1
            self._last_ticks = ticks
        milliseconds, fraction = divmod(ticks, _TICKS_PER_MS)
        return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | self._random_bits(62))


class SystemIds:
    """Ids and secrets from the machine's own randomness."""

    def __init__(self) -> None:
        self._uuid7 = _Uuid7Maker(secrets.randbits)

    def uuid7(self, now: datetime) -> UUID:
        return self._uuid7.make(now)

    def token(self) -> str:
        return secrets.token_urlsafe(32)

    def nonce(self) -> str:
        return "".join(secrets.choice(NONCE_LETTERS) for _ in range(32))

    def chance(self) -> float:
        return secrets.randbits(53) / (1 << 53)


class SeededIds:
    """The same ids and dice for the same seed: for tests and drills, never for real secrets."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose
        self._uuid7 = _Uuid7Maker(self._random.getrandbits)

    def uuid7(self, now: datetime) -> UUID:
        return self._uuid7.make(now)

    def token(self) -> str:
        return base64.urlsafe_b64encode(self._random.randbytes(32)).rstrip(b"=").decode()

    def nonce(self) -> str:
        return "".join(self._random.choices(NONCE_LETTERS, k=32))

    def chance(self) -> float:
        return self._random.random()
