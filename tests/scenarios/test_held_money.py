"""Held money while somebody dies at each commit, answers get lost, or a cancellation crosses the freeze: nothing stays held."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import preauth_phrases  # noqa: F401 - its sentences register themselves
import pytest
import reminding_phrases  # noqa: F401
import staff_phrases  # noqa: F401
from phrases import all_is_well, play
from stage import Stage, set_stage

from waiting import until
from wendan.api.settling import Settling
from wendan.domains.kitchen.errors import MealWasHandedOver
from wendan.flows.cook import hand_over
from wendan.flows.expire import give_up
from wendan.flows.refund import cancel_order
from wendan.flows.settle import settle
from wendan.kernel.money import Fen
from wendan.kernel.news import ChannelNews, Source, Subject, Word
from wendan.platform.db import Database
from wendan.platform.timers import claim_due, give_back
from wendan.worker import RINGS

MOST_COMMITS = 30


class Died(Exception):
    """The process dies here; whoever comes next goes on."""


Hook = Callable[[], Awaitable[None]]


class Instants:
    """Counts commits, and lets something happen before one that is begun, or after one that is made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seen, self.at, self.hook, self.is_after = 0, -1, None, False
        commit = Database.commit

        async def watched(database: Database, changes: Any) -> Any:
            if not self.is_after:
                await self._pass_by()
            done = await commit(database, changes)
            if self.is_after:
                await self._pass_by()
            return done

        monkeypatch.setattr(Database, "commit", watched)

    def arm(self, at: int, hook: Hook, *, is_after: bool) -> None:
        self.seen, self.at, self.hook, self.is_after = 0, at, hook, is_after

    async def _pass_by(self) -> None:
        n, self.seen = self.seen, self.seen + 1
        if n == self.at:
            self.at, hook = -1, self.hook
            assert hook is not None
            await hook()


@pytest.fixture
async def stage(database: str, tmp_path: Path, wechat: Path) -> AsyncIterator[Stage]:
    async with set_stage(database, tmp_path, wechat) as opened:
        yield opened


async def says(stage: Stage, *sentences: str) -> None:
    for sentence in sentences:
        await play(stage, sentence)


async def with_open_hold(stage: Stage, who: str = "小明") -> tuple[UUID, UUID]:
    """An order of somebody whose score asks for a guarantee, and the hold shown to them."""
    await says(stage, "nobody is reminded", f"{who} signs in through wechat", f"{who} orders 1 豆浆")
    order_id = UUID((await stage.guest(who)).order["id"])
    await stage.house.database.execute(
        "UPDATE risk_decision SET action = 'PRE_AUTHORISE' WHERE order_id = $1", order_id
    )
    await says(stage, f"{who} lets the amount be held", f"{who}'s holds are PENDING")
    return stage.store.store_id, order_id


async def until_done(stage: Stage, seconds: float, step_s: float = 5.0) -> None:
    """Time goes by; whoever dies is followed by another."""
    for _ in range(int(seconds / step_s)):
        await stage.clock.advance(step_s)
        await _callbacks(stage)
        now = stage.clock.now()
        timers = await claim_due(stage.house.database, now, 2, 50)
        for timer in timers:
            with contextlib.suppress(Died):
                await RINGS[timer.kind](stage.house, timer)
        await give_back(stage.house.database, timers, now)


async def again(what: Callable[[], Awaitable[object]]) -> None:
    """Once more when somebody died at it; a meal that was handed over before they died is handed over."""
    with contextlib.suppress(Died):
        await what()
        return
    with contextlib.suppress(MealWasHandedOver):
        await what()


async def _callbacks(stage: Stage) -> None:
    """Whatever WeChat has to say now is said."""

    async def are_said() -> bool:
        agenda = await stage.tester("GET", "/agenda")
        is_due = agenda["next_due_in_s"] is not None and agenda["next_due_in_s"] <= 0
        return not is_due and not agenda["under_way"] and not _is_settling()

    await until(are_said)


def _is_settling() -> bool:
    """Whether a callback that was answered is still being settled; who dies at it leaves it to the alarm clock."""
    return any(task.get_coro().__qualname__ == Settling._settle.__qualname__ for task in asyncio.all_tasks())


async def plenty(stage: Stage) -> None:
    """Enough for everybody."""
    await play(stage, "only 50 豆浆 are left")


async def dies() -> None:
    raise Died


async def agree(stage: Stage, who: str = "小明") -> None:
    number = (await stage.guest(who)).payment["number"]
    await stage.tester("POST", f"/scores/{number}/confirm")


async def held_there(stage: Stage) -> tuple[int, int]:
    """What WeChat holds now, and what it has taken."""
    scores = await stage.tester("GET", "/scores")
    frozen = [s for s in scores if (s["state"], s["state_description"]) == ("DOING", "USER_CONFIRM")]
    return len(frozen), sum(s["total_fen"] or 0 for s in scores if s["state"] == "DONE")


