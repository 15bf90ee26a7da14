"""An alarm as a manager reads it in a group; the words are those of the console's case pages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from wendan.kernel.times import BEIJING
from wendan.notify.report_words import report_text
from wendan.notify.texts import one_line
from wendan.platform.log import masked
from wendan.platform.outbox import CASE_OPENED, DAY_REPORT, INCIDENT_FOUND, SCORECARD_FITTED, Letter

MOST_SHOWN: Final = 10
TOPICS: Final = {
    CASE_OPENED: "异常单",
    INCIDENT_FOUND: "大面积故障",
    SCORECARD_FITTED: "新评分卡等人看",
    DAY_REPORT: "日报",
}
NAMES: Final = {
    "type": "类型",
    "reason": "原因",
    "owner": "负责",
    "deadline": "期限",
    "kind": "类型",
    "channel": "渠道",
    "card": "评分卡",
}
TYPES: Final = {
    "wrong-amount": "到账金额不符",
    "unknown-number": "不认识的收款",
    "contradiction": "渠道前后矛盾",
    "refund-failed": "退款受阻",
    "ticket-unseen": "小票没人看到",
    "pay-later-overdue": "先吃后付逾期",
    "uncertain-overnight": "日终仍未确认",
    "large-unpaid": "大额未付款",
    "paid-without-order": "已付款未成单",
    "given-without-order": "已出餐未成单",
    "meal-given-twice": "一单出了两份餐",
    "promise-broken": "承诺被打破",
    "late-choice": "迟到付款待顾客选择",
    "compensation-due": "补偿待决定",
    "bill-missing": "渠道账单缺失",
    "bill-refused": "渠道账单不可信",
    "books-differ": "对账差异",
    "not-handed-back": "柜台退款没人交给顾客",
    "meal-uncollected": "餐已出，预授权未扣到款",
    "hold-not-released": "解冻被渠道拒绝",
}
OWNERS: Final = {
    "finance": "财务",
    "kitchen": "后厨",
    "engineering": "技术",
    "support": "客服",
    "customer": "顾客",
    "counter": "收银台",
}
KINDS: Final = {"payments": "支付大量失败", "orders": "订单大量未付款", "words": "舆情集中"}


def title_of(letters: Sequence[Letter]) -> str:
    """What they are, and how many."""
    topics = {TOPICS.get(letter.topic, letter.topic) for letter in letters}
    return f"{'、'.join(sorted(topics))}（{len(letters)}）"


def text_of(letters: Sequence[Letter]) -> str:
    """The first ones in words."""
    lines = [line_of(letter) for letter in letters[:MOST_SHOWN]]
    if len(letters) > MOST_SHOWN:
        lines.append(f"……还有 {len(letters) - MOST_SHOWN} 条")
    return "\n\n".join(lines)


def line_of(letter: Letter) -> str:
    """One of them, without anybody's secrets."""
    if letter.topic == DAY_REPORT:
        return report_text(letter.content)
    said = [
        f"{NAMES.get(name, name)}：{_said(name, value)}"
        for name, value in masked(letter.content).items()
        if value not in (None, "")
    ]
    if letter.order_id is not None:
        said.append(f"订单：{letter.order_id}")
    return one_line("，".join(said))


def _said(name: str, value: object) -> str:
    match name:
        case "type":
            return TYPES.get(str(value), str(value))
        case "kind":
            return KINDS.get(str(value), str(value))
        case "owner":
            return OWNERS.get(str(value), str(value))
        case "deadline":
            return _beijing(str(value))
        case _:
            return str(value)


def _beijing(moment: str) -> str:
    try:
        return datetime.fromisoformat(moment).astimezone(BEIJING).strftime("%m-%d %H:%M")
    except ValueError:
        return moment
