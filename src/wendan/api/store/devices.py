"""A store's devices: who may be what, and what stands silent."""

from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.params import FromPath

from wendan.api.desk import Asked
from wendan.api.devices.bodies import ChangeDevice, NewDevice
from wendan.api.devices.views import DeviceView, ExpectedDevice, device_view
from wendan.api.parse import answer, body_as
from wendan.domains.people.model import Right
from wendan.domains.people.store import NAMES_OF_MEMBERS
from wendan.domains.terminals.model import Device, DeviceKind, DeviceWish
from wendan.domains.terminals.store import DEVICES_OF_STORE
from wendan.flows.devices import (
    DeviceChange,
    Expected,
    change_device,
    register_device,
    renew_pairing_code,
    retire_device,
)

_new = msgspec.json.Decoder(NewDevice)
_change = msgspec.json.Decoder(ChangeDevice)


@get("/devices", gives=list[DeviceView], right=Right.SEE_DEVICES)
async def list_devices(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """Every device of the store, the retired ones too."""
    devices = await request.house.database.read(DEVICES_OF_STORE, store_id=store_id)
    return answer(await _views(request, devices))


@post("/devices", takes=NewDevice, gives=ExpectedDevice, right=Right.EDIT_DEVICES)
async def register_new_device(request: Asked, store_id: FromPath[UUID]) -> Response[bytes]:
    """A new device; its pairing code is shown this once."""
    body = await body_as(request, _new)
    wish = DeviceWish(
        DeviceKind(body.kind), body.name, body.staff_id, body.station, body.address, body.backup_of
    )
    return await _expected(request, await register_device(request.house, store_id, wish), 201)


@post("/devices/{device_id:uuid}/pairing-code", gives=ExpectedDevice, right=Right.EDIT_DEVICES)
async def renew_device_code(
    request: Asked, store_id: FromPath[UUID], device_id: FromPath[UUID]
) -> Response[bytes]:
    """Another pairing code; the device's old key ends when it is used."""
    return await _expected(request, await renew_pairing_code(request.house, store_id, device_id), 200)


@patch("/devices/{device_id:uuid}", takes=ChangeDevice, gives=DeviceView, right=Right.EDIT_DEVICES)
async def edit_device(request: Asked, store_id: FromPath[UUID], device_id: FromPath[UUID]) -> Response[bytes]:
    """Rename it, bind it to a person or a station, move a printer."""
    body = await body_as(request, _change)
    wanted = DeviceChange(body.name, body.staff_id, body.station, body.address, body.backup_of)
    changed = await change_device(request.house, store_id, device_id, wanted)
    return answer((await _views(request, [changed]))[0])


@post("/devices/{device_id:uuid}/retire", gives=DeviceView, right=Right.EDIT_DEVICES)
async def retire_one_device(
    request: Asked, store_id: FromPath[UUID], device_id: FromPath[UUID]
) -> Response[bytes]:
    """Out of service: its key opens nothing from now on."""
    retired = await retire_device(request.house, store_id, device_id)
    return answer((await _views(request, [retired]))[0])


async def _views(request: Asked, devices: list[Device]) -> list[DeviceView]:
    bound = [device.member_id for device in devices if device.member_id is not None]
    known = await request.house.database.read(NAMES_OF_MEMBERS, member_ids=bound)
    names = {member.id: member.name for member in known}
    return [device_view(request.house, device, names) for device in devices]


async def _expected(request: Asked, expected: Expected, status: int) -> Response[bytes]:
    view = (await _views(request, [expected.device]))[0]
    return answer(ExpectedDevice(view, expected.code, expected.device.pairing_until), status)
