"""Staff: the first owner, passwords, second factor, lock-out, sessions, and who may do what to whom."""

from datetime import timedelta

import pyotp
import pytest
from people import PASSWORD, code_of, hired, own_store, sign_in

from wendan.platform.clock import SystemClock


async def test_the_first_visitor_with_the_code_owns_the_house_and_nobody_after(town, owned):
    again = {
        "code": "0" * 12,
        "merchant": "x",
        "brand": "x",
        "name": "x",
        "login": "thief",
        "password": PASSWORD,
    }
    wrong = await town.post("/api/setup", json=again)
    late = await town.post("/api/setup", json=again | {"code": code_of(town)})

    assert owned.me["role"] == "hq"
    assert owned.me["merchant"] == "稳单餐饮"
    assert (wrong.status, wrong.code) == (403, "setup-code-is-wrong")
    assert (late.status, late.code) == (409, "setup-is-done")
    assert (await town.ask("GET", "/api/setup")).body == {"is_needed": False}


async def test_the_right_password_opens_and_a_wrong_one_or_name_is_answered_alike(town, owned):
    right = await sign_in(town, "OWNER")
    wrong = await sign_in(town, "owner", "not the password at all")
    nobody = await sign_in(town, "nobody")

    assert right.status == 201
    assert (await town.ask("GET", "/api/staff/me", right.body["token"])).body["name"] == "老板"
    assert (wrong.status, wrong.code) == (nobody.status, nobody.code) == (401, "sign-in-failed")


async def test_the_fifth_wrong_password_locks_the_account_even_for_the_right_one(town, owned):
    for _ in range(5):
        await sign_in(town, "owner", "not the password at all")
    locked = await sign_in(town, "owner")

    assert (locked.status, locked.code) == (423, "account-is-locked")
    assert 1 <= locked.body["facts"]["retry_after_s"] <= 61


async def test_a_second_factor_is_asked_for_once_confirmed_and_each_code_opens_once(town, owned):
    begun = (await town.post("/api/staff/me/second-factor", owned.owner, {"password": PASSWORD})).body
    code = pyotp.TOTP(begun["secret"]).at(SystemClock().now())
    before = await sign_in(town, "owner")
    confirmed = await town.post("/api/staff/me/second-factor/confirm", owned.owner, {"one_time_code": code})

    without = await sign_in(town, "owner")
    used_up = await sign_in(town, "owner", one_time_code=code)
    next_code = pyotp.TOTP(begun["secret"]).at(SystemClock().now() + timedelta(seconds=30))
    fresh = await sign_in(town, "owner", one_time_code=next_code)
    replayed = await sign_in(town, "owner", one_time_code=next_code)

    assert before.status == 201
    assert confirmed.body["has_second_factor"] is True
    assert (without.status, without.code) == (401, "one-time-code-needed")
    assert (used_up.status, used_up.code) == (422, "second-factor-is-wrong")
    assert fresh.status == 201
    assert replayed.status == 422


async def test_signing_out_ends_this_session_and_no_other(town, owned):
    other = (await sign_in(town, "owner")).body["token"]
    listed = (await town.ask("GET", "/api/staff/sessions", other)).body
    gone = await town.ask("DELETE", "/api/staff/sessions/current", owned.owner)

    assert [session["is_current"] for session in listed] == [True, False]
    assert gone.status == 204
    assert (await town.ask("GET", "/api/staff/me", owned.owner)).status == 401
    assert (await town.ask("GET", "/api/staff/me", other)).status == 200


async def test_a_new_password_needs_the_old_one_and_must_be_strong(town, owned):
    path = "/api/staff/me/password"
    wrong = await town.ask("PUT", path, owned.owner, json={"old": "x", "new": "a long new password"})
    weak = await town.ask("PUT", path, owned.owner, json={"old": PASSWORD, "new": "short"})
    done = await town.ask("PUT", path, owned.owner, json={"old": PASSWORD, "new": "a long new password"})

    assert [answer.status for answer in (wrong, weak, done)] == [401, 422, 204]
    assert (await sign_in(town, "owner", "a long new password")).status == 201


async def test_a_manager_works_in_the_own_store_and_nowhere_else(town, owned):
    store = await own_store(owned)
    await hired(owned, store=store)
    token = (await sign_in(town, "li")).body["token"]
    own = await town.ask("GET", f"/api/store/{store['store_id']}/devices", token)
    other = await town.ask("GET", f"/api/store/{town.shop.store_id}/devices", token)
    office = await town.ask("GET", "/api/office/staff", token)

    assert [answer.status for answer in (own, other, office)] == [200, 403, 403]


async def test_the_owner_sees_the_own_merchants_stores_and_no_others(town, owned):
    store = await own_store(owned)
    listed = (await town.ask("GET", "/api/office/stores", owned.owner)).body
    foreign = await town.ask("GET", f"/api/store/{town.shop.store_id}/orders", owned.owner)

    assert [each["store_id"] for each in listed] == [store["store_id"]]
    assert foreign.status == 403


async def test_somebody_locked_out_is_out_at_once_and_a_new_password_lets_in_again(town, owned):
    store = await own_store(owned)
    li = await hired(owned, store=store)
    token = (await sign_in(town, "li")).body["token"]
    path = f"/api/office/staff/{li['id']}"
    await town.ask("PATCH", path, owned.owner, json={"is_active": False})
    out = await town.ask("GET", "/api/staff/me", token)
    refused = await sign_in(town, "li")
    wish = {"is_active": True, "password": "another long password"}
    await town.ask("PATCH", path, owned.owner, json=wish)

    assert (out.status, refused.status) == (401, 401)
    assert (await sign_in(town, "li", "another long password")).status == 201


async def test_nobody_takes_away_their_own_role(town, owned):
    path = f"/api/office/staff/{owned.me['id']}"
    answer = await town.ask("PATCH", path, owned.owner, json={"is_active": False})

    assert (answer.status, answer.code) == (409, "own-account-stays")


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"login": "owner"}, "login-is-taken"),
        ({"password": "short"}, "password-is-too-weak"),
        ({"role": "cashier"}, "role-does-not-fit"),
        ({"login": "two words"}, "request-is-invalid"),
        ({"role": "king"}, "request-is-invalid"),
    ],
)
async def test_a_person_who_cannot_be_hired_is_refused_by_name(town, owned, wish, code):
    good = {"login": "wang", "name": "小王", "role": "finance", "password": PASSWORD}
    answer = await town.post("/api/office/staff", owned.owner, good | wish)

    assert answer.code == code
    assert len((await town.ask("GET", "/api/office/staff", owned.owner)).body) == 1


async def test_every_change_names_who_made_it_and_no_secret(town, owned):
    store = await own_store(owned)
    await hired(owned, store=store)
    entries = (await town.ask("GET", "/api/office/audit", owned.owner)).body

    assert [entry["action"] for entry in entries] == ["hire_member", "open_new_store", "sign_in"]
    assert {entry["staff_name"] for entry in entries} == {"老板"}
    assert PASSWORD not in str(entries)
    assert '"login":"li"' in entries[0]["words"]
