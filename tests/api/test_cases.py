"""Cases at the workbench: counted, filtered, looked at, decided by two people where much money is at stake."""

from uuid import uuid4

import pytest
from test_meal import paid, seen

from wendan.channels.wechat import load_credentials
from wendan.domains.people.model import Role
from wendan.flows.settle import settle
from wendan.flows.staff import KeyWish, issue_key
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews, Source, Subject, Word
from wendan.kernel.numbers import HEAD_OFFICE


class Workbench:
    """Two people of head office before the cases."""

    def __init__(self, town):
        self.town, self.account = town, load_credentials(town.house.settings.wechat_file).mchid
        self.keys = {}

    async def key(self, who):
        if who not in self.keys:
            merchant = (
                await self.town.house.reports.fetch("SELECT merchant_id FROM store WHERE store_no = 1")
            )[0]
            wish = KeyWish(HEAD_OFFICE, who, Role.FINANCE)
            self.keys[who] = (await issue_key(self.town.house, wish, merchant["merchant_id"]))[1]
        return self.keys[who]

    async def get(self, path, who="小王", store=None):
        base = f"/api/store/{store or self.town.shop.store_id}"
        return await self.town.ask("GET", base + path, await self.key(who))

    async def post(self, path, body=None, who="小王", store=None):
        base = f"/api/store/{store or self.town.shop.store_id}"
        return await self.town.post(base + path, await self.key(who), body)

    async def decide(self, case, action, who="小王", words="说好了"):
        return await self.post(f"/cases/{case['id']}/resolve", {"action": action, "words": words}, who)

    async def hear(self, number, fen, reference):
        news = ChannelNews(
            "wechat",
            self.account,
            Subject.PAYMENT,
            number,
            Word.SUCCEEDED,
            Source.CALLBACK,
            self.town.house.clock.now(),
            "{}",
            reference=reference,
            amount_fen=Fen(fen),
        )
        return await settle(self.town.house, news)

    async def wrong_amount(self, fen):
        """A case: `fen` arrived for an order of 300."""
        token = await self.town.diner()
        order = (await self.town.place(token)).body
        payment = (await self.town.begin_payment(token, order)).body
        await self.hear(payment["number"], fen, f"ref-{payment['number']}")
        cases = (await self.get("/cases")).body
        return next(case for case in cases if case["order_id"] == order["id"]), order


@pytest.fixture
def bench(town):
    return Workbench(town)


async def test_a_small_case_is_shown_with_its_money_and_decided_by_one(town, bench):
    case, order = await bench.wrong_amount(299)
    detail = (await bench.get(f"/cases/{case['id']}")).body
    decided = (await bench.decide(case, "refund")).body

    assert (detail["actions"], detail["needs_second"]) == (["refund", "accept"], False)
    assert (detail["money"]["amount_fen"], detail["money"]["account"]) == (299, bench.account)
    assert detail["page"]["order"]["id"] == order["id"]
    assert (detail["case"]["proposal"], detail["case"]["is_overdue"]) == (None, False)
    assert (decided["state"], decided["resolution"]) == ("RESOLVED", "refund by 小王: 说好了")
    assert (await bench.get(f"/cases/{case['id']}")).body["actions"] == []
    assert (await bench.decide(case, "refund")).code == "case-is-resolved"


async def test_much_money_is_decided_by_two_different_people(town, bench):
    case, order = await bench.wrong_amount(20001)
    first = (await bench.decide(case, "accept")).body
    alone = await bench.decide(case, "accept")
    other = await bench.decide(case, "refund", "小李")
    counts = (await bench.get("/cases/counts")).body
    second = (await bench.decide(case, "accept", "小李", "我也看过了")).body
    page = (await bench.get(f"/orders/{order['id']}")).body

    assert (first["state"], first["proposal"]["by"], first["proposal"]["action"]) == (
        "OPEN",
        "小王",
        "accept",
    )
    assert (alone.status, alone.code) == (403, "another-person-must-confirm")
    assert (other.status, other.code) == (409, "proposal-differs")
    assert (counts["open"], counts["awaiting_second"]) == (1, 1)
    assert second["resolution"] == "accept by 小王 (说好了), confirmed by 小李: 我也看过了"
    assert page["order"]["state"] == "CONFIRMED"
    assert "case-decision-proposed" in [event["kind"] for event in page["events"]]
    assert (await town.ask("GET", "/api/office/promises", town.shop.office)).body == []


