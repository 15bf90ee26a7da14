"""What the core gives to any channel, tried with one that is nothing like WeChat."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from standing import Door, Standing, opened
from teahouse import SECRET, TeaHouse

from waiting import until
from wendan.platform.clock import ManualClock
from wendan.sandbox.core.faults import PROFILES, AnswerFault, CallbackFault, FaultPlan
from wendan.sandbox.core.options import Options

QUICK = FaultPlan(hold_s=0.05, slow_s=0.05)


@pytest.fixture
async def house(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Standing]:
    async with opened(TeaHouse(Options(tmp_path, faults=QUICK), clock)) as stands:
        yield stands


async def ask(house: Standing, verb: str, number: str = "CUP-1", **more: Any) -> str:
    """The tea house's word, signed rightly."""
    form = {"verb": verb, "number": number, "key": SECRET} | {name: str(each) for name, each in more.items()}
    async with house.tester.post("/", data=form) as answer:
        word, _, key = (await answer.text()).partition(" key=")
        assert key == SECRET
        return word


async def code(house: Standing, **wish: Any) -> str:
    status, shown = await house.call("POST", "/codes", wish)
    assert status == 201
    return str(shown["code"])


async def test_an_order_that_nobody_scanned_is_not_there(house: Standing):
    token = await ask(house, "order", fen=800)
    before = await ask(house, "query")
    scanned = await house.call("POST", f"/payments/{token}/scan")

    assert before == "never-heard-of"
    assert scanned[1]["wallet"] == "waiting"
    assert await ask(house, "query") == "waiting"


async def test_whoever_pays_has_scanned(house: Standing):
    token = await ask(house, "order", fen=800)

    assert (await house.pay(token))[0] == 200
    assert await ask(house, "query") == "paid"
    assert house.bench.desk.books.trades["CUP-1"].taken_fen == 800


async def test_the_cashiers_page_is_a_scan(house: Standing):
    token = await ask(house, "order", fen=800)
    status, page = await house.call("GET", f"/cashier/{token}")

    assert status == 200
    assert "¥8.00" in page
    assert await ask(house, "query") == "waiting"


async def test_a_number_with_other_content_is_seen_by_its_content(house: Standing):
    await ask(house, "order", fen=800)

    assert await ask(house, "order", fen=800) != "other-content"
    assert await ask(house, "order", fen=801) == "other-content"


async def test_a_scanned_customer_pays_at_once(house: Standing):
    shown = await code(house, manner="at-once", payer="lin")

    assert shown.startswith("88")
    assert len(shown) == 18
    assert await ask(house, "scan", fen=800, code=shown) == "paid"
    assert house.bench.desk.books.trades["CUP-1"].payer == "lin"


async def test_a_code_is_good_once_and_for_a_minute(house: Standing, clock: ManualClock):
    first, second = await code(house, manner="at-once"), await code(house, manner="at-once")
    await ask(house, "scan", fen=800, code=first)
    again = await ask(house, "scan", "CUP-2", fen=800, code=first)
    await clock.advance(60)
    late = await ask(house, "scan", "CUP-3", fen=800, code=second)

    assert first != second
    assert (again, late) == ("code-used", "code-expired")
    assert await ask(house, "scan", "CUP-4", fen=800, code="88") == "code-unknown"
    assert set(house.bench.desk.books.trades) == {"CUP-1"}


@pytest.mark.parametrize(("then", "word"), [("pays", "paid"), ("refuses", "failed"), ("waits", "prompted")])
async def test_a_customer_who_must_type_decides_later(
    house: Standing, clock: ManualClock, then: str, word: str
):
    shown = await code(house, manner="password", then=then, after_s=10)
    first = await ask(house, "scan", fen=800, code=shown)
    await clock.advance(9)
    second = await ask(house, "query")
    await clock.advance(2)

    assert (first, second) == ("prompted", "prompted")
    assert await ask(house, "query") == word


async def test_a_tester_may_decide_for_the_customer(house: Standing, clock: ManualClock):
    for n, then in enumerate(("pays", "refuses")):
        shown = await code(house, manner="password", then=then, after_s=10)
        await ask(house, "scan", f"CUP-{n}", fen=800, code=shown)
    await house.call("POST", "/payments/CUP-0/fail", {"cause": "risk-check"})
    await house.pay("CUP-1")
    await clock.advance(11)

    assert await ask(house, "query", "CUP-0") == "failed"
    assert await ask(house, "query", "CUP-1") == "paid"


async def test_what_the_merchant_gave_up_is_not_paid_when_the_password_comes(
    house: Standing, clock: ManualClock
):
    shown = await code(house, manner="password", then="pays", after_s=10)
    await ask(house, "scan", fen=800, code=shown)
    await ask(house, "close")
    await clock.advance(11)

    assert await ask(house, "query") == "gone"
    assert house.bench.desk.books.trades["CUP-1"].taken_fen is None


async def test_too_little_balance_fails_and_leaves_the_order(house: Standing):
    shown = await code(house, manner="poor")

    assert await ask(house, "scan", fen=800, code=shown) == "failed"
    assert house.bench.desk.books.trades["CUP-1"].cause == "balance-insufficient"


