"""The merchant scans a customer: who pays at once, who must type a password first, who has too little."""

from dataclasses import dataclass
from functools import partial

from wendan.sandbox.core import events
from wendan.sandbox.core.codes import Manner, PaymentCode
from wendan.sandbox.core.desk import Desk
from wendan.sandbox.core.trades import State, Trade
from wendan.sandbox.core.wallet import Pay, Wallet


@dataclass(slots=True)
class Scanner:
    """Charges the customer behind a code for an order that is in the books."""

    desk: Desk
    wallet: Wallet

    async def charge(self, trade: Trade, shown: PaymentCode) -> str:
        """What the wallet says now: `paid`, `prompted` (ask again later) or `failed` (too little balance)."""
        now = self.desk.now()
        if shown.manner is Manner.AT_ONCE:
            await self.wallet.take(trade, Pay(), payer=shown.payer)
        elif shown.manner is Manner.POOR:
            self.desk.books.record(events.Tried(now, trade.number, "failed", "balance-insufficient"))
        else:
            decides_at = None if shown.then == "waits" else now + shown.after_s
            pays = shown.then == "pays"
            self.desk.books.record(events.Prompted(now, trade.number, shown.payer, pays, decides_at))
            self._expect(trade)
        return trade.wallet

    def resume(self) -> None:
        """After a restart: whoever was typing goes on typing."""
        for trade in self.desk.books.trades.values():
            if trade.wallet == "prompted":
                self._expect(trade)

    def _expect(self, trade: Trade) -> None:
        if trade.prompt is not None and trade.prompt.decides_at is not None:
            self.desk.agenda.at(trade.prompt.decides_at, partial(self._decide, trade, trade.prompt))

    async def _decide(self, trade: Trade, prompt: events.Prompted) -> None:
        # A tester may have decided, or the merchant may have given up, while the customer was typing.
        if trade.wallet != "prompted" or trade.state(self.desk.now()) is not State.OPEN:
            return
        if prompt.pays:
            await self.wallet.pay_if_possible(trade, Pay())
        else:
            self.wallet.fail(trade, "customer-cancelled")
