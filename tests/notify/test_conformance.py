"""What is true of every way to tell people something, whichever it is, against its own protocol's other side."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from messenger_side import SAMPLES, Side, side_of

from waiting import until
from wendan.kernel.errors import Silence
from wendan.notify.port import Refused, Why, Word
from wendan.platform.clock import ManualClock
from wendan.sandbox.core.faults import AnswerFault

SILENCES = (
    AnswerFault.TIME_OUT_BEFORE,
    AnswerFault.TIME_OUT_AFTER,
    AnswerFault.LOST,
    AnswerFault.RESET_BEFORE,
    AnswerFault.RESET_AFTER,
    AnswerFault.UNAVAILABLE_BEFORE,
    AnswerFault.UNAVAILABLE_AFTER,
)
AFTER_EFFECT = {
    AnswerFault.TIME_OUT_AFTER,
    AnswerFault.LOST,
    AnswerFault.RESET_AFTER,
    AnswerFault.UNAVAILABLE_AFTER,
}


@pytest.fixture(params=list(SAMPLES))
async def side(request: pytest.FixtureRequest, post: Any, clock: ManualClock) -> AsyncIterator[Side]:
    made = side_of(request.param, post, clock)
    yield made
    await made.ways.aclose()


async def test_a_message_is_told_once_to_whom_it_is_for(side: Side):
    side.allow()
    await side.messenger.send(side.message())

    (taken,) = side.taken()
    assert taken.to == side.sample.recipient


async def test_the_same_id_again_is_the_same_message_and_the_same_answer(side: Side):
    side.allow(2)
    message = side.message()
    first = await side.messenger.send(message)

    assert await side.messenger.send(message) == first
    assert len(side.taken()) == 1


async def test_another_id_is_another_message(side: Side):
    side.allow(2)
    await side.messenger.send(side.message())
    await side.messenger.send(side.message())

    assert len(side.taken()) == 2


@pytest.mark.parametrize("fault", SILENCES)
async def test_silence_is_never_counted_as_sent_nor_told_twice(side: Side, fault: AnswerFault):
    side.allow(2)
    message = side.message()
    side.script(fault)

    with pytest.raises(Silence):
        await side.messenger.send(message)
    if side.messenger.repeats_safely:
        await side.messenger.send(message)
        assert len(side.taken()) == 1
    else:
        with pytest.raises(Silence):
            await side.messenger.send(message)
        assert len(side.taken()) == (1 if fault in AFTER_EFFECT else 0)


async def test_a_busy_platform_certainly_did_nothing_and_may_be_asked_again(side: Side):
    side.allow()
    message = side.message()
    side.script(AnswerFault.SYSTEM_ERROR_BEFORE)

    with pytest.raises(Refused) as refused:
        await side.messenger.send(message)
    assert refused.value.why is Why.BUSY
    assert refused.value.retryable
    assert not side.taken()

    await side.messenger.send(message)
    assert len(side.taken()) == 1


async def test_too_many_is_a_certain_no_for_a_while(side: Side):
    side.allow()
    side.script(AnswerFault.LIMITED)

    with pytest.raises(Refused) as refused:
        await side.messenger.send(side.message())
    assert refused.value.why is Why.LIMIT_REACHED
    assert refused.value.retryable


async def test_nobody_at_the_address_is_said_so(side: Side):
    with pytest.raises(Refused) as refused:
        await side.messenger.send(side.message(recipient=side.sample.nobody))
    assert refused.value.why is Why.BAD_ADDRESS
    assert not refused.value.retryable


async def test_a_template_nobody_knows_is_said_so(side: Side):
    side.allow()
    with pytest.raises(Refused) as refused:
        await side.messenger.send(side.message(template="of-nobody"))
    assert refused.value.why is Why.BAD_TEMPLATE


async def test_a_value_that_is_missing_is_said_so(side: Side):
    side.allow()
    with pytest.raises(Refused) as refused:
        await side.messenger.send(side.message(variables={}))
    assert refused.value.why is Why.BAD_TEMPLATE
    assert not side.taken()


async def test_after_its_time_a_message_is_not_sent(side: Side):
    side.allow()
    with pytest.raises(Refused) as refused:
        await side.messenger.send(side.message(not_after=side.clock.now()))
    assert refused.value.why is Why.TOO_LATE
    assert not side.taken()


async def test_a_repeat_after_its_time_still_says_that_it_was_sent(side: Side):
    side.allow()
    message = side.message(not_after=side.later(20))
    first = await side.messenger.send(message)
    await side.clock.advance(30)

    assert await side.messenger.send(message) == first


async def test_whoever_is_not_there_at_all_has_certainly_not_got_it(side: Side, tmp_path: Path):
    written = side.post.bench.desk.options.directory / "messages.json"
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text(written.read_text().replace(side.post.url, "http://127.0.0.1:9"))
    nowhere = side_of(side.sample.way, side.post, side.clock, elsewhere)

    with pytest.raises(Refused) as refused:
        await nowhere.messenger.send(nowhere.message())
    assert refused.value.why is Why.BUSY
    assert refused.value.retryable
    await nowhere.ways.aclose()


async def test_delivery_is_followed_to_its_end_where_the_other_side_says_it(side: Side):
    side.allow()
    message = side.message()
    sent = await side.messenger.send(message)

    if sent.is_final:
        with pytest.raises(Silence):
            await side.messenger.status(message.id)
        return
    assert (await side.messenger.status(message.id)).word is Word.ON_ITS_WAY
    await side.clock.advance(60)
    await until(lambda: side.taken()[0].state == "delivered")
    ended = await side.messenger.status(message.id)
    assert ended.word is Word.DELIVERED
    assert ended.is_final


async def test_a_message_nobody_sent_is_never_called_delivered(side: Side):
    asked = side.ids.uuid7(side.clock.now())
    if side.messenger.repeats_safely:
        assert (await side.messenger.status(asked)).word is Word.MISSING
    else:
        with pytest.raises(Silence):
            await side.messenger.status(asked)
