"""Nobody is let in where they do not belong."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from examples import NOON, STORE_ID
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.people.errors import (
    AccountIsLocked,
    DeviceIsNeeded,
    NotAllowed,
    PasswordIsTooWeak,
    RoleDoesNotFit,
    SignInNeeded,
)
from wendan.domains.people.model import Member, Right, Role, Staff
from wendan.domains.people.rules import (
    LONGEST_LOCK,
    MOST_FAILURES,
    RIGHTS,
    demand_fitting_place,
    demand_office,
    demand_present,
    demand_right,
    demand_store,
    demand_strong,
    demand_unlocked,
    hash_of,
    locked_until,
)
from wendan.domains.people.service import fail
from wendan.kernel.numbers import HEAD_OFFICE

MERCHANT, ANOTHER = UUID(int=7), UUID(int=8)
COOK = Staff(STORE_ID, MERCHANT, UUID(int=1), "小王", Role.KITCHEN, UUID(int=2), NOON, None, None, None)
BOSS = replace(COOK, store_id=HEAD_OFFICE, role=Role.HQ)
OPERATOR = replace(BOSS, merchant_id=None, session_id=None, expires_at=None)
PERSON = Member(
    HEAD_OFFICE,
    UUID(int=1),
    STORE_ID,
    MERCHANT,
    "wang",
    "小王",
    Role.KITCHEN,
    "$argon2id$",
    None,
    False,
    0,
    0,
    None,
    True,
    1,
    NOON,
)


def test_a_cook_works_in_one_store_only() -> None:
    assert demand_store(COOK, STORE_ID, MERCHANT) is COOK
    with pytest.raises(NotAllowed):
        demand_store(COOK, UUID(int=99), MERCHANT)
    with pytest.raises(NotAllowed):
        demand_office(COOK)


def test_head_office_works_in_every_store_of_its_merchant_and_in_no_other() -> None:
    assert demand_store(BOSS, UUID(int=99), MERCHANT) is BOSS
    with pytest.raises(NotAllowed):
        demand_store(BOSS, UUID(int=99), ANOTHER)
    with pytest.raises(NotAllowed):
        demand_store(BOSS, UUID(int=99), None)


def test_an_operator_works_in_every_store_there_is() -> None:
    assert demand_store(OPERATOR, UUID(int=99), ANOTHER) is OPERATOR
    assert demand_office(OPERATOR) is OPERATOR


def test_no_proof_and_an_old_session_open_nothing() -> None:
    just_before = NOON - timedelta(seconds=1)

    assert demand_present(COOK, None, just_before) is COOK
    for staff, now in ((None, just_before), (COOK, NOON)):
        with pytest.raises(SignInNeeded):
            demand_present(staff, None, now)


def test_a_session_made_on_a_device_opens_nothing_from_elsewhere() -> None:
    on_screen = replace(COOK, device_id=UUID(int=3), device_key_hash=hash_of("key of the screen"))
    now = NOON - timedelta(hours=1)

    assert demand_present(on_screen, "key of the screen", now) is on_screen
    for key in (None, "another key"):
        with pytest.raises(DeviceIsNeeded):
            demand_present(on_screen, key, now)
    with pytest.raises(DeviceIsNeeded):
        demand_present(replace(on_screen, device_key_hash=None), "key of the screen", now)


@pytest.mark.parametrize(
    ("role", "right", "may"),
    [
        (Role.KITCHEN, Right.COOK, True),
        (Role.KITCHEN, Right.REFUND, False),
        (Role.CASHIER, Right.TAKE_MONEY, True),
        (Role.CASHIER, Right.DECIDE_CASES, False),
        (Role.AUDITOR, Right.SEE_AUDIT, True),
        (Role.MANAGER, Right.EDIT_STAFF, False),
        (Role.HQ, Right.EDIT_STAFF, True),
    ],
)
def test_a_role_may_do_what_the_table_says(role: Role, right: Right, may: bool) -> None:
    staff = replace(COOK, role=role)
    if may:
        assert demand_right(staff, right) is staff
    else:
        with pytest.raises(NotAllowed):
            demand_right(staff, right)


def test_an_auditor_changes_nothing() -> None:
    assert all(right.startswith("see-") or right is Right.OWN_ACCOUNT for right in RIGHTS[Role.AUDITOR])


def test_store_roles_belong_to_a_store_and_office_roles_to_head_office() -> None:
    for role in Role:
        is_of_a_store = role in (Role.MANAGER, Role.CASHIER, Role.KITCHEN)
        demand_fitting_place(role, STORE_ID if is_of_a_store else HEAD_OFFICE)
        with pytest.raises(RoleDoesNotFit):
            demand_fitting_place(role, HEAD_OFFICE if is_of_a_store else STORE_ID)


@given(st.integers(0, 10_000))
def test_an_account_locks_from_the_fifth_failure_and_never_longer_than_an_hour(times: int) -> None:
    until = locked_until(times, NOON)

    if times < MOST_FAILURES:
        assert until is None
    else:
        assert until is not None
        assert timedelta(minutes=1) <= until - NOON <= LONGEST_LOCK


def test_a_locked_account_opens_when_its_time_is_over() -> None:
    (change,) = fail(replace(PERSON, failed_times=MOST_FAILURES - 1), NOON)
    locked: Member = change.row

    with pytest.raises(AccountIsLocked):
        demand_unlocked(locked, NOON)
    demand_unlocked(locked, NOON + timedelta(minutes=1))


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaa", "my-wang-2026", "1111122222"])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(PasswordIsTooWeak):
        demand_strong(password, "wang")


def test_a_long_password_is_taken() -> None:
    demand_strong("三碗牛肉面加两个卤蛋", "wang")


def test_the_secret_itself_is_not_kept() -> None:
    assert "secret" not in hash_of("secret")
    assert len(hash_of("secret")) == 64
