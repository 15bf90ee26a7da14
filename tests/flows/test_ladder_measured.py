"""What reminders brought, measured on real rows, and the month's review that a person decides."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from ladder_town import SMS, LadderTown, open_town

from wendan.domains.messages.errors import (
    MonthIsNotOver,
    NobodyWasReminded,
    ReviewIsDecided,
    ReviewIsUnknown,
)
from wendan.domains.messages.model import ReviewState, Verdict
from wendan.domains.ordering.model import Order
from wendan.domains.recovery.errors import PolicyChangedMeanwhile
from wendan.domains.recovery.model import PolicyChange
from wendan.domains.recovery.rules.ladder import SkipReason, left_out_of
from wendan.domains.recovery.rules.review import Advice
from wendan.flows.change_policy import Whose, change_policy, read_policy
from wendan.flows.measure_ladder import LadderFigures, measure_ladder
from wendan.flows.review_ladder import decide_review, list_reviews, review_last_month, review_month
from wendan.kernel.numbers import HEAD_OFFICE

NOVEMBER = date(2026, 11, 1)
YES, NO = Verdict(True, "同意", "老板"), Verdict(False, "再看看", "老板")


@pytest.fixture
async def town(database: str, tmp_path: Path) -> AsyncIterator[LadderTown]:
    async with open_town(database, tmp_path) as opened:
        yield opened


async def figures_of(town: LadderTown) -> LadderFigures:
    now = town.clock.now()
    return await measure_ladder(
        town.house, [town.store.store_id], now - timedelta(days=40), now + timedelta(seconds=1)
    )


async def reminded(town: LadderTown, orders: int) -> tuple[list[Order], list[Order]]:
    """Orders whose one rung was told, and those left out; all come to their end, every third of each kind paid."""
    await town.sets(rungs=SMS, holdout_percent=50, most_per_day=50)
    placed = [await town.order(f"客{n}", consents=0, phone=f"138{n:04}8000") for n in range(orders)]
    policy = await town.house.policies.of_order(placed[0])
    await town.pass_time(seconds=200)
    held = [order for order in placed if left_out_of(policy.reminding, 1, order.id)]
    told = [order for order in placed if order not in held]
    for order in [*told[::3], *held[::3]]:
        await town.pays(order)
    await town.pass_time(minutes=40)
    return told, held


async def test_each_rung_is_told_with_its_hold_out_and_its_reasons(town: LadderTown):
    told, held = await reminded(town, 24)
    nobody = await town.order("没有号码", consents=0, phone=None)
    await town.pass_time(minutes=40)
    figures = await figures_of(town)

    [rung] = figures.rungs
    assert (rung.rung, rung.way, rung.told, rung.delivered) == (1, "sms", len(told), len(told))
    assert (rung.recovered.part, rung.recovered.whole) == (len(told[::3]), len(told))
    assert (rung.held_out.part, rung.held_out.whole) == (len(held[::3]), len(held))
    assert rung.effect is not None
    assert rung.effect.low < rung.effect.value < rung.effect.high
    skipped = {each.reason: each.orders for each in rung.skipped}
    of_ladder, of_rung = (skipped[lot] for lot in (SkipReason.HOLD_OUT, SkipReason.RUNG_HOLD_OUT))
    assert (of_ladder + of_rung, rung.left_out) == (len(held), len(held))
    assert skipped[SkipReason.NO_ADDRESS] == 1
    # The ladder ran for those whose lot fell at its one rung alone.
    assert (figures.told.whole, figures.held_out.whole) == (len(told) + of_rung, of_ladder)
    assert await town.told(nobody) == ["1 SKIPPED no-address"]


async def test_an_order_that_is_still_open_is_not_counted_yet(town: LadderTown):
    await town.sets(rungs=SMS)
    await town.order()
    await town.pass_time(minutes=5)
    open_yet = await figures_of(town)
    await town.pass_time(minutes=40)

    assert open_yet.rungs == []
    assert (await figures_of(town)).rungs[0].told == 1


async def test_who_pays_after_the_second_rung_is_recovered_by_the_second_alone(town: LadderTown):
    order = await town.order()
    await town.pass_time(minutes=12)
    await town.pays(order)
    figures = await figures_of(town)

    assert [(rung.rung, rung.recovered.part) for rung in figures.rungs] == [(1, 0), (2, 1)]


async def test_a_later_rung_is_held_against_its_own_lot_alone(town: LadderTown):
    """Whoever was left out of the whole ladder has another past than those who were told before."""
    await town.sets(holdout_percent=50, most_per_day=50)
    placed = [await town.order(f"客{n}") for n in range(16)]
    policy = await town.house.policies.of_order(placed[0])
    await town.pass_time(minutes=40)
    lots = [[left_out_of(policy.reminding, rung, order.id) for rung in (1, 2)] for order in placed]
    first, second = (await figures_of(town)).rungs[:2]

    assert first.held_out.whole == sum(lot is not None for lot, _ in lots)
    assert second.held_out.whole == sum(lot is SkipReason.RUNG_HOLD_OUT for _, lot in lots)
    assert second.left_out == sum(lot is not None for _, lot in lots)
    assert second.recovered.whole == second.told == sum(lot is None for _, lot in lots)


async def test_a_month_is_reviewed_once_by_the_night_that_ends_it(town: LadderTown):
    await reminded(town, 8)
    merchant_id = town.store.merchant_id
    with pytest.raises(MonthIsNotOver):
        await review_month(town.house, merchant_id, NOVEMBER)
    await review_last_month(town.house, merchant_id, date(2026, 11, 29))
    assert await list_reviews(town.house, merchant_id) == []
    await town.clock.advance(8 * 24 * 3600)
    await town.pass_time(minutes=2)

    [review] = await list_reviews(town.house, merchant_id)
    assert review.row.month == NOVEMBER
    assert review.row.state is ReviewState.PROPOSED
    assert review.content.figures.rungs[0].rung == 1
    assert await review_month(town.house, merchant_id, NOVEMBER) == review
    with pytest.raises(NobodyWasReminded):
        await review_month(town.house, merchant_id, date(2026, 10, 1))


async def merchants_policy(town: LadderTown, **reminding: object) -> None:
    """The store goes by its merchant's ladder."""
    whose = Whose(town.store.store_id, town.store.merchant_id)
    await change_policy(town.house, whose, PolicyChange(None, "按总部的", "老板"))
    office = Whose(HEAD_OFFICE, town.store.merchant_id)
    fields = {"reminding": {"rungs": SMS, "most_per_day": 50, **reminding}}
    await change_policy(town.house, office, PolicyChange(fields, "试一试", "老板"))


