"""What WeChat lets stand in a field of a subscription message, by the kind its name begins with.

`thing` ≤ 20 is in channels.md §5. The others stand on WeChat's page of the same call (订阅消息参数值内容限制), were read
there and never run against WeChat: `limits` in messages.json overrules every length.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wendan.notify.port import Refused, Why
from wendan.notify.texts import cut, one_line, units


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many characters of this form; what only tells is cut, what must be exact is refused."""

    most: int
    is_cut: bool = False
    form: re.Pattern[str] = re.compile(r".+")


_CLOCK: Final = r"\d{1,2}:\d{2}(:\d{2})?"
_DAY: Final = r"(\d{4}年)?\d{1,2}月(\d{1,2}日)?|\d{4}年\d{1,2}月|(\d{4}[-/.])?\d{1,2}[-/.]\d{1,2}"
_TIME: Final = rf"(({_DAY}) ?)?{_CLOCK}"
_DATE: Final = rf"({_DAY})( ?{_CLOCK})?"
# Between two moments stands the ASCII tilde; the full-width one is refused.
_SPAN: Final = "({0})(~({0}))?"
LIMITS: Final[Mapping[str, Limit]] = {
    "thing": Limit(20, is_cut=True),
    "number": Limit(32, form=re.compile(r"-?\d+(\.\d+)?", re.ASCII)),
    "letter": Limit(32, form=re.compile(r"[A-Za-z]+")),
    "symbol": Limit(5, form=re.compile(r"[^\w\s]+")),
    "character_string": Limit(32, form=re.compile(r"[ -~]+")),
    "time": Limit(64, form=re.compile(_SPAN.format(_TIME), re.ASCII)),
    "date": Limit(64, form=re.compile(_SPAN.format(_DATE), re.ASCII)),
    "amount": Limit(16, form=re.compile(r"[¥￥$€£]?\d{1,10}(\.\d{1,2})?元?", re.ASCII)),
    "phone_number": Limit(17, form=re.compile(r"[-+\d ]+", re.ASCII)),
    "car_number": Limit(8, form=re.compile(r"\w+")),
    "name": Limit(10, is_cut=True),
    "phrase": Limit(5, form=re.compile(r"[\u4e00-\u9fff]+")),
}
_ANY: Final = Limit(64)
_KIND: Final = re.compile(r"([a-z_]+?)_?\d*")


def kind_of(field: str) -> str:
    """`thing` of `thing1`."""
    found = _KIND.fullmatch(field)
    return found[1] if found else field


def fitted(field: str, value: str, limits: Mapping[str, int]) -> str:
    """The value as WeChat takes it. Raises Refused where it would not, before anybody is asked."""
    kind = kind_of(field)
    limit = LIMITS.get(kind, _ANY)
    most, text = limits.get(kind, limit.most), one_line(value)
    if limit.is_cut:
        text = cut(text, most)
    if units(text) > most or not limit.form.fullmatch(text):
        raise Refused(Why.BAD_TEMPLATE, f"value:{field}")
    return text
