"""Where diners are reached lies closed in the database; the house's secret opens it."""

from functools import cached_property
from pathlib import Path

from wendan.platform.auth import session_secret
from wendan.platform.ids import Ids
from wendan.platform.passwords import Seal


class Addresses:
    """Closes and opens openids and phone numbers. The secret is read when the first of them is."""

    def __init__(self, secret_path: Path, ids: Ids) -> None:
        self._secret_path, self._ids = secret_path, ids

    @cached_property
    def _seal(self) -> Seal:
        return Seal(session_secret(self._secret_path, self._ids), "address")

    def close(self, address: str) -> str:
        """As it lies in the database."""
        return self._seal.close(address)

    def open(self, sealed: str) -> str | None:
        """The address, None when it was closed with another secret."""
        return self._seal.open(sealed)