async def reviewed(town: LadderTown):
    """A month with too few left out to tell, so that more are proposed."""
    await merchants_policy(town, holdout_percent=5)
    for n in range(40):
        await town.order(f"客{n}", consents=0, phone=f"138{n:04}8000")
    await town.pass_time(minutes=45)
    await town.clock.advance(9 * 24 * 3600)
    return await review_month(town.house, town.store.merchant_id, NOVEMBER)


async def test_an_accepted_proposal_is_the_merchants_next_policy(town: LadderTown):
    review = await reviewed(town)
    merchant_id = town.store.merchant_id
    assert [change.advice for change in review.content.proposal.changes] == [Advice.COMPARE_MORE]
    done = await decide_review(town.house, (merchant_id, review.row.id), YES)

    standing = await read_policy(town.house, Whose(HEAD_OFFICE, merchant_id))
    assert standing.policy.reminding.holdout_percent == 10
    assert done.row.policy_id == standing.history[0].id
    assert (done.row.state, done.row.decided_by, done.row.words) == (ReviewState.ACCEPTED, "老板", "同意")
    assert "同意" in standing.history[0].reason
    with pytest.raises(ReviewIsDecided):
        await decide_review(town.house, (merchant_id, review.row.id), NO)


async def test_a_rejected_proposal_changes_nothing_and_stays(town: LadderTown):
    review = await reviewed(town)
    merchant_id = town.store.merchant_id
    before = await read_policy(town.house, Whose(HEAD_OFFICE, merchant_id))
    await decide_review(town.house, (merchant_id, review.row.id), NO)

    assert await read_policy(town.house, Whose(HEAD_OFFICE, merchant_id)) == before
    [kept] = await list_reviews(town.house, merchant_id)
    assert (kept.row.state, kept.row.words) == (ReviewState.REJECTED, "再看看")


async def test_a_proposal_for_another_version_is_refused(town: LadderTown):
    review = await reviewed(town)
    merchant_id = town.store.merchant_id
    office = Whose(HEAD_OFFICE, merchant_id)
    change = PolicyChange({"failed_hold_minutes": 16}, "试一试", "老板")
    await change_policy(town.house, office, change)
    with pytest.raises(PolicyChangedMeanwhile):
        await decide_review(town.house, (merchant_id, review.row.id), YES)

    [kept] = await list_reviews(town.house, merchant_id)
    assert kept.row.state is ReviewState.PROPOSED


async def test_a_strange_merchant_decides_nothing(town: LadderTown):
    review = await reviewed(town)
    with pytest.raises(ReviewIsUnknown):
        await decide_review(town.house, (review.row.id, review.row.id), YES)
