"""WeChat's no, and its JSON yes."""

from typing import Any

import msgspec

from wendan.sandbox.core.wire import Answer, Request
from wendan.sandbox.core.wire import Complaint as AnyComplaint


class Complaint(AnyComplaint):
    """HTTP status, code, message and the diagnostic number of Request-ID."""

    def __init__(self, status: int, code: str, message: str, diagnosis: str = "268435461") -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.diagnosis = status, code, message, diagnosis

    @property
    def body(self) -> bytes:
        """As it goes over the wire."""
        return msgspec.json.encode({"code": self.code, "message": self.message})


def ok(content: Any) -> Answer:
    """200 with this JSON."""
    return Answer(200, msgspec.json.encode(content))


def is_transaction(request: Request) -> bool:
    """WeChat words some refusals differently under this path."""
    return request.path.startswith("/v3/pay/transactions")
