"""What passes over the counter: a request as it came, a complaint, an answer, and WeChat's way to write time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec

BEIJING = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, nothing decoded: `target` is path and query exactly as sent."""

    method: str
    target: str
    headers: dict[str, str]  # names in lower case
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def is_transaction(self) -> bool:
        """WeChat words some refusals differently under this path."""
        return self.path.startswith("/v3/pay/transactions")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes = b""


class Complaint(Exception):
    """WeChat's no: HTTP status, code, message and the diagnostic number of Request-ID."""

    def __init__(self, status: int, code: str, message: str, diagnosis: str = "268435461") -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.diagnosis = status, code, message, diagnosis

    @property
    def body(self) -> bytes:
        return msgspec.json.encode({"code": self.code, "message": self.message})


def ok(content: Any) -> Answer:
    """200 with this JSON."""
    return Answer(200, msgspec.json.encode(content))


def rfc3339(at: float) -> str:
    """Seconds since the epoch as WeChat writes time, `2018-06-08T10:34:56+08:00`."""
    return datetime.fromtimestamp(int(at), BEIJING).isoformat()


def compact(at: float) -> str:
    """`yyyyMMddHHmmss` in Beijing."""
    return datetime.fromtimestamp(at, BEIJING).strftime("%Y%m%d%H%M%S")


def moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
