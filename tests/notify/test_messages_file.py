"""messages.json: what is refused, what is never shown, and who hears alarms."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wendan.notify.credentials import load_messages
from wendan.notify.platforms import HttpOptions
from wendan.notify.port import Refused, Why
from wendan.notify.texts import filled
from wendan.notify.ways import alarm_notifier, open_ways
from wendan.notify.webhook import LoudLog
from wendan.platform.clock import SystemClock
from wendan.platform.ids import SeededIds

WECHAT = {"appid": "wx1", "app_secret": "hush", "templates": {"t": {"fields": {"thing1": "{shop}"}}}}
OPERATOR = {"base_urls": ["https://gateway.example"], "key_id": "k", "secret": "h" * 32}


def file(tmp_path: Path, **content: Any) -> Path:
    place = tmp_path / "messages.json"
    place.write_text(json.dumps(content))
    return place


def test_every_part_may_be_left_out(tmp_path: Path):
    assert load_messages(file(tmp_path)).ways == ()
    assert load_messages(file(tmp_path, wechat=WECHAT, voice=OPERATOR)).ways == ("wechat", "voice")


@pytest.mark.parametrize(
    "content",
    [
        {"wechats": WECHAT},
        {"wechat": WECHAT | {"appsecret": "x"}},
        {"wechat": {"appid": "wx1"}},
        {"wechat": WECHAT | {"codes": {"43101": "no-such-reason"}}},
        {"sms": OPERATOR | {"secret": "short"}},
        {"alarms_to": ["wecom/managers"]},
        {"wecom": {"robots": {}}, "alarms_to": ["wecom/managers"]},
        {"wecom": {"robots": {}}, "reports_to": {"wecom/managers": "*"}},
        {"wecom": {"robots": {"r": {"url": "https://x/send?key=k"}}}, "reports_to": {"wecom/r": "my shop"}},
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, content: dict[str, Any]):
    with pytest.raises(msgspec.ValidationError):
        load_messages(file(tmp_path, **content))


def test_no_text_of_it_shows_a_secret(tmp_path: Path):
    robots = {"robots": {"r": {"url": "https://x/send?key=hush", "secret": "SEChush"}}}
    found = load_messages(
        file(tmp_path, wechat=WECHAT, sms=OPERATOR | {"secret": "hush" * 8}, dingtalk=robots)
    )

    assert "hush" not in repr([found, found.wechat, found.sms, found.dingtalk, found.dingtalk.robots])


WITH_FILE = {"url": "https://x/send?key=k", "report_file": True}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            {"dingtalk": {"robots": {"r": WITH_FILE}}, "reports_to": {"dingtalk/r": "*"}},
            "DingTalk's robots take none",
        ),
        ({"wecom": {"robots": {"r": WITH_FILE}}}, "reports_to does not name it"),
        (
            {
                "wecom": {"robots": {"r": WITH_FILE | {"url": "https://x/hook"}}},
                "reports_to": {"wecom/r": "*"},
            },
            "does not end with /send",
        ),
        (
            {"wecom": {"robots": {"r": WITH_FILE | {"report_file": "yes"}}}, "reports_to": {"wecom/r": "*"}},
            "bool",
        ),
    ],
)
def test_a_file_for_a_group_that_cannot_have_it_is_refused_with_its_reason(tmp_path: Path, content, why):
    with pytest.raises(msgspec.ValidationError, match=why):
        load_messages(file(tmp_path, **content))


def test_no_robot_has_the_file_unless_it_is_said(tmp_path: Path):
    robots = {"robots": {"r": WITH_FILE, "s": {"url": "https://x/send?key=s"}}}
    found = load_messages(file(tmp_path, wecom=robots, reports_to={"wecom/r": "*", "wecom/s": "*"}))

    assert found.report_files == ("wecom/r",)


async def test_without_a_file_nobody_is_told_and_alarms_are_loud_lines():
    clock, ids = SystemClock(), SeededIds(1)
    ways = open_ways(None, HttpOptions(), clock, ids)

    assert not ways.messengers
    assert isinstance(alarm_notifier(ways, None, clock, ids), LoudLog)


def test_a_value_is_never_a_pattern():
    assert filled("{a}{b}", {"a": "{b}", "b": "{a}"}) == "{b}{a}"
    with pytest.raises(Refused) as refused:
        filled("{a.__class__}{b}", {"a": "x"})
    assert (refused.value.why, refused.value.code) == (Why.BAD_TEMPLATE, "no-value:b")
