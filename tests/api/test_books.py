"""The books at the office's door: whose bills one sees, which days, and what two people must say."""

import csv
import io
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio

if str(Path(__file__).parents[1] / "pages") not in sys.path:
    sys.path.append(str(Path(__file__).parents[1] / "pages"))

from bookkeeping import BY_ITSELF_UP_TO_FEN, open_books_town

from wendan.cli.demonstration.people import PASSWORD
from wendan.cli.drilling.menu import drill_store
from wendan.domains.people.model import Role
from wendan.flows.menu import open_store
from wendan.flows.staff import KeyWish, issue_key
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.sandbox.core.faults import FaultPlan

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Office:
    """People of head office before the books."""

    def __init__(self, town, client):
        self.town, self.client = town, client
        self.tokens = {}

    async def ask(self, method, path, who="finance", body=None):
        # A shift's sign-in is over by the next day.
        signed_in = (who, self.town.today)
        if signed_in not in self.tokens:
            async with self.client.post(
                "/api/staff/sessions", json={"login": who, "password": PASSWORD}
            ) as said:
                self.tokens[signed_in] = (await said.json())["token"]
        headers = {"Authorization": f"Bearer {self.tokens[signed_in]}"}
        async with self.client.request(method, f"/api/office{path}", json=body, headers=headers) as said:
            return said.status, await said.json()

    async def a_bill(self, portions):
        """Of a day on which one guest's money of so many eels was not told to us."""
        await self.town.until_a_day_of(None)
        await self.town.pays_unheard(await self.town.places("蒲烧鳗鱼饭", portions))
        [bill] = await self.town.morning()
        return bill

    async def difference_of(self, bill):
        _, file = await self.ask("GET", f"/bills/{bill.id}")
        [difference] = file["differences"]
        return difference

    async def repair(self, difference, who="finance", words="已核实"):
        path = f"/differences/{difference['store_id']}/{difference['id']}/repair"
        return await self.ask("POST", path, who, {"words": words})


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def office():
    async with (
        open_books_town(FaultPlan()) as town,
        aiohttp.ClientSession(town.url) as client,
    ):
        yield Office(town, client)


async def test_a_bill_is_read_with_its_shares_and_differences_and_listed_by_its_day(office):
    bill = await office.a_bill(1)
    _, listed = await office.ask("GET", f"/bills?since={bill.day}&until={bill.day}", "auditor")
    status, file = await office.ask("GET", f"/bills/{bill.id}", "auditor")

    # The drawers and members of a day on which nothing moved in them are nobody's news.
    assert [each["id"] for each in listed] == [str(bill.id)]
    assert (status, file["bill"]["state"], file["bill"]["gap_fen"]) == (200, "CLOSED", 3800)
    assert [(each["rows"], each["amount_fen"]) for each in file["shares"]] == [(1, 3800)]
    assert [(each["category"], each["count"]) for each in file["tallies"]] == [("surplus-with-order", 1)]


async def test_what_the_merchants_own_promotion_paid_stands_in_the_bill_and_in_the_days_figures(office):
    day = await office.town.until_a_day_of(None)
    fen = await office.town.eats_promoted()
    [bill] = await office.town.morning()
    _, file = await office.ask("GET", f"/bills/{bill.id}")
    _, told = await office.ask("GET", f"/ledger/statements?since={day}&until={day}")
    days, token = f"since={day}&until={day}", office.tokens["finance", office.town.today]
    headers = {"Authorization": f"Bearer {token}"}
    async with office.client.get(f"/api/office/reports/days.csv?{days}", headers=headers) as said:
        lines = list(csv.DictReader(io.StringIO((await said.text()).removeprefix("\ufeff"))))

    assert fen > 0
    assert (file["bill"]["promoted_fen"], file["bill"]["state"]) == (fen, "CLOSED")
    assert [(each["amount_fen"], each["promoted_fen"]) for each in file["shares"]] == [(1900, fen)]
    assert sum(sheet["promotions_fen"] for sheet in told["sheets"]) == fen
    assert {"source": "sales", "target": "channel-promotions", "fen": fen} in told["flows"]
    assert [float(line["商家优惠（元）"]) for line in lines if not line["方式"]] == [fen / 100]
    assert sum(float(line["收款（元）"]) for line in lines) == 19


