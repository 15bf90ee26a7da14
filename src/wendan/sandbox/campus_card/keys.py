"""The keys of one merchant: made once in a directory, reused ever after; a new one may join while the old holds."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from wendan.platform.ids import SystemIds
from wendan.sandbox.core.key_files import put

MERCHANT: Final = "campus-0001"


class _Kept(msgspec.Struct):
    keys: dict[str, str]  # oldest first


@dataclass(slots=True)
class Keys:
    """Everything both sides hold."""

    merchant: str
    secrets: dict[str, str]
    directory: Path

    def __repr__(self) -> str:
        return f"Keys(merchant={self.merchant!r}, ids={list(self.secrets)})"

    @property
    def newest(self) -> str:
        """The id that notices are signed with."""
        return list(self.secrets)[-1]

    def rotate(self) -> str:
        """A new key beside the old ones; its id."""
        name = f"k{len(self.secrets) + 1}"
        self.secrets[name] = _secret()
        put(self.directory / "keys.json", msgspec.json.encode(_Kept(self.secrets)))
        return name


def create(directory: Path) -> Keys:
    """Load the keys in `directory`, making the first one when there is none."""
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / "keys.json"
    if not file.exists():
        put(file, msgspec.json.encode(_Kept({"k1": _secret()})))
    return Keys(MERCHANT, msgspec.json.decode(file.read_bytes(), type=_Kept).keys, directory)


def write_campus_card_json(keys: Keys, url: str) -> Path:
    """One file with all a client needs to speak to the sandbox at `url`."""
    path = keys.directory / "campus-card.json"
    told = {
        "merchant": keys.merchant,
        "keys": keys.secrets,
        "signing_key": keys.newest,
        "base_urls": [url],
    }
    put(path, msgspec.json.format(msgspec.json.encode(told)))
    return path


def _secret() -> str:
    ids = SystemIds()
    return ids.nonce() + ids.nonce()
