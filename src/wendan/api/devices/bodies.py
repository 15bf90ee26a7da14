"""What is sent about devices, and by them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from wendan.api.bodies import Line

Address = Annotated[str, Meta(min_length=3, max_length=120, pattern=r"^[0-9A-Za-z.\-\[\]:]+:[0-9]{1,5}$")]
Station = Annotated[str, Meta(max_length=40, pattern=r"^[^\x00-\x1f]*$")]


class NewDevice(Struct, frozen=True, forbid_unknown_fields=True):
    """A device of the store; a printer is given its address host:port, everything else is paired."""

    kind: Literal["pos", "kds", "kiosk", "tablet", "printer", "scanner"]
    name: Line
    staff_id: UUID | None = None
    station: Station = ""
    address: Address | None = None
    backup_of: UUID | None = None


class ChangeDevice(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change; what is left out stays, null unbinds a person or a backup."""

    name: Line | None = None
    staff_id: UUID | UnsetType | None = UNSET
    station: Station | None = None
    address: Address | None = None
    backup_of: UUID | UnsetType | None = UNSET


class PairDevice(Struct, frozen=True, forbid_unknown_fields=True):
    """The code that the manager's screen shows."""

    pairing_code: Annotated[str, Meta(pattern=r"^[0-9]{8}$")]


class Heartbeat(Struct, frozen=True, forbid_unknown_fields=True):
    """How a device is: orders waiting on it, its own clock, what runs on it."""

    queue_length: Annotated[int, Meta(ge=0, le=100_000)]
    device_time: datetime
    app_version: Annotated[str, Meta(max_length=40)]
    network: Annotated[str, Meta(max_length=40)] | None = None
    paper: Literal["ok", "low", "out"] | None = None
