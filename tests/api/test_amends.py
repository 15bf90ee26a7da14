"""A case is answered in minutes and made good with a coupon: once, within the budget, by two where it is much."""

import pytest
from test_cases import Workbench, stray

from wendan.domains.recovery.model import PolicyChange
from wendan.flows.change_policy import Whose, change_policy
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.promises import find_breaches


@pytest.fixture
def bench(town):
    return Workbench(town)


async def make_good(bench, case, fen, who="小王"):
    body = {"amount_fen": fen, "words": "给您添麻烦了"}
    return await bench.post(f"/cases/{case['id']}/make-good", body, who)


async def sets(town, fields):
    rows = await town.house.reports.fetch("SELECT merchant_id FROM store WHERE store_no = 1")
    whose = Whose(town.shop.store_id, rows[0]["merchant_id"])
    await change_policy(town.house, whose, PolicyChange(fields, "试一试", "老板"))


async def test_a_coupon_goes_to_the_cases_customer_once_and_the_money_still_waits(town, bench):
    case, _ = await bench.wrong_amount(299)
    shown = (await bench.get(f"/cases/{case['id']}")).body
    made = await make_good(bench, case, 500)
    again = await make_good(bench, case, 500)

    assert shown["may_make_good"]
    assert made.status == 200
    assert (made.body["coupon"]["amount_fen"], made.body["coupon"]["origin"]) == (500, "make-good")
    assert (made.body["case"]["state"], made.body["case"]["responded_by"]) == ("OPEN", "小王")
    assert again.code == "coupon-was-given"
    assert (await bench.decide(case, "refund")).body["state"] == "RESOLVED"
    assert await find_breaches(town.house.reports, town.house.clock.now()) == []


async def test_nobody_gives_more_than_the_budget_has(town, bench):
    await sets(town, {"compensation": {"per_case_fen": 400, "per_day_fen": 600, "fund_per_month_fen": 1000}})
    first, _ = await bench.wrong_amount(299)
    second, _ = await bench.wrong_amount(298)
    too_much = await make_good(bench, first, 401)
    given = await make_good(bench, first, 400)
    spent = await make_good(bench, second, 300)

    assert (too_much.code, too_much.body["facts"]["limit"]) == ("budget-is-exhausted", "per-case")
    assert given.status == 200
    assert (spent.code, spent.body["facts"]["limit"]) == ("budget-is-exhausted", "per-day")
    assert (await make_good(bench, second, 200)).status == 200


async def test_above_the_limit_two_people_give(town, bench):
    await sets(town, {"four_eyes_above_fen": 300})
    case, _ = await bench.wrong_amount(299)
    first = await make_good(bench, case, 301)
    alone = await make_good(bench, case, 301)
    other = await make_good(bench, case, 302, "小李")
    second = await make_good(bench, case, 301, "小李")

    assert first.body["coupon"] is None
    assert first.body["case"]["proposal"]["action"] == "make-good"
    assert (alone.code, other.code) == ("another-person-must-confirm", "proposal-differs")
    assert second.body["coupon"]["amount_fen"] == 301
    assert (second.body["case"]["proposal"], second.body["case"]["state"]) == (None, "OPEN")


async def test_a_case_without_an_order_has_nobody_to_give_a_coupon_to(town, bench):
    case = await stray(bench)
    wish = {"amount_fen": 100, "words": "试试"}
    refused = await bench.post(f"/cases/{case['id']}/make-good", wish, store=HEAD_OFFICE)

    assert refused.code == "action-does-not-fit"


async def test_the_first_answer_is_measured_against_five_minutes(town, bench):
    case, _ = await bench.wrong_amount(299)
    answered = (await bench.post(f"/cases/{case['id']}/answer")).body
    again = (await bench.post(f"/cases/{case['id']}/answer", who="小李")).body

    assert case["responded_at"] is None
    assert case["respond_by"] > case["opened_at"]
    assert (answered["responded_by"], again["responded_by"]) == ("小王", "小王")
    assert not answered["is_response_late"]


async def test_a_coupon_that_nobody_has_used_can_be_taken_back_and_one_in_use_cannot(town, bench):
    case, _ = await bench.wrong_amount(299)
    coupon = (await make_good(bench, case, 500)).body["coupon"]
    path = f"/coupons/{coupon['id']}/withdraw"
    await town.house.database.execute(
        "UPDATE coupon SET state = 'HELD', order_id = cause_order_id, version = version + 1 WHERE id = $1::uuid",
        coupon["id"],
    )
    held = await bench.post(path)
    await town.house.database.execute(
        "UPDATE coupon SET state = 'ISSUED', order_id = NULL, version = version + 1 WHERE id = $1::uuid",
        coupon["id"],
    )
    gone = await bench.post(path)
    again = await bench.post(path)

    assert held.code == "coupon-cannot-be-withdrawn"
    assert (gone.body["state"], again.body["state"]) == ("WITHDRAWN", "WITHDRAWN")
    assert (
        await bench.post(f"/coupons/{coupon['id'][:-1]}{'0' if coupon['id'][-1] != '0' else '1'}/withdraw")
    ).code == ("coupon-is-unknown")


async def gives(bench, order, fen, key="coupon-by-hand-1", who="小王", **more):
    body = {"order_id": order["id"], "amount_fen": fen, "words": "老顾客", **more}
    path = f"/api/store/{bench.town.shop.store_id}/coupons"
    return await bench.town.post(path, await bench.key(who), body, key=key)


async def test_staff_gives_a_coupon_once_within_the_budget_and_by_name(town, bench):
    await sets(town, {"compensation": {"per_case_fen": 400, "per_day_fen": 600, "fund_per_month_fen": 1000}})
    token = await town.diner()
    order = (await town.place(token)).body
    given = await gives(bench, order, 300, min_spend_fen=1000)
    again = await gives(bench, order, 300, min_spend_fen=1000)
    other = await gives(bench, order, 200)
    too_much = await gives(bench, order, 301, key="coupon-by-hand-2")

    assert (given.status, given.body["origin"], given.body["min_spend_fen"]) == (201, "manual", 1000)
    assert (again.status, again.body["id"]) == (200, given.body["id"])
    assert (other.code, too_much.code) == ("coupon-id-was-used", "budget-is-exhausted")
    mine = (await town.ask("GET", f"/api/diner/coupons?store_id={order['store_id']}", token)).body
    assert [coupon["amount_fen"] for coupon in mine] == [300]
    [row] = await town.house.reports.fetch("SELECT content FROM event WHERE kind = 'coupon-given'")
    assert '"by":"小王"' in row["content"].replace(" ", "")
    [audit] = await town.house.reports.fetch("SELECT staff_name FROM audit_entry WHERE words LIKE '%老顾客%'")
    assert audit["staff_name"] == "小王"
    assert await find_breaches(town.house.reports, town.house.clock.now()) == []
