"""夜间核对 (C9): at the store's 24:00 every uncertain payment is asked about once more, and so is each attempt
of the day's orders that closed unpaid: late arrivals are taken out, and what stays uncertain is told.

A night on which nobody worked is made up for by the next one, once. Every step is harmless when it is repeated, and
the night's row is written last, with the next night's alarm clock: whoever dies before begins again.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from wendan.channels.port import ChannelRefused
from wendan.domains.catalog.model import Store
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.evidence.model import Happening
from wendan.domains.incidents.model import CaseType, Finding
from wendan.domains.incidents.service import open_case
from wendan.domains.insight.store import UNPAID_OF_DAYS
from wendan.domains.payments.model import QUERY_TIMER, Payment, PaymentState
from wendan.domains.payments.states import LIVE
from wendan.domains.payments.store import ENDED_UNPAID, PAYMENTS_BY_ID, UNCERTAIN_UNTIL
from wendan.domains.recovery.model import DayAudit
from wendan.domains.recovery.rules.policies import last_ended_day
from wendan.domains.recovery.store import DAY_AUDIT, LAST_AUDIT
from wendan.flows.archive_debts import archive_debts
from wendan.flows.blacklist import review_night
from wendan.flows.close_day import clock_of
from wendan.flows.day_report import wake_report
from wendan.flows.house import House
from wendan.flows.night import wake_at_night
from wendan.flows.order_file import read_order_file
from wendan.flows.payment_rows import key_of
from wendan.flows.refit import want_refit
from wendan.flows.review_ladder import review_last_month
from wendan.flows.settle import Settlement, settle
from wendan.flows.sweep import sweep
from wendan.flows.want_bills import want_bills
from wendan.kernel.errors import Silence
from wendan.platform.changes import NOTHING, Changes
from wendan.platform.timers import Timer, set_timer

AT_ONCE: Final = 10
_ARRIVED: Final = (Settlement.CONFIRMED, Settlement.REVIVED, Settlement.REFUNDING, Settlement.CASE)


async def audit_night(house: House, timer: Timer) -> None:
    """The night's alarm clock of one store."""
    store, last = await house.database.read(STORE_BY_ID, LAST_AUDIT, store_id=timer.store_id)
    assert store is not None
    began_at = house.clock.now()
    day = last_ended_day(began_at, store.timezone)
    is_done = last is not None and last.business_day >= day
    changes = NOTHING if is_done else await _audit(house, store, (day, last), began_at)
    for each in _days_to_bill(day, last):
        await want_bills(house, store, each)
    await wake_report(house, store)
    now = house.clock.now()
    changes += Changes.of(set_timer(clock_of(store, now)))
    await house.database.commit(changes + wake_at_night(store, now))


def _days_to_bill(day: date, last: DayAudit | None) -> Iterator[date]:
    """The night's day, and those of the nights before it on which nobody worked."""
    nights = 1 if last is None else max((day - last.business_day).days, 1)
    return (day - timedelta(days=ago) for ago in reversed(range(nights)))


async def _audit(
    house: House, store: Store, days: tuple[date, DayAudit | None], began_at: datetime
) -> Changes:
    day, last = days
    nights = 1 if last is None else (day - last.business_day).days
    zone = ZoneInfo(store.timezone)
    until = datetime.combine(day + timedelta(days=1), time(), zone)
    since = datetime.combine(day - timedelta(days=nights - 1), time(), zone)
    became, uncertain = await _ask_once_more(house, store, until)
    again = await _look_again(house, store, (since, until))
    for payment in uncertain:
        await house.decide("night", partial(_tell_once, house, payment))
    debts = await archive_debts(house, store)
    await review_night(house, store, (since, until))
    await review_last_month(house, store.merchant_id, day)
    await want_refit(house, store.merchant_id, day)
    unpaid = await house.reports.read(UNPAID_OF_DAYS, store_id=store.store_id, since=since, until=until)
    assert unpaid is not None
    found = DayAudit(
        store_id=store.store_id,
        business_day=day,
        nights=nights,
        asked=sum(became.values()),
        looked_again=sum(again.values()),
        arrived=became["arrived"] + again["arrived"],
        ended=became["ended"],
        still_open=became["still_open"],
        uncertain=len(uncertain),
        unpaid_orders=unpaid.orders,
        unpaid_fen=unpaid.fen,
        bad_debts=debts,
        began_at=began_at,
        finished_at=house.clock.now(),
    )
    return Changes.of(DAY_AUDIT.insert(found))


async def _ask_once_more(
    house: House, store: Store, until: datetime
) -> tuple[Counter[str], Sequence[Payment]]:
    """What became of the uncertain payments, and those that nobody could still be paying and stay uncertain."""
    asked = await house.database.read(UNCERTAIN_UNTIL, store_id=store.store_id, until=until, kind=QUERY_TIMER)
    at_once = asyncio.Semaphore(AT_ONCE)

    async def ask(payment: Payment) -> None:
        async with at_once:
            now = house.clock.now()
            await sweep(house, Timer(payment.store_id, QUERY_TIMER, payment.id, payment.order_id, now))

    await asyncio.gather(*(ask(payment) for payment in asked))
    after = await house.database.read(
        PAYMENTS_BY_ID, store_id=store.store_id, payment_ids=[payment.id for payment in asked]
    )
    now = house.clock.now()
    became = Counter(_became(payment, now) for payment in after)
    return became, [payment for payment in after if _became(payment, now) == "uncertain"]


async def _look_again(house: House, store: Store, days: tuple[datetime, datetime]) -> Counter[str]:
    """A channel that closed an attempt is asked whether money came all the same: banks are late, callbacks get lost."""
    ended = await house.reports.read(ENDED_UNPAID, store_id=store.store_id, since=days[0], until=days[1])
    at_once = asyncio.Semaphore(AT_ONCE)

    async def look(payment: Payment) -> str:
        channel = house.channels.get(payment.channel)
        if channel is None:
            return "silent"
        async with at_once:
            try:
                news = await channel.query(key_of(payment))
            except (Silence, ChannelRefused):
                # Its end is proved already; this was only to be sure.
                return "silent"
            return "arrived" if await settle(house, news) in _ARRIVED else "known"

    return Counter(await asyncio.gather(*(look(payment) for payment in ended)))


def _became(payment: Payment, now: datetime) -> str:
    if payment.state is PaymentState.SUCCEEDED:
        return "arrived"
    if payment.state not in LIVE:
        return "ended"
    # Whoever began at five to twelve may still be typing; the payment's own alarm clock looks after that.
    return "still_open" if payment.expires_at > now else "uncertain"


async def _tell_once(house: House, payment: Payment) -> None:
    file = await read_order_file(house, payment.store_id, payment.order_id)
    assert file is not None
    if file.payment(payment.id).state not in LIVE:
        return
    stamp = house.stamp()
    reason = f"{payment.channel} has not said by the end of the day what became of {payment.number}"
    finding = Finding(
        payment.store_id,
        payment.order_id,
        CaseType.UNCERTAIN_OVERNIGHT,
        payment.number,
        reason,
        payment.amount_fen,
    )
    case, changes = open_case(finding, file.cases, stamp.id(), stamp.now)
    if changes:
        opened = Happening("case-opened", {"type": case.type, "number": payment.number, "reason": reason})
        await house.database.commit(changes + file.evidence(stamp, opened))
