"""Two books of one day that differ in known ways: WeChat's bill, ours, and what lies between them.

Every kind of difference has its own story; the seed says which numbers it befalls. Whoever reconciles must find all
of them, and none besides.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from wendan.sandbox.wechat.bill_text import BillRow, fee_of

ACCOUNT: Final = "1900000001"
OTHER_ACCOUNT: Final = "1900000002"
PROMOTED: Final = 0.1
"""Of payments, those of which the merchant's own promotion paid a part: no difference, and none of it is settled."""
_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_STORES: Final = tuple(f"0000{letter}" for letter in "123456789")
_DISHES: Final = ("宫保鸡丁", "米饭, 两碗", "麻婆豆腐", "可乐", "套餐A\n加辣")


@dataclass(frozen=True, slots=True)
class OurRow:
    """What we have of a number; `days_off` from the bill's day, `standing` as our books say it."""

    movement: str
    number: str
    payment_number: str
    reference: str
    fen: int
    standing: str = "succeeded"
    account: str = ACCOUNT
    days_off: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """What befell one number: its rows on both sides, and the differences that must be found, `category: gap`."""

    number: str
    theirs: list[BillRow] = field(default_factory=list)
    ours: list[OurRow] = field(default_factory=list)
    truth: dict[str, int] = field(default_factory=dict)


