"""The addresses that channels and gateways call."""

from litestar import Router

from wendan.api.callbacks.channel import hear_channel
from wendan.api.callbacks.customer import greet_wechat, hear_wechat
from wendan.api.callbacks.report import hear_gateway


def callbacks_router() -> Router:
    """The channels' own signatures are the guard here."""
    return Router("/callbacks", route_handlers=[hear_channel, hear_gateway, greet_wechat, hear_wechat])
