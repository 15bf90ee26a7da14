"""/openapi.json and a page that shows it without asking anybody outside for anything."""

from html import escape
from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.types import ControllerRouterHandler

from wendan.api.desk import Asked
from wendan.api.openapi import describe
from wendan.api.parse import answer

_STYLE: Final = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d2433;background:#fff}
h2{margin-top:2.5rem;border-bottom:1px solid #d5d9e2}details{margin:.4rem 0;border:1px solid #d5d9e2;border-radius:6px}
summary{padding:.5rem .8rem;cursor:pointer}code,pre{font:14px/1.5 ui-monospace,monospace}
pre{background:#f4f5f8;padding:.8rem;overflow:auto;margin:.4rem .8rem .8rem}b{display:inline-block;min-width:4.2rem}
p{margin:.3rem .8rem}
@media(prefers-color-scheme:dark){body{color:#e6e9f0;background:#14181f}pre{background:#1f252f}}
"""


def reference() -> list[ControllerRouterHandler]:
    """Both addresses."""
    return [read_openapi, read_page]


@get("/openapi.json", is_hidden=True)
async def read_openapi(request: Asked) -> Response[bytes]:
    """OpenAPI 3.1."""
    return answer(describe(request.app))


@get("/docs", is_hidden=True)
async def read_page(request: Asked) -> Response[bytes]:
    """The same for people."""
    return Response(page_of(describe(request.app)).encode(), media_type="text/html; charset=utf-8")


def page_of(description: dict[str, Any]) -> str:
    """The description as one page, grouped by whom it is for."""
    groups: dict[str, list[str]] = {}
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            groups.setdefault(operation["tags"][0], []).append(_shown(path, method, operation))
    body = "".join(f"<h2>{escape(name)}</h2>{''.join(rows)}" for name, rows in groups.items())
    schemas = "".join(
        f"<details><summary><code>{escape(name)}</code></summary>{_json(schema)}</details>"
        for name, schema in description["components"]["schemas"].items()
    )
    title = escape(description["info"]["title"])
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style><h1>{title}</h1>'
        f'<p>Machines read <a href="/openapi.json">/openapi.json</a>.</p>{body}<h2>shapes</h2>{schemas}</html>'
    )


def _shown(path: str, method: str, operation: dict[str, Any]) -> str:
    told = {name: operation[name] for name in ("parameters", "requestBody", "responses") if name in operation}
    return (
        f"<details><summary><b>{method.upper()}</b> <code>{escape(path)}</code></summary>"
        f"<p>{escape(operation['summary'])}</p>{_json(told)}</details>"
    )


def _json(value: Any) -> str:
    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    return f"<pre>{escape(text)}</pre>"
