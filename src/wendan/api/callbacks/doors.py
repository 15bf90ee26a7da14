"""The addresses that channels call."""

from litestar import Router

from wendan.api.callbacks.wechat import hear_wechat


def callbacks_router() -> Router:
    """The channels' own signatures are the guard here."""
    return Router("/callbacks", route_handlers=[hear_wechat])
