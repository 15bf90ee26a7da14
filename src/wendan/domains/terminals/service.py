"""Devices as `Changes`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from wendan.domains.terminals.model import Device, DeviceWish, Heard, Pairing
from wendan.domains.terminals.store import DEVICE, HEARD
from wendan.platform.changes import Changes


def register(
    place: tuple[UUID, UUID], wish: DeviceWish, pairing: Pairing | None, now: datetime
) -> tuple[Device, Changes]:
    """A device of the store; `place` is (store, device). It opens nothing before it is paired."""
    store_id, device_id = place
    device = Device(
        store_id=store_id,
        id=device_id,
        kind=wish.kind,
        name=wish.name,
        member_id=wish.member_id,
        station=wish.station,
        address=wish.address,
        backup_of=wish.backup_of,
        pairing_hash=None if pairing is None else pairing.code_hash,
        pairing_until=None if pairing is None else pairing.until,
        key_hash=None,
        paired_at=None,
        last_seen_at=None,
        health=None,
        retired_at=None,
        version=1,
        created_at=now,
    )
    return device, Changes.of(DEVICE.insert(device))


def change(device: Device) -> tuple[Device, Changes]:
    """The device's next version."""
    changed = replace(device, version=device.version + 1)
    return changed, Changes.of(DEVICE.update(changed))


def edited(device: Device, wish: DeviceWish) -> Device:
    """The device as it is wished; what it is and what it knows of its key stays."""
    return replace(
        device,
        name=wish.name,
        member_id=wish.member_id,
        station=wish.station,
        address=wish.address,
        backup_of=wish.backup_of,
    )


def expect_pairing(device: Device, pairing: Pairing) -> tuple[Device, Changes]:
    """Waits for whoever types the code; the key it had before goes on opening until then."""
    return change(replace(device, pairing_hash=pairing.code_hash, pairing_until=pairing.until))


def pair(device: Device, key_hash: str, now: datetime) -> tuple[Device, Changes]:
    """The code is used up, the new key is the only one."""
    return change(
        replace(
            device, pairing_hash=None, pairing_until=None, key_hash=key_hash, paired_at=now, last_seen_at=now
        )
    )


def retire(device: Device, now: datetime) -> tuple[Device, Changes]:
    """Out of service: its key opens nothing. Saying so again changes nothing."""
    if device.retired_at is not None:
        return device, Changes()
    return change(replace(device, retired_at=now, key_hash=None, pairing_hash=None, pairing_until=None))


def hear(device: Device, health: Mapping[str, object], now: datetime) -> tuple[Device, Changes]:
    """The device is alive and says how it is."""
    heard = replace(device, last_seen_at=now, health=health)
    return heard, Changes.of(HEARD.overwrite(Heard(device.store_id, device.id, now, health)))
