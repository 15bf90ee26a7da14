"""Filling a pattern with values, and cutting what is too long; nothing in a value is ever a pattern itself."""

import re
from collections.abc import Mapping
from typing import Final

from wendan.notify.port import Refused, Why

ELLIPSIS: Final = "…"
_NAME: Final = re.compile(r"\{(\w+)\}")


def filled(pattern: str, variables: Mapping[str, str]) -> str:
    """Each `{name}` replaced by its value. Raises Refused for a value that is missing."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in variables:
            raise Refused(Why.BAD_TEMPLATE, f"no-value:{found[1]}")
        return variables[found[1]]

    return _NAME.sub(value, pattern)


def units(text: str) -> int:
    """Length as phones count it: an emoji is two (UTF-16), so that no way of counting finds it longer."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """At most so many characters, the last one `…` where something is missing."""
    if units(text) <= most:
        return text
    while units(text) > most - 1:
        text = text[:-1]
    return text + ELLIPSIS


def cut_bytes(text: str, most: int) -> str:
    """The same in bytes of UTF-8."""
    whole = text.encode(errors="replace")
    if len(whole) <= most:
        return text
    return whole[: most - len(ELLIPSIS.encode())].decode(errors="ignore") + ELLIPSIS


def one_line(text: str) -> str:
    """Control characters, line ends among them, become blanks."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())