async def test_a_proposal_is_withdrawn_and_another_made(town, bench):
    case, _ = await bench.wrong_amount(20001)
    await bench.decide(case, "accept")
    bare = (await bench.post(f"/cases/{case['id']}/withdraw", None, "小李")).body
    again = (await bench.post(f"/cases/{case['id']}/withdraw")).body
    proposed = (await bench.decide(case, "refund", "小李")).body

    assert bare["proposal"] is again["proposal"] is None
    assert (proposed["proposal"]["by"], proposed["proposal"]["action"]) == ("小李", "refund")


async def test_what_does_not_fit_is_refused_to_the_first_person_already(town, bench):
    case, _ = await bench.wrong_amount(20001)
    refused = await bench.decide(case, "done")

    assert (refused.status, refused.code) == (422, "action-does-not-fit")
    assert (await bench.get(f"/cases/{case['id']}")).body["case"]["proposal"] is None


async def test_cases_are_filtered_and_counted(town, bench):
    one, _ = await bench.wrong_amount(299)
    two, _ = await bench.wrong_amount(298)
    await bench.decide(one, "refund")
    counts = (await bench.get("/cases/counts")).body
    by = {}
    for query in (
        "",
        "?state=OPEN",
        "?state=RESOLVED",
        "?type=contradiction",
        "?state=RESOLVED&type=wrong-amount",
    ):
        by[query] = [case["id"] for case in (await bench.get(f"/cases{query}")).body]
    before = (await bench.get(f"/cases?before={two['opened_at']}")).body

    assert by[""] == by["?state=OPEN"] == [two["id"]]
    assert by["?state=RESOLVED"] == by["?state=RESOLVED&type=wrong-amount"] == [one["id"]]
    assert by["?type=contradiction"] == before == []
    assert counts == {
        "open": 1,
        "overdue": 0,
        "awaiting_second": 0,
        "resolved_today": 1,
        "by_type": {"wrong-amount": 1},
    }
    office = (await town.ask("GET", "/api/office/cases/counts", town.shop.office)).body
    assert office == counts
    assert (await bench.get("/cases?type=nonsense")).status == 400
    assert (await bench.get(f"/cases/{uuid4()}")).code == "case-is-unknown"


def dishes(town, quantity=1, **more):
    line = {"item_id": str(town.shop.items[1]), "quantity": quantity}
    wish = {
        "store_id": str(town.shop.store_id),
        "lines": [line],
        "words": "他有付款截图",
        "has_no_duplicate": True,
    }
    return wish | more


async def stray(bench, fen=300, reference="4200-stray"):
    """Money under a number of nobody's, as head office sees it."""
    await bench.hear(f"strange-{reference}", fen, reference)
    return (await bench.get("/cases", store=HEAD_OFFICE)).body[-1]


async def test_stray_money_becomes_a_confirmed_order_once(town, bench):
    case = await stray(bench)
    path = f"/cases/{case['id']}"
    detail = (await bench.get(path, store=HEAD_OFFICE)).body
    alike = await bench.get(f"{path}/duplicates?store_id={town.shop.store_id}", store=HEAD_OFFICE)
    done = (await bench.post(f"{path}/reenter", dishes(town, table_no="8"), store=HEAD_OFFICE)).body
    again = (await bench.post(f"{path}/reenter", dishes(town, table_no="8"), store=HEAD_OFFICE)).body
    other = await bench.post(f"{path}/reenter", dishes(town), store=HEAD_OFFICE)
    [order] = (await bench.get("/orders")).body
    page = (await bench.get(f"/orders/{order['id']}")).body

    assert (detail["actions"], detail["money"]["reference"]) == (["reenter", "done"], "4200-stray")
    assert alike.body == []
    assert done["state"] == "RESOLVED"
    assert again == done
    assert other.code == "case-is-resolved"
    assert (order["state"], order["pickup"], order["table_no"]) == ("CONFIRMED", "P001", "8")
    assert order["paid"] == {"channel": "wechat", "method": "reentry", "amount_fen": 300, "discount_fen": 0}
    assert "order-reentered" in [event["kind"] for event in page["events"]]
    assert (
        len((await town.ask("GET", f"/api/store/{town.shop.store_id}/tickets", town.shop.screen)).body) == 1
    )
    assert (await town.ask("GET", "/api/office/promises", town.shop.office)).body == []
    stock = await town.house.reports.fetch("SELECT sold FROM stock WHERE item_id = $1", town.shop.items[1])
    assert stock[0]["sold"] == 1


