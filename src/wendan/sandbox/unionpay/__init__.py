"""UnionPay's side of ACP 5.1.0 as a real HTTP server with its own books, its own certificates and settlement files."""

from wendan.sandbox.core.faults import PROFILES, AnswerFault, CallbackFault, FaultPlan
from wendan.sandbox.unionpay.keys import Keys, create
from wendan.sandbox.unionpay.options import SandboxOptions
from wendan.sandbox.unionpay.server import SandboxServer

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
