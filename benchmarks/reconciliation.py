"""A day's bill held against our books: CPU beside `gzip -dc bill | wc -l`, and beside pandas and datacompy.

`make bench-reconcile` runs it and keeps the figures beside this file. Every contender is its own process, so that its
CPU seconds and its peak memory are its own. pandas and datacompy get a Python of their own in .venv-bench; they prove
the file's hash as ours does, and say how many numbers differ. `make bench-spark` does the same for ourselves on Spark,
in the Python of `make test-spark`, and for the expression that Spark is asked when DuckDB is asked it instead.
A book of our own (members' accounts) of as many movements is read and held against our payments beside them.
"""

import csv
import gzip
import hashlib
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DAY = date(2026, 11, 27)
RUN = "all" if len(sys.argv) == 1 else sys.argv[1]
ROWS = [int(each) for each in sys.argv[2:]] or [100_000, 1_000_000] if RUN != "one" else []


def floor(room: Path) -> dict[str, Any]:
    command = f"gzip -dc {room / 'bill.csv.gz'} | wc -l"
    lines = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    return {"lines": int(lines.stdout)}


def wendan(room: Path) -> dict[str, Any]:
    """The whole way: unpacked, hashed, cut, summed, proved, matched, every difference named."""
    from wendan.domains.reconciliation.store.matching import DuckMatching

    return _reconciled(room, lambda sides: DuckMatching(sides, _name(), sides.theirs.parent / "spill"))


def spark(room: Path) -> dict[str, Any]:
    """The same with the matching on Spark, on this machine's cores."""
    from wendan.domains.reconciliation.store.spark import SparkMatching

    return _reconciled(room, lambda sides: SparkMatching(sides, _name(), "local[*]"))


def expression(room: Path) -> dict[str, Any]:
    """The same with Spark's expression asked of DuckDB, under the same bound of memory."""
    sys.path.append(str(HERE.parent / "tests/reconciliation"))
    from engines import IbisOnDuckDb

    from wendan.domains.reconciliation.store.matching import MEMORY_LIMIT

    return _reconciled(room, lambda sides: IbisOnDuckDb(sides, {"memory_limit": MEMORY_LIMIT, "threads": 2}))


def _name() -> Any:
    from wendan.kernel.bills import BillName

    return BillName("wechat", "1900000001", DAY)


def _reconciled(room: Path, engine: Callable[[Any], Any]) -> dict[str, Any]:
    from wendan.channels.bill_reading.wechat_trade import read_trade_bill
    from wendan.domains.reconciliation.rules.comparing import compare
    from wendan.domains.reconciliation.store.sides import Sides
    from wendan.kernel.bills import Asked, BillProof

    name = _name()
    proof = BillProof("sha1", (room / "sha1").read_text())
    with tempfile.TemporaryDirectory() as place:
        sides = Sides(Path(place) / "theirs.parquet", Path(place) / "day.csv")
        sides.ours.symlink_to(room / "day.csv")
        facts = read_trade_bill(room / "bill.csv.gz", Asked(name, proof), sides.theirs)
        found: Counter[str] = Counter()
        with closing(engine(sides)) as match:
            match.begin()
            suspects = list(match.suspects())
            known = _known([number for number, _ in suspects], room / "known.db")
            for number, theirs in suspects:
                for finding in compare(theirs, known.get(number, []), name):
                    found[f"{number} {finding.category} {finding.gap_fen}"] += 1
    truth = _truth(room / "truth.jsonl")
    missed, invented = truth - found, found - truth
    return {
        "rows": facts.totals.rows,
        "suspects": len(suspects),
        "found": found.total(),
        "missed": missed.total(),
        "invented": invented.total(),
        "categories": len({each.split(" ")[1] for each in found}),
    }


def own_book(room: Path) -> dict[str, Any]:
    """Members' accounts of the day: every balance proved, and every number found that only one of the two knows."""
    from wendan.channels.bill_reading.layouts import Layout, read_bill
    from wendan.domains.reconciliation.store.matching import DuckMatching
    from wendan.domains.reconciliation.store.sides import Sides
    from wendan.kernel.bills import Asked, BillName

    name = BillName("balance", OWN_ACCOUNT, DAY)
    with tempfile.TemporaryDirectory() as place:
        sides = Sides(Path(place) / "theirs.parquet", room / "own-day.csv")
        facts = read_bill(Layout.OWN, room / "own.csv", Asked(name), sides.theirs)
        with closing(DuckMatching(sides, name, Path(place) / "spill")) as match:
            match.begin()
            found = {number for number, _ in match.suspects()}
    truth = set((room / "own-truth").read_text().split())
    missed, invented = len(truth - found), len(found - truth)
    return {"rows": facts.totals.rows, "found": len(found), "missed": missed, "invented": invented}