class Teller:
    """Tells stories of one day; the same seed tells the same."""

    def __init__(self, day: str, seed: int) -> None:
        self._day, self._chance = day, random.Random(seed)

    def tell(self, count: int, odd_share: float) -> Iterator[Story]:
        """`count` numbers, of which this share is odd, every kind as often as any other."""
        kinds = list(_ODD)
        odd = 0
        for _ in range(count):
            if self._chance.random() >= odd_share:
                yield (self._refund if self._chance.random() < 0.05 else self._payment)()
            else:
                yield _ODD[kinds[odd % len(kinds)]](self)
                odd += 1

    def _number(self, kind: str) -> str:
        chance = self._chance
        store = chance.choice(_STORES)
        return f"{kind}01{store}{chance.choice('0123456')}{''.join(chance.choices(_LETTERS, k=21))}01"

    def _row(self, number: str) -> BillRow:
        chance, fen = self._chance, self._chance.randrange(500, 9000)
        promoted_fen = chance.randrange(1, fen // 2) if chance.random() < PROMOTED else 0
        second = chance.randrange(86400)
        return BillRow(
            at=f"{self._day} {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}",
            account=ACCOUNT,
            reference=f"42000{chance.randrange(10**22):023d}",
            number=number,
            kind=chance.choice(("JSAPI", "NATIVE", "MICROPAY")),
            state="SUCCESS",
            fen=fen,
            fee_fen=fee_of(fen - promoted_fen),
            promoted_fen=promoted_fen,
            goods=chance.choice(_DISHES),
        )

    def _payment(self) -> Story:
        row = self._row(self._number("P"))
        return Story(row.number, [row], [_ours(row)])

    def _refund(self) -> Story:
        row = self._row(self._number("P"))
        number, fee = self._number("R"), -row.fee_fen
        back = replace(row, state="REFUND", refund_number=number, refund_status="SUCCESS", fee_fen=fee)
        back = replace(back, refund_reference=f"50300{self._chance.randrange(10**22):023d}")
        return Story(number, [back], [_ours(back)])

    def amount_differs(self) -> Story:
        plain = self._payment()
        row = plain.theirs[0]
        return replace(plain, ours=[replace(_ours(row), fen=row.fen - 1)], truth={"amount-differs": 1})

    def fee_differs(self) -> Story:
        """More than is owed of the whole amount: with a promotion that fee is taken for agreed as well."""
        plain = self._payment()
        row = replace(plain.theirs[0], fee_fen=fee_of(plain.theirs[0].fen) + 1)
        return replace(plain, theirs=[row], truth={"fee-differs": 0})

    def status_differs(self) -> Story:
        plain = self._payment()
        undone = replace(plain.theirs[0], state="REVOKED", fee_fen=-plain.theirs[0].fee_fen)
        gap = -undone.fen
        return replace(plain, theirs=[plain.theirs[0], undone], truth={"status-differs": gap})

    def reference_differs(self) -> Story:
        plain = self._payment()
        other = replace(plain.ours[0], reference="4" + plain.ours[0].reference[:-1])
        return replace(plain, ours=[other], truth={"reference-differs": 0})

    def surplus_with_order(self) -> Story:
        plain = self._payment()
        standing = self._chance.choice(("failed", "on-its-way"))
        known = replace(plain.ours[0], standing=standing, reference="")
        return replace(plain, ours=[known], truth={"surplus-with-order": plain.theirs[0].fen})

    def surplus_without_order(self) -> Story:
        plain = self._payment()
        return replace(plain, ours=[], truth={"surplus-without-order": plain.theirs[0].fen})

    def shortage(self) -> Story:
        plain = self._payment()
        return replace(plain, theirs=[], truth={"shortage": -plain.ours[0].fen})

    def duplicate_at_channel(self) -> Story:
        plain = self._payment()
        again = replace(plain.theirs[0], reference=self._row("").reference)
        return replace(plain, theirs=[plain.theirs[0], again], truth={"duplicate-at-channel": again.fen})

    def duplicate_with_us(self) -> Story:
        plain = self._payment()
        again = replace(plain.ours[0], reference=self._row("").reference)
        return replace(plain, ours=[plain.ours[0], again], truth={"duplicate-with-us": -again.fen})

    def cross_day(self) -> Story:
        plain = self._payment()
        before = replace(plain.ours[0], days_off=-1)
        return replace(plain, ours=[before], truth={"cross-day": plain.theirs[0].fen})

    def refund_surplus(self) -> Story:
        plain = self._refund()
        return replace(plain, ours=[], truth={"refund-surplus": -plain.theirs[0].fen})

    def refund_shortage(self) -> Story:
        plain = self._refund()
        return replace(plain, theirs=[], truth={"refund-shortage": plain.ours[0].fen})

    def refund_differs(self) -> Story:
        plain = self._refund()
        known = replace(plain.ours[0], fen=plain.ours[0].fen - 1)
        return replace(plain, ours=[known], truth={"refund-differs": -1})

    def refund_frozen(self) -> Story:
        """No difference: the bill's row was never brought up to date."""
        plain = self._refund()
        return replace(plain, theirs=[replace(plain.theirs[0], refund_status="PROCESSING")])

    def refund_failed_there(self) -> Story:
        """We still believe it to be under way: odd on both sides, and yet not the same."""
        plain = self._refund()
        failed, waiting = (
            replace(plain.theirs[0], refund_status="FAIL"),
            replace(plain.ours[0], standing="on-its-way"),
        )
        return replace(plain, theirs=[failed], ours=[waiting], truth={"refund-differs": waiting.fen})

    def wrong_account(self) -> Story:
        plain = self._payment()
        elsewhere = replace(plain.ours[0], account=OTHER_ACCOUNT)
        return replace(plain, ours=[elsewhere], truth={"wrong-account": plain.theirs[0].fen})

    def currency(self) -> Story:
        plain = self._payment()
        return replace(plain, theirs=[replace(plain.theirs[0], currency="HKD")], truth={"currency": 0})

    def unreadable(self) -> Story:
        plain = self._payment()
        return replace(
            plain, theirs=[replace(plain.theirs[0], state="SPLIT")], truth={"unreadable": -plain.ours[0].fen}
        )

    def promotion_without_sense(self) -> Story:
        """More is to be settled than was paid: nobody knows what such a row says."""
        plain = self._payment()
        row = plain.theirs[0]
        more = replace(row, promoted_fen=-1 - row.promoted_fen)
        return replace(plain, theirs=[more], truth={"unreadable": 0})

    def score_debit(self) -> Story:
        """No difference: a PayScore debit under WeChat's own number, ours in its attachment."""
        plain = self._payment()
        foreign = f"wxs{self._chance.randrange(10**20):020d}"
        attached = f"wxzff|100{self._chance.randrange(10**12):012d}|{plain.number}"
        row = replace(plain.theirs[0], kind="AUTH", number=foreign, attached=attached)
        return replace(plain, theirs=[row])


_ODD: Final[dict[str, Callable[[Teller], Story]]] = {
    name: tell for name, tell in vars(Teller).items() if not name.startswith("_") and name != "tell"
}


def _ours(row: BillRow) -> OurRow:
    if row.refund_number:
        return OurRow("refund", row.refund_number, row.number, row.refund_reference, row.fen)
    return OurRow("payment", row.number, row.number, row.reference, row.fen)
