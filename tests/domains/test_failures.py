"""Telling of a failure: for any facts one of four answers, and only to whom it is news."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.recovery.model import Failures, RungChannel
from wendan.domains.recovery.rules.failures import FailureFacts, decide_failure
from wendan.domains.recovery.rules.ladder import LEAST_TIME_TO_PAY, Reach, Send, Skip, SkipReason, Stop, Wait

SHANGHAI = "Asia/Shanghai"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
POLICY = Failures()
OPEN, SHUT = Reach(is_set_up=True), Reach(is_set_up=True, is_allowed=False)

reaches = st.builds(Reach, st.booleans(), st.booleans(), st.booleans(), st.booleans())
facts = st.builds(
    FailureFacts,
    now=st.integers(0, 86400).map(lambda second: NOON + timedelta(seconds=second)),
    timezone=st.sampled_from([SHANGHAI, "Europe/Berlin"]),
    expires_at=st.integers(0, 90000).map(lambda second: NOON + timedelta(seconds=second)),
    is_news=st.booleans(),
    is_uncertain=st.booleans(),
    sent_of_order=st.integers(0, 3),
    sent_today=st.integers(0, 5),
    reach=st.fixed_dictionaries({"wechat": reaches, "sms": reaches}),
)


def at(**changed: object) -> FailureFacts:
    known: dict[str, object] = {
        "now": NOON,
        "timezone": SHANGHAI,
        "expires_at": NOON + timedelta(minutes=20),
        "is_news": True,
        "is_uncertain": False,
        "sent_of_order": 0,
        "sent_today": 0,
        "reach": {"wechat": OPEN, "sms": OPEN},
    }
    return FailureFacts(**{**known, **changed})  # type: ignore[arg-type]


@given(facts)
def test_only_what_is_news_is_told_and_only_while_one_can_still_pay(known: FailureFacts):
    decision = decide_failure(POLICY, known)

    if isinstance(decision, Send):
        assert known.is_news
        assert not known.is_uncertain
        assert known.now < decision.not_after == known.expires_at - LEAST_TIME_TO_PAY
        hour = known.now.astimezone(ZoneInfo(known.timezone)).hour
        assert POLICY.quiet_until_hour <= hour < POLICY.quiet_from_hour
    if isinstance(decision, Wait):
        assert decision.until > known.now
    if not known.is_news:
        assert decision == Stop()


def test_the_first_way_that_reaches_the_customer_is_taken():
    both, second = (
        decide_failure(POLICY, at()),
        decide_failure(POLICY, at(reach={"wechat": SHUT, "sms": OPEN})),
    )

    assert isinstance(both, Send)
    assert isinstance(second, Send)
    assert (both.way, second.way) == ("wechat", "sms")


def test_what_stood_in_the_last_ways_way_is_the_reason():
    nobody = at(reach={"wechat": Reach(is_set_up=False), "sms": SHUT})

    assert decide_failure(POLICY, nobody) == Skip(SkipReason.NOT_ALLOWED)
    assert decide_failure(Failures(ways=()), at()) == Skip(SkipReason.WAY_IS_MISSING)
    assert decide_failure(Failures(ways=(RungChannel.VOICE_CALL,)), at()) == Skip(SkipReason.WAY_IS_MISSING)


def test_limits_are_reasons():
    assert decide_failure(POLICY, at(sent_of_order=2)) == Skip(SkipReason.ORDERS_LIMIT)
    assert decide_failure(POLICY, at(sent_today=4)) == Skip(SkipReason.DAYS_LIMIT)
    assert decide_failure(POLICY, at(is_uncertain=True)) == Wait(NOON + timedelta(seconds=60))
