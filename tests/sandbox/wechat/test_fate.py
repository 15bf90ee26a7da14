"""Faults fall by seed, number and attempt: the same drill twice meets the same faults, in whatever order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from merchant import Merchant
from standing import Standing

from wendan.platform.clock import ManualClock
from wendan.sandbox.core.chance import dice
from wendan.sandbox.core.fate import Fate
from wendan.sandbox.core.faults import NOES
from wendan.sandbox.wechat import PROFILES, AnswerFault, CallbackFault, FaultPlan

HELL = PROFILES["hell"]
NUMBERS = [f"ORDER-{n}" for n in range(3000)]


def test_the_order_of_arrival_decides_nothing():
    forwards, backwards = Fate(HELL, 7), Fate(HELL, 7)
    first = {n: [forwards.of_answer("query", n) for _ in range(3)] for n in NUMBERS}
    second = {n: [backwards.of_answer("query", n) for _ in range(3)] for n in reversed(NUMBERS)}

    assert first == second
    assert first != {n: [Fate(HELL, 8).of_answer("query", n)] * 3 for n in NUMBERS}


def test_hell_has_every_fault_at_about_its_rate():
    fate = Fate(HELL, 1)
    met = [fate.of_answer("prepay", number) for number in NUMBERS]
    called = [fate.of_callback(number) for number in NUMBERS]

    for fault in set(AnswerFault) - set(NOES):
        assert abs(met.count(fault) / 3000 - HELL.answers[fault]) < 0.01
    for fault in CallbackFault:
        assert any(fault in each for each in called)
    assert abs(sum(CallbackFault.LOST in each for each in called) / 3000 - 0.25) < 0.03
    assert all(each == {CallbackFault.LOST} for each in called if CallbackFault.LOST in each)


@given(st.integers(), st.text(), st.integers(0, 100))
def test_dice_are_fair_enough_to_be_dice(seed: int, name: str, attempt: int):
    assert 0 <= dice(seed, name, attempt) < 1
    assert dice(seed, name, attempt) == dice(seed, name, attempt)


@given(st.integers(), st.text(min_size=1), st.integers(1, 100_000_000))
def test_whoever_pays_really_pays_something(seed: int, number: str, total_fen: int):
    taken = Fate(FaultPlan(amount_altered=1.0), seed).taken_fen(number, total_fen)

    assert taken > 0
    assert taken != total_fen
    assert Fate(FaultPlan(), seed).taken_fen(number, total_fen) == total_fen


def test_down_times_last_as_long_as_planned_once_in_each_period():
    fate = Fate(FaultPlan(down_every_s=1800.0, down_for_s=180.0), 3)
    down = [second for second in range(18_000) if fate.down_until(0.0, second) is not None]

    assert len(down) == 10 * 180
    assert {second // 1800 for second in down} == set(range(10))


def test_silent_loses_every_callback_and_nothing_else():
    fate = Fate(PROFILES["silent"], 1)

    assert all(fate.of_callback(number) == {CallbackFault.LOST} for number in NUMBERS)
    assert all(fate.of_answer("query", number) is None for number in NUMBERS)


async def test_a_plan_is_read_and_set_by_the_testers_api(sandbox: Standing):
    told = await sandbox.call("PUT", "/faults", {"answers": {"lost": 0.5}, "amount_altered": 1})
    wrong = await sandbox.call("PUT", "/faults", {"answers": {"sneezed": 0.5}})
    profile = await sandbox.call("PUT", "/faults/rough")

    assert told[1]["answers"] == {"lost": 0.5}
    assert wrong[0] == 400
    assert profile[1]["callbacks"]["lost"] == 0.05
    assert (await sandbox.call("GET", "/faults")) == profile


async def test_an_altered_amount_is_what_wechat_then_says(
    merchant: Merchant, sandbox: Standing, clock: ManualClock
):
    await merchant.prepay("ORDER-1")
    await merchant.prepay("ORDER-2")
    await sandbox.pay("ORDER-1", amount_fen=1200)
    await sandbox.call("PUT", "/faults", {"amount_altered": 1})
    await sandbox.pay("ORDER-2")
    altered = (await merchant.query("ORDER-2"))[1]["amount"]["total"]
    books = {row["number"]: row for row in (await sandbox.call("GET", "/books"))[1]["rows"]}

    assert (await merchant.query("ORDER-1"))[1]["amount"]["total"] == 1200
    assert books["ORDER-2"]["taken_fen"] == altered != books["ORDER-2"]["total_fen"]


async def test_the_cashier_shows_the_payment_and_asks_nobody_else(merchant: Merchant, sandbox: Standing):
    await merchant.prepay("ORDER-1", description="<b>面</b> & 汤")
    status, page = await sandbox.call("GET", "/cashier/ORDER-1")

    assert status == 200
    assert "¥12.50" in page
    assert "&lt;b&gt;面&lt;/b&gt; &amp; 汤" in page
    assert "<b>" not in page
    assert "://" not in page


async def test_the_testers_api_describes_itself(sandbox: Standing):
    status, described = await sandbox.call("GET", "/openapi.json")

    assert status == 200
    assert {"/_sandbox/payments/{key}/pay", "/_sandbox/books", "/_sandbox/forge"} <= set(described["paths"])


@pytest.mark.parametrize("profile", PROFILES)
def test_chance_never_refuses_a_customer_for_good(profile: str) -> None:
    assert not set(PROFILES[profile].answers) & set(NOES)
