"""The judge itself is judged: each way to go wrong is seen, and fair endings are not blamed."""

from datetime import UTC, datetime
from typing import Any

import pytest

from wendan.cli.drilling.evidence import Evidence
from wendan.cli.drilling.held import HeldThere
from wendan.cli.drilling.oracle import judge
from wendan.cli.drilling.pass_books import PassBooks
from wendan.cli.drilling.reminders import Carried
from wendan.sandbox.core.events import Ordered, RefundAsked
from wendan.sandbox.core.trades import Refund, Trade

NUMBER, ORDER = "P1", "order"


def taken(fen: int = 1000, *, refunded: int = 0, total: int = 1000, closed: bool = False) -> Trade:
    order = Ordered(0.0, NUMBER, "1230000109", "native", total, 0.0)
    trade = Trade(order, 0.0, taken_fen=fen, closed_at=1.0 if closed else None)
    if refunded:
        trade.refunds.append(Refund(RefundAsked(0.0, "B1", NUMBER, refunded, 0.0, "SUCCESS"), "r", "SUCCESS"))
    return trade


def evidence(book: Trade | None, **known: Any) -> Evidence:
    payment = {
        "id": "p",
        "order_id": ORDER,
        "number": NUMBER,
        "state": "SUCCEEDED",
        "fate": "KEPT",
        "is_proven": True,
        "coupon_id": None,
        "discount_fen": 0,
    }
    order = {"id": ORDER, "state": "CONFIRMED", "total_fen": 1000, "seen": 1}
    return Evidence(
        payments={NUMBER: payment | known.get("payment", {})},
        orders={ORDER: order | known.get("order", {})},
        refunds=known.get("refunds", []),
        cases=known.get("cases", []),
        stock=known.get("stock", []),
        tickets=1,
        breaches=[],
        books={NUMBER: book} if book else {},
        now=datetime(2026, 11, 23, tzinfo=UTC),
        carried=known.get("carried", Carried()),
        holds=known.get("holds", {}),
        held_there=known.get("held_there", {}),
        passes=known.get("passes", PassBooks()),
    )


CASE = {"id": "c", "order_id": ORDER, "type": "wrong-amount", "subject": NUMBER, "number": NUMBER}


def test_a_confirmed_orders_one_payment_is_at_home():
    judgement = judge(evidence(taken()))

    assert not (judgement.lost)
    assert not (judgement.kept_twice)
    assert not (judgement.guessed)
    assert not (judgement.unseen)


@pytest.mark.parametrize(
    "known",
    [
        {"order": {"state": "CLOSED"}},
        {"payment": {"state": "PENDING", "fate": "NONE"}},
        {
            "payment": {"fate": "RETURNING"},
            "refunds": [{"payment_id": "p", "amount_fen": 1000, "state": "SUCCEEDED"}],
        },
        {
            "payment": {"fate": "RETURNING"},
            "refunds": [{"payment_id": "p", "amount_fen": 1000, "state": "FAILED"}],
        },
        {
            "payment": {"fate": "RETURNING"},
            "refunds": [{"payment_id": "p", "amount_fen": 400, "state": "PROCESSING"}],
        },
    ],
    ids=["order closed", "never noticed", "refund claimed", "refund failed", "refund too small"],
)
def test_money_the_channel_kept_without_a_home_is_lost(known: dict[str, Any]):
    assert judge(evidence(taken(), **known)).lost == [NUMBER]


def test_money_that_goes_back_or_waits_for_a_person_is_not_lost():
    returning = {"payment_id": "p", "amount_fen": 1000, "state": "PROCESSING"}

    assert not judge(evidence(taken(), payment={"fate": "RETURNING"}, refunds=[returning])).lost
    assert not judge(evidence(taken(refunded=1000), order={"state": "CLOSED"})).lost
    assert not judge(evidence(taken(1001), payment={"fate": "IN_CASE"}, cases=[CASE])).lost


def test_a_payment_given_up_although_money_was_taken_is_guessed():
    assert judge(evidence(taken(), payment={"state": "CLOSED"})).guessed == [NUMBER]
    assert judge(evidence(None, payment={"state": "FAILED", "is_proven": False})).guessed == [NUMBER]
    assert not judge(evidence(None, payment={"state": "CLOSED"})).guessed


def test_a_case_is_fair_only_where_a_person_is_needed():
    assert not judge(evidence(taken(1001), cases=[CASE])).cases_avoidable
    assert judge(evidence(taken(), cases=[CASE])).cases_avoidable
    assert judge(evidence(taken(), cases=[CASE | {"type": "promise-broken"}])).cases_avoidable
    assert not judge(evidence(taken(closed=True), cases=[CASE | {"type": "contradiction"}])).cases_avoidable


def test_more_confirmed_than_there_was_is_oversold_and_a_ticket_nobody_saw_is_unseen():
    stock = {"name": "fish", "total": 1, "held": 0, "sold": 2, "available": -1, "served": 2}

    assert judge(evidence(taken(), stock=[stock])).oversold
    assert judge(evidence(taken(), order={"seen": 0})).unseen == [ORDER]


