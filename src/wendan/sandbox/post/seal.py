"""The operator's signature: written here from the protocol's page, as everything of the other side is."""

import base64
import hashlib
import hmac

from wendan.sandbox.core.wire import Request
from wendan.sandbox.post.words import No

WINDOW_S = 300


def signed(secret: str, parts: tuple[str, str, str, str], body: bytes) -> str:
    """Of method, target, time and nonce, then the body; each with a line feed."""
    text = "".join(f"{part}\n" for part in parts).encode() + body + b"\n"
    return base64.b64encode(hmac.digest(secret.encode(), text, hashlib.sha256)).decode()


class Guard:
    """A nonce is good once; those outside the window need not be remembered."""

    def __init__(self, key_id: str, secret: str) -> None:
        self._key_id, self._secret = key_id, secret
        self._nonces: dict[str, float] = {}

    def check(self, request: Request, now: float) -> None:
        """Raises No."""
        names = ("key", "time", "nonce", "signature")
        key, time_s, nonce, told = (request.headers.get(f"x-wendan-{name}", "") for name in names)
        if key != self._key_id:
            raise No("unknown-key", status=401)
        right = signed(self._secret, (request.method, request.target, time_s, nonce), request.body)
        if not hmac.compare_digest(right.encode(), told.encode()):
            raise No("bad-signature", status=401)
        if not time_s.isdecimal() or abs(now - int(time_s)) > WINDOW_S:
            raise No("stale", status=401)
        if nonce in self._nonces:
            raise No("used-nonce", status=401)
        self._nonces[nonce] = now
        while self._nonces and now - next(iter(self._nonces.values())) > 2 * WINDOW_S:
            del self._nonces[next(iter(self._nonces))]
