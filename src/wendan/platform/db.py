"""PostgreSQL behind two calls: `read` what a decision needs at once, `commit` all it decided at once."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

import asyncpg
import msgspec

from wendan.kernel.errors import GuardLost
from wendan.platform.changes import Changes
from wendan.platform.clock import real_pause, stopwatch
from wendan.platform.metrics import commit_seconds
from wendan.platform.statements import statement_of

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")

COMMIT_ATTEMPTS = 8
REACH_AGAIN_S = 0.2
GUARD_CONSTRAINT = "_never_negative"
"""Check constraints named so are guards (somebody took the last one); all others catch bugs."""
_PARAMETER = re.compile(r"(?<!:):([a-z_]+)")
# The store's work is short and always by key. Generic plans save a third of the server's time, and without
# seq scans and hash joins a plan made while a table was still empty stays right when it is full.
_SHORT_WORK = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
    "timezone": "UTC",
    "application_name": "wendan",
    "statement_timeout": "10s",
    "idle_in_transaction_session_timeout": "30s",
}
_LONG_WORK = {"jit": "off", "timezone": "UTC", "application_name": "wendan-reports"}


@dataclass(frozen=True)
class Query(Generic[T]):
    """A named SELECT of a domain's store: `:name` parameters, decoded as `shape`.

    `shape` is a list type for many rows, an optional dataclass for at most one.
    """

    sql: str
    shape: Any
    is_list: bool = False


def one(sql: str, shape: type[A]) -> "Query[A | None]":
    """At most one row, None when there is none."""
    return Query(sql, shape | None)


def many(sql: str, shape: type[A]) -> "Query[list[A]]":
    """All rows, in the SELECT's order."""
    return Query(sql, list[shape], is_list=True)  # type: ignore[valid-type]


@lru_cache(maxsize=512)
def _text(queries: tuple[Query[Any], ...]) -> tuple[str, tuple[str, ...]]:
    names: list[str] = []

    def placed(match: re.Match[str]) -> str:
        if match[1] not in names:
            names.append(match[1])
        return f"${names.index(match[1]) + 1}"

    parts = [
        f"(SELECT coalesce(json_agg(q), '[]') FROM ({q.sql}) AS q)"
        if q.is_list
        else f"(SELECT row_to_json(q) FROM ({q.sql}) AS q)"
        for q in queries
    ]
    return _PARAMETER.sub(placed, "SELECT " + ", ".join(parts)), tuple(names)


