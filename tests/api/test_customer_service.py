"""WeChat's 消息推送 at the house's own door, pushed by the other side over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wendan.domains.members.store import WINDOW_OF_DINER
from wendan.flows.authorise import diner_of
from wendan.platform.clock import SystemClock
from wendan.platform.settings import Settings
from wendan.sandbox.post import SandboxOptions, SandboxServer
from wendan.sandbox.post.push import Says

OPENID = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
DOOR = "/callbacks/messages/wechat-service"


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Any]:
    server = SandboxServer(SandboxOptions(tmp_path / "post"), SystemClock())
    await server.start()
    yield server.bench
    await server.stop()


@pytest.fixture
def settings(settings: Settings, post: Any) -> Settings:
    file = post.desk.options.directory / "messages.json"
    return settings.model_copy(update={"messages_file": file})


async def window(town: Any) -> Any:
    return await town.house.database.read(WINDOW_OF_DINER, diner_id=diner_of(OPENID))


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_what_a_person_writes_opens_their_window_once_however_often_it_is_pushed(
    town: Any, post: Any, form: Any
):
    heard = await post.pushes.say(Says(OPENID, town.url + DOOR, form=form, times=3))

    assert (heard.status, heard.is_handed_on) == (200, True)
    opened = await window(town)
    assert (opened.messages_left, opened.version) == (5, 1)


async def test_wechats_first_question_is_answered_with_its_own_word(town: Any, post: Any):
    query, _ = post.pushes.pushed(Says(OPENID, ""))
    echoed = await town.ask("GET", DOOR, params=query | {"echostr": "5887651"})
    strange = await town.ask("GET", DOOR, params=query | {"echostr": "5887651", "nonce": "x"})

    assert (echoed.status, echoed.body) == (200, b"5887651")
    assert strange.status == 401


async def test_a_push_signed_by_somebody_else_opens_nothing(town: Any, post: Any):
    query, body = post.pushes.pushed(Says(OPENID, ""))
    forged = await town.ask("POST", DOOR, params=query | {"signature": "0" * 40}, data=body)
    empty = await town.ask("POST", DOOR, params=query, data=b"{}")
    huge = await town.ask("POST", DOOR, params=query, data=b"{" + b" " * 10_000_000)

    assert (forged.status, empty.status, huge.status) == (401, 400, 413)
    assert await window(town) is None


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("is_safe", [False, True])
async def test_words_are_handed_on_to_the_service_desk_and_a_mere_look_in_is_not(
    town: Any, post: Any, form: Any, is_safe: bool
):
    door = town.house.ways.service_door
    sealing = post.desk.keys.push_aes_key if is_safe else ""
    door._service = msgspec.structs.replace(door._service, encoding_aes_key=sealing)
    wrote = await post.pushes.say(Says(OPENID, town.url + DOOR, form=form, is_safe=is_safe))
    entered = Says(OPENID, town.url + DOOR, kind="enter", form=form, is_safe=is_safe)
    looked_in = await post.pushes.say(entered)

    assert (wrote.status, wrote.is_handed_on) == (200, True)
    assert (looked_in.status, looked_in.body) == (200, "success")


async def test_where_nobody_sits_there_nothing_is_handed_on(town: Any, post: Any):
    door = town.house.ways.service_door
    door._service = msgspec.structs.replace(door._service, hands_on="no")
    wrote = await post.pushes.say(Says(OPENID, town.url + DOOR))

    assert (wrote.body, wrote.is_handed_on) == ("success", False)
