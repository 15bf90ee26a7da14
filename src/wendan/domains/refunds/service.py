"""Every change of a refund, as `Changes`."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from wendan.domains.refunds.model import DRIVE_TIMER, Refund, RefundSignal, RefundState, RefundWish
from wendan.domains.refunds.states import REFUND, UNFINISHED
from wendan.domains.refunds.store import REFUND_TABLE
from wendan.kernel.news import ChannelNews
from wendan.platform.changes import Change, Changes
from wendan.platform.timers import Timer, clear_timer, set_timer


@dataclass(frozen=True, slots=True)
class Identity:
    """Which refund a new row is."""

    store_id: UUID
    order_id: UUID
    id: UUID
    attempt: int
    number: str


def create(identity: Identity, wish: RefundWish, now: datetime) -> tuple[Refund, Changes]:
    """A refund to be asked for at once; its alarm clock asks until it is final."""
    refund = Refund(
        store_id=identity.store_id,
        id=identity.id,
        order_id=identity.order_id,
        payment_id=wish.payment_id,
        attempt=identity.attempt,
        number=identity.number,
        client_key=wish.client_key,
        channel=wish.channel,
        account=wish.account,
        amount_fen=wish.amount_fen,
        reason=wish.reason,
        state=RefundState.CREATED,
        version=1,
        created_at=now,
        asked_times=0,
        reference=None,
        finished_at=None,
        replaced_by=None,
        proof_id=None,
    )
    return refund, Changes.of(REFUND_TABLE.insert(refund), _alarm(refund, now))


def _timer(refund: Refund, due_at: datetime) -> Timer:
    return Timer(refund.store_id, DRIVE_TIMER, refund.id, refund.order_id, due_at)


def _alarm(refund: Refund, due_at: datetime) -> Change:
    return set_timer(_timer(refund, due_at))


def again_at(refund: Refund, due_at: datetime) -> Changes:
    """Look at the refund again at `due_at`."""
    return Changes.of(_alarm(refund, due_at))


def asked(refund: Refund, next_at: datetime) -> tuple[Refund, Changes]:
    """The channel is about to be asked: counted, and the next step set, before the answer is known."""
    state = REFUND.after(refund.state, RefundSignal.REQUEST)
    counted = replace(refund, state=state, asked_times=refund.asked_times + 1, version=refund.version + 1)
    return counted, Changes.of(REFUND_TABLE.update(counted), _alarm(counted, next_at))


def unanswered(refund: Refund) -> tuple[Refund, Changes]:
    """The channel was silent: the money may be on its way. The alarm clock is set already."""
    state = REFUND.after(refund.state, RefundSignal.SILENT)
    if state is refund.state:
        return refund, Changes()
    unsure = replace(refund, state=state, version=refund.version + 1)
    return unsure, Changes.of(REFUND_TABLE.update(unsure))


def move(
    refund: Refund, state: RefundState, news: ChannelNews, proof_id: UUID, replaced_by: UUID | None = None
) -> tuple[Refund, Changes]:
    """The refund in its new state; a final one needs no alarm clock any more."""
    is_final = state not in UNFINISHED
    moved = replace(
        refund,
        state=state,
        version=refund.version + 1,
        reference=news.reference or refund.reference,
        finished_at=(news.happened_at or news.heard_at) if is_final else None,
        replaced_by=replaced_by,
        proof_id=proof_id,
    )
    timers = (clear_timer(_timer(refund, news.heard_at)),) if is_final else ()
    return moved, Changes.of(REFUND_TABLE.update(moved), *timers)
