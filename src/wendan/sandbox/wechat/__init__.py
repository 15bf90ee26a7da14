"""WeChat Pay's side of API v3 as a real HTTP server with its own books, for tests, drills and strangers' SDKs."""

from wendan.sandbox.core.faults import PROFILES, AnswerFault, CallbackFault, FaultPlan
from wendan.sandbox.wechat.keys import Keys, Mode, create
from wendan.sandbox.wechat.options import SandboxOptions
from wendan.sandbox.wechat.server import SandboxServer

__all__ = [
    "PROFILES",
    "AnswerFault",
    "CallbackFault",
    "FaultPlan",
    "Keys",
    "Mode",
    "SandboxOptions",
    "SandboxServer",
    "create",
]
