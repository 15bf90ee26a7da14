"""What goes wrong, how often, and when: decided by seed, number and attempt, never by order of arrival."""

import hashlib
from enum import StrEnum
from typing import Final

import msgspec

DAY_AND_HOUR_S: Final = 25 * 3600.0


class AnswerFault(StrEnum):
    """What may become of one answer; `before` and `after` say whether the request had its effect."""

    TIME_OUT_BEFORE = "time-out-before"
    TIME_OUT_AFTER = "time-out-after"
    LOST = "lost"  # after the effect, at once
    RESET_BEFORE = "reset-before"
    RESET_AFTER = "reset-after"
    SYSTEM_ERROR_BEFORE = "system-error-before"
    SYSTEM_ERROR_AFTER = "system-error-after"
    UNAVAILABLE_BEFORE = "unavailable-before"
    UNAVAILABLE_AFTER = "unavailable-after"
    ACCEPTED = "accepted"  # 202, before the effect
    LIMITED = "limited"  # 429; the effect happened on refunds, not on anything else
    SLOW = "slow"
    SKEWED = "skewed"  # stamped off, inside the 300 s window: still valid
    MISSTAMPED = "misstamped"  # after the effect, stamped outside the window
    MISSIGNED = "missigned"  # after the effect, with a wrong signature
    OVER_LIMIT = "over-limit"  # 403 RULE_LIMIT, before the effect: a certain no
    RISKY = "risky"  # 403 TRADE_ERROR, before the effect: a certain no


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


class CallbackFault(StrEnum):
    """What may become of one callback; several may meet, `lost` beats all."""

    LOST = "lost"  # and every one of its retries
    LATE = "late"
    DOUBLED = "doubled"
    REORDERED = "reordered"
    EARLY = "early"  # acknowledged before the pay call has its answer
    PROBED = "probed"  # a SIGNTEST signature first
    MISSIGNED = "missigned"  # a wrong signature first
    SKEWED = "skewed"  # stamped off inside the window
    MISSTAMPED = "misstamped"  # stamped outside the window first


class FaultPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rates from 0 to 1. Seconds of `hold_s` and `slow_s` are real ones, all others are the clock's."""

    answers: dict[AnswerFault, float] = msgspec.field(default_factory=dict)
    callbacks: dict[CallbackFault, float] = msgspec.field(default_factory=dict)
    amount_altered: float = 0.0
    refund_closed: float = 0.0
    refund_abnormal: float = 0.0
    down_every_s: float = 0.0  # 0: never down
    down_for_s: float = 0.0
    hold_s: float = 2.0
    slow_s: float = 0.8
    latest_s: float = DAY_AND_HOUR_S
    most_copies: int = 20


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
    ),
    "silent": FaultPlan(callbacks={CallbackFault.LOST: 1.0}),
}


def dice(seed: int, *names: str | int) -> float:
    """Evenly from [0, 1), the same for the same seed and names."""
    text = "\x1f".join(map(str, (seed, *names)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) / 2**64


class Fate:
    """The plan in force and the seed it is played with; scripted faults come before it."""

    def __init__(self, plan: FaultPlan, seed: int) -> None:
        self.plan, self.seed = plan, seed
        self._attempts: dict[tuple[str, str], int] = {}
        self._script: dict[str, list[AnswerFault]] = {}

    def script(self, verb: str, faults: list[AnswerFault]) -> None:
        """The next requests of this verb meet exactly these faults, whatever the plan says."""
        self._script.setdefault(verb, []).extend(faults)

    def of_answer(self, verb: str, number: str) -> AnswerFault | None:
        """At most one fault for this attempt."""
        attempt = self._attempts[verb, number] = self._attempts.get((verb, number), 0) + 1
        if scripted := self._script.get(verb):
            return scripted.pop(0)
        roll = dice(self.seed, "answer", verb, number, attempt)
        for fault in AnswerFault:
            roll -= self.plan.answers.get(fault, 0.0)
            if roll < 0:
                return fault
        return None

    def of_callback(self, key: str) -> frozenset[CallbackFault]:
        """Every fault of one callback; `key` is its id."""
        rates = self.plan.callbacks.items()
        met = frozenset(fault for fault, rate in rates if dice(self.seed, fault, key) < rate)
        return frozenset({CallbackFault.LOST}) if CallbackFault.LOST in met else met

    def lateness_s(self, key: str) -> float:
        """Mostly minutes, at worst `latest_s`."""
        return self.plan.latest_s * dice(self.seed, "lateness", key) ** 4

    def copies(self, key: str) -> int:
        """How often a doubled callback comes, at least twice."""
        return 2 + int(dice(self.seed, "copies", key) * (self.plan.most_copies - 1))

    def taken_fen(self, number: str, total_fen: int) -> int:
        """What is really taken: the total, or by an altering fault a fen or more beside it, never nothing."""
        if dice(self.seed, "altered", number) >= self.plan.amount_altered:
            return total_fen
        step = 1 + int(dice(self.seed, "step", number) * 100)
        less = total_fen - step
        return less if less > 0 and dice(self.seed, "less", number) < 0.5 else total_fen + step

    def refund_ending(self, number: str) -> str:
        """SUCCESS, CLOSED or ABNORMAL."""
        roll = dice(self.seed, "ending", number)
        if roll < self.plan.refund_closed:
            return "CLOSED"
        return "ABNORMAL" if roll < self.plan.refund_closed + self.plan.refund_abnormal else "SUCCESS"

    def down_until(self, began_at: float, now: float) -> float | None:
        """End of the down time that `now` falls into, None when up. One window in each period, by chance."""
        plan = self.plan
        if plan.down_every_s <= 0 or plan.down_for_s <= 0:
            return None
        period = int((now - began_at) // plan.down_every_s)
        room = max(plan.down_every_s - plan.down_for_s, 0.0)
        start = began_at + period * plan.down_every_s + room * dice(self.seed, "down", period)
        return start + plan.down_for_s if start <= now < start + plan.down_for_s else None
