"""Alipay's no, and its yes: both are HTTP 200 with a code."""

from typing import Any, Final

import msgspec

from wendan.sandbox.core.wire import Answer
from wendan.sandbox.core.wire import Complaint as AnyComplaint

MESSAGES: Final = {
    "10000": "Success",
    "10003": "order success pay inprocess",
    "20000": "Service Currently Unavailable",
    "20001": "Insufficient Token Permissions",
    "40001": "Missing Required Arguments",
    "40002": "Invalid Arguments",
    "40004": "Business Failed",
    "40005": "Call Limited",
    "40006": "Insufficient Permissions",
}


class Complaint(AnyComplaint):
    """Code, sub code and message; `is_signed`: whether Alipay knows with which key."""

    def __init__(self, code: str, sub_code: str, message: str, *, is_signed: bool = True) -> None:
        super().__init__(sub_code)
        self.code, self.sub_code, self.message, self.is_signed = code, sub_code, message, is_signed

    def content(self, *, misspells: bool = False) -> dict[str, str]:
        """As it goes over the wire, misspelt where Alipay is known to do so."""
        sub_code = self.sub_code
        if misspells and sub_code == "ACQ.SYSTEM_ERROR":
            sub_code = "AQC.SYSTEM_ERROR"
        return {"code": self.code, "msg": MESSAGES[self.code], "sub_code": sub_code, "sub_msg": self.message}


def failed(sub_code: str, message: str) -> Complaint:
    """The business says no."""
    return Complaint("40004", sub_code, message)


def invalid(message: str, sub_code: str = "isv.invalid-parameter") -> Complaint:
    """The request is wrong."""
    return Complaint("40002", sub_code, message)


def ok(code: str = "10000", **content: Any) -> Answer:
    """HTTP 200 with this, empty values left out."""
    told = {"code": code, "msg": MESSAGES[code]} | {
        name: value for name, value in content.items() if value != ""
    }
    return Answer(200, msgspec.json.encode(told))
