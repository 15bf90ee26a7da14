"""The customer's side of the channel: the wallet app, opened with what the shop's page handed over."""

from typing import Any, Final

from wendan.sandbox.wechat.books import Payment
from wendan.sandbox.wechat.courier import callback_id
from wendan.sandbox.wechat.faults import CallbackFault
from wendan.sandbox.wechat.tester import Bench
from wendan.sandbox.wechat.wallet import CAUSES, NotPossible, Pay

PAID: Final = "paid"
# A failure that leaves the order payable, as most do.
FAILURES: Final = tuple(cause for cause in CAUSES if cause != "duplicate-refused")


class Cashier:
    """Answers `paid`, or why paying was not possible."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def pay(
        self, payment: dict[str, Any], *, is_late: bool = False, is_even_closed: bool = False
    ) -> str:
        """Money really moves here."""
        try:
            found = self._open(payment, is_late=is_late or is_even_closed)
            return await self._bench.wallet.pay(found, Pay(is_late=is_late, is_even_closed=is_even_closed))
        except NotPossible as reason:
            return reason.reason

    def fail(self, payment: dict[str, Any], cause: str) -> str:
        """The attempt fails with this cause."""
        try:
            self._bench.wallet.fail(self._open(payment), cause)
        except NotPossible as reason:
            return reason.reason
        return "failed"

    def leave(self, payment: dict[str, Any]) -> str:
        """The customer goes away half-way."""
        try:
            self._bench.wallet.leave(self._open(payment))
        except NotPossible as reason:
            return reason.reason
        return "left"

    def would_tell(self, payment: dict[str, Any]) -> bool:
        """Whether the fault plan lets a callback about this payment arrive at all."""
        key = callback_id("TRANSACTION.SUCCESS", payment["number"])
        return CallbackFault.LOST not in self._bench.desk.fate.of_callback(key)

    def _open(self, payment: dict[str, Any], *, is_late: bool = False) -> Payment:
        """By the code or link on the page; who comes late began in time and is in the app already."""
        if is_late:
            return self._bench.wallet.find(payment["number"])
        address = payment["parameters"].get("code_url") or payment["parameters"]["h5_url"]
        found = self._bench.wallet.find(address.rpartition("=")[2])
        assert found.number == payment["number"], "the code on the page opens another payment"
        return found
