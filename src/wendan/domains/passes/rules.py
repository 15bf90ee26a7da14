"""When a pass is given, when a shown code counts, and what becomes of a pass."""

from datetime import datetime, timedelta
from typing import Final

from wendan.domains.passes.errors import PassIsInvalid
from wendan.domains.passes.model import Pass, PassSignal, PassState, Shown, Standing
from wendan.domains.passes.states import PASS

STEP_S: Final = 5
"""For so long one picture of the code is good."""
STEPS_ASIDE: Final = 3
"""Clocks of two devices differ, and a scan takes its time: so many steps before and after are taken as well."""
CLOCK_SLACK: Final = timedelta(seconds=STEP_S * STEPS_ASIDE)
AT_FIRST: Final = timedelta(minutes=1)


def step_at(moment: datetime) -> int:
    """The step of time a moment lies in."""
    return int(moment.timestamp()) // STEP_S


def is_due(heard_at: datetime, now: datetime, patience_s: int, minutes: int) -> bool:
    """Whether money known since `heard_at` has waited long enough for a pass, and a pass would still be good."""
    return timedelta(seconds=patience_s) <= now - heard_at < timedelta(minutes=minutes)


def demand_shown_in_time(shown: Shown, now: datetime) -> None:
    """Raises PassIsInvalid: read before it was given, after it was over, from an old picture, or in the future."""
    lived = shown.issued_at - CLOCK_SLACK <= shown.used_at < shown.expires_at + CLOCK_SLACK
    is_fresh = abs(shown.step - step_at(shown.used_at)) <= STEPS_ASIDE
    if not lived or not is_fresh or shown.used_at > now + CLOCK_SLACK:
        raise PassIsInvalid


def after_use(state: PassState, standing: Standing) -> PassState:
    """A counter gave the meal. Raises Contradicts: it had been given before."""
    used = PASS.after(state, PassSignal.USE)
    signal = {Standing.CONFIRMED: PassSignal.CONFIRM, Standing.OVER: PassSignal.LAPSE}.get(standing)
    return used if signal is None else PASS.after(used, signal)


def after_look(known: Pass, standing: Standing, now: datetime) -> PassState:
    """The alarm clock looked at the order."""
    if standing is Standing.CONFIRMED:
        return PASS.after(known.state, PassSignal.CONFIRM)
    if standing is Standing.OVER or now >= known.expires_at:
        return PASS.after(known.state, PassSignal.LAPSE)
    return known.state


def looks_again_at(since: datetime, now: datetime) -> datetime:
    """Soon at first: the core may be back at any moment."""
    return now + timedelta(seconds=2 if now - since < AT_FIRST else 15)
