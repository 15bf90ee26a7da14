"""Passwords and second factors: Argon2id (RFC 9106), time-based one-time codes (RFC 6238), secrets sealed at rest."""

import asyncio
import base64
import hashlib
from datetime import datetime
from functools import lru_cache
from typing import Final

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet, InvalidToken

STEP_S: Final = 30
# A phone's clock may be a little off: the codes just before and just after count too.
STEPS_ASIDE: Final = (0, -1, 1)
_hasher = PasswordHasher()


async def hash_password(password: str) -> str:
    """What is kept of a password. Takes tens of milliseconds on purpose, in a thread of its own."""
    return await asyncio.to_thread(_hasher.hash, password)


async def is_right_password(kept: str | None, password: str) -> bool:
    """Whether the password is the one kept; for nobody (None) the same work is done, so that time tells nothing."""
    return await asyncio.to_thread(_verify, kept, password)


def _verify(kept: str | None, password: str) -> bool:
    try:
        _hasher.verify(kept or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


def matching_step(secret: str, code: str, now: datetime, used_step: int) -> int | None:
    """The 30-second step whose code this is, later than the last one used; None when it is no valid code."""
    current = int(now.timestamp()) // STEP_S
    totp = pyotp.TOTP(secret)
    for aside in STEPS_ASIDE:
        step = current + aside
        if step > used_step and pyotp.utils.strings_equal(totp.at(step * STEP_S), code):
            return step
    return None


def new_second_factor(random_text: str) -> str:
    """A base32 secret of 160 bits from a random text of ours."""
    return base64.b32encode(hashlib.sha256(random_text.encode()).digest()[:20]).decode()


def second_factor_uri(secret: str, login: str) -> str:
    """What an authenticator's camera reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="Wendan")


class Seal:
    """Closes and opens what must not lie readable in the database (Fernet: AES-128-CBC with HMAC-SHA256)."""

    def __init__(self, secret: str, purpose: str = "second factor") -> None:
        key = hashlib.sha256(f"wendan {purpose} {secret}".encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def close(self, text: str) -> str:
        """Sealed text."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str | None:
        """The text, None when the seal is of another key."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None
