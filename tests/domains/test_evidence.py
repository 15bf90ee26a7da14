"""History cannot be edited without being found out."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from examples import NOON
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.evidence.model import ChainEnd, Event, Happening
from wendan.domains.evidence.rules import first_break, link

PLACE = (UUID(int=1), UUID(int=2))


def chain(length: int) -> list[Event]:
    events: list[Event] = []
    for n in range(length):
        end = ChainEnd(events[-1].event_no, events[-1].hash) if events else None
        events += link(
            end, PLACE, [Happening("something", {"n": n, "词": "付款"})], NOON + timedelta(seconds=n)
        )
    return events


@given(st.integers(0, 12))
def test_an_untouched_chain_is_whole(length: int) -> None:
    assert first_break(chain(length)) is None


@given(
    st.integers(1, 8),
    st.sampled_from(["kind", "content", "previous_hash", "hash"]),
    st.text(min_size=1, max_size=5),
    st.data(),
)
def test_a_changed_event_breaks_the_chain(length: int, field: str, text: str, data: st.DataObject) -> None:
    events = chain(length)
    position = data.draw(st.integers(0, length - 1))
    changed = replace(events[position], **{field: getattr(events[position], field) + text})

    assert first_break([*events[:position], changed, *events[position + 1 :]]) == position + 1


@given(st.integers(2, 8), st.data())
def test_a_removed_event_breaks_the_chain(length: int, data: st.DataObject) -> None:
    events = chain(length)
    position = data.draw(st.integers(0, length - 2))

    assert first_break(events[:position] + events[position + 1 :]) == position + 1


def test_two_events_in_other_order_break_the_chain() -> None:
    first, second, third = chain(3)

    assert first_break([first, third, second]) == 2
