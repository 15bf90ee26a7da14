"""What reading a bill and laying it beside our books takes and gives, wherever it is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from wendan.channels.bill_reading.layouts import Layout
from wendan.domains.reconciliation.model import Share, Theirs
from wendan.domains.reconciliation.store.sides import Sides
from wendan.kernel.bills import Asked, BillFacts
from wendan.kernel.money import Fen

NUMBERS_AT_ONCE: Final = 1000

Part = list[tuple[str, list[Theirs]]]
"""Some numbers about which the books are not plainly equal, each with its rows of the bill."""


@dataclass(frozen=True, slots=True)
class Task:
    """A file as it came, None for a day on which the channel says that nothing moved; and room to read it in."""

    layout: Layout
    file: str | None
    asked: Asked
    room: str

    @property
    def sides(self) -> Sides:
        """Where both sides of the day lie."""
        return Sides(Path(self.room) / "theirs.parquet", Path(self.room) / "ours.csv")

    @property
    def spill(self) -> Path:
        """Where what matches puts what does not fit into its memory."""
        return Path(self.room) / "spill"


@dataclass(frozen=True, slots=True)
class Laid:
    """What the day comes to there and here, and the bill by store."""

    sums: tuple[Fen, Fen]
    shares: list[Share]


class Laying(Protocol):
    """In this order: `read`, then our side of the day is written, then `lay`, then `parts`; `aclose` whatever happened."""

    async def read(self) -> tuple[BillFacts, str]:
        """The bill on disk in one form, and the file's hash. Raises BillRefused."""

    async def lay(self) -> Laid:
        """Both sides beside each other."""

    def parts(self) -> Iterator[Part]:
        """What the books are not plainly equal about. Blocks."""

    async def aclose(self) -> None:
        """Give back what it held."""
