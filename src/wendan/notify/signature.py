"""Our own protocol's signature, the same in both directions (docs/reference/sms-and-voice-protocol.md)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from wendan.notify.port import ReportRejected

KEY, TIME, NONCE, SIGNATURE = (
    "x-wendan-key",
    "x-wendan-time",
    "x-wendan-nonce",
    "x-wendan-signature",
)
VALID_FOR_S: Final = 300


@dataclass(frozen=True, slots=True)
class Seal:
    """What is signed beside the secret: method, path with query, Unix seconds, nonce, and every byte of the body."""

    method: str
    target: str
    time_s: str
    nonce: str
    body: bytes

    def signature(self, secret: str) -> str:
        """HMAC-SHA256 in base64; each part ends with a line feed, the body too."""
        head = f"{self.method}\n{self.target}\n{self.time_s}\n{self.nonce}\n"
        told = hmac.new(secret.encode(), head.encode() + self.body + b"\n", hashlib.sha256)
        return base64.b64encode(told.digest()).decode()

    def headers(self, key_id: str, secret: str) -> dict[str, str]:
        """All four."""
        signed = self.signature(secret)
        return {KEY: key_id, TIME: self.time_s, NONCE: self.nonce, SIGNATURE: signed}


def verify(seal: Seal, headers: Mapping[str, str], keys: Mapping[str, str], now: datetime) -> None:
    """Believe that whoever holds one of these keys wrote it, lately. Raises ReportRejected."""
    secret = keys.get(headers.get(KEY, ""))
    if secret is None:
        raise ReportRejected("unknown-key")
    told = headers.get(SIGNATURE, "").encode()
    if not hmac.compare_digest(seal.signature(secret).encode(), told):
        raise ReportRejected("signature")
    if not seal.time_s.isascii() or not seal.time_s.isdigit() or len(seal.time_s) > 12:
        raise ReportRejected("malformed")
    if abs(now.timestamp() - int(seal.time_s)) > VALID_FOR_S:
        raise ReportRejected("stale")
