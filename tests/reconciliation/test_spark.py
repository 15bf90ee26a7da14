"""Bills matched on a real Spark: `make test-spark` brings it and runs all of this."""

import asyncio
import json
import os
import random
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest
from bill_town import TODAY, BillTown
from chaos import only_once, our_row, their_row, write_chaos
from engines import answers, by_suspicion, in_plain_python
from two_books import BILL, known_numbers, lay_out

from wendan.domains.reconciliation.errors import SparkDidNotFinish
from wendan.domains.reconciliation.store.matching import DuckMatching
from wendan.domains.reconciliation.store.sides import Sides
from wendan.domains.reconciliation.store.spark import SparkMatching
from wendan.kernel.bills import BillName
from wendan.sandbox.ground_truth import Teller

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("pyspark") is None, reason="Spark is not installed here: make test-spark"),
    pytest.mark.skipif(
        shutil.which("java") is None, reason="Spark needs Java 17, which is not here: make test-spark"
    ),
]
MASTER = "local[2]"


@pytest.fixture(scope="module", autouse=True)
def one_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Spark takes its time to start: while somebody uses it, the tests share it as bills do."""
    sides = write_chaos([], [], tmp_path_factory.mktemp("empty"))
    with closing(SparkMatching(sides, BILL, MASTER)) as spark:
        spark.begin()
        yield


def both(sides: Sides, room: Path) -> tuple[dict, dict]:
    with (
        closing(DuckMatching(sides, BILL, room / "spill")) as duck,
        closing(SparkMatching(sides, BILL, MASTER)) as spark,
    ):
        return answers(duck), answers(spark)


def test_a_day_of_known_differences_is_the_same_on_spark(tmp_path: Path):
    stories = list(Teller("2026-11-27", seed=5).tell(20_000, odd_share=0.02))
    known = known_numbers(row for story in stories for row in story.ours)

    duck, spark = both(lay_out(stories, tmp_path), tmp_path)

    assert spark == duck
    assert by_suspicion(spark["suspects"], known).total() == sum(len(story.truth) for story in stories)


def test_whatever_the_two_books_say_spark_and_plain_python_agree(tmp_path: Path):
    chance = random.Random(6)
    theirs = [their_row(chance.choice, chance.randrange(3000)) for _ in range(4000)]
    ours = only_once(our_row(chance.choice, chance.randrange(3000)) for _ in range(4000))
    sides, known = write_chaos(theirs, ours, tmp_path), known_numbers(ours)

    duck, spark = both(sides, tmp_path)

    assert spark == duck
    assert by_suspicion(spark["suspects"], known) == in_plain_python(sides, known)


def test_two_days_without_a_row_are_no_trouble(tmp_path: Path):
    duck, spark = both(write_chaos([], [], tmp_path), tmp_path)

    assert spark == duck == {"sums": (0, 0), "shares": [], "suspects": []}


def test_what_spark_says_when_it_fails_is_told(tmp_path: Path):
    sides = write_chaos([], [], tmp_path)
    with closing(SparkMatching(sides, BILL, MASTER)) as spark:
        spark.begin()
        sides.theirs.unlink()
        with pytest.raises(SparkDidNotFinish) as refused:
            spark.sums()

    assert "bill.parquet" in refused.value.facts["words"]


ENDS = """
import sys
from pathlib import Path
from two_books import BILL
from wendan.domains.reconciliation.store.sides import Sides
from wendan.domains.reconciliation.store.spark import SparkMatching
from pyspark import SparkContext

sides = Sides(Path(sys.argv[1]), Path(sys.argv[2]))
first, second = (SparkMatching(sides, BILL, "local[1]") for _ in range(2))
first.begin()
java = SparkContext._gateway.proc
second.begin()
first.close()
print(second.sums(), java.poll())
second.close()
print(java.poll() is None)
third = SparkMatching(sides, BILL, "local[1]")
third.begin()
print(third.sums())
third.close()
"""


def test_bills_that_are_matched_at_once_share_spark_and_the_last_one_ends_its_java(tmp_path: Path):
    sides = write_chaos([], [], tmp_path)
    command = [sys.executable, "-c", ENDS, str(sides.theirs), str(sides.ours)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    told = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout

    assert told.splitlines() == ["(0, 0) None", "False", "(0, 0)"]


async def reconciled(*words: str, report: Path) -> dict:
    """By the command, as a process of its own."""
    command = ("-m", "wendan", "reconcile", "--date", TODAY.isoformat(), *words, "--json", str(report))
    child = await asyncio.create_subprocess_exec(sys.executable, *command)
    await child.wait()
    [told] = json.loads(report.read_text())
    return told


async def surplus(town: BillTown, room: Path) -> Path:
    """A bill that knows of a payment more than we do."""
    _, payment = await town.orders()
    await town.pays(payment)
    await town.eats()
    await town.morning()
    bills = town.house.channels["wechat"].bills
    assert bills is not None
    await bills.bill(BillName("wechat", town.bench.desk.account, TODAY), room / "bill.csv.gz")
    return room / "bill.csv.gz"


async def test_the_command_finds_on_spark_what_it_finds_without(commanded_town: BillTown, tmp_path: Path):
    bill = await surplus(commanded_town, tmp_path)
    words = ("--channel", "wechat", "--bill", str(bill))
    spark = await reconciled(*words, "--engine", "spark", report=tmp_path / "spark.json")
    duck = await reconciled(*words, report=tmp_path / "duck.json")

    assert (spark["state"], spark["rows"], spark["differences"]) == ("CLOSED", 2, 1)
    [found] = spark["found"]
    assert (found["category"], found["state"]) == ("surplus-with-order", "SETTLED")
    assert duck["found"] == spark["found"]


@pytest.fixture
def connect_server() -> Iterator[str]:
    import pyspark

    command = [str(Path(pyspark.__file__).parent / "bin/spark-submit"), "--master", MASTER]
    command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer"]
    for setting in ("connect.grpc.binding.port=0", "log.level=INFO", "ui.enabled=false"):
        command += ["--conf", f"spark.{setting}"]
    on_loopback = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1"}
    command += ["--conf", "spark.connect.grpc.binding.address=127.0.0.1", "spark-internal"]
    server = subprocess.Popen(command, env=on_loopback, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    started = (re.search(r"server started at: \S+:(\d+)", line) for line in server.stderr)
    port = next(found[1] for found in started if found)
    # Nobody reads on what it tells: it must not fill the pipe.
    threading.Thread(target=server.stderr.read, daemon=True).start()
    yield f"sc://127.0.0.1:{port}"
    server.terminate()
    server.wait()


async def test_a_server_of_spark_connect_does_it_too(
    commanded_town: BillTown, connect_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    bill = await surplus(commanded_town, tmp_path)
    monkeypatch.setenv("WENDAN_SPARK_MASTER", connect_server)
    monkeypatch.setenv("WENDAN_RECONCILE_ENGINE", "spark")
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    told = await reconciled("--channel", "wechat", "--bill", str(bill), report=tmp_path / "told.json")

    assert (told["state"], told["differences"]) == ("CLOSED", 1)
