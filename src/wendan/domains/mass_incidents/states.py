"""The incident's state table; docs/reference/states.md shows the same."""

from wendan.domains.mass_incidents.model import IncidentSignal, IncidentState
from wendan.kernel.states import StateTable

INCIDENT = StateTable(
    IncidentState,
    IncidentSignal,
    """
               CONTAIN    CALM   DISMISS
    OPEN       CONTAINED  OVER   DISMISSED
    CONTAINED  =          OVER   DISMISSED
    OVER       !          =      =
    DISMISSED  !          =      =
    """,
)
