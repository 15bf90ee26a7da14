"""What UnionPay tells of a transaction, in answers and in notices."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from wendan.kernel.times import BEIJING
from wendan.sandbox.core.chance import dice, digits
from wendan.sandbox.core.times import compact
from wendan.sandbox.core.trades import Refund, Trade
from wendan.sandbox.unionpay.desk import UnionPayDesk
from wendan.sandbox.unionpay.orders import fields_of
from wendan.sandbox.unionpay.terms import CAUSES
from wendan.sandbox.unionpay.words import Complaint, Fields, said

# The clearing day begins at 23:00 of the day before.
DAY_ENDS_BEFORE: Final = timedelta(hours=1)
ENDINGS: Final = {"PROCESSING": "05", "SUCCESS": "00", "CLOSED": "60", "ABNORMAL": "01"}
_ECHOED: Final = ("merId", "orderId", "txnTime", "txnType", "txnSubType", "bizType", "accessType")


def clearing_day(at: float) -> date:
    """To which day's settlement a transaction of this moment belongs."""
    return (datetime.fromtimestamp(at, UTC).astimezone(BEIJING) + DAY_ENDS_BEFORE).date()


def echoed(fields: Fields) -> Fields:
    """What every answer repeats of its question."""
    return {name: fields[name] for name in (*_ECHOED, "reqReserved", "settleDate") if fields.get(name)}


def payment(trade: Trade) -> Fields:
    """Of a payment whose money has moved."""
    assert trade.taken_fen is not None, "nothing was taken"
    return _moved(trade.reference, trade.taken_fen, trade.taken_at) | {
        "accNo": trade.payer,
        "payType": "0001",
        "payCardType": "01",
    }


def refund(desk: UnionPayDesk, found: Refund) -> Fields:
    """Of a refund, wherever it stands."""
    trade = desk.books.trades[found.asked.payment]
    told = _moved(found.reference, found.asked.fen, found.ended_at or found.asked.at)
    return told | {"accNo": trade.payer, "origQryId": trade.reference}


def state_of_payment(desk: UnionPayDesk, trade: Trade) -> Fields:
    """Answer to a query. Raises Complaint while nobody has paid."""
    if trade.taken_fen is None:
        code = CAUSES.get(trade.cause, desk.options.unpaid_code)
        if code == "34":
            raise Complaint(code)
        return _state(code, fields_of(trade))
    waits_s = desk.options.result_wait_s * dice(desk.fate.seed, "result", trade.number)
    if desk.now() < trade.taken_at + waits_s:
        return _state("05", fields_of(trade))
    return _state("00", fields_of(trade)) | payment(trade)


def state_of_refund(desk: UnionPayDesk, found: Refund) -> Fields:
    """Answer to a query by the refund's own number."""
    return _state(ENDINGS[found.status], fields_of(found)) | refund(desk, found)


def notice(desk: UnionPayDesk, kind: str, number: str) -> Fields:
    """What the merchant's back address is told of a success."""
    if kind == "01":
        trade = desk.books.trades[number]
        return echoed(fields_of(trade)) | said("00") | payment(trade)
    found = desk.books.refunds[number]
    return echoed(fields_of(found)) | said("00") | refund(desk, found)


def _state(code: str, asked: Fields) -> Fields:
    """`respCode` says that the query worked, `origRespCode` what became of the transaction."""
    text = said(code)
    told = {"origRespCode": code, "origRespMsg": text["respMsg"]}
    return told | {"txnAmt": asked["txnAmt"], "currencyCode": "156"}


def _moved(query_id: str, fen: int, at: float) -> Fields:
    return {
        "queryId": query_id,
        "txnAmt": str(fen),
        "currencyCode": "156",
        "settleAmt": str(fen),
        "settleCurrencyCode": "156",
        "settleDate": clearing_day(at).strftime("%m%d"),
        "traceNo": digits(query_id, 6),
        "traceTime": compact(at)[4:],
    }
