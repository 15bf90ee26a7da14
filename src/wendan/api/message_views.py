"""What people are shown of messages; never where they went."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from wendan.domains.messages.model import Kind, Message, MessageState
from wendan.domains.messages.rules import words_of
from wendan.domains.recovery.model import Sentence
from wendan.domains.recovery.rules.ladder import SKIP_WORDS, SkipReason

Phone = Annotated[str, Meta(pattern=r"^(\+[1-9][0-9]{6,14}|1[3-9][0-9]{9})$")]


class MessageView(Struct, frozen=True):
    """What a customer was told, and the coupon it brought. `is_new`: it stands on the page and nobody has looked yet."""

    id: UUID
    order_id: UUID
    kind: Kind
    rung: int
    way: str
    template: str
    state: MessageState
    words: Sentence
    incentive_fen: int
    coupon_id: UUID | None
    told_at: datetime
    is_new: bool


class ToldView(Struct, frozen=True):
    """A message as staff see it, those left out among them, with the reason in words."""

    id: UUID
    kind: Kind
    rung: int
    way: str
    state: MessageState
    reason: str | None
    reason_words: Sentence | None
    planned_at: datetime
    sending_at: datetime | None
    ended_at: datetime | None


class ContactView(Struct, frozen=True):
    """`phone` with its middle hidden."""

    phone: str | None
    allows_sms: bool
    allows_calls: bool


class SetContact(Struct, frozen=True, forbid_unknown_fields=True):
    """How the diner may be reached about their orders; without a phone number the old one is forgotten."""

    store_id: UUID
    phone: Phone | None = None
    allows_sms: bool = False
    allows_calls: bool = False


def message_view(message: Message) -> MessageView:
    assert message.sending_at is not None, "only what was said is shown to diners"
    return MessageView(
        message.id,
        message.order_id,
        message.kind,
        message.rung,
        message.way,
        message.template,
        message.state,
        Sentence(*words_of(message)),
        message.incentive_fen,
        message.coupon_id,
        message.sending_at,
        message.state is MessageState.SENT and message.way == "in-page",
    )


def told_view(message: Message) -> ToldView:
    why = message.reason if message.state is MessageState.SKIPPED else None
    return ToldView(
        message.id,
        message.kind,
        message.rung,
        message.way,
        message.state,
        message.reason,
        None if why is None else SKIP_WORDS[SkipReason(why)],
        message.planned_at,
        message.sending_at,
        message.ended_at,
    )
