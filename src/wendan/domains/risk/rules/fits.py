"""What a fit came to, in words."""

from collections.abc import Mapping
from typing import Any, Final

from wendan.domains.risk.model.fits import FitOutcome

_WORDS: Final[Mapping[FitOutcome, tuple[str, str]]] = {
    FitOutcome.WANTED: ("正在从过去的订单学习", "Learning from past orders"),
    FitOutcome.FITTED: (
        "新评分卡 {card} 已拟合，两个人看过报告都同意才会启用",
        "Scorecard {card} was fitted; it decides once two people have read its report and said so",
    ),
    FitOutcome.TOO_LITTLE: (
        "可学的订单太少：{orders} 单里 {unpaid} 单未付，付了的和没付的都至少要 {least} 单",
        "{unpaid} unpaid of {orders} orders: at least {least} of each are needed",
    ),
    FitOutcome.NOTHING_TO_JUDGE_BY: (
        "最近的日子里没有结果已知的订单，无从评判",
        "No order with a known end to judge by",
    ),
    FitOutcome.LEAKS: (
        "特征 {features} 看得到未来，没有采用；请告诉技术人员",
        "These features see the future: {features}",
    ),
    FitOutcome.NOT_INSTALLED: (
        "这台服务器没有装 scikit-learn：运行 pip install 'wendan[risk]'，再运行 wendan risk fit，或等下个月",
        "Here scikit-learn is missing: pip install 'wendan[risk]', then `wendan risk fit`, or wait for next month",
    ),
    FitOutcome.BROKE: (
        "拟合没有跑完：{why}。下个月会再试，也可以运行 wendan risk fit",
        "The fit did not finish: {why}. Next month tries again; so does `wendan risk fit`",
    ),
}


def fit_words(outcome: FitOutcome, facts: Mapping[str, Any]) -> tuple[str, str]:
    """In Chinese and English."""
    said = {name: ", ".join(fact) if isinstance(fact, list) else fact for name, fact in facts.items()}
    zh, en = _WORDS[outcome]
    return zh.format(**said), en.format(**said)
