"""Money that is held and not taken: in memory only, it does not outlive a restart."""

from dataclasses import dataclass, field
from typing import Final

from wendan.sandbox.core.chance import digits

MOST_HOLDS: Final = 10_000


@dataclass(slots=True)
class Hold:
    """One hold; `status` is INIT until the customer agrees, then SUCCESS, CLOSED when undone or refused."""

    number: str
    request_number: str
    amount_fen: int
    title: str
    at: float
    expires_at: float
    notify_url: str = ""
    token: str = ""
    status: str = "INIT"
    auth_no: str = ""
    payer: str = ""
    taken_fen: int = 0
    released: dict[str, int] = field(default_factory=dict)  # by request number
    captures: dict[str, int] = field(default_factory=dict)  # by trade number

    @property
    def left_fen(self) -> int:
        """What is still held."""
        if self.status != "SUCCESS":
            return 0
        return self.amount_fen - self.taken_fen - sum(self.released.values())

    @property
    def operation_id(self) -> str:
        """Alipay's number of the freezing itself."""
        return digits("operation" + self.number + self.request_number, 20)


class HoldBook:
    """Every hold by the merchant's number, and by Alipay's."""

    def __init__(self) -> None:
        self.by_number: dict[str, Hold] = {}
        self.by_auth_no: dict[str, Hold] = {}

    def add(self, hold: Hold) -> Hold:
        """A new one; it is given its numbers."""
        assert len(self.by_number) < MOST_HOLDS, "a sandbox holds no more"
        hold.auth_no = "2026" + digits("auth" + hold.number, 24)
        hold.token = "fz" + digits("voucher" + hold.number, 18)
        self.by_number[hold.number] = self.by_auth_no[hold.auth_no] = hold
        return hold

    def agree(self, hold: Hold, payer: str) -> None:
        """The customer's money is held from now on."""
        hold.status, hold.payer = "SUCCESS", payer

    def opened_by(self, token: str) -> Hold | None:
        """By the end of a voucher's code."""
        return next((hold for hold in self.by_number.values() if hold.token == token), None)
