"""A file as WeCom's robots take it: its limits, its body of one part, and what an upload is good for."""

import hashlib
from datetime import timedelta
from typing import Final

# The vendor says 5 B to 20 M: within these no way of counting finds a file too small or too large.
LEAST_BYTES: Final = 6
MOST_BYTES: Final = 20_000_000
MEDIA_LIVES: Final = timedelta(days=3)
_UNSPEAKABLE: Final = frozenset('"\\/:*?<>|')


def fits(size_bytes: int) -> bool:
    """Whether a robot takes a file of this size."""
    return LEAST_BYTES <= size_bytes <= MOST_BYTES


def file_name(*parts: str, ending: str) -> str:
    """A name that every system can keep, whatever its parts have in them."""
    plain = "-".join(parts)
    shown = "".join("_" if sign in _UNSPEAKABLE or not sign.isprintable() else sign for sign in plain)
    return f"{shown}.{ending}"


def form_of(name: str, content: bytes) -> tuple[str, bytes]:
    """Content type and body: one part named `media`.

    The name stands there in plain UTF-8: WeCom finds no file behind a `filename*` (weworkapi_python, issue 1).
    """
    boundary = hashlib.sha256(content).hexdigest()
    disposition = f'form-data; name="media"; filename="{name}"; filelength={len(content)}'
    head = f"--{boundary}\r\nContent-Disposition: {disposition}\r\nContent-Type: application/octet-stream\r\n\r\n"
    body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return f"multipart/form-data; boundary={boundary}", body
