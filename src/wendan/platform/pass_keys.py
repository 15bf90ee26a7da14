"""Temporary pick-up passes as texts: signed, so that a counter without a line can tell ours from others.

A pass is a JWT signed with the store's Ed25519 key (RFC 8037). What a phone shows is the pass, a step of time and a
short code made for that step with a secret of the pass (RFC 2104). The counter makes that secret itself from the
store's rotation key, so nothing in a picture makes the next picture. Every key is derived from the house's secret
(RFC 5869): any process has them, with or without a database.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.types import Options

ALGORITHM: Final = "EdDSA"
KIND: Final = "wendan-pass"
CODE_LETTERS: Final = 12
# Its time is weighed beside the moment it was shown, which is not now.
_OPTIONS: Final[Options] = {
    "require": ["store", "order", "fen", "meal", "iat", "exp"],
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}


class PassIsForged(Exception):
    """Not a pass of this store, or a code that does not belong to it."""


@dataclass(frozen=True, slots=True)
class PassContent:
    """What the counter reads: whose order, how much was paid, what to hand over."""

    store_id: UUID
    order_id: UUID
    amount_fen: int
    meal: str
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PassShown:
    """A code as it was read: the pass and the step of time it was made for."""

    content: PassContent
    step: int


class _Plain(json.JSONEncoder):
    """Chinese as it is: escaped it would double the picture that a scanner must read."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"ensure_ascii": False})


class PassKeys:
    """Issues and reads passes of every store of the house."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def public_key(self, store_id: UUID) -> str:
        """What a counter verifies with, base64url."""
        return _text(self._signer(store_id).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def rotation_key(self, store_id: UUID) -> str:
        """What a counter makes a pass's secret with, base64url; it signs nothing."""
        return _text(self._derived("rotation", store_id))

    def issue(self, content: PassContent) -> str:
        """The pass; the same content gives the same text."""
        claims = {
            "store": content.store_id.hex,
            "order": content.order_id.hex,
            "fen": content.amount_fen,
            "meal": content.meal,
            "iat": int(content.issued_at.timestamp()),
            "exp": int(content.expires_at.timestamp()),
        }
        signer = self._signer(content.store_id)
        return jwt.encode(claims, signer, ALGORITHM, headers={"typ": KIND}, json_encoder=_Plain)

    def code(self, store_id: UUID, text: str, step: int) -> str:
        """What the phone shows beside the pass during this step of time."""
        secret = hmac.digest(self._derived("rotation", store_id), text.encode(), hashlib.sha256)
        return _text(hmac.digest(secret, str(step).encode(), hashlib.sha256))[:CODE_LETTERS]

    def read(self, store_id: UUID, shown: str) -> PassShown:
        """What was shown at a counter of this store. Raises PassIsForged."""
        text, _, rest = shown.rpartition(".")[0].rpartition(".")
        code = shown.rpartition(".")[2]
        if not (rest.isascii() and rest.isdecimal() and len(rest) <= CODE_LETTERS):
            raise PassIsForged
        content = self._content(store_id, text)
        if not hmac.compare_digest(self.code(store_id, text, int(rest)).encode(), code.encode()):
            raise PassIsForged
        return PassShown(content, int(rest))

    def _content(self, store_id: UUID, text: str) -> PassContent:
        try:
            public = self._signer(store_id).public_key()
            claims = jwt.decode(text, public, algorithms=[ALGORITHM], options=_OPTIONS)
            content = PassContent(
                UUID(claims["store"]),
                UUID(claims["order"]),
                int(claims["fen"]),
                str(claims["meal"]),
                datetime.fromtimestamp(claims["iat"], UTC),
                datetime.fromtimestamp(claims["exp"], UTC),
            )
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError, OverflowError) as wrong:
            raise PassIsForged from wrong
        if content.store_id != store_id:
            raise PassIsForged
        return content

    def _signer(self, store_id: UUID) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._derived("signature", store_id))

    def _derived(self, use: str, store_id: UUID) -> bytes:
        purpose = f"wendan pass {use} {store_id}".encode()
        return HKDF(SHA256(), 32, salt=None, info=purpose).derive(self._secret)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
