"""Writes web/shared/openapi.json from the addresses themselves; tests/test_docs.py compares."""

from pathlib import Path

import msgspec
from litestar import Litestar

from wendan.api.desk import Asked
from wendan.api.openapi import describe
from wendan.api.server import doors

SNAPSHOT = Path(__file__).parents[1] / "web/shared/openapi.json"


def openapi_text() -> str:
    app = Litestar(route_handlers=doors(), request_class=Asked, openapi_config=None, logging_config=None)
    return msgspec.json.format(msgspec.json.encode(describe(app)), indent=1).decode() + "\n"


if __name__ == "__main__":
    SNAPSHOT.write_text(openapi_text(), encoding="utf-8")
    print(SNAPSHOT)
