"""The operator's side of the campus card protocol: students with cards, links, codes, refunds, notices, bills."""

from wendan.sandbox.campus_card.keys import Keys, create
from wendan.sandbox.campus_card.options import SandboxOptions
from wendan.sandbox.campus_card.server import SandboxServer
from wendan.sandbox.core.faults import PROFILES, AnswerFault, CallbackFault, FaultPlan

__all__ = [
    "PROFILES",
    "AnswerFault",
    "CallbackFault",
    "FaultPlan",
    "Keys",
    "SandboxOptions",
    "SandboxServer",
    "create",
]
