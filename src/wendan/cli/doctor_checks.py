"""Each check looks at one thing of this machine and returns a finding; none of them changes anything for good."""

import asyncio
import contextlib
import importlib
import importlib.metadata
import re
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import asyncpg

import wendan
from wendan.channels.wechat.credentials import load_credentials
from wendan.flows.match_bill import demand_engine
from wendan.kernel.errors import Refusal
from wendan.notify.credentials import load_messages
from wendan.platform.clock import SystemClock
from wendan.platform.listening import listen
from wendan.platform.migrations import is_migrated
from wendan.platform.postgres import EmbeddedPostgres
from wendan.platform.postgres_place import NoUnprivilegedUser, can_run, reachable_binaries, server_user
from wendan.platform.settings import Settings, account_files, unknown_variables

LEAST_FREE_GIB = 2
OLDEST_POSTGRES = 15
_SOURCE = Path(wendan.__file__)


class Health(StrEnum):
    GOOD = "good"
    ODD = "odd"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    health: Health
    found: str
    mend: str = ""


Check = Callable[[Settings], Awaitable[Finding]]


async def examine(settings: Settings) -> list[Finding]:
    """Every check in turn; one that fails in a way nobody foresaw is a finding too."""
    findings = []
    for what, check in CHECKS.items():
        try:
            findings.append(await check(settings))
        except Exception as error:  # noqa: BLE001 - a doctor does not fall ill with the patient
            found = f"{type(error).__name__}: {error}"
            findings.append(Finding(what, Health.BAD, found, "the text on the left names the cause"))
    return findings


async def python(_: Settings) -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < (3, 11):  # noqa: UP036 - the very thing a doctor looks for
        return Finding("python", Health.BAD, found, "install Python 3.11 or newer, then `make clean setup`")
    return Finding("python", Health.GOOD, found)


async def packages(_: Settings) -> Finding:
    lock = _SOURCE.parents[2] / "requirements.lock"
    if not lock.is_file():
        return Finding("packages", Health.GOOD, "installed without a clone: no lock to compare with")
    pins = re.findall(r"^([a-z0-9._-]+)==(\S+) \\$", lock.read_text(), re.MULTILINE)
    wrong = [
        f"{name} {version} (here: {has})" for name, version in pins if (has := _installed(name)) != version
    ]
    if wrong:
        return Finding("packages", Health.BAD, "not as locked: " + ", ".join(wrong), "make setup")
    return Finding("packages", Health.GOOD, f"{len(pins)} as locked")


def _installed(name: str) -> str | None:
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        return importlib.metadata.version(name)
    return None


async def variables(_: Settings) -> Finding:
    if unknown := unknown_variables():
        return Finding(
            "variables", Health.ODD, f"set nothing: {', '.join(unknown)}", "see docs/reference/settings.md"
        )
    return Finding("variables", Health.GOOD, "every WENDAN_ variable is known")


async def data_dir(settings: Settings) -> Finding:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.data_dir):
            pass
    except OSError as error:
        return Finding(
            "data directory", Health.BAD, str(error), "set WENDAN_DATA_DIR to a place you may write"
        )
    return Finding("data directory", Health.GOOD, str(settings.data_dir.resolve()))


async def disk(settings: Settings) -> Finding:
    place = (settings.data_dir / "postgres").resolve()
    free_gib = shutil.disk_usage(next(p for p in (place, *place.parents) if p.exists())).free / 2**30
    found = f"{free_gib:.1f} GiB free"
    if free_gib < LEAST_FREE_GIB:
        return Finding(
            "disk", Health.BAD, found, f"free at least {LEAST_FREE_GIB} GiB, or move WENDAN_DATA_DIR"
        )
    return Finding("disk", Health.GOOD, found)


async def port(settings: Settings) -> Finding:
    try:
        listen(settings.host, settings.port).close()
    except OSError as error:
        mend = "a wendan that runs already is fine; otherwise set WENDAN_PORT"
        return Finding("port", Health.ODD, f"{settings.host}:{settings.port}: {error.strerror}", mend)
    return Finding("port", Health.GOOD, f"{settings.host}:{settings.port} is free")


async def binaries(settings: Settings) -> Finding:
    if settings.database_url is not None:
        return Finding("postgresql", Health.GOOD, "not needed: WENDAN_DATABASE_URL names a server")
    try:
        user = server_user()
    except NoUnprivilegedUser as error:
        return Finding("postgresql", Health.BAD, str(error), "useradd --system wendan, or do not run as root")
    place = await asyncio.to_thread(reachable_binaries, user)
    if not can_run(place, user):
        mend = "make setup; on a musl system set WENDAN_DATABASE_URL to a PostgreSQL of your own"
        return Finding("postgresql", Health.BAD, f"{place / 'postgres'} does not run as uid {user.uid}", mend)
    return Finding("postgresql", Health.GOOD, f"runs as uid {user.uid}")


async def database(settings: Settings) -> Finding:
    if settings.database_url is not None:
        return await _database_at(settings.database_url)
    async with EmbeddedPostgres(settings.data_dir, settings.postgres_port) as postgres:
        return await _database_at(postgres.url)


