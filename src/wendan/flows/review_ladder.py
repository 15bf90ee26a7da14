"""催付复盘 (C13): each month proposes settings from what its reminders brought; a person accepts or rejects them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from wendan.domains.catalog.model import Store
from wendan.domains.catalog.store import STORES_OF_MERCHANT
from wendan.domains.messages.errors import MonthIsNotOver, NobodyWasReminded, ReviewIsUnknown
from wendan.domains.messages.model import Review, ReviewState, Verdict
from wendan.domains.messages.service import decide_review as decided
from wendan.domains.messages.service import keep_review
from wendan.domains.messages.store import REVIEW_BY_ID, REVIEW_OF_MONTH, REVIEWS
from wendan.domains.recovery.model import PolicyChange
from wendan.domains.recovery.rules.review import Proposal, RungMeasure, propose
from wendan.flows.change_policy import Whose, change_policy, read_policy
from wendan.flows.house import House
from wendan.flows.measure_ladder import LadderFigures, measure_ladder
from wendan.kernel.numbers import HEAD_OFFICE


@dataclass(frozen=True, slots=True)
class ReviewContent:
    """What was measured, what is proposed, and for which version of the merchant's policy."""

    policy_version: int
    figures: LadderFigures
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class LadderReview:
    """A review with its content read."""

    row: Review
    content: ReviewContent


async def list_reviews(house: House, merchant_id: UUID) -> list[LadderReview]:
    """The merchant's reviews, the newest month first."""
    return [_read(row) for row in await house.database.read(REVIEWS, merchant_id=merchant_id)]


async def review_month(house: House, merchant_id: UUID, month: date) -> LadderReview:
    """The month's review, made now where there is none. Raises MonthIsNotOver, NobodyWasReminded."""
    return await house.decide("review", lambda: _review_once(house, merchant_id, month))


async def _review_once(house: House, merchant_id: UUID, month: date) -> LadderReview:
    known = await house.database.read(REVIEW_OF_MONTH, merchant_id=merchant_id, month=month)
    if known is not None:
        return _read(known)
    stores = await house.database.read(STORES_OF_MERCHANT, merchant_id=merchant_id)
    since, until = _bounds(stores, month)
    if not stores or house.clock.now() < until:
        raise MonthIsNotOver(month=month.isoformat())
    figures = await measure_ladder(house, [store.store_id for store in stores], since, until)
    if not figures.rungs:
        raise NobodyWasReminded(month=month.isoformat())
    standing = await read_policy(house, Whose(HEAD_OFFICE, merchant_id))
    content = ReviewContent(standing.version, figures, propose(standing.policy.reminding, _measures(figures)))
    stamp = house.stamp()
    row = Review(
        store_id=HEAD_OFFICE,
        id=stamp.id(),
        merchant_id=merchant_id,
        month=month,
        content=msgspec.to_builtins(content),
        state=ReviewState.PROPOSED,
        version=1,
        made_at=stamp.now,
    )
    await house.database.commit(keep_review(row))
    return LadderReview(row, content)


def _bounds(stores: Sequence[Store], month: date) -> tuple[datetime, datetime]:
    """The month on the clocks of the merchant's first store."""
    zone = ZoneInfo(stores[0].timezone if stores else "UTC")
    next_month = (month + timedelta(days=31)).replace(day=1)
    return datetime.combine(month, time(), zone), datetime.combine(next_month, time(), zone)


def _measures(figures: LadderFigures) -> list[RungMeasure]:
    """By rung; where the ladder changed its way half-way, the way that most were told by speaks for it."""
    by_rung: dict[int, RungMeasure] = {}
    for each in figures.rungs:
        measure = RungMeasure(each.rung, each.told, each.held_out.whole, each.effect, each.left_out)
        if each.rung not in by_rung or measure.told > by_rung[each.rung].told:
            by_rung[each.rung] = measure
    return list(by_rung.values())


async def decide_review(house: House, whose: tuple[UUID, UUID], verdict: Verdict) -> LadderReview:
    """`whose`: merchant and review. Accepted, its fields become the merchant's next policy.

    Raises ReviewIsUnknown, ReviewIsDecided, PolicyChangedMeanwhile.
    """
    row = await house.decide("review", lambda: _decide_once(house, whose, verdict))
    return _read(row)


async def _decide_once(house: House, whose: tuple[UUID, UUID], verdict: Verdict) -> Review:
    merchant_id, review_id = whose
    row = await house.database.read(REVIEW_BY_ID, merchant_id=merchant_id, review_id=review_id)
    if row is None:
        raise ReviewIsUnknown
    now = house.clock.now()
    # Refused before anything is changed.
    decided(row, verdict, None, now)
    policy_id = await _accept(house, row, verdict) if verdict.is_accepted else None
    after, changes = decided(row, verdict, policy_id, now)
    await house.database.commit(changes)
    return after


async def _accept(house: House, row: Review, verdict: Verdict) -> UUID | None:
    """The policy's version; whoever died after making it finds it there, for the same content makes no new one."""
    content = _read(row).content
    if content.proposal.fields is None:
        return None
    reason = f"催付复盘 {row.month:%Y-%m}: {verdict.words}"
    change = PolicyChange(content.proposal.fields, reason, verdict.by, content.policy_version)
    return (await change_policy(house, Whose(HEAD_OFFICE, row.merchant_id), change)).id


def _read(row: Review) -> LadderReview:
    return LadderReview(row, msgspec.convert(row.content, ReviewContent))


async def review_last_month(house: House, merchant_id: UUID, day: date) -> None:
    """Of the night that ends `day`: the last whole month's review, where there is none; without reminders none is made.

    Every night looks, for the one that ended the month may have had nobody at work.
    """
    this_month = (day + timedelta(days=1)).replace(day=1)
    try:
        await review_month(house, merchant_id, (this_month - timedelta(days=1)).replace(day=1))
    except (NobodyWasReminded, MonthIsNotOver):
        return
