"""A diner says how it was, or allows messages about an order; both stand in the order's history."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from wendan.domains.evidence.model import Happening
from wendan.domains.mass_incidents.model import Mention
from wendan.domains.mass_incidents.rules.words import found_in
from wendan.domains.mass_incidents.service import hear_again
from wendan.domains.members.model import Address, Consent, Feedback
from wendan.domains.members.service import keep_addresses, keep_consents, keep_feedback
from wendan.domains.ordering.errors import OrderIsNotPaid, OrderIsUnknown
from wendan.flows.hear_mentions import FROM_FEEDBACK
from wendan.flows.house import House, Stamp
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.platform.changes import NOTHING, Changes


@dataclass(frozen=True, slots=True)
class DinersOrder:
    """An order and the diner who says it is theirs."""

    store_id: UUID
    order_id: UUID
    diner_id: UUID


async def give_feedback(house: House, whose: DinersOrder, stars: int, words: str) -> None:
    """The diner's word about a paid order; a later one replaces it. Raises OrderIsUnknown, OrderIsNotPaid."""
    await house.decide("feedback", lambda: _feedback_once(house, whose, stars, words))
    house.hints.changed(whose.store_id, whose.order_id)


async def _feedback_once(house: House, whose: DinersOrder, stars: int, words: str) -> None:
    file = await _own_file(house, whose)
    if file.order.confirmed_at is None:
        raise OrderIsNotPaid(state=file.order.state)
    stamp = house.stamp()
    feedback = Feedback(whose.store_id, whose.order_id, stars, words, stamp.now)
    happening = Happening("feedback-given", {"stars": stars})
    changes = keep_feedback(feedback) + file.evidence(stamp, happening) + _overheard(file, words, stamp)
    await house.database.commit(changes)


def _overheard(file: OrderFile, words: str, stamp: Stamp) -> Changes:
    """What speaks of lost money counts towards an incident, once for each order."""
    keywords = found_in(words)
    if not keywords:
        return NOTHING
    mention = Mention(
        store_id=file.order.store_id,
        id=stamp.id(),
        merchant_id=file.store.merchant_id,
        source=FROM_FEEDBACK,
        external_id=str(file.order.id),
        said_at=stamp.now,
        heard_at=stamp.now,
        text=words,
        keywords=keywords,
    )
    return Changes.of(hear_again(mention))


async def consent(house: House, whose: DinersOrder, template_ids: Sequence[str], openid: str | None) -> None:
    """The diner allows one message by each template, at the openid they signed in with. Raises OrderIsUnknown."""
    if template_ids:
        await house.decide("feedback", lambda: _consent_once(house, whose, template_ids, openid))


async def _consent_once(
    house: House, whose: DinersOrder, template_ids: Sequence[str], openid: str | None
) -> None:
    file = await _own_file(house, whose)
    stamp = house.stamp()
    consents = [
        Consent(whose.store_id, stamp.id(), whose.order_id, whose.diner_id, template_id, stamp.now)
        for template_id in template_ids
    ]
    happening = Happening("messages-allowed", {"template_ids": list(template_ids)})
    changes = keep_consents(consents) + file.evidence(stamp, happening)
    if openid is not None:
        sealed = house.addresses.close(openid)
        at = Address(whose.store_id, whose.diner_id, "wechat", sealed, is_allowed=True, given_at=stamp.now)
        changes += keep_addresses([at])
    await house.database.commit(changes)


async def _own_file(house: House, whose: DinersOrder) -> OrderFile:
    file = await read_order_file(house, whose.store_id, whose.order_id)
    if file is None or file.order.diner_id != whose.diner_id:
        raise OrderIsUnknown
    return file