async def test_fate_decides_who_must_type_by_the_code_alone(house: Standing):
    house.bench.desk.fate.plan = PROFILES["hell"]
    manners = [(await house.call("POST", "/codes", {}))[1]["manner"] for _ in range(60)]

    assert set(manners) == {"at-once", "password"}


async def test_a_customer_who_was_typing_goes_on_after_a_restart(tmp_path: Path, clock: ManualClock):
    options = Options(tmp_path, journal=tmp_path / "journal")
    async with opened(TeaHouse(options, clock)) as house:
        shown = await code(house, manner="password", then="pays", after_s=10)
        await ask(house, "scan", fen=800, code=shown)
        await ask(house, "order", "CUP-2", fen=800)
    async with opened(TeaHouse(options, clock)) as house:
        assert await ask(house, "query") == "prompted"
        assert await ask(house, "query", "CUP-2") == "never-heard-of"
        await clock.advance(11)
        assert await ask(house, "query") == "paid"


@pytest.mark.parametrize(
    ("status", "answer", "is_accepted"),
    [(200, "success", True), (200, "SUCCESS", False), (500, "success", False)],
)
async def test_the_channel_says_what_acknowledges(
    house: Standing, door: Door, clock: ManualClock, status: int, answer: str, is_accepted: bool
):
    door.status, door.answer = status, answer
    await ask(house, "order", fen=800, notify=f"{door.url}/x")
    await house.pay("CUP-1")
    await clock.advance(1)
    (notice,) = house.bench.desk.books.notices.values()
    await until(lambda: notice.sends == 1)

    assert notice.is_accepted == is_accepted


async def test_the_channels_own_schedule_ends_after_its_last_retry(
    house: Standing, door: Door, clock: ManualClock
):
    door.status = 500
    await ask(house, "order", fen=800, notify=f"{door.url}/x")
    await house.pay("CUP-1")
    (notice,) = house.bench.desk.books.notices.values()
    for sends, gap_s in enumerate((1, 60, 120, 240, 300), 1):
        await clock.advance(gap_s)
        await until(lambda sends=sends: notice.sends == sends)

    assert notice.due_at is None
    assert len(door.came) == 5


async def test_a_spoiled_callback_is_followed_by_a_right_one(house: Standing, door: Door, clock: ManualClock):
    house.bench.desk.fate.plan = FaultPlan(callbacks={CallbackFault.MISSIGNED: 1, CallbackFault.PROBED: 1})
    door.status = 500
    await ask(house, "order", fen=800, notify=f"{door.url}/x")
    await house.pay("CUP-1")
    for count, gap_s in ((1, 1), (2, 60)):
        await clock.advance(gap_s)
        await until(lambda count=count: len(door.came) == count)
    keys = [dict(parse_qsl(body.decode()))["key"] for _, body in door.came]

    assert keys == ["forged", SECRET]


async def test_a_fault_the_channel_does_not_have_is_never_met_and_cannot_be_scripted(house: Standing):
    fate = house.bench.desk.fate
    fate.plan = PROFILES["hell"]
    met = {fate.of_answer("query", f"CUP-{n}") for n in range(3000)}
    called = frozenset().union(*(fate.of_callback(f"CUP-{n}") for n in range(3000)))
    status, _ = await house.call("POST", "/script", {"verb": "query", "faults": ["accepted"]})

    assert {AnswerFault.ACCEPTED, AnswerFault.SKEWED, AnswerFault.MISSTAMPED}.isdisjoint(met)
    assert {AnswerFault.MISSIGNED, AnswerFault.LOST, AnswerFault.LIMITED, None} <= met
    assert CallbackFault.PROBED not in called
    assert CallbackFault.MISSIGNED in called
    assert status == 400
    assert (await house.call("POST", "/script", {"verb": "sneeze", "faults": []}))[0] == 400


@pytest.mark.parametrize(
    ("fault", "is_ordered"), [("system-error-before", False), ("system-error-after", True)]
)
async def test_faults_strike_before_or_after_the_effect(house: Standing, fault: str, is_ordered: bool):
    await house.call("POST", "/script", {"verb": "order", "faults": [fault]})

    assert await ask(house, "order", fen=800) == "unknown"
    assert ("CUP-1" in house.bench.desk.books.trades) == is_ordered


async def test_a_channel_may_refund_at_once(house: Standing, clock: ManualClock):
    await ask(house, "order", fen=800)
    await house.pay("CUP-1")

    assert await ask(house, "refund", refund="BACK-1", fen=300) == "SUCCESS"
    await clock.advance(60)
    assert (await house.call("GET", "/books"))[1]["kept_fen"] == 500


async def test_a_channel_whose_app_takes_no_invocation_says_so(house: Standing):
    await ask(house, "order", fen=800)

    assert await house.pay("CUP-1", invocation={"a": "b"}) == (409, {"reason": "no-invocation-here"})


def test_the_core_knows_no_channel():
    folder = Path(__file__).parents[3] / "src/wendan/sandbox/core"

    assert not [path.name for path in folder.glob("*.py") if "sandbox.wechat" in path.read_text()]
