"""Callbacks: WeChat's schedule, what counts as acknowledged, and everything that may happen to one on its way."""

from typing import Any

import pytest
from merchant import Merchant
from standing import Door, Standing

from waiting import until
from wendan.platform.clock import ManualClock
from wendan.sandbox.wechat import CallbackFault, FaultPlan

# channels.md §1.11: seconds after the first send.
SCHEDULE = [15, 30, 60, 240, 840, 2040, 3840, 5640, 7440, 11040, 21840, 32640, 43440, 65040, 86640]


async def paid(merchant: Merchant, sandbox: Standing, number: str = "ORDER-1", **how: Any) -> None:
    assert (await merchant.prepay(number))[0] == 200
    assert (await sandbox.pay(number, **how))[0] == 200


async def sends(sandbox: Standing, count: int) -> None:
    (callback,) = sandbox.bench.desk.books.notices.values()
    await until(lambda: callback.sends == count)


def with_faults(*faults: CallbackFault, **more: Any) -> FaultPlan:
    return FaultPlan(callbacks=dict.fromkeys(faults, 1.0), **more)


def spoil(sandbox: Standing, *faults: CallbackFault, **more: Any) -> None:
    sandbox.bench.desk.fate.plan = with_faults(*faults, **more)


async def test_a_payment_is_called_out_signed_and_sealed(
    merchant: Merchant, sandbox: Standing, door: Door, clock: ManualClock
):
    await paid(merchant, sandbox)
    await clock.advance(1)
    await until(lambda: door.came)
    headers, body = door.came[0]
    told = merchant.opened(body)

    assert merchant.is_signed(headers, body)
    assert (told["trade_state"], told["out_trade_no"], told["mchid"]) == (
        "SUCCESS",
        "ORDER-1",
        merchant.keys.mchid,
    )
    assert told["amount"] == {"total": 1250, "payer_total": 1250, "currency": "CNY", "payer_currency": "CNY"}


async def test_the_schedule_is_wechats_and_ends_after_fifteen_retries(
    merchant: Merchant, sandbox: Standing, door: Door, clock: ManualClock
):
    door.status = 500
    await paid(merchant, sandbox)
    await clock.advance(1)
    await sends(sandbox, 1)
    (callback,) = sandbox.bench.desk.books.notices.values()
    first = callback.first_sent_at
    assert first is not None
    dues = []
    for retry in range(len(SCHEDULE)):
        assert callback.due_at is not None
        dues.append(round(callback.due_at - first))
        await clock.advance(callback.due_at - clock.now().timestamp() - 0.5)
        assert callback.sends == retry + 1
        await clock.advance(0.6)
        await sends(sandbox, retry + 2)

    assert dues == SCHEDULE
    assert callback.due_at is None
    assert len(door.came) == 16


async def test_every_send_has_the_same_id_and_body_but_a_fresh_signature(
    merchant: Merchant, sandbox: Standing, door: Door, clock: ManualClock
):
    door.status = 503
    await paid(merchant, sandbox)
    for n in range(3):
        await clock.advance(16)
        await sends(sandbox, n + 1)
    headers, bodies = zip(*door.came, strict=True)

    assert len(set(bodies)) == 1
    for name in ("Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Signature"):
        assert len({each[name] for each in headers}) == 3


@pytest.mark.parametrize(
    ("status", "answer", "is_accepted"),
    [
        (200, '{"code":"SUCCESS"}', True),
        (200, '{"code":"FAIL","message":"x"}', True),
        (204, "", True),
        (400, '{"code":"SUCCESS"}', False),
        (500, "", False),
        (302, "", False),
    ],
)
async def test_the_status_alone_acknowledges(
    merchant: Merchant,
    sandbox: Standing,
    door: Door,
    clock: ManualClock,
    status: int,
    answer: str,
    is_accepted: bool,
):
    door.status, door.answer = status, answer
    await paid(merchant, sandbox)
    await clock.advance(1)
    await sends(sandbox, 1)
    (callback,) = sandbox.bench.desk.books.notices.values()

    assert callback.is_accepted == is_accepted
    assert (callback.due_at is None) == is_accepted


async def test_a_lost_callback_stays_lost(
    merchant: Merchant, sandbox: Standing, door: Door, clock: ManualClock
):
    spoil(sandbox, CallbackFault.LOST, CallbackFault.EARLY, CallbackFault.DOUBLED)
    await paid(merchant, sandbox)
    await clock.advance(2 * 86400)

    assert not door.came
    assert sandbox.bench.desk.agenda.next_due() is None
    assert sandbox.bench.desk.books.trades["ORDER-1"].taken_fen == 1250


async def test_an_early_callback_comes_before_the_pay_call_answers(
    merchant: Merchant, sandbox: Standing, door: Door
):
    spoil(sandbox, CallbackFault.EARLY)
    await paid(merchant, sandbox)

    assert len(door.came) == 1


