"""Columns of text as numbers, times and codes, exactly or not at all."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from wendan.kernel.bills import BillRefused, Flaw

# A byte that no bill has: longer separators become this one, so that one pass of the CSV reader cuts all columns.
SEPARATOR: Final = b"\x1f"
_BEIJING_S: Final = 8 * 3600
_UNQUOTED: Final = pa_csv.ParseOptions(
    delimiter=SEPARATOR.decode(), quote_char=False, escape_char=False, ignore_empty_lines=False
)


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


def cut(block: bytes, names: list[str], wanted: Collection[str], first_line: int) -> pa.Table:
    """Lines whose columns end with SEPARATOR as text columns. Raises BillRefused when a line has more or fewer."""
    chosen = [name for name in names if name in wanted]
    try:
        return pa_csv.read_csv(
            pa.BufferReader(block),
            read_options=pa_csv.ReadOptions(
                column_names=names, use_threads=False, block_size=max(len(block) + 1, 1024)
            ),
            parse_options=_UNQUOTED,
            convert_options=pa_csv.ConvertOptions(
                include_columns=chosen,
                column_types=dict.fromkeys(chosen, pa.string()),
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as reason:
        raise BillRefused(Flaw.ROW_BROKEN, f"after line {first_line}: {reason}") from None


def fen(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Yuan with at most two decimals as fen. Raises BillRefused."""
    return _scaled(column, 2)


def millifen(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Yuan with at most five decimals as thousandths of a fen. Raises BillRefused."""
    return _scaled(column, 5)


def _scaled(column: pa.ChunkedArray, decimals: int) -> pa.ChunkedArray:
    """Decimals and not floating point: a fen that rounds away is a fen that is lost."""
    try:
        exact = pc.cast(column, pa.decimal128(18, decimals))
        scale = pa.scalar(10**decimals, pa.decimal128(decimals + 1, 0))
        return pc.cast(pc.multiply(exact, scale), pa.int64())
    except pa.ArrowInvalid as reason:
        raise BillRefused(Flaw.AMOUNT_UNREADABLE, str(reason)) from None


def whole_fen(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Digits as fen. Raises BillRefused."""
    try:
        return pc.cast(column, pa.int64())
    except pa.ArrowInvalid as reason:
        raise BillRefused(Flaw.AMOUNT_UNREADABLE, str(reason)) from None


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
