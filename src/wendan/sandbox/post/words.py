"""No, as each platform says it."""

from wendan.sandbox.core.wire import Complaint


class No(Complaint):
    """`code` is an errcode (with HTTP 200), or the operator's word with a status of its own."""

    def __init__(
        self, code: int | str, message: str = "", status: int = 200, again_s: float | None = None
    ) -> None:
        super().__init__(code)
        self.code, self.message, self.status, self.again_s = code, message, status, again_s


class Trouble(Complaint):
    """A fault of the plan; each platform has its own words for it: busy, too-many, or the front door's status."""

    def __init__(self, kind: str, status: int = 200) -> None:
        super().__init__(kind)
        self.kind, self.status = kind, status
