"""From a file as it was downloaded to its plain bytes, proved whole."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from isal import isal_zlib
from isal.igzip_lib import IsalError

from wendan.kernel.bills import BillProof, BillRefused, Flaw

GZIP: Final = b"\x1f\x8b"
_WITH_GZIP_HEADER: Final = 31
READ_BYTES: Final = 1 << 20
MOST_AT_ONCE: Final = 4 << 20


class Unpacked:
    """The plain bytes of a file, gzip or not, in pieces; `prove` when they are through."""

    def __init__(self, file: Path, proof: BillProof | None) -> None:
        self._file, self._proof = file, proof
        # The page is vague about which of the two is hashed (channels.md §1.16): either is accepted.
        self._hashes = [hashlib.new(proof.algorithm) for _ in range(2)] if proof else []

    def pieces(self) -> Iterator[bytes]:
        """Never much more than MOST_AT_ONCE at a time. Raises BillRefused."""
        with self._file.open("rb") as packed:
            is_gzip = packed.read(2) == GZIP
            packed.seek(0)
            raw = iter(lambda: packed.read(READ_BYTES), b"")
            for piece in self._inflated(raw) if is_gzip else self._plain(raw):
                if self._hashes:
                    self._hashes[1].update(piece)
                yield piece

    def prove(self) -> list[str]:
        """What the content was held against. Raises BillRefused."""
        if self._proof is None:
            return []
        if self._proof.value.lower() not in (each.hexdigest() for each in self._hashes):
            raise BillRefused(Flaw.HASH_DIFFERS, f"{self._proof.algorithm} is not {self._proof.value}")
        return [self._proof.algorithm]

    def _plain(self, raw: Iterator[bytes]) -> Iterator[bytes]:
        for piece in raw:
            if self._hashes:
                self._hashes[0].update(piece)
            yield piece

    def _inflated(self, raw: Iterator[bytes]) -> Iterator[bytes]:
        """isal checks the checksum and the length at the end of a member; DuckDB and many others do not."""
        inflate = isal_zlib.decompressobj(wbits=_WITH_GZIP_HEADER)
        for packed in self._plain(raw):
            rest = packed
            while rest and not inflate.eof:
                yield self._step(inflate, rest)
                rest = inflate.unconsumed_tail
            if inflate.eof and (inflate.unused_data or rest):
                raise BillRefused(Flaw.MORE_THAN_ONE, "something follows the end of the gzip member")
            if inflate.eof and next(raw, b""):
                raise BillRefused(Flaw.MORE_THAN_ONE, "something follows the end of the gzip member")
        if not inflate.eof:
            raise BillRefused(Flaw.CUT_OFF, "the gzip member has no end")

    @staticmethod
    def _step(inflate: "isal_zlib.Decompress", packed: bytes) -> bytes:
        try:
            return bytes(inflate.decompress(packed, MOST_AT_ONCE))
        except IsalError as reason:  # type: ignore[misc]  # its stub does not say that it is an exception
            raise BillRefused(Flaw.DAMAGED, str(reason)) from None
