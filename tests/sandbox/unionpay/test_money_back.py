"""Notices, refunds, revocations and the settlement file, all from the same books."""

import base64
import io
import zipfile
import zlib
from typing import Any
from urllib.parse import parse_qsl

import pytest
from standing import Door, Standing

from waiting import until
from wendan.platform.clock import ManualClock
from wendan.sandbox.unionpay import CallbackFault, FaultPlan

# channels.md §3.8, written down a second time.
ZM = [
    3,
    11,
    11,
    6,
    10,
    19,
    12,
    4,
    2,
    21,
    2,
    32,
    2,
    6,
    10,
    13,
    13,
    4,
    15,
    2,
    2,
    6,
    2,
    4,
    32,
    1,
    21,
    15,
    1,
    15,
    32,
]
ZM += [13, 13, 8, 32, 13, 13, 12, 2, 1, 32, 98]


def split(line: bytes) -> list[str]:
    fields, at = [], 0
    for width in ZM:
        fields.append(line[at : at + width].decode("gbk").strip())
        at += width + 1
    assert at == len(line) + 1
    return fields


async def paid(merchant: Any, sandbox: Standing, number: str = "ORDER-1") -> str:
    told = await merchant.qr(number)
    assert (await sandbox.pay(number))[0] == 200
    return (await merchant.query(number, told["txnTime"]))["queryId"]


async def test_the_notice_is_sent_five_times_in_twelve_minutes_and_never_more(
    merchant: Any, sandbox: Standing, door: Door, clock: ManualClock
):
    door.status = 500
    await paid(merchant, sandbox)
    await clock.advance(1)
    (notice,) = sandbox.bench.desk.books.notices.values()
    await until(lambda: notice.sends == 1)
    dues = []
    for sends in range(2, 6):
        dues.append(round(notice.due_at - notice.first_sent_at))
        await clock.advance(notice.due_at - clock.now().timestamp() + 0.1)
        await until(lambda sends=sends: notice.sends == sends)
    await clock.advance(86400)

    assert dues == [60, 180, 420, 720]
    assert notice.due_at is None
    assert len(door.came) == 5


async def test_a_notice_is_a_signed_form_and_200_is_enough(
    merchant: Any, sandbox: Standing, door: Door, clock: ManualClock
):
    door.answer = "whatever"
    query_id = await paid(merchant, sandbox)
    await clock.advance(1)
    await until(lambda: door.came)
    headers, body = door.came[0]
    told = dict(parse_qsl(body.decode(), strict_parsing=True))
    merchant.check(told)
    await clock.advance(3600)

    assert "x-www-form-urlencoded" in headers["Content-Type"]
    assert (told["txnType"], told["respCode"], told["queryId"]) == ("01", "00", query_id)
    assert (told["orderId"], told["merId"], told["txnAmt"]) == ("ORDER-1", "777290058110048", "1250")
    assert len(door.came) == 1


async def test_a_spoilt_notice_is_followed_by_a_right_one(
    merchant: Any, sandbox: Standing, door: Door, clock: ManualClock
):
    sandbox.bench.desk.fate.plan = FaultPlan(callbacks={CallbackFault.MISSIGNED: 1.0})
    door.status = 401
    await paid(merchant, sandbox)
    await clock.advance(1)
    await until(lambda: door.came)
    with pytest.raises(Exception):  # noqa: B017, PT011 - cryptography's InvalidSignature
        merchant.check(dict(parse_qsl(door.came[0][1].decode())))
    await clock.advance(60)
    await until(lambda: len(door.came) == 2)

    merchant.check(dict(parse_qsl(door.came[1][1].decode())))


async def test_a_refund_is_only_accepted_and_ends_later(
    merchant: Any, sandbox: Standing, door: Door, clock: ManualClock
):
    query_id = await paid(merchant, sandbox)
    told = await merchant.back("BACK-1", query_id, 300)
    on_its_way = await merchant.query("BACK-1", told["txnTime"])
    again = await merchant.back("BACK-1", query_id, 300)
    await clock.advance(20)
    await until(lambda: sandbox.bench.desk.books.refunds["BACK-1"].status == "SUCCESS")
    done = await merchant.query("BACK-1", told["txnTime"])
    await clock.advance(1)
    await until(lambda: any(b"txnType=04" in body for _, body in door.came))

    assert (told["respCode"], again["respCode"]) == ("00", "12")
    assert (on_its_way["origRespCode"], done["origRespCode"]) == ("05", "00")
    assert told["queryId"] == done["queryId"] != query_id
    assert done["origQryId"] == query_id


