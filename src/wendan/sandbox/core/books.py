"""What the sandbox really knows: orders, money taken, refunds, callbacks. Changed by events only."""

from itertools import accumulate
from typing import assert_never

from wendan.sandbox.core import events as e
from wendan.sandbox.core.journal import Journal
from wendan.sandbox.core.terms import Terms
from wendan.sandbox.core.trades import Notice, Refund, Trade


class Books:
    """Every look-up is by key; `record` writes the journal and then changes what is known."""

    def __init__(self, journal: Journal, terms: Terms) -> None:
        self._journal, self._terms = journal, terms
        self._retries_after_s = tuple(accumulate(terms.retry_gaps_s))
        self.began_at: float | None = None
        self.trades: dict[str, Trade] = {}
        self.by_reference: dict[str, Trade] = {}
        self.by_token: dict[str, tuple[Trade, float]] = {}
        self.refunds: dict[str, Refund] = {}
        self.notices: dict[str, Notice] = {}

    def open(self, now: float) -> None:
        """Replay the journal and go on writing it."""
        for event in self._journal.replay():
            self._apply(event)
        self._journal.open()
        if self.began_at is None:
            self.record(e.Began(now))

    def close(self) -> None:
        """Write no more."""
        self._journal.close()

    def known(self, number: str) -> Trade | None:
        """What a query finds: an order nobody has scanned is not there."""
        trade = self.trades.get(number)
        return trade if trade and trade.is_known else None

    def opened_by(self, token: str, now: float) -> Trade | None:
        """The trade that this prepay id, code or link still opens."""
        trade, given_at = self.by_token.get(token, (None, 0.0))
        return trade if trade and now - given_at < self._terms.token_lives_s[trade.order.method] else None

    def record(self, event: e.Event) -> None:
        """From here on it is so."""
        self._journal.append(event)
        self._apply(event)

    def _apply(self, event: e.Event) -> None:
        match event:
            case e.Began():
                self.began_at = event.at
            case e.Ordered():
                self._order(event)
            case e.Prepared():
                self._prepare(self.trades[event.number], event.at)
            case e.Scanned() | e.Prompted() | e.Tried() | e.Closed():
                self._touch(self.trades[event.number], event)
            case e.Taken():
                self._take(event)
            case e.RefundAsked() | e.RefundEnded():
                self._refund(event)
            case e.NoticeMade() | e.NoticeSent():
                self._tell(event)
            case _:
                assert_never(event)

    def _order(self, order: e.Ordered) -> None:
        closes_at = order.at + self._terms.unpaid_lives_s
        trade = Trade(order, closes_at, order.is_known, payer=order.payer, reference=order.reference)
        self.trades[trade.number] = trade
        if trade.reference:
            self.by_reference[trade.reference] = trade
        self._prepare(trade, order.at)

    def _prepare(self, trade: Trade, at: float) -> None:
        method = trade.order.method
        if method not in self._terms.token_lives_s:
            return
        if method in self._terms.one_token:
            self.by_token.pop(trade.token, None)
        trade.preparations += 1
        trade.token = self._terms.token(trade.number, trade.preparations, at)
        self.by_token[trade.token] = (trade, at)

    @staticmethod
    def _touch(trade: Trade, event: e.Scanned | e.Prompted | e.Tried | e.Closed) -> None:
        match event:
            case e.Scanned():
                trade.is_known = True
            case e.Prompted():
                trade.wallet, trade.payer, trade.prompt = "prompted", event.payer, event
            case e.Tried():
                trade.wallet, trade.cause = event.wallet, event.cause
            case e.Closed():
                trade.closed_at = event.at

    def _take(self, event: e.Taken) -> None:
        trade = self.trades[event.number]
        trade.taken_fen, trade.taken_at, trade.payer = event.taken_fen, event.at, event.payer
        trade.promoted_fen = event.promoted_fen
        trade.wallet, trade.cause = "paid", ""
        trade.reference = trade.reference or self._terms.reference(event.number, event.at)
        self.by_reference[trade.reference] = trade

    def _refund(self, event: e.RefundAsked | e.RefundEnded) -> None:
        if isinstance(event, e.RefundEnded):
            refund = self.refunds[event.number]
            refund.status, refund.ended_at = event.status, event.at
            return
        refund = Refund(event, self._terms.refund_reference(event.number, event.at))
        self.refunds[event.number] = refund
        self.trades[event.payment].refunds.append(refund)

    def _tell(self, event: e.NoticeMade | e.NoticeSent) -> None:
        if isinstance(event, e.NoticeMade):
            self.notices[event.id] = Notice(event, due_at=None if event.is_lost else event.due_at)
            return
        notice = self.notices[event.id]
        notice.sends += 1
        notice.first_sent_at = notice.first_sent_at or event.at
        notice.is_accepted |= event.is_accepted
        notice.due_at = self._next_due(notice)

    def _next_due(self, notice: Notice) -> float | None:
        """When the next retry is due after `sends` sends; None when accepted, or after the last retry."""
        waits_s = self._retries_after_s
        if notice.is_accepted or notice.first_sent_at is None or notice.sends > len(waits_s):
            return None
        return notice.first_sent_at + waits_s[notice.sends - 1]
