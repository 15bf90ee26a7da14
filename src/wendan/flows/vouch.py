"""Paid, and no order yet: the diner gets a pass, on nothing but what a channel has said (A5).

Where the database answers, the pass and its case are written before it is given. Where it does not, this process gives
it on a callback that was committed or a query that was answered before, and the counter's report writes it down.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from wendan.channels.port import CallbackRejected
from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import CaseType
from wendan.domains.incidents.rules import GUIDANCE
from wendan.domains.ordering.errors import OrderIsUnknown
from wendan.domains.ordering.model import OrderState, OrderView, Purpose
from wendan.domains.ordering.store import VIEW
from wendan.domains.passes.errors import NothingToVouchFor
from wendan.domains.passes.model import Pass, PassState
from wendan.domains.passes.rules import is_due
from wendan.domains.passes.service import issue
from wendan.domains.passes.store import PASS_OF_ORDER
from wendan.domains.payments.model import Finding
from wendan.domains.payments.rules import weigh
from wendan.domains.payments.store import PAYMENTS_OF_ORDER
from wendan.flows.alarm_paid import alarm
from wendan.flows.arrivals import Place, Sighting
from wendan.flows.house import House, HouseIsBusy
from wendan.flows.order_file import read_order_file
from wendan.kernel.news import ChannelNews
from wendan.platform.inbox import WAITING_OF_ORDER, Callback
from wendan.platform.log import logger
from wendan.platform.outage import is_away
from wendan.platform.pass_keys import PassContent

WAIT_S: Final = 2.0
"""A customer at the counter is not kept waiting for a database that does not answer."""
MOST_LETTERS: Final = 40
"""Of the meal's words: a code must stay coarse enough for a scanner."""
_log = logger("wendan.passes")


@dataclass(frozen=True, slots=True)
class Vouched:
    """What may be signed, and until when a person answers at the latest."""

    content: PassContent
    expected_by: datetime


async def vouch(house: House, place: Place, diner_id: UUID) -> Vouched:
    """What a pass for this diner's order says. Raises OrderIsUnknown, NothingToVouchFor."""
    try:
        async with asyncio.timeout(WAIT_S):
            sighting, callbacks = await _look(house, place)
    except Exception as error:
        if not is_away(error):
            raise
        sighting, callbacks = house.arrivals.sighting_of(place), []
        if sighting is None:
            # Unsure is not unknown: the phone asks again.
            raise
    if sighting is None or sighting.order.diner_id != diner_id:
        raise OrderIsUnknown
    news = _believed(sighting, [*_said(house, callbacks), house.arrivals.news_of(place)])
    settings, now = house.settings, house.clock.now()
    if news is None or not is_due(news.heard_at, now, settings.pass_after_s, settings.pass_minutes):
        raise NothingToVouchFor
    content = _content(sighting.order, news, timedelta(minutes=settings.pass_minutes))
    await _write_down(house, content, news)
    within = timedelta(minutes=GUIDANCE[CaseType.PAID_WITHOUT_ORDER].within_minutes)
    return Vouched(content, max(news.heard_at + within, now))


async def _look(house: House, place: Place) -> tuple[Sighting | None, list[Callback]]:
    store_id, order_id = place
    order, payments, callbacks = await house.database.read(
        VIEW, PAYMENTS_OF_ORDER, WAITING_OF_ORDER, store_id=store_id, order_id=order_id
    )
    return (None if order is None else Sighting(order, payments)), callbacks


def _said(house: House, callbacks: Sequence[Callback]) -> list[ChannelNews]:
    """What the kept callbacks say; each was fresh and genuine when it came."""
    said = []
    for kept in callbacks:
        try:
            channel = house.channels[kept.channel]
            said.append(channel.hear(kept.account, kept.headers, kept.body, kept.received_at))
        except (KeyError, CallbackRejected):
            continue
    return [news for news in said if news is not None]


def _believed(sighting: Sighting, said: Sequence[ChannelNews | None]) -> ChannelNews | None:
    """The word that pays for this very order: the right attempt, account and amount, while it awaits its money."""
    order = sighting.order
    if order.state is not OrderState.AWAITING_PAYMENT or order.purpose is not Purpose.MEAL:
        return None
    attempts = {payment.number: payment for payment in sighting.payments}
    for news in said:
        payment = None if news is None else attempts.get(news.number)
        if news is not None and payment is not None and weigh(payment, news).finding is Finding.PAID:
            return news
    return None


def _content(order: OrderView, news: ChannelNews, lives: timedelta) -> PassContent:
    meal = "、".join(f"{line.name}×{line.quantity}" for line in order.lines)
    shown = meal if len(meal) <= MOST_LETTERS else f"{meal[: MOST_LETTERS - 1]}…"
    return PassContent(order.store_id, order.id, order.total_fen, shown, news.heard_at, news.heard_at + lives)


async def _write_down(house: House, content: PassContent, news: ChannelNews) -> None:
    """The row, the case and the clock. Raises NothingToVouchFor when the order was confirmed meanwhile."""
    try:
        async with asyncio.timeout(WAIT_S):
            await house.decide("vouch", lambda: _write_once(house, content, news))
    except Exception as error:
        if not isinstance(error, HouseIsBusy) and not is_away(error):
            raise
        # The channel's word is committed or can be asked again; the pass names its order, so nothing gets lost.
        _log.warning("a pass is given before it is written", order=str(content.order_id), why=repr(error))


async def _write_once(house: House, content: PassContent, news: ChannelNews) -> None:
    file = await read_order_file(house, content.store_id, content.order_id)
    known = await house.database.read(PASS_OF_ORDER, store_id=content.store_id, order_id=content.order_id)
    if file is None or file.order.state is not OrderState.AWAITING_PAYMENT:
        raise NothingToVouchFor
    if known is not None:
        return
    stamp = house.stamp()
    new = Pass(
        content.store_id,
        content.order_id,
        PassState.ISSUED,
        1,
        file.order.total_fen,
        content.issued_at,
        content.expires_at,
        stamp.now,
    )
    changes, happenings = alarm(file, news, stamp)
    given = Happening("pass-issued", {"number": news.number, "until": content.expires_at.isoformat()})
    await house.database.commit(issue(new) + changes + file.evidence(stamp, *happenings, given))
