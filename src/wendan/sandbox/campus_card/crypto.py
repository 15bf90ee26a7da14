"""The operator's pen and eyes: HMAC-SHA256 over first line, target, time, nonce and the bytes themselves."""

import hashlib
import hmac
from datetime import datetime
from typing import Final

from wendan.sandbox.campus_card.keys import Keys
from wendan.sandbox.campus_card.words import Complaint
from wendan.sandbox.core.wire import Request

WINDOW_S: Final = 300
MOST_NONCES: Final = 100_000
Headers = dict[str, str]


class Crypto:
    """All signing and checking; nonces are remembered, so that no request is believed twice."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._nonces: dict[str, int] = {}

    def headers(self, key: str, lines: tuple[str, str], body: bytes, at: datetime, nonce: str) -> Headers:
        """Of an answer (status, target) or a notice (method, target), signed with this key."""
        stamp = str(int(at.timestamp()))
        secret = self._keys.secrets[key]
        return {
            "Campus-Merchant": self._keys.merchant,
            "Campus-Key": key,
            "Campus-Timestamp": stamp,
            "Campus-Nonce": nonce,
            "Campus-Signature": _proof(secret, (*lines, stamp, nonce), body),
        }

    def check(self, request: Request, now: datetime) -> None:
        """The merchant sent exactly this, just now, and for the first time. Raises Complaint (401)."""
        told = request.headers
        names = ("merchant", "key", "timestamp", "nonce", "signature")
        merchant, key, stamp, nonce, proof = (told.get(f"campus-{name}", "") for name in names)
        secret = self._keys.secrets.get(key) if merchant == self._keys.merchant else None
        if secret is None:
            raise Complaint(401, "KEY_UNKNOWN")
        expected = _proof(secret, (request.method, request.target, stamp, nonce), request.body)
        if not nonce or not hmac.compare_digest(expected, proof):
            raise Complaint(401, "SIGNATURE_WRONG")
        if not stamp.isdecimal() or abs(now.timestamp() - int(stamp)) > WINDOW_S:
            raise Complaint(401, "TIMESTAMP_OUTSIDE_WINDOW")
        if nonce in self._nonces:
            raise Complaint(401, "NONCE_REPEATED")
        self._nonces[nonce] = int(stamp)
        if len(self._nonces) > MOST_NONCES:
            del self._nonces[next(iter(self._nonces))]


def _proof(secret: str, lines: tuple[str, ...], body: bytes) -> str:
    text = "".join(line + "\n" for line in lines).encode() + body
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
