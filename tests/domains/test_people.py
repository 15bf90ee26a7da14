"""Nobody is let in where they do not belong."""

from dataclasses import replace
from uuid import UUID

import pytest
from examples import NOON, STORE_ID

from wendan.domains.people.errors import NotAllowed, SignInNeeded
from wendan.domains.people.model import Audience, StaffToken
from wendan.domains.people.rules import demand_office, demand_store, hash_of

COOK = StaffToken(STORE_ID, UUID(int=1), hash_of("secret"), "小王", Audience.STORE, NOON, None)
BOSS = replace(COOK, audience=Audience.OFFICE)


def test_a_cook_works_in_one_store_only() -> None:
    assert demand_store(COOK, STORE_ID) is COOK
    with pytest.raises(NotAllowed):
        demand_store(COOK, UUID(int=99))
    with pytest.raises(NotAllowed):
        demand_office(COOK)


def test_head_office_works_in_every_store() -> None:
    assert demand_store(BOSS, UUID(int=99)) is BOSS
    assert demand_office(BOSS) is BOSS


@pytest.mark.parametrize("staff", [None, replace(BOSS, revoked_at=NOON)])
def test_no_token_and_a_revoked_token_open_nothing(staff: StaffToken | None) -> None:
    with pytest.raises(SignInNeeded):
        demand_store(staff, STORE_ID)
    with pytest.raises(SignInNeeded):
        demand_office(staff)


def test_the_secret_itself_is_not_kept() -> None:
    assert "secret" not in COOK.token_hash
    assert len(COOK.token_hash) == 64
