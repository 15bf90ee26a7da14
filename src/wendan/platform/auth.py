"""Diner sessions and pick-up credentials: signed by us, checked against our own clock, kept nowhere."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import jwt
from jwt.types import Options

from wendan.platform.clock import Clock
from wendan.platform.ids import Ids

ALGORITHM: Final = "HS256"
# Expiry is asked of our clock, which a drill may set; PyJWT would ask the machine's.
_OPTIONS: Final[Options] = {
    "require": ["sub", "exp"],
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}
_MOST_REMEMBERED: Final = 20_000


class SessionIsInvalid(Exception):
    """Not a session of ours, or its time is over."""


@dataclass(frozen=True, slots=True)
class Session:
    """Who a token speaks for, and until when.

    `openid` is their name to one app of the payment app's: the service account `appid`, or the mini-program.
    """

    diner_id: UUID
    openid: str | None
    expires_at: datetime
    appid: str | None = None


class Sessions:
    """Issues and reads session tokens. A signature once checked is remembered: it cannot become wrong."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._secret, self._clock = secret, clock
        self._known: dict[str, Session] = {}

    def issue(self, session: Session) -> str:
        """A token that carries this session."""
        claims = {"sub": session.diner_id.hex, "exp": int(session.expires_at.timestamp())}
        if session.openid is not None:
            claims["openid"] = session.openid
        if session.appid is not None:
            claims["appid"] = session.appid
        return jwt.encode(claims, self._secret, ALGORITHM)

    def read(self, token: str) -> Session:
        """The session in a token. Raises SessionIsInvalid."""
        session = self._known.get(token)
        if session is None:
            session = self._checked(token)
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[token] = session
        if session.expires_at <= self._clock.now():
            raise SessionIsInvalid
        return session

    def _checked(self, token: str) -> Session:
        try:
            claims = jwt.decode(token, self._secret, algorithms=[ALGORITHM], options=_OPTIONS)
            expires_at = datetime.fromtimestamp(claims["exp"], UTC)
            openid, appid = (
                word if isinstance(word := claims.get(name), str) else None for name in ("openid", "appid")
            )
            return Session(UUID(claims["sub"]), openid, expires_at, appid)
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as wrong:
            raise SessionIsInvalid from wrong


class CredentialIsForged(Exception):
    """Not a pick-up credential of ours, or its time is over."""


@dataclass(frozen=True, slots=True)
class Credential:
    """Whoever shows it may take this order's meal, until then."""

    store_id: UUID
    order_id: UUID
    expires_at: datetime


class Credentials:
    """Issues and reads pick-up credentials. They name no `sub`, so that none is ever taken for a session."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._secret, self._clock = secret, clock

    def issue(self, credential: Credential) -> str:
        """A token for the QR code; the same credential gives the same token."""
        claims = {
            "store": credential.store_id.hex,
            "order": credential.order_id.hex,
            "exp": int(credential.expires_at.timestamp()),
        }
        return jwt.encode(claims, self._secret, ALGORITHM)

    def read(self, token: str) -> Credential:
        """The credential in a token. Raises CredentialIsForged."""
        wanted: Options = {**_OPTIONS, "require": ["store", "order", "exp"]}
        try:
            claims = jwt.decode(token, self._secret, algorithms=[ALGORITHM], options=wanted)
            expires_at = datetime.fromtimestamp(claims["exp"], UTC)
            credential = Credential(UUID(claims["store"]), UUID(claims["order"]), expires_at)
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError, OverflowError) as wrong:
            raise CredentialIsForged from wrong
        if credential.expires_at <= self._clock.now():
            raise CredentialIsForged
        return credential


def session_secret(path: Path, ids: Ids) -> str:
    """The key that signs sessions; made, readable by its owner only, when there is none yet."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{ids.nonce()}")
    fresh.touch(mode=0o600)
    fresh.write_text(ids.token() + "\n")
    try:
        # A link appears whole, and only for the first of two processes that start together.
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text().strip()
