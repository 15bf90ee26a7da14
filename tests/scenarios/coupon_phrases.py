"""The sentences about coupons: given, chosen, held, used, given again, and what they cost whom."""

from datetime import timedelta

from phrases import USUAL_DELAY_S, phrase
from stage import Stage

from wendan.domains.ordering.store import ORDER_BY_ID
from wendan.domains.promotions.model import Origin, Terms
from wendan.flows.give_coupon import give
from wendan.kernel.money import Fen

ACCOUNTS = {"sales": "sales", "promotion": "coupons:%", "the fund": "guarantee-fund:%"}


@phrase(
    r"(?P<who>\w+) has a(?P<kind> sorry)? coupon of (?P<fen>\d+) fen(?: from (?P<least>\d+) fen)?(?: for (?P<hours>\d+) hours)?"
)
async def has_coupon(
    stage: Stage, who: str, kind: str | None, fen: str, least: str | None, hours: str | None
) -> None:
    session = await stage.guest(who)
    _, page, _ = await stage.call(
        "POST",
        f"{stage.shop_url}/api/diner/orders",
        headers={"Authorization": f"Bearer {session.token}", "Idempotency-Key": f"who-{len(who)}-is-it"},
        json={
            "store_id": str(stage.store.store_id),
            "entry": "h5",
            "lines": [{"item_id": stage.items["豆浆"], "quantity": 1}],
        },
    )
    stamp = stage.house.stamp()
    order = await stage.house.database.read(ORDER_BY_ID, store_id=stage.store.store_id, order_id=page["id"])
    assert order is not None
    until = stamp.now + timedelta(hours=int(hours or 24))
    origin = Origin.MAKE_GOOD if kind else Origin.RUNG
    cause = f"scenario:{stamp.id()}"
    terms = Terms(
        order.store_id,
        stage.store.merchant_id,
        order.diner_id,
        Fen(int(fen)),
        Fen(int(least or 0)),
        stamp.now,
        until,
        origin,
        cause,
    )
    await stage.house.database.commit(give(None, terms, stamp)[1])
    session.coupons += 1


@phrase(r"(?P<who>\w+) presses pay with the coupon(?: by (?P<method>\w+))?(?: under (?P<key>[\w-]+))?")
async def presses_with_coupon(stage: Stage, who: str, method: str | None, key: str | None) -> None:
    guest = await stage.guest(who)
    guest.presses += 1
    own = await stage.ask(guest, "GET", f"/coupons?store_id={stage.store.store_id}")
    wish = {"channel": "wechat", "method": method or "native", "coupon_id": own[0]["id"]}
    headers = {"Idempotency-Key": key or f"payment-key-{guest.presses}"}
    paid = await stage.ask(guest, "POST", f"{stage.path(guest)}/payments", json=wish, headers=headers)
    if guest.last_status < 300:
        guest.payment = paid
    await stage.rest()


@phrase(r"(?P<who>\w+)'s coupons are (?P<states>none|[A-Z_, ]+)")
async def coupons_are(stage: Stage, who: str, states: str) -> None:
    guest = await stage.guest(who)
    own = await stage.ask(guest, "GET", f"/coupons?store_id={stage.store.store_id}")
    wanted = [] if states == "none" else states.split(", ")
    assert sorted(coupon["state"] for coupon in own) == sorted(wanted), own


@phrase(r"(?P<who>\w+) may take (?P<fen>no|\d+) fen off")
async def may_take_off(stage: Stage, who: str, fen: str) -> None:
    guest = await stage.guest(who)
    fitting = await stage.ask(guest, "GET", f"{stage.path(guest)}/coupons")
    assert [each["discount_fen"] for each in fitting][:1] == ([] if fen == "no" else [int(fen)]), fitting


@phrase(r"(?P<who>\w+) is asked for (?P<fen>\d+) fen")
async def is_asked_for(stage: Stage, who: str, fen: str) -> None:
    guest = await stage.guest(who)
    assert guest.payment["amount_fen"] == int(fen), guest.payment


@phrase(r"(?P<who>\w+)'s first money comes though it is closed")
async def first_money(stage: Stage, who: str) -> None:
    guest = await stage.guest(who)
    rows = await stage.house.database.fetch(
        "SELECT p.number FROM payment AS p JOIN customer_order AS o ON o.store_id = p.store_id AND o.id = p.order_id "
        "WHERE o.diner_id = (SELECT diner_id FROM customer_order WHERE id = $1::uuid) ORDER BY p.requested_at LIMIT 1",
        guest.order["id"],
    )
    await stage.tester("POST", f"/payments/{rows[0]['number']}/pay", {"is_even_closed": True})
    await stage.pass_time(USUAL_DELAY_S)


@phrase(r"the books say (?P<fen>-?\d+) fen of (?P<account>sales|promotion|the fund)")
async def books_say(stage: Stage, fen: str, account: str) -> None:
    rows = await stage.house.database.fetch(
        "SELECT coalesce(sum(amount_fen), 0)::bigint AS fen FROM ledger_entry WHERE account LIKE $1",
        ACCOUNTS[account],
    )
    said = -rows[0]["fen"] if account == "sales" else rows[0]["fen"]
    assert said == int(fen), said
