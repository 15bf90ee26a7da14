"""The dunning ladder (C3): whether a rung is told now, later or not at all. Everything it rests on is handed in."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from wendan.domains.recovery.model import Reminding, Rung, RungChannel, Sentence

REMIND_TIMER: Final = "reminder"
IN_PAGE: Final = "in-page"
# Which way of telling people a rung takes; a service dialog is one on the order's own page.
WAYS: Final = {
    RungChannel.IN_PAGE: IN_PAGE,
    RungChannel.SERVICE_DIALOG: IN_PAGE,
    RungChannel.SUBSCRIPTION: "wechat",
    RungChannel.CUSTOMER_SERVICE: "wechat-service",
    RungChannel.SMS: "sms",
    RungChannel.VOICE_CALL: "voice",
}
# Whoever is typing a password is not to be disturbed; a minute is the least in which anybody can pay.
TYPING: Final = timedelta(seconds=120)
LOOK_AGAIN: Final = timedelta(seconds=60)
LEAST_TIME_TO_PAY: Final = timedelta(seconds=60)


class SkipReason(StrEnum):
    """Why a rung was not told."""

    WAY_IS_MISSING = "way-is-missing"
    NO_ADDRESS = "no-address"
    NOT_ALLOWED = "not-allowed"
    NO_CONSENT = "no-consent"
    NO_WINDOW = "no-window"
    ORDERS_LIMIT = "orders-limit"
    DAYS_LIMIT = "days-limit"
    PAYING_NOW = "paying-now"
    UNCERTAIN = "uncertain"
    QUIET_HOURS = "quiet-hours"
    OVERTAKEN = "overtaken"
    HOLD_OUT = "hold-out"
    RUNG_HOLD_OUT = "rung-hold-out"
    IS_PAID = "is-paid"
    IS_OVER = "is-over"


SKIP_WORDS: Final = {
    SkipReason.WAY_IS_MISSING: Sentence("门店没有接通这种方式", "The house has not set up this way"),
    SkipReason.NO_ADDRESS: Sentence("不知道怎样联系顾客", "No address of the customer is known"),
    SkipReason.NOT_ALLOWED: Sentence("顾客不允许用这种方式", "The customer does not allow this way"),
    SkipReason.NO_CONSENT: Sentence(
        "顾客没有剩余的订阅授权", "No consent of the customer is left: one consent, one message"
    ),
    SkipReason.NO_WINDOW: Sentence(
        "顾客最近没有在微信客服里说过话，不能发客服消息",
        "The customer has not written to customer service lately, so no such message may be sent",
    ),
    SkipReason.ORDERS_LIMIT: Sentence("这个订单已提醒到上限", "This order was reminded often enough"),
    SkipReason.DAYS_LIMIT: Sentence(
        "这位顾客今天已提醒到上限", "This customer was reminded often enough today"
    ),
    SkipReason.PAYING_NOW: Sentence("顾客正在支付", "The customer was paying"),
    SkipReason.UNCERTAIN: Sentence("支付结果未明，不催", "Whether it is paid was not certain"),
    SkipReason.QUIET_HOURS: Sentence("免打扰时段", "Quiet hours"),
    SkipReason.OVERTAKEN: Sentence("时间已过", "Its time was over"),
    SkipReason.HOLD_OUT: Sentence(
        "对照组，不提醒以便比较", "Left out on purpose, to measure what reminders bring"
    ),
    SkipReason.RUNG_HOLD_OUT: Sentence(
        "对照组，只少这一级，以便比较", "Left out of this rung alone, to measure what it brings"
    ),
    SkipReason.IS_PAID: Sentence("已付款", "It was paid"),
    SkipReason.IS_OVER: Sentence("订单已结束", "The order was over"),
}


# Left out by lot. It counts for the limits as if it had been said, so that both arms go by the same ones.
LEFT_OUT: Final = (SkipReason.HOLD_OUT, SkipReason.RUNG_HOLD_OUT)


@dataclass(frozen=True, slots=True)
class Reach:
    """What is known of one way to a customer."""

    is_set_up: bool
    has_address: bool = True
    is_allowed: bool = True
    has_consent: bool = True
    has_window: bool = True


@dataclass(frozen=True, slots=True)
class RungFacts:
    """Everything the decision rests on. `sent_*` count what was said before, and what was left out to compare."""

    now: datetime
    order_id: UUID
    placed_at: datetime
    expires_at: datetime
    awaits_payment: bool
    timezone: str
    paying_since: datetime | None
    is_uncertain: bool
    sent_of_order: int
    sent_today: int
    reach: Mapping[str, Reach]


@dataclass(frozen=True, slots=True)
class Send:
    """Tell it now, unless that comes about after `not_after`."""

    way: str
    template: str
    incentive_fen: int
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Skip:
    """Never tell it."""

    reason: SkipReason


@dataclass(frozen=True, slots=True)
class Wait:
    """Decide again then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """Nobody is reminded any more."""


Decision = Send | Skip | Wait | Stop


def rung_due(reminding: Reminding, rung: int, placed_at: datetime) -> datetime | None:
    """When rung `rung`, counted from 1, is due; None when the ladder has no such rung."""
    if rung > len(reminding.rungs):
        return None
    return placed_at + timedelta(minutes=reminding.rungs[rung - 1].after_minutes)


