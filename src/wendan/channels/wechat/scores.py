"""What a service order of PayScore says: state, description and collection judged together (channels.md §1.18)."""

from dataclasses import replace
from datetime import datetime
from typing import Final

import msgspec

from wendan.channels.preauth import HoldNews, HoldWord, told
from wendan.channels.reading import Heard, Unreadable
from wendan.channels.wechat.meaning import CHANNEL
from wendan.kernel.errors import Silence
from wendan.kernel.money import NO_FEN, Fen
from wendan.kernel.news import ChannelNews, Subject, Word
from wendan.kernel.times import BEIJING

CONFIRMED: Final = "USER_CONFIRM"
COMPLETED: Final = "MCH_COMPLETE"
PAID: Final = "USER_PAID"
# State and description together; whatever is not here is of no kind we know.
HOLD_WORDS: Final = {
    ("CREATED", ""): HoldWord.ACCEPTED,
    ("DOING", CONFIRMED): HoldWord.HELD,
    ("DOING", COMPLETED): HoldWord.CLOSED,
    ("DONE", COMPLETED): HoldWord.CLOSED,
    ("DONE", ""): HoldWord.CLOSED,
    ("REVOKED", ""): HoldWord.CLOSED,
    ("EXPIRED", ""): HoldWord.CLOSED,
}


class _Risk(msgspec.Struct):
    amount: int


class _Detail(msgspec.Struct):
    amount: int = 0
    paid_time: str = ""
    transaction_id: str = ""


class _Collection(msgspec.Struct):
    state: str
    paid_amount: int = 0
    details: list[_Detail] = msgspec.field(default_factory=list)


class ServiceOrder(msgspec.Struct):
    """As WeChat tells it."""

    mchid: str
    out_order_no: str
    state: str = ""
    state_description: str = ""
    order_id: str = ""
    package: str = ""
    openid: str = ""
    total_amount: int | None = None
    risk_fund: _Risk | None = None
    collection: _Collection | None = None


_read = msgspec.json.Decoder(ServiceOrder).decode


def read_order(body: bytes) -> ServiceOrder:
    """Raises Silence when it says nothing of the kind."""
    try:
        return _read(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Silence("no service order in the answer") from None


def hold_news(heard: Heard, order: ServiceOrder) -> HoldNews:
    """What is held. Raises Silence for states of no kind we know."""
    # A cancelled or expired order may still bear the description it had before.
    description = order.state_description if order.state in ("CREATED", "DOING", "DONE") else ""
    word = HOLD_WORDS.get((order.state, description))
    if word is None or (word is HoldWord.HELD and order.risk_fund is None):
        raise Silence(f"a service order in state {order.state} {order.state_description}")
    held = Fen(order.risk_fund.amount) if order.risk_fund else None
    return HoldNews(
        channel=CHANNEL,
        account=heard.account,
        number=order.out_order_no,
        word=word,
        source=heard.source,
        heard_at=heard.heard_at,
        raw=heard.text,
        reference=order.order_id or None,
        held_fen=held,
        taken_fen=Fen(order.collection.paid_amount) if order.collection else NO_FEN,
        left_fen=held if word is HoldWord.HELD else NO_FEN,
        payer=order.openid or None,
        message_id=heard.message_id,
    )


def capture_news(heard: Heard, number: str, order: ServiceOrder) -> ChannelNews:
    """What became of the one capture of this order, told under OUR number of it. Raises Silence."""
    word = _capture_word(order)
    has_moved = word is Word.SUCCEEDED
    detail = order.collection.details[0] if has_moved and order.collection else None
    return ChannelNews(
        channel=CHANNEL,
        account=heard.account,
        subject=Subject.PAYMENT,
        number=number,
        word=word,
        source=heard.source,
        heard_at=heard.heard_at,
        raw=heard.text,
        reference=detail.transaction_id if detail else None,
        amount_fen=Fen(order.collection.paid_amount) if detail and order.collection else None,
        currency="CNY" if detail else None,
        happened_at=_moment(detail.paid_time) if detail else None,
    )


def hold_notice(heard: Heard) -> ChannelNews:
    """The customer agreed on WeChat's page. Raises Unreadable, Silence."""
    return told(hold_news(heard, _told_of(heard)))


def paid_notice(heard: Heard) -> ChannelNews:
    """What was taken of it is paid; our number of that is the service order's. Raises Unreadable, Silence."""
    order = _told_of(heard)
    return replace(capture_news(heard, order.out_order_no, order), message_id=heard.message_id)


def _told_of(heard: Heard) -> ServiceOrder:
    order = read_order(heard.text.encode())
    if order.mchid != heard.account:
        raise Unreadable("wrong-merchant")
    return order


def _capture_word(order: ServiceOrder) -> Word:
    if order.state in ("REVOKED", "EXPIRED"):
        return Word.CLOSED
    if order.total_amount is None or order.state_description == CONFIRMED or order.state == "CREATED":
        return Word.MISSING
    if order.collection is None or order.collection.state != PAID:
        return Word.ACCEPTED
    if not order.collection.details or not order.collection.details[0].transaction_id:
        raise Silence("paid, and does not say by which payment")
    return Word.SUCCEEDED


def _moment(text: str) -> datetime | None:
    """yyyyMMddHHmmss in Beijing; None when it is not told so."""
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=BEIJING)
    except ValueError:
        return None
