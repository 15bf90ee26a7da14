"""Letters are repeated until somebody has them."""

import asyncio
import json
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from aiohttp import web

from letters import UNSENT
from wendan.app import open_house
from wendan.flows.deliver import REST_AFTER_SILENCE, deliver_letters
from wendan.kernel.errors import Silence
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.notify.ways import alarm_notifier
from wendan.notify.webhook import LETTER_HEADER, LoudLog, Webhook
from wendan.platform.changes import Changes
from wendan.platform.clock import ManualClock
from wendan.platform.db import open_database
from wendan.platform.ids import SystemIds
from wendan.platform.outbox import CASE_OPENED, LETTERS, Letter, claim_letters
from wendan.platform.outbox import post as post_letter
from wendan.platform.settings import Settings

START = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@asynccontextmanager
async def receiver(answers):
    """A webhook that answers with these statuses in turn, and what it received."""
    received = []

    async def hear(request):
        received.append((request.headers[LETTER_HEADER], await request.json()))
        return web.Response(status=answers.pop(0))

    app = web.Application()
    app.router.add_post("/alarm", hear)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/alarm", received
    await runner.cleanup()


def a_letter():
    return Letter(HEAD_OFFICE, SystemIds().uuid7(START), None, CASE_OPENED, {"type": "wrong-amount"}, START)


async def test_a_letter_goes_out_until_it_has_arrived_and_then_no_more(database):
    letter = a_letter()
    async with open_database(database, 2) as db, receiver([500, 204]) as (url, received):
        await db.commit(Changes.of(post_letter(letter)))
        house, webhook = SimpleNamespace(database=db, clock=ManualClock(START)), Webhook(url)
        for _ in range(4):
            await deliver_letters(house, webhook)
            await house.clock.advance(REST_AFTER_SILENCE.total_seconds())
        await webhook.aclose()

        assert [header for header, _ in received] == [str(letter.id)] * 2
        assert received[0][1]["content"] == {"type": "wrong-amount"}
        assert await db.read(UNSENT) == []


@asynccontextmanager
async def workers(database, clock, count, letters):
    """That many, each with connections of its own, before an outbox with this many letters."""
    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(open_database(database, 2)) for _ in range(count)]
        written = [a_letter() for _ in range(letters)]
        await opened[0].commit(Changes.of(*map(post_letter, written)))
        yield written, [SimpleNamespace(database=db, clock=clock) for db in opened]


async def test_workers_share_the_letters_and_nobody_hears_one_twice(database, clock):
    heard = []

    class Ear:
        async def deliver(self, letter):
            await asyncio.sleep(0)
            heard.append(letter.id)

    async with workers(database, clock, 4, 250) as (written, houses):
        for _ in range(3):
            await asyncio.gather(*(deliver_letters(house, Ear()) for house in houses))

    assert sorted(heard) == sorted(letter.id for letter in written)


async def test_what_a_killed_worker_carried_comes_back_when_its_lease_ends(database, clock):
    async with workers(database, clock, 2, 1) as ([letter], [killed, other]):
        carried = await claim_letters(killed.database, LETTERS, clock.now())
        assert [each.id for each in carried] == [letter.id]
        assert await claim_letters(other.database, LETTERS, clock.now()) == []
        await clock.advance(LETTERS.lease.total_seconds())

        assert [each.id for each in await claim_letters(other.database, LETTERS, clock.now())] == [letter.id]


async def test_a_letter_that_did_not_arrive_rests_for_every_worker(database, clock):
    tried = []

    class Deaf:
        async def deliver(self, letter):
            tried.append(letter.id)
            raise Silence("nobody there")

    async with workers(database, clock, 2, 1) as (_, houses):
        for _ in range(2):
            await asyncio.gather(*(deliver_letters(house, Deaf()) for house in houses))
        assert len(tried) == 1
        await clock.advance(REST_AFTER_SILENCE.total_seconds())
        await asyncio.gather(*(deliver_letters(house, Deaf()) for house in houses))

    assert len(tried) == 2


async def test_a_webhook_that_is_not_there_is_silence():
    webhook = Webhook("http://127.0.0.1:9/alarm")
    with pytest.raises(Silence):
        await webhook.deliver(a_letter())
    await webhook.aclose()


async def test_without_a_webhook_the_alarm_is_a_line_in_the_log(caplog):
    log = LoudLog()
    await log.deliver(a_letter())
    await log.aclose()


async def test_an_alarm_of_the_outbox_reaches_the_managers_group(database, post, clock, tmp_path):
    content = json.loads((post.bench.desk.options.directory / "messages.json").read_text())
    file = tmp_path / "alarms.json"
    file.write_text(json.dumps(content | {"alarms_to": ["wecom/managers", "dingtalk/managers"]}))
    settings = Settings(database_url=database, messages_file=file)
    async with open_house(settings, clock, SystemIds()) as house:
        assert set(house.ways.messengers) == {"wechat", "wechat-service", "sms", "voice", "wecom", "dingtalk"}
        assert set(house.ways.reporters) == {"sms", "voice"}
        for _ in range(3):
            await house.database.commit(Changes.of(post_letter(a_letter())))
        notifier = alarm_notifier(house.ways, None, house.clock, house.ids)
        await deliver_letters(house, notifier)

        assert await house.database.read(UNSENT) == []
        assert sorted(each.way for each in post.bench.desk.post.posts.values()) == ["dingtalk", "wecom"]
        await notifier.aclose()
