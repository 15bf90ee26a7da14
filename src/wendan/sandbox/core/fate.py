"""What goes wrong when: decided by seed, number and attempt, never by order of arrival."""

from collections.abc import Set as AbstractSet

from wendan.sandbox.core.bill_faults import OF_FIRST_FILE, BillFault
from wendan.sandbox.core.chance import dice
from wendan.sandbox.core.faults import AnswerFault, CallbackFault, FaultPlan


class Fate:
    """The plan in force and the seed it is played with; scripted faults come before it.

    What a channel does not have falls into nothing, so that all other draws stay as they are.
    """

    def __init__(
        self,
        plan: FaultPlan,
        seed: int,
        answers: AbstractSet[AnswerFault] = frozenset(AnswerFault),
        callbacks: AbstractSet[CallbackFault] = frozenset(CallbackFault),
    ) -> None:
        self.plan, self.seed = plan, seed
        self.answers, self.callbacks = answers, callbacks
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
                return fault if fault in self.answers else None
        return None

    def of_callback(self, key: str) -> frozenset[CallbackFault]:
        """Every fault of one callback; `key` is its id."""
        rates = self.plan.callbacks.items()
        met = frozenset(fault for fault, rate in rates if dice(self.seed, fault, key) < rate)
        return frozenset({CallbackFault.LOST}) if CallbackFault.LOST in met else met & self.callbacks

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

    def promoted_fen(self, number: str, taken_fen: int) -> int:
        """What of a payment the merchant's own promotion pays: mostly nothing, at most half."""
        if dice(self.seed, "promoted", number) >= self.plan.promoted:
            return 0
        return min(1 + int(dice(self.seed, "promotion", number) * (taken_fen // 2)), taken_fen // 2)

    def refund_ending(self, number: str) -> str:
        """SUCCESS, CLOSED or ABNORMAL."""
        roll = dice(self.seed, "ending", number)
        if roll < self.plan.refund_closed:
            return "CLOSED"
        return "ABNORMAL" if roll < self.plan.refund_closed + self.plan.refund_abnormal else "SUCCESS"

    def of_bill(self, day: str, fetched: int) -> BillFault | None:
        """What is wrong with this day's bill, which was fetched so often before."""
        roll = dice(self.seed, "bill", day)
        for fault, rate in self.plan.bills.items():
            roll -= rate
            if roll < 0:
                return None if fetched and fault in OF_FIRST_FILE else fault
        return None

    def down_until(self, began_at: float, now: float) -> float | None:
        """End of the down time that `now` falls into, None when up. One window in each period, by chance."""
        plan = self.plan
        if plan.down_every_s <= 0 or plan.down_for_s <= 0:
            return None
        period = int((now - began_at) // plan.down_every_s)
        room = max(plan.down_every_s - plan.down_for_s, 0.0)
        start = began_at + period * plan.down_every_s + room * dice(self.seed, "down", period)
        return start + plan.down_for_s if start <= now < start + plan.down_for_s else None