async def test_a_wish_is_paid_and_called_before_the_order_call_answers(
    merchant: Merchant, sandbox: Standing, door: Door
):
    assert (await sandbox.call("POST", "/wishes", {"number": "ORDER-1"}))[0] == 204
    await merchant.prepay("ORDER-1")

    assert len(door.came) == 1
    assert (await merchant.query("ORDER-1"))[1]["trade_state"] == "SUCCESS"


async def test_a_doubled_callback_comes_up_to_twenty_times_with_one_id(
    merchant: Merchant, sandbox: Standing, door: Door, clock: ManualClock
):
    spoil(sandbox, CallbackFault.DOUBLED)
    for n in range(12):
        await paid(merchant, sandbox, f"ORDER-{n}")
    await clock.advance(60)
    expected = sum(sandbox.bench.desk.fate.copies(each) for each in sandbox.bench.desk.books.notices)
    await until(lambda: len(door.came) == expected)

    assert len({body for _, body in door.came}) == 12
    assert 2 * 12 <= expected <= 20 * 12


async def test_a_late_callback_comes_within_twenty_five_hours(
    merchant: Merchant, sandbox: Standing, door: Door, clock: ManualClock
):
    spoil(sandbox, CallbackFault.LATE)
    await paid(merchant, sandbox)
    (callback,) = sandbox.bench.desk.books.notices.values()
    assert callback.due_at is not None
    late_s = callback.due_at - clock.now().timestamp()
    await clock.advance(25 * 3600 + 1)
    await until(lambda: door.came)

    assert 0 < late_s <= 25 * 3600 + 0.5


async def test_reordered_callbacks_overtake_one_another(
    merchant: Merchant, sandbox: Standing, door: Door, clock: ManualClock
):
    spoil(sandbox, CallbackFault.REORDERED)
    for n in range(8):
        await paid(merchant, sandbox, f"ORDER-{n}")
    for _ in range(320):
        await clock.advance(0.1)
    await until(lambda: len(door.came) == 8)
    came = [merchant.opened(body)["out_trade_no"] for _, body in door.came]

    assert sorted(came) == [f"ORDER-{n}" for n in range(8)] != came


@pytest.mark.parametrize("fault", [CallbackFault.PROBED, CallbackFault.MISSIGNED, CallbackFault.MISSTAMPED])
async def test_a_spoiled_callback_is_followed_by_a_right_one(
    merchant: Merchant, sandbox: Standing, door: Door, clock: ManualClock, fault: CallbackFault
):
    spoil(sandbox, fault)
    door.status = 401
    await paid(merchant, sandbox)
    await clock.advance(1)
    await sends(sandbox, 1)
    await clock.advance(15)
    await sends(sandbox, 2)
    (bad, body), (good, same) = door.came

    age_s = clock.now().timestamp() - int(bad["Wechatpay-Timestamp"])
    assert body == same
    assert merchant.is_signed(good, same)
    assert age_s > 300 if fault is CallbackFault.MISSTAMPED else not merchant.is_signed(bad, body)
    assert bad["Wechatpay-Signature"].startswith("WECHATPAY/SIGNTEST/") == (fault is CallbackFault.PROBED)


async def test_while_wechat_is_down_callbacks_wait(
    merchant: Merchant, sandbox: Standing, door: Door, clock: ManualClock
):
    await merchant.prepay("ORDER-1")
    spoil(sandbox, down_every_s=600.0, down_for_s=600.0)
    assert (await sandbox.pay("ORDER-1"))[0] == 200
    await clock.advance(300)
    down = await sandbox.call("GET", "/agenda")
    spoil(sandbox)
    await clock.advance(400)
    await until(lambda: door.came)

    assert down[1]["down_for_s"] == pytest.approx(300, abs=2)
    assert len(door.came) == 1


async def test_a_tester_delivers_at_once_what_is_due_later(merchant: Merchant, sandbox: Standing, door: Door):
    spoil(sandbox, CallbackFault.LATE)
    await paid(merchant, sandbox)
    pending = await sandbox.call("GET", "/callbacks?pending=true")
    hurried = await sandbox.call("POST", "/agenda/hurry")
    await until(lambda: door.came)

    assert len(pending[1]) == 1
    assert hurried[1] == {"begun": 1}


async def test_a_payment_that_takes_its_time_comes_by_the_clock(
    merchant: Merchant, sandbox: Standing, door: Door, clock: ManualClock
):
    await merchant.prepay("ORDER-1")
    assert (await sandbox.pay("ORDER-1", delay_s=90))[1]["outcome"] == "coming"
    await clock.advance(89)
    before = (await merchant.query("ORDER-1"))[1]["trade_state"]
    await clock.advance(2)
    await until(lambda: door.came)

    assert before == "NOTPAY"
    assert (await merchant.query("ORDER-1"))[1]["trade_state"] == "SUCCESS"
