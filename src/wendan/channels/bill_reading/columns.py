"""Columns of text as numbers, times and codes, exactly or not at all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from wendan.kernel.bills import MILLIFEN, BillRefused, Flaw

# A byte that no bill has: longer separators become this one, so that one pass of the CSV reader cuts all columns.
SEPARATOR: Final = b"\x1f"
# Yuan as they are written, never a floating point: its fifth decimal is a thousandth of a fen.
MONEY: Final = pa.decimal128(18, 5)
_COUNTED: Final = pa.decimal64(MONEY.precision, MONEY.scale)
_BEIJING_S: Final = 8 * 3600
_NOT_A_NUMBER: Final = ("conversion error to decimal", "decimal128 number", "conversion error to int")


@dataclass(frozen=True, slots=True)
class Columns:
    """How lines are cut: names in the file's order, what is between two of them, and those that are read, with type."""

    names: Sequence[str]
    separator: bytes
    wanted: Mapping[str, pa.DataType]


def header_names(found: Sequence[str], required: Collection[str], aliases: Mapping[str, str]) -> list[str]:
    """The columns under their present names, in the file's order.

    Raises BillRefused where one is missing or stands there twice; columns nobody asked for are welcome.
    """
    names = [aliases.get(name, name) for name in found]
    names = [
        found[at] if names[at] != found[at] and names[at] in found else names[at] for at in range(len(names))
    ]
    for name in names:
        if names.count(name) > 1:
            raise BillRefused(Flaw.COLUMN_TWICE, name)
    for name in required:
        if name not in names:
            raise BillRefused(Flaw.COLUMN_MISSING, name)
    return names


def cut(block: bytes, columns: Columns, after_line: int) -> pa.Table:
    """Lines as columns. Raises BillRefused when a line has more or fewer, or an amount that is none."""
    types = {name: kind for name, kind in columns.wanted.items() if name in columns.names}
    try:
        return pa_csv.read_csv(
            pa.BufferReader(block),
            read_options=pa_csv.ReadOptions(
                column_names=list(columns.names), use_threads=False, block_size=max(len(block) + 1, 1024)
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=columns.separator.decode(),
                quote_char=False,
                escape_char=False,
                ignore_empty_lines=False,
            ),
            convert_options=pa_csv.ConvertOptions(
                include_columns=list(types), column_types=types, strings_can_be_null=False, null_values=[]
            ),
        )
    except pa.ArrowInvalid as reason:
        flaw = (
            Flaw.AMOUNT_UNREADABLE if any(said in str(reason) for said in _NOT_A_NUMBER) else Flaw.ROW_BROKEN
        )
        raise BillRefused(flaw, f"after line {after_line}: {reason}") from None


def fen(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Yuan as fen, exactly. Raises BillRefused."""
    exact = millifen(column)
    whole = pc.divide(exact, MILLIFEN)
    if not pc.all(pc.equal(pc.multiply(whole, MILLIFEN), exact), min_count=0).as_py():
        raise BillRefused(Flaw.AMOUNT_UNREADABLE, "an amount with a fraction of a fen")
    return whole


def millifen(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """MONEY as thousandths of a fen: the digits that are there, without their point."""
    counted = column.cast(_COUNTED)
    return pa.chunked_array([chunk.view(pa.int64()) for chunk in counted.chunks], pa.int64())


def total(column: pa.ChunkedArray) -> int:
    """The sum, 0 of nothing."""
    return int(pc.sum(column, min_count=0).as_py())


def beijing_times(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """`2026-11-27 10:34:56` in Beijing as moments; null where it is none."""
    try:
        local = pc.cast(column, pa.timestamp("s"))
    except pa.ArrowInvalid:
        local = pc.strptime(column, format="%Y-%m-%d %H:%M:%S", unit="s", error_is_null=True)
    seconds = pc.subtract(pc.cast(local, pa.int64()), _BEIJING_S)
    return pc.cast(pc.cast(seconds, pa.timestamp("s")), pa.timestamp("s", "UTC"))


def rate_ppm(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """`0.54%` as millionths, 5400; null where it is no rate."""
    encoded = column.dictionary_encode()
    return pa.chunked_array(
        [
            pc.take(
                pa.array([_ppm(text) for text in chunk.dictionary.to_pylist()], pa.int64()), chunk.indices
            )
            for chunk in encoded.chunks
        ],
        pa.int64(),
    )


def _ppm(text: str) -> int | None:
    number = text.removesuffix("%")
    whole, _, rest = number.partition(".")
    is_rate = text.endswith("%") and (whole + rest).isdigit() and len(rest) <= 4
    return int(whole or "0") * 10_000 + int(rest.ljust(4, "0")) if is_rate else None


def owed_millifen(amount_fen: pa.ChunkedArray, ppm: pa.ChunkedArray | pa.Scalar) -> pa.ChunkedArray:
    """The fee a rate makes of amounts that have their sign: to whole fen, halves away from nothing."""
    size = pc.multiply(pc.abs(amount_fen), ppm)
    whole = pc.divide(pc.add(size, 500_000), 1_000_000)
    return pc.multiply(pc.multiply(whole, pc.sign(amount_fen)), 1000)


def owed_of_either(
    amount_fen: pa.ChunkedArray, promoted_fen: pa.ChunkedArray, fee: pa.ChunkedArray, ppm: pa.ChunkedArray
) -> pa.ChunkedArray:
    """The fee a rate makes of what is settled; whoever keeps it of the whole amount keeps what is owed as well.

    Which of the two a channel means where the merchant's own promotion paid a part, no source of ours says for certain.
    """
    of_whole = owed_millifen(amount_fen, ppm)
    of_settled = owed_millifen(pc.subtract(amount_fen, promoted_fen), ppm)
    return pc.if_else(pc.equal(fee, of_whole), of_whole, of_settled)


def translated(column: pa.ChunkedArray, words: Mapping[str, str]) -> pa.ChunkedArray:
    """The channel's words as ours; null where it has one that we do not know."""
    known = pa.array(list(words), pa.string())
    ours = pa.array([str(word) for word in words.values()], pa.string())
    return pc.take(ours, pc.index_in(column, known))


def all_of(*claims: pa.ChunkedArray) -> pa.ChunkedArray:
    """Row by row, whether every claim is true; what is unknown is not."""
    whole = claims[0]
    for claim in claims[1:]:
        whole = pc.and_kleene(whole, claim)
    return pc.fill_null(whole, fill_value=False)


def constant(text: str, rows: int) -> pa.Array:
    """The same word for every row."""
    return pa.repeat(pa.scalar(text, pa.string()), rows)


def counted_from(first: int, rows: int) -> pa.Array:
    """`first`, and one more for every row."""
    return pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int64()), rows), start=first - 1)
