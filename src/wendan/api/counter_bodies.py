"""What the counter sends us, each value with its bounds."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from wendan.api.bodies import Amount, Extra, OrderedLine, Words


class PlaceAtCounter(Struct, frozen=True, forbid_unknown_fields=True):
    """An order that staff take."""

    lines: Annotated[list[OrderedLine], Meta(min_length=1, max_length=200)]
    table_no: Annotated[str, Meta(min_length=1, max_length=20, pattern=r"^[^\x00-\x1f]*$")] | None = None
    remark: Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*$")] = ""
    expected_total_fen: Amount | None = None
    entry: Literal["pos", "tablet", "kiosk"] = "pos"


CouponCode = Annotated[str, Meta(pattern=r"^[0-9A-Fa-f]{10}$")]


class BeginAtCounter(Struct, frozen=True, forbid_unknown_fields=True):
    """How the customer wants to pay, and the code of a coupon that they show."""

    channel: Annotated[str, Meta(min_length=1, max_length=32)]
    method: Annotated[str, Meta(min_length=1, max_length=32)]
    auth_code: Annotated[str, Meta(pattern=r"^[0-9A-Za-z]{8,64}$")] | None = None
    coupon_code: CouponCode | None = None


class PutDownCash(Struct, frozen=True, forbid_unknown_fields=True):
    """What the customer put on the table, and the code of a coupon that they show."""

    tendered_fen: Amount
    coupon_code: CouponCode | None = None


class OpenShift(Struct, frozen=True, forbid_unknown_fields=True):
    """What lies in the drawer before the first customer."""

    opening_float_fen: Extra


class CloseShift(Struct, frozen=True, forbid_unknown_fields=True):
    """What was counted, and how many orders of this device have not reached us."""

    counted_fen: Extra
    unsynced_orders: Annotated[int, Meta(ge=0, le=1_000_000)]
    words: Words = ""
