"""A board with more tickets than one answer holds."""

from uuid import UUID

from test_live import heard, watch

A_PAGE, MANY = 500, 1_203
FILL = """WITH placed AS (
    INSERT INTO customer_order (store_id, id, diner_id, client_key, content_hash, entry, table_no, remark, state,
        version, total_fen, placed_at, expires_at, confirmed_at, changed_at)
    SELECT $1, gen_random_uuid(), gen_random_uuid(), 'key', '', 'h5', n::text, '', 'CONFIRMED', 2, 1800, now(), now(),
        now(), now() FROM generate_series(1, $2::int) AS n RETURNING store_id, id, table_no),
ordered AS (
    INSERT INTO order_line (store_id, order_id, line_no, item_id, name, choices, unit_price_fen, quantity, amount_fen)
    SELECT store_id, id, 1, gen_random_uuid(), '面', '[]', 1800, 1, 1800 FROM placed)
INSERT INTO ticket (store_id, id, order_id, state, version, queued_at, acknowledged_at, changed_at)
SELECT store_id, gen_random_uuid(), id, 'QUEUED', 1, now() - table_no::int / 3 * interval '1 s', now(), now() FROM placed"""


async def filled(town):
    async with town.house.database.pool.acquire() as connection:
        await connection.execute(FILL, town.shop.store_id, MANY)


async def pages(town, since=None):
    """Every page of the board, as a screen reads them."""
    found, after = [], {}
    while True:
        query = after if since is None else {"since": since, **after}
        path = f"/api/store/{town.shop.store_id}/tickets"
        page = (await town.ask("GET", path, town.shop.screen, params=query)).body
        assert len(page) <= A_PAGE
        found += page
        if len(page) < A_PAGE:
            return found
        after = {"after": page[-1]["id"]}
        since = since and page[-1]["changed_at"]


async def test_a_board_longer_than_a_page_is_read_whole_and_by_age(town):
    await filled(town)
    tickets = await pages(town)

    assert len({ticket["id"] for ticket in tickets}) == len(tickets) == MANY
    ages = [(ticket["queued_at"], UUID(ticket["id"])) for ticket in tickets]
    assert ages == sorted(ages)


async def test_tickets_that_changed_in_one_moment_are_not_lost_between_two_pages(town):
    await filled(town)
    tickets = await pages(town, since="2026-01-01T00:00:00Z")

    assert len({ticket["id"] for ticket in tickets}) == len(tickets) == MANY
    assert len({ticket["changed_at"] for ticket in tickets}) == 1


async def test_a_ticket_handed_over_meanwhile_does_not_end_the_list(town):
    await filled(town)
    path = f"/api/store/{town.shop.store_id}/tickets"
    first = (await town.ask("GET", path, town.shop.screen)).body
    for step in ("start", "finish", "hand-over"):
        assert (await town.post(f"{path}/{first[-1]['id']}/{step}", town.shop.screen)).status == 200
    second = (await town.ask("GET", path, town.shop.screen, params={"after": first[-1]["id"]})).body

    assert len(second) == A_PAGE
    assert not {ticket["id"] for ticket in first} & {ticket["id"] for ticket in second}


async def test_a_screen_that_joins_a_long_board_is_told_all_of_it(town):
    await filled(town)
    screen = await watch(town)
    told = []
    await heard(screen, lambda news: told.extend(news["tickets"]) or len(told) >= MANY)

    assert len({ticket["id"] for ticket in told}) == len(told) == MANY
    await screen.close()