async def test_what_cannot_be_reentered_is_refused_and_nothing_changes(town, bench):
    case = await stray(bench)
    path = f"/cases/{case['id']}/reenter"
    wrong, _ = await bench.wrong_amount(299)
    other_store = (await town.house.reports.fetch("SELECT store_id FROM store WHERE store_no = 2"))[0][
        "store_id"
    ]
    before = await town.counts()
    refused = {}
    for name, body in {
        "too dear": dishes(town, 2),
        "not looked": dishes(town, has_no_duplicate=False),
        "no words": dishes(town, words=""),
        "elsewhere": dishes(town, store_id=str(other_store)),
        "nowhere": dishes(town, store_id=str(uuid4())),
    }.items():
        refused[name] = await bench.post(path, body, store=HEAD_OFFICE)
    in_order = await bench.post(f"/cases/{wrong['id']}/reenter", dishes(town))

    assert (refused["too dear"].status, refused["too dear"].code) == (422, "total-differs")
    assert refused["too dear"].body["facts"] == {"total_fen": 600, "amount_fen": 300}
    assert refused["not looked"].body["facts"]["field"] == "has_no_duplicate"
    assert refused["no words"].status == 400
    assert refused["elsewhere"].code == refused["nowhere"].code == "store-is-unknown"
    assert (in_order.status, in_order.code) == (422, "action-does-not-fit")
    assert await town.counts() == before


async def test_a_likely_duplicate_is_shown_before_anybody_reenters(town, bench):
    token = await town.diner()
    order = await paid(town, token)
    await seen(town, token, order, "CONFIRMED")
    case = await stray(bench)
    path = f"/cases/{case['id']}/duplicates?store_id={town.shop.store_id}"
    alike = (await bench.get(path, store=HEAD_OFFICE)).body

    assert [each["id"] for each in alike] == [order["id"]]


async def test_another_merchants_stray_money_is_nobody_elses_business(town, bench):
    case = await stray(bench)
    await town.house.reports.execute('UPDATE store SET accounts = \'{"wechat": "1"}\' WHERE store_no = 1')

    assert (await bench.get("/cases", store=HEAD_OFFICE)).body == []
    assert (await bench.get(f"/cases/{case['id']}", store=HEAD_OFFICE)).code == "case-is-unknown"
    mine = await bench.post(f"/cases/{case['id']}/reenter", dishes(town), store=HEAD_OFFICE)
    assert mine.code == "case-is-unknown"
    assert len((await town.ask("GET", "/api/office/cases", town.shop.office)).body) == 1


async def test_the_dashboard_shows_the_day(town, bench):
    token = await town.diner()
    order = await paid(town, token)
    await seen(town, token, order, "CONFIRMED")
    await town.place(token, town.basket(0))
    await bench.wrong_amount(299)
    path = f"/api/store/{town.shop.store_id}/orders/{order['id']}/refunds"
    await town.post(path, town.shop.screen, {"amount_fen": 100, "reason": ""}, town.key())
    board = (await town.ask("GET", "/api/office/dashboard", town.shop.office)).body
    total, [one, two] = board["total"], board["stores"]

    assert (total["orders"], total["paid"], total["unpaid"], total["sales_fen"]) == (3, 1, 2, 300)
    assert (total["success_share"], total["drop_share"], total["cases_open"]) == (1.0, 0.5, 1)
    assert (total["tickets_live"], total["oldest_ticket_s"] >= 0) == (1, True)
    assert one["figures"] == total
    assert (two["figures"]["orders"], two["figures"]["success_share"]) == (0, None)
    [channel] = board["channels"]
    assert (channel["channel"], channel["asked"], channel["succeeded"]) == ("wechat", 2, 2)
    assert (channel["success_share"], channel["is_ill"]) == (1.0, False)
    assert sum(hour["orders"] for hour in board["hours"]) == 3
    assert board["breaches"] == 0


async def test_the_dashboard_counts_head_offices_own_cases_in_the_total(town, bench):
    await stray(bench)
    board = (await town.ask("GET", "/api/office/dashboard", town.shop.office)).body

    assert board["total"]["cases_open"] == 1
    assert [store["figures"]["cases_open"] for store in board["stores"]] == [0, 0]
