"""What the door believes: nothing that UnionPay did not sign, about us, with money in it."""

import time
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from conformance import Stage
from standing import Door, Standing

from waiting import until
from wendan.channels.port import CallbackRejected
from wendan.channels.unionpay import UnionPay
from wendan.kernel.news import Source, Subject, Word
from wendan.platform.clock import ManualClock
from wendan.sandbox.unionpay.crypto import signed_by
from wendan.sandbox.unionpay.keys import MER_ID, UNIONPAY, certified

GENUINE = {
    "merId": MER_ID,
    "orderId": "P01",
    "txnTime": "20261121120000",
    "txnType": "01",
    "respCode": "00",
    "respMsg": "成功[0000000]",
    "queryId": "202611211200001234567",
    "txnAmt": "1250",
    "currencyCode": "156",
    "traceTime": "1121120001",
}


def signed(sandbox: Standing, **change: str) -> bytes:
    told = {name: value for name, value in (GENUINE | change).items() if value}
    return urlencode(sandbox.bench.desk.crypto.signed(told)).encode()


def rejected(channel: UnionPay, body: bytes, account: str = MER_ID) -> str:
    with pytest.raises(CallbackRejected) as refused:
        channel.hear(account, {}, body, channel._clock.now())
    return refused.value.reason


async def test_a_real_notice_is_heard_once_and_its_altered_copies_are_not(
    sandbox: Standing, channel: UnionPay, door: Door, clock: ManualClock, stage: Stage
):
    await channel.prepare(stage.ask("P01"))
    await sandbox.pay("P01")
    await clock.advance(1)
    came: Any = await until(lambda: door.came)
    headers, body = came[0]
    news = channel.hear(MER_ID, headers, body, clock.now())
    fields = dict(parse_qsl(body.decode()))

    assert news is not None
    assert (news.word, news.subject, news.source) == (Word.SUCCEEDED, Subject.PAYMENT, Source.CALLBACK)
    assert (news.number, news.amount_fen, news.currency) == ("P01", 1250, "CNY")
    assert news.message_id == news.reference == fields["queryId"]
    for name in ("orderId", "txnAmt", "txnTime", "queryId", "respCode", "settleDate", "certId"):
        assert rejected(channel, urlencode(fields | {name: "9"}).encode()) == "signature"


def test_a_notice_has_no_time_of_its_own_so_an_old_one_is_heard(sandbox: Standing, channel: UnionPay):
    assert channel.hear(MER_ID, {}, signed(sandbox, traceTime="0101000000"), channel._clock.now())


def test_a_notice_of_another_merchant_is_not_ours(sandbox: Standing, channel: UnionPay):
    assert rejected(channel, signed(sandbox, merId="777290058110049")) == "wrong-merchant"
    assert rejected(channel, signed(sandbox), "777290058110049") == "wrong-merchant"


def test_signed_by_whoever_is_not_unionpay(sandbox: Standing, channel: UnionPay):
    keys, crypto = sandbox.bench.desk.keys, sandbox.bench.desk.crypto
    other_root = certified("Root", None)
    other_chain = certified(f"041@Wendan@{UNIONPAY}@1", certified("Middle", other_root))
    expired = certified(f"041@W@{UNIONPAY}@2", keys.middle, valid_to=channel._clock.now().replace(year=2025))
    for forger in (other_chain, keys.merchant, expired):
        body = urlencode(signed_by(GENUINE, forger.key, forger.pem)).encode()
        assert rejected(channel, body) == "unknown-key"
    assert rejected(channel, urlencode(crypto.forged(GENUINE)).encode()) == "signature"


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff", b"a=1&a=2", b"a", b"a=%ff", b"a=1&b"])
def test_bytes_that_are_no_form_are_malformed(channel: UnionPay, body: bytes):
    assert rejected(channel, body) == "malformed"


def test_a_field_that_stands_twice_is_malformed(sandbox: Standing, channel: UnionPay):
    assert rejected(channel, signed(sandbox) + b"&txnAmt=1") == "malformed"


@pytest.mark.parametrize("field", ["orderId", "txnTime", "respCode", "queryId", "txnAmt"])
def test_genuine_words_that_say_nothing_are_malformed(sandbox: Standing, channel: UnionPay, field: str):
    assert rejected(channel, signed(sandbox, **{field: ""})) == "malformed"


@pytest.mark.parametrize(
    "change",
    [{"respCode": "64"}, {"respCode": "03"}, {"respCode": "05"}, {"txnType": "31"}, {"txnType": "77"}],
)
def test_a_genuine_notice_that_moves_no_money_is_no_news(
    sandbox: Standing, channel: UnionPay, change: dict[str, str]
):
    assert channel.hear(MER_ID, {}, signed(sandbox, **change), channel._clock.now()) is None


@pytest.mark.parametrize(
    ("change", "word", "subject"),
    [
        ({"respCode": "A6"}, Word.SUCCEEDED, Subject.PAYMENT),
        ({"respCode": "42"}, Word.SUCCEEDED, Subject.PAYMENT),
        ({"respCode": "75"}, Word.SUCCEEDED, Subject.PAYMENT),
        ({"txnType": "04"}, Word.SUCCEEDED, Subject.REFUND),
        ({"txnType": "04", "respCode": "01"}, Word.DECLINED, Subject.REFUND),
    ],
)
def test_what_moves_money_or_never_will_is_news(
    sandbox: Standing, channel: UnionPay, change: dict[str, str], word: Word, subject: Subject
):
    news = channel.hear(MER_ID, {}, signed(sandbox, **change), channel._clock.now())

    assert news is not None
    assert (news.word, news.subject) == (word, subject)


async def test_a_refund_that_succeeded_is_told(
    channel: UnionPay, door: Door, clock: ManualClock, stage: Stage
):
    await stage.paid("P01")
    accepted = await channel.refund(stage.refund("R01", "P01"))
    await stage.other_side.end_refund("R01", Word.SUCCEEDED)
    await clock.advance(1)
    came: Any = await until(lambda: [each for each in door.came if b"txnType=04" in each[1]])
    news = channel.hear(MER_ID, *came[0], clock.now())

    assert news is not None
    assert (news.subject, news.word, news.number) == (Subject.REFUND, Word.SUCCEEDED, "R01")
    assert (news.amount_fen, news.reference) == (300, accepted.reference)


def test_hearing_is_quick(sandbox: Standing, channel: UnionPay):
    body, now, best = signed(sandbox), channel._clock.now(), 1.0
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(100):
            channel.hear(MER_ID, {}, body, now)
        best = min(best, (time.perf_counter() - began) / 100)

    assert best < 0.0005
