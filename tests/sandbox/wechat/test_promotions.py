"""A payment made with the merchant's own coupon (免充值券): the order's amount stays, the customer pays less, and so it goes back."""

from typing import Any

import pytest
from merchant import Merchant
from standing import Door, Standing

from waiting import until
from wendan.platform.clock import ManualClock
from wendan.sandbox.wechat import FaultPlan
from wendan.sandbox.wechat.micropay import fields_in, told_of


@pytest.fixture
async def promoted(merchant: Merchant, sandbox: Standing) -> str:
    await merchant.prepay("ORDER-1")
    assert (await sandbox.pay("ORDER-1", promoted_fen=250))[0] == 200
    return "ORDER-1"


async def asked(merchant: Merchant, number: str) -> Any:
    target = f"/v3/pay/transactions/out-trade-no/{number}?mchid={merchant.keys.mchid}"
    return (await merchant.send("GET", target))[2]


async def test_a_query_and_the_callback_say_the_order_what_the_payer_paid_and_who_gave_the_rest(
    merchant: Merchant, door: Door, clock: ManualClock, promoted: str
):
    await clock.advance(5)
    await until(lambda: len(door.came) == 1)
    for told in (await asked(merchant, promoted), merchant.opened(door.came[0][1])):
        assert told["amount"] == {
            "total": 1250,
            "payer_total": 1000,
            "currency": "CNY",
            "payer_currency": "CNY",
        }
        [coupon] = told["promotion_detail"]
        assert (coupon["type"], coupon["amount"], coupon["merchant_contribute"]) == ("NOCASH", 250, 250)
        assert (coupon["wechatpay_contribute"], coupon["other_contribute"]) == (0, 0)


async def test_refunds_give_it_back_in_proportion_and_the_last_all_of_the_rest(
    merchant: Merchant, clock: ManualClock, promoted: str
):
    amounts = []
    for nth, fen in enumerate((333, 333, 584)):
        told = (await merchant.refund(f"BACK-{nth}", promoted, fen))[1]
        amounts.append(told["amount"])
        [coupon] = told["promotion_detail"]
        assert (coupon["type"], coupon["refund_amount"]) == ("DISCOUNT", told["amount"]["discount_refund"])
        await clock.advance(120)

    assert [each["refund"] for each in amounts] == [333, 333, 584]
    assert [each["discount_refund"] for each in amounts] == [66, 67, 117]
    assert all(each["payer_refund"] == each["settlement_refund"] for each in amounts)
    assert all(each["refund"] - each["discount_refund"] == each["payer_refund"] for each in amounts)
    assert {(each["total"], each["settlement_total"]) for each in amounts} == {(1250, 1000)}


async def test_v2_says_it_with_the_words_of_its_own(sandbox: Standing, promoted: str):
    told = fields_in(told_of(sandbox.bench.desk.books.trades[promoted], "SUCCESS").body)

    assert (told["total_fee"], told["settlement_total_fee"], told["cash_fee"]) == ("1250", "1000", "1000")
    assert (told["coupon_fee"], told["coupon_count"], told["coupon_type_0"]) == ("250", "1", "NO_CASH")


async def test_the_testers_books_show_it(sandbox: Standing, promoted: str):
    _, payment = await sandbox.call("GET", f"/payments/{promoted}")

    assert (payment["taken_fen"], payment["promoted_fen"]) == (1250, 250)


@pytest.mark.parametrize(("promoted_fen", "status"), [(1250, 409), (1251, 409), (-1, 400), (1249, 200)])
async def test_a_promotion_pays_a_part_and_never_all(
    merchant: Merchant, sandbox: Standing, promoted_fen: int, status: int
):
    await merchant.prepay("ORDER-1")

    assert (await sandbox.pay("ORDER-1", promoted_fen=promoted_fen))[0] == status


async def test_whoever_wishes_nothing_is_promoted_by_the_plan(merchant: Merchant, sandbox: Standing):
    sandbox.bench.desk.fate.plan = FaultPlan(promoted=1.0)
    for number in ("ORDER-1", "ORDER-2"):
        await merchant.prepay(number)
    await sandbox.pay("ORDER-1")
    await sandbox.pay("ORDER-2", promoted_fen=0)

    assert 0 < sandbox.bench.desk.books.trades["ORDER-1"].promoted_fen <= 625
    assert sandbox.bench.desk.books.trades["ORDER-2"].promoted_fen == 0
