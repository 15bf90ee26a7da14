"""Alipay's side of the v2 gateway as a real HTTP server with its own books, for tests, drills and strangers' SDKs."""

from wendan.sandbox.alipay.keys import Keys, Mode, create
from wendan.sandbox.alipay.options import SandboxOptions
from wendan.sandbox.alipay.server import SandboxServer

__all__ = ["Keys", "Mode", "SandboxOptions", "SandboxServer", "create"]
