"""Every code and state that the protocol facts name, and what it means for money (channels.md §1.10 to §1.15)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from wendan.channels.port import ChannelRefused, CloseAnswer
from wendan.channels.reading import Heard, Unreadable
from wendan.channels.wechat import meaning
from wendan.channels.wechat.meaning import Answer
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, Source, Word

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

# status, code, on anything but a refund, on a refund; "no" = certainly nothing happened, "again" = the same and
# the very same request may succeed later, "?" = unknown
CODES = """
400 PARAM_ERROR            no     no
400 INVALID_REQUEST        no     no
400 APPID_MCHID_NOT_MATCH  no     no
400 ORDER_CLOSED           no     no
400 MCH_NOT_EXISTS         no     no
404 MCH_NOT_EXISTS         no     no
401 SIGN_ERROR             again  again
403 NO_AUTH                no     no
403 RULE_LIMIT             no     no
403 TRADE_ERROR            no     no
403 NOT_ENOUGH             again  again
403 USER_ACCOUNT_ABNORMAL  no     no
403 OUT_TRADE_NO_USED      no     no
404 ORDER_NOT_EXIST        again  again
404 RESOURCE_NOT_EXISTS    again  again
429 FREQUENCY_LIMITED      again  ?
429 RATELIMIT_EXCEEDED     again  ?
429 SOMETHING_NEW          again  ?
500 SYSTEM_ERROR           ?      ?
400 SYSTEM_ERROR           ?      ?
502 SERVICE_UNAVAILABLE    ?      ?
503 SERVICE_UNAVAILABLE    ?      ?
500 BANK_ERROR             ?      ?
500 SOMETHING_NEW          ?      ?
400 SOMETHING_NEW          no     no
408 SOMETHING_NEW          ?      ?
302 SOMETHING_NEW          ?      ?
"""
ROWS = [line.split() for line in CODES.strip().splitlines()]


def answer(status: int, code: str, diagnosis: str = "") -> Answer:
    return Answer(status, msgspec.json.encode({"code": code, "message": "文"}), diagnosis)


def what(status: str, code: str, *, moves_money: bool) -> str:
    try:
        refused = meaning.refusal_of(answer(int(status), code), moves_money=moves_money)
    except Silence:
        return "?"
    assert refused.code == code
    assert "文" in refused.raw
    return "again" if refused.retryable else "no"


@pytest.mark.parametrize(("status", "code", "elsewhere", "on_refund"), ROWS)
def test_every_code_of_the_table(status: str, code: str, elsewhere: str, on_refund: str):
    assert what(status, code, moves_money=False) == elsewhere
    assert what(status, code, moves_money=True) == on_refund


@pytest.mark.parametrize("body", [b"", b"<html>403</html>", b"{}", b'{"code": 7}', b"\xff\xfe"])
def test_a_refusal_without_a_code_may_not_even_be_wechats(body: bytes):
    with pytest.raises(Silence):
        meaning.refusal_of(Answer(403, body))


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("NOT_ENOUGH", Cause.BALANCE_INSUFFICIENT),
        ("USER_ACCOUNT_ABNORMAL", Cause.ACCOUNT_RESTRICTED),
        ("RULE_LIMIT", Cause.LIMIT_EXCEEDED),
        ("OUT_TRADE_NO_USED", Cause.DUPLICATE_REFUSED),
        ("ORDER_CLOSED", Cause.EXPIRED),
        ("PARAM_ERROR", Cause.OUR_MISTAKE),
    ],
)
def test_a_refusal_names_its_cause(code: str, cause: Cause):
    assert meaning.refusal_of(answer(403, code)).cause is cause


@pytest.mark.parametrize(
    ("given", "means"),
    [
        (Answer(204, b""), CloseAnswer.CLOSED),
        (answer(400, "ORDERPAID"), CloseAnswer.ALREADY_PAID),
        (answer(400, "INVALID_REQUEST", "268449538"), CloseAnswer.ALREADY_PAID),
        (answer(403, "TRADE_ERROR", "268498689"), CloseAnswer.ALREADY_PAID),
        (answer(400, "ORDER_CLOSED"), CloseAnswer.CLOSED),
        (answer(404, "ORDER_NOT_EXIST"), CloseAnswer.MISSING),
        (answer(400, "INVALID_REQUEST"), CloseAnswer.NOT_YET),
        (answer(403, "RULE_LIMIT"), CloseAnswer.NOT_YET),
    ],
)
def test_every_answer_to_a_close(given: Answer, means: CloseAnswer):
    assert meaning.close_answer(given) is means


@pytest.mark.parametrize("code", ["PARAM_ERROR", "SIGN_ERROR", "NO_AUTH", "FREQUENCY_LIMITED"])
def test_a_close_asked_wrongly_is_refused(code: str):
    with pytest.raises(ChannelRefused):
        meaning.close_answer(answer(400, code))


def trade(**change: Any) -> Heard:
    told = {
        "mchid": "1230000109",
        "out_trade_no": "ORDER-1",
        "trade_state": "SUCCESS",
        "transaction_id": "4200000000000000000000000001",
        "success_time": "2018-06-08T10:34:56+08:00",
        "amount": {"total": 1250, "payer_total": 1000, "currency": "CNY"},
    }
    kept = {name: value for name, value in (told | change).items() if value is not None}
    return Heard("1230000109", Source.QUERY, NOW, msgspec.json.encode(kept).decode())


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("NOTPAY", Word.ACCEPTED),
        ("USERPAYING", Word.ACCEPTED),
        ("ACCEPT", Word.ACCEPTED),
        ("SUCCESS", Word.SUCCEEDED),
        ("REFUND", Word.SUCCEEDED),
        ("CLOSED", Word.CLOSED),
        ("REVOKED", Word.CLOSED),
        ("PAYERROR", Word.DECLINED),
    ],
)
def test_every_trade_state(state: str, word: Word):
    assert meaning.trade_news(trade(trade_state=state)).word is word


def test_the_total_moved_is_the_orders_total_even_when_a_coupon_paid_part_of_it():
    news = meaning.trade_news(trade())

    assert news.amount_fen == 1250
    assert news.happened_at == datetime(2018, 6, 8, 2, 34, 56, tzinfo=UTC)
    assert news.happened_at.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    "change",
    [
        {"trade_state": "SOMETHING_NEW"},
        {"trade_state": None},
        {"amount": None},
        {"transaction_id": None},
        {"amount": {"total": "1250"}},
        {"amount": {"total": 12.5}},
    ],
)
def test_a_success_that_does_not_say_all_is_not_believed(change: dict[str, Any]):
    with pytest.raises(Unreadable) as unreadable:
        meaning.trade_news(trade(**change))

    assert unreadable.value.reason == "malformed"


def test_news_about_another_merchant_is_not_ours():
    with pytest.raises(Unreadable, match="wrong-merchant"):
        meaning.trade_news(trade(mchid="1900009999"))


REFUND = {
    "out_refund_no": "BACK-1",
    "refund_id": "50300000000000000000000000001",
    "amount": {"total": 1250, "refund": 300},
}


@pytest.mark.parametrize("name", ["status", "refund_status"])
@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("PROCESSING", Word.ACCEPTED),
        ("SUCCESS", Word.SUCCEEDED),
        ("CLOSED", Word.CLOSED),
        ("ABNORMAL", Word.DECLINED),
    ],
)
def test_every_refund_state_under_both_of_its_names(name: str, state: str, word: Word):
    text = msgspec.json.encode(REFUND | {name: state}).decode()
    news = meaning.refund_news(Heard("1230000109", Source.QUERY, NOW, text))

    assert (news.word, news.amount_fen, news.reference) == (word, 300, REFUND["refund_id"])


def test_a_refund_without_a_state_is_not_believed():
    text = msgspec.json.encode(REFUND).decode()
    with pytest.raises(Unreadable):
        meaning.refund_news(Heard("1230000109", Source.QUERY, NOW, text))
