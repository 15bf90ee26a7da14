"""Runs pgbench from the wheel that brought our PostgreSQL: same server, same moment, same concurrency."""

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from wendan.cli.drilling.measures import percentile
from wendan.platform.postgres_place import reachable_binaries, server_user

_TPS: Final = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)


class PgbenchFailed(Exception):
    """pgbench did not do what it was told; the message is its own."""


@dataclass(frozen=True, slots=True)
class Pgbenched:
    """Transactions per second, and their times."""

    per_s: float
    p50_ms: float
    p99_ms: float


def pgbench_binary() -> Path:
    """Beside the server's own binaries."""
    found = reachable_binaries(server_user()) / "pgbench"
    if not found.exists():
        raise PgbenchFailed(f"{found} is not there; apt-get install postgresql-contrib and put it there")
    return found


async def run_pgbench(
    url: str, script: str, place: Path, round_no: int, counts: tuple[int, int]
) -> Pgbenched:
    """`counts`: how many clients, and how many transactions each of them makes."""
    place.mkdir(exist_ok=True)
    for old in place.iterdir():
        old.unlink()
    (place / "script.sql").write_text(script, encoding="utf-8")
    running = await asyncio.create_subprocess_exec(
        *_command(url, place, round_no, counts),
        env={"PGPASSWORD": urlsplit(url).password or ""},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await running.communicate()
    tps = _TPS.search(said.decode())
    if running.returncode or tps is None or b"ERROR" in complained:
        raise PgbenchFailed(complained.decode()[-2000:] or said.decode())
    times = [
        int(line.split()[2]) / 1000 for log in place.glob("log*") for line in log.read_text().splitlines()
    ]
    return Pgbenched(float(tps[1]), percentile(times, 0.5) or 0.0, percentile(times, 0.99) or 0.0)


def _command(url: str, place: Path, round_no: int, counts: tuple[int, int]) -> list[str]:
    clients, each = counts
    parts = urlsplit(url)
    return [
        str(pgbench_binary()),
        *("--no-vacuum", "--protocol=prepared", "--log", f"--log-prefix={place / 'log'}"),
        *(f"--file={place / 'script.sql'}", f"--client={clients}", f"--jobs={min(2, clients)}"),
        *(f"--transactions={each}", "-D", "i=0", "-D", f"round={round_no}", "--max-tries=10"),
        *("-h", str(parts.hostname), "-p", str(parts.port), "-U", str(parts.username)),
        parts.path.lstrip("/"),
    ]
