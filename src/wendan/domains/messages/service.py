"""Every change of a message, as `Changes`; its alarm clock is set, moved or taken away with it."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from wendan.domains.messages.errors import ReviewIsDecided
from wendan.domains.messages.model import (
    MESSAGE_TIMER,
    About,
    Content,
    DayCount,
    Heard,
    Message,
    MessageSignal,
    MessageState,
    Review,
    ReviewState,
    Verdict,
)
from wendan.domains.messages.rules import SENDING_TAKES
from wendan.domains.messages.states import MESSAGE
from wendan.domains.messages.store import DAY_COUNT, MESSAGE_TABLE, REVIEW
from wendan.platform.changes import Change, Changes
from wendan.platform.timers import Timer, clear_timer, set_timer


def _new(about: About, content: Content, message_id: UUID, now: datetime) -> Message:
    return Message(
        store_id=about.store_id,
        id=message_id,
        order_id=about.order_id,
        diner_id=about.diner_id,
        kind=about.kind,
        rung=about.rung,
        way=content.way,
        template=content.template,
        variables=content.variables,
        recipient=content.recipient,
        state=MessageState.PLANNED,
        version=1,
        reason=None,
        incentive_fen=content.incentive_fen,
        coupon_id=content.coupon_id,
        not_after=content.not_after,
        planned_at=now,
        sending_at=None,
        sent_at=None,
        ended_at=None,
        reference=None,
        asked_times=0,
        is_followed=True,
    )


def skip(about: About, content: Content, message_id: UUID, why: tuple[str, datetime]) -> Changes:
    """It is not told, for this reason, from this moment on for ever."""
    reason, now = why
    skipped = replace(
        _new(about, content, message_id, now),
        state=MESSAGE.after(MessageState.PLANNED, MessageSignal.SKIP),
        reason=reason,
        ended_at=now,
        is_followed=False,
    )
    return Changes.of(MESSAGE_TABLE.insert(skipped))


def show(about: About, content: Content, message_id: UUID, now: datetime) -> tuple[Message, Changes]:
    """It stands on the order's page from this commit on."""
    shown = replace(
        _new(about, content, message_id, now),
        state=MESSAGE.after(MessageState.PLANNED, MessageSignal.SHOW),
        sending_at=now,
        sent_at=now,
        is_followed=False,
    )
    return shown, Changes.of(MESSAGE_TABLE.insert(shown))


def begin(about: About, content: Content, message_id: UUID, now: datetime) -> tuple[Message, Changes]:
    """It is about to be sent: committed first. Whoever dies meanwhile leaves the alarm clock behind."""
    sending = replace(
        _new(about, content, message_id, now),
        state=MESSAGE.after(MessageState.PLANNED, MessageSignal.SEND),
        sending_at=now,
    )
    return sending, Changes.of(MESSAGE_TABLE.insert(sending), _clock(sending, now + SENDING_TAKES))


def begin_again(message: Message, now: datetime) -> tuple[Message, Changes]:
    """Nobody has it, so it may be sent once more."""
    sending = replace(
        message,
        state=MESSAGE.after(message.state, MessageSignal.SEND),
        version=message.version + 1,
        sending_at=now,
    )
    return sending, Changes.of(MESSAGE_TABLE.update(sending), _clock(sending, now + SENDING_TAKES))


def hear(message: Message, heard: Heard, now: datetime) -> tuple[Message, Changes]:
    """What was learned. No change when nothing is new. Raises Contradicts."""
    state = MESSAGE.after(message.state, heard.signal)
    look_at = heard.look_at if state in _MAY_GO_ON else None
    moved = replace(
        message,
        state=state,
        version=message.version + 1,
        reason=heard.reason if state is not message.state else message.reason,
        reference=heard.reference or message.reference,
        sent_at=now if state is MessageState.SENT and message.sent_at is None else message.sent_at,
        ended_at=now if state in _ENDS and message.state is not state else message.ended_at,
        asked_times=message.asked_times + heard.was_asked,
        is_followed=look_at is not None,
    )
    if replace(moved, version=message.version) == message and look_at is None:
        return message, Changes()
    clock = clear_timer(_timer(message, now)) if look_at is None else _clock(message, look_at)
    return moved, Changes.of(MESSAGE_TABLE.update(moved), clock)


_ENDS = (MessageState.DELIVERED, MessageState.UNDELIVERABLE, MessageState.SKIPPED)
_MAY_GO_ON = (MessageState.PLANNED, MessageState.SENDING, MessageState.UNKNOWN, MessageState.SENT)


def count(about: About, known: DayCount | None, day: date) -> Changes:
    """One more of this kind for the diner that day; of two workers at one moment, one reads and decides again.

    What was left out for the comparison counts as if it had been said: both arms go by the same limit.
    """
    if known is None or known.day != day:
        first = DayCount(about.store_id, about.diner_id, day, about.kind, 1)
        return Changes.of(DAY_COUNT.insert(first))
    return Changes.of(DAY_COUNT.update(replace(known, version=known.version + 1)))


def calm(message: Message, now: datetime) -> Changes:
    """No alarm clock any more."""
    return Changes.of(clear_timer(_timer(message, now)))


def _clock(message: Message, due_at: datetime) -> Change:
    return set_timer(_timer(message, due_at))


def _timer(message: Message, due_at: datetime) -> Timer:
    return Timer(message.store_id, MESSAGE_TIMER, message.id, message.order_id, due_at)


def keep_review(review: Review) -> Changes:
    """A month has one review; whoever makes it a second time loses the guard of its month."""
    return Changes.of(REVIEW.insert(review))


def decide_review(
    review: Review, verdict: Verdict, policy_id: UUID | None, now: datetime
) -> tuple[Review, Changes]:
    """A person's word, which stays. Raises ReviewIsDecided."""
    if review.state is not ReviewState.PROPOSED:
        raise ReviewIsDecided(state=review.state)
    decided = replace(
        review,
        state=ReviewState.ACCEPTED if verdict.is_accepted else ReviewState.REJECTED,
        version=review.version + 1,
        decided_by=verdict.by,
        decided_at=now,
        words=verdict.words,
        policy_id=policy_id,
    )
    return decided, Changes.of(REVIEW.update(decided))
