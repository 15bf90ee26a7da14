"""A fitted scorecard decides once two people of head office have said so, after reading its report."""

from datetime import date
from uuid import UUID

import pytest
from people import hired, sign_in

from wendan.domains.catalog.store import STORE_BY_ID
from wendan.domains.people.model import Role
from wendan.domains.risk.model import CardRole, ScorecardRow
from wendan.domains.risk.model.fits import FitOutcome, MonthFit
from wendan.domains.risk.rules.scorecard import SHIPPED
from wendan.domains.risk.service import challenge, end_fit, want_fit
from wendan.domains.risk.store import CARDS_IN_ROLE
from wendan.flows.staff import KeyWish, issue_key
from wendan.kernel.numbers import HEAD_OFFICE

REPORT = {"auc": [0.85, 0.83, 0.87]}


async def merchant_of(town):
    return (await town.house.database.read(STORE_BY_ID, store_id=town.shop.store_id)).merchant_id


async def key_of(town, role=Role.HQ, name="总部"):
    return (await issue_key(town.house, KeyWish(HEAD_OFFICE, name, role), await merchant_of(town)))[1]


async def fitted(town, name="2026-11-28", merchant_id=None):
    """What `wendan risk fit` leaves behind."""
    merchant_id, stamp = merchant_id or await merchant_of(town), town.house.stamp()
    card = ScorecardRow(
        HEAD_OFFICE, stamp.id(), merchant_id, name, stamp.now, stamp.now, stamp.now, SHIPPED, REPORT,
        CardRole.CHALLENGER, stamp.now, "wendan risk fit", "fitted", 1,
    )  # fmt: skip
    known = await town.house.database.read(CARDS_IN_ROLE, merchant_id=merchant_id)
    await town.house.database.commit(challenge(card, known))
    return card.id


async def say(town, key, card_id, words="AUC 更高"):
    return await town.post(f"/api/office/scorecards/{card_id}/promotion", key, {"words": words})


async def roles(town, key):
    cards = (await town.ask("GET", "/api/office/scorecards", key)).body
    return {card["name"]: card["role"] for card in cards}


async def test_one_person_proposes_a_challenger_and_another_promotes_it(town):
    first, second, card_id = await key_of(town), await key_of(town, name="小李"), await fitted(town)
    proposed = await say(town, first, card_id)
    assert (proposed.status, proposed.body["role"], proposed.body["report"]) == (200, "CHALLENGER", REPORT)
    assert proposed.body["proposed_promotion"]["words"] == "AUC 更高"
    again = await say(town, first, card_id, "还是我")
    assert (again.status, again.code) == (403, "another-person-must-promote")
    assert (await roles(town, first))["2026-11-28"] == "CHALLENGER"
    done = (await say(town, second, card_id, "看过了，同意")).body

    assert (done["role"], done["role_by"], done["role_reason"]) == ("CHAMPION", "小李", "看过了，同意")
    assert done["proposed_promotion"]["by"] == "总部"
    assert (await say(town, second, card_id)).code == "scorecard-is-no-challenger"


async def test_the_old_champion_retires(town):
    first, second = await key_of(town), await key_of(town, name="小李")
    for name in ("one", "two"):
        card_id = await fitted(town, name)
        await say(town, first, card_id)
        await say(town, second, card_id)

    assert await roles(town, first) == {"one": "RETIRED", "two": "CHAMPION"}


async def test_a_fit_between_the_two_words_needs_two_new_ones(town):
    first, second = await key_of(town), await key_of(town, name="小李")
    old = await fitted(town, "old")
    await say(town, first, old)
    new = await fitted(town, "new")

    assert (await say(town, second, old)).code == "scorecard-is-no-challenger"
    assert (await say(town, second, new)).body["role"] == "CHALLENGER"
    assert await roles(town, first) == {"old": "RETIRED", "new": "CHALLENGER"}


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.AUDITOR, Role.FINANCE])
async def test_who_may_read_the_report_may_not_promote(town, role):
    key, card_id = await key_of(town, role), await fitted(town)

    assert (await roles(town, key))["2026-11-28"] == "CHALLENGER"
    assert (await say(town, key, card_id)).status == 403


async def test_another_merchants_scorecard_is_unknown(town, owned):
    card_id = await fitted(town)

    assert (await say(town, owned.owner, card_id)).code == "scorecard-is-unknown"
    assert (await say(town, await key_of(town), card_id, " ")).status == 400


async def test_both_words_are_in_the_audit(town, owned):
    card_id = await fitted(town, merchant_id=UUID(owned.me["merchant_id"]))
    await hired(owned, role="hq", login="li")
    second = (await sign_in(town, "li")).body["token"]
    await say(town, owned.owner, card_id, "提议的话")
    await say(town, second, card_id, "确认的话")

    entries = (await town.ask("GET", "/api/office/audit", owned.owner)).body
    said = [entry for entry in entries if entry["action"] == "promote_scorecard"]
    assert [("确认的话" in each["words"], "提议的话" in each["words"]) for each in said] == [
        (True, False),
        (False, True),
    ]
    assert len({each["staff_name"] for each in said}) == 2


async def test_where_no_scorecard_came_about_the_month_says_why(town):
    key, merchant_id = await key_of(town), await merchant_of(town)
    wanted = MonthFit(
        HEAD_OFFICE, merchant_id, date(2026, 11, 1), FitOutcome.WANTED, {}, None, town.house.clock.now(), None, 1
    )  # fmt: skip
    few = (FitOutcome.TOO_LITTLE, {"orders": 120, "unpaid": 7, "least": 30})
    await town.house.database.commit(want_fit(wanted))
    await town.house.database.commit(end_fit(wanted, few, None, town.house.clock.now()))

    [month] = (await town.ask("GET", "/api/office/scorecards/months", key)).body
    assert (month["month"], month["outcome"], month["card_id"]) == ("2026-11-01", "TOO_LITTLE", None)
    assert (month["words"], month["words_en"]) == (
        "可学的订单太少：120 单里 7 单未付，付了的和没付的都至少要 30 单",
        "7 unpaid of 120 orders: at least 30 of each are needed",
    )
