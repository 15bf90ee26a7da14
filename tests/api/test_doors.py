"""Every route, asked by everybody: only those it is declared for are let in."""

from dataclasses import dataclass
from uuid import uuid4

from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from wendan.api.openapi import audience_of
from wendan.api.server import litestar_of
from wendan.domains.catalog.store import STORE_BY_NO
from wendan.domains.people.model import Right, Role
from wendan.domains.people.rules import AT_HEAD_OFFICE, OF_A_STORE, RIGHTS
from wendan.flows.staff import KeyWish, issue_key
from wendan.kernel.numbers import HEAD_OFFICE

# What anybody may ask; a new public address must be added here on purpose.
PUBLIC = {
    ("POST", "/api/diner/sessions"),
    ("GET", "/api/setup"),
    ("POST", "/api/setup"),
    ("POST", "/api/staff/sessions"),
    ("POST", "/api/devices/pair"),
    ("GET", "/api/diner/stores"),
    ("GET", "/api/diner/stores/{store_id}/menu"),
    ("GET", "/health"),
    ("GET", "/ready"),
    ("GET", "/metrics"),
    ("GET", "/openapi.json"),
    ("GET", "/docs"),
    ("GET", "/"),
    ("POST", "/diner"),
    *(("GET", f"/{area}{rest}") for area in ("diner", "console", "pictures") for rest in ("", "/{place}")),
}
SIGNED_BY_CHANNEL = {
    ("POST", "/callbacks/{channel}/{account}"),
    ("POST", "/callbacks/messages/{way}"),
    ("GET", "/callbacks/messages/wechat-service"),
    ("POST", "/callbacks/messages/wechat-service"),
}
SHOWN_BY_DEVICE = {("POST", "/api/devices/heartbeat"), ("GET", "/api/devices/pass-keys")}


def routes(app):
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for method, (handler, _) in route.route_handler_map.items():
                if method != "OPTIONS":
                    yield method, route, handler


def test_only_what_is_named_here_is_public(town):
    app = litestar_of(town.house.settings.body_limit_bytes)
    found = {(m, r.path_format): audience_of(h) for m, r, h in routes(app)}

    assert {place for place, audience in found.items() if audience == "public"} == PUBLIC
    assert {place for place, audience in found.items() if audience == "channel"} == SIGNED_BY_CHANNEL
    assert {place for place, audience in found.items() if audience == "device"} == SHOWN_BY_DEVICE


@dataclass(frozen=True)
class Visitor:
    """Somebody with a token, and what they should be let in to."""

    token: str | None
    role: Role | None = None
    is_office: bool = False
    is_diner: bool = False
    is_stranger: bool = False

    def may(self, audience: str, handler: HTTPRouteHandler) -> bool:
        if audience == "diner":
            return self.is_diner
        if self.role is None or handler.opt["right"] not in RIGHTS[self.role]:
            return False
        if audience == "staff":
            return True
        if audience == "office":
            is_about_a_store = "store_id" in str(handler.paths)
            return self.is_office and not (self.is_stranger and is_about_a_store)
        return not self.is_stranger


async def everybody(town) -> dict[str, Visitor]:
    """Nobody, a diner, each role of our merchant, and each role of another merchant."""
    house = town.house
    visitors = {"nobody": Visitor(None), "diner": Visitor(await town.diner(), is_diner=True)}
    for store_no, whose in ((1, "our"), (2, "another's")):
        store = await house.database.read(STORE_BY_NO, store_no=store_no)
        for role in Role:
            is_office = role not in OF_A_STORE
            place = HEAD_OFFICE if is_office else store.store_id
            _, token = await issue_key(house, KeyWish(place, role, role), store.merchant_id)
            visitors[f"{whose} {role}"] = Visitor(token, role, is_office, is_stranger=whose != "our")
    return visitors


async def test_every_address_lets_in_exactly_those_it_is_declared_for(town):
    visitors, wrong, asked = await everybody(town), [], 0
    for method, route, handler in routes(litestar_of(town.house.settings.body_limit_bytes)):
        audience = audience_of(handler)
        if audience not in ("diner", "store", "office", "staff"):
            continue
        path = route.path_format.replace("{store_id}", str(town.shop.store_id))
        for name in route.path_parameters:
            path = path.replace("{" + name + "}", str(uuid4()))
        for who, visitor in visitors.items():
            answer = await town.ask(method, path, visitor.token, json={} if method != "GET" else None)
            asked += 1
            if (answer.status not in (401, 403)) != visitor.may(audience, handler) or answer.status >= 500:
                wrong.append(f"{who} {method} {path}: {answer.status}")

    assert not wrong
    assert asked > 500


async def test_head_office_is_no_shop_whose_till_or_devices_other_merchants_share(town):
    visitors = {
        who: visitor
        for who, visitor in (await everybody(town)).items()
        if visitor.role in (Role.HQ, Role.AUDITOR)
    }
    open_to_strangers = set()
    for method, route, handler in routes(litestar_of(town.house.settings.body_limit_bytes)):
        if audience_of(handler) != "store" or handler.opt["right"] in AT_HEAD_OFFICE:
            continue
        path = route.path_format.replace("{store_id}", str(HEAD_OFFICE))
        for name in route.path_parameters:
            path = path.replace("{" + name + "}", str(uuid4()))
        for visitor in visitors.values():
            answer = await town.ask(method, path, visitor.token, json={} if method != "GET" else None)
            if answer.code != "not-allowed":
                open_to_strangers.add(f"{method} {path}: {answer.status}")

    assert len(visitors) == 4
    assert not open_to_strangers


def test_every_staff_address_names_its_right_and_every_right_is_asked_for(town):
    named = {
        handler.opt.get("right")
        for _, _, handler in routes(litestar_of(town.house.settings.body_limit_bytes))
        if audience_of(handler) in ("store", "office", "staff")
    }

    assert None not in named
    assert named <= set(Right)


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
