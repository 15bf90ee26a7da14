"""When a device may be paired, when it counts as silent."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from wendan.domains.terminals.errors import (
    AddressIsNeeded,
    BackupIsUnknown,
    DeviceHandsNothingOver,
    DeviceIsRetired,
    DeviceNeedsNoPairing,
    PairingCodeIsWrong,
)
from wendan.domains.terminals.model import Device, DeviceKind, DeviceWish

PAIRING_DIGITS: Final = 8
HANDS_OVER: Final = (DeviceKind.POS, DeviceKind.KDS, DeviceKind.SCANNER)


def pairing_code(chance: float) -> str:
    """Eight digits from an even chance."""
    return f"{int(chance * 10**PAIRING_DIGITS):0{PAIRING_DIGITS}}"


def demand_possible(wish: DeviceWish, known: Iterable[Device]) -> None:
    """Raises AddressIsNeeded, BackupIsUnknown."""
    if wish.kind is DeviceKind.PRINTER and wish.address is None:
        raise AddressIsNeeded
    printers = {each.id for each in known if each.kind is DeviceKind.PRINTER and each.retired_at is None}
    if wish.backup_of is not None and (wish.kind is not DeviceKind.PRINTER or wish.backup_of not in printers):
        raise BackupIsUnknown


def demand_in_service(device: Device) -> None:
    """Raises DeviceIsRetired."""
    if device.retired_at is not None:
        raise DeviceIsRetired


def demand_counter(device: Device) -> None:
    """Raises DeviceHandsNothingOver: what customers touch is told nothing that a counter believes in."""
    if device.kind not in HANDS_OVER:
        raise DeviceHandsNothingOver(kind=device.kind)


def demand_pairable(device: Device) -> None:
    """Raises DeviceIsRetired, DeviceNeedsNoPairing."""
    demand_in_service(device)
    if device.kind is DeviceKind.PRINTER:
        raise DeviceNeedsNoPairing


def demand_fresh_code(device: Device | None, now: datetime) -> Device:
    """The device whose code was typed, while it is good. Raises PairingCodeIsWrong."""
    is_good = device is not None and device.pairing_until is not None and now < device.pairing_until
    if device is None or not is_good or device.retired_at is not None:
        raise PairingCodeIsWrong
    return device


def is_silent(device: Device, now: datetime, after_s: int) -> bool:
    """Whether a device in service that has spoken before says nothing any more."""
    if device.retired_at is not None or device.last_seen_at is None:
        return False
    return now - device.last_seen_at > timedelta(seconds=after_s)
