"""Who is speaking: HMAC-SHA256 over the first line, target, time, nonce and raw bytes, by a key both sides hold.

The rules stand in docs/reference/campus-card-protocol.md. Nothing is parsed before it is verified.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

WINDOW_S: Final = 300
PREFIX: Final = "campus-"


class NotBelieved(Exception):
    """A signature does not hold; `reason` as in CallbackRejected."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Message:
    """What is signed: `first` is the method of a request or notice, the status of an answer."""

    first: str
    target: str  # path and query exactly as sent
    body: bytes

    def proof(self, secret: str, stamp: str, nonce: str) -> str:
        """Lower-case hex."""
        head = f"{self.first}\n{self.target}\n{stamp}\n{nonce}\n".encode()
        return hmac.new(secret.encode(), head + self.body, hashlib.sha256).hexdigest()


class Keyring:
    """The keys of one merchant; any of them may speak, one of them is ours to sign with."""

    def __init__(self, merchant: str, keys: Mapping[str, str], signing_key: str) -> None:
        self._merchant, self._keys, self._signing_key = merchant, keys, signing_key

    def signed(self, message: Message, now: datetime, nonce: str) -> dict[str, str]:
        """The headers of a request."""
        stamp = str(int(now.timestamp()))
        return {
            "Campus-Merchant": self._merchant,
            "Campus-Key": self._signing_key,
            "Campus-Timestamp": stamp,
            "Campus-Nonce": nonce,
            "Campus-Signature": message.proof(self._keys[self._signing_key], stamp, nonce),
        }

    def verify(self, message: Message, headers: Mapping[str, str], now: datetime, nonce: str = "") -> None:
        """Believe that the operator sent exactly this, within 300 s; an answer bears the nonce of its question.

        Header names in lower case. Raises NotBelieved: malformed, wrong-merchant, stale, unknown-key or signature.
        """
        names = ("merchant", "key", "timestamp", "nonce", "signature")
        merchant, key, stamp, given, proof = (headers.get(PREFIX + name, "") for name in names)
        if not (stamp.isascii() and stamp.isdecimal() and given and proof):
            raise NotBelieved("malformed")
        if merchant != self._merchant:
            raise NotBelieved("wrong-merchant")
        if abs(now.timestamp() - int(stamp)) > WINDOW_S:
            raise NotBelieved("stale")
        secret = self._keys.get(key)
        if secret is None:
            raise NotBelieved("unknown-key")
        if not hmac.compare_digest(message.proof(secret, stamp, given).encode(), proof.encode()):
            raise NotBelieved("signature")
        if nonce and given != nonce:
            raise NotBelieved("signature")  # the answer to another question
