"""What we tell, without what is nobody's business: payers, addresses, raw words of channels."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from wendan.api.message_views import MessageView
from wendan.api.money_views import PaymentView, PreauthView, RefundView
from wendan.api.risk_views import ConsentView
from wendan.domains.evidence.model import Event
from wendan.domains.kitchen.model import TicketState
from wendan.domains.ordering.model import Order, OrderLine, OrderView
from wendan.domains.recovery.model import UnpaidReason
from wendan.domains.routing.model import Recommendation
from wendan.flows.checkout import Placed
from wendan.kernel.money import Fen
from wendan.kernel.scene import Scene
from wendan.kernel.wishes import Wanted


class SessionView(Struct, frozen=True):
    token: str
    diner_id: UUID
    expires_at: datetime


class WayThereView(Struct, frozen=True):
    """Where the browser goes to become known, and the state it comes back with; all null for whoever is known already."""

    address: str | None
    state: str | None
    expires_at: datetime | None


class EventView(Struct, frozen=True):
    """`to` is where a moved ticket stands now."""

    event_no: int
    kind: str
    happened_at: datetime
    to: TicketState | None


class _Moved(Struct, frozen=True):
    """The part of a ticket's move that people are told."""

    to: TicketState | None = None


_moved = msgspec.json.Decoder(_Moved)


class FeedbackGiven(Struct, frozen=True):
    stars: int
    words: str
    given_at: datetime


class LateWishView(Struct, frozen=True):
    """What becomes of late money: the customer's word, and until when they are asked about money that is here."""

    wish: Wanted | None
    asks_until: datetime | None


class OrderPage(Struct, frozen=True):
    """`ahead`: tickets before this one while it is cooked; `credential`: for the QR, until the meal is fetched.

    `is_owed`: the meal was given on a guarantee that brought no money, so that it can be paid like an unpaid one.

    `countdown_every_minutes`: how often an open page says how much time is left to pay.
    """

    order: OrderView
    payments: list[PaymentView]
    refunds: list[RefundView]
    events: list[EventView]
    server_time: datetime
    is_first_payment: bool
    ahead: int | None
    credential: str | None
    feedback: FeedbackGiven | None
    messages: list[MessageView]
    countdown_every_minutes: int
    late_wish: LateWishView | None = None
    preauths: list[PreauthView] = []
    is_owed: bool = False


class CashTaken(Struct, frozen=True):
    page: OrderPage
    change_fen: Fen


class UnconfirmedView(Struct, frozen=True):
    """`reason`: why it is unpaid, as far as the facts carry."""

    order: OrderView
    payment: PaymentView
    asked_times: int
    next_ask_at: datetime | None
    reason: UnpaidReason


class MethodView(Struct, frozen=True):
    channel: str
    method: str
    scene: Scene
    name: str
    name_en: str
    reason: Recommendation | None


class GuaranteeView(Struct, frozen=True):
    """The order is taken when its amount is held, or paid at once: why, by which ways, and in which words."""

    ways: list[MethodView]
    reasons: list[str]
    reasons_en: list[str]
    consent: ConsentView


class MethodsView(Struct, frozen=True):
    """`takes_cash`: whoever likes can pay at the counter instead. `guarantee`: null where nothing is to be held."""

    methods: list[MethodView]
    takes_cash: bool
    server_time: datetime
    guarantee: GuaranteeView | None = None


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


def event_view(event: Event) -> EventView:
    to = _moved.decode(event.content).to if event.kind == "ticket-moved" else None
    return EventView(event.event_no, event.kind, event.happened_at, to)


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
            line.name_en,
            line.choices_en,
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
