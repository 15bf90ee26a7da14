"""What news means for held money, which attempt a page gets, and what is done next."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from wendan.domains.preauth.errors import PreauthIdWasUsed, TooManyHolds
from wendan.domains.preauth.model import (
    Circumstances,
    Finding,
    Preauth,
    PreauthSignal,
    PreauthState,
    PreauthWish,
    Step,
    Verdict,
)
from wendan.domains.preauth.states import LIVE, PREAUTH
from wendan.kernel.news import ChannelNews, Source, Word
from wendan.kernel.states import Contradicts

MOST_HOLDS: Final = 10
OVER_AFTER: Final = timedelta(minutes=2)
"""Clocks differ, and agreeing in the last second takes its time."""
SIGNAL_OF: Final = {
    Word.MISSING: PreauthSignal.MISSING,
    Word.ACCEPTED: PreauthSignal.ACCEPTED,
    Word.SUCCEEDED: PreauthSignal.HELD,
    Word.DECLINED: PreauthSignal.DECLINED,
    Word.CLOSED: PreauthSignal.CLOSED,
}
_GIVEN_UP: Final = (PreauthState.FAILED, PreauthState.CLOSED)


def weigh(preauth: Preauth, news: ChannelNews) -> Verdict:
    """What `news` means beside what we know of `preauth`. The amount is compared before it is believed to be held."""
    signal = _signal(preauth, news)
    if signal is PreauthSignal.HELD:
        return _weigh_held(preauth, news)
    try:
        state = PREAUTH.after(preauth.state, signal)
    except Contradicts:
        return Verdict(Finding.CONTRADICTION, preauth.state)
    if state is preauth.state:
        return Verdict(Finding.KNOWN, state)
    is_lost = preauth.state is PreauthState.FROZEN and state is PreauthState.CLOSED
    return Verdict(Finding.LOST if is_lost else Finding.MOVED, state)


def _signal(preauth: Preauth, news: ChannelNews) -> PreauthSignal:
    # An undoing that finds no such number proves something only where nobody can agree to it any more.
    can_agree = preauth.parameters is not None and news.heard_at <= preauth.expires_at + OVER_AFTER
    if news.word is Word.MISSING and news.source is Source.CLOSE and not can_agree:
        return PreauthSignal.CLOSED
    return SIGNAL_OF[news.word]


def _weigh_held(preauth: Preauth, news: ChannelNews) -> Verdict:
    state = PREAUTH.after(preauth.state, PreauthSignal.HELD)
    if state is preauth.state:
        return Verdict(Finding.KNOWN, state)
    if news.reference is None or news.account != preauth.account:
        return Verdict(Finding.CONTRADICTION, preauth.state)
    if preauth.state in _GIVEN_UP and news.source is Source.CALLBACK:
        # A callback may be days old and the end newer: only an answer of now is believed.
        return Verdict(Finding.DOUBTFUL, preauth.state)
    if news.amount_fen != preauth.amount_fen:
        return Verdict(Finding.WRONG_AMOUNT, state)
    return Verdict(Finding.HELD, state)


def choose_hold(preauths: Sequence[Preauth], wish: PreauthWish) -> Preauth | None:
    """The attempt this press belongs to; None when a new one must be made. Two open pages share one.

    Raises PreauthIdWasUsed, TooManyHolds.
    """
    for preauth in preauths:
        if preauth.client_key == wish.client_key:
            if preauth.channel != wish.channel:
                raise PreauthIdWasUsed(preauth_id=str(preauth.id))
            return preauth
    way = (wish.channel, wish.account)
    for preauth in preauths:
        if preauth.state in LIVE and (preauth.channel, preauth.account) == way:
            return preauth
    if len(preauths) >= MOST_HOLDS:
        raise TooManyHolds(most=MOST_HOLDS)
    return None


def next_step(preauth: Preauth, here: Circumstances) -> Step:
    """What is to be done about it now."""
    if preauth.state in LIVE:
        return Step.ASK if here.is_waiting else Step.CLOSE
    if preauth.state is PreauthState.RELEASING:
        return Step.RELEASE
    if preauth.state in _GIVEN_UP:
        return Step.ASK
    if preauth.state is not PreauthState.FROZEN:
        return Step.DONE
    if not here.is_owed:
        return Step.RELEASE
    return Step.CAPTURE if here.is_due else Step.WAIT


def may_ask_now(preauth: Preauth, now: datetime, least_gap_s: float) -> bool:
    """Whether a waiting page may cause a question now."""
    return preauth.asked_at is None or now - preauth.asked_at >= timedelta(seconds=least_gap_s)


def next_look_at(preauth: Preauth, schedule_s: Sequence[int], now: datetime) -> datetime:
    """When the channel is asked again: the schedule's gaps in order, the last one for ever."""
    return now + timedelta(seconds=schedule_s[min(preauth.asked_times, len(schedule_s) - 1)])
