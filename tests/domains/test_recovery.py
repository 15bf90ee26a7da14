from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.ordering.model import Entry
from wendan.domains.recovery.errors import PolicyChangedMeanwhile, PolicyFieldIsUnknown, PolicyIsInvalid
from wendan.domains.recovery.model import (
    Effect,
    LastHint,
    LastTry,
    Policy,
    Retention,
    RungChannel,
    UnpaidFacts,
    UnpaidReason,
)
from wendan.domains.recovery.rules.policies import (
    changed_policy,
    demand_same_version,
    demand_sound,
    last_ended_day,
    next_midnight,
    retention_of,
    told,
)
from wendan.domains.recovery.rules.unpaid import REASONS, why_unpaid
from wendan.kernel.news import Cause

ages = st.none() | st.floats(0, 1e6)
any_facts = st.builds(
    UnpaidFacts,
    is_at_counter=st.booleans(),
    is_given_up=st.booleans(),
    is_closing=st.booleans(),
    last_try=st.sampled_from(LastTry),
    try_age_s=ages,
    cause=st.none() | st.sampled_from(Cause),
    last_hint=st.sampled_from(LastHint),
    hint_age_s=ages,
    is_coming=st.booleans(),
)


def facts(**known: object) -> UnpaidFacts:
    nothing = UnpaidFacts(False, False, False, LastTry.NONE, None, None, LastHint.NONE, None)
    return replace(nothing, **known)


# ---- policies


def test_the_defaults_are_the_catalogues():
    policy = Policy()

    assert [retention_of(policy, entry) for entry in ("mini-program", "meituan", "eleme")] == [
        timedelta(minutes=30),
        timedelta(minutes=15),
        timedelta(minutes=20),
    ]
    assert [(r.after_minutes, r.channel, r.incentive_fen) for r in policy.reminding.rungs] == [
        (3, RungChannel.SUBSCRIPTION, 0),
        (10, RungChannel.SERVICE_DIALOG, 500),
        (25, RungChannel.VOICE_CALL, 0),
    ]
    assert (policy.failed_hold_minutes, policy.risk.preauthorise_below_score) == (15, 600)
    assert (policy.blacklist.after_malicious, policy.compliance_above_fen) == (3, 50_000)
    assert policy.bad_debt_after_hours == 72


def test_every_entry_channel_has_its_retention():
    names = {field.encode_name for field in msgspec.structs.fields(Retention)}

    assert {*Entry, "meituan", "eleme"} == names
    assert all(retention_of(Policy(), entry) > timedelta(0) for entry in Entry)


def test_the_defaults_are_within_their_own_bounds():
    assert msgspec.json.decode(msgspec.json.encode(Policy()), type=Policy) == Policy()
    demand_sound(Policy())


@given(st.integers(-(10**9), 10**9))
def test_a_number_is_taken_within_its_bounds_and_refused_outside(number: int):
    for path, least, most in (
        ("failed_hold_minutes", 0, 240),
        ("revive_within_minutes", 0, 7 * 24 * 60),
        ("bad_debt_after_hours", 1, 365 * 24),
        ("hand_back_within_minutes", 1, 24 * 60),
        ("compliance_above_fen", 0, 100_000_000),
        ("four_eyes_above_fen", 0, 100_000_000),
    ):
        if least <= number <= most:
            assert getattr(changed_policy(Policy(), {path: number}), path) == number
        else:
            with pytest.raises(PolicyIsInvalid) as refused:
                changed_policy(Policy(), {path: number})
            assert refused.value.facts["field"] == path


@given(st.integers(1, 24 * 60), st.sampled_from(Entry))
def test_what_a_change_leaves_out_stays(minutes: int, entry: Entry):
    changed = changed_policy(Policy(), {"retention_minutes": {entry: minutes}})

    assert retention_of(changed, entry) == timedelta(minutes=minutes)
    others = [each for each in Entry if each is not entry]
    assert all(retention_of(changed, each) == timedelta(minutes=30) for each in others)
    assert changed.reminding == Policy().reminding


@pytest.mark.parametrize(
    ("fields", "refusal", "field"),
    [
        ({"retention": {}}, PolicyFieldIsUnknown, "retention"),
        ({"retention_minutes": {"fax": 3}}, PolicyFieldIsUnknown, "retention_minutes.fax"),
        ({"retention_minutes": {"h5": 0}}, PolicyIsInvalid, "retention_minutes.h5"),
        ({"retention_minutes": 30}, PolicyIsInvalid, "retention_minutes"),
        ({"risk": None}, PolicyIsInvalid, "risk"),
        ({"reminding": {"rungs": [{"after_minutes": 3}]}}, PolicyIsInvalid, "reminding.rungs[0]"),
        ({"reminding": {"rungs": "never"}}, PolicyIsInvalid, "reminding.rungs"),
        ({"compensation": {"per_case_fen": 60_000}}, PolicyIsInvalid, "compensation"),
    ],
)
def test_a_slip_of_the_pen_is_refused_by_the_name_of_its_field(fields, refusal, field):
    with pytest.raises(refusal) as refused:
        changed_policy(Policy(), fields)

    assert refused.value.facts["field"] == field


def test_rungs_come_one_after_the_other():
    rung = {"after_minutes": 10, "channel": "sms", "template": "pay-now"}
    with pytest.raises(PolicyIsInvalid):
        changed_policy(Policy(), {"reminding": {"rungs": [rung, rung]}})

    assert changed_policy(Policy(), {"reminding": {"rungs": []}}).reminding.rungs == ()


