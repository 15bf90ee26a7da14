"""Devices as people see them; keys and codes are told once and never again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from wendan.domains.terminals.model import Device, DeviceKind
from wendan.domains.terminals.rules import is_silent
from wendan.flows.house import House


class DeviceView(Struct, frozen=True):
    id: UUID
    store_id: UUID
    kind: DeviceKind
    name: str
    staff_id: UUID | None
    staff_name: str | None
    station: str
    address: str | None
    backup_of: UUID | None
    is_paired: bool
    paired_at: datetime | None
    last_seen_at: datetime | None
    health: Mapping[str, Any] | None
    is_silent: bool
    retired_at: datetime | None


class ExpectedDevice(Struct, frozen=True):
    """A device with the code that pairs it; null where it needs none."""

    device: DeviceView
    pairing_code: str | None
    expires_at: datetime | None


class PairedDevice(Struct, frozen=True):
    """`key` is told this once; the device sends it as Wendan-Device from now on."""

    device: DeviceView
    key: str


class HeartbeatView(Struct, frozen=True):
    server_time: datetime
    device: DeviceView


def device_view(house: House, device: Device, names: Mapping[UUID, str]) -> DeviceView:
    """`names` gives the people to whom devices are bound."""
    return DeviceView(
        id=device.id,
        store_id=device.store_id,
        kind=device.kind,
        name=device.name,
        staff_id=device.member_id,
        staff_name=names.get(device.member_id) if device.member_id else None,
        station=device.station,
        address=device.address,
        backup_of=device.backup_of,
        is_paired=device.key_hash is not None,
        paired_at=device.paired_at,
        last_seen_at=device.last_seen_at,
        health=device.health,
        is_silent=is_silent(device, house.clock.now(), house.settings.device_silent_after_s),
        retired_at=device.retired_at,
    )
