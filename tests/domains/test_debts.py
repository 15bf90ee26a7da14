"""Collecting a debt: for any facts one of four answers, and never a word about what is repaid or being repaid."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.recovery.model import Collecting, DebtRung, RungChannel
from wendan.domains.recovery.rules.debts import DebtFacts, case_due, debt_rung_due, decide_debt_rung
from wendan.domains.recovery.rules.ladder import Reach, Send, Skip, SkipReason, Stop, Wait

SHANGHAI = "Asia/Shanghai"
LENT = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
DUE = LENT + timedelta(days=30)
POLICY = Collecting()
EVERYWHERE = {"wechat": Reach(is_set_up=True), "sms": Reach(is_set_up=True), "voice": Reach(is_set_up=True)}


def moments(first_day: int) -> st.SearchStrategy[datetime]:
    """Any second of ninety days, beginning so many days after the meal."""
    seconds = st.integers(first_day * 86400, (first_day + 90) * 86400)
    return st.builds(lambda second: LENT + timedelta(seconds=second), seconds)


reaches = st.builds(Reach, st.booleans(), st.booleans(), st.booleans(), st.booleans())
facts = st.builds(
    DebtFacts,
    now=moments(-3),
    timezone=st.sampled_from([SHANGHAI, "Europe/Berlin", "America/St_Johns"]),
    lent_at=st.just(LENT),
    due_at=moments(1),
    is_owed=st.booleans(),
    is_arriving=st.booleans(),
    paying_until=st.none() | moments(-3),
    sent_of_debt=st.integers(0, 6),
    sent_today=st.integers(0, 3),
    reach=st.fixed_dictionaries({"wechat": reaches, "sms": reaches, "voice": reaches}),
)


def at(now: datetime, **changed: object) -> DebtFacts:
    known: dict[str, object] = {
        "now": now,
        "timezone": SHANGHAI,
        "lent_at": LENT,
        "due_at": DUE,
        "is_owed": True,
        "is_arriving": False,
        "paying_until": None,
        "sent_of_debt": 0,
        "sent_today": 0,
        "reach": EVERYWHERE,
    }
    return DebtFacts(**{**known, **changed})  # type: ignore[arg-type]


@given(facts, st.integers(1, 5))
def test_only_what_is_owed_and_not_being_repaid_is_ever_said(known: DebtFacts, rung: int):
    decision = decide_debt_rung(POLICY, rung, known)

    if isinstance(decision, Send):
        assert known.is_owed
        assert not known.is_arriving
        assert known.paying_until is None
        reach = known.reach[decision.way]
        assert reach.is_set_up
        assert reach.has_address
        assert reach.is_allowed
        assert reach.has_consent
        hour = known.now.astimezone(ZoneInfo(known.timezone)).hour
        assert POLICY.quiet_until_hour <= hour < POLICY.quiet_from_hour
        assert known.now < decision.not_after
    if not known.is_owed:
        assert decision == Stop()


@given(facts, st.integers(1, 4))
def test_waiting_always_leads_on(known: DebtFacts, rung: int):
    decision = decide_debt_rung(POLICY, rung, known)

    if isinstance(decision, Wait):
        assert decision.until > known.now


@given(moments(1))
def test_rungs_come_in_order_and_the_case_after_them_and_after_the_due_moment(due_at: datetime):
    dues = [debt_rung_due(POLICY, rung, due_at, SHANGHAI) for rung in range(1, 5)]
    rungs = [due for due in dues if due is not None]

    assert len(rungs) == 4
    assert rungs == sorted(rungs)
    assert {moment.astimezone(ZoneInfo(SHANGHAI)).hour for moment in rungs} == {10}
    over_at = case_due(POLICY, due_at, SHANGHAI)
    assert over_at > rungs[-1]
    assert over_at > due_at


def test_a_ladder_that_ends_before_the_due_day_still_waits_for_it():
    early = Collecting(rungs=(DebtRung(-3, RungChannel.SMS, "debt-due-soon"),), case_after_hours=2)

    assert case_due(early, DUE, SHANGHAI) == DUE + timedelta(hours=2)
    assert case_due(Collecting(rungs=(), case_after_hours=0), DUE, SHANGHAI) == DUE


def test_a_rung_before_the_meal_is_overtaken():
    short = at(LENT + timedelta(hours=1), due_at=LENT + timedelta(days=1))

    assert decide_debt_rung(POLICY, 1, short) == Skip(SkipReason.OVERTAKEN)


def test_whoever_is_repaying_is_left_alone_until_that_is_over():
    moment = DUE + timedelta(minutes=1)
    paying = at(moment, paying_until=moment + timedelta(minutes=20))

    assert decide_debt_rung(POLICY, 2, paying) == Wait(moment + timedelta(minutes=20))
    assert decide_debt_rung(POLICY, 2, at(moment, is_arriving=True)) == Wait(moment + timedelta(seconds=60))
    assert isinstance(decide_debt_rung(POLICY, 2, at(moment)), Send)


def test_limits_and_missing_ways_are_reasons():
    moment = DUE + timedelta(minutes=1)

    assert decide_debt_rung(POLICY, 2, at(moment, sent_today=1)) == Skip(SkipReason.DAYS_LIMIT)
    assert decide_debt_rung(POLICY, 2, at(moment, sent_of_debt=4)) == Skip(SkipReason.ORDERS_LIMIT)
    assert decide_debt_rung(POLICY, 2, at(moment, reach={})) == Skip(SkipReason.WAY_IS_MISSING)
