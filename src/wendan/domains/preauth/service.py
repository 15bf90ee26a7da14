"""Every change of a pre-authorisation, as `Changes`."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from wendan.domains.preauth.model import (
    METHOD_OF,
    PREAUTH_TIMER,
    Place,
    Preauth,
    PreauthSignal,
    PreauthState,
    PreauthWish,
    Why,
)
from wendan.domains.preauth.states import PREAUTH, UNFINISHED
from wendan.domains.preauth.store import PREAUTH_TABLE
from wendan.kernel.news import ChannelNews
from wendan.platform.changes import Change, Changes
from wendan.platform.timers import Timer, clear_timer, set_timer


def begin(place: Place, wish: PreauthWish, ask_at: datetime) -> tuple[Preauth, Changes]:
    """A new hold, written down with its consent before the channel hears its number; asked about from `ask_at` on."""
    preauth = Preauth(
        store_id=place.store_id,
        id=place.id,
        order_id=place.order_id,
        attempt=place.attempt,
        number=place.number,
        client_key=wish.client_key,
        channel=wish.channel,
        account=wish.account,
        method=METHOD_OF[wish.channel],
        amount_fen=wish.amount_fen,
        payer=None,
        state=PREAUTH.after(PreauthState.CREATED, PreauthSignal.REQUEST),
        version=1,
        parameters=None,
        expires_at=place.expires_at,
        requested_at=place.requested_at,
        asked_times=0,
        asked_at=None,
        reference=None,
        held_fen=None,
        held_at=None,
        ended_at=None,
        cause=None,
        why=None,
        proof_id=None,
        consent_version=wish.consent.version,
        consent_hash=wish.consent.text_hash,
        consented_by=wish.consent.by,
        consented_at=wish.consent.at,
    )
    return preauth, Changes.of(PREAUTH_TABLE.insert(preauth), _alarm(preauth, ask_at))


def _timer(preauth: Preauth, due_at: datetime) -> Timer:
    return Timer(preauth.store_id, PREAUTH_TIMER, preauth.id, preauth.order_id, due_at)


def _alarm(preauth: Preauth, due_at: datetime) -> Change:
    return set_timer(_timer(preauth, due_at))


def look_at(preauth: Preauth, due_at: datetime) -> Changes:
    """Look at it again at `due_at`, not before."""
    return Changes.of(_alarm(preauth, due_at))


def due(preauth: Preauth, now: datetime) -> Changes:
    """The meal was handed over: whoever decided from before that decides again, now."""
    if preauth.state is not PreauthState.FROZEN:
        return Changes()
    return asked(preauth, now, now)[1]


def look_no_more(preauth: Preauth, now: datetime) -> Changes:
    """It is finished, and so is its alarm clock."""
    return Changes.of(clear_timer(_timer(preauth, now)))


def prepared(preauth: Preauth, parameters: dict[str, str]) -> tuple[Preauth, Changes]:
    """The channel knows it: the customer may agree with these parameters."""
    return _kept(preauth, PREAUTH.after(preauth.state, PreauthSignal.ACCEPTED), parameters=parameters)


def unanswered(preauth: Preauth) -> tuple[Preauth, Changes]:
    """The channel was silent: money may be held. The alarm clock is set already."""
    state = PREAUTH.after(preauth.state, PreauthSignal.SILENT)
    return (preauth, Changes()) if state is preauth.state else _kept(preauth, state)


def asked(preauth: Preauth, now: datetime, next_at: datetime) -> tuple[Preauth, Changes]:
    """The channel is about to be asked: counted, and the next time set, before the answer is known."""
    counted, changes = _kept(preauth, preauth.state, asked_times=preauth.asked_times + 1, asked_at=now)
    return counted, changes + Changes.of(_alarm(counted, next_at))


def move(preauth: Preauth, state: PreauthState, news: ChannelNews, proof_id: UUID) -> tuple[Preauth, Changes]:
    """The hold in its new state by the channel's word; a finished one needs no alarm clock any more."""
    is_over = state not in UNFINISHED
    moved, changes = _kept(
        preauth,
        state,
        cause=news.cause or preauth.cause,
        proof_id=proof_id if is_over else preauth.proof_id,
        ended_at=news.heard_at if is_over else None,
    )
    return moved, changes + (look_no_more(moved, news.heard_at) if is_over else Changes())


def hold(preauth: Preauth, news: ChannelNews, proof_id: UUID, look: datetime) -> tuple[Preauth, Changes]:
    """The customer's money is held, and the order may rest on it; looked at again at `look`."""
    held, changes = _held(preauth, PreauthState.FROZEN, news, proof_id)
    return held, changes + look_at(held, look)


def give_up(preauth: Preauth, news: ChannelNews, proof_id: UUID, why: Why) -> tuple[Preauth, Changes]:
    """Money is held that nobody wants: it goes back at once."""
    held, changes = _held(replace(preauth, why=why), PreauthState.RELEASING, news, proof_id)
    return held, changes + look_at(held, news.heard_at)


def release(preauth: Preauth, why: Why, now: datetime) -> tuple[Preauth, Changes]:
    """What is held goes back; its alarm clock asks until the channel says so."""
    state = PREAUTH.after(preauth.state, PreauthSignal.RELEASE)
    if state is preauth.state:
        return preauth, Changes()
    going, changes = _kept(preauth, state, why=why, asked_times=0)
    return going, changes + look_at(going, now)


def capture(preauth: Preauth, now: datetime) -> tuple[Preauth, Changes]:
    """It is being taken; from here on the payment's alarm clock asks."""
    taking, changes = _kept(preauth, PREAUTH.after(preauth.state, PreauthSignal.CAPTURE))
    return taking, changes + look_no_more(taking, now)


def captured(preauth: Preauth, now: datetime, proof_id: UUID) -> Changes:
    """The payment of this number has succeeded."""
    state = PREAUTH.after(preauth.state, PreauthSignal.CAPTURED)
    taken, changes = _kept(preauth, state, ended_at=now, proof_id=proof_id)
    return changes + look_no_more(taken, now)


def not_captured(preauth: Preauth, look: datetime) -> Changes:
    """The taking was refused for certain; whether it is still held is asked at `look`."""
    still, changes = _kept(preauth, PREAUTH.after(preauth.state, PreauthSignal.DECLINED))
    return changes + look_at(still, look)


def _held(
    preauth: Preauth, state: PreauthState, news: ChannelNews, proof_id: UUID
) -> tuple[Preauth, Changes]:
    return _kept(
        preauth,
        state,
        payer=news.payer or preauth.payer,
        reference=news.reference,
        held_fen=news.amount_fen,
        held_at=news.happened_at or news.heard_at,
        ended_at=None,
        asked_times=0,
        proof_id=proof_id,
    )


def _kept(preauth: Preauth, state: PreauthState, **parts: object) -> tuple[Preauth, Changes]:
    kept = replace(preauth, state=state, version=preauth.version + 1, **parts)  # type: ignore[arg-type]
    return kept, Changes.of(PREAUTH_TABLE.update(kept))
