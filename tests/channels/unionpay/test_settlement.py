"""The settlement file, from the sandbox's books through the adapter to its texts."""

import base64
import io
import zipfile
import zlib
from datetime import date

import pytest
from conformance import Stage, fetched

from wendan.channels.bills import NoBill
from wendan.channels.unionpay import UnionPay
from wendan.channels.unionpay.settlement import SpoiltFile, settle_date, texts_of, unpacked
from wendan.kernel.errors import Silence
from wendan.kernel.news import Word
from wendan.platform.clock import ManualClock
from wendan.sandbox.unionpay.keys import MER_ID

TODAY = date(2026, 11, 21)


def zipped(**texts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return packed.getvalue()


async def test_a_day_that_is_over_has_its_file(channel: UnionPay, stage: Stage, clock: ManualClock):
    await stage.paid("ORDER-1")
    await channel.refund(stage.refund("BACK-1", "ORDER-1"))
    await stage.other_side.end_refund("BACK-1", Word.SUCCEEDED)
    with pytest.raises(NoBill):
        await fetched(channel, MER_ID, TODAY)
    await clock.advance(11 * 3600)
    texts = texts_of(await fetched(channel, MER_ID, TODAY))
    (zm,) = (text.decode("gbk") for name, text in texts.items() if "ZM_" in name)

    assert any("ZME_" in name for name in texts)
    assert [len(line) for line in zm.splitlines()] == [sum(map(int, WIDTHS.split(","))) + 41] * 2
    assert "ORDER-1" in zm
    assert "BACK-1" in zm


WIDTHS = "3,11,11,6,10,19,12,4,2,21,2,32,2,6,10,13,13,4,15,2,2,6,2,4,32,1,21,15,1,15,32,13,13,8,32,13,13,12,2,1,32,98"


@pytest.mark.parametrize("fault", ["system-error-after", "missigned", "lost", "unavailable-before"])
async def test_a_file_that_is_not_certainly_unionpays_is_silence(
    channel: UnionPay, stage: Stage, clock: ManualClock, fault: str
):
    from wendan.sandbox.unionpay import AnswerFault

    await clock.advance(86400)
    side: object = stage.other_side
    side.sandbox.bench.desk.fate.script("file", [AnswerFault(fault)])  # type: ignore[attr-defined]
    with pytest.raises(Silence):
        await fetched(channel, MER_ID, TODAY)

    assert texts_of(await fetched(channel, MER_ID, TODAY))


def test_the_file_is_unpacked_layer_by_layer():
    inside = zipped(ZM_1="一笔".encode("gbk"), ZME_1=b"")
    content = base64.b64encode(zlib.compress(inside)).decode()

    assert unpacked(content) == inside
    assert texts_of(inside) == {"ZM_1": "一笔".encode("gbk"), "ZME_1": b""}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "牛",
        "AAAA",
        base64.b64encode(zipped(a=b"1")).decode(),
        base64.b64encode(zlib.compress(zipped(a=b"1"))[:-3]).decode(),
        base64.b64encode(zlib.compress(b"no zip")).decode(),
    ],
    # A ZIP carries the time: as a name it would differ between two workers that collect the same tests.
    ids=["empty", "chinese", "no-zlib", "no-deflate", "cut", "no-zip"],
)
def test_a_spoilt_file_is_not_read(content: str):
    with pytest.raises(SpoiltFile):
        unpacked(content)


def test_a_zip_that_is_cut_or_swells_is_not_read(monkeypatch: pytest.MonkeyPatch):
    packed = zipped(a=b"0" * 1000)
    with pytest.raises(SpoiltFile):
        texts_of(packed[:-10])
    monkeypatch.setattr("wendan.channels.unionpay.settlement.MOST_BYTES", 999)
    with pytest.raises(SpoiltFile, match="too long"):
        texts_of(packed)


def test_the_day_is_said_without_its_year():
    assert settle_date(date(2026, 1, 9)) == "0109"
