"""Group robots: signatures, budgets, codes; and alarms that come to the group."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from messenger_side import ALARM, Side, side_of

from wendan.domains.incidents.model import CaseType
from wendan.domains.incidents.rules import GUIDANCE
from wendan.kernel.errors import Silence
from wendan.kernel.numbers import HEAD_OFFICE
from wendan.notify.alarm_words import OWNERS, TYPES, line_of
from wendan.notify.dingtalk import signature
from wendan.notify.port import Refused, Why
from wendan.notify.ways import alarm_notifier
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SeededIds, SystemIds
from wendan.platform.outbox import CASE_OPENED, Letter
from wendan.sandbox.core.faults import AnswerFault

START = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture(params=["wecom", "dingtalk"])
async def side(request: pytest.FixtureRequest, post: Any, clock: ManualClock) -> AsyncIterator[Side]:
    made = side_of(request.param, post, clock)
    yield made
    await made.ways.aclose()


def changed(side: Side, tmp_path: Path, change: Any) -> Side:
    content = json.loads((side.post.bench.desk.options.directory / "messages.json").read_text())
    change(content)
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(content))
    return side_of(side.sample.way, side.post, side.clock, file)


def test_dingtalks_signature_is_that_of_openssl():
    assert signature("SECabc", 1764216000000) == "wafPpdkqhL1zXxSE4UZMmLcng/mk1MMkgPPUPam8+/k="


async def test_the_group_reads_title_and_text(side: Side):
    await side.messenger.send(side.message())

    told = side.taken()[0].content
    text = told["markdown"].get("content") or told["markdown"]["text"]
    assert text == "**异常单**\n\n金额不符"
    if side.sample.way == "dingtalk":
        assert told["markdown"]["title"] == "异常单"


async def test_a_strangers_words_are_no_markup_and_call_nobody(side: Side):
    await side.messenger.send(
        side.message(variables=ALARM | {"text": "<@all> [点我](http://x) @13800138000"})
    )

    told = side.taken()[0].content["markdown"]
    text = told.get("content") or told["text"]
    assert "<@all>" not in text
    assert "[点我]" not in text
    assert "@13800138000" not in text


async def test_a_very_long_text_is_cut_to_what_the_platform_takes(side: Side):
    await side.messenger.send(side.message(variables=ALARM | {"text": "很" * 9000}))

    assert len(side.taken()) == 1


async def test_a_robot_does_not_speak_more_often_than_its_budget(side: Side):
    for _ in range(20):
        await side.messenger.send(side.message())

    with pytest.raises(Refused) as refused:
        await side.messenger.send(side.message())
    assert (refused.value.why, refused.value.code) == (Why.LIMIT_REACHED, "own-budget")
    assert refused.value.after_s == 60
    await side.clock.advance(60)
    await side.messenger.send(side.message())
    assert len(side.taken()) == 21


async def test_a_platform_that_has_heard_too_much_is_left_alone_for_a_while(side: Side, tmp_path: Path):
    def talk_more(content: Any) -> None:
        content[side.sample.way]["per_minute"] = 100

    other = changed(side, tmp_path, talk_more)
    for _ in range(20):
        await other.messenger.send(other.message())
    codes = []
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            await other.messenger.send(other.message())
        codes.append(refused.value.code)

    assert codes == [{"wecom": "45009", "dingtalk": "130101"}[other.sample.way], "resting"]
    await other.clock.advance({"wecom": 61, "dingtalk": 601}[other.sample.way])
    await other.messenger.send(other.message())
    assert len(other.taken()) == 21
    await other.ways.aclose()


@pytest.mark.parametrize(
    ("way", "field", "value", "code"),
    [
        ("wecom", "url", "/cgi-bin/webhook/send?key=wrong", "93000"),
        ("dingtalk", "url", "/robot/send?access_token=wrong", "300001"),
        ("dingtalk", "secret", "SECwrong", "310000"),
        ("dingtalk", "secret", None, "310000"),
    ],
)
async def test_a_wrong_key_is_our_mistake(post, clock, tmp_path: Path, way, field, value, code):
    def spoil(content: Any) -> None:
        robot = content[way]["robots"]["managers"]
        robot[field] = post.url + value if field == "url" else value

    side = changed(side_of(way, post, clock), tmp_path, spoil)

    with pytest.raises(Refused) as refused:
        await side.messenger.send(side.message())
    assert (refused.value.why, refused.value.code) == (Why.OUR_MISTAKE, code)
    await side.ways.aclose()


async def test_text_calls_people_by_their_number(side: Side, tmp_path: Path):
    def call(content: Any) -> None:
        part = content[side.sample.way]
        part["robots"]["managers"]["mention_mobiles"] = ["13800138000"]
        part["templates"] = {"alarm": {"text": "{text}", "form": "text"}}

    other = changed(side, tmp_path, call)
    await other.messenger.send(other.message())

    told = other.taken()[0].content
    if other.sample.way == "wecom":
        assert told["text"] == {"content": "金额不符", "mentioned_mobile_list": ["13800138000"]}
    else:
        assert told["text"]["content"] == "金额不符 @13800138000"
        assert told["at"] == {"atMobiles": ["13800138000"], "isAtAll": False}
    await other.ways.aclose()


def a_letter(**content: object) -> Letter:
    told = {"type": "wrong-amount"} | content
    return Letter(HEAD_OFFICE, SystemIds().uuid7(START), None, CASE_OPENED, told, START)


def alarmed(side: Side, tmp_path: Path) -> Side:
    def name(content: Any) -> None:
        content["alarms_to"] = [f"{side.sample.way}/managers"]

    return changed(side, tmp_path, name)


async def test_alarms_that_come_together_are_one_message(side: Side, tmp_path: Path):
    import asyncio

    other = alarmed(side, tmp_path)
    notifier = alarm_notifier(other.ways, None, other.clock, SeededIds(3))
    await asyncio.gather(*(notifier.deliver(a_letter(number=n)) for n in range(25)))

    (taken,) = other.taken()
    text = taken.content["markdown"].get("content") or taken.content["markdown"]["text"]
    assert "异常单（25）" in text
    assert "还有 15 条" in text
    await other.ways.aclose()


def test_a_manager_reads_what_is_wrong_who_sees_to_it_and_until_when():
    letter = a_letter(owner="finance", deadline="2026-11-21T04:30:00+00:00", reason="paid 1200, ordered 1250")

    assert (
        line_of(letter) == "类型：到账金额不符，负责：财务，期限：11-21 12:30，原因：paid 1200, ordered 1250"
    )


def test_every_type_of_case_and_every_owner_has_the_consoles_word():
    page = (Path(__file__).parents[2] / "web/console/src/words/cases.ts").read_text()

    assert set(TYPES) == set(CaseType)
    assert set(OWNERS) == {guidance.owner for guidance in GUIDANCE.values()}
    words = {f"case-type.{name}": said for name, said in TYPES.items()}
    words |= {f"owner.{name}": said for name, said in OWNERS.items()}
    assert not [name for name, said in words.items() if f"'{name}': '{said}'" not in page]


async def test_an_alarm_that_perhaps_was_not_heard_comes_again(side: Side, tmp_path: Path):
    other = alarmed(side, tmp_path)
    notifier, letter = alarm_notifier(other.ways, None, other.clock, SeededIds(3)), a_letter()
    other.script(AnswerFault.LOST)

    with pytest.raises(Silence):
        await notifier.deliver(letter)
    await notifier.deliver(letter)
    assert len(other.taken()) == 2
    await other.ways.aclose()


async def test_whoever_has_heard_an_alarm_does_not_hear_it_again_because_another_was_silent(
    side: Side, tmp_path: Path
):
    other = alarmed(side, tmp_path)
    notifier = alarm_notifier(other.ways, "http://127.0.0.1:9/alarm", other.clock, SeededIds(3))
    letter = a_letter()
    for _ in range(3):
        with pytest.raises(Silence):
            await notifier.deliver(letter)

    assert len(other.taken()) == 1
    await notifier.aclose()
    await other.ways.aclose()


async def test_an_alarm_that_a_robot_can_never_tell_does_not_block_the_others(side: Side, tmp_path: Path):
    def spoil(content: Any) -> None:
        content["alarms_to"] = [f"{side.sample.way}/managers"]
        content[side.sample.way]["templates"] = {}

    other = changed(side, tmp_path, spoil)
    await alarm_notifier(other.ways, None, other.clock, SeededIds(3)).deliver(a_letter())

    assert not other.taken()
    await other.ways.aclose()


async def test_no_secret_and_no_whole_phone_number_is_told_to_a_group(side: Side, tmp_path: Path):
    other = alarmed(side, tmp_path)
    notifier = alarm_notifier(other.ways, None, other.clock, SeededIds(3))
    await notifier.deliver(a_letter(app_secret="abc", words="电话 13812345678"))

    text = str(other.taken()[0].content)
    assert "abc" not in text
    assert "13812345678" not in text
    await other.ways.aclose()


def test_the_formula_of_the_facts_is_the_one_we_use():
    told = hmac.new(b"SECx", b"1\nSECx", hashlib.sha256).digest()
    assert signature("SECx", 1) == base64.b64encode(told).decode()
