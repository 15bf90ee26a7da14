"""Refunds: accepted at once, ended later. What may be refunded at all, each channel checks before it asks."""

from dataclasses import dataclass
from functools import partial

from wendan.sandbox.core import events
from wendan.sandbox.core.chance import dice
from wendan.sandbox.core.courier import Courier
from wendan.sandbox.core.desk import Desk
from wendan.sandbox.core.trades import Refund


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What a merchant asks; `payment` is the number of the trade."""

    number: str
    payment: str
    fen: int
    reason: str = ""
    notify_url: str = ""
    content: str = ""


class Refunds:
    """Money on its way back."""

    def __init__(self, desk: Desk, courier: Courier) -> None:
        self._desk, self._courier = desk, courier

    def ask(self, wish: RefundWish) -> Refund:
        """PROCESSING, until the agenda or a tester ends it. A channel that refunds at once ends it itself."""
        desk, number = self._desk, wish.number
        wait_s = desk.options.refund_wait_s * (1 + 3 * dice(desk.fate.seed, "refund", number))
        desk.books.record(
            events.RefundAsked(
                desk.now(),
                number,
                wish.payment,
                wish.fen,
                desk.now() + wait_s,
                desk.fate.refund_ending(number),
                wish.reason,
                wish.notify_url,
                wish.content,
                desk.books.trades[wish.payment].promoted_of(wish.fen),
            )
        )
        refund = desk.books.refunds[number]
        desk.agenda.at(refund.asked.ends_at, partial(self._end_in_time, refund))
        return refund

    def resume(self) -> None:
        """After a restart: refunds in progress go on."""
        for refund in self._desk.books.refunds.values():
            if refund.status == "PROCESSING":
                self._desk.agenda.at(refund.asked.ends_at, partial(self._end_in_time, refund))

    async def end(self, refund: Refund, status: str) -> None:
        """The refund is SUCCESS, CLOSED or ABNORMAL from now on, and the merchant is told."""
        number, url = refund.asked.number, refund.asked.notify_url
        self._desk.books.record(events.RefundEnded(self._desk.now(), number, status))
        kind = self._desk.terms.refund_kind(status)
        if url and kind:
            await self._courier.announce(kind, number, url)

    async def _end_in_time(self, refund: Refund) -> None:
        if refund.status == "PROCESSING":
            await self.end(refund, refund.asked.ending)
