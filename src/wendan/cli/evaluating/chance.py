"""Chance by name: the same question has the same answer in every policy's world, in whatever order it is asked."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def dice(seed: int, *names: str | int) -> float:
    """Evenly from [0, 1), the same for the same seed and names."""
    text = "\x1f".join(map(str, (seed, *names)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) / 2**64


def picked(things: Sequence[T], shares: Sequence[float], roll: float) -> T:
    """One of the things, each with its share of the shares' sum."""
    at = roll * sum(shares)
    for thing, share in zip(things, shares, strict=True):
        at -= share
        if at < 0:
            return thing
    return things[-1]