def _known(numbers: list[str], known: Path) -> dict[str, list[Any]]:
    """What the database answers by key in production: here SQLite with the same index."""
    from datetime import timedelta
    from uuid import UUID

    from wendan.domains.reconciliation.model import Ours, Standing
    from wendan.kernel.bills import Movement

    found: dict[str, list[Any]] = {}
    nobody = UUID(int=0)
    with sqlite3.connect(known) as connection:
        for at in range(0, len(numbers), 500):
            part = numbers[at : at + 500]
            marks = ",".join("?" * len(part))
            asked = f"SELECT {', '.join(KNOWN)} FROM known WHERE number IN ({marks})"
            for movement, number, payment, reference, fen, standing, account, off in connection.execute(
                asked, part
            ):
                money = (Movement(movement), number, payment, reference, int(fen), Standing(standing))
                day = DAY + timedelta(days=int(off))
                found.setdefault(number, []).append(Ours(*money, "wechat", account, nobody, nobody, day))
    return found


def _truth(path: Path) -> Counter[str]:
    told = map(json.loads, path.read_text().splitlines())
    return Counter(f"{each['number']} {what} {gap}" for each in told for what, gap in each["differs"].items())


KNOWN = ("movement", "number", "payment_number", "reference", "amount_fen", "standing", "account", "days_off")
SIDES = ("movement", "reference", "fen", "status", "fee", "account", "currency")
RATE = 0.0054
OWN_ACCOUNT = "house"
MOVES_OF_A_MEMBER = 5


def _prove(room: Path) -> None:
    """The file is the one whose hash the channel gave."""
    digest = hashlib.sha1(usedforsecurity=False)
    with gzip.open(room / "bill.csv.gz") as bill:
        while part := bill.read(1 << 20):
            digest.update(part)
    assert digest.hexdigest() == (room / "sha1").read_text()


def _frames(room: Path) -> tuple[Any, Any]:
    """Both sides as the two libraries want them: one row a number, what is compared of it, amounts in fen."""
    import pandas as pd

    _prove(room)
    bill = pd.read_csv(
        room / "bill.csv.gz", dtype=str, engine="c", quoting=csv.QUOTE_NONE, encoding="utf-8-sig"
    )
    bill = bill.iloc[:-2].apply(lambda column: column.str.removeprefix("`"))
    is_back = bill["交易状态"] == "REFUND"
    theirs = pd.DataFrame({"number": bill["商户退款单号"].where(is_back, bill["商户订单号"])})
    theirs["movement"] = is_back.map({True: "refund", False: "payment"})
    theirs["reference"] = bill["微信退款单号"].where(is_back, bill["微信订单号"])
    yuan = bill["申请退款金额"].where(is_back, bill["订单金额"])
    theirs["fen"] = (yuan.astype(float) * 100).round().astype(int)
    theirs["status"] = (
        bill["退款状态"].where(is_back, "SUCCESS").map({"SUCCESS": "succeeded"}).fillna("other")
    )
    # A fee is kept of what is settled: what the merchant's own promotions spared of it is added again.
    settled = (bill["退款金额"].where(is_back, bill["应结订单金额"]).astype(float) * 100).round()
    kept = (bill["手续费"].astype(float).abs() * 100).round().astype(int)
    theirs["fee"] = kept + _fee(theirs["fen"]) - _fee(settled)
    theirs["account"], theirs["currency"] = bill["商户号"], bill["货币种类"]
    ours = pd.read_csv(room / "day.csv", dtype={"number": str, "reference": str})
    ours = ours.rename(columns={"amount_fen": "fen", "standing": "status"})
    ours["fee"] = _fee(ours["fen"])
    ours["account"], ours["currency"] = "1900000001", "CNY"
    return theirs.drop_duplicates("number"), ours.drop_duplicates("number")


def _fee(fen: Any) -> Any:
    return (fen * RATE + 0.5).astype(int)


def pandas(room: Path) -> dict[str, Any]:
    theirs, ours = _frames(room)
    both = theirs.merge(ours, on="number", how="outer", suffixes=("_there", "_here"), indicator=True)
    differs = both["_merge"] != "both"
    for name in SIDES:
        differs |= both[f"{name}_there"] != both[f"{name}_here"]
    return {"found": int(differs.sum())}


def datacompy(room: Path) -> dict[str, Any]:
    import datacompy

    theirs, ours = _frames(room)
    compared = datacompy.PandasCompare(theirs, ours, join_columns="number")
    unequal = len(compared.all_mismatch())
    return {"found": unequal + len(compared.df1_unq_rows) + len(compared.df2_unq_rows)}


CONTENDERS = {each.__name__: each for each in (floor, wendan, own_book, pandas, datacompy, spark, expression)}
RUNS = {
    "all": ["floor", "wendan", "own_book", "pandas", "datacompy"],
    "spark": ["floor", "wendan", "expression", "spark"],
}