def decide_rung(reminding: Reminding, rung: int, facts: RungFacts) -> Decision:
    """What becomes of this rung at this moment.

    The lots come last: whoever is left out would have been told otherwise, which is what makes them comparable.
    """
    due_at = rung_due(reminding, rung, facts.placed_at)
    if due_at is None or not facts.awaits_payment:
        return Stop()
    if facts.now < due_at:
        return Wait(due_at)
    deadline = _deadline(reminding, rung, facts)
    if facts.now >= deadline:
        return Skip(SkipReason.OVERTAKEN)
    chosen = reminding.rungs[rung - 1]
    blocked = _blocked(reminding, chosen, facts)
    if blocked is not None:
        return Skip(blocked)
    later = _better_later(reminding, chosen, facts)
    if later is not None:
        reason, until = later
        return Wait(until) if until < deadline else Skip(reason)
    left_out = left_out_of(reminding, rung, facts.order_id)
    if left_out is not None:
        return Skip(left_out)
    return Send(WAYS[chosen.channel], chosen.template, chosen.incentive_fen, deadline)


def _deadline(reminding: Reminding, rung: int, facts: RungFacts) -> datetime:
    """A rung belongs to the time before the next one, and to a time in which one can still pay."""
    last_moment = facts.expires_at - LEAST_TIME_TO_PAY
    next_due = rung_due(reminding, rung + 1, facts.placed_at)
    return last_moment if next_due is None else min(next_due, last_moment)


def obstacle_of(reach: Reach | None) -> SkipReason | None:
    """Why nobody is reached by this way; None when they are."""
    if reach is None or not reach.is_set_up:
        return SkipReason.WAY_IS_MISSING
    if not reach.has_window:
        return SkipReason.NO_WINDOW
    if not reach.has_address:
        return SkipReason.NO_ADDRESS
    if not reach.is_allowed:
        return SkipReason.NOT_ALLOWED
    return None if reach.has_consent else SkipReason.NO_CONSENT


def _blocked(reminding: Reminding, rung: Rung, facts: RungFacts) -> SkipReason | None:
    obstacle = obstacle_of(facts.reach.get(WAYS[rung.channel]))
    if obstacle is not None:
        return obstacle
    if facts.sent_of_order >= reminding.most_per_order:
        return SkipReason.ORDERS_LIMIT
    return SkipReason.DAYS_LIMIT if facts.sent_today >= reminding.most_per_day else None


def _better_later(reminding: Reminding, rung: Rung, facts: RungFacts) -> tuple[SkipReason, datetime] | None:
    """Why not at this moment, and when to decide again."""
    if facts.is_uncertain:
        return SkipReason.UNCERTAIN, facts.now + LOOK_AGAIN
    if facts.paying_since is not None and facts.now < facts.paying_since + TYPING:
        return SkipReason.PAYING_NOW, facts.paying_since + TYPING
    if WAYS[rung.channel] == IN_PAGE:
        # The open page wakes nobody.
        return None
    quiet_until = end_of_quiet(reminding, facts.now, facts.timezone)
    return None if quiet_until is None else (SkipReason.QUIET_HOURS, quiet_until)


class QuietHours(Protocol):
    """From this hour of the store's day to that one nobody is disturbed."""

    @property
    def quiet_from_hour(self) -> int:
        """The first quiet hour."""

    @property
    def quiet_until_hour(self) -> int:
        """The first hour that is not quiet any more."""


def end_of_quiet(quiet: QuietHours, now: datetime, timezone: str) -> datetime | None:
    """When the quiet hours of the store's own clock end; None outside of them."""
    zone = ZoneInfo(timezone)
    local, begins, ends = now.astimezone(zone), quiet.quiet_from_hour, quiet.quiet_until_hour
    is_quiet = begins <= local.hour < ends if begins <= ends else local.hour >= begins or local.hour < ends
    if not is_quiet:
        return None
    day = local.date() if local.hour < ends else local.date() + timedelta(days=1)
    return datetime.combine(day, time(ends), zone)


def left_out_of(reminding: Reminding, rung: int, order_id: UUID) -> SkipReason | None:
    """By which lot the order hears nothing of this rung; None when it is told.

    Half of the hold-out is drawn for the whole ladder, once for each order; half anew at each rung among the others.
    Only a lot that falls at the rung itself compares alike with alike: the rungs before have taken those who are
    easily moved out of one group of the first lot, and not out of the other.
    """
    if _is_drawn(reminding, order_id, 0):
        return SkipReason.HOLD_OUT
    return SkipReason.RUNG_HOLD_OUT if _is_drawn(reminding, order_id, rung) else None


def _is_drawn(reminding: Reminding, order_id: UUID, lot: int) -> bool:
    """The same order always draws the same; another salt draws the groups anew."""
    ticket = reminding.holdout_salt.encode() + order_id.bytes + lot.to_bytes(2, "big")
    drawn = hashlib.blake2b(ticket, digest_size=8).digest()
    return int.from_bytes(drawn, "big") * 200 < reminding.holdout_percent << 64
