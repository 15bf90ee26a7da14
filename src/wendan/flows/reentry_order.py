"""The order that a 补单 makes: confirmed, paid by money that was here before it, made once per case."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from wendan.domains.catalog.errors import StoreIsUnknown
from wendan.domains.catalog.model import BasketLine, PricedLine, Store
from wendan.domains.catalog.rules import demand_available, price, total_of, wanted_by_item
from wendan.domains.catalog.service import sell_available
from wendan.domains.catalog.store import ITEMS_BY_ID, STOCKS_BY_ID, STORE_BY_ID
from wendan.domains.evidence.model import Happening
from wendan.domains.evidence.service import record as record_events
from wendan.domains.incidents.errors import ActionDoesNotFit, MoneyHasItsHome, TotalDiffers
from wendan.domains.kitchen.service import queue
from wendan.domains.ledger.model import SALES, Income, Posting
from wendan.domains.ledger.service import channel_receivable
from wendan.domains.ledger.service import receive as post_receipt
from wendan.domains.ordering.model import Entry, Order, Wish
from wendan.domains.ordering.rules import business_day
from wendan.domains.ordering.service import reenter as confirmed_order
from wendan.domains.ordering.store import ORDER_BY_CLIENT_KEY
from wendan.domains.payments.model import Fate, Payment, PaymentState
from wendan.domains.payments.service import enter, fact_of, keep_words, record
from wendan.domains.payments.store import FACT_BY_REFERENCE
from wendan.domains.routing.rules.accounts import accounts_of
from wendan.flows.book_payouts import look_for_payout
from wendan.flows.house import House, Stamp
from wendan.flows.unclaimed import Unclaimed
from wendan.kernel.news import ChannelNews, Source, Subject, Word
from wendan.platform.changes import Changes

METHOD: Final = "reentry"
Basket = tuple[UUID, list[BasketLine], str | None]


@dataclass(frozen=True, slots=True)
class Reentry:
    """Money and what it is to pay for: `basket` is store, dishes and table."""

    case_id: UUID
    decided_by: UUID
    money: Unclaimed
    basket: Basket
    words: str

    @property
    def client_key(self) -> str:
        """One order for one case, however often it is made."""
        return f"reentry-{self.case_id}"


async def demand_possible(house: House, reentry: Reentry) -> None:
    """Whether the order could be made now.

    Raises StoreIsUnknown, ActionDoesNotFit, TotalDiffers, MoneyHasItsHome, and what makes a basket impossible.
    """
    await _look(house, reentry)


async def make_order(house: House, reentry: Reentry) -> Order:
    """The order of this case, made now or before. Raises what `demand_possible` raises."""
    return await house.decide("reenter", lambda: _make_once(house, reentry))


async def _make_once(house: House, reentry: Reentry) -> Order:
    store, lines, earlier = await _look(house, reentry)
    if earlier is not None:
        return earlier
    stamp = house.stamp()
    wish = Wish(
        store.store_id,
        reentry.decided_by,
        reentry.client_key,
        Entry.POS,
        reentry.basket[2],
        "",
        reentry.client_key,
    )
    order, changes = confirmed_order(wish, lines, stamp.id(), stamp.now, store.timezone)
    changes += sell_available(order.store_id, wanted_by_item(lines))
    ticket, queued = queue(order.store_id, order.id, stamp.id(), stamp.now)
    changes += queued + _money(store, order, reentry.money, stamp)
    placed = {"total_fen": order.total_fen, "entry": order.entry, "lines": lines}
    paid = {"number": reentry.money.number, "reference": reentry.money.reference, "source": Source.REENTRY}
    happenings = [
        Happening("order-placed", placed),
        Happening("payment-succeeded", paid),
        Happening("order-reentered", {"case": reentry.case_id, "words": reentry.words}),
        Happening("order-confirmed", {"payment": reentry.money.number}),
        Happening("ticket-queued", {"ticket": ticket.id}),
    ]
    changes += record_events(None, (order.store_id, order.id), happenings, stamp.now)
    await house.database.commit(changes)
    return order


async def _look(house: House, reentry: Reentry) -> tuple[Store, list[PricedLine], Order | None]:
    """The store, the dishes at today's prices, and the order if it was made before."""
    (store_id, basket, _), money = reentry.basket, reentry.money
    earlier, store, menu, stocks, fact = await house.database.read(
        ORDER_BY_CLIENT_KEY,
        STORE_BY_ID,
        ITEMS_BY_ID,
        STOCKS_BY_ID,
        FACT_BY_REFERENCE,
        store_id=store_id,
        diner_id=reentry.decided_by,
        client_key=reentry.client_key,
        item_ids=[line.item_id for line in basket],
        channel=money.channel,
        account=money.account,
        reference=money.reference,
    )
    if store is None:
        raise StoreIsUnknown
    if earlier is not None:
        return store, [], earlier
    # Money at one merchant account never pays for an order of another.
    if money.account not in accounts_of(store.accounts, store.more_accounts, money.channel):
        raise ActionDoesNotFit(action=METHOD)
    if fact is not None:
        raise MoneyHasItsHome(order_id=str(fact.order_id))
    lines = price(basket, menu)
    if total_of(lines) != money.amount_fen:
        raise TotalDiffers(total_fen=total_of(lines), amount_fen=money.amount_fen)
    demand_available(wanted_by_item(lines), stocks)
    return store, lines, None


def _money(store: Store, order: Order, money: Unclaimed, stamp: Stamp) -> Changes:
    """Payment, fact, proof and posting of money that the channel took without us."""
    news = ChannelNews(
        channel=money.channel,
        account=money.account,
        subject=Subject.PAYMENT,
        number=money.number,
        word=Word.SUCCEEDED,
        source=Source.REENTRY,
        heard_at=money.heard_at,
        raw=money.raw,
        reference=money.reference,
        amount_fen=money.amount_fen,
        happened_at=money.happened_at,
    )
    message, changes = keep_words(order.store_id, order.id, stamp.id(), news)
    fact = fact_of(news, message, stamp.id(), "order", order.id)
    changes += enter(_payment(order, money, (stamp.id(), message.id))) + record(fact)
    day, moved_on = (business_day(at, store.timezone) for at in (stamp.now, fact.happened_at))
    earlier = moved_on if moved_on < day else None
    posting = Posting(order.store_id, order.id, fact.id, day, stamp.now, earlier)
    receivable = channel_receivable(money.channel, money.account)
    changes += post_receipt(posting, stamp.id(), receivable, fact.amount_fen, Income(SALES))
    return changes + look_for_payout(posting)


def _payment(order: Order, money: Unclaimed, ids: tuple[UUID, UUID]) -> Payment:
    payment_id, message_id = ids
    return Payment(
        store_id=order.store_id,
        id=payment_id,
        order_id=order.id,
        attempt=1,
        number=money.number,
        client_key=order.client_key,
        channel=money.channel,
        account=money.account,
        method=METHOD,
        amount_fen=money.amount_fen,
        payer=None,
        client_ip=None,
        state=PaymentState.SUCCEEDED,
        fate=Fate.KEPT,
        version=1,
        parameters=None,
        prepared_at=None,
        expires_at=order.expires_at,
        requested_at=money.heard_at,
        asked_times=0,
        asked_at=None,
        reference=money.reference,
        received_fen=money.amount_fen,
        paid_at=money.heard_at,
        known_at=money.heard_at,
        cause=None,
        proof_id=message_id,
    )
