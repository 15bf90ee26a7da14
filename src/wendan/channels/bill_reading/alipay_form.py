"""How Alipay packs every bill: a ZIP with names and text in GBK, five lines of head, rows, totals (channels.md §2.10)."""

import codecs
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from wendan.channels.bill_reading.blocks import Lines, text
from wendan.kernel.bills import BillRefused, Flaw
from wendan.kernel.money import Fen, fen_from_yuan

HEADER_LINES: Final = 5
READ_BYTES: Final = 1 << 20
MOST_DETAIL_BYTES: Final = 8 << 30
ACCOUNT: Final = re.compile(r"^#账号：\[(\d+)\]")
# The account's number is followed by what kind of account it is (channels.md §2.10).
ACCOUNT_KIND: Final = "0156"


@dataclass(frozen=True, slots=True)
class Head:
    """What the first lines say: whose bill it is, the line with its days, and its columns."""

    account: str
    days: str
    columns: list[str]


@contextmanager
def unpacked(file: Path, names: tuple[str, ...], tail_lines: int) -> Iterator[Lines]:
    """The lines of the one entry whose name ends so. Raises BillRefused, for what breaks while they are read too."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open(_entry_of(archive, names)) as detail:
            yield Lines(_in_utf8(detail), HEADER_LINES, tail_lines)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as reason:
        flaw = Flaw.DAMAGED if "CRC" in str(reason) or isinstance(reason, zlib.error) else Flaw.CUT_OFF
        raise BillRefused(flaw, str(reason) or type(reason).__name__) from None


def read_head(lines: Lines, title: str) -> Head:
    """Raises BillRefused where it is another kind of bill."""
    header = [text(line) for line in lines.header]
    told = ACCOUNT.match(header[1])
    if not header[0].startswith(title) or told is None:
        raise BillRefused(Flaw.NOT_A_BILL, "its first lines are not those of a detail")
    account = told[1].removesuffix(ACCOUNT_KIND) if len(told[1]) > 16 else told[1]
    return Head(account, header[2], header[-1].split(","))


def read_totals(lines: Lines, forms: Mapping[str, re.Pattern[str]]) -> list[tuple[int, Fen]]:
    """Count and amount of each total below the rows, which these forms find in their order. Raises BillRefused."""
    end, *sums, _ = (text(line) for line in lines.tail)
    if "列表结束" not in end:
        raise BillRefused(Flaw.NO_SUMMARY, "the rows have no end")
    totals = []
    for line, (name, form) in zip(sums, forms.items(), strict=True):
        told = form.match(line)
        if told is None:
            raise BillRefused(Flaw.NO_SUMMARY, f"no {name}")
        try:
            totals.append((int(told[1]), fen_from_yuan(told[2])))
        except ValueError as reason:
            raise BillRefused(Flaw.NO_SUMMARY, f"{name}: {reason}") from None
    return totals


def _entry_of(archive: zipfile.ZipFile, names: tuple[str, ...]) -> zipfile.ZipInfo:
    """The entry that is not the summary; names are GBK without a flag that says so. Raises BillRefused."""
    found = [each for each in archive.infolist() if _name_of(each).endswith(names)]
    if len(found) != 1:
        raise BillRefused(Flaw.NOT_A_BILL, f"{len(found)} details in the archive")
    if found[0].file_size > MOST_DETAIL_BYTES:
        raise BillRefused(Flaw.TOO_LONG, f"{found[0].file_size} bytes")
    return found[0]


def _name_of(entry: zipfile.ZipInfo) -> str:
    try:
        return entry.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return entry.filename


def _in_utf8(detail: IO[bytes]) -> Iterator[bytes]:
    """Raises BillRefused where it is not GBK."""
    decoder = codecs.getincrementaldecoder("gb18030")()
    try:
        while piece := detail.read(READ_BYTES):
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeDecodeError as reason:
        raise BillRefused(Flaw.NOT_A_BILL, f"not GBK: {reason.reason}") from None