async def states(stage: Stage, order_id: UUID) -> tuple[str, str]:
    [row] = await stage.house.database.fetch(
        "SELECT o.state AS order_state, a.state FROM preauthorisation AS a "
        "JOIN customer_order AS o ON o.store_id = a.store_id AND o.id = a.order_id WHERE o.id = $1",
        order_id,
    )
    return row["order_state"], row["state"]


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
async def test_a_death_at_any_commit_takes_the_meal_once_and_leaves_nothing_held(
    database: str, tmp_path: Path, wechat: Path, monkeypatch: pytest.MonkeyPatch, *, is_after: bool
) -> None:
    instants, at, is_over = Instants(monkeypatch), 0, False
    async with set_stage(database, tmp_path, wechat) as stage:
        while not is_over:
            who = f"客{at}"
            await plenty(stage)
            place = await with_open_hold(stage, who)
            taken_before = (await held_there(stage))[1]
            instants.arm(at, dies, is_after=is_after)
            await agree(stage, who)
            await until_done(stage, 40)
            await again(lambda: says(stage, "the kitchen sees its tickets"))
            await again(lambda: hand_over(stage.house, *place, "小红"))  # noqa: B023 - done before the next round
            await until_done(stage, 90)
            is_over = instants.at >= 0
            instants.at, at = -1, at + 1

            assert await states(stage, place[1]) == ("COMPLETED", "CAPTURED"), at
            assert await held_there(stage) == (0, taken_before + 300), at
            await all_is_well(stage)
    assert 5 < at < MOST_COMMITS


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("end", ["diner", "expiry"])
async def test_a_freeze_that_crosses_the_end_of_its_order_counts_or_goes_back(
    database: str, tmp_path: Path, wechat: Path, monkeypatch: pytest.MonkeyPatch, end: str, *, is_after: bool
) -> None:
    instants, at, is_over, ends = Instants(monkeypatch), 0, False, set()
    async with set_stage(database, tmp_path, wechat) as stage:
        while not is_over:
            who = f"客{at}"
            await plenty(stage)
            store_id, order_id = await with_open_hold(stage, who)

            async def crosses(who: str = who) -> None:
                with contextlib.suppress(AssertionError):  # WeChat refuses what was cancelled there already
                    await agree(stage, who)

            instants.arm(at, crosses, is_after=is_after)
            if end == "diner":
                await give_up(stage.house, store_id, order_id, None)
            await until_done(stage, *((20, 5) if end == "diner" else (32 * 60, 60)))
            is_over = instants.at >= 0
            instants.at, at = -1, at + 1

            order_state, hold_state = await states(stage, order_id)
            ends.add(order_state)
            assert (order_state, hold_state) in (
                ("CONFIRMED", "FROZEN"),
                ("CLOSED", "CLOSED"),
                ("CLOSED", "RELEASED"),
            )
            assert (await held_there(stage))[0] == (hold_state == "FROZEN")
            await says(stage, "the kitchen sees its tickets")
            await all_is_well(stage)
            with contextlib.suppress(Exception):
                await cancel_order(stage.house, store_id, order_id, "小红")
            await until_done(stage, 30)
            assert (await held_there(stage))[0] == 0
    assert ends == {"CONFIRMED", "CLOSED"}


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
async def test_staff_cancels_while_somebody_dies_and_what_was_held_goes_back(
    database: str, tmp_path: Path, wechat: Path, monkeypatch: pytest.MonkeyPatch, *, is_after: bool
) -> None:
    instants, at, is_over = Instants(monkeypatch), 0, False
    async with set_stage(database, tmp_path, wechat) as stage:
        while not is_over:
            who = f"客{at}"
            await plenty(stage)
            store_id, order_id = await with_open_hold(stage, who)
            await agree(stage, who)
            await stage.pass_time(3)
            instants.arm(at, dies, is_after=is_after)
            await again(lambda: cancel_order(stage.house, store_id, order_id, "小红"))  # noqa: B023 - as above
            await until_done(stage, 30)
            is_over = instants.at >= 0
            instants.at, at = -1, at + 1

            assert await states(stage, order_id) == ("CANCELLED", "RELEASED")
            assert (await held_there(stage)) == (0, 0)
            await all_is_well(stage)


@pytest.mark.parametrize(
    "fault",
    [
        *("lost", "system-error-before", "system-error-after", "unavailable-after", "reset-before"),
        *("missigned", "time-out-after", "limited"),
    ],
)
@pytest.mark.parametrize("verb", ["score-complete", "score-cancel"])
async def test_an_unclear_answer_to_taking_or_giving_back_is_asked_about_until_certain(
    stage: Stage, fault: str, verb: str
) -> None:
    store_id, order_id = await with_open_hold(stage)
    await agree(stage)
    await stage.pass_time(3)
    await says(stage, "the kitchen sees its tickets", f"wechat's next answers to {verb} are {fault}, {fault}")
    if verb == "score-complete":
        await hand_over(stage.house, store_id, order_id, "小红")
    else:
        await cancel_order(stage.house, store_id, order_id, "小红")
    await stage.pass_time(300)

    is_taken = verb == "score-complete"
    assert await states(stage, order_id) == (
        ("COMPLETED", "CAPTURED") if is_taken else ("CANCELLED", "RELEASED")
    )
    assert await held_there(stage) == (0, 300 if is_taken else 0)
    await says(stage, "no open case")
    await all_is_well(stage)


async def test_a_freeze_heard_of_after_its_order_was_closed_goes_back(stage: Stage) -> None:
    store_id, order_id = await with_open_hold(stage)
    await give_up(stage.house, store_id, order_id, None)
    await stage.pass_time(5)
    assert await states(stage, order_id) == ("CLOSED", "CLOSED")

    # As if the channel had agreed to what it said to be closed: an answer of now is believed, and given back.
    number = (await stage.guest("小明")).payment["number"]
    account = stage.store.accounts["wechat"]
    now = stage.clock.now()
    held = ChannelNews(
        *("wechat", account, Subject.HOLD, number, Word.SUCCEEDED, Source.QUERY, now, "{}", "1000"),
        amount_fen=Fen(300),
    )
    await settle(stage.house, held)
    assert (await states(stage, order_id))[1] == "RELEASING"
    await stage.pass_time(60)

    assert await states(stage, order_id) == ("CLOSED", "RELEASED")
    await says(stage, "no open case")
    await all_is_well(stage)
