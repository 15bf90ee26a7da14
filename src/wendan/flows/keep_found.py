"""What a reading of the books found is written down, with what each difference went through."""

from collections.abc import Sequence
from typing import Final

import msgspec

from wendan.domains.reconciliation.model import Difference
from wendan.domains.reconciliation.store.tables import MERGE_DIFFERENCES, STEPS_OF_FOUND
from wendan.flows.house import House

_encode: Final = msgspec.json.Encoder().encode


async def keep_found(house: House, found: Sequence[Difference]) -> None:
    """The same again changes nothing; whoever dies in between writes the rest when the books are read again."""
    rows = _encode(found).decode()
    await house.database.execute(MERGE_DIFFERENCES, rows)
    await house.database.execute(STEPS_OF_FOUND, rows)
