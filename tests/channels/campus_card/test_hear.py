"""Notices: believed only if the operator signed them for this very address; retried until 204; keys that rotate."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from conformance import Stage, fetched
from standing import Door, Standing

from waiting import until
from wendan.channels.bills import NoBill
from wendan.channels.campus_card import CampusCard, load_credentials
from wendan.channels.http import ChannelOptions
from wendan.channels.port import CallbackRejected
from wendan.kernel.errors import Silence
from wendan.kernel.news import Subject, Word
from wendan.platform.ids import SeededIds
from wendan.sandbox.campus_card.keys import MERCHANT

PATH = f"/callbacks/campus-card/{MERCHANT}"


async def noticed(stage: Stage) -> tuple[dict[str, str], bytes]:
    await stage.paid("ORDER-1")
    return await stage.other_side.callback()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Campus-Signature": "0" * 64}, "signature"),
        ({"Campus-Key": "k9"}, "unknown-key"),
        ({"Campus-Merchant": "campus-0002"}, "wrong-merchant"),
        ({"Campus-Timestamp": "1"}, "stale"),
        ({"Campus-Timestamp": "soon"}, "malformed"),
        ({"Campus-Nonce": ""}, "malformed"),
    ],
)
async def test_a_notice_that_is_not_the_operators_is_not_believed(
    stage: Stage, change: dict[str, str], reason: str
):
    headers, body = await noticed(stage)
    with pytest.raises(CallbackRejected) as rejected:
        stage.channel.hear(MERCHANT, headers | change, body, stage.clock.now())

    assert rejected.value.reason == reason


async def test_a_changed_body_another_account_and_an_old_notice_are_not_believed(stage: Stage):
    headers, body = await noticed(stage)
    now = stage.clock.now()
    for account, told, reason in (
        (MERCHANT, body.replace(b"1250", b"1251"), "signature"),
        ("campus-0002", body, "wrong-merchant"),
    ):
        with pytest.raises(CallbackRejected) as rejected:
            stage.channel.hear(account, headers, told, now)
        assert rejected.value.reason == reason
    await stage.clock.advance(302)
    with pytest.raises(CallbackRejected, match="stale"):
        stage.channel.hear(MERCHANT, headers, body, stage.clock.now())


async def test_a_notice_for_another_address_of_ours_is_not_believed(
    stage: Stage, channel: CampusCard, door: Door
):
    headers, body = await noticed(stage)
    elsewhere = CampusCard(
        {MERCHANT: channel._merchants[MERCHANT].credentials},
        ChannelOptions(f"{door.url}/behind/a/prefix"),
        stage.clock,
        SeededIds(2),
    )
    with pytest.raises(CallbackRejected, match="signature"):
        elsewhere.hear(MERCHANT, headers, body, stage.clock.now())


def signed(stage: Stage, sandbox: Standing, content: Any) -> tuple[dict[str, str], bytes]:
    """As the operator signs."""
    desk, body = sandbox.bench.desk, msgspec.json.encode(content)
    return desk.crypto.headers("k1", ("POST", PATH), body, stage.clock.now(), "n1"), body


@pytest.mark.parametrize(
    "content",
    [
        {},
        [],
        {"id": "N1"},
        {"id": "N1", "kind": "payment.paid", "payment": {"number": "A", "state": "PAID", "amount_fen": 1}},
        {"id": "N1", "kind": "payment.paid", "payment": {"number": "A", "state": "NEW", "amount_fen": 1}},
        {"id": "N1", "kind": "refund.succeeded", "refund": {"number": "A"}},
    ],
)
async def test_a_notice_that_does_not_say_all_is_malformed(stage: Stage, sandbox: Standing, content: Any):
    headers, body = signed(stage, sandbox, content)
    with pytest.raises(CallbackRejected, match="malformed"):
        stage.channel.hear(MERCHANT, headers, body, stage.clock.now())


async def test_a_genuine_notice_of_another_kind_moves_nothing(stage: Stage, sandbox: Standing):
    headers, body = signed(stage, sandbox, {"id": "N1", "kind": "card.frozen", "card": "2026****01"})

    assert stage.channel.hear(MERCHANT, headers, body, stage.clock.now()) is None


@pytest.mark.parametrize("word", [Word.SUCCEEDED, Word.CLOSED, Word.DECLINED])
async def test_every_end_of_a_refund_is_told(stage: Stage, door: Door, word: Word):
    await noticed(stage)
    await stage.channel.refund(stage.refund("BACK-1", "ORDER-1"))
    await stage.other_side.end_refund("BACK-1", word)
    await stage.clock.advance(1)
    await until(lambda: len(door.came) == 2)
    news = stage.channel.hear(MERCHANT, *door.came[1], stage.clock.now())

    assert news is not None
    assert (news.subject, news.word, news.number, news.amount_fen) == (Subject.REFUND, word, "BACK-1", 300)


async def test_a_notice_comes_again_on_schedule_until_204(stage: Stage, door: Door):
    door.status = 200
    await stage.paid("ORDER-1")
    await stage.clock.advance(1)
    await until(lambda: len(door.came) == 1)
    for n, gap_s in enumerate((10, 30, 60, 300), 2):
        await until(lambda: stage.other_side.sandbox.bench.desk.agenda.under_way == 0)  # type: ignore[attr-defined]
        await stage.clock.advance(gap_s)
        await until(lambda n=n: len(door.came) == n)
        door.status = 204 if n == 4 else 200
    heard = [stage.channel.hear(MERCHANT, *each, stage.clock.now()) for each in door.came[-1:]]
    ids = {msgspec.json.decode(body)["id"] for _, body in door.came}

    assert heard[0] is not None
    assert len(ids) == 1
    assert len({headers["Campus-Nonce"] for headers, _ in door.came}) == len(door.came)


async def test_keys_rotate_without_a_gap(stage: Stage, sandbox: Standing, channel: CampusCard):
    _, rotated = await sandbox.call("POST", "/keys/rotate")
    directory = sandbox.bench.desk.keys.directory
    await stage.channel.prepare(stage.ask("ORDER-1"))  # the old key still holds
    await stage.other_side.pay("ORDER-1")
    headers, body = await stage.other_side.callback()
    with pytest.raises(CallbackRejected, match="unknown-key"):
        stage.channel.hear(MERCHANT, headers, body, stage.clock.now())
    old = load_credentials(directory / "campus-card.json")
    both = msgspec.structs.replace(
        old, keys=dict(sandbox.bench.desk.keys.secrets), signing_key=rotated["key"]
    )
    newer = CampusCard({MERCHANT: both}, channel._options, stage.clock, SeededIds(3))
    heard = newer.hear(MERCHANT, headers, body, stage.clock.now())
    asked = await newer.query(stage.key("ORDER-1"))
    await newer.aclose()

    assert (headers["Campus-Key"], rotated["key"]) == ("k2", "k2")
    assert heard is not None
    assert heard.word is asked.word is Word.SUCCEEDED


async def test_the_operator_believes_nothing_twice_and_answers_a_stranger_without_a_signature(
    stage: Stage, sandbox: Standing, channel: CampusCard
):
    from wendan.channels.port import ChannelRefused

    wrong = msgspec.structs.replace(
        channel._merchants[MERCHANT].credentials, keys={"k7": "x" * 32}, signing_key="k7"
    )
    stranger = CampusCard({MERCHANT: wrong}, channel._options, stage.clock, SeededIds(4))
    with pytest.raises(ChannelRefused, match="KEY_UNKNOWN"):
        await stranger.query(stage.key("ORDER-1"))
    await stranger.aclose()
    repeating = CampusCard(
        {MERCHANT: channel._merchants[MERCHANT].credentials}, channel._options, stage.clock, SeededIds(1)
    )
    await stage.channel.query(stage.key("ORDER-1"))
    with pytest.raises(ChannelRefused, match="NONCE_REPEATED"):
        await repeating.query(stage.key("ORDER-1"))
    await repeating.aclose()


async def test_a_bill_holds_every_fen_of_its_day_and_their_sums(stage: Stage, channel: CampusCard):
    day = stage.clock.now().date()
    with pytest.raises(NoBill, match="BILL_NOT_READY"):
        await fetched(channel, MERCHANT, day)
    await stage.paid("ORDER-1")
    side: Any = stage.other_side
    scan = replace(stage.ask("SCAN-1", method="barcode"), auth_code=await side.shows(manner="at-once"))
    await channel.prepare(scan)
    await channel.close(stage.key("SCAN-1", method="barcode"))
    await channel.refund(stage.refund("BACK-1", "ORDER-1"))
    await side.end_refund("BACK-1", Word.SUCCEEDED)
    await stage.clock.advance(86_400)
    lines = (await fetched(channel, MERCHANT, day)).decode().splitlines()
    kinds = [line.split(",")[0] for line in lines]

    assert lines[0] == "kind,number,reference,payment,amount_fen,fee_fen,moved_at,card"
    assert sorted(kinds[1:-1]) == ["payment", "payment", "refund", "reversal"]
    assert lines[-1] == "total,4,,,950,0,,"
    with pytest.raises(NoBill, match="BILL_EMPTY"):
        await fetched(channel, MERCHANT, day.replace(day=day.day - 1))


async def test_an_unclear_bill_is_silence(stage: Stage, sandbox: Standing, channel: CampusCard):
    from wendan.sandbox.core.faults import AnswerFault

    for fault in ("lost", "missigned", "misstamped", "unavailable-before"):
        sandbox.bench.desk.fate.script("bill", [AnswerFault(fault)])
        with pytest.raises(Silence):
            await fetched(channel, MERCHANT, stage.clock.now().date())
