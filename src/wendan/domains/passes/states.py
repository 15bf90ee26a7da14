"""The pass's state table; docs/reference/states.md shows the same."""

from wendan.domains.passes.model import PassSignal, PassState
from wendan.kernel.states import StateTable

PASS = StateTable(
    PassState,
    PassSignal,
    """
              USE    CONFIRM   LAPSE
    ISSUED    USED   REPLACED  LAPSED
    USED      !      TAKEN     STRANDED
    REPLACED  TAKEN  =         =
    TAKEN     !      =         =
    LAPSED    USED   REPLACED  =
    STRANDED  !      TAKEN     =
    """,
)