@lru_cache(maxsize=512)
def _decoder(shape: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(shape)


def _decoded(query: Query[Any], text: str | None) -> Any:
    return None if text is None else _decoder(query.shape).decode(text)


async def _no_reset(_: asyncpg.Connection) -> None:
    """Sessions hold no state of ours, so there is nothing to reset between two borrowers."""


class Database:
    """A pool for the store's short work. Every call is one round trip."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    @overload
    async def read(self, a: Query[A], /, **parameters: Any) -> A: ...
    @overload
    async def read(self, a: Query[A], b: Query[B], /, **parameters: Any) -> tuple[A, B]: ...
    @overload
    async def read(self, a: Query[A], b: Query[B], c: Query[C], /, **parameters: Any) -> tuple[A, B, C]: ...
    @overload
    async def read(
        self, a: Query[A], b: Query[B], c: Query[C], d: Query[D], /, **parameters: Any
    ) -> tuple[A, B, C, D]: ...
    @overload
    async def read(
        self,
        a: Query[A],
        b: Query[B],
        c: Query[C],
        d: Query[D],
        e: Query[E],
        /,
        *more: Query[Any],
        **parameters: Any,
    ) -> tuple[Any, ...]: ...
    async def read(self, /, *queries: Query[Any], **parameters: Any) -> Any:
        """Run all queries as one statement on one snapshot; one answer, or a tuple of answers.

        Raises GuardLost when the database is away: read again.
        """
        sql, names = _text(queries)
        row = await self._run(sql, [parameters[name] for name in names])
        assert row is not None
        answers = tuple(_decoded(query, text) for query, text in zip(queries, row, strict=True))
        return answers[0] if len(answers) == 1 else answers

    async def commit(self, changes: Changes) -> None:
        """Write all changes in one statement, or none.

        Raises GuardLost when somebody else was faster: a version moved, a unique row exists, stock is gone,
        or PostgreSQL asks to try again. A lost connection counts as lost too: reading again shows what is true.
        """
        if not changes:
            return
        sql, rows = statement_of(changes)
        took_s = stopwatch()
        # A money commit is never cancelled half-way: whoever gives up waiting finds it done or not done.
        await asyncio.shield(self._run(sql, rows))
        commit_seconds.observe(took_s())

    async def _run(self, sql: str, arguments: Sequence[Any]) -> asyncpg.Record | None:
        try:
            with _killed_in_mid_word():
                return await self.pool.fetchrow(sql, *arguments)
        except asyncpg.PostgresError as error:
            raise _lost(error) or error from error
        except (OSError, asyncpg.InterfaceError) as broken:
            raise GuardLost("connection") from broken

    async def execute(self, sql: str, *arguments: Any) -> str:
        """One statement outside the decide-and-commit path (inbox, timer claims)."""
        with _killed_in_mid_word():
            return str(await self.pool.execute(sql, *arguments))

    async def fetch(self, sql: str, *arguments: Any) -> list[asyncpg.Record]:
        """Rows of one statement outside the decide-and-commit path."""
        with _killed_in_mid_word():
            return list(await self.pool.fetch(sql, *arguments))

    async def copy_out(self, sql: str, *arguments: Any, into: Path, timeout_s: float) -> None:
        """The rows of a SELECT as CSV with a header, streamed to a file, however many they are."""
        with _killed_in_mid_word():
            async with self.pool.acquire() as connection:
                await connection.copy_from_query(
                    sql, *arguments, output=into, format="csv", header=True, timeout=timeout_s
                )


@contextmanager
def _killed_in_mid_word() -> Iterator[None]:
    """A server killed in the middle of a word leaves asyncpg confused about itself: to us the connection is lost."""
    try:
        yield
    except asyncpg.InternalClientError as confused:
        raise ConnectionResetError(str(confused)) from confused


def _lost(error: asyncpg.PostgresError) -> GuardLost | None:
    """The lost guard behind a database error, None when it is a bug of ours."""
    if error.sqlstate == "WG001":
        return GuardLost(str(error.args[0]))
    constraint = str(getattr(error, "constraint_name", ""))
    if error.sqlstate == "23505" or constraint.endswith(GUARD_CONSTRAINT):
        return GuardLost(constraint)
    # serialization failure, deadlock, server going away (class 57) or connection trouble (class 08)
    if error.sqlstate in ("40001", "40P01") or (error.sqlstate or "")[:2] in ("57", "08"):
        return GuardLost("database")
    return None


async def until_reachable(url: str) -> None:
    """Return when the server takes connections: it may be starting or recovering at the moment we start."""
    while True:
        try:
            connection = await asyncpg.connect(url, timeout=5)
        except (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError):
            await real_pause(REACH_AGAIN_S)
        else:
            await connection.close()
            return


@asynccontextmanager
async def open_database(url: str, size: int, *, long_work: bool = False) -> AsyncIterator[Database]:
    """A pool of at most `size` connections, closed at the end; `long_work` for reports and audits."""
    pool = await asyncpg.create_pool(
        url,
        min_size=1,
        max_size=size,
        reset=_no_reset,
        command_timeout=60 if long_work else 15,
        server_settings=_LONG_WORK if long_work else _SHORT_WORK,
    )
    try:
        yield Database(pool)
    finally:
        await _closed(pool)


async def _closed(pool: asyncpg.Pool) -> None:
    try:
        async with asyncio.timeout(5):
            await pool.close()
    except (TimeoutError, OSError, asyncpg.PostgresError):
        pool.terminate()


def in_parts(values: Iterable[T], size: int) -> Iterable[list[T]]:
    """Lists of at most `size` values, in order."""
    part: list[T] = []
    for value in values:
        part.append(value)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part
