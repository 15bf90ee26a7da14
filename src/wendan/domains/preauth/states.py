"""The pre-authorisation's state table; docs/reference/states.md shows the same."""

from wendan.domains.preauth.model import PreauthSignal, PreauthState
from wendan.kernel.states import StateTable

# CAPTURED follows from the payment of the same number, whatever else was heard: money that moved is never denied.
# A capture refused for certain leads back to FROZEN: the money is still held, and its alarm clock goes on with it.
# FAILED and CLOSED become FROZEN when the channel, asked again, says so: late, and then given back where nobody waits.
PREAUTH = StateTable(
    PreauthState,
    PreauthSignal,
    """
              REQUEST   MISSING ACCEPTED SILENT  HELD   DECLINED CLOSED   CAPTURE   CAPTURED RELEASE
    CREATED   REQUESTED !       !        =       FROZEN FAILED   CLOSED   !         !        !
    REQUESTED =         =       PENDING  UNKNOWN FROZEN FAILED   CLOSED   !         !        !
    PENDING   =         =       =        UNKNOWN FROZEN FAILED   CLOSED   !         !        !
    UNKNOWN   =         =       PENDING  =       FROZEN FAILED   CLOSED   !         !        !
    FROZEN    =         =       =        =       =      =        CLOSED   CAPTURING CAPTURED RELEASING
    CAPTURING =         =       =        =       =      FROZEN   =        =         CAPTURED =
    CAPTURED  =         =       =        =       =      =        =        =         =        =
    RELEASING =         =       =        =       =      =        RELEASED !         CAPTURED =
    RELEASED  =         =       =        =       =      =        =        !         CAPTURED =
    FAILED    =         =       =        =       FROZEN =        =        !         !        =
    CLOSED    =         =       =        =       FROZEN =        =        !         CAPTURED =
    """,
)

LIVE = (PreauthState.CREATED, PreauthState.REQUESTED, PreauthState.PENDING, PreauthState.UNKNOWN)
HOLDING = (PreauthState.FROZEN, PreauthState.CAPTURING)
UNFINISHED = (*LIVE, PreauthState.FROZEN, PreauthState.RELEASING)
"""Each of these has an alarm clock of its own; CAPTURING has that of its payment."""
