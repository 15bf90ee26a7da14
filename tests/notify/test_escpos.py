"""A slip counts as printed only when the printer says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wendan.kernel.errors import Silence
from wendan.notify import escpos
from wendan.notify.escpos import OutOfPaper, Slip, SlipLine, print_bytes, slip_bytes
from wendan.sandbox.printer import SandboxPrinter

SLIP = Slip(
    "稳单小馆", "A012", "堂食 8号桌", "12:03:44", "少油", [SlipLine("招牌红烧牛肉面", ["微辣", "大碗"], 2)]
)


async def test_a_slip_is_printed_and_says_what_the_cook_needs():
    printer = SandboxPrinter()
    address = await printer.start()

    await print_bytes(address, slip_bytes(SLIP))

    (printed,) = printer.printed
    assert printed.splitlines()[:3] == ["稳单小馆", "A012", "堂食 8号桌"]
    assert "2 x 招牌红烧牛肉面" in printed
    assert "微辣 大碗" in printed
    assert "备注: 少油" in printed
    await printer.stop()


async def test_a_printer_without_paper_has_not_printed():
    printer = SandboxPrinter(has_paper=False)
    address = await printer.start()

    with pytest.raises(OutOfPaper):
        await print_bytes(address, slip_bytes(SLIP))
    assert printer.printed == []
    await printer.stop()


async def test_a_printer_that_says_nothing_or_is_not_there_is_silence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(escpos, "ANSWER_WITHIN_S", 0.1)
    printer = SandboxPrinter(is_silent=True)
    address = await printer.start()
    with pytest.raises(Silence):
        await print_bytes(address, slip_bytes(SLIP))
    await printer.stop()

    with pytest.raises(Silence):
        await print_bytes(address, slip_bytes(SLIP))


@given(st.text(max_size=200))
def test_no_remark_can_command_the_printer(remark: str):
    plain = slip_bytes(Slip("店", "A001", "堂食", "12:00", "", []))
    remarked = slip_bytes(Slip("店", "A001", "堂食", "12:00", f"x{remark}", []))
    shown = "".join(letter for letter in remark if letter.isprintable())

    added = escpos.TALL + f"备注: x{shown}".encode("gb18030", "replace") + b"\n" + escpos.NORMAL
    assert len(remarked) - len(plain) == len(added)