def test_two_payments_held_for_one_order_are_kept_twice():
    found = evidence(taken())
    found.payments["P2"] = found.payments[NUMBER] | {"number": "P2", "id": "q"}
    found.books["P2"] = taken()

    assert judge(found).kept_twice == [ORDER]


def reminder(**known: Any) -> dict[str, Any]:
    plain = {
        "id": "m",
        "order_id": ORDER,
        "way": "sms",
        "state": "SENT",
        "sending_at": 1,
        "is_too_late": False,
    }
    return plain | known


@pytest.mark.parametrize(
    ("rows", "posts", "blamed"),
    [
        ([reminder()], {"m": ORDER}, ([], [])),
        ([reminder(is_too_late=True)], {}, ([ORDER], [])),
        ([reminder(state="SKIPPED", sending_at=None)], {"m": ORDER}, ([ORDER], [ORDER])),
        ([], {"m": ORDER}, ([ORDER], [ORDER])),
        ([reminder(), reminder(id="n", way="in-page")], {"m": ORDER, "n": ORDER}, ([], [ORDER])),
        ([reminder(), reminder(id="n", way="voice")], {"m": ORDER, "n": ORDER}, ([], [])),
    ],
)
def test_a_reminder_too_late_or_twice_is_seen(rows, posts, blamed):
    found = judge(evidence(taken(), carried=Carried(rows, posts)))

    assert (found.reminded_after_payment, found.told_twice) == blamed


def test_whatever_a_channel_still_holds_in_the_end_is_seen():
    found = judge(evidence(None, held_there={"A1": HeldThere(True, 0), "A2": HeldThere(False, 0)}))

    assert found.left_frozen == ["A1"]


@pytest.mark.parametrize(
    ("book", "order", "is_blamed"),
    [
        (taken(), {}, False),
        (taken(1200, total=1200), {}, True),  # more than the meal costs
        (taken(), {"state": "CLOSED"}, True),
        (taken(refunded=1000), {"state": "CANCELLED"}, False),
    ],
)
def test_what_was_taken_of_a_hold_is_the_price_of_a_served_order_or_went_back(book, order, is_blamed):
    known = {
        "holds": {NUMBER: {"number": NUMBER, "order_id": ORDER, "state": "CAPTURED"}},
        "held_there": {NUMBER: HeldThere(False, 1000)},
        "order": order,
    }
    assert judge(evidence(book, **known)).taken_too_much == ([NUMBER] if is_blamed else [])


TAKEN_PASS = {"states": {ORDER: "TAKEN"}, "given": {"u1": ORDER}, "heard": {"u1": ORDER}}
SECOND_MEAL = {
    "states": {ORDER: "TAKEN"},
    "given": {"u1": ORDER, "u2": ORDER},
    "heard": {"u1": ORDER, "u2": ORDER},
    "doubles": {"u2": ORDER},
    "cases": frozenset({ORDER}),
}
GIVEN_TWICE = {"id": "c", "order_id": ORDER, "type": "meal-given-twice", "subject": ORDER, "number": ""}


def passes_of(book: Trade | None, passes: dict[str, Any], **known: Any) -> tuple[int, int, int, int]:
    """For nothing, twice undetected, unfinished; and avoidable cases."""
    found = judge(evidence(book, passes=PassBooks(**passes), **known))
    return (
        len(found.passes_for_nothing),
        len(found.passes_twice_undetected),
        len(found.passes_unfinished),
        len(found.cases_avoidable),
    )


def test_a_pass_on_money_that_was_taken_is_fair_even_when_it_went_back():
    assert passes_of(taken(), TAKEN_PASS) == (0, 0, 0, 0)
    assert passes_of(taken(refunded=1000), TAKEN_PASS)[0] == 0


def test_a_pass_on_nothing_or_on_another_amount_is_seen():
    assert passes_of(None, TAKEN_PASS)[0] == 1
    assert passes_of(taken(900), TAKEN_PASS)[0] == 1
    assert passes_of(None, {"states": {ORDER: "ISSUED"}})[0] == 1


def test_a_second_meal_is_fair_only_where_it_was_found_out():
    assert passes_of(taken(), SECOND_MEAL, cases=[GIVEN_TWICE]) == (0, 0, 0, 0)
    assert passes_of(taken(), SECOND_MEAL | {"doubles": {}})[1] == 1
    assert passes_of(taken(), SECOND_MEAL | {"cases": frozenset()})[1] == 1
    assert passes_of(taken(), TAKEN_PASS, cases=[GIVEN_TWICE])[3] == 1


def test_a_meal_on_a_pass_that_nobody_heard_of_is_seen():
    assert passes_of(taken(), TAKEN_PASS | {"heard": {}})[1] == 1


def test_a_pass_that_waits_for_ever_is_seen():
    assert passes_of(taken(), TAKEN_PASS | {"states": {ORDER: "USED"}})[2] == 1
