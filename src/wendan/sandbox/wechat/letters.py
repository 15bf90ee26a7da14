"""WeChat's callbacks: the envelope, its sealed resource, and the signature over both."""

from datetime import timedelta
from typing import Any, Final

import msgspec

from wendan.sandbox.core.faults import CallbackFault
from wendan.sandbox.core.times import rfc3339
from wendan.sandbox.core.trades import Notice
from wendan.sandbox.core.wire import Letter
from wendan.sandbox.wechat import answers
from wendan.sandbox.wechat.desk import WechatDesk

SUMMARIES: Final = {
    "TRANSACTION.SUCCESS": "支付成功",
    "REFUND.SUCCESS": "退款成功",
    "REFUND.ABNORMAL": "退款异常",
    "REFUND.CLOSED": "退款关闭",
    "SECURITY_ECHO.SUCCESS": "安全自检",
    "PAYSCORE.USER_CONFIRM": "用户确认支付分订单",
    "PAYSCORE.USER_PAID": "用户支付成功",
}
MOST_BODIES: Final = 2000
SKEW_S, OVER_WINDOW_S = 200.0, 400.0


class Letters:
    """Every send has a fresh signature over the same body."""

    def __init__(self, desk: WechatDesk) -> None:
        self._desk = desk
        self._bodies: dict[str, bytes] = {}

    def render(self, notice: Notice, spoil: CallbackFault | None) -> Letter:
        """The core's Pen."""
        key = notice.made.id
        # The same bytes again for a while: a repeated callback is a copy, not a new letter.
        body = self._bodies[key] = self._bodies.pop(key, b"") or self._body(notice)
        if len(self._bodies) > MOST_BODIES:
            del self._bodies[next(iter(self._bodies))]
        return letter(body, self._signature(body, spoil))

    def envelope(self, key: str, kind: str, resource: dict[str, Any], at: float) -> bytes:
        """The body of a callback, its resource sealed."""
        original = {"REFUND": "refund", "PAYSCORE": "payscore"}.get(kind.partition(".")[0], "transaction")
        sealed = self._desk.crypto.seal(msgspec.json.encode(resource), original)
        return msgspec.json.encode(
            {
                "id": key,
                "create_time": rfc3339(at),
                "resource_type": "encrypt-resource",
                "event_type": kind,
                "summary": SUMMARIES[kind],
                "resource": {"original_type": original, **sealed},
            }
        )

    def _body(self, notice: Notice) -> bytes:
        made, books = notice.made, self._desk.books
        if made.kind.startswith("REFUND"):
            resource = answers.refund_notice(self._desk, made.number, made.kind.partition(".")[2])
        elif made.kind.startswith("PAYSCORE"):
            told = self._desk.scores.told(made.number, self._desk.now())
            resource = {"mchid": self._desk.account, **told}
        else:
            resource = answers.transaction(self._desk, books.trades[made.number], "SUCCESS")
        return self.envelope(made.id, made.kind, resource, made.at)

    def _signature(self, body: bytes, spoil: CallbackFault | None) -> dict[str, str]:
        crypto, now = self._desk.crypto, self._desk.clock.now()
        match spoil:
            case CallbackFault.PROBED:
                return crypto.probing_headers(body, now)
            case CallbackFault.MISSIGNED:
                return crypto.forged_headers(body, now)
            case CallbackFault.MISSTAMPED:
                return crypto.headers(body, now - timedelta(seconds=OVER_WINDOW_S))
            case CallbackFault.SKEWED:
                return crypto.headers(body, now - timedelta(seconds=SKEW_S))
            case _:
                return crypto.headers(body, now)


def letter(body: bytes, signature: dict[str, str]) -> Letter:
    """With what WeChat's caller always says beside its signature."""
    more = {
        "Content-Type": "application/json; charset=utf-8",
        "Request-ID": signature["Wechatpay-Nonce"],
        "User-Agent": "Mozilla/4.0",
    }
    return Letter(body, signature | more)
