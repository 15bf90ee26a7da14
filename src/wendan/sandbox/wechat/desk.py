"""What every part of the sandbox shares: time, keys, books, fate and the agenda."""

from dataclasses import dataclass

from wendan.platform.clock import Clock
from wendan.sandbox.wechat.agenda import Agenda
from wendan.sandbox.wechat.books import Books
from wendan.sandbox.wechat.crypto import Crypto
from wendan.sandbox.wechat.faults import Fate
from wendan.sandbox.wechat.keys import Keys
from wendan.sandbox.wechat.options import SandboxOptions


@dataclass(slots=True)
class Desk:
    options: SandboxOptions
    clock: Clock
    keys: Keys
    crypto: Crypto
    books: Books
    fate: Fate
    agenda: Agenda
    url: str

    def now(self) -> float:
        """Seconds since the epoch by the sandbox's clock."""
        return self.clock.now().timestamp()

    def down_until(self) -> float | None:
        """End of the present down time, None when up."""
        return self.fate.down_until(self.books.began_at or 0.0, self.now())
