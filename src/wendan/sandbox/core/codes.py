"""Codes on the phones of simulated customers, for a merchant to scan: good once, for one minute."""

from enum import StrEnum
from typing import Final, Literal

import msgspec

from wendan.sandbox.core.chance import dice, digits
from wendan.sandbox.core.desk import Desk
from wendan.sandbox.core.wallet import NotPossible

CODE_LIFE_S: Final = 60.0
MOST_CODES: Final = 10_000
# A customer finds their glasses and types.
LEAST_TYPING_S, MOST_TYPING_S = 4.0, 25.0


class Manner(StrEnum):
    """How the customer behind a code pays."""

    AT_ONCE = "at-once"
    PASSWORD = "password"  # noqa: S105 - must type one first, and then pays or refuses
    POOR = "poor"  # too little balance


class CodeWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which customer is wanted; what is left out is fate's choice."""

    payer: str | None = None
    manner: Manner | None = None
    then: Literal["pays", "refuses", "waits"] | None = None  # after the prompt; `waits`: until a tester says
    after_s: float | None = None


class PaymentCode(msgspec.Struct, frozen=True):
    """What the phone shows, and what will happen when it is scanned."""

    code: str
    payer: str
    manner: Manner
    then: str
    after_s: float
    ends_at: float


class CodeRefused(Exception):
    """Nobody pays with this code; `reason` is unknown, used or expired."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Codes:
    """Those given out; they do not outlive a restart, as they would not outlive the minute."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._count = 0
        self._codes: dict[str, PaymentCode] = {}
        self._used: set[str] = set()

    def hand_out(self, wish: CodeWish) -> PaymentCode:
        """A new code of this customer, or of a new one. Raises NotPossible where nobody is scanned."""
        desk, now = self._desk, self._desk.now()
        code = self._new(now)
        shown = PaymentCode(
            code,
            wish.payer or desk.terms.payer(code),
            wish.manner or self._manner(code),
            wish.then
            or ("refuses" if self._falls("refuses", code, desk.fate.plan.password_refused) else "pays"),
            self._typing_s(code) if wish.after_s is None else wish.after_s,
            now + CODE_LIFE_S,
        )
        self._codes[code] = shown
        if len(self._codes) > MOST_CODES:
            oldest = next(iter(self._codes))
            del self._codes[oldest]
            self._used.discard(oldest)
        return shown

    def use(self, code: str) -> PaymentCode:
        """Who shows this code; it cannot be used again. Raises CodeRefused."""
        shown = self._codes.get(code)
        if shown is None:
            raise CodeRefused("unknown")
        if code in self._used:
            raise CodeRefused("used")
        if self._desk.now() >= shown.ends_at:
            raise CodeRefused("expired")
        self._used.add(code)
        return shown

    def _new(self, now: float) -> str:
        terms, seed = self._desk.terms, self._desk.fate.seed
        if not terms.code_prefixes:
            raise NotPossible("no-codes-here")
        self._count += 1
        prefix = terms.code_prefixes[self._count % len(terms.code_prefixes)]
        return prefix + digits(f"code/{seed}/{self._count}/{now}", terms.code_digits - len(prefix))

    def _manner(self, code: str) -> Manner:
        plan = self._desk.fate.plan
        if self._falls("poor", code, plan.balance_short):
            return Manner.POOR
        return Manner.PASSWORD if self._falls("asked", code, plan.password_asked) else Manner.AT_ONCE

    def _typing_s(self, code: str) -> float:
        return LEAST_TYPING_S + (MOST_TYPING_S - LEAST_TYPING_S) * dice(self._desk.fate.seed, "typing", code)

    def _falls(self, what: str, code: str, rate: float) -> bool:
        return dice(self._desk.fate.seed, what, code) < rate
