"""Text messages and calls: the signature, what numbers come to, reports that are believed and those that are not."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from messenger_side import SAMPLES, Side, side_of
from standing import Door, open_door

from waiting import until
from wendan.kernel.errors import Silence
from wendan.notify import operator, port
from wendan.notify.port import Call, CallEnd, Message, Refused, ReportRejected, Why, Word
from wendan.notify.signature import Seal
from wendan.platform.clock import ManualClock
from wendan.sandbox.core.faults import AnswerFault, CallbackFault, FaultPlan

SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    async with open_door() as opened_door:
        yield opened_door


@pytest.fixture(params=["sms", "voice"])
async def side(
    request: pytest.FixtureRequest, post: Any, clock: ManualClock, door: Door, tmp_path: Path
) -> AsyncIterator[Side]:
    content = json.loads((post.bench.desk.options.directory / "messages.json").read_text())
    for way in ("sms", "voice"):
        content[way]["report_url"] = f"{door.url}/callbacks/messages/{way}?from=gateway"
    file = tmp_path / "reported.json"
    file.write_text(json.dumps(content))
    made = side_of(request.param, post, clock, file)
    yield made
    await made.ways.aclose()


def target(side: Side) -> str:
    return f"/callbacks/messages/{side.sample.way}?from=gateway"


async def delivered(side: Side, message: Message, seconds: float = 60) -> None:
    await side.messenger.send(message)
    await side.clock.advance(seconds)
    await until(lambda: side.taken()[-1].state != "accepted")


def test_the_signature_is_that_of_openssl():
    body = b'{"id":"019abf6c-5d7e-7c11-9d0b-6f1f4c1d2a57"}'
    seal = Seal("POST", "/v1/messages", "1764216000", "n0nce", body)

    assert seal.signature(SECRET) == "xJqKxUtTelFBb1fI7x0NpN9P7o455K1EUr97LwsMerI="


@pytest.mark.parametrize(
    ("number", "why", "reason"),
    [
        ("13800130001", Why.UNREACHABLE, "switched-off"),
        ("13800130003", Why.UNREACHABLE, "line-busy"),
        ("13800130004", Why.UNREACHABLE, "no-answer"),
        ("13800130005", Why.BAD_ADDRESS, "bad-number"),
    ],
)
async def test_what_did_not_arrive_is_said_with_its_reason(side: Side, number: str, why: Why, reason: str):
    message = side.message(recipient=number)
    await delivered(side, message)

    told = await side.messenger.status(message.id)
    assert (told.word, told.why) == (Word.UNDELIVERABLE, why)
    assert told.is_final
    assert reason in told.raw


async def test_whoever_has_opted_out_is_not_asked_again(side: Side):
    with pytest.raises(Refused) as refused:
        await side.messenger.send(side.message(recipient="13800130002"))
    assert refused.value.why is Why.REFUSED_BY_PERSON
    assert not refused.value.retryable


@pytest.mark.parametrize(
    "number", ["", "12345", "1380013800", "+0138", "13800138000x", "１３８００１３８０００"]
)
async def test_what_is_no_number_is_refused_before_anybody_is_asked(side: Side, number: str):
    with pytest.raises(Refused) as refused:
        await side.messenger.send(side.message(recipient=number))
    assert refused.value.why is Why.BAD_ADDRESS
    assert not side.post.bench.desk.post.posts


async def test_a_call_tells_how_it_went_and_what_was_pressed(post: Any, clock: ManualClock):
    side = side_of("voice", post, clock)
    message = side.message()
    await side.messenger.send(message)
    ended = {"state": "delivered", "call": {"end": "answered", "duration_s": 31, "digits": "12"}}
    assert (await post.call("POST", f"/messages/{message.id}/end", ended))[0] == 200

    told = await side.messenger.status(message.id)
    assert told.call == Call(CallEnd.ANSWERED, 31, "12")
    await side.ways.aclose()


async def test_a_call_nobody_answers_says_so(post: Any, clock: ManualClock):
    side = side_of("voice", post, clock)
    message = side.message(recipient="13800130003")
    await delivered(side, message)

    told = await side.messenger.status(message.id)
    assert told.call == Call(CallEnd.BUSY, 0, "")
    assert told.word is Word.UNDELIVERABLE
    await side.ways.aclose()


async def test_a_report_says_the_same_as_the_query(side: Side, door: Door):
    message = side.message()
    await delivered(side, message)
    await side.clock.advance(5)
    headers, body = await until(lambda: door.came and door.came[0])

    told = side.ways.reporters[side.sample.way].hear(target(side), headers, body)
    assert told == (message.id, port.Delivery(Word.DELIVERED, body.decode(), None, told[1].call))
    assert (await side.messenger.status(message.id)).word is Word.DELIVERED
    assert (told[1].call is not None) == (side.sample.way == "voice")


async def test_a_report_comes_until_it_is_accepted(side: Side, door: Door):
    door.status = 500
    await delivered(side, side.message())
    for _ in range(3):
        await side.clock.advance(100)
        await until(lambda: side.post.bench.desk.agenda.under_way == 0)
    door.status = 204
    await side.clock.advance(400)
    await until(lambda: side.post.bench.desk.agenda.under_way == 0)
    came = len(door.came)
    await side.clock.advance(10_000)

    assert came >= 3
    assert len(door.came) == came
    assert len({body for _, body in door.came}) == 1


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [(CallbackFault.MISSIGNED, "signature"), (CallbackFault.MISSTAMPED, "stale")],
)
async def test_a_spoiled_report_is_not_believed_and_the_right_one_follows(
    side: Side, door: Door, spoil: CallbackFault, reason: str
):
    side.post.bench.desk.fate.plan = FaultPlan(callbacks={spoil: 1.0})
    door.status = 401
    await delivered(side, side.message())
    await side.clock.advance(5)
    await until(lambda: door.came)
    await until(lambda: side.post.bench.desk.agenda.under_way == 0)
    reporter = side.ways.reporters[side.sample.way]
    with pytest.raises(ReportRejected) as rejected:
        reporter.hear(target(side), *door.came[0])
    assert rejected.value.reason == reason

    await side.clock.advance(30)
    await until(lambda: len(door.came) > 1)
    assert reporter.hear(target(side), *door.came[1])[1].word is Word.DELIVERED


async def test_nothing_of_a_report_may_be_changed(side: Side, door: Door):
    await delivered(side, side.message())
    await side.clock.advance(5)
    headers, body = await until(lambda: door.came and door.came[0])
    hear = side.ways.reporters[side.sample.way].hear

    changes = [
        ("signature", target(side) + "&x=1", headers, body),
        ("signature", target(side), headers, body + b" "),
        ("signature", target(side), headers | {"X-Wendan-Nonce": "other"}, body),
        ("signature", target(side), headers | {"X-Wendan-Time": "1"}, body),
        ("unknown-key", target(side), headers | {"X-Wendan-Key": "other"}, body),
        ("unknown-key", target(side), {}, body),
    ]
    for reason, where, said, content in changes:
        with pytest.raises(ReportRejected) as rejected:
            hear(where, said, content)
        assert rejected.value.reason == reason
    await side.clock.advance(301)
    with pytest.raises(ReportRejected, match="stale"):
        hear(target(side), headers, body)


async def test_the_same_id_with_other_words_is_refused(side: Side):
    message = side.message()
    await side.messenger.send(message)

    with pytest.raises(Refused) as refused:
        await side.messenger.send(
            side.message(message.id, variables={**side.sample.variables, "shop": "别家"})
        )
    assert (refused.value.why, refused.value.code) == (Why.OUR_MISTAKE, "id-taken")


async def test_what_could_not_be_delivered_in_time_is_not_delivered_later(side: Side):
    message = side.message(not_after=side.later(2))
    await delivered(side, message)

    told = await side.messenger.status(message.id)
    assert (told.word, told.why) == (Word.UNDELIVERABLE, Why.TOO_LATE)


async def test_a_clock_that_is_wrong_is_our_mistake(side: Side, post: Any):
    from datetime import timedelta

    wrong = ManualClock(side.clock.now() - timedelta(hours=1))
    other = side_of(side.sample.way, post, wrong)
    with pytest.raises(Refused) as refused:
        await other.messenger.send(other.message())
    assert (refused.value.why, refused.value.code) == (Why.OUR_MISTAKE, "stale")
    await other.ways.aclose()


async def test_too_many_says_when_to_come_again(side: Side):
    side.script(AnswerFault.LIMITED)
    with pytest.raises(Refused) as refused:
        await side.messenger.send(side.message())
    assert refused.value.after_s == 60


@pytest.mark.parametrize("fault", [AnswerFault.LOST, AnswerFault.UNAVAILABLE_BEFORE])
async def test_a_question_without_an_answer_is_silence(side: Side, fault: AnswerFault):
    message = side.message()
    await side.messenger.send(message)
    side.script(fault, verb="ask")

    with pytest.raises(Silence):
        await side.messenger.status(message.id)


def test_every_word_of_the_protocols_page_has_its_meaning():
    page = (Path(__file__).parents[2] / "docs/reference/sms-and-voice-protocol.md").read_text()
    for code in {*operator.REFUSALS, *operator.ENDINGS, *operator.WORDS, operator.UNKNOWN_MESSAGE}:
        assert f"`{code}`" in page, code


def test_the_samples_cover_both_kinds():
    assert {SAMPLES["sms"].verb, SAMPLES["voice"].verb} == {"sms", "call"}
