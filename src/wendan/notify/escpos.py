"""A kitchen slip on an ESC/POS network printer, believed only when the printer itself answers after it.

Commands: Epson's ESC/POS command reference. `GS r 1` is worked off in order, so its answer says that everything
before it has left the buffer; bits 2 and 3 of the answer mean that the paper is out. Chinese is sent as GB 18030.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from wendan.kernel.errors import Silence

ENCODING: Final = "gb18030"
WIDTH: Final = 32
CONNECT_WITHIN_S: Final = 2.0
ANSWER_WITHIN_S: Final = 8.0
START: Final = b"\x1b@\x1c&"
BIG, NORMAL = b"\x1d!\x33\x1c!\x0c", b"\x1d!\x00\x1c!\x00"
TALL: Final = b"\x1d!\x01\x1c!\x08"
CENTRE, LEFT = b"\x1ba\x01", b"\x1ba\x00"
FEED_AND_CUT: Final = b"\n\n\n\x1dVB\x00"
ASK_PAPER: Final = b"\x1dr\x01"
PAPER_OUT: Final = 0b1100


class OutOfPaper(Silence):
    """The printer answered that it has no paper: the slip may be cut short."""


@dataclass(frozen=True, slots=True)
class SlipWords:
    """What is the same on every slip, in one language."""

    reprint: str
    remark: str


CHINESE: Final = SlipWords("重打,可能已出过一张", "备注: ")
ENGLISH: Final = SlipWords("Again, may have come out before", "Note: ")


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A dish as the cook reads it."""

    name: str
    choices: Sequence[str]
    quantity: int


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one ticket at one printer."""

    store: str
    pickup: str
    place: str
    queued_at: str
    remark: str
    lines: Sequence[SlipLine]
    is_reprint: bool = False
    words: SlipWords = CHINESE


def slip_bytes(slip: Slip) -> bytes:
    """The whole slip with its cut; what GB 18030 cannot say becomes a question mark."""
    parts = [START, CENTRE, _text(slip.store), BIG, _text(slip.pickup), NORMAL]
    if slip.is_reprint:
        parts.append(_text(slip.words.reprint))
    parts += [_text(slip.place), LEFT, _text("-" * WIDTH), TALL]
    for line in slip.lines:
        parts.append(_text(f"{line.quantity} x {line.name}"))
        if line.choices:
            parts.append(_text(f"    {' '.join(line.choices)}"))
    parts += [NORMAL, _text("-" * WIDTH)]
    if slip.remark:
        parts += [TALL, _text(f"{slip.words.remark}{slip.remark}"), NORMAL]
    return b"".join([*parts, _text(slip.queued_at), FEED_AND_CUT])


def _text(line: str) -> bytes:
    # Control bytes in a remark would be commands to the printer.
    shown = "".join(letter for letter in line if letter.isprintable())
    return shown.encode(ENCODING, "replace") + b"\n"


async def print_bytes(address: str, sent: bytes) -> None:
    """Return once the printer has worked it off and has paper. Raises Silence, OutOfPaper."""
    host, _, port = address.rpartition(":")
    try:
        async with asyncio.timeout(CONNECT_WITHIN_S):
            reader, writer = await asyncio.open_connection(host.strip("[]"), int(port))
    except (OSError, TimeoutError, ValueError, OverflowError) as away:
        raise Silence(f"no printer answers at {address}") from away
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            writer.write(sent + ASK_PAPER)
            await writer.drain()
            said = await reader.readexactly(1)
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as silent:
        raise Silence(f"the printer at {address} did not say that it has printed") from silent
    finally:
        writer.close()
    if said[0] & PAPER_OUT:
        raise OutOfPaper(f"the printer at {address} is out of paper")
