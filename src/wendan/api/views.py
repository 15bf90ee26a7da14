"""What we tell, without what is nobody's business: payers, addresses, raw words of channels."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from wendan.domains.catalog.model import Category, Item, OpeningHours, Specification, Stock, Store
from wendan.domains.catalog.rules import is_open
from wendan.domains.evidence.model import Event
from wendan.domains.ordering.model import Order, OrderLine, OrderView
from wendan.domains.payments.model import Payment
from wendan.domains.refunds.model import Refund
from wendan.flows.checkout import Placed
from wendan.kernel.money import Fen


class SessionView(Struct, frozen=True):
    token: str
    diner_id: UUID
    expires_at: datetime


class PaymentView(Struct, frozen=True):
    id: UUID
    number: str
    channel: str
    method: str
    state: str
    fate: str
    parameters: Mapping[str, str] | None
    amount_fen: Fen
    expires_at: datetime
    requested_at: datetime
    paid_at: datetime | None
    known_at: datetime | None
    cause: str | None


class RefundView(Struct, frozen=True):
    id: UUID
    payment_id: UUID
    number: str
    amount_fen: Fen
    reason: str
    state: str
    created_at: datetime
    finished_at: datetime | None


class EventView(Struct, frozen=True):
    event_no: int
    kind: str
    happened_at: datetime


class FeedbackGiven(Struct, frozen=True):
    stars: int
    words: str
    given_at: datetime


class OrderPage(Struct, frozen=True):
    """`ahead`: tickets before this one while it is cooked; `credential`: for the QR, until the meal is fetched."""

    order: OrderView
    payments: list[PaymentView]
    refunds: list[RefundView]
    events: list[EventView]
    server_time: datetime
    is_first_payment: bool
    ahead: int | None
    credential: str | None
    feedback: FeedbackGiven | None


class MethodView(Struct, frozen=True):
    channel: str
    method: str
    name: str
    name_en: str
    reason: str | None


class MethodsView(Struct, frozen=True):
    methods: list[MethodView]
    server_time: datetime


class ItemView(Struct, frozen=True):
    id: UUID
    name: str
    name_en: str
    price_fen: Fen
    specifications: list[Specification]
    available: int
    is_listed: bool
    picture: str | None
    description: str
    description_en: str
    station: str
    version: int


class CategoryView(Struct, frozen=True):
    id: UUID
    name: str
    name_en: str
    items: list[ItemView]
    version: int


class StoreCard(Struct, frozen=True):
    store_id: UUID
    store_no: int
    name: str
    name_en: str
    is_open: bool
    is_taking_orders: bool
    opening_hours: list[OpeningHours]


class StoreView(Struct, frozen=True):
    store_id: UUID
    store_no: int
    name: str
    name_en: str
    timezone: str
    opening_hours: list[Any]
    channels: list[str]
    is_taking_orders: bool
    message_templates: list[str]


class MenuView(Struct, frozen=True):
    store: StoreView
    is_open: bool
    categories: list[CategoryView]
    server_time: datetime


class BreachView(Struct, frozen=True):
    promise: str
    store_id: UUID
    order_id: UUID | None
    subject: str
    detail: str


class EvidenceView(Struct, frozen=True):
    """`broken_at` is the event at which the chain stops being true, null when it is whole."""

    broken_at: int | None
    events: list[Event]


class StaffTokenView(Struct, frozen=True):
    id: UUID
    token: str
    name: str
    role: str


def payment_view(payment: Payment) -> PaymentView:
    return PaymentView(
        payment.id,
        payment.number,
        payment.channel,
        payment.method,
        payment.state,
        payment.fate,
        payment.parameters,
        payment.amount_fen,
        payment.expires_at,
        payment.requested_at,
        payment.paid_at,
        payment.known_at,
        payment.cause,
    )


def refund_view(refund: Refund) -> RefundView:
    return RefundView(
        refund.id,
        refund.payment_id,
        refund.number,
        refund.amount_fen,
        refund.reason,
        refund.state,
        refund.created_at,
        refund.finished_at,
    )


def event_view(event: Event) -> EventView:
    return EventView(event.event_no, event.kind, event.happened_at)


def store_view(store: Store, message_templates: Sequence[str] = ()) -> StoreView:
    return StoreView(
        store.store_id,
        store.store_no,
        store.name,
        store.name_en,
        store.timezone,
        list(store.opening_hours),
        sorted(store.accounts),
        store.is_taking_orders,
        list(message_templates),
    )


def store_card(store: Store, now: datetime) -> StoreCard:
    return StoreCard(
        store.store_id,
        store.store_no,
        store.name,
        store.name_en,
        is_open(store, now),
        store.is_taking_orders,
        store.opening_hours,
    )


def menu_view(
    store: Store, categories: list[CategoryView], templates: Sequence[str], now: datetime
) -> MenuView:
    return MenuView(store_view(store, templates), is_open(store, now), categories, now)


def category_views(
    categories: list[Category], items: list[Item], stocks: list[Stock], *, with_unlisted: bool = False
) -> list[CategoryView]:
    """Headings with their dishes and how many of each can still be had."""
    available = {stock.item_id: stock.available for stock in stocks}
    below: dict[UUID, list[ItemView]] = {category.id: [] for category in categories}
    for item in items:
        if item.is_listed or with_unlisted:
            below[item.category_id].append(item_view(item, available.get(item.id, 0)))
    return [CategoryView(c.id, c.name, c.name_en, below[c.id], c.version) for c in categories]


def item_view(item: Item, available: int) -> ItemView:
    return ItemView(
        item.id,
        item.name,
        item.name_en,
        item.price_fen,
        item.specifications,
        available,
        item.is_listed,
        item.picture,
        item.description,
        item.description_en,
        item.station,
        item.version,
    )


def placed_view(placed: Placed) -> OrderView:
    """A new order as a later read would show it, without asking the database again."""
    order = placed.order
    lines = [
        OrderLine(
            order.store_id,
            order.id,
            number,
            line.item_id,
            line.name,
            line.choices,
            line.unit_price_fen,
            line.quantity,
            Fen(line.unit_price_fen * line.quantity),
            line.station,
        )
        for number, line in enumerate(placed.lines, start=1)
    ]
    return order_view(order, lines)


def order_view(order: Order, lines: list[OrderLine]) -> OrderView:
    return OrderView(
        order.store_id,
        order.id,
        order.diner_id,
        order.entry,
        order.table_no,
        order.remark,
        order.state,
        order.version,
        order.total_fen,
        order.placed_at,
        order.expires_at,
        order.confirmed_at,
        order.closed_at,
        None,
        lines,
    )
