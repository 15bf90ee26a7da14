"""Two domains, keys that change, and a server that is not WeChat."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from standing import Standing, standing

from wendan.channels.http import ChannelOptions
from wendan.channels.port import PaymentKey
from wendan.channels.wechat import Credentials, WechatPay, load_credentials
from wendan.kernel.errors import Silence
from wendan.kernel.news import Word
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds
from wendan.sandbox.wechat import FaultPlan, Mode, SandboxOptions

DEAD = "http://127.0.0.1:9"
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
KEY = PaymentKey("1230000109", "NOBODY-1", "native", NOON, NOON + timedelta(minutes=30))


@pytest.fixture
async def sandbox(wechat_directory: Path, clock: ManualClock) -> AsyncIterator[Standing]:
    options = SandboxOptions(wechat_directory, mode=Mode.CERTIFICATE, faults=FaultPlan(hold_s=3.0))
    async with standing(options, clock) as stands:
        yield stands


def channel_with(directory: Path, clock: ManualClock, **change: Any) -> WechatPay:
    credentials = msgspec.structs.replace(load_credentials(directory / "wechat.json"), **change)
    options = ChannelOptions("http://127.0.0.1:1", answer_timeout_s=1.0, connect_timeout_s=0.5)
    return WechatPay({credentials.mchid: credentials}, options, clock, SeededIds(1))


async def test_a_dead_main_domain_is_left_for_the_backup(
    sandbox: Standing, wechat_directory: Path, clock: ManualClock
):
    channel = channel_with(wechat_directory, clock, base_urls=(DEAD, sandbox.url))
    first = await channel.query(KEY)
    merchant = channel._merchants[KEY.account]
    await channel.aclose()

    assert first.word is Word.MISSING
    assert merchant.domains.urls[merchant.domains.preferred] == sandbox.url


async def test_with_both_domains_dead_there_is_silence(
    sandbox: Standing, wechat_directory: Path, clock: ManualClock
):
    channel = channel_with(wechat_directory, clock, base_urls=(DEAD, DEAD))
    with pytest.raises(Silence):
        await channel.query(KEY)
    await channel.aclose()


async def test_after_a_time_out_the_next_question_goes_to_the_other_domain(
    sandbox: Standing, wechat_directory: Path, clock: ManualClock
):
    channel = channel_with(wechat_directory, clock, base_urls=(sandbox.url, sandbox.url + "/"))
    await sandbox.call("POST", "/script", {"verb": "query", "faults": ["time-out-after"]})
    with pytest.raises(Silence, match="TimeoutError"):
        await channel.query(KEY)
    preferred = channel._merchants[KEY.account].domains.preferred
    news = await channel.query(KEY)
    await channel.aclose()

    assert preferred == 1
    assert news.word is Word.MISSING


async def test_a_merchant_without_platform_keys_warms_up_by_downloading_certificates(
    sandbox: Standing, wechat_directory: Path, clock: ManualClock
):
    channel = channel_with(wechat_directory, clock, platform_certificates={}, platform_public_keys={})
    await channel.warm()
    held = len(channel._merchants[KEY.account].platform_keys)
    await channel.aclose()

    assert held == 1


async def test_an_answer_with_a_new_serial_makes_us_look_for_it_once(
    sandbox: Standing, wechat_directory: Path, clock: ManualClock
):
    channel = channel_with(wechat_directory, clock, platform_certificates={}, platform_public_keys={})
    from wendan.channels.port import PaymentAsk
    from wendan.kernel.money import Fen

    ask = PaymentAsk(KEY.account, "ORDER-1", "native", Fen(1), "x", clock.now(), clock.now())
    prepared = await channel.prepare(ask)
    await channel.aclose()

    assert prepared.parameters["code_url"].startswith("weixin://")


async def test_certificates_sealed_with_another_key_are_not_believed(
    sandbox: Standing, wechat_directory: Path, clock: ManualClock
):
    channel = channel_with(
        wechat_directory, clock, platform_certificates={}, platform_public_keys={}, apiv3_key="x" * 32
    )
    with pytest.raises(Silence, match="undecryptable"):
        await channel.warm()
    await channel.aclose()


async def test_whoever_answers_without_wechats_signature_is_not_believed(
    wechat_directory: Path, clock: ManualClock, sandbox: Standing
):
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"trade_state":"SUCCESS"}'
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    channel = channel_with(wechat_directory, clock, base_urls=(f"http://127.0.0.1:{port}",))
    with pytest.raises(Silence, match="not signed by WeChat"):
        await channel.query(KEY)
    await channel.aclose()
    server.close()


def test_a_key_of_the_wrong_length_is_refused_at_once():
    with pytest.raises(ValueError, match="32"):
        Credentials(mchid="1", appid="w", certificate_serial="A", apiv3_key="short")


def test_a_private_key_may_lie_beside_the_file(wechat_directory: Path, tmp_path: Path):
    from wendan.sandbox.wechat import create

    create(wechat_directory)
    pem = (wechat_directory / "merchant_private_key.pem").read_text()
    (tmp_path / "key.pem").write_text(pem)
    wanted = {
        "mchid": "1",
        "appid": "w",
        "certificate_serial": "A",
        "apiv3_key": "x" * 32,
        "private_key_file": "key.pem",
    }
    (tmp_path / "wechat.json").write_bytes(msgspec.json.encode(wanted))

    assert load_credentials(tmp_path / "wechat.json").private_key == pem
