"""Words that are watched in feedback and in what the public says."""

from collections.abc import Sequence
from typing import Final

WATCHED: Final = (
    "逃单",
    "支付失败",
    "付款失败",
    "付不了",
    "支付不了",
    "重复扣款",
    "多扣",
    "扣款",
    "扣了钱",
    "掉单",
    "没有订单",
    "订单没了",
    "不退款",
    "payment failed",
    "charged twice",
    "double charge",
)


def found_in(text: str, watched: Sequence[str] = WATCHED) -> list[str]:
    """The watched words in a text, in the order of the list; capital letters make no difference."""
    lowered = text.casefold()
    return [word for word in watched if word.casefold() in lowered]
