"""Diners and staff."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Audience(StrEnum):
    """For whom an endpoint is."""

    DINER = "diner"
    STORE = "store"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Diner:
    """Who orders; `openid` is set when a payment app signed them in."""

    id: UUID
    openid: str | None


@dataclass(frozen=True, slots=True)
class StaffToken:
    """A staff member's key: store tokens open one store, office tokens the whole cell. Only its hash is kept."""

    store_id: UUID
    id: UUID
    token_hash: str
    name: str
    audience: Audience
    created_at: datetime
    revoked_at: datetime | None
