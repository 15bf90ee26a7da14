"""Writes what the pages know of the house: its addresses, and its words for every cause; tests/test_docs.py compares."""

from pathlib import Path

import msgspec
from litestar import Litestar

from wendan.api.desk import Asked
from wendan.api.openapi import describe
from wendan.api.server import doors
from wendan.kernel.causes import ADVICE, Action, Words
from wendan.kernel.news import Cause

SHARED = Path(__file__).parents[1] / "web/shared"
SNAPSHOT = SHARED / "openapi.json"
CAUSE_TABLE = SHARED / "messages/cause-table.ts"
_HEAD = """/** Why a payment did not succeed: what happened, is the money safe, what to do. Written by tools/openapi.py. */

export interface CauseWords {
  happened: string;
  money: string;
  advice: string;
}

"""


def openapi_text() -> str:
    app = Litestar(route_handlers=doors(), request_class=Asked, openapi_config=None, logging_config=None)
    return msgspec.json.format(msgspec.json.encode(describe(app)), indent=1).decode() + "\n"


def cause_table_text() -> str:
    """kernel/causes.py as TypeScript."""
    names = " | ".join(f'"{cause}"' for cause in Cause)
    actions = " | ".join(f'"{action}"' for action in Action)
    rows = [
        f'  "{cause}": {{\n    action: "{advice.action}",\n    "zh-CN": {_words(advice.zh)},\n'
        f"    en: {_words(advice.en)},\n  }},"
        for cause, advice in ADVICE.items()
    ]
    return (
        f"{_HEAD}export type CauseAction = {actions};\n\nexport type Cause = {names};\n\n"
        'export const CAUSES: Record<Cause, { action: CauseAction; "zh-CN": CauseWords; en: CauseWords }> = {\n'
        + "\n".join(rows)
        + "\n};\n"
    )


def _words(words: Words) -> str:
    fields = ("happened", "money", "advice")
    said = ", ".join(f"{name}: {_json(getattr(words, name))}" for name in fields)
    return f"{{ {said} }}"


def _json(text: str) -> str:
    return msgspec.json.encode(text).decode()


if __name__ == "__main__":
    SNAPSHOT.write_text(openapi_text(), encoding="utf-8")
    CAUSE_TABLE.write_text(cause_table_text(), encoding="utf-8")
    print(SNAPSHOT)
