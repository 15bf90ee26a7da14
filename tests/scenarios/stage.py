"""The stage on which scenarios play: our real API, database and adapter, the real WeChat sandbox, one hand on the clock."""

import asyncio
import json
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import uvicorn

from waiting import until
from wendan.api.server import open_doors
from wendan.app import open_house
from wendan.domains.catalog.model import Choice, OpeningHours, Specification, Store
from wendan.flows.house import House
from wendan.flows.menu import CategoryPlan, ItemPlan, StorePlan, open_store
from wendan.kernel.money import Fen
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SystemIds
from wendan.platform.listening import listen
from wendan.platform.settings import Settings
from wendan.platform.timers import claim_due, give_back
from wendan.sandbox.post import SandboxOptions as PostOptions
from wendan.sandbox.post import SandboxServer as PostServer
from wendan.sandbox.post.bench import PostBench
from wendan.sandbox.post.keys import TEMPLATES
from wendan.sandbox.wechat import SandboxOptions, SandboxServer
from wendan.worker import RINGS

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
LEAST_STEP_S = 0.5
DISHES = {"牛肉面": 1800, "酸辣粉": 1200, "豆浆": 300}
EACH = 10
QUIET_WITHIN_S = 30.0


@dataclass
class Guest:
    """A diner with one order and the payment that is open on the phone."""

    token: str
    order: dict[str, Any] = field(default_factory=dict)
    payment: dict[str, Any] = field(default_factory=dict)
    presses: int = 0
    coupons: int = 0
    last_status: int = 0
    last_answer: dict[str, Any] = field(default_factory=dict)
    last_headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    key: str = ""


@dataclass
class Stage:
    """Everything a scenario's phrases act on."""

    house: House
    clock: ManualClock
    store: Store
    items: dict[str, str]
    shop_url: str
    wechat_url: str
    http: aiohttp.ClientSession
    post: PostBench
    guests: dict[str, Guest] = field(default_factory=dict)
    staff_token: str | None = None
    keys: dict[str, str] = field(default_factory=dict)
    staff_status: int = 0
    staff_answer: dict[str, Any] = field(default_factory=dict)

    async def call(self, method: str, url: str, **how: Any) -> tuple[int, Any, dict[str, str]]:
        """One request; status, decoded body, headers."""
        async with self.http.request(method, url, **how) as answer:
            body = await answer.json(content_type=None) if answer.content_length else {}
            return answer.status, body, {name.lower(): value for name, value in answer.headers.items()}

    async def tester(self, method: str, path: str, body: object = None) -> Any:
        """The sandbox's tester's API; anything but success fails the scenario."""
        status, answer, _ = await self.call(method, f"{self.wechat_url}/_sandbox{path}", json=body)
        assert status < 300, (path, status, answer)
        return answer

    async def guest(self, name: str) -> Guest:
        """The diner of this name, signed in."""
        if name not in self.guests:
            _, session, _ = await self.call("POST", f"{self.shop_url}/api/diner/sessions", json={})
            self.guests[name] = Guest(session["token"])
        return self.guests[name]

    async def ask(self, guest: Guest, method: str, path: str, **how: Any) -> Any:
        """A diner's request; status, body and headers are kept for what the scenario says about them."""
        headers = {"Authorization": f"Bearer {guest.token}", **how.pop("headers", {})}
        guest.last_status, guest.last_answer, guest.last_headers = await self.call(
            method, f"{self.shop_url}/api/diner{path}", headers=headers, **how
        )
        return guest.last_answer

    def path(self, guest: Guest) -> str:
        """The address of the guest's order."""
        return f"/orders/{self.store.store_id}/{guest.order['id']}"

    async def pass_time(self, seconds: float) -> None:
        """Let time go by from one due thing to the next, doing what falls due as a worker would."""
        end = self.clock.now() + timedelta(seconds=seconds)
        while (now := self.clock.now()) < end:
            next_s = min((end - now).total_seconds(), max(await self._next_due_s(), LEAST_STEP_S))
            await self.clock.advance(next_s)
            await self.rest()

    async def _next_due_s(self) -> float:
        rows = await self.house.database.fetch("SELECT min(due_at) AS due_at FROM timer")
        due_at = rows[0]["due_at"] or datetime.max.replace(tzinfo=UTC)
        agenda = await self.tester("GET", "/agenda")
        ours = (due_at - self.clock.now()).total_seconds()
        posts = self.post.desk.agenda.next_due()
        theirs = ours if posts is None else posts - self.clock.now().timestamp()
        return min(ours, theirs, ours if agenda["next_due_in_s"] is None else agenda["next_due_in_s"])

    async def rest(self) -> None:
        """Run due alarm clocks and wait until callbacks under way have been settled."""
        while True:
            await self._quiet()
            now = self.clock.now()
            timers = await claim_due(self.house.database, now, 30, 50)
            if not timers:
                return
            for timer in timers:
                await RINGS[timer.kind](self.house, timer)
            await give_back(self.house.database, timers, now)

    def _is_post_quiet(self) -> bool:
        agenda = self.post.desk.agenda
        due = agenda.next_due()
        return not agenda.under_way and (due is None or due > self.clock.now().timestamp())

    async def _quiet(self) -> None:
        async def is_quiet() -> bool:
            agenda = await self.tester("GET", "/agenda")
            is_due = agenda["next_due_in_s"] is not None and agenda["next_due_in_s"] <= 0
            waiting = await self.house.database.fetch(
                "SELECT 1 FROM inbox WHERE processed_at IS NULL AND channel <> 'cash' LIMIT 1"
            )
            return not is_due and not waiting and not agenda["under_way"] and self._is_post_quiet()

        await until(is_quiet, QUIET_WITHIN_S, "callbacks never came to rest")


