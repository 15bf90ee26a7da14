"""The devices' own addresses: a code or a key is all they show, so both are counted per address."""

from litestar import Router

from wendan.api.devices.pairing import beat, pair


def devices_router() -> Router:
    """Pairing by code, heartbeat by key."""
    return Router("/api/devices", route_handlers=[pair, beat])
