"""A member, a store whose kitchen they eat from, and a channel across the street that does what it is told."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from wendan.channels.port import RefundAsk, RefundKey
from wendan.domains.balances.model import CREDIT_TIMER, AccountKind
from wendan.domains.balances.store import STANDING_OF_MEMBER
from wendan.domains.catalog.model import BasketLine, Store
from wendan.domains.catalog.store import ITEMS
from wendan.domains.ordering.model import Entry, Order, Purpose, Wish
from wendan.domains.payments.model import Payment, PaymentWish
from wendan.domains.payments.service import begin
from wendan.domains.refunds.model import DRIVE_TIMER, Refund
from wendan.flows.answers import Answer, news_of
from wendan.flows.buy_value import buy_value
from wendan.flows.checkout import place
from wendan.flows.credit_value import credit_value
from wendan.flows.house import House
from wendan.flows.order_file import OrderFile, read_order_file
from wendan.flows.pay import PayRequest, pay
from wendan.flows.payment_rows import new_payment
from wendan.flows.refund import RefundRequest, drive, refund_order
from wendan.flows.settle import Settlement, settle
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews, Source, Subject, Word
from wendan.kernel.scene import Scene
from wendan.platform.clock import ManualClock
from wendan.platform.timers import Timer
from wendan.promises import find_breaches

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MEMBER = UUID(int=7)


@dataclass
class OtherSide:
    """A channel that gives back what it is told to, and remembers it."""

    clock: ManualClock
    name: str = "wechat"
    methods: dict[str, Scene] = field(default_factory=lambda: {"native": Scene.QR})
    bills: None = None
    words: list[Word] = field(default_factory=list)
    given_back: int = 0

    async def refund(self, ask: RefundAsk) -> ChannelNews:
        word = self.words.pop(0) if self.words else Word.SUCCEEDED
        self.given_back += ask.amount_fen if word is Word.SUCCEEDED else 0
        return self._news(ask.key, word, ask.amount_fen)

    async def query_refund(self, key: RefundKey) -> ChannelNews:
        return self._news(key, Word.MISSING, None)

    def _news(self, key: RefundKey, word: Word, amount: Fen | None) -> ChannelNews:
        now = self.clock.now()
        news = ChannelNews(self.name, key.account, Subject.REFUND, key.number, word, Source.QUERY, now, "{}")
        return replace(news, amount_fen=amount, reference=f"50{key.number}")


@dataclass
class Town:
    house: House
    clock: ManualClock
    store: Store
    wechat: OtherSide
    keys: int = 0

    def wish(self, purpose: Purpose) -> Wish:
        self.keys += 1
        key = f"order-{self.keys}"
        return Wish(self.store.store_id, MEMBER, key, Entry.H5, None, "", key, purpose=purpose)

    async def buys(self, amount: int, purpose: Purpose = Purpose.TOP_UP) -> Order:
        return (await buy_value(self.house, self.wish(purpose), Fen(amount))).order

    async def begins(self, order: Order) -> Payment:
        file, stamp = await self.file(order), self.house.stamp()
        self.keys += 1
        wish = PaymentWish(f"press-{self.keys}", "wechat", "1900000001", "native", None, None)
        payment, changes = begin(new_payment(file, wish, stamp, "01"), stamp.now + timedelta(seconds=10))
        await self.house.database.commit(changes)
        return payment

    async def arrives(self, payment: Payment, amount: int | None = None) -> Settlement:
        paid = news_of(payment, Answer(Word.SUCCEEDED, Source.CALLBACK, "{}"), self.clock.now())
        fen = Fen(amount or payment.amount_fen)
        news = replace(paid, reference=f"42{payment.number}", amount_fen=fen, happened_at=self.clock.now())
        return await settle(self.house, news)

    async def rings(self, order: Order) -> None:
        timer = Timer(order.store_id, CREDIT_TIMER, order.id, order.id, self.clock.now())
        await credit_value(self.house, timer)

    async def topped_up(self, amount: int, purpose: Purpose = Purpose.TOP_UP) -> Order:
        order = await self.buys(amount, purpose)
        await self.arrives(await self.begins(order))
        await self.rings(order)
        return order

    async def eats(self, channel: str) -> tuple[Order, Payment]:
        """Rice for 2 yuan."""
        items = await self.house.database.read(ITEMS, store_id=self.store.store_id)
        rice = next(item for item in items if item.name == "米饭")
        order = (await place(self.house, self.wish(Purpose.MEAL), [BasketLine(rice.id, 1)])).order
        self.keys += 1
        press = PayRequest(
            order.store_id, order.id, MEMBER, channel, "account", str(MEMBER), None, f"k{self.keys}"
        )
        return order, await pay(self.house, press)

    async def refunds(self, order: Order, amount: int) -> Refund:
        self.keys += 1
        ask = RefundRequest(order.store_id, order.id, Fen(amount), f"refund-{self.keys}", "小王", "退")
        refund = await refund_order(self.house, ask)
        await self.drives(refund)
        return next(r for r in (await self.file(order)).refunds if r.id == refund.id)

    async def drives(self, refund: Refund) -> None:
        now = self.clock.now()
        await drive(self.house, Timer(refund.store_id, DRIVE_TIMER, refund.id, refund.order_id, now))

    async def file(self, order: Order) -> OrderFile:
        file = await read_order_file(self.house, order.store_id, order.id)
        assert file is not None
        return file

    async def holds(self, kind: AccountKind = AccountKind.BALANCE) -> int:
        standing = await self.house.database.read(
            STANDING_OF_MEMBER, merchant_id=self.store.merchant_id, member_id=MEMBER, kind=kind
        )
        return 0 if standing is None else standing.account.balance_fen

    async def is_well(self) -> None:
        """The promises hold, and what stores and head office owe each other for value cancels out."""
        assert await find_breaches(self.house.reports, self.clock.now()) == []
        later = await find_breaches(self.house.reports, self.clock.now() + timedelta(seconds=61))
        assert {breach.promise for breach in later} <= {"P2", "P3"}
        rows = await self.house.reports.fetch(
            "SELECT sum(amount_fen) AS fen FROM ledger_entry WHERE account LIKE 'value-clearing:%' "
            "OR account LIKE 'receivable:balance:%' OR account LIKE 'receivable:pay-later:%'"
        )
        assert not rows[0]["fen"]
