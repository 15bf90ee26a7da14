"""The other side of WeChat Pay for the facts of every channel: what its sandbox calls things."""

from wendan.sandbox.wechat import AnswerFault, FaultPlan

VERBS = {
    "prepare": "prepay",
    "query": "query",
    "close": "close",
    "refund": "refund",
    "query_refund": "query-refund",
    "barcode": "codepay",
    "reverse": "reverse",
}
# By v2 a scanned payment is asked for, queried and reversed at addresses of its own.
V2_VERBS = VERBS | {"barcode": "micropay", "query": "v2-query", "reverse": "v2-reverse"}
CERTAIN = {
    AnswerFault.SLOW,
    AnswerFault.SKEWED,
    AnswerFault.LIMITED,
    AnswerFault.OVER_LIMIT,
    AnswerFault.RISKY,
}
QUICK = FaultPlan(hold_s=0.05, slow_s=0.05)
