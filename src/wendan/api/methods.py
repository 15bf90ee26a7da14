"""The ways to pay with their names, for diners and at the counter."""

from uuid import UUID

from wendan.api.risk_views import ConsentView, card_view
from wendan.api.views import GuaranteeView, MethodsView, MethodView
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.risk.model import DecisionRow
from wendan.domains.risk.rules.consent import CONSENT_IN_FORCE, CONSENTS
from wendan.domains.routing.model import Method, Recommendation
from wendan.domains.routing.rules.accounts import CASH, account_of
from wendan.domains.routing.rules.methods import METHODS
from wendan.flows.guarantees import asks_for_guarantee, decision_of, is_later
from wendan.flows.house import House
from wendan.flows.recommend import Customer, recommend, ways_to_hold
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
    decision = await decision_of(house, place)
    is_asked = asks_for_guarantee(decision)
    # A meal is not cooked on a promise where the score asks for more.
    offered = [o for o in await recommend(house, place, customer) if not (is_asked and is_later(o.channel))]
    store = await house.database.read(STORE_BY_ID, store_id=place[0])
    methods = [_view(METHODS[offer.channel, offer.method], offer.reason) for offer in offered]
    takes_cash = store is not None and account_of(store.accounts, CASH) is not None
    guarantee = await _guarantee(house, place, customer, decision) if is_asked and decision else None
    return MethodsView(methods, takes_cash, house.clock.now(), guarantee)


async def _guarantee(
    house: House, place: tuple[UUID, UUID], customer: Customer, decision: DecisionRow
) -> GuaranteeView | None:
    """Why money is to be held, and how it can be; where this device can do neither, only paying at once is left."""
    ways = await ways_to_hold(house, place, customer)
    if not ways:
        return None
    card = card_view(decision.content, decision)
    consent = ConsentView(CONSENT_IN_FORCE, *CONSENTS[CONSENT_IN_FORCE])
    return GuaranteeView([_view(way, None) for way in ways], card.reasons, card.reasons_en, consent)


def _view(row: Method, reason: Recommendation | None) -> MethodView:
    return MethodView(row.channel, row.method, row.scene, row.name, row.name_en, reason)
