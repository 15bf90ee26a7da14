"""Chance that repeats: what falls depends on the seed and the names alone."""

import hashlib


def dice(seed: int, *names: str | int) -> float:
    """Evenly from [0, 1), the same for the same seed and names."""
    text = "\x1f".join(map(str, (seed, *names)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) / 2**64


def digits(text: str, count: int) -> str:
    """That many digits that depend on the text alone."""
    return str(int.from_bytes(hashlib.sha256(text.encode()).digest()))[-count:].rjust(count, "0")
