"""Everything that happens to the books, as values; the journal holds them, one JSON line each."""

import msgspec


class _Event(msgspec.Struct, frozen=True, tag_field="event", omit_defaults=True):
    at: float  # seconds since the epoch, by the sandbox's clock


class Began(_Event, frozen=True, tag="began"):
    pass


class Ordered(_Event, frozen=True, tag="ordered"):
    """What a merchant asked the channel to collect."""

    number: str  # the merchant's
    account: str
    method: str  # the channel's word: native, h5, barcode …
    total_fen: int
    expires_at: float  # last moment at which the customer may pay
    description: str = ""
    notify_url: str = ""  # empty: nobody is told
    payer: str = ""  # empty: whoever comes
    reference: str = ""  # the channel's own number where it is given before paying
    content: str = ""  # all of it, as the channel keeps it: the same number with other content is refused
    is_known: bool = True  # False: the channel has never heard of it until somebody scans


class Prepared(_Event, frozen=True, tag="prepared"):
    """A new token for a known order; the old one may be dead."""

    number: str


class Scanned(_Event, frozen=True, tag="scanned"):
    """The customer opened what the merchant showed: from here on the channel knows the order."""

    number: str


class Prompted(_Event, frozen=True, tag="prompted"):
    """A scanned customer must type the password; they pay or refuse at `decides_at`, None: when a tester says."""

    number: str
    payer: str
    pays: bool
    decides_at: float | None = None


class Tried(_Event, frozen=True, tag="tried"):
    """The customer tried and failed, or left."""

    number: str
    wallet: str
    cause: str = ""


class Taken(_Event, frozen=True, tag="taken"):
    """Money really moved."""

    number: str
    taken_fen: int
    payer: str
    promoted_fen: int = 0  # of it, by the merchant's own promotion at the channel: nobody paid it


class Closed(_Event, frozen=True, tag="closed"):
    number: str


class RefundAsked(_Event, frozen=True, tag="refund-asked"):
    number: str
    payment: str
    fen: int
    ends_at: float
    ending: str
    reason: str = ""
    notify_url: str = ""
    content: str = ""  # as in Ordered
    promoted_fen: int = 0  # of it, what goes back to nobody


class RefundEnded(_Event, frozen=True, tag="refund-ended"):
    number: str
    status: str


class NoticeMade(_Event, frozen=True, tag="notice-made"):
    id: str
    kind: str  # the channel's word for what it tells
    number: str
    url: str
    due_at: float
    is_lost: bool = False


class NoticeSent(_Event, frozen=True, tag="notice-sent"):
    id: str
    is_accepted: bool


Event = (
    Began
    | Ordered
    | Prepared
    | Scanned
    | Prompted
    | Tried
    | Taken
    | Closed
    | RefundAsked
    | RefundEnded
    | NoticeMade
    | NoticeSent
)
