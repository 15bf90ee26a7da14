"""The devices' own addresses: a code or a key is all they show, so both are counted per address."""

from litestar import Router

from wendan.api.devices.pairing import beat, pair, read_pass_keys


def devices_router() -> Router:
    """Pairing by code; heartbeat and the counter's keys by key."""
    return Router("/api/devices", route_handlers=[pair, beat, read_pass_keys])
