"""What a tester has at hand of the campus card alone."""

from dataclasses import dataclass

from wendan.sandbox.campus_card.cards import Cards
from wendan.sandbox.campus_card.desk import CampusCardDesk
from wendan.sandbox.core import events
from wendan.sandbox.core.bench import Bench
from wendan.sandbox.core.trades import State, Trade
from wendan.sandbox.core.wallet import NotPossible, Pay


@dataclass(frozen=True, slots=True)
class CampusCardBench(Bench):
    """With the students' cards."""

    desk: CampusCardDesk
    cards: Cards

    async def pay_by(self, card: str, trade: Trade) -> None:
        """This student pays on the page; a card that cannot leaves the payment open. Raises NotPossible."""
        now = self.desk.now()
        if trade.taken_fen is not None:
            raise NotPossible("already-paid")
        if trade.state(now) is not State.OPEN:
            raise NotPossible("closed")
        if now >= trade.order.expires_at:
            raise NotPossible("expired")
        if code := self.cards.refusal(card, trade.order.total_fen, now):
            self.desk.books.record(events.Tried(now, trade.number, "failed", code))
            raise NotPossible(code)
        await self.wallet.take(trade, Pay(), payer=card)
