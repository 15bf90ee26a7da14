"""The other side of every way to tell people something: WeChat's subscription messages, an operator, group robots."""

from wendan.sandbox.core.faults import PROFILES, AnswerFault, CallbackFault, FaultPlan
from wendan.sandbox.post.keys import Keys, create
from wendan.sandbox.post.options import SandboxOptions
from wendan.sandbox.post.server import SandboxServer

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
