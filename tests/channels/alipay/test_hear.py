"""Notices: who is believed, what they say, and what is no second payment."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from alipay_side import SELLER
from conformance import Stage
from sandbox_side import SandboxSide
from standing import Door, Standing

from waiting import until
from wendan.channels.alipay import Alipay
from wendan.channels.port import CallbackRejected
from wendan.channels.preauth import HoldAsk, HoldKey, ReleaseAsk
from wendan.kernel.money import Fen
from wendan.kernel.news import Source, Subject, Word


async def notice(stage: Stage, door: Door) -> dict[str, str]:
    """A genuine one, as its values."""
    await stage.paid("ORDER-1")
    _, body = await stage.other_side.callback()
    return dict(parse_qsl(body.decode()))


def again(sandbox: Standing, told: dict[str, str], charset: str = "utf-8", **change: Any) -> bytes:
    """The notice with a change, and Alipay's signature over it."""
    values = {name: value for name, value in (told | change).items() if value is not None}
    for name in ("sign", "sign_type"):
        values.pop(name, None)
    return urlencode(sandbox.bench.desk.crypto.notice(values), encoding=charset).encode()


def hear(channel: Alipay, body: bytes, account: str = SELLER) -> Any:
    return channel.hear(account, {}, body, channel._clock.now())


async def test_a_payment_is_heard_with_everything_it_says(
    stage: Stage, door: Door, sandbox: Standing, channel: Alipay
):
    told = await notice(stage, door)
    news = hear(channel, again(sandbox, told))

    assert (news.word, news.number, news.amount_fen, news.source) == (
        Word.SUCCEEDED,
        "ORDER-1",
        1250,
        Source.CALLBACK,
    )
    assert news.message_id == f"{told['notify_id']}:TRADE_SUCCESS:"
    assert news.reference == told["trade_no"]


async def test_what_the_merchants_own_promotion_paid_is_part_of_the_payment(
    stage: Stage, sandbox: Standing, channel: Alipay
):
    await stage.channel.prepare(stage.ask("ORDER-1"))
    await sandbox.pay("ORDER-1", promoted_fen=250)
    _, body = await stage.other_side.callback()
    told, asked = dict(parse_qsl(body.decode())), await channel.query(stage.key("ORDER-1"))
    back = await channel.refund(stage.refund("BACK-1", "ORDER-1", 625))
    [refund] = sandbox.bench.desk.books.refunds.values()

    assert (told["total_amount"], told["receipt_amount"], told["buyer_pay_amount"]) == (
        "12.50",
        "10.00",
        "10.00",
    )
    assert '"fundChannel":"MDISCOUNT"' in told["fund_bill_list"]
    assert [news.amount_fen for news in (hear(channel, body), asked)] == [1250, 1250]
    assert (back.word, back.amount_fen, refund.settled_fen) == (Word.SUCCEEDED, 625, 500)


async def test_a_repeat_has_the_same_id_and_a_refund_another_but_it_is_one_payment(
    stage: Stage, door: Door, sandbox: Standing, channel: Alipay
):
    told = await notice(stage, door)
    first, repeat = hear(channel, again(sandbox, told)), hear(channel, again(sandbox, told, notify_time="x"))
    refunded = hear(channel, again(sandbox, told, refund_fee="3.00", out_biz_no="BACK-1"))

    assert first.message_id == repeat.message_id != refunded.message_id
    assert (refunded.word, refunded.amount_fen, refunded.reference) == (
        first.word,
        first.amount_fen,
        first.reference,
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"app_id": "2021000000000000"}, "wrong-merchant"),
        ({"seller_id": "2088000000000000"}, "wrong-merchant"),
        ({"seller_id": None}, "wrong-merchant"),
        ({"total_amount": None}, "malformed"),
        ({"total_amount": "a lot"}, "malformed"),
        ({"out_trade_no": None}, "malformed"),
        ({"trade_no": None}, "malformed"),
        ({"trade_status": "TRADE_DANCING"}, "malformed"),
        ({"gmt_payment": "yesterday"}, "malformed"),
    ],
)
async def test_genuine_notices_that_are_not_for_us_or_say_nothing(
    stage: Stage, door: Door, sandbox: Standing, channel: Alipay, change: dict[str, Any], reason: str
):
    told = await notice(stage, door)
    with pytest.raises(CallbackRejected) as rejected:
        hear(channel, again(sandbox, told, **change))

    assert rejected.value.reason == reason


async def test_one_changed_value_is_not_believed(
    stage: Stage, door: Door, sandbox: Standing, channel: Alipay
):
    told = await notice(stage, door)
    for name in told:
        with pytest.raises(CallbackRejected):
            hear(channel, urlencode(told | {name: told[name] + "1"}).encode())


async def test_nobody_elses_door_takes_it(stage: Stage, door: Door, sandbox: Standing, channel: Alipay):
    told = await notice(stage, door)
    with pytest.raises(CallbackRejected, match="wrong-merchant"):
        hear(channel, again(sandbox, told), "2088000000000000")


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"\xff\xfe", b"a=%ff&sign=x&sign_type=RSA2", b"charset=koi8-r&sign=x"]
)
async def test_any_other_bytes_are_malformed(channel: Alipay, body: bytes):
    with pytest.raises(CallbackRejected, match="malformed"):
        hear(channel, body)


