"""A guest shows a coupon's code at the till: the same rules as on their own phone, whatever they pay with."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from test_counter import Till

from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.promotions.model import Coupon, Origin, Terms
from wendan.domains.promotions.store import COUPON_BY_ID
from wendan.flows.give_coupon import give, take_back_coupon
from wendan.kernel.money import Fen
from wendan.promises import find_breaches

FULL = 300


@pytest.fixture
async def till(town: Any) -> Till:
    made = Till(town)
    await made.open()
    return made


async def given(town: Any, fen: int = 100, **other: Any) -> Coupon:
    """To a guest who is somewhere with their phone."""
    store = await town.house.database.read(STORE_BY_ID, store_id=town.shop.store_id)
    stamp = town.house.stamp()
    terms = {
        "store_id": store.store_id, "merchant_id": store.merchant_id, "diner_id": uuid4(), "amount_fen": Fen(fen),
        "min_spend_fen": Fen(0), "valid_from": stamp.now, "valid_until": stamp.now + timedelta(days=30),
        "origin": Origin.MANUAL, "origin_key": f"test:{stamp.id()}",
    }  # fmt: skip
    coupon, changes, _ = give(None, Terms(**(terms | other)), stamp)
    await town.house.database.commit(changes)
    return coupon


async def state(town: Any, coupon: Coupon) -> str:
    found = await town.house.database.read(COUPON_BY_ID, store_id=coupon.store_id, coupon_id=coupon.id)
    return found.state


async def cash(till: Till, order: Any, fen: int, coupon: Coupon, key: str | None = None) -> Any:
    body = {"tendered_fen": fen, "coupon_code": coupon.code}
    return await till.post(f"/orders/{order['id']}/cash", body, key)


async def is_well(town: Any) -> None:
    assert await find_breaches(town.house.reports, town.house.clock.now()) == []


async def test_the_till_sees_what_a_code_takes_off_before_anything_is_paid(town, till):
    order, coupon = await till.place(), await given(town)
    seen = await till.get(f"/orders/{order['id']}/coupons/{coupon.code.lower()}")

    assert (seen.status, seen.body["discount_fen"], seen.body["to_pay_fen"]) == (200, 100, FULL - 100)
    assert seen.body["coupon"]["code"] == coupon.code == coupon.id.hex[-10:].upper()
    assert await state(town, coupon) == "ISSUED"


async def test_cash_is_taken_for_what_the_coupon_leaves(town, till):
    order, coupon, key = await till.place(), await given(town), town.key()
    taken = await cash(till, order, 500, coupon, key)
    again = await cash(till, order, 500, coupon, key)

    assert (taken.body["change_fen"], again.body["change_fen"]) == (300, 300)
    assert taken.body["page"]["order"]["paid"] == {
        "channel": "cash", "method": "cash", "amount_fen": 200, "discount_fen": 100,
    }  # fmt: skip
    assert await state(town, coupon) == "USED"
    assert (await till.shift())["cash_taken_fen"] == 200
    [row] = await town.house.reports.fetch("SELECT accounts, amounts_fen FROM ledger_transaction")
    booked = list(zip(row["accounts"], row["amounts_fen"], strict=True))
    assert sum(fen for account, fen in booked if account == "sales") == -FULL
    assert {account: fen for account, fen in booked if account != "sales"} == {
        "receivable:cash:drawer": 200, f"coupons:{coupon.merchant_id}": 100,
    }  # fmt: skip
    await is_well(town)


async def test_too_little_cash_holds_no_coupon(town, till):
    order, coupon = await till.place(), await given(town)
    refused = await cash(till, order, 199, coupon)

    assert (refused.code, refused.body["facts"]) == (
        "cash-is-too-little",
        {"total_fen": 200, "tendered_fen": 199},
    )
    assert await state(town, coupon) == "ISSUED"


async def test_a_code_on_the_phone_and_a_card_carry_it_too(town, till):
    by_phone, by_card = await till.place(), await till.place()
    first, second = await given(town), await given(town)
    wish = {"channel": "wechat", "method": "native", "coupon_code": first.code}
    begun = await till.post(f"/orders/{by_phone['id']}/payments", wish)
    assert await state(town, first) == "HELD"
    await town.pay_at_channel(begun.body["number"])
    asked = await till.post(f"/orders/{by_phone['id']}/ask")
    slip = {"voucher": "000123", "coupon_code": second.code}
    card = await till.post(f"/orders/{by_card['id']}/card", slip)

    assert asked.body["order"]["paid"]["amount_fen"] == card.body["order"]["paid"]["amount_fen"] == 200
    assert [await state(town, each) for each in (first, second)] == ["USED", "USED"]
    await is_well(town)


async def test_what_does_not_fit_is_refused_in_words_and_nothing_moves(town, till):
    order, now = await till.place(), town.house.clock.now()
    used, gone = await given(town), await given(town)
    await cash(till, await till.place(), 300, used)
    await take_back_coupon(town.house, gone.store_id, gone.id)
    others = {
        "coupon-was-used": used,
        "coupon-is-not-valid": gone,
        "order-is-too-small-for-coupon": await given(town, min_spend_fen=Fen(301)),
    }
    later = await given(town, valid_from=now + timedelta(hours=1), valid_until=now + timedelta(hours=2))
    before = await town.counts()
    for code, coupon in [*others.items(), ("coupon-is-not-valid", later)]:
        looked = await till.get(f"/orders/{order['id']}/coupons/{coupon.code}")
        refused = await cash(till, order, 500, coupon)
        assert (looked.code, refused.code) == (code, code)
        assert refused.body["title_zh"]
    unknown = await till.post(
        f"/orders/{order['id']}/cash", {"tendered_fen": 500, "coupon_code": "0123456789"}
    )
    nonsense = await till.post(f"/orders/{order['id']}/cash", {"tendered_fen": 500, "coupon_code": "优惠"})

    assert (unknown.code, nonsense.status) == ("coupon-is-unknown", 400)
    assert await town.counts() == before


async def test_two_tills_with_one_code_at_one_moment_sell_one_meal_with_it(town, till):
    orders, coupon = [await till.place() for _ in range(2)], await given(town)
    answers = await asyncio.gather(*(cash(till, order, 500, coupon) for order in orders))

    assert sorted(answer.status for answer in answers) == [200, 409]
    assert {answer.code for answer in answers if answer.status == 409} <= {
        "coupon-is-in-use",
        "coupon-was-used",
    }
    assert (await till.shift())["cash_taken_fen"] == 200
    assert await state(town, coupon) == "USED"
    await is_well(town)


async def test_a_code_held_for_an_order_is_free_again_when_that_is_given_up(town, till):
    order, other, coupon = await till.place(), await till.place(), await given(town)
    wish = {"channel": "wechat", "method": "native", "coupon_code": coupon.code}
    await till.post(f"/orders/{order['id']}/payments", wish)
    busy = await cash(till, other, 300, coupon)
    # Cash for the order itself, without the coupon: the code's attempt is closed, and the coupon goes free with it.
    await till.cash(order, 300)
    for _ in range(100):
        if await state(town, coupon) == "ISSUED":
            break
        await till.post(f"/orders/{order['id']}/ask")

    assert busy.code == "coupon-is-in-use"
    assert (await cash(till, other, 300, coupon)).status == 200
    await is_well(town)


async def test_an_order_from_somebodys_phone_takes_their_own_coupon_alone(town, till):
    token = await town.diner()
    order = (await town.place(token)).body
    stranger, own = await given(town), await given(town, diner_id=UUID(order["diner_id"]))
    refused = await cash(till, order, 500, stranger)
    taken = await cash(till, order, 500, own)

    assert (refused.code, taken.status) == ("coupon-is-unknown", 200)
    listed = (await town.ask("GET", f"/api/diner/coupons?store_id={order['store_id']}", token)).body
    assert [(each["code"], each["state"]) for each in listed] == [(own.code, "USED")]


async def test_a_guest_cannot_use_a_code_that_is_not_theirs_from_the_phone(town):
    token, coupon = await town.diner(), await given(town)
    order = (await town.place(token)).body
    wish = {"channel": "wechat", "method": "native", "coupon_id": str(coupon.id)}

    assert (await town.post(town.at(order, "/payments"), token, wish, town.key())).code == "coupon-is-unknown"