@pytest.mark.parametrize(("status", "code"), [("CLOSED", "60"), ("ABNORMAL", "01")])
async def test_a_refund_that_fails_is_not_told_but_found(
    merchant: Any, sandbox: Standing, door: Door, clock: ManualClock, status: str, code: str
):
    query_id = await paid(merchant, sandbox)
    told = await merchant.back("BACK-1", query_id, 300)
    await sandbox.call("POST", "/refunds/BACK-1/end", {"status": status})
    await clock.advance(60)

    assert (await merchant.query("BACK-1", told["txnTime"]))["origRespCode"] == code
    assert not any(b"txnType=04" in body for _, body in door.came)


async def test_what_cannot_be_refunded(merchant: Any, sandbox: Standing):
    query_id = await paid(merchant, sandbox)
    assert (await merchant.back("BACK-1", query_id, 1000))["respCode"] == "00"

    assert (await merchant.back("BACK-2", query_id, 251))["respCode"] == "36"
    assert (await merchant.back("BACK-3", "0" * 21, 1))["respCode"] == "35"
    assert (await merchant.back("ORDER-1", query_id, 1))["respCode"] == "12"
    assert (await merchant.back("BACK-4", query_id, 250))["respCode"] == "00"


async def test_a_revocation_is_whole_at_once_and_of_the_same_clearing_day(
    merchant: Any, sandbox: Standing, clock: ManualClock
):
    first = await paid(merchant, sandbox, "ORDER-1")
    second = await paid(merchant, sandbox, "ORDER-2")
    part = await merchant.back("UNDO-1", first, 300, "31")
    whole = await merchant.back("UNDO-2", first, 1250, "31")
    await clock.advance(11 * 3600)
    tomorrow = await merchant.back("UNDO-3", second, 1250, "31")

    assert (part["respCode"], whole["respCode"], tomorrow["respCode"]) == ("36", "00", "35")
    assert sandbox.bench.desk.books.refunds["UNDO-2"].status == "SUCCESS"


async def settlement(merchant: Any, day: str) -> dict[str, Any]:
    fields = {"txnType": "76", "txnSubType": "01", "bizType": "000000", "fileType": "00", "settleDate": day}
    return await merchant.ask("/", fields)


async def test_the_settlement_file_holds_what_was_taken_and_given_back(
    merchant: Any, sandbox: Standing, clock: ManualClock
):
    query_id = await paid(merchant, sandbox)
    await merchant.back("BACK-1", query_id, 300)
    await sandbox.call("POST", "/refunds/BACK-1/end", {"status": "SUCCESS"})
    await merchant.qr("UNPAID-1")
    assert (await settlement(merchant, "1121"))["respCode"] == "98", "the day is not over"
    # 12:00 in Beijing; the clearing day ends at 23:00.
    await clock.advance(11 * 3600)
    late = await paid(merchant, sandbox, "ORDER-2")
    told = await settlement(merchant, "1121")
    packed = zlib.decompress(base64.b64decode(told["fileContent"]))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        texts = {name: archive.read(name) for name in archive.namelist()}
    (zm,) = (text for name, text in texts.items() if "ZM_" in name)
    rows = [split(line) for line in zm.splitlines()]

    assert told["fileName"].endswith(".zip")
    assert [name for name in texts if "ZME_" in name]
    assert len(rows) == 2
    payment, refund = rows
    assert (payment[9], payment[11], payment[6]) == (query_id, "ORDER-1", "000000001250")
    assert (payment[15], payment[16]) == ("D000000000007", "C000000001243")
    assert (refund[11], refund[6], refund[26], refund[40]) == ("BACK-1", "000000000300", query_id, "ORDER-1")
    assert (payment[19], refund[19]) == ("01", "04")
    assert late not in zm.decode("gbk")


async def test_a_day_that_never_was_has_no_file(merchant: Any, clock: ManualClock):
    await clock.advance(86400)

    assert (await settlement(merchant, "0230"))["respCode"] == "98"
    assert (await settlement(merchant, "1101"))["respCode"] == "98"
    assert (await settlement(merchant, "1121"))["respCode"] == "00"
