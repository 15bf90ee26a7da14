"""The operator's no, and its JSON yes."""

from typing import Any

import msgspec

from wendan.sandbox.core.wire import Answer
from wendan.sandbox.core.wire import Complaint as AnyComplaint


class Complaint(AnyComplaint):
    """HTTP status, code and a sentence for people."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message

    @property
    def body(self) -> bytes:
        """As it goes over the wire."""
        return msgspec.json.encode({"code": self.code, "message": self.message})


def ok(content: Any) -> Answer:
    """200 with this JSON."""
    return Answer(200, msgspec.json.encode(content))