def write_messages_json(directory: Path, shop_url: str) -> Path:
    """As the sandbox of messages wrote it, with reports coming to our own door."""
    content = json.loads((directory / "post/messages.json").read_text())
    for way in ("sms", "voice"):
        content[way] = {**content[way], "report_url": f"{shop_url}/callbacks/messages/{way}?from=gateway"}
    place = directory / "messages.json"
    place.write_text(json.dumps(content))
    return place


def plan(account: str) -> StorePlan:
    """A small shop that is open all day."""
    spice = Specification(
        "辣度", "Spiciness", [Choice("不辣", "mild"), Choice("特辣", "hot", Fen(100))], 0, 1
    )
    items = [ItemPlan(name, name, Fen(price), EACH, [spice]) for name, price in DISHES.items()]
    hours = [OpeningHours(day, time(0), time(0)) for day in range(7)]
    return StorePlan(
        1,
        "稳单",
        "稳单小馆",
        "稳单小馆",
        "Wendan Kitchen",
        {"wechat": account},
        hours,
        [CategoryPlan("主食", "Main", items)],
    )


@asynccontextmanager
async def serving(app: Any, listener: socket.socket) -> AsyncIterator[None]:
    """Serve an application on `listener` while the body runs."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", access_log=False))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task: asyncio.Task[None] = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:
        await asyncio.sleep(0)
    try:
        yield
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def set_stage(database: str, directory: Path, wechat: Path) -> AsyncIterator[Stage]:
    """A shop at noon with its own database and its own WeChat."""
    clock = ManualClock(NOON)
    sandbox = SandboxServer(SandboxOptions(wechat), clock)
    wechat_url = await sandbox.start()
    post = PostServer(PostOptions(directory / "post"), clock)
    await post.start()
    # The keys are shared by all stages of a run, the addresses in wechat.json are this one's.
    shutil.copy(wechat / "wechat.json", directory)
    listener = listen("127.0.0.1", 0)
    shop_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = Settings(
        database_url=database,
        database_pool_size=5,
        data_dir=directory,
        public_url=shop_url,
        wechat_file=directory / "wechat.json",
        messages_file=write_messages_json(directory, shop_url),
        wechat_message_templates=tuple(TEMPLATES),
        channel_timeout_s=2.0,
        order_retention_minutes=30,
    )
    try:
        async with (
            open_house(settings, clock, SystemIds()) as house,
            open_doors(house) as app,
            serving(app, listener),
            aiohttp.ClientSession() as http,
        ):
            await house.channels["wechat"].warm()
            account = json.loads((directory / "wechat.json").read_text())["mchid"]
            store = await open_store(house, plan(account))
            rows = await house.database.fetch("SELECT id, name FROM item WHERE store_id = $1", store.store_id)
            items = {row["name"]: str(row["id"]) for row in rows}
            yield Stage(house, clock, store, items, shop_url, wechat_url, http, post.bench)
    finally:
        await sandbox.stop()
        await post.stop()


Phrase = Callable[..., Coroutine[Any, Any, None]]
TOLERANCE = timedelta(seconds=61)
