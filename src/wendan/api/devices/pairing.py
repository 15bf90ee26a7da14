"""A device gets its key, and says that it is alive."""

import msgspec
from litestar import Response, get, post

from wendan.api.desk import Asked
from wendan.api.devices.bodies import Heartbeat, PairDevice
from wendan.api.devices.views import HeartbeatView, PairedDevice, device_view
from wendan.api.guards import DEVICE_HEADER
from wendan.api.parse import answer, body_as
from wendan.api.pass_views import PassKeysView, keys_view
from wendan.domains.terminals.errors import DeviceKeyIsWrong
from wendan.flows.devices import counter_device, hear_device, pair_device

_code = msgspec.json.Decoder(PairDevice)
_beat = msgspec.json.Decoder(Heartbeat)


@post("/pair", takes=PairDevice, gives=PairedDevice)
async def pair(request: Asked) -> Response[bytes]:
    """The device's key for the pairing code of the manager's screen. Public."""
    request.desk.staff_tries.demand(request.address)
    body = await body_as(request, _code)
    device, key = await pair_device(request.house, body.pairing_code)
    return answer(PairedDevice(device_view(request.house, device, {}), key), 201)


@post("/heartbeat", takes=Heartbeat, gives=HeartbeatView, is_for_devices=True)
async def beat(request: Asked) -> Response[bytes]:
    """How the device is; it shows its key in Wendan-Device."""
    key = _key_of(request)
    body = await body_as(request, _beat)
    health = msgspec.to_builtins(body) | {"address": request.address}
    device = await hear_device(request.house, key, health)
    return answer(HeartbeatView(request.house.clock.now(), device_view(request.house, device, {})), 200)


@get("/pass-keys", gives=PassKeysView, is_for_devices=True)
async def read_pass_keys(request: Asked) -> Response[bytes]:
    """What a counter verifies temporary passes with, without a line; it shows its key in Wendan-Device.

    Raises DeviceKeyIsWrong, DeviceHandsNothingOver.
    """
    device = await counter_device(request.house, _key_of(request))
    return answer(keys_view(request.desk.passes, device, request.house.clock.now()))


def _key_of(request: Asked) -> str:
    key = request.headers.get(DEVICE_HEADER)
    if key is None:
        raise DeviceKeyIsWrong
    return key
