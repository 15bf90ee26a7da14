"""Plain bytes in blocks of whole lines, with the lines at the end kept apart: they sum up the rest."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from wendan.kernel.bills import BillRefused, Flaw

BLOCK_BYTES: Final = 4 << 20
# No row or line of totals is nearly as long.
LONGEST_LINE: Final = 64 << 10
BOM: Final = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Lines:
    """`header` lines first, then `blocks`, and what `tail` kept back of the end, without line ends."""

    pieces: Iterator[bytes]
    header_lines: int = 1
    tail_lines: int = 2
    header: list[bytes] = field(default_factory=list)
    tail: list[bytes] = field(default_factory=list)

    def blocks(self) -> Iterator[bytes]:
        """Whole lines, each with its line end, a few megabytes at a time. Raises BillRefused."""
        held = self._read_header()
        parts, size = [held], len(held)
        for piece in self.pieces:
            parts.append(piece)
            size += len(piece)
            if size >= BLOCK_BYTES:
                block = b"".join(parts)
                # Far enough from the end that the lines of totals are never given away.
                cut = block.rfind(b"\n", 0, len(block) - LONGEST_LINE) + 1
                if cut:
                    yield block[:cut]
                elif len(block) > BLOCK_BYTES + 2 * LONGEST_LINE:
                    raise BillRefused(Flaw.ROW_BROKEN, f"a line is longer than {LONGEST_LINE} bytes")
                parts, size = [block[cut:]], len(block) - cut
        rest = self._without_tail(b"".join(parts))
        if rest:
            yield rest

    def _read_header(self) -> bytes:
        held = b""
        for piece in self.pieces:
            held += piece
            if held.count(b"\n") >= self.header_lines:
                break
            if len(held) > self.header_lines * LONGEST_LINE:
                raise BillRefused(Flaw.NOT_A_BILL, "the first line has no end")
        *lines, rest = held.split(b"\n", self.header_lines)
        if len(lines) < self.header_lines:
            raise BillRefused(Flaw.NOT_A_BILL, "no header line" if held else "nothing in it")
        self.header = [line.removesuffix(b"\r") for line in lines]
        self.header[0] = self.header[0].removeprefix(BOM)
        return rest

    def _without_tail(self, block: bytes) -> bytes:
        lines = block.rstrip(b"\r\n").rsplit(b"\n", self.tail_lines)
        if len(lines) < self.tail_lines or not block.strip():
            raise BillRefused(Flaw.NO_SUMMARY, "the file ends before its totals")
        has_rows = len(lines) > self.tail_lines
        self.tail = [line.removesuffix(b"\r") for line in lines[has_rows:]]
        return lines[0] + b"\n" if has_rows else b""


def text(line: bytes) -> str:
    """A line as UTF-8. Raises BillRefused."""
    try:
        return line.decode()
    except UnicodeDecodeError as reason:
        raise BillRefused(Flaw.NOT_A_BILL, f"not UTF-8: {reason.reason}") from None
