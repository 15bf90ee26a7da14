from datetime import UTC, datetime

import pytest

from wendan.api.limits import Limit
from wendan.api.refusals import TooManyRequests
from wendan.platform.clock import ManualClock


@pytest.fixture
def clock():
    return ManualClock(datetime(2026, 11, 21, 4, 0, tzinfo=UTC))


def test_an_asker_has_so_many_times_a_minute_and_others_have_theirs(clock):
    limit = Limit(3, clock)
    for _ in range(3):
        limit.demand("a")
    limit.demand("b")

    with pytest.raises(TooManyRequests) as refused:
        limit.demand("a")
    assert 1 <= refused.value.facts["retry_after_s"] <= 60


async def test_what_was_asked_in_the_last_minute_still_counts_in_the_next_window(clock):
    limit = Limit(10, clock)
    await clock.advance(59)
    for _ in range(10):
        limit.demand("a")
    await clock.advance(2)

    limit.demand("a")  # one of the ten is a minute old by now, as far as we remember
    with pytest.raises(TooManyRequests):
        limit.demand("a")
    await clock.advance(60)
    limit.demand("a")


async def test_too_many_sign_ins_from_one_address_are_told_when_to_come_again(town):
    answers = [await town.post("/api/diner/sessions") for _ in range(41)]
    last = answers[-1]

    assert {answer.status for answer in answers[:40]} == {201}
    assert (last.status, last.code) == (429, "too-many-requests")
    assert int(last.headers["Retry-After"]) >= 1
