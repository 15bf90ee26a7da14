"""What one merchant needs at a campus card's operator, as `campus-card.json` holds it."""

from pathlib import Path
from typing import Final

import msgspec

SHORTEST_SECRET: Final = 32


class Credentials(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything by which a merchant and the operator know each other; its text never shows a secret."""

    merchant: str
    keys: dict[str, str]  # secrets by id: the old and the new one while they overlap
    signing_key: str  # with which of them we sign
    base_urls: tuple[str, ...]
    fee_rate_ppm: int | None = (
        None  # agreed, in millionths of the amount; without it fees are not held against any
    )
    terminal: str = ""  # where codes are scanned, for the operator's own records

    def __post_init__(self) -> None:
        if self.signing_key not in self.keys:
            raise ValueError("signing_key is one of the keys")
        if any(len(secret.encode()) < SHORTEST_SECRET for secret in self.keys.values()):
            raise ValueError(f"a key has at least {SHORTEST_SECRET} bytes")
        if not self.base_urls:
            raise ValueError("at least one base URL is needed")

    def __repr__(self) -> str:
        return f"Credentials(merchant={self.merchant!r}, signing_key={self.signing_key!r})"


def load_credentials(path: Path) -> Credentials:
    """Read `campus-card.json`. Raises OSError, msgspec.MsgspecError."""
    return msgspec.json.decode(path.read_bytes(), type=Credentials)
