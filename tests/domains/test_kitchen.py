"""What a press of the bump bar leads to when several stations cook one ticket."""

from dataclasses import replace

import pytest
from examples import NOON, ORDER_ID, STORE_ID
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.kitchen.errors import StationIsUnknown, TicketCannotDoThat
from wendan.domains.kitchen.model import Bump, Ticket, TicketLine, TicketSignal, TicketState
from wendan.domains.kitchen.rules import after_bump, stations_of

TICKET = Ticket(STORE_ID, ORDER_ID, ORDER_ID, TicketState.QUEUED, 1, NOON, None, None, NOON)
STATIONS = ["冷菜", "炒锅", "面档"]


def finish(station: str | None = None) -> Bump:
    return Bump(TicketSignal.FINISH, "小王", station)


def test_what_has_no_station_holds_nobody_up() -> None:
    lines = [TicketLine(n, "菜", [], 1, station) for n, station in enumerate(["炒锅", "", "冷菜", "炒锅"])]

    assert stations_of(lines) == ["冷菜", "炒锅"]


@given(st.permutations(STATIONS))
def test_a_ticket_is_ready_with_its_last_station_in_whatever_order(order: list[str]) -> None:
    ticket = TICKET
    for n, station in enumerate(order, start=1):
        state, done = after_bump(ticket, finish(station), STATIONS)
        assert state is (TicketState.READY if n == len(order) else TicketState.PREPARING)
        assert sorted(done) == sorted(order[:n])
        ticket = replace(ticket, state=state, done_stations=done)


def test_finishing_the_ticket_finishes_every_station() -> None:
    assert after_bump(TICKET, finish(), STATIONS) == (TicketState.READY, STATIONS)
    assert after_bump(TICKET, finish(), []) == (TicketState.READY, [])


def test_a_station_finishing_twice_changes_nothing() -> None:
    begun = replace(TICKET, state=TicketState.PREPARING, done_stations=["炒锅"])

    assert after_bump(begun, finish("炒锅"), STATIONS) == (TicketState.PREPARING, ["炒锅"])


def test_one_station_recalls_its_own_part_only() -> None:
    ready = replace(TICKET, state=TicketState.READY, done_stations=STATIONS)
    recall = Bump(TicketSignal.RECALL, "小王", "炒锅")

    assert after_bump(ready, recall, STATIONS) == (TicketState.PREPARING, ["冷菜", "面档"])
    assert after_bump(ready, replace(recall, station=None), STATIONS) == (TicketState.PREPARING, [])


def test_a_station_that_cooks_nothing_of_it_and_a_cancelled_ticket_are_refused() -> None:
    with pytest.raises(StationIsUnknown):
        after_bump(TICKET, finish("烧烤"), STATIONS)
    with pytest.raises(TicketCannotDoThat):
        after_bump(replace(TICKET, state=TicketState.CANCELLED), finish("炒锅"), STATIONS)
