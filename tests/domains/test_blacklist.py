"""What looks like intent, when it is enough, and that nobody leaves or stays on the blacklist by one word alone."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from diners import DINER, histories, paid, unpaid
from examples import NOON
from hypothesis import given

from wendan.domains.risk.errors import (
    AnotherPersonMustLift,
    AppealIsTooLate,
    AppealWasMade,
    DinerIsBlacklisted,
    EntryHasEnded,
    NoAppealWaits,
    NothingToAppeal,
)
from wendan.domains.risk.model import AppealState, EntryState, Limits, Person
from wendan.domains.risk.rules.blacklist import (
    appealed,
    demand_not_blacklisted,
    is_in_force,
    lifted,
    rejected,
    standing_of,
)
from wendan.domains.risk.rules.malice import FACTS, deserves_listing, malicious
from wendan.domains.risk.service import new_entry
from wendan.kernel.news import Cause

MONTH = timedelta(days=30)
LIMITS = Limits(3, 30, 90)
MERCHANT, ANOTHER = UUID(int=8), UUID(int=9)
WANG, LI = Person(UUID(int=1), "小王", "核对过了"), Person(UUID(int=2), "小李", "同意")
AGAIN = (Cause.CUSTOMER_CANCELLED, Cause.CUSTOMER_CANCELLED)
ENTRY = new_entry(UUID(int=3), (MERCHANT, DINER), ("wendan", "malicious-unpaid", []), NOON, 90)


def evidence_of(*history):
    return malicious(history, NOON, LIMITS)


def is_listed(*history):
    return deserves_listing(history, evidence_of(*history), NOON, LIMITS)


def test_three_orders_left_without_a_try_or_begun_and_cancelled_again_are_enough():
    assert is_listed(paid(50), unpaid(9), unpaid(6), unpaid(3, *AGAIN))
    assert not is_listed(paid(50), unpaid(6), unpaid(3))


def test_each_order_in_evidence_says_what_speaks_for_intent():
    never, again = evidence_of(paid(50), unpaid(6), unpaid(3, *AGAIN))

    assert never.facts == ("stock-held", "no-attempt", "no-fault", "not-first")
    assert again.facts == ("stock-held", "cancelled-again", "no-fault", "not-first")
    assert set(never.facts + again.facts) <= set(FACTS)


def test_the_first_order_is_never_malicious():
    assert evidence_of(unpaid(9)) == []
    assert len(evidence_of(unpaid(9), unpaid(6), unpaid(3))) == 2


@pytest.mark.parametrize(
    "order",
    [
        unpaid(3, Cause.CUSTOMER_CANCELLED),
        unpaid(3, Cause.BALANCE_INSUFFICIENT, Cause.CUSTOMER_CANCELLED, Cause.CUSTOMER_CANCELLED),
        unpaid(3, Cause.CHANNEL_BUSY),
        unpaid(3, Cause.NETWORK_UNSTABLE, *AGAIN),
        unpaid(3, troubled_at=NOON - timedelta(days=2.99)),
        unpaid(3, entry="kiosk"),
        replace(unpaid(3), closed_at=NOON - timedelta(days=2.999)),
        replace(unpaid(3), confirmed_at=NOON - timedelta(days=1)),
    ],
    ids=["once", "empty purse", "busy channel", "network", "page in trouble", "kiosk", "withdrawn", "late"],
)
def test_what_speaks_for_the_diner_is_no_evidence(order):
    assert evidence_of(paid(50), order) == []


def test_older_orders_do_not_count():
    assert not is_listed(paid(80), unpaid(40), unpaid(35), unpaid(3))


def test_whoever_paid_as_often_as_they_left_is_careless_not_malicious():
    assert not is_listed(paid(29), paid(20), paid(10), unpaid(9), unpaid(6), unpaid(3))


@given(histories())
def test_evidence_is_the_same_with_and_without_the_future(history):
    past = [order for order in history if order.placed_at < NOON]

    assert malicious(history, NOON, LIMITS) == malicious(past, NOON, LIMITS)


def test_an_entry_counts_until_it_expires_and_at_its_merchant_only():
    everywhere = replace(ENTRY, merchant_id=None)

    with pytest.raises(DinerIsBlacklisted) as refused:
        demand_not_blacklisted([ENTRY], MERCHANT, NOON)
    assert refused.value.facts == {"until": ENTRY.expires_at.isoformat(), "may_appeal": True}
    demand_not_blacklisted([ENTRY], ANOTHER, NOON)
    demand_not_blacklisted([ENTRY], MERCHANT, ENTRY.expires_at)
    with pytest.raises(DinerIsBlacklisted):
        demand_not_blacklisted([everywhere], ANOTHER, NOON)


def test_the_entry_that_lasts_longest_is_the_one_told():
    longer = replace(ENTRY, id=UUID(int=4), merchant_id=None, expires_at=ENTRY.expires_at + timedelta(days=1))

    assert standing_of([ENTRY, longer], MERCHANT, NOON) == longer


def test_one_person_proposes_and_another_ends_it():
    proposed = lifted(ENTRY, WANG, NOON)
    assert is_in_force(proposed, NOON)
    with pytest.raises(AnotherPersonMustLift):
        lifted(proposed, WANG, NOON)

    ended = lifted(proposed, LI, NOON)
    assert (ended.state, ended.lift_by, ended.ended_by) == (EntryState.REMOVED, "小王", "小李")
    assert not is_in_force(ended, NOON)
    with pytest.raises(EntryHasEnded):
        lifted(ended, LI, NOON)


def test_an_appeal_is_made_once_and_granted_by_the_removal():
    waiting = appealed(ENTRY, "我的手机坏了", MONTH, NOON)
    with pytest.raises(AppealWasMade):
        appealed(waiting, "再说一次", MONTH, NOON)

    granted = lifted(lifted(waiting, WANG, NOON), LI, NOON)
    assert (granted.appeal_state, granted.answer_words) == (AppealState.GRANTED, "同意")


def test_a_rejected_appeal_leaves_the_entry_and_drops_a_proposal():
    no = rejected(lifted(appealed(ENTRY, "我没有", MONTH, NOON), WANG, NOON), LI, NOON)

    assert is_in_force(no, NOON)
    assert (no.appeal_state, no.answer_words, no.lift_by_id) == (AppealState.REJECTED, "同意", None)
    with pytest.raises(NoAppealWaits):
        rejected(no, LI, NOON)


def test_there_is_nothing_to_appeal_where_nothing_is_in_force():
    for entry in (None, replace(ENTRY, expires_at=NOON)):
        with pytest.raises(NothingToAppeal):
            appealed(entry, "为什么", MONTH, NOON)


def test_an_appeal_comes_within_the_days_that_the_policy_gives():
    last = ENTRY.listed_at + timedelta(days=7)
    assert appealed(ENTRY, "刚看到", timedelta(days=7), last - timedelta(seconds=1))
    with pytest.raises(AppealIsTooLate):
        appealed(ENTRY, "刚看到", timedelta(days=7), last)
