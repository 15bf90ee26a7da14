"""What the customer does: pays, fails with a cause, leaves, pays late. This is where money really moves."""

import hashlib
from dataclasses import dataclass
from functools import partial
from typing import Final

import msgspec

from wendan.sandbox.wechat import events
from wendan.sandbox.wechat.books import Payment
from wendan.sandbox.wechat.courier import Courier
from wendan.sandbox.wechat.desk import Desk

CAUSES: Final = (
    "network-unstable",
    "balance-insufficient",
    "limit-exceeded",
    "account-restricted",
    "customer-cancelled",
    "risk-check",
    "channel-busy",
    "duplicate-refused",
)


class Invocation(msgspec.Struct, frozen=True, rename="camel"):
    """What the merchant's page hands to WeChat's app; a wrong signature means the app does not open."""

    app_id: str
    time_stamp: str
    nonce_str: str
    package: str
    sign_type: str
    pay_sign: str


class Pay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the customer pays. Seconds are the clock's."""

    amount_fen: int | None = None  # really taken, when not the order's total
    delay_s: float = 0.0
    is_late: bool = False  # the last moment to pay is over; begun before it
    is_even_closed: bool = False  # contradicts the channel's own word
    invocation: Invocation | None = None


class NotPossible(Exception):
    """The customer cannot do this; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Wallet:
    desk: Desk
    courier: Courier
    wishes: dict[str, Pay]

    def find(self, key: str) -> Payment:
        """By merchant number, or by a prepay id, code or link that is still alive."""
        books = self.desk.books
        payment = books.payments.get(key) or books.opened_by(key, self.desk.now())
        if payment is None:
            raise NotPossible("unknown-or-expired")
        return payment

    async def pay(self, payment: Payment, how: Pay) -> str:
        """`paid` when money has moved, `coming` when it will."""
        if how.invocation is not None:
            self._check_invocation(payment, how.invocation)
        self._check(payment, how)
        if how.delay_s > 0:
            later = msgspec.structs.replace(how, delay_s=0.0)
            self.desk.agenda.at(self.desk.now() + how.delay_s, partial(self._pay_later, payment, later))
            return "coming"
        await self._take(payment, how)
        return "paid"

    async def fulfil_wish(self, payment: Payment) -> None:
        """Pay, and send the callback, before the order call has its answer."""
        how = self.wishes.pop(payment.number, None)
        if how is not None:
            await self._take(payment, how, is_early=True)

    def fail(self, payment: Payment, cause: str) -> None:
        """The attempt fails; the order stays NOTPAY."""
        self._touch(payment, "failed", cause)

    def leave(self, payment: Payment) -> None:
        """The customer goes away half-way."""
        self._touch(payment, "left", "")

    def _touch(self, payment: Payment, wallet: str, cause: str) -> None:
        if payment.taken_fen is not None:
            raise NotPossible("already-paid")
        self.desk.books.record(events.Tried(self.desk.now(), payment.number, wallet, cause))

    def _check(self, payment: Payment, how: Pay) -> None:
        now = self.desk.now()
        if payment.taken_fen is not None:
            raise NotPossible("already-paid")
        if payment.state(now) == "CLOSED" and not how.is_even_closed:
            raise NotPossible("closed")
        if now >= payment.expires_at and not (how.is_late or how.is_even_closed):
            raise NotPossible("expired")

    def _check_invocation(self, payment: Payment, given: Invocation) -> None:
        lines = (given.app_id, given.time_stamp, given.nonce_str, given.package)
        is_signed = self.desk.crypto.is_signed_by_merchant(given.pay_sign, *lines)
        opened = self.desk.books.opened_by(given.package.removeprefix("prepay_id="), self.desk.now())
        if given.sign_type != "RSA" or given.app_id != self.desk.keys.appid or not is_signed:
            raise NotPossible("wrong-pay-signature")
        if opened is not payment:
            raise NotPossible("unknown-or-expired")

    async def _pay_later(self, payment: Payment, how: Pay) -> None:
        try:
            self._check(payment, how)
        except NotPossible as too_late:
            if payment.taken_fen is None:
                self.desk.books.record(
                    events.Tried(self.desk.now(), payment.number, "failed", too_late.reason)
                )
            return
        await self._take(payment, how)

    async def _take(self, payment: Payment, how: Pay, *, is_early: bool = False) -> None:
        order, desk = payment.order, self.desk
        taken_fen = how.amount_fen or desk.fate.taken_fen(payment.number, order.amount.total)
        payer = order.payer.openid if order.payer and order.payer.openid else self._stranger(payment)
        desk.books.record(events.Taken(desk.now(), payment.number, taken_fen, payer))
        await self.courier.announce(
            "TRANSACTION.SUCCESS", payment.number, order.notify_url, is_early=is_early
        )

    @staticmethod
    def _stranger(payment: Payment) -> str:
        """An openid for whoever scans a code or opens a link."""
        return "o" + hashlib.sha256(payment.number.encode()).hexdigest()[:27]
