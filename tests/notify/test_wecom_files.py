"""Files by WeCom's robot: uploaded first, told of by their media id."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from messenger_side import Side, side_of

from wendan.kernel.errors import Silence
from wendan.notify.media import file_name, form_of
from wendan.notify.port import FileMessage, Refused, Why
from wendan.notify.wecom import WeComRobots
from wendan.platform.clock import ManualClock
from wendan.platform.metrics import REGISTRY
from wendan.sandbox.core.faults import AnswerFault, FaultPlan

CONTENT = bytes(range(256)) * 40 + b"\r\n--\r\n"


@pytest.fixture
async def side(post: Any, clock: ManualClock) -> AsyncIterator[Side]:
    made = side_of("wecom", post, clock)
    yield made
    await made.ways.aclose()


def robots_of(side: Side) -> Any:
    return side.ways.messengers["wecom"]


def a_file(side: Side, recipient: str = "managers", content: bytes = CONTENT) -> FileMessage:
    return FileMessage(side.ids.uuid7(side.clock.now()), recipient, "日报-一号店.xlsx", content)


def uploaded(side: Side) -> list[Any]:
    return list(side.post.bench.desk.post.files.values())


async def test_every_byte_arrives_under_its_chinese_name(side: Side):
    await robots_of(side).send_file(a_file(side))

    [file], [told] = uploaded(side), side.taken()
    assert (file.robot, file.name, file.content) == ("managers", "日报-一号店.xlsx", CONTENT)
    assert told.content == {"msgtype": "file", "file": {"media_id": file.id}}


def test_the_one_part_says_its_name_its_length_and_that_it_is_bytes():
    content_type, body = form_of("日报.xlsx", b"123456")
    boundary = content_type.removeprefix("multipart/form-data; boundary=")
    head, _, rest = body.partition(b"\r\n\r\n")

    assert head.decode().split("\r\n") == [
        f"--{boundary}",
        'Content-Disposition: form-data; name="media"; filename="日报.xlsx"; filelength=6',
        "Content-Type: application/octet-stream",
    ]
    assert rest == f"123456\r\n--{boundary}--\r\n".encode()


def test_no_name_breaks_out_of_its_header_or_its_folder():
    assert file_name("日报", 'a"b\r\nX: y/../c', ending="xlsx") == "日报-a_b__X_ y_.._c.xlsx"


async def test_a_message_counts_and_an_upload_does_not(side: Side):
    file = a_file(side)
    for _ in range(20):
        await side.messenger.send(side.message())
    with pytest.raises(Refused) as refused:
        await robots_of(side).send_file(file)
    assert (refused.value.why, refused.value.code) == (Why.LIMIT_REACHED, "own-budget")

    await side.clock.advance(60)
    await robots_of(side).send_file(file)
    assert len(side.taken()) == 21
    assert len(uploaded(side)) == 1


async def test_a_platform_that_has_heard_too_much_is_sent_no_upload(side: Side):
    side.script(AnswerFault.LIMITED, verb="upload")
    codes = []
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            await robots_of(side).send_file(a_file(side))
        codes.append(refused.value.code)

    assert codes == ["45009", "resting"]
    assert not uploaded(side)


@pytest.mark.parametrize("size", [0, 5, 20_000_001])
async def test_a_file_that_no_robot_takes_is_refused_before_anybody_is_asked(side: Side, size: int):
    with pytest.raises(Refused) as refused:
        await robots_of(side).send_file(a_file(side, content=bytes(size)))

    assert (refused.value.why, refused.value.code, refused.value.retryable) == (
        Why.BAD_TEMPLATE,
        "file-size",
        False,
    )


async def test_twenty_megabytes_arrive(side: Side):
    await robots_of(side).send_file(a_file(side, content=b"x" * 20_000_000))

    assert [len(file.content) for file in uploaded(side)] == [20_000_000]


async def test_an_upload_has_longer_than_words_have(post: Any, clock: ManualClock):
    post.bench.desk.fate.plan = FaultPlan(slow_s=1.5)
    impatient = side_of("wecom", post, clock, answer_timeout_s=1.0)
    impatient.script(AnswerFault.SLOW, verb="upload")
    await robots_of(impatient).send_file(a_file(impatient))

    assert len(impatient.taken()) == 1
    await impatient.ways.aclose()


async def test_a_robot_that_is_not_there_is_a_bad_address(side: Side):
    with pytest.raises(Refused) as refused:
        await robots_of(side).send_file(a_file(side, "nobody"))

    assert refused.value.why is Why.BAD_ADDRESS


async def test_an_upload_is_silence_where_the_line_breaks_and_is_made_again(side: Side):
    file = a_file(side)
    side.script(AnswerFault.RESET_AFTER, verb="upload")
    with pytest.raises(Silence):
        await robots_of(side).send_file(file)
    await robots_of(side).send_file(file)

    assert len(uploaded(side)) == 2
    assert len(side.taken()) == 1


async def test_after_silence_about_the_message_its_upload_is_used_again(side: Side):
    file = a_file(side)
    side.script(AnswerFault.LOST)
    with pytest.raises(Silence):
        await robots_of(side).send_file(file)
    await robots_of(side).send_file(file)

    assert len(uploaded(side)) == 1
    # It may have been told, and was: a file that comes twice is better than none.
    assert len(side.taken()) == 2


async def test_what_became_of_a_file_is_counted_like_any_message(side: Side):
    def counted(ending: str) -> float:
        return (
            REGISTRY.get_sample_value("wendan_messages_sent_total", {"way": "wecom", "ending": ending}) or 0
        )

    sent, refused = counted("sent"), counted("bad-address")
    await robots_of(side).send_file(a_file(side))
    with pytest.raises(Refused):
        await robots_of(side).send_file(a_file(side, "nobody"))

    assert (counted("sent"), counted("bad-address")) == (sent + 1, refused + 1)


def test_no_other_way_takes_files(side: Side):
    assert hasattr(WeComRobots, "send_file")
    takers = [name for name, way in side.ways.messengers.items() if hasattr(way, "send_file")]
    assert takers == ["wecom"]
