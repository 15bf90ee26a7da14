"""Refunds at the counter (channels.md §1.14)."""

from typing import Any

import pytest
from merchant import Merchant
from standing import Door, Standing

from waiting import until
from wendan.platform.clock import ManualClock
from wendan.sandbox.wechat import FaultPlan


@pytest.fixture
async def paid(merchant: Merchant, sandbox: Standing) -> str:
    await merchant.prepay("ORDER-1")
    await sandbox.pay("ORDER-1")
    return "ORDER-1"


async def status_of(merchant: Merchant, number: str) -> Any:
    return (await merchant.send("GET", f"/v3/refund/domestic/refunds/{number}"))[2]["status"]


@pytest.mark.parametrize(
    ("plan", "ending"),
    [
        (FaultPlan(), "SUCCESS"),
        (FaultPlan(refund_closed=1.0), "CLOSED"),
        (FaultPlan(refund_abnormal=1.0), "ABNORMAL"),
    ],
)
async def test_a_refund_is_in_progress_and_ends_by_the_clock_with_a_callback(
    merchant: Merchant,
    sandbox: Standing,
    door: Door,
    clock: ManualClock,
    paid: str,
    plan: FaultPlan,
    ending: str,
):
    sandbox.bench.desk.fate.plan = plan
    assert (await merchant.refund("BACK-1", paid, 300))[1]["status"] == "PROCESSING"
    await clock.advance(25)
    await until(lambda: len(door.came) == 2)
    told = merchant.opened(door.came[1][1])

    assert await status_of(merchant, "BACK-1") == ending
    assert (told["refund_status"], told["out_refund_no"], told["amount"]["refund"]) == (
        ending,
        "BACK-1",
        300,
    )
    assert "status" not in told


async def test_the_books_keep_what_was_not_given_back(
    merchant: Merchant, sandbox: Standing, clock: ManualClock, paid: str
):
    await merchant.refund("BACK-1", paid, 300)
    under_way = (await sandbox.call("GET", "/books"))[1]["rows"][0]
    await clock.advance(25)
    books = (await sandbox.call("GET", "/books"))[1]

    assert (under_way["refunding_fen"], under_way["kept_fen"]) == (300, 1250)
    assert (books["taken_fen"], books["refunded_fen"], books["kept_fen"]) == (1250, 300, 950)


async def test_refunds_of_one_payment_stand_a_minute_apart(merchant: Merchant, clock: ManualClock, paid: str):
    await merchant.refund("BACK-1", paid, 300)
    status, answer = await merchant.refund("BACK-2", paid, 300)
    await clock.advance(60)

    assert (status, answer["code"]) == (429, "FREQUENCY_LIMITED")
    assert (await merchant.refund("BACK-2", paid, 300))[0] == 200


async def test_the_fifty_first_refund_is_refused(merchant: Merchant, clock: ManualClock, paid: str):
    for n in range(50):
        assert (await merchant.refund(f"BACK-{n}", paid, 1))[0] == 200
        await clock.advance(60)

    assert (await merchant.refund("BACK-50", paid, 1))[1]["code"] == "RULE_LIMIT"


async def test_a_closed_refund_gives_its_money_free_for_a_new_number(
    merchant: Merchant, sandbox: Standing, clock: ManualClock, paid: str
):
    await merchant.refund("BACK-1", paid, 1250)
    await sandbox.call("POST", "/refunds/BACK-1/end", {"status": "CLOSED"})
    await clock.advance(60)

    assert (await merchant.refund("BACK-2", paid, 1250))[0] == 200
    assert (await merchant.query(paid))[1]["trade_state"] == "REFUND"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"out_trade_no": "NOBODY-1"}, 404),
        ({"amount": {"refund": 300, "total": 1251, "currency": "CNY"}}, 400),
        ({"amount": {"refund": 1251, "total": 1250, "currency": "CNY"}}, 400),
        ({"amount": {"refund": 0, "total": 1250, "currency": "CNY"}}, 400),
        ({"amount": {"refund": 300, "total": 1250}}, 400),
        ({"colour": "red"}, 400),
        ({"reason": "长" * 81}, 400),
    ],
)
async def test_a_wrong_refund_is_refused(
    merchant: Merchant, sandbox: Standing, paid: str, change: dict[str, Any], status: int
):
    assert (await merchant.refund("BACK-1", paid, 300, **change))[0] == status
    assert not sandbox.bench.desk.books.refunds


async def test_the_same_number_for_another_amount_is_refused(merchant: Merchant, paid: str):
    await merchant.refund("BACK-1", paid, 300)

    assert (await merchant.refund("BACK-1", paid, 301))[0] == 400


async def test_an_unpaid_order_and_one_paid_over_a_year_ago_are_not_refunded(
    merchant: Merchant, clock: ManualClock, paid: str
):
    await merchant.prepay("ORDER-2")
    unpaid = await merchant.refund("BACK-1", "ORDER-2", 300)
    await clock.advance(366 * 86400)

    assert unpaid[0] == 400
    assert (await merchant.refund("BACK-2", paid, 300))[0] == 400
