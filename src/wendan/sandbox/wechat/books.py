"""What the sandbox really knows: orders, money taken, refunds, callbacks. Changed by events only."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, assert_never

from wendan.sandbox.wechat import events as e
from wendan.sandbox.wechat.journal import Journal
from wendan.sandbox.wechat.orders import Order
from wendan.sandbox.wechat.words import compact

TRADE_TYPES: Final = {"jsapi": "JSAPI", "app": "APP", "native": "NATIVE", "h5": "MWEB"}
TOKEN_LIVES_S: Final = {"jsapi": 7200.0, "app": 7200.0, "native": 7200.0, "h5": 300.0}
UNPAID_LIVES_S: Final = 7 * 86400.0
LEAST_EXPIRY_S: Final = 60.0


def digits(text: str, count: int) -> str:
    """That many digits that depend on the text alone."""
    return str(int.from_bytes(hashlib.sha256(text.encode()).digest()))[-count:].rjust(count, "0")


@dataclass(slots=True)
class Refund:
    asked: e.RefundAsked
    refund_id: str
    status: str = "PROCESSING"
    ended_at: float | None = None


@dataclass(slots=True)
class Payment:
    """One order as WeChat keeps it, with what the customer did."""

    kind: str
    order: Order
    ordered_at: float
    expires_at: float
    token: str = ""
    preparations: int = 0
    closed_at: float | None = None
    taken_fen: int | None = None
    taken_at: float = 0.0
    payer: str = ""
    wallet: str = "waiting"  # waiting, failed, left, paid
    cause: str = ""
    refunds: list[Refund] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.order.out_trade_no

    @property
    def transaction_id(self) -> str:
        return f"4200{digits('transaction' + self.number + str(self.taken_at), 24)}"

    def state(self, now: float) -> str:
        """Trade state; an unpaid order closes by itself after seven days."""
        if self.taken_fen is not None:
            return "REFUND" if self.refunds else "SUCCESS"
        is_dead = self.closed_at is not None or now - self.ordered_at >= UNPAID_LIVES_S
        return "CLOSED" if is_dead else "NOTPAY"

    def refunded_fen(self, *statuses: str) -> int:
        """Sum of the refunds in these states."""
        return sum(refund.asked.fen for refund in self.refunds if refund.status in statuses)


@dataclass(slots=True)
class Callback:
    made: e.CallbackMade
    sends: int = 0
    first_sent_at: float | None = None
    is_accepted: bool = False
    due_at: float | None = None  # None: nothing more will be sent


class Books:
    """Every look-up is by key; `record` writes the journal and then changes what is known."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.began_at: float | None = None
        self.payments: dict[str, Payment] = {}
        self.by_transaction: dict[str, Payment] = {}
        self.by_token: dict[str, tuple[Payment, float]] = {}
        self.refunds: dict[str, Refund] = {}
        self.callbacks: dict[str, Callback] = {}

    def open(self, now: float) -> None:
        """Replay the journal and go on writing it."""
        for event in self._journal.replay():
            self._apply(event)
        self._journal.open()
        if self.began_at is None:
            self.record(e.Began(now))

    def close(self) -> None:
        self._journal.close()

    def opened_by(self, token: str, now: float) -> Payment | None:
        """The payment that this prepay id, code or link still opens."""
        payment, given_at = self.by_token.get(token, (None, 0.0))
        return payment if payment and now - given_at < TOKEN_LIVES_S[payment.kind] else None

    def record(self, event: e.Event) -> None:
        self._journal.append(event)
        self._apply(event)

    def _apply(self, event: e.Event) -> None:
        match event:
            case e.Began():
                self.began_at = event.at
            case e.Ordered():
                self._order(event)
            case e.Prepared():
                self._prepare(self.payments[event.number], event.at)
            case e.Tried():
                payment = self.payments[event.number]
                payment.wallet, payment.cause = event.wallet, event.cause
            case e.Taken():
                self._take(event)
            case e.Closed():
                self.payments[event.number].closed_at = event.at
            case e.RefundAsked() | e.RefundEnded():
                self._refund(event)
            case e.CallbackMade() | e.CallbackSent():
                self._call(event)
            case _:
                assert_never(event)

    def _order(self, event: e.Ordered) -> None:
        expires_at = event.at + UNPAID_LIVES_S
        if event.order.time_expire is not None:
            wished_at = datetime.fromisoformat(event.order.time_expire).timestamp()
            # WeChat raises anything under a minute to a minute.
            expires_at = max(wished_at, event.at + LEAST_EXPIRY_S)
        payment = Payment(event.kind, event.order, event.at, expires_at)
        self.payments[payment.number] = payment
        self._prepare(payment, event.at)

    def _prepare(self, payment: Payment, at: float) -> None:
        if payment.kind == "native":
            # A new code kills the old one; prepay ids and links live on until their time is up.
            self.by_token.pop(payment.token, None)
        payment.preparations += 1
        unique = hashlib.sha256(f"{payment.number}/{payment.preparations}".encode()).hexdigest()
        payment.token = f"wx{compact(at)}{unique[:20]}"
        self.by_token[payment.token] = (payment, at)

    def _take(self, event: e.Taken) -> None:
        payment = self.payments[event.number]
        payment.taken_fen, payment.taken_at, payment.payer = event.taken_fen, event.at, event.payer
        payment.wallet, payment.cause = "paid", ""
        self.by_transaction[payment.transaction_id] = payment

    def _refund(self, event: e.RefundAsked | e.RefundEnded) -> None:
        if isinstance(event, e.RefundEnded):
            refund = self.refunds[event.number]
            refund.status, refund.ended_at = event.status, event.at
            return
        refund = Refund(event, f"5030{digits('refund' + event.number, 25)}")
        self.refunds[event.number] = refund
        self.payments[event.payment].refunds.append(refund)

    def _call(self, event: e.CallbackMade | e.CallbackSent) -> None:
        if isinstance(event, e.CallbackMade):
            due_at = None if event.is_lost else event.due_at
            self.callbacks[event.id] = Callback(event, due_at=due_at)
            return
        callback = self.callbacks[event.id]
        callback.sends += 1
        callback.first_sent_at = callback.first_sent_at or event.at
        callback.is_accepted |= event.is_accepted
        callback.due_at = next_due(callback)


RETRY_GAPS_S: Final = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)
RETRIES_AFTER_S: Final = tuple(sum(RETRY_GAPS_S[: n + 1]) for n in range(len(RETRY_GAPS_S)))


def next_due(callback: Callback) -> float | None:
    """When the next retry is due after `sends` sends; None when accepted, or after fifteen retries."""
    if callback.is_accepted or callback.first_sent_at is None or callback.sends > len(RETRIES_AFTER_S):
        return None
    return callback.first_sent_at + RETRIES_AFTER_S[callback.sends - 1]
