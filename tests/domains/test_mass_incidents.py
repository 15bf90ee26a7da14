"""What is unusual, what becomes of it, and which words are watched."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wendan.cli.evaluating.incidents.watch import judged
from wendan.domains.mass_incidents.errors import (
    CompensationIsTooSmall,
    IncidentIsOver,
    IsCompensated,
    NowhereToMove,
    TrafficIsMoved,
)
from wendan.domains.mass_incidents.model import (
    Incident,
    IncidentKind,
    IncidentSignal,
    IncidentState,
    Normal,
    PastHour,
    Sign,
)
from wendan.domains.mass_incidents.rules.answers import (
    CALM_AFTER,
    after,
    best_other,
    contained,
    demand_target,
    ended,
    made_good,
    share_of,
)
from wendan.domains.mass_incidents.rules.detection import ANYWHERE, is_unusual, normal_of
from wendan.domains.mass_incidents.rules.words import WATCHED, found_in
from wendan.kernel.money import Fen

NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
MERCHANT, SOME_ID = UUID(int=1), UUID(int=2)
USUAL = Normal(median=0.12, spread=0.02, failing=0.01, failing_spread=0.005, days=28)


def sign(
    seen: int, bad: int, newest: int = 0, failed: int = 0, kind: IncidentKind = IncidentKind.PAYMENTS
) -> Sign:
    return Sign(MERCHANT, kind, "wechat", seen, bad, Fen(100 * bad), NOW, newest, failed)


def found() -> Incident:
    incident = after(sign(50, 45), USUAL, None, (SOME_ID, NOW))
    assert incident is not None
    return incident


def past(seen: int, bad: int, failed: int = 0) -> PastHour:
    return PastHour(MERCHANT, IncidentKind.PAYMENTS, "wechat", seen, bad, failed)


def test_a_channel_that_fails_at_ten_in_a_row_is_unusual_and_one_that_fails_at_three_is_bad_luck():
    assert is_unusual(sign(0, 0, newest=10, failed=10), USUAL)
    assert not is_unusual(sign(0, 0, newest=10, failed=3), USUAL)
    assert not is_unusual(sign(0, 0, newest=7, failed=7), USUAL)


def test_customers_who_give_up_are_unusual_only_beyond_twice_what_is_usual():
    assert not is_unusual(sign(10_000, 2_300), USUAL)
    assert is_unusual(sign(10_000, 2_900), USUAL)


@given(st.integers(0, 3000), st.integers(0, 3000), st.floats(0, 0.9), st.floats(0, 0.3))
def test_more_of_the_bad_is_never_less_unusual(seen: int, bad: int, middle: float, spread: float):
    bad = min(bad, seen)
    normal = Normal(middle, spread, 0.01, 0.0, 28)
    if is_unusual(sign(seen, bad), normal) and bad < seen:
        assert is_unusual(sign(seen, bad + 1), normal)


@given(st.lists(st.tuples(st.integers(8, 500), st.integers(0, 100)), min_size=11, max_size=28))
def test_one_bad_day_among_many_moves_what_is_usual_hardly(hours: list[tuple[int, int]]):
    days = [past(seen, seen * percent // 400) for seen, percent in hours]
    before = normal_of(days, IncidentKind.PAYMENTS, 28)
    later = normal_of([*days, past(500, 500)], IncidentKind.PAYMENTS, 28)
    shares = sorted(day.bad / day.seen for day in days)

    assert before.median <= later.median <= shares[len(shares) // 2 + 1]


def test_a_new_shop_takes_what_is_usual_anywhere():
    assert normal_of([past(100, 90)] * 4, IncidentKind.PAYMENTS, 28) == ANYWHERE
    assert normal_of([past(7, 7)] * 28, IncidentKind.PAYMENTS, 28) == ANYWHERE
    assert normal_of([past(100, 30, 2)] * 5, IncidentKind.PAYMENTS, 28) == Normal(0.3, 0.0, 0.02, 0.0, 5)


def test_days_on_which_nobody_spoke_of_lost_money_count_as_days():
    words = [replace(past(2, 2), kind=IncidentKind.WORDS)]
    normal = normal_of(words, IncidentKind.WORDS, 28)

    assert (normal.median, normal.days) == (0.0, 28)
    assert is_unusual(sign(12, 12, kind=IncidentKind.WORDS), normal)
    assert not is_unusual(sign(5, 5, kind=IncidentKind.WORDS), normal)


def test_an_incident_lasts_while_it_is_worse_than_usual_and_ends_ten_calm_minutes_later():
    incident = found()
    worse = after(sign(80, 60), USUAL, incident, (SOME_ID, NOW + timedelta(minutes=5)))
    assert worse is not None
    assert (worse.state, worse.seen, worse.bad, worse.version) == (IncidentState.OPEN, 80, 60, 2)
    calm_at = worse.last_bad_at + CALM_AFTER

    assert after(sign(80, 3), USUAL, worse, (SOME_ID, calm_at - timedelta(seconds=1))) is None
    over = after(sign(80, 3), USUAL, worse, (SOME_ID, calm_at))
    assert over is not None
    assert (over.state, over.ended_at, over.id) == (IncidentState.OVER, calm_at, incident.id)


def test_what_is_usual_opens_nothing():
    assert after(sign(50, 6), USUAL, None, (SOME_ID, NOW)) is None


def test_an_incident_says_in_words_what_was_found():
    assert found().words == "90% of the last attempts by wechat went wrong, usually 12%"
    at_once = after(sign(0, 0, newest=20, failed=18), USUAL, None, (SOME_ID, NOW))
    assert at_once is not None
    assert at_once.words == "90% of the last attempts by wechat went wrong, usually 1%"


def test_traffic_moves_once_and_only_while_the_incident_lasts():
    moved = contained(found(), SOME_ID, "老板", NOW)
    assert (moved.state, moved.switch_id, moved.contained_by) == (IncidentState.CONTAINED, SOME_ID, "老板")
    with pytest.raises(TrafficIsMoved):
        contained(moved, SOME_ID, "老板", NOW)
    for signal in (IncidentSignal.CALM, IncidentSignal.DISMISS):
        with pytest.raises(IncidentIsOver):
            contained(ended(moved, signal, ("老板", ""), NOW), SOME_ID, "老板", NOW)


def test_traffic_goes_where_most_is_paid_among_what_is_well():
    paid = {"wechat": 90, "alipay": 40, "unionpay": 60}
    assert best_other("wechat", paid, frozenset(paid)) == "unionpay"
    assert best_other("wechat", paid, frozenset({"wechat", "alipay"})) == "alipay"
    assert best_other("wechat", {}, frozenset({"wechat"})) is None
    with pytest.raises(NowhereToMove):
        demand_target(None)


def test_customers_are_made_good_once_by_at_least_the_policys_share_even_after_it_is_over():
    over = ended(found(), IncidentSignal.CALM, ("", ""), NOW)
    with pytest.raises(CompensationIsTooSmall):
        made_good(over, 19, 20, ("老板", NOW))
    begun = made_good(over, 20, 20, ("老板", NOW))
    assert (begun.made_good_percent, begun.made_good_by) == (20, "老板")
    with pytest.raises(IsCompensated):
        made_good(begun, 30, 20, ("老板", NOW))
    with pytest.raises(IncidentIsOver):
        made_good(ended(found(), IncidentSignal.DISMISS, ("老板", "误报"), NOW), 20, 20, ("老板", NOW))


@given(st.integers(1, 10_000_000), st.integers(20, 100))
def test_a_share_is_never_less_than_what_was_promised_nor_a_fen_more(total: int, percent: int):
    share = share_of(Fen(total), percent)
    assert share * 100 >= total * percent > (share - 1) * 100


def test_watched_words_are_found_wherever_they_stand_in_whatever_case():
    assert found_in("刚才支付失败了，可是钱已经扣款") == ["支付失败", "扣款"]
    assert found_in("I was Charged Twice!") == ["charged twice"]
    assert found_in("面很好吃") == []
    assert len(set(WATCHED)) == len(WATCHED)


def test_a_quiet_month_raises_no_alarm_and_outages_amid_customers_are_found_within_a_minute():
    figures = judged(7, days=6)

    assert figures["is_good"]
    assert [merchant["false_alarms"] for merchant in figures["merchants"]] == [0, 0, 0]
    assert figures["busy_worst_s"] <= 60