def test_whoever_looked_at_an_older_version_is_refused():
    assert demand_same_version(None, None) == 1
    assert demand_same_version(None, 0) == 1
    with pytest.raises(PolicyChangedMeanwhile):
        demand_same_version(None, 4)


def test_an_effect_is_told_in_both_languages_without_half_width_punctuation():
    told_so = told(Effect(9, 4, 1, 5, 2, 3, 1, 1, 0, 2), 30)

    assert len(told_so) == 5
    assert all(sentence.zh.endswith("。") and "," not in sentence.zh for sentence in told_so)
    assert len(told(Effect(0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 30)) == 1


# ---- why an order is unpaid


@given(any_facts)
def test_every_order_has_exactly_one_reason(known: UnpaidFacts):
    assert why_unpaid(known) in UnpaidReason


@given(any_facts)
def test_nobody_is_blamed_who_did_not_fail_to_pay(known: UnpaidFacts):
    reason = why_unpaid(known)

    if reason is UnpaidReason.CUSTOMER_DECLINED:
        assert known.last_try is LastTry.FAILED
    if reason is UnpaidReason.NEVER_TRIED:
        assert known.last_try is LastTry.NONE
    if reason in (UnpaidReason.APP_KILLED, UnpaidReason.STUCK_AT_CHANNEL):
        assert known.last_try in (LastTry.OPEN, LastTry.SILENT)


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (facts(), UnpaidReason.NEVER_TRIED),
        (facts(is_closing=True), UnpaidReason.TIME_OVER),
        (facts(is_given_up=True, last_try=LastTry.OPEN), UnpaidReason.GIVEN_UP),
        (facts(last_try=LastTry.OPEN, try_age_s=20.0), UnpaidReason.PAYING_NOW),
        (facts(last_try=LastTry.SILENT, try_age_s=20.0), UnpaidReason.STUCK_AT_CHANNEL),
        (
            facts(last_try=LastTry.OPEN, try_age_s=400.0, last_hint=LastHint.BACK, hint_age_s=300.0),
            UnpaidReason.STUCK_AT_CHANNEL,
        ),
        (
            facts(last_try=LastTry.OPEN, try_age_s=90.0, last_hint=LastHint.LEFT, hint_age_s=60.0),
            UnpaidReason.LEFT_HALF_WAY,
        ),
        (
            facts(last_try=LastTry.SILENT, try_age_s=900.0, last_hint=LastHint.LEFT, hint_age_s=800.0),
            UnpaidReason.APP_KILLED,
        ),
        (
            facts(last_try=LastTry.OPEN, try_age_s=300.0, last_hint=LastHint.NETWORK, hint_age_s=280.0),
            UnpaidReason.NETWORK_TROUBLE,
        ),
        (facts(last_try=LastTry.OPEN, try_age_s=900.0), UnpaidReason.LEFT_HALF_WAY),
        (facts(last_try=LastTry.OPEN, is_at_counter=True), UnpaidReason.WAITING_AT_COUNTER),
        (facts(is_coming=True), UnpaidReason.WAITING_AT_COUNTER),
        (facts(last_try=LastTry.FAILED, is_coming=True), UnpaidReason.WAITING_AT_COUNTER),
        (facts(is_coming=True, is_closing=True), UnpaidReason.TIME_OVER),
        (facts(is_coming=True, is_given_up=True), UnpaidReason.GIVEN_UP),
        (facts(last_try=LastTry.CLOSED), UnpaidReason.RECORD_GONE),
        (facts(last_try=LastTry.ARRIVED), UnpaidReason.UNCLEAR),
        (facts(last_try=LastTry.FAILED), UnpaidReason.UNCLEAR),
        (facts(last_try=LastTry.FAILED, cause=Cause.BALANCE_INSUFFICIENT), UnpaidReason.CUSTOMER_DECLINED),
        (facts(last_try=LastTry.FAILED, cause=Cause.CUSTOMER_CANCELLED), UnpaidReason.CUSTOMER_DECLINED),
        (facts(last_try=LastTry.FAILED, cause=Cause.CUSTOMER_LEFT), UnpaidReason.LEFT_HALF_WAY),
        (facts(last_try=LastTry.FAILED, cause=Cause.CHANNEL_BUSY), UnpaidReason.CHANNEL_FAILED),
        (facts(last_try=LastTry.FAILED, cause=Cause.OUR_MISTAKE), UnpaidReason.OUR_FAULT),
        (facts(last_try=LastTry.FAILED, cause=Cause.NETWORK_UNSTABLE), UnpaidReason.NETWORK_TROUBLE),
    ],
)
def test_the_reason_of(known: UnpaidFacts, reason: UnpaidReason):
    assert why_unpaid(known) is reason


def test_every_reason_is_said_in_both_languages():
    assert set(REASONS) == set(UnpaidReason)
    assert all(words.zh and words.en and "," not in words.zh for words in REASONS.values())


# ---- nights


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["Asia/Shanghai", "Asia/Kathmandu", "America/New_York", "Pacific/Auckland"]),
)
def test_midnight_is_the_stores_own_and_always_ahead(now: datetime, timezone: str):
    due = next_midnight(now, timezone)

    assert now < due <= now + timedelta(hours=25)
    assert due.astimezone(ZoneInfo(timezone)).hour == 0
    assert last_ended_day(due, timezone) == now.astimezone(ZoneInfo(timezone)).date()
