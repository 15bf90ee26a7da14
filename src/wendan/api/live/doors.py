"""The sockets' addresses."""

from litestar import Router

from wendan.api.live.sockets import live_diner, live_store


def live_router() -> Router:
    """Who they are stands in their first message, never in the address."""
    return Router("/live", route_handlers=[live_diner, live_store])
