"""Clients that know nothing of us, against the sandbox: PyPI's DingtalkChatbot, pywgb and wechatpy."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from dingtalkchatbot.chatbot import DingtalkChatbot
from messenger_side import OPENID, REMINDER
from pywgb import SmartBot
from pywgb.bot import FileBot, text
from standing import Standing, opened
from wechatpy import WeChatClient
from wechatpy.client.api import wxa
from wechatpy.exceptions import WeChatClientException

from wendan.platform.clock import SystemClock
from wendan.sandbox.post import SandboxOptions, SandboxServer

FIELDS = {
    "thing1": {"value": "稳单小馆"},
    "amount2": {"value": "¥12.50"},
    "time3": {"value": "2026-11-21 12:30"},
    "thing4": {"value": "支付后马上为您制作"},
}


@pytest.fixture
async def stands(tmp_path: Path) -> AsyncIterator[Standing]:
    # These clients look at the wall's clock.
    async with opened(SandboxServer(SandboxOptions(tmp_path), SystemClock())) as standing:
        yield standing


def robot(stands: Standing, secret: str | None = None) -> DingtalkChatbot:
    keys = stands.bench.desk.keys
    address = f"{stands.url}/robot/send?access_token={keys.dingtalk_token}"
    return DingtalkChatbot(address, secret=secret or keys.dingtalk_secret)


async def test_dingtalkchatbots_signature_is_accepted(stands: Standing):
    told = await asyncio.to_thread(robot(stands).send_text, "有一张异常单", at_mobiles=["13800138000"])
    marked = await asyncio.to_thread(robot(stands).send_markdown, "异常单", "**金额不符**")

    assert told == marked == {"errcode": 0, "errmsg": "ok"}
    assert len(stands.bench.desk.post.posts) == 2


async def test_dingtalkchatbots_wrong_secret_is_not(stands: Standing):
    told = await asyncio.to_thread(robot(stands, "SECwrong").send_text, "x")

    assert told == {"errcode": 310000, "errmsg": "sign not match"}


async def test_pywgb_speaks_to_the_group_by_the_key_alone(stands: Standing, monkeypatch: pytest.MonkeyPatch):
    base = next(each for each in text.TextBot.__mro__ if "_API_BASE_URL" in vars(each))
    monkeypatch.setattr(base, "_API_BASE_URL", stands.url)
    send = SmartBot(stands.bench.desk.keys.wecom_key).send

    told = [await asyncio.to_thread(send, words) for words in ("你好", "# 异常单\n**金额不符**")]

    assert told == [{"errcode": 0, "errmsg": "ok"}] * 2
    kinds = [each.content["msgtype"] for each in stands.bench.desk.post.posts.values()]
    assert kinds == ["text", "markdown_v2"]
    with pytest.raises(OSError, match="Request failed"):
        await asyncio.to_thread(SmartBot("73febdcb-1b38-4d1b-a994-790f21fc8d30").send, "x")


async def test_pywgb_brings_a_workbook_into_the_group(stands: Standing, monkeypatch, tmp_path: Path):
    base = next(each for each in text.TextBot.__mro__ if "_API_BASE_URL" in vars(each))
    monkeypatch.setattr(base, "_API_BASE_URL", stands.url)
    report = tmp_path / "report.xlsx"
    report.write_bytes(b"PK as any workbook")
    bot = FileBot(stands.bench.desk.keys.wecom_key)
    told = await asyncio.to_thread(bot.send, file_path=str(report))

    [file] = stands.bench.desk.post.files.values()
    assert told == {"errcode": 0, "errmsg": "ok"}
    assert (file.name, file.content) == ("report.xlsx", report.read_bytes())


@pytest.fixture
async def wechat(stands: Standing, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(wxa.WeChatWxa, "API_BASE_URL", f"{stands.url}/")
    keys = stands.bench.desk.keys
    client = WeChatClient(keys.appid, keys.app_secret)
    # Its own token address is a fixed text in its code; ours has the same path and words.
    fetched = await asyncio.to_thread(
        client._http.get,
        f"{stands.url}/cgi-bin/token",
        params={"grant_type": "client_credential", "appid": keys.appid, "secret": keys.app_secret},
    )
    token = fetched.json()
    assert token["expires_in"] == 7200
    client.session.set(client.access_token_key, token["access_token"])
    client.expires_at = 2_000_000_000
    client.auto_retry = False
    return client


async def test_wechatpy_sends_one_message_for_one_consent(stands: Standing, wechat: Any):
    stands.bench.grant(OPENID, REMINDER)
    send = wechat.wxa.send_subscribe_message
    told = await asyncio.to_thread(send, OPENID, REMINDER, FIELDS, "pages/pay/index?order=1")
    assert told["errcode"] == 0

    with pytest.raises(WeChatClientException) as refused:
        await asyncio.to_thread(send, OPENID, REMINDER, FIELDS)
    assert refused.value.errcode == 43101


@pytest.mark.parametrize(
    ("code", "openid", "template", "fields"),
    [
        (40003, "nobody", REMINDER, FIELDS),
        (40037, OPENID, "of-nobody", FIELDS),
        (47003, OPENID, REMINDER, FIELDS | {"thing1": {"value": "很" * 21}}),
    ],
)
async def test_wechatpy_reads_the_noes_of_the_platform(stands, wechat, code, openid, template, fields):
    stands.bench.grant(OPENID, REMINDER)
    with pytest.raises(WeChatClientException) as refused:
        await asyncio.to_thread(wechat.wxa.send_subscribe_message, openid, template, fields)

    assert refused.value.errcode == code


async def test_wechatpy_hears_of_a_token_that_is_none(stands: Standing, wechat: Any):
    assert (await stands.call("POST", "/tokens/forget"))[0] == 204
    with pytest.raises(WeChatClientException) as refused:
        await asyncio.to_thread(wechat.wxa.send_subscribe_message, OPENID, REMINDER, FIELDS)

    assert refused.value.errcode == 40001
