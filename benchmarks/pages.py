"""How soon people see a payment (`make bench-pages`): from the sandbox's callback leaving to the success screen on the
guest's page and the ticket on the kitchen's page, 50 payments one after another in a real browser.
"""

import asyncio
import json
import math
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page

HERE: Final = Path(__file__).parent
sys.path += [str(HERE.parent / "tests"), str(HERE.parent / "tests/pages")]

from visits import Diner, Town, Visitors, open_browser, open_town  # noqa: E402

TIMES: Final = 50
AIM_MS: Final = 500
HEADING: Final = "| date | machine | load | screen | p50 ms | p99 ms | max ms |"
# The moment after the frame with the words was handed to the screen, by the clock that this process reads too.
SEE_PAID: Final = """() => { window.seen = new Promise((done) => {
  const look = () => document.body.innerText.includes('支付成功')
    && requestAnimationFrame(() => setTimeout(() => { watch.disconnect(); done(Date.now()); }));
  const watch = new MutationObserver(look);
  watch.observe(document.body, { childList: true, subtree: true, characterData: true });
}); }"""
SEE_TICKET: Final = """() => { const before = document.querySelectorAll('article').length;
window.seen = new Promise((done) => {
  const look = () => document.querySelectorAll('article').length > before
    && requestAnimationFrame(() => setTimeout(() => { watch.disconnect(); done(Date.now()); }));
  const watch = new MutationObserver(look);
  watch.observe(document.body, { childList: true, subtree: true });
}); }"""


class Post:
    """The sandbox's courier, with a watch."""

    def __init__(self, town: Town) -> None:
        self.left_ms = 0.0
        courier = town.stage.benches["wechat"].courier
        self._post = courier.post
        courier.post = self._timed  # type: ignore[method-assign]

    async def _timed(self, *letter: Any) -> tuple[int, str]:
        self.left_ms = time.time() * 1000
        return await self._post(*letter)


async def once(guest: Diner, kitchen: Page, post: Post) -> tuple[float, float]:
    """Milliseconds until the guest and the kitchen see one payment."""
    await guest.order("卤蛋")
    payment = await guest.press_pay()
    await guest.page.evaluate(SEE_PAID)
    await kitchen.evaluate(SEE_TICKET)
    await guest.pays(payment)
    paid_ms, ticket_ms = [await page.evaluate("() => window.seen") for page in (guest.page, kitchen)]
    return paid_ms - post.left_ms, ticket_ms - post.left_ms


def summary(took_ms: list[float]) -> dict[str, float]:
    """By nearest rank: of 50 measurements the 99th percentile is the slowest."""
    ordered = sorted(took_ms)
    at = {"p50_ms": 0.50, "p99_ms": 0.99, "max_ms": 1.0}
    return {name: ordered[math.ceil(share * len(ordered)) - 1] for name, share in at.items()}


async def measure() -> dict[str, Any]:
    load = round(os.getloadavg()[0], 2)
    async with open_town() as town, open_browser() as browser:
        visitors, post = Visitors(town, browser), Post(town)
        kitchen = await visitors.staff("kitchen", "kitchen")
        guest = await visitors.diner()
        took = [await once(guest, kitchen, post) for _ in range(TIMES)]
        await visitors.close()
    guest_ms, kitchen_ms = ([round(each[at], 1) for each in took] for at in (0, 1))
    return {
        "machine": f"{os.cpu_count()} cores {platform.machine()}",
        "load_before": load,
        "aim_ms": AIM_MS,
        "success screen": summary(guest_ms) | {"all_ms": guest_ms},
        "kitchen ticket": summary(kitchen_ms) | {"all_ms": kitchen_ms},
    }


def note(day: str, told: dict[str, Any]) -> None:
    """The figures into benchmarks/pages-<date>.json, their summary into the table of benchmarks/README.md."""
    (HERE / f"pages-{day}.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    rows = []
    for screen in ("success screen", "kitchen ticket"):
        figures = " | ".join(f"{told[screen][each]:.0f}" for each in ("p50_ms", "p99_ms", "max_ms"))
        rows.append(f"| {day} | {told['machine']} | {told['load_before']} | {screen} | {figures} |")
    readme = HERE / "README.md"
    lines = readme.read_text(encoding="utf-8").splitlines()
    at = lines.index(HEADING) + 2
    older = [line for line in lines[at:] if not line.startswith(f"| {day} | ")]
    readme.write_text("\n".join([*lines[:at], *rows, *older]) + "\n", encoding="utf-8")
    print("\n".join(rows))


if __name__ == "__main__":
    note(datetime.now(UTC).date().isoformat(), asyncio.run(measure()))