async def test_another_merchants_bill_is_unknown(office):
    bill = await office.a_bill(1)
    difference = await office.difference_of(bill)
    plan = replace(drill_store({"wechat": "1900009999"}, 1), store_no=77)
    stranger = await open_store(office.town.house, plan)
    wish = KeyWish(HEAD_OFFICE, "stranger", Role.FINANCE)
    _, key = await issue_key(office.town.house, wish, stranger.merchant_id)
    office.tokens["stranger", office.town.today] = key
    days = f"since={bill.day}&until={bill.day}"
    refused = [
        await office.ask("GET", f"/bills/{bill.id}", "stranger"),
        await office.ask("GET", f"/bills/{bill.id}/repairs", "stranger"),
        await office.ask("POST", f"/bills/{bill.id}/repairs", "stranger"),
        await office.ask("POST", f"/bills/{bill.id}/ask", "stranger"),
        await office.ask("GET", f"/bills/{uuid4()}"),
        await office.repair(difference, "stranger"),
    ]

    assert [(status, said["code"]) for status, said in refused] == [
        *[(404, "bill-is-unknown")] * 5,
        (403, "not-allowed"),
    ]
    assert (await office.ask("GET", f"/bills?{days}", "stranger"))[1] == []
    assert (await office.ask("GET", f"/reports/days?{days}", "stranger"))[1] == []


async def test_large_differences_are_repaired_by_two_people_and_never_by_one_twice(office):
    bill = await office.a_bill(6)
    before = await office.difference_of(bill)
    [plan] = (await office.ask("GET", f"/bills/{bill.id}/repairs"))[1]
    proposed = await office.repair(before)
    own = await office.repair(before)
    unseen = await office.repair(before, "auditor")
    confirmed = await office.repair(before, "hq", "我也核实过")
    over = await office.repair(before, "hq")
    [case] = await office.town.rows(
        "SELECT state, resolution FROM exception_case WHERE id = $1", before["case_id"]
    )

    assert (plan["repair"], plan["size_fen"], plan["needs_person"], plan["needs_second"]) == (
        "settle",
        22800,
        True,
        True,
    )
    assert proposed == (200, before)
    assert (own[0], own[1]["code"]) == (403, "another-person-must-confirm")
    assert unseen[0] == 403
    assert (confirmed[0], confirmed[1]["state"]) == (200, "SETTLED")
    assert (over[0], over[1]["code"]) == (409, "difference-is-over")
    assert case["state"] == "RESOLVED"
    assert "陈会计 (已核实), confirmed by 老板: 我也核实过" in case["resolution"]


async def test_between_the_limits_one_person_is_enough(office):
    bill = await office.a_bill(4)
    before = await office.difference_of(bill)
    [plan] = (await office.ask("GET", f"/bills/{bill.id}/repairs"))[1]
    repaired = await office.repair(before)

    assert BY_ITSELF_UP_TO_FEN < plan["size_fen"] == 15200
    assert (plan["needs_person"], plan["needs_second"]) == (True, False)
    assert (before["state"], repaired[0], repaired[1]["state"]) == ("IN_CASE", 200, "SETTLED")


async def test_days_the_wrong_way_round_or_too_many_are_refused(office):
    day = office.town.today
    spans = {
        "one day": (day, day),
        "a quarter": (day - timedelta(days=92), day),
        "more": (day - timedelta(days=93), day),
        "backwards": (day, day - timedelta(days=1)),
    }
    said = {}
    for name, (since, until) in spans.items():
        for path in ("/bills", "/reports/days"):
            status, body = await office.ask("GET", f"{path}?since={since}&until={until}")
            said[name, path] = (status, None if status == 200 else body["facts"].get("field"))
    missing, _ = await office.ask("GET", "/bills")

    for path in ("/bills", "/reports/days"):
        assert said["one day", path] == said["a quarter", path] == (200, None)
        assert said["more", path] == said["backwards", path] == (400, "until")
    assert missing == 400


