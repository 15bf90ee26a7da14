"""What may be sent to us, each value with its bounds."""

from datetime import time
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct, field

from wendan.channels.port import Method
from wendan.domains.ordering.model import Entry
from wendan.flows.resolve_case import Action
from wendan.kernel.money import MOST_FEN

# PostgreSQL keeps every character but NUL.
Line = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$")]
Words = Annotated[str, Meta(max_length=500, pattern=r"^[^\x00]*$")]
Amount = Annotated[int, Meta(ge=1, le=MOST_FEN)]
Extra = Annotated[int, Meta(ge=0, le=MOST_FEN)]
Total = Annotated[int, Meta(ge=0, le=1_000_000_000)]


class SignIn(Struct, frozen=True, forbid_unknown_fields=True):
    """`code`: what the payment app gave the page; without it the diner stays anonymous."""

    code: Annotated[str, Meta(min_length=1, max_length=128)] | None = None


class OrderedLine(Struct, frozen=True, forbid_unknown_fields=True):
    """One dish of a basket; `choices` by specification name."""

    item_id: UUID
    quantity: Annotated[int, Meta(ge=1, le=10_000)]
    choices: Annotated[dict[Line, Annotated[list[Line], Meta(max_length=20)]], Meta(max_length=20)] = field(
        default_factory=dict
    )


class PlaceOrder(Struct, frozen=True, forbid_unknown_fields=True):
    """A diner's order."""

    store_id: UUID
    entry: Entry
    lines: Annotated[list[OrderedLine], Meta(min_length=1, max_length=200)]
    table_no: Annotated[str, Meta(min_length=1, max_length=20, pattern=r"^[^\x00-\x1f]*$")] | None = None
    remark: Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*$")] = ""
    expected_total_fen: Amount | None = None


class GiveFeedback(Struct, frozen=True, forbid_unknown_fields=True):
    """How the meal was."""

    stars: Annotated[int, Meta(ge=1, le=5)]
    words: Words = ""


class Consents(Struct, frozen=True, forbid_unknown_fields=True):
    """The subscription message templates that the diner allowed."""

    template_ids: Annotated[list[Line], Meta(max_length=3)]


class BeginPayment(Struct, frozen=True, forbid_unknown_fields=True):
    """How the diner wants to pay."""

    channel: Annotated[str, Meta(min_length=1, max_length=32)]
    method: Method


class GiveBack(Struct, frozen=True, forbid_unknown_fields=True):
    """How much goes back, and why."""

    amount_fen: Amount
    reason: Words


class EditItem(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change of a dish; what is left out stays."""

    price_fen: Amount | None = None
    is_listed: bool | None = None
    total: Total | None = None


class TakeOrders(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the store takes new orders."""

    is_taking_orders: bool


class ResolveCase(Struct, frozen=True, forbid_unknown_fields=True):
    """What a person decided about a case, in their own words."""

    action: Action
    words: Words


class NewChoice(Struct, frozen=True, forbid_unknown_fields=True):
    """One way to have a dish."""

    name: Line
    name_en: Line
    extra_fen: Extra = 0


class NewSpecification(Struct, frozen=True, forbid_unknown_fields=True):
    """A group of choices of which `least` to `most` are taken."""

    name: Line
    name_en: Line
    choices: Annotated[list[NewChoice], Meta(min_length=1, max_length=20)]
    least: Annotated[int, Meta(ge=0, le=20)] = 1
    most: Annotated[int, Meta(ge=1, le=20)] = 1


class NewItem(Struct, frozen=True, forbid_unknown_fields=True):
    """A dish to be listed."""

    name: Line
    name_en: Line
    price_fen: Amount
    total: Total
    specifications: Annotated[list[NewSpecification], Meta(max_length=20)] = []


class NewCategory(Struct, frozen=True, forbid_unknown_fields=True):
    """A heading of the menu."""

    name: Line
    name_en: Line
    items: Annotated[list[NewItem], Meta(max_length=500)]


class NewHours(Struct, frozen=True, forbid_unknown_fields=True):
    """Open on a weekday, Monday = 0."""

    weekday: Annotated[int, Meta(ge=0, le=6)]
    opens: time
    closes: time


class NewStore(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything a store needs to take its first order."""

    store_no: Annotated[int, Meta(ge=1, le=33_554_431)]
    merchant: Line
    brand: Line
    name: Line
    name_en: Line
    accounts: dict[Line, Line]
    opening_hours: Annotated[list[NewHours], Meta(min_length=1, max_length=50)]
    categories: Annotated[list[NewCategory], Meta(max_length=100)]
    timezone: Line = "Asia/Shanghai"


class NewStaffToken(Struct, frozen=True, forbid_unknown_fields=True):
    """For which machine a key is, and what it may do."""

    store_id: UUID
    name: Line
    role: Literal["hq", "manager", "cashier", "kitchen", "finance", "support", "auditor"]