async def _database_at(url: str) -> Finding:
    try:
        connection = await asyncpg.connect(url, timeout=10)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError) as error:
        return Finding(
            "database", Health.BAD, f"does not answer: {error}", "look at WENDAN_DATABASE_URL and the server"
        )
    try:
        version = connection.get_server_version()
        theirs: datetime = await connection.fetchval("SELECT clock_timestamp()")
    finally:
        await connection.close()
    # asyncpg calls the second number of 18.6 its micro version.
    found = f"PostgreSQL {version.major}.{version.micro}"
    if version.major < OLDEST_POSTGRES:
        return Finding("database", Health.BAD, found, f"use PostgreSQL {OLDEST_POSTGRES} or newer")
    if abs(theirs - SystemClock().now()) > timedelta(seconds=5):
        return Finding(
            "database",
            Health.ODD,
            f"{found}, its clock shows {theirs:%F %T}",
            "keep both machines' time by NTP",
        )
    if not await is_migrated(url):
        return Finding(
            "database", Health.ODD, f"{found}, not migrated yet", "`wendan serve` does it when it starts"
        )
    return Finding("database", Health.GOOD, f"{found}, migrated")


async def wechat(settings: Settings) -> Finding:
    if settings.wechat_file is None:
        mend = "set WENDAN_WECHAT_FILE to take real money; `wendan demo` brings its own sandbox"
        return Finding("wechat pay", Health.ODD, "not set up", mend)
    merchants, apps = [], []
    for file in account_files(settings.wechat_file):
        try:
            credentials = load_credentials(file)
        except (OSError, ValueError) as error:
            return Finding("wechat pay", Health.BAD, str(error), f"mend {file}")
        if not credentials.platform_public_keys and not credentials.platform_certificates:
            mend = "download WeChat Pay's public key in the merchant platform and name it in the file"
            return Finding("wechat pay", Health.BAD, "no key to check WeChat's signatures with", mend)
        merchants.append(credentials.mchid)
        apps += [credentials.service_appid] if credentials.service_appid else []
    found = f"merchant {', '.join(merchants)}"
    known = f", known inside WeChat by {', '.join(dict.fromkeys(apps))}" if apps else ""
    return Finding("wechat pay", Health.GOOD, found + known)


async def other_channels(settings: Settings) -> Finding:
    """Alipay, UnionPay and the campus card: each file of each can be read and its keys loaded."""
    found = []
    for name, place in _places(settings).items():
        load = importlib.import_module(f"wendan.channels.{name}.credentials").load_credentials
        for file in account_files(place):
            try:
                load(file)
            except (OSError, ValueError) as error:
                return Finding("other channels", Health.BAD, f"{name}: {error}", f"mend {file}")
            found.append(f"{name} ({file.name})")
    if not found:
        return Finding("other channels", Health.GOOD, "none set up")
    return Finding("other channels", Health.GOOD, ", ".join(found))


def _places(settings: Settings) -> dict[str, Path]:
    places = {
        field.removesuffix("_file"): getattr(settings, field)
        for field in ("alipay_file", "unionpay_file", "campus_card_file")
        if field in Settings.model_fields
    }
    return {name: place for name, place in places.items() if place is not None}


async def messages(settings: Settings) -> Finding:
    """The file of messages, and whether what the mini-program asks consent for can be sent at all."""
    if settings.messages_file is None:
        return Finding("messages", Health.GOOD, "none set up")
    try:
        file = load_messages(settings.messages_file)
    except (OSError, ValueError) as error:
        return Finding("messages", Health.BAD, str(error), f"mend {settings.messages_file}")
    known = file.wechat.templates if file.wechat else {}
    if unsent := [each for each in settings.wechat_message_templates if each not in known]:
        mend = "name each under wechat.templates in messages.json, or ask no consent for it"
        return Finding("messages", Health.ODD, f"consent is asked for {', '.join(unsent)}, never sent", mend)
    return Finding("messages", Health.GOOD, ", ".join(file.ways) or "none set up")


async def reconciliation(settings: Settings) -> Finding:
    """Whether what the settings name to match bills is here."""
    try:
        demand_engine(settings)
    except Refusal as missing:
        return Finding(
            "reconciliation", Health.BAD, str(missing), "do so, or set WENDAN_RECONCILE_ENGINE=duckdb"
        )
    return Finding("reconciliation", Health.GOOD, f"bills are matched by {settings.reconcile_engine}")


async def clock(_: Settings) -> Finding:
    now = SystemClock().now()
    built = datetime.fromtimestamp(_SOURCE.stat().st_mtime, UTC)
    found = f"{now:%F %T} UTC"
    if now < built - timedelta(days=1):
        mend = "set the time (timedatectl set-ntp true): channels refuse signatures more than 5 minutes off"
        return Finding("clock", Health.BAD, f"{found} is before this program was installed", mend)
    return Finding("clock", Health.GOOD, found)


CHECKS: dict[str, Check] = {
    "python": python,
    "packages": packages,
    "variables": variables,
    "data directory": data_dir,
    "disk": disk,
    "port": port,
    "postgresql": binaries,
    "database": database,
    "wechat pay": wechat,
    "other channels": other_channels,
    "messages": messages,
    "reconciliation": reconciliation,
    "clock": clock,
}
