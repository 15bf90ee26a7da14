"""The ways to pay with their names, for diners and at the counter."""

from typing import Final
from uuid import UUID

from wendan.api.views import MethodsView, MethodView
from wendan.flows.house import House
from wendan.flows.recommend import Customer, recommend

NAMES: Final = {
    ("wechat", "jsapi"): ("微信支付", "WeChat Pay"),
    ("wechat", "h5"): ("微信支付", "WeChat Pay"),
    ("wechat", "native"): ("微信扫码支付", "WeChat Pay by QR code"),
    ("cash", "cash"): ("现金", "Cash"),
}


async def methods_view(house: House, store_id: UUID, customer: Customer) -> MethodsView:
    """What this customer can pay by, best first. Raises StoreIsUnknown."""
    offered = await recommend(house, store_id, customer)
    methods = [
        MethodView(offer.channel, offer.method, *NAMES[offer.channel, offer.method], offer.reason)
        for offer in offered
    ]
    return MethodsView(methods, house.clock.now())
