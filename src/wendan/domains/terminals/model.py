"""Devices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class DeviceKind(StrEnum):
    """What stands in the store."""

    POS = "pos"
    KDS = "kds"
    KIOSK = "kiosk"
    TABLET = "tablet"
    PRINTER = "printer"
    SCANNER = "scanner"


@dataclass(frozen=True, slots=True)
class Device:
    """支付终端: bound to one store and, where `member_id` is set, to one person. Only hashes of its secrets are kept.

    `station` is the part of the kitchen it serves, "" for all; `address` is host:port of a printer; `backup_of`
    names the printer for which this one prints when that one does not.
    """

    store_id: UUID
    id: UUID
    kind: DeviceKind
    name: str
    member_id: UUID | None
    station: str
    address: str | None
    backup_of: UUID | None
    pairing_hash: str | None
    pairing_until: datetime | None
    key_hash: str | None
    paired_at: datetime | None
    last_seen_at: datetime | None
    health: Mapping[str, object] | None
    retired_at: datetime | None
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """The part of a device's row that a heartbeat writes."""

    store_id: UUID
    id: UUID
    last_seen_at: datetime
    health: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Pairing:
    """A pairing code that waits to be typed; only its hash is kept."""

    code_hash: str
    until: datetime


@dataclass(frozen=True, slots=True)
class DeviceWish:
    """What a device is to be."""

    kind: DeviceKind
    name: str
    member_id: UUID | None = None
    station: str = ""
    address: str | None = None
    backup_of: UUID | None = None
