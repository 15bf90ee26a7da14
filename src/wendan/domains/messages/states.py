"""The message's state table; docs/reference/states.md shows the same."""

from wendan.domains.messages.model import MessageSignal, MessageState
from wendan.kernel.states import StateTable

MESSAGE = StateTable(
    MessageState,
    MessageSignal,
    """
                  SKIP     SEND     SHOW  TAKEN  NOT_TAKEN  SILENT   DELIVERED  LOST
    PLANNED       SKIPPED  SENDING  SENT  SENT   =          =        DELIVERED  UNDELIVERABLE
    SENDING       !        =        !     SENT   PLANNED    UNKNOWN  DELIVERED  UNDELIVERABLE
    UNKNOWN       !        !        !     SENT   PLANNED    =        DELIVERED  UNDELIVERABLE
    SENT          !        !        =     =      =          =        DELIVERED  UNDELIVERABLE
    DELIVERED     !        !        !     =      =          =        =          =
    UNDELIVERABLE !        !        !     =      =          =        DELIVERED  =
    SKIPPED       =        !        !     SENT   =          =        DELIVERED  =
    """,
)

UNFINISHED = (MessageState.PLANNED, MessageState.SENDING)
