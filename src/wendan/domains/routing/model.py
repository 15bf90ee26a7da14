"""Ways to pay, and what is known about them now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Client(StrEnum):
    """What the customer, or the cashier for them, holds in hand."""

    H5 = "h5"  # a browser outside the payment apps
    WECHAT = "wechat"  # a page inside WeChat
    MINI_PROGRAM = "mini-program"
    KIOSK = "kiosk"
    POS = "pos"


class Recommendation(StrEnum):
    """Why a way to pay stands where it stands."""

    USUAL = "usual"
    HEALTHY = "healthy"
    ONLY_ONE = "only-one"


@dataclass(frozen=True, slots=True)
class Way:
    """A channel and how it is used."""

    channel: str
    method: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to pay that this customer can use here and now; `reason` is None where there is nothing to say."""

    channel: str
    method: str
    reason: Recommendation | None


@dataclass(frozen=True, slots=True)
class Health:
    """What became of the last quarter of an hour's payments by a channel; closed ones say nothing about it."""

    channel: str
    succeeded: int
    failed: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that decides what is offered; `accounts` are the store's, `channels` those that are set up."""

    client: Client
    accounts: Mapping[str, str]
    channels: Collection[str]
    has_openid: bool
    usual: Way | None
    health: Mapping[str, Health]
