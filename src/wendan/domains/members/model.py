"""What diners say and allow."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


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
    """订阅授权: the diner allows one message made from this template."""

    store_id: UUID
    id: UUID
    order_id: UUID
    diner_id: UUID
    template_id: str
    given_at: datetime
