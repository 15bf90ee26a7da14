"""Answers nobody promised: none of them is ever taken for `sent`, and none for `certainly not sent` without a word for it."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import pytest
from aiohttp import web
from messenger_side import SAMPLES, Side, side_of

from wendan.kernel.errors import Silence
from wendan.notify.port import Refused, Why
from wendan.notify.signature import Seal
from wendan.platform.clock import ManualClock

OTHER = UUID("019abf6c-5d7e-7c11-9d0b-6f1f4c1d2a57")
STATELESS = {"id": str(OTHER), "reference": "r", "state": "accepted"}


@dataclass
class Odd:
    """Answers everything but the token with these words."""

    url: str = ""
    status: int = 200
    body: bytes = b""
    holds_s: float = 0.0
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def _answer(self, request: web.Request) -> web.Response:
        if request.path.endswith("token"):
            return web.json_response({"access_token": "AT", "expires_in": 7200})
        self.asked.append((dict(request.headers), await request.read()))
        await asyncio.sleep(self.holds_s)
        return web.Response(status=self.status, body=self.body)


@pytest.fixture
async def odd() -> AsyncIterator[Odd]:
    made, app = Odd(), web.Application()
    app.router.add_route("*", "/{rest:.*}", made._answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture(params=list(SAMPLES))
async def side(
    request: pytest.FixtureRequest, post: Any, odd: Odd, clock: ManualClock, tmp_path: Path
) -> AsyncIterator[Side]:
    written = (post.bench.desk.options.directory / "messages.json").read_text()
    file = tmp_path / "odd.json"
    file.write_text(written.replace(post.url, odd.url))
    made = side_of(request.param, post, clock, file)
    yield made
    await made.ways.aclose()


NOTHING_SAID = [
    (200, b""),
    (200, b"ok"),
    (200, b"{}"),
    (200, b"[0]"),
    (200, b'{"errcode":"0"}'),
    (200, b"\xff\xfe"),
    (200, json.dumps(STATELESS).encode()),
    (204, b""),
    (302, b""),
    (403, b"<html>"),
    (404, b""),
    (500, b'{"errcode":0,"errmsg":"ok"}'),
    (503, b'{"code":"busy"}'),
]


@pytest.mark.parametrize(("status", "body"), NOTHING_SAID)
async def test_an_answer_that_says_nothing_is_silence(side: Side, odd: Odd, status: int, body: bytes):
    odd.status, odd.body = status, body
    with pytest.raises(Silence):
        await side.messenger.send(side.message())
    assert len(odd.asked) == 1


async def test_an_answer_that_comes_too_late_is_silence(
    side: Side, odd: Odd, post: Any, clock: ManualClock, tmp_path: Path
):
    odd.holds_s, odd.body = 1.5, b'{"errcode":0,"errmsg":"ok"}'
    hasty = side_of(side.sample.way, post, clock, tmp_path / "odd.json", answer_timeout_s=0.3)
    message = hasty.message()
    for _ in range(1 if hasty.messenger.repeats_safely else 2):
        with pytest.raises((Silence, Refused)) as ended:
            await hasty.messenger.send(message)
        # On a busy machine the token itself may come too late: then nothing was sent.
        assert isinstance(ended.value, Silence) or ended.value.code == "token:silence"
    await hasty.ways.aclose()


async def test_a_no_we_do_not_know_is_our_mistake_and_not_tried_again(side: Side, odd: Odd):
    odd.status, odd.body = 422, b'{"code":"of-tomorrow"}'
    if not side.messenger.repeats_safely:
        odd.status, odd.body = 200, b'{"errcode":99999,"errmsg":"of tomorrow"}'
    with pytest.raises(Refused) as refused:
        await side.messenger.send(side.message())
    assert refused.value.why is Why.OUR_MISTAKE
    assert not refused.value.retryable
    assert refused.value.code in {"of-tomorrow", "99999"}


async def test_what_is_told_of_another_message_is_not_believed(side: Side, odd: Odd):
    if not side.messenger.repeats_safely:
        return
    odd.body = json.dumps(STATELESS | {"state": "delivered"}).encode()
    with pytest.raises(Silence):
        await side.messenger.status(side.ids.uuid7(side.clock.now()))


async def test_a_request_overheard_cannot_be_sent_again(post: Any, clock: ManualClock):
    keys, path = post.bench.desk.keys, "/v1/messages/019abf6c-5d7e-7c11-9d0b-6f1f4c1d2a57"
    seal = Seal("GET", path, str(int(clock.now().timestamp())), "n0nce", b"")
    headers = seal.headers(keys.key_id, keys.operator_secret)
    told = []
    async with aiohttp.ClientSession(post.url) as session:
        for _ in range(2):
            async with session.get(path, headers=headers) as answer:
                told.append((answer.status, (await answer.json())["code"]))

    assert told == [(404, "unknown-message"), (401, "used-nonce")]


async def test_no_error_shows_a_key_or_a_token(side: Side, odd: Odd):
    odd.status = 500
    with pytest.raises(Silence) as silence:
        await side.messenger.send(side.message())
    keys = side.post.bench.desk.keys
    shown = repr(silence.value)
    assert not any(secret in shown for secret in (keys.wecom_key, keys.dingtalk_token, keys.app_secret, "AT"))
