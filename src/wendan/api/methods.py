"""The ways to pay with their names, for diners and at the counter."""

from uuid import UUID

from wendan.api.views import MethodsView, MethodView
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.routing.rules.accounts import CASH, account_of
from wendan.domains.routing.rules.methods import METHODS
from wendan.flows.house import House
from wendan.flows.recommend import Customer, recommend
from wendan.flows.value_payers import able_accounts
from wendan.kernel.payers import payer_of
from wendan.platform.auth import Session

OURS = ("balance", "pay-later")
"""Accounts we keep ourselves: who signed in is who pays."""


def payers_of(diner: Session) -> dict[str, str]:
    """Under which name each channel knows this diner."""
    ours = dict.fromkeys(OURS, str(diner.diner_id))
    return ours if diner.openid is None else ours | {"wechat": payer_of(diner.openid, diner.appid)}


async def able_payers(
    house: House, place: tuple[UUID, UUID], diner: Session, coupon_id: UUID | None
) -> dict[str, str]:
    """The same, without those of our accounts that are missing or cannot pay this order."""
    able = await able_accounts(house, place, diner.diner_id, coupon_id)
    return {name: payer for name, payer in payers_of(diner).items() if name not in OURS or name in able}


async def methods_view(house: House, place: tuple[UUID, UUID], customer: Customer) -> MethodsView:
    """What this customer can pay this order by, best first. Raises OrderIsUnknown."""
    offered = await recommend(house, place, customer)
    store = await house.database.read(STORE_BY_ID, store_id=place[0])
    methods = [
        MethodView(row.channel, row.method, row.scene, row.name, row.name_en, offer.reason)
        for offer in offered
        for row in (METHODS[offer.channel, offer.method],)
    ]
    takes_cash = store is not None and account_of(store.accounts, CASH) is not None
    return MethodsView(methods, takes_cash, house.clock.now())
