"""Both sides of a day beside each other on Spark, for a house beyond one machine: `pip install 'wendan[spark]'`.

The files stay where they are read; Spark's machines must see them under the same path.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import duckdb

from wendan.domains.reconciliation.errors import JavaIsMissing, SparkDidNotFinish, SparkIsMissing
from wendan.domains.reconciliation.model import Share, Theirs
from wendan.domains.reconciliation.store.matching import our_rows
from wendan.domains.reconciliation.store.sides import Sides, buckets_for, by_number, share_of
from wendan.kernel.bills import BillName
from wendan.kernel.money import Fen

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

CONNECT: Final = "sc://"
"""A master that is reached by Spark Connect: no Java is needed here."""
_LOCAL: Final = "local"
_QUIET: Final = {
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_ON_LOOPBACK: Final = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
_WORDS_AT_MOST: Final = 300


def demand_spark(master: str) -> None:
    """Raises SparkIsMissing or JavaIsMissing: better before the first file is fetched than after."""
    if find_spec("ibis") is None or find_spec("pyspark") is None:
        raise SparkIsMissing
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin" if home else None)
    if java is None and not master.startswith(CONNECT):
        raise JavaIsMissing


class SparkMatching:
    """Asks Spark what `DuckMatching` asks DuckDB. Raises SparkDidNotFinish wherever Spark says so."""

    def __init__(self, sides: Sides, bill: BillName, master: str) -> None:
        demand_spark(master)
        from wendan.domains.reconciliation.store.expressions import Questions, Tongue  # noqa: PLC0415

        self._sides, self._bill, self._master = sides, bill, master
        self._ours = sides.ours.with_suffix(".parquet")
        theirs, ours = (path.resolve().as_uri() for path in (sides.theirs, self._ours))
        self._questions = Questions(Tongue("pyspark", "xxhash64"), theirs, ours, place="parquet")
        self._session: SparkSession | None = None

    def begin(self) -> None:
        with duckdb.connect() as connection:
            our_rows(connection, self._sides.ours).write_parquet(str(self._ours))
        with _in_sparks_words():
            self._session = _SESSION.take(self._master)

    def suspects(self) -> Iterator[tuple[str, list[Theirs]]]:
        with duckdb.connect() as connection:
            [rows] = connection.read_parquet(str(self._sides.theirs)).count("*").fetchone() or (0,)
        yield from by_number(self._rows(self._questions.suspects(self._bill, buckets_for(rows))))

    def shares(self) -> list[Share]:
        return [share_of(row) for row in self._rows(self._questions.shares())]

    def sums(self) -> tuple[Fen, Fen]:
        theirs, ours = (Fen(row[0]) for sql in self._questions.sums() for row in self._rows(sql))
        return theirs, ours

    def close(self) -> None:
        if self._session is not None:
            self._session = None
            _SESSION.give_back()

    def _rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """A partition at a time."""
        assert self._session is not None, "asked before it has begun"
        with _in_sparks_words():
            yield from self._session.sql(sql).toLocalIterator()


class _OneSession:
    """Spark has one session a process: bills that are matched at once share it, and the last one ends it and its Java."""

    def __init__(self) -> None:
        self._lock, self._users = Lock(), 0
        self._session: SparkSession | None = None

    def take(self, master: str) -> "SparkSession":
        with self._lock:
            self._session = self._session or _started(master)
            self._users += 1
            return self._session

    def give_back(self) -> None:
        with self._lock:
            self._users -= 1
            if self._users == 0 and self._session is not None:
                _ended(self._session)
                self._session = None


_SESSION: Final = _OneSession()


def _started(master: str) -> "SparkSession":
    from pyspark.sql import SparkSession  # noqa: PLC0415

    builder = SparkSession.builder.appName("wendan reconcile")
    if master.startswith(CONNECT):
        return builder.remote(master).getOrCreate()
    settings = _QUIET | (_ON_LOOPBACK if master.startswith(_LOCAL) else {})
    return builder.master(master).config(map=settings).getOrCreate()


def _ended(session: "SparkSession") -> None:
    session.stop()
    from pyspark import SparkContext  # noqa: PLC0415

    # Spark leaves its Java, and a gigabyte, behind. Who was started by somebody else's Java leaves that alone.
    gateway = SparkContext._gateway  # noqa: SLF001 - there is no other way
    java = getattr(gateway, "proc", None)
    if java is not None:
        gateway.shutdown()
        java.stdin.close()
        java.wait()
        SparkContext._gateway = SparkContext._jvm = None  # noqa: SLF001 - the next bill starts another


@contextmanager
def _in_sparks_words() -> Iterator[None]:
    """Raises SparkDidNotFinish with the first of what Spark or the way to it says."""
    from py4j.protocol import Py4JError  # noqa: PLC0415
    from pyspark.errors import PySparkException  # noqa: PLC0415

    try:
        yield
    except (PySparkException, Py4JError, OSError) as failed:
        words = " ".join(str(failed).split())[:_WORDS_AT_MOST]
        raise SparkDidNotFinish(words=words) from failed
