"""Every code and state that the protocol facts name, and what it means for money (channels.md §2.7, §2.8)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from wendan.channels.alipay import meaning
from wendan.channels.alipay.meaning import Verdict
from wendan.channels.alipay.news import (
    Trade,
    fen_of,
    time_of,
    time_text,
    trade_news,
    word_of,
)
from wendan.channels.port import ChannelRefused, CloseAnswer
from wendan.channels.reading import Heard, Unreadable
from wendan.kernel.causes import ADVICE, Blame
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, Source, Word

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

# code, sub code, on anything that moves no money, where money moves; "no" = certainly nothing happened, "again" = the
# same and the very same request may succeed later, "?" = unknown; then whose doing it is
CODES = """
20000 isp.unknow-error                 ?      ?      -
20000 aop.unknow-error                 ?      ?      -
20000 -                                ?      ?      -
20001 aop.invalid-auth-token           no     no     ours
40001 isv.missing-method               no     no     ours
40002 isv.invalid-signature            again  again  ours
40002 isv.invalid-app-id               no     no     ours
40002 isv.invalid-timestamp            again  again  ours
40002 isv.suspected-attack             no     no     ours
40002 isv.something-new                no     no     ours
40004 ACQ.SYSTEM_ERROR                 ?      ?      -
40004 AQC.SYSTEM_ERROR                 ?      ?      -
40004 ACQ.TRADE_NOT_EXIST              again  again  ours
40004 ACQ.TRADE_HAS_SUCCESS            no     no     nobody
40004 ACQ.TRADE_HAS_CLOSE              no     no     customer
40004 ACQ.CONTEXT_INCONSISTENT         no     no     nobody
40004 ACQ.TOTAL_FEE_EXCEED             no     no     customer
40004 ACQ.TRADE_STATUS_ERROR           no     no     nobody
40004 ACQ.REASON_TRADE_STATUS_INVALID  no     no     nobody
40004 ACQ.REASON_ILLEGAL_STATUS        no     no     nobody
40004 ACQ.DISCORDANT_REPEAT_REQUEST    no     no     ours
40004 ACQ.REASON_TRADE_REFUND_FEE_ERR  no     no     ours
40004 ACQ.REFUND_AMT_NOT_EQUAL_TOTAL   no     no     ours
40004 ACQ.SELLER_BALANCE_NOT_ENOUGH    again  again  ours
40004 ACQ.TRADE_HAS_FINISHED           no     no     ours
40004 ACQ.TRADE_NOT_ALLOW_REFUND       no     no     ours
40004 ACQ.NOT_ALLOW_PARTIAL_REFUND     no     no     ours
40004 ACQ.REFUNDALLOC_UNAUTH_LIMIT     no     no     ours
40004 ACQ.TRADE_CANCEL_TIME_OUT        no     no     ours
40004 ACQ.CANCEL_NOT_ALLOWED           no     no     ours
40004 NO_BILL_DATA                     again  again  ours
40004 BILL_NOT_EXIST                   again  again  ours
40004 SYSTEM_RATE_LIMIT                again  again  channel
40004 USER_RATE_LIMIT                  again  again  channel
40004 ACQ.SOMETHING_NEW                no     ?      ours
40005 isv.app-call-limited             again  again  channel
40005 isv.method-call-limited          again  again  channel
40005 isv.something-new                again  again  channel
40006 isv.insufficient-isv-permissions no     no     ours
40006 -                                no     no     ours
50000 -                                ?      ?      -
"""
ROWS = [line.split() for line in CODES.strip().splitlines()]


def verdict(code: str, sub_code: str) -> Verdict:
    return Verdict(code, "" if sub_code == "-" else sub_code, "原文")


def what(given: Verdict, *, moves_money: bool) -> tuple[str, str]:
    try:
        refused = meaning.refusal_of(given, moves_money=moves_money)
    except Silence:
        return "?", "-"
    assert refused.code == (given.sub_code or given.code)
    assert refused.raw == "原文"
    return "again" if refused.retryable else "no", ADVICE[refused.cause].blame.value


@pytest.mark.parametrize(("code", "sub_code", "elsewhere", "where_money_moves", "blame"), ROWS)
def test_every_code_of_the_table(
    code: str, sub_code: str, elsewhere: str, where_money_moves: str, blame: str
):
    given = verdict(code, sub_code)
    moving = what(given, moves_money=True)

    assert what(given, moves_money=False) == (elsewhere, blame)
    assert moving == (where_money_moves, "-" if where_money_moves == "?" else blame)


def test_only_what_a_customer_did_is_told_to_be_theirs():
    theirs = {code for code, no in meaning.REFUSALS.items() if ADVICE[no.cause].blame is Blame.CUSTOMER}

    assert all("BUYER" in code or "SELLER" not in code for code in theirs)
    assert not {code for code in theirs if code.startswith("isv.") or "REFUND" in code or "BILL" in code}
    assert {meaning.REFUSALS[code].cause for code in theirs} == {
        Cause.BALANCE_INSUFFICIENT,
        Cause.LIMIT_EXCEEDED,
        Cause.ACCOUNT_RESTRICTED,
        Cause.EXPIRED,
        Cause.CUSTOMER_LEFT,
    }


def test_every_code_of_ours_is_a_certain_no():
    for code in meaning.REFUSALS:
        assert what(Verdict("40004", code, "原文"), moves_money=True)[0] in ("no", "again")


@pytest.mark.parametrize(
    ("code", "sub_code", "means"),
    [
        ("10000", "-", CloseAnswer.CLOSED),
        ("40004", "ACQ.TRADE_HAS_SUCCESS", CloseAnswer.ALREADY_PAID),
        ("40004", "ACQ.TRADE_NOT_EXIST", CloseAnswer.MISSING),
        ("40004", "ACQ.SOMETHING_NEW", CloseAnswer.NOT_YET),
        # Only the trade itself can tell.
        ("40004", "ACQ.TRADE_HAS_CLOSE", None),
        ("40004", "ACQ.REASON_TRADE_STATUS_INVALID", None),
        ("40004", "ACQ.TRADE_CANCEL_TIME_OUT", None),
        ("40004", "ACQ.CANCEL_NOT_ALLOWED", None),
    ],
)
def test_every_answer_to_a_close(code: str, sub_code: str, means: CloseAnswer | None):
    assert meaning.close_answer(verdict(code, sub_code)) is means


@pytest.mark.parametrize("code", ["20001", "40001", "40002", "40005", "40006"])
def test_a_close_asked_wrongly_is_refused(code: str):
    with pytest.raises(ChannelRefused):
        meaning.close_answer(verdict(code, "-"))


def trade(**change: Any) -> Trade:
    told = {
        "out_trade_no": "ORDER1",
        "trade_no": "2026",
        "trade_status": "TRADE_SUCCESS",
        "total_amount": "12.50",
    }
    return Trade(**(told | {"send_pay_date": "2026-11-21 20:00:00"} | change))


@pytest.mark.parametrize(
    ("status", "paid_at", "is_barcode", "word"),
    [
        ("WAIT_BUYER_PAY", "", False, Word.ACCEPTED),
        ("TRADE_SUCCESS", "2026-11-21 20:00:00", False, Word.SUCCEEDED),
        ("TRADE_FINISHED", "2026-11-21 20:00:00", False, Word.SUCCEEDED),
        # Unpaid time-out, wholly refunded, and reversed by us at the counter.
        ("TRADE_CLOSED", "", False, Word.CLOSED),
        ("TRADE_CLOSED", "2026-11-21 20:00:00", False, Word.SUCCEEDED),
        ("TRADE_CLOSED", "2026-11-21 20:00:00", True, Word.CLOSED),
    ],
)
def test_every_state(status: str, paid_at: str, is_barcode: bool, word: Word):
    assert word_of(trade(trade_status=status, send_pay_date=paid_at), is_barcode=is_barcode) is word


def test_a_state_nobody_knows_is_not_guessed():
    with pytest.raises(Unreadable):
        word_of(trade(trade_status="TRADE_DANCING"), is_barcode=False)


@pytest.mark.parametrize("change", [{"total_amount": ""}, {"total_amount": "12.505"}, {"trade_no": ""}])
def test_a_success_without_amount_or_number_is_not_believed(change: dict[str, str]):
    with pytest.raises(Unreadable):
        trade_news(Heard("2088", Source.QUERY, NOW, ""), trade(**change), Word.SUCCEEDED)


@pytest.mark.parametrize(
    ("text", "fen"), [("0.01", 1), ("12.5", 1250), ("88.88", 8888), ("100000000", 10**10)]
)
def test_yuan_become_fen_exactly(text: str, fen: int):
    assert fen_of(text) == fen


def test_times_are_beijings():
    assert time_of("2026-11-21 20:00:00") == NOW
    assert time_text(NOW) == "2026-11-21 20:00:00"
    assert time_of("") is None
    with pytest.raises(Unreadable):
        time_of("yesterday")
