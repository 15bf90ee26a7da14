"""The books outlive the sandbox, torn journals included; its keys too."""

from pathlib import Path

from merchant import Merchant
from standing import Door, standing

from waiting import until
from wendan.platform.clock import ManualClock
from wendan.sandbox.wechat import SandboxOptions, create


async def test_after_a_restart_everything_goes_on(
    wechat_directory: Path, tmp_path: Path, clock: ManualClock, door: Door
):
    options = SandboxOptions(wechat_directory, journal=tmp_path / "journal")
    door.status = 500
    async with standing(options, clock) as before:
        merchant = Merchant(before.url, before.bench.desk.keys, clock, door.url + "/x")
        for n in range(3):
            await merchant.prepay(f"ORDER-{n}", attach="桌号 8")
        await before.pay("ORDER-0")
        await merchant.close("ORDER-1")
        await merchant.refund("BACK-0", "ORDER-0", 300)
        books = await before.call("GET", "/books")
        known = await before.call("GET", "/payments")
        await merchant.aclose()
    with (tmp_path / "journal").open("ab") as journal:
        journal.write(b'{"event":"taken","at":17')
    door.status = 200
    async with standing(options, clock) as after:
        merchant = Merchant(after.url, after.bench.desk.keys, clock, door.url + "/x")
        assert await after.call("GET", "/books") == books
        assert await after.call("GET", "/payments") == known
        assert (await merchant.prepay("ORDER-2", attach="桌号 8"))[0] == 200
        await clock.advance(60)
        await until(lambda: after.bench.desk.books.refunds["BACK-0"].status == "SUCCESS")
        await clock.advance(30)
        await until(lambda: all(c.is_accepted for c in after.bench.desk.books.notices.values()))
        await merchant.aclose()
    async with standing(options, clock) as again:
        assert (await again.call("GET", "/books"))[1]["kept_fen"] == 950


def test_keys_are_made_once_and_kept(tmp_path: Path):
    first, second = create(tmp_path / "keys"), create(tmp_path / "keys")

    assert first.merchant_serial == second.merchant_serial
    assert first.apiv3_key == second.apiv3_key
    assert len(first.merchant_serial) == len(first.certificate_serial) == 40
    assert len(first.apiv3_key) == 32
    assert first.apiv3_key not in repr(first)
