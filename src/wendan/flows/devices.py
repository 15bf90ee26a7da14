"""A store's devices: registered by the manager, paired by whoever stands before them, heard, changed, retired."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import UNSET, UnsetType

from wendan.domains.people.rules import hash_of
from wendan.domains.terminals.errors import AddressIsNeeded, DeviceIsUnknown, DeviceKeyIsWrong
from wendan.domains.terminals.model import Device, DeviceWish, Pairing
from wendan.domains.terminals.rules import (
    demand_counter,
    demand_fresh_code,
    demand_in_service,
    demand_pairable,
    demand_possible,
    pairing_code,
)
from wendan.domains.terminals.service import change as change_row
from wendan.domains.terminals.service import edited, expect_pairing, hear, pair, register, retire
from wendan.domains.terminals.store import DEVICE_BY_ID, DEVICE_BY_KEY, DEVICE_BY_PAIRING, DEVICES_OF_STORE
from wendan.flows.house import House
from wendan.kernel.errors import Silence
from wendan.notify.escpos import Slip, print_bytes, slip_bytes


@dataclass(frozen=True, slots=True)
class Expected:
    """A device, and the code that pairs it; None where it needs none."""

    device: Device
    code: str | None


@dataclass(frozen=True, slots=True)
class DeviceChange:
    """What is to change; None leaves a text, UNSET a person or a backup, for whom None means nobody."""

    name: str | None = None
    member_id: UUID | UnsetType | None = UNSET
    station: str | None = None
    address: str | None = None
    backup_of: UUID | UnsetType | None = UNSET


async def register_device(house: House, store_id: UUID, wish: DeviceWish) -> Expected:
    """A new device with its pairing code. Raises AddressIsNeeded, BackupIsUnknown."""
    return await house.decide("devices", lambda: _register_once(house, store_id, wish))


async def _register_once(house: House, store_id: UUID, wish: DeviceWish) -> Expected:
    known = await house.database.read(DEVICES_OF_STORE, store_id=store_id)
    demand_possible(wish, known)
    stamp = house.stamp()
    code, pairing = (None, None) if wish.address is not None else _new_code(house, stamp.now)
    device, changes = register((store_id, stamp.id()), wish, pairing, stamp.now)
    await house.database.commit(changes)
    return Expected(device, code)


async def renew_pairing_code(house: House, store_id: UUID, device_id: UUID) -> Expected:
    """Another code, for a new browser or a reset device. Raises DeviceIsUnknown, DeviceIsRetired,
    DeviceNeedsNoPairing.
    """

    async def once() -> Expected:
        device = await _device(house, store_id, device_id)
        demand_pairable(device)
        code, pairing = _new_code(house, house.clock.now())
        waiting, changes = expect_pairing(device, pairing)
        await house.database.commit(changes)
        return Expected(waiting, code)

    return await house.decide("devices", once)


async def pair_device(house: House, code: str) -> tuple[Device, str]:
    """The device and its key, which is told this once. Raises PairingCodeIsWrong."""

    async def once() -> tuple[Device, str]:
        now = house.clock.now()
        found = await house.database.read(DEVICE_BY_PAIRING, pairing_hash=hash_of(code))
        key = house.ids.token()
        device, changes = pair(demand_fresh_code(found, now), hash_of(key), now)
        await house.database.commit(changes)
        return device, key

    return await house.decide("devices", once)


async def hear_device(house: House, key: str, health: Mapping[str, object]) -> Device:
    """A heartbeat. Raises DeviceKeyIsWrong."""
    device = await house.database.read(DEVICE_BY_KEY, key_hash=hash_of(key))
    if device is None:
        raise DeviceKeyIsWrong
    heard, changes = hear(device, health, house.clock.now())
    await house.database.commit(changes)
    return heard


async def counter_device(house: House, key: str) -> Device:
    """The device at which meals are handed over. Raises DeviceKeyIsWrong, DeviceHandsNothingOver."""
    device = await house.database.read(DEVICE_BY_KEY, key_hash=hash_of(key))
    if device is None:
        raise DeviceKeyIsWrong
    demand_counter(device)
    return device


async def change_device(house: House, store_id: UUID, device_id: UUID, wanted: DeviceChange) -> Device:
    """Raises DeviceIsUnknown, DeviceIsRetired, BackupIsUnknown."""

    async def once() -> Device:
        device = await _device(house, store_id, device_id)
        demand_in_service(device)
        wished = DeviceWish(
            device.kind,
            wanted.name or device.name,
            device.member_id if wanted.member_id is UNSET else wanted.member_id,
            device.station if wanted.station is None else wanted.station,
            wanted.address or device.address,
            device.backup_of if wanted.backup_of is UNSET else wanted.backup_of,
        )
        known = await house.database.read(DEVICES_OF_STORE, store_id=store_id)
        demand_possible(wished, [each for each in known if each.id != device_id])
        changed, changes = change_row(edited(device, wished))
        await house.database.commit(changes)
        return changed

    return await house.decide("devices", once)


async def retire_device(house: House, store_id: UUID, device_id: UUID) -> Device:
    """Out of service; its sessions end with its key. Raises DeviceIsUnknown."""

    async def once() -> Device:
        retired, changes = retire(await _device(house, store_id, device_id), house.clock.now())
        await house.database.commit(changes)
        return retired

    return await house.decide("devices", once)


async def _device(house: House, store_id: UUID, device_id: UUID) -> Device:
    device = await house.database.read(DEVICE_BY_ID, store_id=store_id, device_id=device_id)
    if device is None:
        raise DeviceIsUnknown
    return device


def _new_code(house: House, now: datetime) -> tuple[str, Pairing]:
    code = pairing_code(house.ids.chance())
    return code, Pairing(hash_of(code), now + timedelta(minutes=house.settings.pairing_minutes))


async def print_test_slip(house: House, store_id: UUID, device_id: UUID) -> str | None:
    """None when paper came out, else what the trouble is. Raises DeviceIsUnknown, DeviceIsRetired, AddressIsNeeded."""
    printer = await _device(house, store_id, device_id)
    demand_in_service(printer)
    if printer.address is None:
        raise AddressIsNeeded
    now = house.clock.now()
    slip = Slip(printer.name, "测试", "打印测试", f"{now:%H:%M:%S} UTC", "", [])
    try:
        await print_bytes(printer.address, slip_bytes(slip))
    except Silence as trouble:
        return str(trouble)
    await house.database.commit(hear(printer, {"paper": "ok"}, now)[1])
    return None
