"""The demo's owner, staff and stores. Their password is public, and they exist nowhere but in the demo."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from wendan.cli.demonstration.menu import demo_store, second_store
from wendan.cli.drilling.stage import Stage
from wendan.domains.people.model import Role
from wendan.domains.people.rules import OF_A_STORE
from wendan.flows.found import Founding, found, setup_code
from wendan.flows.menu import open_store
from wendan.flows.staff import Hiring, KeyWish, hire, issue_key
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.platform.auth import session_secret

PASSWORD: Final = "rice-and-noodles"  # noqa: S105 - said aloud on every screen of the demo
# A demo's till is whatever browser looks at it.
VARIABLES: Final = {"WENDAN_CASHIER_NEEDS_DEVICE": "false"}
_PEOPLE: Final = {
    Role.MANAGER: "李店长",
    Role.CASHIER: "小王",
    Role.KITCHEN: "张师傅",
    Role.FINANCE: "陈会计",
    Role.SUPPORT: "客服小周",
    Role.AUDITOR: "审计老吴",
}


@dataclass(frozen=True, slots=True)
class Restaurant:
    """What has been opened: both stores, and the key of the first one's kitchen screen."""

    store_id: UUID
    second_id: UUID
    screen_key: str


async def open_restaurant(stage: Stage) -> Restaurant:
    """The owner, two stores, one person of every role; each signs in with the role's name."""
    house = stage.house
    secret = session_secret(house.settings.secret_path, house.ids)
    founding = Founding(setup_code(secret), "稳单餐饮", "稳单小馆", "老板", Role.HQ.value, PASSWORD)
    await found(house, founding, secret)
    first = await open_store(house, demo_store(stage.accounts), HEAD_OFFICE)
    second = await open_store(house, second_store(stage.accounts), HEAD_OFFICE)
    for role, name in _PEOPLE.items():
        works_at = first.store_id if role in OF_A_STORE else HEAD_OFFICE
        await hire(house, Hiring(HEAD_OFFICE, works_at, role.value, name, role, PASSWORD))
    _, key = await issue_key(house, KeyWish(first.store_id, "kitchen screen", Role.KITCHEN))
    return Restaurant(first.store_id, second.store_id, key)
