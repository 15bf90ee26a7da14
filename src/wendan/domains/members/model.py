"""What diners say and allow, and what their pages say of themselves."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from wendan.kernel.wishes import Wanted


@dataclass(frozen=True, slots=True)
class Feedback:
    """评价: how an order was, one to five stars; the last word counts."""

    store_id: UUID
    order_id: UUID
    stars: int
    words: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """Feedback with the number under which the meal was called."""

    order_id: UUID
    pickup: str | None
    stars: int
    words: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """订阅授权: the diner allows one message made from this template; `used_by` is that message."""

    store_id: UUID
    id: UUID
    order_id: UUID
    diner_id: UUID
    template_id: str
    given_at: datetime
    used_by: UUID | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Address:
    """Where a diner is reached by one way: an openid, a phone number, closed; and whether they allow it."""

    store_id: UUID
    diner_id: UUID
    way: str
    sealed: str
    is_allowed: bool
    given_at: datetime


@dataclass(frozen=True, slots=True)
class ServiceWindow:
    """客服会话: the diner has turned to the mini-program's customer service, and so many messages may answer until then.

    `key` names what opened it. A row of head office's: the mini-program is every store's.
    """

    store_id: UUID
    diner_id: UUID
    sealed: str
    key: str
    opened_at: datetime
    open_until: datetime
    messages_left: int
    version: int = 1


class HintKind(StrEnum):
    """What a page noticed while its customer was paying; TO_COUNTER is what its customer said themselves."""

    LEFT_PAGE = "left-page"
    CAME_BACK = "came-back"
    NETWORK_CHANGED = "network-changed"
    ANSWER_SLOW = "answer-slow"
    TO_COUNTER = "to-counter"


@dataclass(frozen=True, slots=True)
class ClientHint:
    """One such word; `network` as the device names it, `took_ms` how long an answer took."""

    store_id: UUID
    order_id: UUID
    hint_no: int
    kind: HintKind
    network: str
    took_ms: int | None
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class LateWish:
    """The page of a closed order: when it was last open, and what its customer wants if money still comes."""

    store_id: UUID
    order_id: UUID
    wish: Wanted | None
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Authorisation:
    """网页授权: a guest's browser goes to WeChat's page and comes back with this state; the newest way counts.

    `appid` is the app that will know them; used once, and only until `expires_at`.
    """

    store_id: UUID
    diner_id: UUID
    appid: str
    state: str
    begun_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    version: int = 1
