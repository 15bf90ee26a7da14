"""The other side of Alipay for the facts of every channel: what its sandbox calls things."""

from wendan.sandbox.core.faults import FaultPlan

SELLER = "2088102146225135"
BUYER = "2088622946251684"
VERBS = {
    "prepare": "create",
    "barcode": "pay",
    "query": "query",
    "close": "close",
    "cancel": "cancel",
    "refund": "refund",
    "query_refund": "query-refund",
    "precreate": "precreate",
}
SILENCES = [
    *("time-out-before", "time-out-after", "lost", "reset-before", "reset-after", "missigned"),
    *("system-error-before", "system-error-after", "unavailable-before", "unavailable-after"),
]
QUICK = FaultPlan(hold_s=0.05, slow_s=0.05)
