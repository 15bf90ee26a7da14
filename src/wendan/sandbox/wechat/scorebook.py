"""Service orders of PayScore: in memory only, they do not outlive a restart."""

from dataclasses import dataclass
from typing import Any, Final

from wendan.sandbox.core.chance import digits
from wendan.sandbox.core.times import compact

UNCONFIRMED_LIVES_S: Final = 30 * 86400.0
MOST_ORDERS: Final = 10_000


@dataclass(slots=True)
class ServiceOrder:
    """CREATED until the customer agrees; DOING; DONE when paid; REVOKED by cancel; EXPIRED after thirty days."""

    number: str
    asked: dict[str, Any]  # as the merchant sent it
    at: float
    order_id: str = ""
    package: str = ""
    openid: str = ""
    confirmed_at: float | None = None
    completed: dict[str, Any] | None = None
    revoked_at: float | None = None
    transaction_id: str = ""
    paid_at: float | None = None

    @property
    def risk_fen(self) -> int:
        """The most that may be taken."""
        return int(self.asked["risk_fund"]["amount"])

    @property
    def total_fen(self) -> int | None:
        """What the merchant took, once it has said so."""
        return None if self.completed is None else int(self.completed["total_amount"])

    def state(self, now: float) -> tuple[str, str]:
        """State and state_description."""
        if self.revoked_at is not None:
            return "REVOKED", ""
        if self.confirmed_at is None:
            return ("EXPIRED" if now - self.at >= UNCONFIRMED_LIVES_S else "CREATED"), ""
        if self.completed is None:
            return "DOING", "USER_CONFIRM"
        return ("DONE" if self.paid_at is not None or not self.total_fen else "DOING"), "MCH_COMPLETE"

    def collection(self) -> dict[str, Any]:
        """How far WeChat is with taking the money."""
        total_fen, is_paid = self.total_fen or 0, self.paid_at is not None
        told: dict[str, Any] = {
            "state": "USER_PAID" if is_paid else "USER_PAYING",
            "total_amount": total_fen,
            "paying_amount": 0 if is_paid else total_fen,
            "paid_amount": total_fen if is_paid else 0,
        }
        if self.paid_at is not None:
            told["details"] = [
                {
                    "seq": 1,
                    "amount": total_fen,
                    "paid_type": "NEWTON",
                    "paid_time": compact(self.paid_at),
                    "transaction_id": self.transaction_id,
                }
            ]
        return told


class ScoreBook:
    """Every service order by the merchant's number."""

    def __init__(self) -> None:
        self.by_number: dict[str, ServiceOrder] = {}

    def add(self, order: ServiceOrder) -> ServiceOrder:
        """A new one; it is given its numbers."""
        assert len(self.by_number) < MOST_ORDERS, "a sandbox holds no more"
        order.order_id = "1000" + digits("service" + order.number, 24)
        order.package = "sc" + digits("package" + order.number, 30)
        self.by_number[order.number] = order
        return order

    def find(self, key: str) -> ServiceOrder | None:
        """By the merchant's number, or by what its page was given."""
        by_package = (each for each in self.by_number.values() if each.package == key)
        return self.by_number.get(key) or next(by_package, None)

    def told(self, number: str, now: float) -> dict[str, Any]:
        """All that WeChat says of it."""
        order = self.by_number.get(number)
        if order is None:
            return {"out_order_no": number}
        state, description = order.state(now)
        kept = ("appid", "service_id", "service_introduction", "risk_fund", "time_range", "notify_url")
        told = {name: order.asked[name] for name in kept}
        told |= {"out_order_no": number, "order_id": order.order_id, "state": state}
        if description:
            told["state_description"] = description
        if order.openid:
            told["openid"] = order.openid
        if order.completed is not None:
            told |= {name: order.completed[name] for name in ("post_payments", "total_amount")}
            told |= {"need_collection": bool(order.total_fen), "collection": order.collection()}
        return told
