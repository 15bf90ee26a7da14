"""The settlement file as it travels: base64 of zlib of a ZIP of fixed-width GBK texts (channels.md §3.8)."""

import base64
import binascii
import io
import zipfile
import zlib
from datetime import date
from typing import Final

ZIP: Final = b"PK"
MOST_BYTES: Final = 64 << 20


class SpoiltFile(Exception):
    """What came is not a settlement file, or longer than any can be."""


def settle_date(day: date) -> str:
    """MMDD; the clearing day runs from 23:00 to 23:00, and its year is not said."""
    return day.strftime("%m%d")


def unpacked(content: str) -> bytes:
    """The ZIP in `fileContent`. Raises SpoiltFile; never more than MOST_BYTES are held."""
    try:
        inflate = zlib.decompressobj()
        packed = inflate.decompress(base64.b64decode(content, validate=True), MOST_BYTES)
    except (binascii.Error, ValueError, zlib.error) as reason:
        raise SpoiltFile(type(reason).__name__) from None
    if not inflate.eof:
        raise SpoiltFile("cut off or too long")
    if not packed.startswith(ZIP):
        raise SpoiltFile("no ZIP")
    return packed


def texts_of(packed: bytes) -> dict[str, bytes]:
    """The texts by name: `ZM_` in it means successful transactions, `ZME_` errors and adjustments.

    Raises SpoiltFile; never more than MOST_BYTES are held.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if sum(each.file_size for each in members) > MOST_BYTES:
                raise SpoiltFile("too long")
            return {each.filename.rpartition("/")[2]: archive.read(each) for each in members}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as reason:
        raise SpoiltFile(type(reason).__name__) from None
