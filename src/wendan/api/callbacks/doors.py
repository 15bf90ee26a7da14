"""The addresses that channels call."""

from litestar import Router

from wendan.api.callbacks.channel import hear_channel


def callbacks_router() -> Router:
    """The channels' own signatures are the guard here."""
    return Router("/callbacks", route_handlers=[hear_channel])