async def test_words_are_needed_and_only_those_who_may_repair_do(office):
    bill = await office.a_bill(4)
    difference = await office.difference_of(bill)
    short = await office.repair(difference, words="k")
    by_auditor = await office.ask("POST", f"/bills/{bill.id}/repairs", "auditor")
    asked_by_auditor = await office.ask("POST", f"/bills/{bill.id}/ask", "auditor")
    by_manager = await office.ask("GET", f"/bills/{bill.id}", "manager")

    assert short[0] == 400
    assert by_auditor[0] == asked_by_auditor[0] == by_manager[0] == 403
    assert (await office.difference_of(bill))["version"] == difference["version"]


async def by_hand(office, number, amount_fen=10_000):
    """What the bank had before the first flow of funds was read."""
    bill = await office.a_bill(1)
    [first] = await office.town.rows("SELECT min(day) AS day FROM bill WHERE funds_at IS NOT NULL")
    day = first["day"] - timedelta(days=1)
    told = {"channel": "wechat", "account": bill.account, "number": number, "day": str(day)}
    return {**told, "amount_fen": amount_fen}


async def test_what_the_bank_had_before_is_recorded_once_and_read_with_the_days_it_paid(office):
    told = await by_hand(office, "before-1")
    recorded = await office.ask("POST", "/ledger/payouts", body=told)
    again = await office.ask("POST", "/ledger/payouts", "hq", told)
    payout = recorded[1]["payout"]
    _, listed = await office.ask("GET", f"/ledger/payouts?since={told['day']}&until={told['day']}", "auditor")
    _, file = await office.ask("GET", f"/ledger/payouts/{payout['id']}", "auditor")

    assert recorded[0] == 200
    assert (payout["source"], payout["recorded_by"], payout["amount_fen"]) == ("hand", "陈会计", 10_000)
    assert (again[0], again[1]["code"]) == (409, "payout-is-recorded")
    assert payout in listed
    assert file["payout"] == payout
    assert sum(part["amount_fen"] for part in file["parts"]) + payout["beyond_fen"] == 10_000


async def test_a_large_payout_is_booked_when_two_people_said_the_same(office):
    told = await by_hand(office, "before-2", 20_001)
    proposed = await office.ask("POST", "/ledger/payouts", body=told)
    own = await office.ask("POST", "/ledger/payouts", body=told)
    other = await office.ask("POST", "/ledger/payouts", "hq", {**told, "amount_fen": 20_002})
    before = await office.town.rows("SELECT 1 FROM payout WHERE number = 'before-2'")
    confirmed = await office.ask("POST", "/ledger/payouts", "hq", told)
    [case] = await office.town.rows(
        "SELECT state, resolved_at IS NOT NULL AS is_done FROM exception_case WHERE subject LIKE 'payout-by-hand:before-2:%'"
    )

    assert (proposed, before) == ((200, {"payout": None}), [])
    assert (own[0], own[1]["code"]) == (403, "another-person-must-confirm")
    assert (other[0], other[1]["code"]) == (409, "proposal-differs")
    assert confirmed[1]["payout"]["recorded_by"] == "陈会计, 老板"
    assert case == {"state": "RESOLVED", "is_done": True}


async def test_only_what_is_ours_and_no_bill_tells_is_recorded(office):
    told = await by_hand(office, "before-3")
    today = office.town.today
    refused = [
        await office.ask("POST", "/ledger/payouts", body={**told, "account": "1900009999"}),
        await office.ask("POST", "/ledger/payouts", body={**told, "channel": "cash", "account": "drawer"}),
        await office.ask("POST", "/ledger/payouts", body={**told, "day": str(today + timedelta(days=1))}),
        await office.ask("POST", "/ledger/payouts", body={**told, "day": str(today)}),
        await office.ask("POST", "/ledger/payouts", "auditor", told),
        await office.ask("GET", f"/ledger/payouts/{uuid4()}"),
    ]

    assert [(status, said["code"]) for status, said in refused] == [
        (404, "channel-account-is-unknown"),
        (404, "channel-account-is-unknown"),
        (422, "payout-is-in-future"),
        (409, "payout-is-told-by-bills"),
        (403, "not-allowed"),
        (404, "payout-is-unknown"),
    ]
