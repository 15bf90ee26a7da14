"""Every route, asked by everybody: only those it is declared for are let in."""

from uuid import uuid4

from litestar.routes import HTTPRoute

from wendan.api.openapi import audience_of
from wendan.api.server import desk_of, litestar_of

# What anybody may ask; a new public address must be added here on purpose.
PUBLIC = {
    ("POST", "/api/diner/sessions"),
    ("GET", "/api/diner/stores"),
    ("GET", "/api/diner/stores/{store_id}/menu"),
    ("GET", "/health"),
    ("GET", "/ready"),
    ("GET", "/metrics"),
    ("GET", "/openapi.json"),
    ("GET", "/docs"),
}
SIGNED_BY_CHANNEL = {("POST", "/callbacks/wechat/{account}")}
LET_IN = {
    "diner": {"diner": True, "nobody": False, "stranger": False, "screen": False, "office": False},
    "store": {"screen": True, "office": True, "nobody": False, "diner": False, "stranger": False},
    "office": {"office": True, "nobody": False, "diner": False, "screen": False, "stranger": False},
}


def routes(app):
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for method, (handler, _) in route.route_handler_map.items():
                if method != "OPTIONS":
                    yield method, route, handler


def test_only_what_is_named_here_is_public(town):
    app = litestar_of(desk_of(town.house))
    found = {(m, r.path_format): audience_of(h) for m, r, h in routes(app)}

    assert {place for place, audience in found.items() if audience == "public"} == PUBLIC
    assert {place for place, audience in found.items() if audience == "channel"} == SIGNED_BY_CHANNEL


async def test_every_guarded_route_lets_in_only_its_own(town):
    tokens = {
        "nobody": None,
        "diner": await town.diner(),
        "screen": town.shop.screen,
        "stranger": town.shop.stranger,
        "office": town.shop.office,
    }
    wrong, asked = [], 0
    for method, route, handler in routes(litestar_of(desk_of(town.house))):
        audience = audience_of(handler)
        if audience not in LET_IN:
            continue
        path = route.path_format.replace("{store_id}", str(town.shop.store_id))
        for name in route.path_parameters:
            path = path.replace("{" + name + "}", str(uuid4()))
        for who, is_let_in in LET_IN[audience].items():
            answer = await town.ask(method, path, tokens[who], json={} if method != "GET" else None)
            asked += 1
            if (answer.status not in (401, 403)) != is_let_in or answer.status >= 500:
                wrong.append(f"{who} {method} {path}: {answer.status}")

    assert not wrong
    assert asked > 100


MADE_UP = ["", "x", "a.b.c", "x" * 5000, "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."]


async def test_a_made_up_token_opens_nothing(town):
    for token in MADE_UP:
        answer = await town.ask("GET", f"/api/diner/orders?store_id={town.shop.store_id}", token)
        staff = await town.ask("GET", f"/api/store/{town.shop.store_id}/cases", token)

        assert (answer.status, answer.code) == (401, "sign-in-needed")
        assert staff.status == 401


async def test_a_key_taken_back_opens_nothing_from_then_on(town):
    wish = {"store_id": str(town.shop.store_id), "name": "新来的", "role": "cashier"}
    key = (await town.post("/api/office/staff-tokens", town.shop.office, wish)).body
    path = f"/api/store/{town.shop.store_id}/cases"
    before = await town.ask("GET", path, key["token"])
    dismissed = await town.ask("DELETE", f"/api/office/staff-tokens/{key['id']}", town.shop.office)

    assert (before.status, dismissed.status) == (200, 204)
    assert (await town.ask("GET", path, key["token"])).status == 401
