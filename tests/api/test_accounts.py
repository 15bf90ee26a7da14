"""Stored value, eat now and pay later, and cards at the counter, asked over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from wendan.domains.balances.model import CREDIT_TIMER
from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.people.model import Role
from wendan.flows.credit_value import credit_value
from wendan.flows.staff import KeyWish, issue_key
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.timers import Timer
from wendan.promises import find_breaches


async def cashier_of(town: Any) -> str:
    token = (await issue_key(town.house, KeyWish(town.shop.store_id, "till", Role.CASHIER)))[1]
    path = f"/api/store/{town.shop.store_id}/shifts"
    assert (await town.post(path, token, {"opening_float_fen": 0}, town.key())).status == 201
    return token


async def finance_of(town: Any) -> str:
    store = await town.house.database.read(STORE_BY_ID, store_id=town.shop.store_id)
    wish = KeyWish(HEAD_OFFICE, "books", Role.FINANCE)
    return (await issue_key(town.house, wish, store.merchant_id))[1]


async def pay_in_cash(town: Any, cashier: str, order: dict[str, Any]) -> None:
    path = f"/api/store/{town.shop.store_id}/orders/{order['id']}/cash"
    taken = await town.post(path, cashier, {"tendered_fen": order["total_fen"]}, town.key())
    assert taken.status == 200, taken.body


async def carry_over(town: Any, order: dict[str, Any]) -> None:
    """What the worker does a moment later."""
    place, now = (town.shop.store_id, UUID(order["id"])), town.house.clock.now()
    await credit_value(town.house, Timer(place[0], CREDIT_TIMER, place[1], place[1], now))


async def topped_up(town: Any, diner: str, cashier: str, amount: int) -> dict[str, Any]:
    wish = {"store_id": str(town.shop.store_id), "amount_fen": amount}
    order = (await town.post("/api/diner/top-ups", diner, wish, town.key())).body
    await pay_in_cash(town, cashier, order)
    await carry_over(town, order)
    return order


async def accounts(town: Any, diner: str) -> dict[str, Any]:
    found = await town.ask("GET", f"/api/diner/accounts?store_id={town.shop.store_id}", diner)
    return {each["account"]["kind"]: each for each in found.body["accounts"]}


async def methods(town: Any, diner: str, order: dict[str, Any]) -> set[str]:
    found = await town.ask("GET", town.at(order, "/methods?client=h5"), diner)
    return {method["channel"] for method in found.body["methods"]}


async def pay_by(town: Any, diner: str, order: dict[str, Any], channel: str) -> Any:
    wish = {"channel": channel, "method": "account"}
    return await town.post(town.at(order, "/payments"), diner, wish, town.key())


async def no_breaches(town: Any) -> None:
    now = town.house.clock.now()
    assert await find_breaches(town.house.reports, now) == []
    # Later nobody has seen the meals' tickets, and that is all.
    later = await find_breaches(town.house.reports, now + timedelta(seconds=61))
    assert {breach.promise for breach in later} <= {"P2", "P3"}


async def test_a_top_up_is_an_order_without_dishes_and_its_value_buys_a_meal(town):
    diner, cashier = await town.diner(), await cashier_of(town)
    key = town.key()
    wish = {"store_id": str(town.shop.store_id), "amount_fen": 2000}
    first = await town.post("/api/diner/top-ups", diner, wish, key)
    again = await town.post("/api/diner/top-ups", diner, wish, key)
    other = await town.post("/api/diner/top-ups", diner, {**wish, "amount_fen": 2001}, key)
    await pay_in_cash(town, cashier, first.body)
    await carry_over(town, first.body)
    await carry_over(town, first.body)
    meal = (await town.place(diner)).body
    offered = await methods(town, diner, meal)
    paid = await pay_by(town, diner, meal, "balance")
    page = (await town.ask("GET", town.at(meal), diner)).body
    told = await accounts(town, diner)

    assert (first.status, again.status, other.status) == (201, 200, 422)
    assert (first.body["purpose"], first.body["lines"], first.body["pickup"]) == ("TOP_UP", [], None)
    assert again.body["id"] == first.body["id"]
    assert (await town.ask("GET", town.at(first.body), diner)).body["order"]["state"] == "COMPLETED"
    assert "balance" in offered
    assert (paid.status, paid.body["state"]) == (200, "SUCCEEDED")
    assert (page["order"]["state"], page["order"]["purpose"]) == ("CONFIRMED", "MEAL")
    assert told["BALANCE"]["account"]["balance_fen"] == 1700
    assert [move["kind"] for move in told["BALANCE"]["moves"]] == ["PAYMENT", "TOP_UP"]
    await no_breaches(town)


async def test_too_little_is_refused_in_words_and_the_order_waits_for_another_way(town):
    diner = await town.diner()
    meal = (await town.place(diner)).body
    offered = await methods(town, diner, meal)
    refused = await pay_by(town, diner, meal, "balance")
    page = (await town.ask("GET", town.at(meal), diner)).body

    assert not {"balance", "pay-later"} & offered
    assert (refused.status, refused.body["state"], refused.body["cause"]) == (
        200,
        "FAILED",
        "account-restricted",
    )
    assert page["order"]["state"] == "AWAITING_PAYMENT"
    await no_breaches(town)


async def test_a_page_says_which_failure_it_has_shown(town):
    diner = await town.diner()
    meal = (await town.place(diner)).body
    failed = await pay_by(town, diner, meal, "balance")
    place = f"{town.at(meal)}/payments/{failed.body['id']}/shown"
    waiting = await town.house.database.fetch("SELECT FROM timer WHERE kind = 'failure_told'")
    stranger = await town.post(place, await town.diner())
    shown = [(await town.post(place, diner)).status for _ in range(2)]
    left = await town.house.database.fetch("SELECT FROM timer WHERE kind = 'failure_told'")

    assert (stranger.status, stranger.code) == (404, "order-is-unknown")
    assert shown == [204, 204]
    assert (len(waiting), len(left)) == (1, 0)
    await no_breaches(town)


@pytest.mark.parametrize("channel", ["balance", "pay-later"])
async def test_value_is_not_bought_with_value(town, channel: str):
    diner = await town.diner()
    wish = {"store_id": str(town.shop.store_id), "amount_fen": 2000}
    order = (await town.post("/api/diner/top-ups", diner, wish, town.key())).body
    refused = await pay_by(town, diner, order, channel)

    assert (refused.status, refused.code) == (422, "payment-method-is-not-offered")


async def test_amounts_out_of_range_and_foreign_places_are_refused(town):
    diner = await town.diner()
    store = str(town.shop.store_id)
    asks = [(store, 99), (store, 500_001), (str(HEAD_OFFICE), 1000), (str(UUID(int=5)), 1000)]
    told = [
        (await town.post("/api/diner/top-ups", diner, {"store_id": at, "amount_fen": fen}, town.key())).code
        for at, fen in asks
    ]
    repaid = await town.post("/api/diner/repayments", diner, {"store_id": store, "amount_fen": 1}, town.key())

    assert told == ["amount-is-out-of-range"] * 2 + ["store-is-unknown"] * 2
    assert repaid.code == "account-is-unknown"


async def test_a_refunded_top_up_takes_its_value_first_and_not_what_is_spent(town):
    diner, cashier = await town.diner(), await cashier_of(town)
    order = await topped_up(town, diner, cashier, 2000)
    meal = (await town.place(diner)).body
    await pay_by(town, diner, meal, "balance")
    path = f"/api/store/{town.shop.store_id}/orders/{order['id']}/refunds"
    refused = await town.post(path, cashier, {"amount_fen": 1800, "reason": "退卡"}, town.key())
    given = await town.post(path, cashier, {"amount_fen": 1700, "reason": "退卡"}, town.key())
    told = await accounts(town, diner)

    assert refused.code == "value-is-spent"
    assert given.status == 201, given.body
    assert told["BALANCE"]["account"]["balance_fen"] == 0
    await no_breaches(town)


async def test_a_meal_is_eaten_now_and_paid_later(town):
    diner, cashier, office = await town.diner(), await cashier_of(town), await finance_of(town)
    meal = (await town.place(diner)).body
    member = meal["diner_id"]
    path = f"/api/office/members/{member}/limit"
    limit = {"limit_fen": 500, "words": "学生卡已核对"}
    agreed = await town.ask("PUT", path, office, json=limit)
    paid = await pay_by(town, diner, meal, "pay-later")
    below = await town.ask("PUT", path, office, json={**limit, "limit_fen": 299})
    found = await town.ask("GET", f"/api/office/accounts?query={member}", office)
    sheet = await town.ask("GET", f"/api/office/accounts/{found.body[0]['id']}", office)
    wish = {"store_id": str(town.shop.store_id), "amount_fen": 300}
    more = await town.post("/api/diner/repayments", diner, {**wish, "amount_fen": 301}, town.key())
    repayment = (await town.post("/api/diner/repayments", diner, wish, town.key())).body
    await pay_in_cash(town, cashier, repayment)
    await carry_over(town, repayment)
    told = await accounts(town, diner)

    assert sheet.body["moves"][0]["told"] == []
    assert (agreed.status, agreed.body["available_fen"]) == (200, 500)
    assert paid.body["state"] == "SUCCEEDED"
    assert below.code == "limit-is-below-debt"
    assert (found.body[0]["debt_fen"], sheet.body["moves"][0]["kind"]) == (300, "PAYMENT")
    assert found.body[0]["next_due_at"] is not None
    assert more.code == "repayment-exceeds-debt"
    assert told["CREDIT"]["account"]["debt_fen"] == 0
    assert told["CREDIT"]["account"]["next_due_at"] is None
    await no_breaches(town)


async def test_a_manager_sets_limits_here_and_a_cashier_does_not(town):
    path = f"/api/store/{town.shop.store_id}/members/{UUID(int=9)}/limit"
    limit = {"limit_fen": 500, "words": "熟客"}
    cashier = await cashier_of(town)
    by_manager = await town.ask("PUT", path, town.shop.screen, json=limit)
    by_cashier = await town.ask("PUT", path, cashier, json=limit)
    by_stranger = await town.ask("PUT", path, town.shop.stranger, json=limit)
    listed = await town.ask("GET", f"/api/store/{town.shop.store_id}/accounts", town.shop.screen)
    strange = await town.ask("GET", f"/api/office/accounts/{by_manager.body['id']}", by_manager.body["id"])

    assert [a.status for a in (by_manager, by_cashier, by_stranger)] == [200, 403, 403]
    assert [account["limit_fen"] for account in listed.body] == [500]
    assert strange.status == 401


async def test_a_card_is_confirmed_by_its_slip_once_and_given_back_by_another(town):
    cashier = await cashier_of(town)
    store = f"/api/store/{town.shop.store_id}"
    orders = [(await town.place(await town.diner())).body for _ in range(2)]
    slip, key = {"voucher": "000123", "terminal_no": "88001122"}, town.key()
    first = await town.post(f"{store}/orders/{orders[0]['id']}/card", cashier, slip, key)
    again = await town.post(f"{store}/orders/{orders[0]['id']}/card", cashier, slip, key)
    same = await town.post(f"{store}/orders/{orders[1]['id']}/card", cashier, slip, town.key())
    wish = {"amount_fen": 300, "reason": "缺货"}
    asked = await town.post(f"{store}/orders/{orders[0]['id']}/refunds", cashier, wish, town.key())
    back = {"refund_id": asked.body["id"], "voucher": "000124", "terminal_no": "88001122"}
    path = f"{store}/orders/{orders[0]['id']}/card-refunds"
    used = await town.post(path, cashier, {**back, "voucher": "000123"})
    done = await town.post(path, cashier, back)
    repeated = await town.post(path, cashier, back)
    shift = (await town.ask("GET", f"{store}/shifts/current", cashier)).body

    assert (first.status, first.body["order"]["state"]) == (200, "CONFIRMED")
    assert first.body["order"]["paid"] == {
        "channel": "bank-card",
        "method": "terminal",
        "amount_fen": 300,
        "discount_fen": 0,
    }
    assert len(again.body["payments"]) == 1
    assert (same.status, same.code) == (409, "slip-was-used")
    assert asked.body["state"] != "SUCCEEDED"
    assert used.code == "slip-was-used"
    assert [refund["state"] for refund in done.body["refunds"]] == ["SUCCEEDED"]
    assert repeated.status == 200
    assert (shift["card_taken_fen"], shift["card_returned_fen"], shift["expected_fen"]) == (300, 300, 0)
    await no_breaches(town)
