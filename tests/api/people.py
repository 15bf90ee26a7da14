"""An owner with a merchant of their own, and the people and stores they take on; see conftest's `owned`."""

from dataclasses import dataclass
from typing import Any

from town import Town

from wendan.flows.found import setup_code
from wendan.platform.auth import session_secret

PASSWORD = "三碗牛肉面加两个卤蛋"


@dataclass
class Owned:
    town: Town
    owner: str
    me: dict[str, Any]


async def set_up(town: Town) -> Owned:
    wish = {
        "code": code_of(town),
        "merchant": "稳单餐饮",
        "brand": "稳单小馆",
        "name": "老板",
        "login": "Owner",
        "password": PASSWORD,
    }
    answer = await town.post("/api/setup", json=wish)
    assert answer.status == 201, answer.body
    return Owned(town, answer.body["token"], answer.body["me"])


def code_of(town: Town) -> str:
    return setup_code(session_secret(town.house.settings.secret_path, town.house.ids))


async def sign_in(town, login, password=PASSWORD, **more):
    headers = more.pop("headers", {})
    wish = {"login": login, "password": password, **more}
    return await town.ask("POST", "/api/staff/sessions", json=wish, headers=headers)


async def own_store(owned):
    """A second store of the owner's own merchant."""
    hours = [{"weekday": day, "opens": "00:00:00", "closes": "00:00:00"} for day in range(7)]
    wish = {
        "store_no": 77,
        "merchant": "-",
        "brand": "稳单小馆",
        "name": "东门店",
        "name_en": "East gate",
        "accounts": {},
        "opening_hours": hours,
        "categories": [],
    }
    return (await owned.town.post("/api/office/stores", owned.owner, wish)).body


async def hired(owned, role="manager", login="li", store=None):
    place = {"store_id": store["store_id"]} if store else {}
    wish = {"login": login, "name": "小李", "role": role, "password": PASSWORD, **place}
    answer = await owned.town.post("/api/office/staff", owned.owner, wish)
    assert answer.status == 201, answer.body
    return answer.body
