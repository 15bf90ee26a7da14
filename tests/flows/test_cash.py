"""Cash at one moment, cash nobody confirmed, and the drawer as a channel like any other."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from wendan.app import open_house
from wendan.channels.cash import CashDrawer
from wendan.channels.port import (
    CallbackRejected,
    ChannelRefused,
    CloseAnswer,
    PaymentAsk,
    RefundAsk,
    RefundKey,
)
from wendan.cli.drilling.menu import drill_store
from wendan.domains.catalog.model import BasketLine
from wendan.domains.catalog.store import ITEMS
from wendan.domains.incidents.model import CaseState, CaseType
from wendan.domains.ordering.model import Entry, Order, OrderState, Wish
from wendan.domains.payments.errors import PaymentIsBeingChecked
from wendan.domains.payments.model import Fate, PaymentState, PaymentWish
from wendan.domains.payments.service import begin
from wendan.domains.recovery.model import PolicyChange
from wendan.domains.refunds.model import DRIVE_TIMER, HAND_BACK_TIMER, Refund, RefundState
from wendan.domains.shifts.errors import ShiftIsClosed, ShiftIsNeeded
from wendan.domains.shifts.model import Cashier
from wendan.flows.alarm_hand_back import alarm_hand_back
from wendan.flows.answers import Answer, news_of
from wendan.flows.change_policy import Whose, change_policy
from wendan.flows.checkout import place
from wendan.flows.house import House
from wendan.flows.menu import open_store
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.payment_rows import key_of, new_payment
from wendan.flows.refund import cancel_order, drive
from wendan.flows.return_cash import hand_back
from wendan.flows.settle import settle
from wendan.flows.shifts import Count, close_shift, open_shift
from wendan.flows.sweep import ask_channel
from wendan.flows.take_cash import CashOnTable, confirm_once, take_cash
from wendan.kernel.errors import Refusal
from wendan.kernel.money import Fen
from wendan.kernel.news import Source, Word
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.platform.settings import Settings
from wendan.platform.timers import Timer
from wendan.promises import find_breaches

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
WANG, LI = Cashier(UUID(int=7), "小王", None), Cashier(UUID(int=8), "小李", UUID(int=9))


@pytest.fixture
async def house(database: str) -> AsyncIterator[House]:
    async with open_house(Settings(database_url=database), ManualClock(NOON), SeededIds(1)) as opened:
        yield opened


@pytest.fixture
async def order(house: House) -> Order:
    store = await open_store(house, drill_store({"wechat": "1900000001"}, 10))
    items = await house.database.read(ITEMS, store_id=store.store_id)
    rice = next(item for item in items if item.name == "米饭")
    wish = Wish(store.store_id, WANG.staff_id, "key", Entry.POS, None, "", "content")
    placed = (await place(house, wish, [BasketLine(rice.id, 1)])).order
    for cashier in (WANG, LI):
        await open_shift(house, store.store_id, cashier, Fen(0), "shift-key")
    return placed


def on_table(order: Order, cashier: Cashier, key: str) -> CashOnTable:
    return CashOnTable(order.store_id, order.id, Fen(1000), cashier, key)


async def file_of(house: House, order: Order) -> OrderFile:
    file = await read_order_file(house, order.store_id, order.id)
    assert file is not None
    return file


async def test_two_cashiers_at_one_moment_take_the_money_once(house: House, order: Order):
    answers = await asyncio.gather(
        take_cash(house, on_table(order, WANG, "press-of-wang")),
        take_cash(house, on_table(order, LI, "press-of-li")),
        return_exceptions=True,
    )
    moved = await house.reports.fetch("SELECT amount_fen FROM cash_move")

    assert sorted(isinstance(answer, Refusal) for answer in answers) == [False, True]
    assert [row["amount_fen"] for row in moved] == [200]
    assert (await file_of(house, order)).order.state is OrderState.CONFIRMED


async def test_a_second_cashier_hears_that_the_money_is_there(house: House, order: Order):
    await confirm_once(house, on_table(order, WANG, "press-of-wang"))

    with pytest.raises(PaymentIsBeingChecked):
        await take_cash(house, on_table(order, LI, "press-of-li"))


async def test_a_note_and_a_count_at_one_moment_never_miss_each_other(house: House, order: Order):
    shift = (await open_shift(house, order.store_id, WANG, Fen(0), "shift-key")).shift
    answers = await asyncio.gather(
        take_cash(house, on_table(order, WANG, "press-of-wang")),
        close_shift(house, order.store_id, shift.id, Count(Fen(200), 0, "")),
        return_exceptions=True,
    )
    again = (await open_shift(house, order.store_id, WANG, Fen(0), "shift-key")).shift

    assert not isinstance(answers[1], Exception)
    assert again.expected_fen == (0 if isinstance(answers[0], ShiftIsNeeded) else 200)
    with pytest.raises(ShiftIsClosed):
        await close_shift(house, order.store_id, shift.id, Count(Fen(200), 0, ""))


async def test_cash_that_nobody_confirmed_is_closed_with_the_drawers_word(house: House, order: Order):
    file, stamp = await file_of(house, order), house.stamp()
    wish = PaymentWish("key", "cash", "drawer", "cash", None, None)
    payment, changes = begin(new_payment(file, wish, stamp, "01"), NOON + timedelta(seconds=10))
    await house.database.commit(changes)
    await ask_channel(house, payment)
    [words] = await house.reports.fetch("SELECT word, raw FROM channel_message")

    assert (await file_of(house, order)).payment(payment.id).state is PaymentState.CLOSED
    assert (words["word"], words["raw"]) == ("CLOSED", "no cashier confirmed money for this number")
    assert await find_breaches(house.reports, NOON) == []


async def test_the_press_after_a_crash_goes_on_with_the_same_cash(house: House, order: Order):
    await confirm_once(house, on_table(order, WANG, "press-of-wang"))
    change = await take_cash(house, on_table(order, WANG, "press-of-wang"))
    file = await file_of(house, order)

    assert change == 800
    assert (file.order.state, len(file.payments)) == (OrderState.CONFIRMED, 1)
    assert file.facts[0].source is Source.QUERY


async def test_the_drawer_answers_like_every_channel(house: House, order: Order):
    drawer = house.channels["cash"]
    confirmed = await confirm_once(house, on_table(order, WANG, "press-of-wang"))
    number = confirmed.payment.number
    ask = PaymentAsk("drawer", number, "cash", Fen(200), "饭", NOON, NOON)
    other = f"{number[:-1]}2"

    with pytest.raises(ChannelRefused):
        await drawer.prepare(ask)
    news = await drawer.query(key_of(confirmed.payment))
    assert (news.word, news.amount_fen, news.account) == (Word.SUCCEEDED, 200, "drawer")
    assert (await drawer.close(key_of(confirmed.payment))).answer is CloseAnswer.ALREADY_PAID
    assert (await drawer.close(replace(key_of(confirmed.payment), number=other))).answer is CloseAnswer.CLOSED
    assert (await drawer.query(replace(key_of(confirmed.payment), number="not ours"))).word is Word.CLOSED
    waiting = await drawer.refund(
        RefundAsk(RefundKey("drawer", f"R{other[1:]}", NOON, key_of(confirmed.payment)), Fen(1), Fen(200), "")
    )
    assert waiting.word is Word.ACCEPTED
    assert confirmed.callback is not None
    heard = drawer.hear("drawer", {}, confirmed.callback.body, NOON)
    assert (heard.word, heard.source, heard.reference) == (Word.SUCCEEDED, Source.COUNTER, news.reference)
    for forged in (b"", b"{}", b"[1]", confirmed.callback.body + b"}"):
        with pytest.raises(CallbackRejected):
            drawer.hear("drawer", {}, forged, NOON)


async def test_a_drawer_out_of_reach_is_silent_and_the_payment_stays_open(house: House, order: Order):
    confirmed = await confirm_once(house, on_table(order, WANG, "press-of-wang"))
    house.reports.pool.terminate()
    away = replace(house, channels={"cash": CashDrawer(house.reports, house.clock, house.reports)})

    assert await ask_channel(away, confirmed.payment) is None
    assert (await file_of(house, order)).payments[0].state is PaymentState.UNKNOWN


async def test_cash_and_phone_at_one_moment_keep_one_and_return_the_other(house: House, order: Order):
    file, stamp = await file_of(house, order), house.stamp()
    wish = PaymentWish("by-phone", "wechat", "1900000001", "native", None, None)
    phone, changes = begin(new_payment(file, wish, stamp, "01"), NOON + timedelta(seconds=10))
    await house.database.commit(changes)
    paid = replace(
        news_of(phone, Answer(Word.SUCCEEDED, Source.CALLBACK, "{}"), NOON),
        reference="4200000001",
        amount_fen=Fen(200),
        happened_at=NOON,
    )
    change, _ = await asyncio.gather(
        take_cash(house, on_table(order, WANG, "press-of-wang")), settle(house, paid), return_exceptions=True
    )
    after = await file_of(house, order)
    fates = {payment.channel: payment.fate for payment in after.payments}

    assert after.order.state is OrderState.CONFIRMED
    assert len(after.tickets) == 1
    if isinstance(change, Refusal):  # the phone was first, and no cash was taken
        assert fates == {"wechat": Fate.KEPT}
    elif change == 800:  # the cash was first; the phone's money is on its way back
        assert fates == {"cash": Fate.KEPT, "wechat": Fate.RETURNING}
    else:  # both were taken, the phone's was kept, and the customer has all cash back
        assert change == 1000
        assert fates == {"cash": Fate.RETURNING, "wechat": Fate.KEPT}
        assert after.refunds[0].state is RefundState.SUCCEEDED
    assert await find_breaches(house.reports, NOON) == []


async def waiting_in_the_drawer(house: House, order: Order) -> Refund:
    """Paid in cash, and cancelled by somebody who does not stand at the drawer."""
    await take_cash(house, on_table(order, WANG, "press-of-wang"))
    refund = await cancel_order(house, order.store_id, order.id, "老板")
    await drive(house, Timer(order.store_id, DRIVE_TIMER, refund.id, order.id, house.clock.now()))
    return refund


async def clocks(house: House, kind: str) -> list[Timer]:
    rows = await house.reports.fetch(
        "SELECT store_id, kind, subject_id, order_id, due_at FROM timer WHERE kind = $1", kind
    )
    return [Timer(*row) for row in rows]


async def test_cash_that_nobody_hands_back_calls_somebody_and_is_quiet_once_it_is_handed_out(
    house: House, order: Order
):
    refund = await waiting_in_the_drawer(house, order)
    (clock,) = await clocks(house, HAND_BACK_TIMER)
    await house.clock.advance(15 * 60)
    await alarm_hand_back(house, clock)
    alarmed = await file_of(house, order)
    letters = await house.reports.fetch("SELECT content->>'type' AS type FROM outbox")
    await hand_back(house, (order.store_id, order.id), LI)
    after = await file_of(house, order)

    assert clock.due_at == refund.created_at + timedelta(minutes=15)
    assert [(case.type, case.state, case.amount_fen, case.owner) for case in alarmed.cases] == [
        (CaseType.NOT_HANDED_BACK, CaseState.OPEN, 200, "counter")
    ]
    assert "not-handed-back" in [letter["type"] for letter in letters]
    assert [refund.state for refund in after.refunds] == [RefundState.SUCCEEDED]
    assert [case.state for case in after.cases] == [CaseState.RESOLVED]
    assert await clocks(house, HAND_BACK_TIMER) == []
    assert await find_breaches(house.reports, house.clock.now()) == []


async def test_cash_that_is_handed_back_in_time_calls_nobody(house: House, order: Order):
    await waiting_in_the_drawer(house, order)
    (clock,) = await clocks(house, HAND_BACK_TIMER)
    await hand_back(house, (order.store_id, order.id), WANG)
    await alarm_hand_back(house, clock)

    assert await clocks(house, HAND_BACK_TIMER) == []
    assert (await file_of(house, order)).cases == []


async def test_how_long_it_may_wait_is_a_matter_of_policy(house: House, order: Order):
    await change_policy(
        house, Whose(order.store_id, None), PolicyChange({"hand_back_within_minutes": 3}, "收紧", "老板")
    )
    refund = await waiting_in_the_drawer(house, order)
    (clock,) = await clocks(house, HAND_BACK_TIMER)

    assert clock.due_at == refund.created_at + timedelta(minutes=3)
