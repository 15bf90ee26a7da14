"""What can go wrong, and how often in each profile. How a fault looks on the wire, each channel says in its terms."""

from enum import StrEnum
from typing import Final

import msgspec

from wendan.sandbox.core.bill_faults import BillFault

DAY_AND_HOUR_S: Final = 25 * 3600.0


class AnswerFault(StrEnum):
    """What may become of one answer; `before` and `after` say whether the request had its effect."""

    TIME_OUT_BEFORE = "time-out-before"
    TIME_OUT_AFTER = "time-out-after"
    LOST = "lost"  # after the effect, at once
    RESET_BEFORE = "reset-before"
    RESET_AFTER = "reset-after"
    SYSTEM_ERROR_BEFORE = "system-error-before"  # the channel's own word for `I do not know`
    SYSTEM_ERROR_AFTER = "system-error-after"
    UNAVAILABLE_BEFORE = "unavailable-before"  # its front door, not the channel itself
    UNAVAILABLE_AFTER = "unavailable-after"
    ACCEPTED = "accepted"  # taken in and not done, before the effect
    LIMITED = "limited"  # asked too often; before the effect, but after it on `Terms.acts_though_limited`
    SLOW = "slow"
    SKEWED = "skewed"  # stamped off, inside the window the client allows: still valid
    MISSTAMPED = "misstamped"  # after the effect, stamped outside the window
    MISSIGNED = "missigned"  # after the effect, with a wrong signature
    OVER_LIMIT = "over-limit"  # over the customer's limit, before the effect: a certain no
    RISKY = "risky"  # stopped by risk control, before the effect: a certain no


# What a customer may really be refused is no fault of the line: it comes by script alone, never by chance.
NOES: Final = (AnswerFault.OVER_LIMIT, AnswerFault.RISKY)
BEFORE_EFFECT: Final = frozenset(
    {
        AnswerFault.TIME_OUT_BEFORE,
        AnswerFault.RESET_BEFORE,
        AnswerFault.SYSTEM_ERROR_BEFORE,
        AnswerFault.UNAVAILABLE_BEFORE,
        AnswerFault.ACCEPTED,
        *NOES,
    }
)
HELD: Final = frozenset({AnswerFault.TIME_OUT_BEFORE, AnswerFault.TIME_OUT_AFTER})
RESET: Final = frozenset({AnswerFault.RESET_BEFORE, AnswerFault.RESET_AFTER})
CUT: Final = frozenset({AnswerFault.LOST}) | RESET | HELD
# The line itself goes wrong: the same on every channel, and nothing a channel must say.
OF_THE_LINE: Final = CUT | {AnswerFault.SLOW}


class CallbackFault(StrEnum):
    """What may become of one callback; several may meet, `lost` beats all."""

    LOST = "lost"  # and every one of its retries
    LATE = "late"
    DOUBLED = "doubled"
    REORDERED = "reordered"
    EARLY = "early"  # acknowledged before the pay call has its answer
    PROBED = "probed"  # a self-test of the channel first, wrongly signed on purpose
    MISSIGNED = "missigned"  # a wrong signature first
    SKEWED = "skewed"  # stamped off inside the window
    MISSTAMPED = "misstamped"  # stamped outside the window first


# At most one of these spoils the first send, so that a right one follows.
SPOILS_FIRST: Final = (CallbackFault.PROBED, CallbackFault.MISSIGNED, CallbackFault.MISSTAMPED)
OF_THE_POST: Final = frozenset(CallbackFault) - {*SPOILS_FIRST, CallbackFault.SKEWED}


class FaultPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rates from 0 to 1. Seconds of `hold_s` and `slow_s` are real ones, all others are the clock's."""

    answers: dict[AnswerFault, float] = msgspec.field(default_factory=dict)
    callbacks: dict[CallbackFault, float] = msgspec.field(default_factory=dict)
    bills: dict[BillFault, float] = msgspec.field(default_factory=dict)  # of a day's bill
    amount_altered: float = 0.0
    promoted: float = (
        0.0  # of payments, those of which the merchant's own promotion at the channel pays a part
    )
    refund_closed: float = 0.0
    refund_abnormal: float = 0.0
    down_every_s: float = 0.0  # 0: never down
    down_for_s: float = 0.0
    hold_s: float = 2.0
    slow_s: float = 0.8
    latest_s: float = DAY_AND_HOUR_S
    most_copies: int = 20
    password_asked: float = 0.0  # of scanned customers, those who must type a password first
    password_refused: float = 0.0  # of those, who then refuse
    balance_short: float = 0.0  # of scanned customers
    pays_out: bool = (
        True  # each night to the bank, what settled the day before; where the channel tells of it
    )


_BY_CHANCE: Final = [fault for fault in AnswerFault if fault not in NOES]
PROFILES: Final = {
    "none": FaultPlan(),
    "rough": FaultPlan(
        answers=dict.fromkeys(_BY_CHANCE, 0.01),
        callbacks={
            CallbackFault.LOST: 0.05,
            CallbackFault.LATE: 0.05,
            CallbackFault.DOUBLED: 0.05,
            CallbackFault.REORDERED: 0.1,
            CallbackFault.EARLY: 0.05,
            CallbackFault.PROBED: 0.02,
            CallbackFault.MISSIGNED: 0.01,
            CallbackFault.SKEWED: 0.02,
        },
        hold_s=1.0,
        slow_s=0.3,
        latest_s=3600.0,
        most_copies=3,
        password_asked=0.2,
    ),
    "hell": FaultPlan(
        answers=dict.fromkeys(_BY_CHANCE, 0.025),
        callbacks={
            CallbackFault.LOST: 0.25,
            CallbackFault.LATE: 0.15,
            CallbackFault.DOUBLED: 0.15,
            CallbackFault.REORDERED: 0.3,
            CallbackFault.EARLY: 0.2,
            CallbackFault.PROBED: 0.1,
            CallbackFault.MISSIGNED: 0.05,
            CallbackFault.SKEWED: 0.1,
            CallbackFault.MISSTAMPED: 0.05,
        },
        amount_altered=0.01,
        refund_closed=0.02,
        down_every_s=1800.0,
        down_for_s=180.0,
        hold_s=1.5,
        password_asked=0.5,
        promoted=0.1,
    ),
    "silent": FaultPlan(callbacks={CallbackFault.LOST: 1.0}),
}
