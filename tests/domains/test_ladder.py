"""The dunning ladder's decision: for any facts, and for the catalogue's ladder minute by minute."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.recovery.model import Reminding, Rung, RungChannel
from wendan.domains.recovery.rules.ladder import (
    LEAST_TIME_TO_PAY,
    SKIP_WORDS,
    TYPING,
    WAYS,
    Reach,
    RungFacts,
    Send,
    Skip,
    SkipReason,
    Stop,
    Wait,
    decide_rung,
    end_of_quiet,
    left_out_of,
    rung_due,
)

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
EVERY_WAY = {way: Reach(is_set_up=True) for way in WAYS.values()}
NOBODY_HELD_OUT = Reminding(holdout_percent=0)
ladders = st.builds(
    Reminding,
    rungs=st.lists(st.integers(1, 120), unique=True, max_size=5).flatmap(
        lambda delays: st.tuples(
            *(
                st.builds(
                    Rung,
                    after_minutes=st.just(delay),
                    channel=st.sampled_from(RungChannel),
                    template=st.just("pay-now"),
                    incentive_fen=st.sampled_from([0, 500]),
                )
                for delay in sorted(delays)
            )
        )
    ),
    quiet_from_hour=st.integers(0, 23),
    quiet_until_hour=st.integers(0, 23),
    most_per_order=st.integers(0, 4),
    most_per_day=st.integers(0, 6),
    holdout_percent=st.integers(0, 50),
    holdout_salt=st.sampled_from(["", "2026-11"]),
)
reaches = st.builds(Reach, st.booleans(), st.booleans(), st.booleans(), st.booleans())
any_facts = st.builds(
    RungFacts,
    now=st.integers(0, 200 * 60).map(lambda s: NOON + timedelta(seconds=s)),
    order_id=st.uuids(),
    placed_at=st.integers(-24 * 60, 0).map(lambda m: NOON + timedelta(minutes=m)),
    expires_at=st.integers(-60, 300).map(lambda m: NOON + timedelta(minutes=m)),
    awaits_payment=st.booleans(),
    timezone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/St_Johns"]),
    paying_since=st.none() | st.integers(-600, 600).map(lambda s: NOON + timedelta(seconds=s)),
    is_uncertain=st.booleans(),
    sent_of_order=st.integers(0, 5),
    sent_today=st.integers(0, 8),
    reach=st.dictionaries(st.sampled_from(sorted(set(WAYS.values()))), reaches),
)


def facts(minutes: float, **known: object) -> RungFacts:
    plain = RungFacts(
        now=NOON + timedelta(minutes=minutes),
        order_id=UUID(int=5),
        placed_at=NOON,
        expires_at=NOON + timedelta(minutes=30),
        awaits_payment=True,
        timezone="Asia/Shanghai",
        paying_since=None,
        is_uncertain=False,
        sent_of_order=0,
        sent_today=0,
        reach=EVERY_WAY,
    )
    return replace(plain, **known)


# ---- whatever is known


@given(ladders, st.integers(1, 6), any_facts)
def test_whoever_is_told_may_be_told(reminding: Reminding, rung: int, known: RungFacts):
    decision = decide_rung(reminding, rung, known)

    if isinstance(decision, Send):
        reach = known.reach[decision.way]
        assert known.awaits_payment
        assert reach.is_set_up
        assert reach.has_address
        assert reach.is_allowed
        assert reach.has_consent
        assert not known.is_uncertain
        assert known.sent_of_order < reminding.most_per_order
        assert known.sent_today < reminding.most_per_day
        assert left_out_of(reminding, rung, known.order_id) is None
        assert rung_due(reminding, rung, known.placed_at) <= known.now < decision.not_after
        assert decision.not_after <= known.expires_at - LEAST_TIME_TO_PAY
        assert decision.way == "in-page" or end_of_quiet(reminding, known.now, known.timezone) is None


@given(ladders, st.integers(1, 6), any_facts)
def test_nobody_waits_for_ever(reminding: Reminding, rung: int, known: RungFacts):
    for _ in range(400):
        decision = decide_rung(reminding, rung, known)
        if not isinstance(decision, Wait):
            return
        assert decision.until > known.now
        known = replace(known, now=decision.until)
    raise AssertionError("a rung must come to an end")


@given(ladders, st.integers(1, 6), any_facts)
def test_who_no_longer_owes_is_left_alone(reminding: Reminding, rung: int, known: RungFacts):
    assert decide_rung(reminding, rung, replace(known, awaits_payment=False)) == Stop()


@given(ladders, st.integers(1, 6), any_facts)
def test_the_held_out_would_have_been_told(reminding: Reminding, rung: int, known: RungFacts):
    """So that the two groups differ in nothing but the message."""
    decision = decide_rung(reminding, rung, known)
    without = Reminding(
        reminding.rungs,
        reminding.countdown_every_minutes,
        reminding.quiet_from_hour,
        reminding.quiet_until_hour,
        reminding.most_per_order,
        reminding.most_per_day,
        holdout_percent=0,
    )
    told = decide_rung(without, rung, known)

    lot = left_out_of(reminding, rung, known.order_id)
    assert decision == (Skip(lot) if isinstance(told, Send) and lot else told)


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 365 * 24 * 60))
def test_quiet_hours_end_when_they_are_over(begins: int, ends: int, minutes: int):
    reminding = Reminding(quiet_from_hour=begins, quiet_until_hour=ends)
    now = NOON + timedelta(minutes=minutes)
    until = end_of_quiet(reminding, now, "Asia/Shanghai")

    if begins == ends:
        assert until is None
    if until is not None:
        assert now < until <= now + timedelta(hours=24)
        assert until.astimezone(ZoneInfo("Asia/Shanghai")).hour == ends
        assert end_of_quiet(reminding, until, "Asia/Shanghai") is None


@given(st.uuids(), st.integers(1, 10), st.integers(0, 50))
def test_a_larger_hold_out_keeps_everybody_of_the_smaller_one(order_id: UUID, rung: int, percent: int):
    smaller = left_out_of(Reminding(holdout_percent=percent), rung, order_id)
    assert not smaller or left_out_of(Reminding(holdout_percent=min(50, percent + 1)), rung, order_id)


@given(st.uuids())
def test_whoever_is_left_out_of_the_ladder_hears_nothing_of_any_rung(order_id: UUID):
    reasons = [left_out_of(Reminding(holdout_percent=50), rung, order_id) for rung in range(1, 11)]
    assert set(reasons) == {SkipReason.HOLD_OUT} or SkipReason.HOLD_OUT not in reasons


def test_one_in_ten_hears_nothing_of_a_rung_and_another_salt_draws_others():
    import random

    dice = random.Random(1)
    orders = [UUID(int=dice.getrandbits(128)) for _ in range(20_000)]

    def left_out(rung: int, reason: SkipReason, salt: str = "") -> set[UUID]:
        return {each for each in orders if left_out_of(Reminding(holdout_salt=salt), rung, each) is reason}

    ladder, first, second = (
        left_out(1, SkipReason.HOLD_OUT),
        left_out(1, SkipReason.RUNG_HOLD_OUT),
        left_out(2, SkipReason.RUNG_HOLD_OUT),
    )
    assert all(900 < len(group) < 1100 for group in (ladder, first, second))
    assert ladder == left_out(2, SkipReason.HOLD_OUT)
    assert len(first & second) < 100
    assert len(ladder & left_out(1, SkipReason.HOLD_OUT, "b")) < 100
    assert not any(left_out_of(NOBODY_HELD_OUT, 1, order) for order in orders)


# ---- the catalogue's ladder


@pytest.mark.parametrize(("rung", "minutes", "way"), [(1, 3, "wechat"), (2, 10, "in-page"), (3, 25, "voice")])
def test_each_rung_is_told_from_its_minute_until_the_next_ones(rung: int, minutes: int, way: str):
    due = facts(minutes).now
    before = decide_rung(NOBODY_HELD_OUT, rung, facts(minutes - 0.1))
    told = decide_rung(NOBODY_HELD_OUT, rung, facts(minutes))

    assert before == Wait(due)
    assert isinstance(told, Send)
    assert told.way == way
    assert told.not_after == facts({1: 10, 2: 25, 3: 29}[rung]).now
    assert decide_rung(NOBODY_HELD_OUT, rung, replace(facts(minutes), now=told.not_after)) == Skip(
        SkipReason.OVERTAKEN
    )


def test_the_dialog_brings_five_yuan():
    told = decide_rung(NOBODY_HELD_OUT, 2, facts(10))

    assert isinstance(told, Send)
    assert (told.template, told.incentive_fen) == ("pay-with-coupon", 500)


@pytest.mark.parametrize(
    ("reach", "reason"),
    [
        (Reach(is_set_up=False), SkipReason.WAY_IS_MISSING),
        (Reach(is_set_up=True, has_address=False), SkipReason.NO_ADDRESS),
        (Reach(is_set_up=True, is_allowed=False), SkipReason.NOT_ALLOWED),
        (Reach(is_set_up=True, has_consent=False), SkipReason.NO_CONSENT),
    ],
)
def test_a_way_that_is_not_open_is_skipped_with_its_reason(reach: Reach, reason: SkipReason):
    assert decide_rung(NOBODY_HELD_OUT, 1, facts(3, reach={"wechat": reach})) == Skip(reason)


def test_limits_end_it():
    assert decide_rung(NOBODY_HELD_OUT, 1, facts(3, sent_of_order=3)) == Skip(SkipReason.ORDERS_LIMIT)
    assert decide_rung(NOBODY_HELD_OUT, 1, facts(3, sent_today=6)) == Skip(SkipReason.DAYS_LIMIT)


def test_a_night_is_waited_for_while_the_order_lives_that_long():
    night = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
    late = facts(
        0, now=night, placed_at=night - timedelta(minutes=3), expires_at=night + timedelta(minutes=27)
    )
    long = replace(late, expires_at=night + timedelta(hours=20))
    alone = Reminding(rungs=(Rung(3, RungChannel.SMS, "pay-now"),), holdout_percent=0)

    assert decide_rung(alone, 1, late) == Skip(SkipReason.QUIET_HOURS)
    assert decide_rung(alone, 1, long) == Wait(datetime(2026, 11, 24, 0, 0, tzinfo=UTC))


def test_the_page_speaks_at_night_too():
    night = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
    late = facts(
        0, now=night, placed_at=night - timedelta(minutes=10), expires_at=night + timedelta(minutes=20)
    )

    assert isinstance(decide_rung(NOBODY_HELD_OUT, 2, late), Send)


def test_who_is_typing_a_password_is_not_disturbed():
    typing = facts(3, paying_since=facts(2.5).now)
    stuck = facts(9, paying_since=facts(8.5).now)

    assert decide_rung(NOBODY_HELD_OUT, 1, typing) == Wait(typing.paying_since + TYPING)
    assert decide_rung(NOBODY_HELD_OUT, 1, stuck) == Skip(SkipReason.PAYING_NOW)


def test_who_may_have_paid_is_not_asked_to_pay():
    assert decide_rung(NOBODY_HELD_OUT, 1, facts(3, is_uncertain=True)) == Wait(facts(4).now)
    assert decide_rung(NOBODY_HELD_OUT, 1, facts(9.5, is_uncertain=True)) == Skip(SkipReason.UNCERTAIN)


def test_every_reason_has_words():
    assert set(SKIP_WORDS) == set(SkipReason)
    assert all(each.zh and each.en for each in SKIP_WORDS.values())
