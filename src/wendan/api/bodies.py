"""What may be sent to us, each value with its bounds."""

from datetime import time
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct, field

from wendan.domains.members.model import HintKind
from wendan.domains.ordering.model import Entry
from wendan.flows.resolve_case import Action
from wendan.kernel.money import MOST_FEN
from wendan.kernel.wishes import Wanted

# PostgreSQL keeps every character but NUL.
Line = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$")]
Words = Annotated[str, Meta(max_length=500, pattern=r"^[^\x00]*$")]
Amount = Annotated[int, Meta(ge=1, le=MOST_FEN)]
Extra = Annotated[int, Meta(ge=0, le=MOST_FEN)]
Total = Annotated[int, Meta(ge=0, le=1_000_000_000)]


class SignIn(Struct, frozen=True, forbid_unknown_fields=True):
    """`code`: what the payment app gave the page; without it the diner stays anonymous."""

    code: Annotated[str, Meta(min_length=1, max_length=128)] | None = None


class ComeBack(Struct, frozen=True, forbid_unknown_fields=True):
    """What WeChat's page sent the browser back with; `is_new`: nothing was ordered yet by this session."""

    state: Annotated[str, Meta(min_length=1, max_length=128, pattern=r"^[0-9A-Za-z]+$")]
    code: Annotated[str, Meta(min_length=1, max_length=512, pattern=r"^[^\x00-\x1f]*$")]
    is_new: bool = False


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


class ShowCredential(Struct, frozen=True, forbid_unknown_fields=True):
    """What the QR code of a paid order says."""

    credential: Annotated[str, Meta(min_length=1, max_length=1000)]


class BeginPayment(Struct, frozen=True, forbid_unknown_fields=True):
    """How the diner wants to pay."""

    channel: Annotated[str, Meta(min_length=1, max_length=32)]
    method: Annotated[str, Meta(min_length=1, max_length=32)]
    auth_code: Annotated[str, Meta(pattern=r"^[0-9A-Za-z]{8,64}$")] | None = None
    coupon_id: UUID | None = None


class BeginHold(Struct, frozen=True, forbid_unknown_fields=True):
    """By which channel the amount is to be held, and the version of the words the diner has read and agreed to."""

    channel: Annotated[str, Meta(min_length=1, max_length=32)]
    consent_version: Annotated[str, Meta(min_length=1, max_length=32)]


class SayOfPage(Struct, frozen=True, forbid_unknown_fields=True):
    """What the page noticed while its customer was paying; `to-counter`: they come to pay in cash."""

    kind: HintKind
    network: Annotated[str, Meta(max_length=16, pattern=r"^[0-9a-z-]*$")] = ""
    took_ms: Annotated[int, Meta(ge=0, le=3_600_000)] | None = None


class SayWish(Struct, frozen=True, forbid_unknown_fields=True):
    """What the customer wants if money comes for a closed order; null: the page is open, and nothing is said yet."""

    wish: Wanted | None = None


class GiveBack(Struct, frozen=True, forbid_unknown_fields=True):
    """How much goes back, and why."""

    amount_fen: Amount
    reason: Words


class TakeOrders(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the store takes new orders."""

    is_taking_orders: bool


class ResolveCase(Struct, frozen=True, forbid_unknown_fields=True):
    """What a person decided about a case, in their own words."""

    action: Action
    words: Words


class MakeGood(Struct, frozen=True, forbid_unknown_fields=True):
    """A coupon for the customer of a case, and why."""

    amount_fen: Amount
    words: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class GiveCoupon(Struct, frozen=True, forbid_unknown_fields=True):
    """A coupon for the customer of an order, from what amount on it may be used, and why it is given."""

    order_id: UUID
    amount_fen: Amount
    words: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
    min_spend_fen: Extra = 0


class ReenterMoney(Struct, frozen=True, forbid_unknown_fields=True):
    """What unclaimed money is to pay for, by somebody who looked for duplicates."""

    store_id: UUID
    lines: Annotated[list[OrderedLine], Meta(min_length=1, max_length=200)]
    words: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
    has_no_duplicate: bool
    table_no: Annotated[str, Meta(min_length=1, max_length=20, pattern=r"^[^\x00-\x1f]*$")] | None = None


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


Specifications = Annotated[list[NewSpecification], Meta(max_length=20)]
# A path of ours: pages load nothing from elsewhere.
Picture = Annotated[str, Meta(max_length=200, pattern=r"^(/[0-9A-Za-z._~%-]+(/[0-9A-Za-z._~%-]+)*)?$")]
Station = Annotated[str, Meta(max_length=20, pattern=r"^[^\x00-\x1f]*$")]
Position = Annotated[int, Meta(ge=0, le=1_000_000)]


class NewItem(Struct, frozen=True, forbid_unknown_fields=True):
    """A dish to be listed."""

    name: Line
    name_en: Line
    price_fen: Amount
    total: Total
    specifications: Specifications = []
    picture: Picture | None = None
    description: Words = ""
    description_en: Words = ""
    station: Station = ""


class AddItem(NewItem, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A dish to be listed under a heading."""

    category_id: UUID


class EditItem(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change of a dish; what is left out stays. `version`: refuse when it is another one by now."""

    price_fen: Amount | None = None
    is_listed: bool | None = None
    total: Total | None = None
    name: Line | None = None
    name_en: Line | None = None
    specifications: Specifications | None = None
    picture: Picture | None = None
    description: Words | None = None
    description_en: Words | None = None
    station: Station | None = None
    position: Position | None = None
    category_id: UUID | None = None
    version: int | None = None


class AddCategory(Struct, frozen=True, forbid_unknown_fields=True):
    """A new heading."""

    name: Line
    name_en: Line


class EditCategory(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change of a heading; what is left out stays."""

    name: Line | None = None
    name_en: Line | None = None
    position: Position | None = None
    version: int | None = None


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


class EditProfile(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change of a store; what is left out stays."""

    name: Line | None = None
    name_en: Line | None = None
    opening_hours: Annotated[list[NewHours], Meta(min_length=1, max_length=50)] | None = None


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
    more_accounts: dict[Line, Annotated[list[Line], Meta(max_length=10)]] = field(default_factory=dict)
    marks: Annotated[list[Line], Meta(max_length=10)] = field(default_factory=list)


class SetAccounts(Struct, frozen=True, forbid_unknown_fields=True):
    """The store's merchant number at each channel, further ones to fall back on, and marks such as `campus`."""

    accounts: Annotated[dict[Line, Line], Meta(max_length=20)]
    more_accounts: Annotated[dict[Line, Annotated[list[Line], Meta(max_length=10)]], Meta(max_length=20)] = (
        field(default_factory=dict)
    )
    marks: Annotated[list[Line], Meta(max_length=10)] = field(default_factory=list)


class NewStaffToken(Struct, frozen=True, forbid_unknown_fields=True):
    """For which machine a key is, and what it may do."""

    store_id: UUID
    name: Line
    role: Literal["hq", "manager", "cashier", "kitchen", "finance", "support", "auditor"]
