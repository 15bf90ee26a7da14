"""What the door believes: nothing that WeChat did not sign for us, just now."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from standing import Door, Standing, open_door, standing

from waiting import until
from wendan.channels.http import ChannelOptions
from wendan.channels.port import CallbackRejected
from wendan.channels.wechat import WechatPay, load_credentials
from wendan.kernel.news import Subject, Word
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.sandbox.wechat import SandboxOptions
from wendan.sandbox.wechat.forgery import Forgery

OURS = "1230000109"


@pytest.fixture
async def sandbox(wechat_directory: Path, clock: ManualClock) -> AsyncIterator[Standing]:
    async with standing(SandboxOptions(wechat_directory), clock) as stands:
        yield stands


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with open_door() as opened:
        yield opened


@pytest.fixture
def channel(wechat_directory: Path, clock: ManualClock, sandbox: Standing) -> WechatPay:
    credentials = load_credentials(wechat_directory / "wechat.json")
    return WechatPay({OURS: credentials}, ChannelOptions("http://127.0.0.1:1"), clock, SeededIds(1))


async def sent(sandbox: Standing, door: Door, kind: Forgery) -> tuple[dict[str, str], bytes]:
    status, _ = await sandbox.call("POST", "/forge", {"kind": kind, "notify_url": f"{door.url}/x"})
    assert status == 200
    came: Any = await until(lambda: door.came)
    return came[-1]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Forgery.FORGED, "signature"),
        (Forgery.PROBE, "probe"),
        (Forgery.STALE, "stale"),
        (Forgery.UNKNOWN_SERIAL, "unknown-key"),
        (Forgery.WRONG_MERCHANT, "wrong-merchant"),
        (Forgery.UNDECRYPTABLE, "undecryptable"),
    ],
)
async def test_a_false_callback_is_rejected_and_says_why(
    sandbox: Standing, door: Door, channel: WechatPay, kind: Forgery, reason: str
):
    headers, body = await sent(sandbox, door, kind)
    with pytest.raises(CallbackRejected) as rejected:
        channel.hear(OURS, headers, body, channel._clock.now())

    assert rejected.value.reason == reason
    assert channel.lacks_keys == (reason == "unknown-key")


async def test_a_genuine_callback_about_an_unknown_number_is_news(
    sandbox: Standing, door: Door, channel: WechatPay
):
    headers, body = await sent(sandbox, door, Forgery.UNKNOWN_NUMBER)
    news = channel.hear(OURS, headers, body, channel._clock.now())

    assert news is not None
    assert (news.word, news.subject) == (Word.SUCCEEDED, Subject.PAYMENT)
    assert news.message_id == news.message_id.strip() != ""


async def test_a_self_test_is_genuine_and_moves_no_money(sandbox: Standing, door: Door, channel: WechatPay):
    headers, body = await sent(sandbox, door, Forgery.ECHO)

    assert channel.hear(OURS, headers, body, channel._clock.now()) is None


async def test_a_callback_for_an_account_we_do_not_have_is_not_ours(
    sandbox: Standing, door: Door, channel: WechatPay
):
    headers, body = await sent(sandbox, door, Forgery.UNKNOWN_NUMBER)
    with pytest.raises(CallbackRejected, match="wrong-merchant"):
        channel.hear("1900009999", headers, body, channel._clock.now())


async def test_header_names_may_be_written_in_any_case(sandbox: Standing, door: Door, channel: WechatPay):
    headers, body = await sent(sandbox, door, Forgery.UNKNOWN_NUMBER)
    now = channel._clock.now()

    assert channel.hear(OURS, {k.lower(): v for k, v in headers.items()}, body, now)
    assert channel.hear(OURS, {k.upper(): v for k, v in headers.items()}, body, now)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"id": 1}', b'{"id":"EV","event_type":"X"}'])
async def test_genuine_bytes_that_say_nothing_are_malformed(
    sandbox: Standing, channel: WechatPay, body: bytes
):
    now = channel._clock.now()
    headers = sandbox.bench.desk.crypto.headers(body, now)
    with pytest.raises(CallbackRejected, match="malformed"):
        channel.hear(OURS, headers, body, now)


async def test_hearing_is_quick(sandbox: Standing, door: Door, channel: WechatPay):
    headers, body = await sent(sandbox, door, Forgery.UNKNOWN_NUMBER)
    now, best = channel._clock.now(), 1.0
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(100):
            channel.hear(OURS, headers, body, now)
        best = min(best, (time.perf_counter() - began) / 100)

    assert best < 0.0003


async def test_neither_credentials_nor_channel_show_a_secret(channel: WechatPay, wechat_directory: Path):
    credentials = load_credentials(wechat_directory / "wechat.json")

    assert credentials.apiv3_key not in repr(credentials)
    assert "PRIVATE" not in repr(credentials)