def make(room: Path, rows: int) -> None:
    """The made-up day, its hash, and our side of it as the database would stream it."""
    from wendan.cli.made_bills import bills

    bills(to=room, rows=rows, odd=0.01, day=DAY.isoformat())
    digest = hashlib.sha1(usedforsecurity=False)
    with gzip.open(room / "bill.csv.gz") as bill:
        while part := bill.read(1 << 20):
            digest.update(part)
    (room / "sha1").write_text(digest.hexdigest())
    with (room / "ours.csv").open() as ours, (room / "day.csv").open("w") as day:
        day.write("movement,number,reference,amount_fen,standing\n")
        for row in csv.DictReader(ours):
            is_of_day = row["days_off"] == "0" and row["account"] == "1900000001"
            is_under_way = row["movement"] == "refund" and row["standing"] == "on-its-way"
            if is_of_day and (row["standing"] == "succeeded" or is_under_way):
                money = f"{row['number']},{row['reference']},{row['amount_fen']}"
                day.write(f"{row['movement']},{money},{row['standing']}\n")
    with (room / "ours.csv").open() as ours, sqlite3.connect(room / "known.db") as connection:
        connection.execute(f"CREATE TABLE known ({', '.join(KNOWN)})")
        rows_of = csv.reader(ours)
        next(rows_of)
        connection.executemany(f"INSERT INTO known VALUES ({','.join('?' * len(KNOWN))})", rows_of)
        connection.execute("CREATE INDEX known_number ON known (number)")


def make_own(room: Path, rows: int) -> None:
    """The accounts of members who each pay a few times, and our payments: one number in a hundred is only in one of them."""
    odd: list[str] = []
    with (room / "own.csv").open("w") as book, (room / "own-day.csv").open("w") as day:
        book.write("kind,place,number,payment,reference,by,amount_fen,balance_fen,moved_at\n")
        day.write("movement,number,reference,amount_fen,standing\n")
        lines = total = 0
        for first in range(0, rows, MOVES_OF_A_MEMBER):
            member, held = f"member-{first}", 100_000
            book.write(f"opening,{member},,,,,0,{held},\n")
            moves = range(first, min(first + MOVES_OF_A_MEMBER, rows))
            for at in moves:
                number, fen = f"P01AAAAA{at:024}", 100 + at % 900
                held, total = held - fen, total - fen
                book.write(f"payment,{member},{number},,R{at:08},,{-fen},{held},{DAY}T12:00:00+08:00\n")
                if at % 100:
                    day.write(f"payment,{number},R{at:08},{fen},succeeded\n")
                else:
                    odd.append(number)
            book.write(f"closing,{member},,,,,0,{held},\n")
            lines += len(moves) + 2
        book.write(f"total,,{lines},,,,{total},,\n")
    (room / "own-truth").write_text("\n".join(odd))


def others() -> str:
    """A Python with pandas and datacompy: beside ours, since pyarrow loads pandas wherever it finds it."""
    place = HERE.parent / ".venv-bench"
    if not (place / "bin/python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        pip = [str(place / "bin/python"), "-m", "pip", "install", "--quiet", "pandas", "datacompy"]
        subprocess.run(pip, check=True)
    return str(place / "bin/python")


def sparks() -> str:
    """The Python of `make test-spark`."""
    return str(HERE.parent / ".venv-spark/bin/python")


def measure(name: str, room: Path) -> dict[str, Any]:
    """CPU seconds of the process and its children, its peak memory, and what it found."""
    said = room / "said.json"
    pythons = {"pandas": others, "datacompy": others, "spark": sparks}
    python = pythons[name]() if name in pythons else sys.executable
    child = subprocess.Popen([python, __file__, "one", name, str(room)], stdout=said.open("w"))
    began = time.monotonic()
    _, status, used = os.wait4(child.pid, 0)
    wall_s = time.monotonic() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, name
    cpu = used.ru_utime + used.ru_stime
    spent = {"cpu_s": round(cpu, 2), "wall_s": round(wall_s, 1), "peak_mb": used.ru_maxrss // 1024}
    return {**spent, **json.loads(said.read_text())}


def main() -> None:
    figures: dict[str, Any] = {"at": f"{datetime.now(UTC):%F %H:%M}Z", "cores": os.cpu_count()}
    figures["machine"], figures["python"] = platform.machine(), platform.python_version()
    for rows in ROWS:
        with tempfile.TemporaryDirectory() as place:
            make(Path(place), rows)
            make_own(Path(place), rows)
            wanted = [each for each in RUNS[RUN] if rows <= 1_000_000 or each not in {"pandas", "datacompy"}]
            measured = {name: measure(name, Path(place)) for name in wanted}
        for each in measured.values():
            each["over_floor"] = round(each["cpu_s"] / measured["floor"]["cpu_s"], 2)
        figures[str(rows)] = measured | {"load": round(os.getloadavg()[0], 1)}
        print(json.dumps({rows: measured}, indent=1), flush=True)
    about = "reconciliation" if RUN == "all" else f"reconciliation-{RUN}"
    kept = HERE / f"{about}-{datetime.now(UTC):%F}.json"
    kept.write_text(json.dumps(figures, indent=1) + "\n")
    print(f"kept in {kept}")


if __name__ == "__main__":
    if RUN == "one":
        print(json.dumps(CONTENDERS[sys.argv[2]](Path(sys.argv[3]))))
    else:
        main()
