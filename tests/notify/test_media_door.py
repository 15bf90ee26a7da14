"""The sandbox's door for files of WeCom's groups: what it takes, and each of its noes."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

UPLOAD, SEND = "/cgi-bin/webhook/upload_media", "/cgi-bin/webhook/send"
FORM = "multipart/form-data; boundary=fence"
OK = {"errcode": 0, "errmsg": "ok"}


def form(
    content: bytes = b"mytext", head: str = 'form-data; name="media"; filename="wework.txt"; filelength=6'
) -> bytes:
    """As the vendor's example has it."""
    begin = f"--fence\r\nContent-Disposition: {head}\r\nContent-Type: application/octet-stream\r\n\r\n"
    return begin.encode() + content + b"\r\n--fence--\r\n"


class Group:
    def __init__(self, post: Any, client: aiohttp.ClientSession) -> None:
        self.post, self.client, self.keys = post, client, post.bench.desk.keys

    async def upload(
        self, body: bytes, key: str = "", kind: str = "file", form: str = FORM
    ) -> tuple[int, Any]:
        query = f"?key={key or self.keys.wecom_key}&type={kind}"
        headers = {"Content-Type": form}
        async with self.client.post(self.post.url + UPLOAD + query, data=body, headers=headers) as said:
            return said.status, await said.json(content_type=None) if said.status == 200 else None

    async def tell(self, media_id: str, key: str = "") -> Any:
        address = f"{self.post.url}{SEND}?key={key or self.keys.wecom_key}"
        message = {"msgtype": "file", "file": {"media_id": media_id}}
        async with self.client.post(address, data=json.dumps(message)) as said:
            return await said.json(content_type=None)


@pytest.fixture
async def group(post: Any) -> AsyncIterator[Group]:
    async with aiohttp.ClientSession() as client:
        yield Group(post, client)


async def test_an_upload_is_answered_word_for_word_and_its_file_can_be_told_of(group: Group, clock: Any):
    status, said = await group.upload(form())
    told = await group.tell(said["media_id"])

    assert status == 200
    assert said == OK | {
        "type": "file",
        "media_id": said["media_id"],
        "created_at": str(int(clock.now().timestamp())),
    }
    assert told == OK


async def test_testers_list_files_and_read_them(group: Group):
    _, said = await group.upload(form(head='form-data; name="media"; filename="日报.xlsx"'))
    _, listed = await group.post.call("GET", "/files")
    async with group.client.get(f"{group.post.url}/_sandbox/files/{said['media_id']}") as answer:
        content = await answer.read()

    [file] = listed
    assert (file["robot"], file["name"], file["bytes"]) == ("managers", "日报.xlsx", 6)
    assert content == b"mytext"
    assert (await group.post.call("GET", "/files/none"))[0] == 404


@pytest.mark.parametrize(
    ("errcode", "body", "how"),
    [
        (93000, form(), {"key": "of-nobody"}),
        (40005, form(), {"kind": "image"}),
        (41005, form(head='form-data; name="other"; filename="a.txt"'), {}),
        (41005, form(), {"form": "application/octet-stream"}),
        (41005, form()[:-4], {}),
        (41005, b"", {}),
        (44001, form(content=b""), {}),
        (44001, form(head="form-data; name=\"media\"; filename*=utf-8''%E6%97%A5.txt"), {}),
        (40006, form(content=b"1234"), {}),
        (40006, form(content=bytes((20 << 20) + 1)), {}),
    ],
)
async def test_what_is_uploaded_wrong_is_refused(group: Group, errcode: int, body: bytes, how: Any):
    status, said = await group.upload(body, **how)

    assert (status, said["errcode"]) == (200, errcode)
    assert not group.post.bench.desk.post.files


@pytest.mark.parametrize("size", [5, 20 << 20])
async def test_from_five_bytes_to_twenty_megabytes_everything_is_taken(group: Group, size: int):
    assert (await group.upload(form(content=bytes(size))))[1]["errcode"] == 0


async def test_what_is_far_too_long_is_not_even_looked_at(group: Group):
    assert await group.upload(form(content=bytes(40 << 20))) == (413, None)


async def test_a_media_id_is_good_for_its_robot_alone_and_for_three_days(group: Group, clock: Any):
    _, said = await group.upload(form())
    others = await group.tell(said["media_id"], group.keys.wecom_owners_key)
    unknown = await group.tell("of-nobody")
    await clock.advance(3 * 86400 - 1)
    in_time = await group.tell(said["media_id"])
    await clock.advance(1)
    late = await group.tell(said["media_id"])

    assert [each["errcode"] for each in (others, unknown, in_time, late)] == [40007, 40007, 0, 40007]


async def test_an_upload_is_no_message_and_each_robot_has_a_minute_of_its_own(group: Group):
    _, said = await group.upload(form())
    told = [(await group.tell(said["media_id"]))["errcode"] for _ in range(21)]
    _, again = await group.upload(form())
    _, owners = await group.upload(form(), group.keys.wecom_owners_key)

    assert told == [0] * 20 + [45009]
    assert again["errcode"] == 0
    assert (await group.tell(owners["media_id"], group.keys.wecom_owners_key))["errcode"] == 0
