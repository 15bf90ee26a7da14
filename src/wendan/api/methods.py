"""The ways to pay with their names, for diners and at the counter."""

from uuid import UUID

from wendan.api.views import MethodsView, MethodView
from wendan.domains.routing.rules.methods import METHODS
from wendan.flows.house import House
from wendan.flows.recommend import Customer, recommend

OURS = ("balance", "pay-later")
"""Accounts we keep ourselves: who signed in is who pays."""


def payers_of(diner: UUID, openid: str | None) -> dict[str, str]:
    """Under which name each channel knows this diner."""
    ours = dict.fromkeys(OURS, str(diner))
    return ours if openid is None else ours | {"wechat": openid}


async def methods_view(house: House, place: tuple[UUID, UUID], customer: Customer) -> MethodsView:
    """What this customer can pay this order by, best first. Raises OrderIsUnknown."""
    offered = await recommend(house, place, customer)
    methods = [
        MethodView(row.channel, row.method, row.scene, row.name, row.name_en, offer.reason)
        for offer in offered
        for row in (METHODS[offer.channel, offer.method],)
    ]
    return MethodsView(methods, house.clock.now())