async def test_a_notice_in_gbk_is_read_in_gbk(stage: Stage, door: Door, sandbox: Standing, channel: Alipay):
    told = await notice(stage, door) | {"charset": "gbk", "subject": "牛肉面"}
    told.pop("sign"), told.pop("sign_type")
    content = "&".join(f"{name}={told[name]}" for name in sorted(told))
    told |= {"sign_type": "RSA2", "sign": sandbox.bench.desk.crypto.sign(content.encode("gbk"))}

    assert hear(channel, urlencode(told, encoding="gbk").encode()).number == "ORDER-1"


async def test_a_closing_notice_tells_of_the_unpaid_only(
    stage: Stage, door: Door, sandbox: Standing, channel: Alipay
):
    told = await notice(stage, door)
    unpaid = hear(channel, again(sandbox, told, trade_status="TRADE_CLOSED", gmt_payment=None))
    refunded = hear(channel, again(sandbox, told, trade_status="TRADE_CLOSED", refund_fee="12.50"))

    assert unpaid.word is Word.CLOSED
    assert refunded is None


HOLD_NOTICE = {
    "seller_id": None,
    "payee_user_id": SELLER,
    "out_order_no": "HOLD1",
    "auth_no": "2026000001",
    "status": "SUCCESS",
    "amount": "200.00",
    "total_freeze_amount": "200.00",
    "payer_user_id": "2088111122223333",
}


@pytest.mark.parametrize(
    ("kind", "rest", "word"),
    [
        ("fund_auth_freeze", "200.00", Word.SUCCEEDED),
        ("fund_auth_unfreeze", "0.00", Word.CLOSED),
        ("fund_auth_operation_cancel", "200.00", Word.CLOSED),
    ],
)
async def test_what_tells_of_held_money_is_news_of_the_hold(
    stage: Stage, door: Door, sandbox: Standing, channel: Alipay, kind: str, rest: str, word: Word
):
    told = await notice(stage, door)
    news = hear(channel, again(sandbox, told, notify_type=kind, rest_amount=rest, **HOLD_NOTICE))

    assert news is not None
    assert (news.subject, news.number, news.word) == (Subject.HOLD, "HOLD1", word)
    assert news.amount_fen == (20000 if word is Word.SUCCEEDED else None)
    assert news.reference == "2026000001"


async def test_a_release_of_a_part_ends_no_hold_and_a_hold_without_a_number_is_refused(
    stage: Stage, door: Door, sandbox: Standing, channel: Alipay
):
    told = await notice(stage, door)
    part = again(sandbox, told, notify_type="fund_auth_unfreeze", rest_amount="50.00", **HOLD_NOTICE)
    nameless = again(sandbox, told, notify_type="fund_auth_freeze", **{**HOLD_NOTICE, "out_order_no": None})

    assert hear(channel, part) is None
    with pytest.raises(CallbackRejected):
        hear(channel, nameless)


async def test_the_sandbox_tells_of_freezing_undoing_and_giving_back(
    stage: Stage, door: Door, sandbox: Standing, channel: Alipay
):
    now = stage.clock.now()
    for number in ("HOLD1", "HOLD2"):
        ask = HoldAsk(SELLER, number, Fen(20000), "火锅", now, now + timedelta(minutes=30))
        await channel.freeze(ask)
        await sandbox.call("POST", f"/holds/{number}/agree")
    held = HoldKey(SELLER, "HOLD1", (await channel.query_freeze(HoldKey(SELLER, "HOLD1"))).reference)
    await channel.unfreeze(ReleaseAsk(held, "FREE1", Fen(20000), "取消"))
    await channel.cancel(HoldKey(SELLER, "HOLD2"))
    await stage.clock.advance(5)
    await until(lambda: len(door.came) == 4)

    heard = [channel.hear(SELLER, {}, body, stage.clock.now()) for _, body in door.came]
    words = sorted((news.number, news.word) for news in heard if news is not None)
    assert words == [("HOLD1", "CLOSED"), ("HOLD1", "SUCCEEDED"), ("HOLD2", "CLOSED"), ("HOLD2", "SUCCEEDED")]


async def test_lost_notices_come_again_until_the_seven_bytes(stage: Stage, door: Door, sandbox: Standing):
    side: Any = stage.other_side
    assert isinstance(side, SandboxSide)
    door.answer = "SUCCESS"
    await stage.paid("ORDER-1")
    gaps = (1, 240, 600, 600)
    for sends, gap_s in enumerate(gaps, start=1):
        await stage.clock.advance(gap_s)
        await until(lambda sends=sends: len(door.came) == sends)
        await until(lambda: not sandbox.bench.desk.agenda.under_way)
    door.answer = "success"
    await stage.clock.advance(3600)
    await until(lambda: len(door.came) == len(gaps) + 1)
    await until(lambda: not (await_pending(sandbox)))
    ids = {dict(parse_qsl(body.decode()))["notify_id"] for _, body in door.came}

    assert len(ids) == 1


def await_pending(sandbox: Standing) -> list[Any]:
    return [each for each in sandbox.bench.desk.books.notices.values() if each.due_at is not None]
