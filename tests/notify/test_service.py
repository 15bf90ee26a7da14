"""Customer service messages: the window that a person's own word opens, and the pushes by which we hear of it."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from messenger_side import OPENID, Side, side_of

from wendan.notify.credentials import WechatService, WechatText
from wendan.notify.port import Refused, ReportRejected, Why
from wendan.notify.service_door import ServiceDoor
from wendan.platform.clock import ManualClock
from wendan.sandbox.post.push import Says

URL = "http://house/callbacks/messages/wechat-service"
NONCE = "n" * 32
FORMS = [(form, is_safe) for form in ("json", "xml") for is_safe in (False, True)]


@pytest.fixture
async def side(post: Any, clock: ManualClock) -> AsyncIterator[Side]:
    made = side_of("wechat-service", post, clock)
    yield made
    await made.ways.aclose()


def door_of(side: Side, *, is_safe: bool) -> ServiceDoor:
    keys = side.post.bench.desk.keys
    sealing = keys.push_aes_key if is_safe else ""
    templates = {"pay-now": WechatText(text="{hint}")}
    service = WechatService(token=keys.push_token, encoding_aes_key=sealing, templates=templates)
    return ServiceDoor(service, keys.appid)


async def refusal(side: Side) -> Refused:
    with pytest.raises(Refused) as refused:
        await side.messenger.send(side.message())
    return refused.value


async def test_a_person_who_said_nothing_hears_nothing(side: Side):
    refused = await refusal(side)

    assert (refused.why, refused.code, refused.retryable) == (Why.NO_CONSENT, "45015", False)
    assert side.taken() == []


async def test_a_word_opens_five_messages_for_two_days_and_another_word_opens_them_anew(side: Side):
    side.allow()
    for _ in range(5):
        await side.messenger.send(side.message())
    assert (await refusal(side)).code == "45047"
    side.allow()
    await side.messenger.send(side.message())
    await side.clock.advance(48 * 3600)

    assert (await refusal(side)).code == "45015"
    assert len(side.taken()) == 6


async def test_a_text_and_a_card_are_what_wechat_takes(side: Side):
    side.allow()
    await side.messenger.send(side.message())
    await side.messenger.send(side.message(template="pay-with-coupon"))

    text, card = side.taken()
    assert (text.template, text.content) == (
        "text",
        {"content": "稳单小馆：您有 ¥¥12.50 的订单待支付，支付后马上为您制作"},
    )
    assert (card.template, card.content["pagepath"]) == (
        "miniprogrampage",
        "pages/pay/index?store=019a&order=019b%26x%3D1",
    )


async def test_both_ways_of_the_mini_program_share_one_access_token(side: Side):
    file = side.post.bench.desk.options.directory / "messages.json"
    content = json.loads(file.read_text())
    content["wechat"]["access"] = "plain"
    file.write_text(json.dumps(content))
    reminders, service = (side_of(way, side.post, side.clock, file) for way in ("wechat", "wechat-service"))
    for each in (reminders, service):
        each.allow()
    both = service.ways.messengers
    await both["wechat"].send(reminders.message())
    await both["wechat-service"].send(service.message())

    assert len(side.post.bench.platform._given) == 1
    for each in (reminders, service):
        await each.ways.aclose()


@pytest.mark.parametrize(("form", "is_safe"), FORMS)
async def test_a_push_is_read_in_either_form_plain_or_closed(side: Side, form: Any, is_safe: bool):
    pushes, door = side.post.bench.pushes, door_of(side, is_safe=is_safe)
    said = door.hear(*pushes.pushed(Says(OPENID, URL, form=form, is_safe=is_safe)), side.clock.now(), NONCE)
    entered = door.hear(
        *pushes.pushed(Says(OPENID, URL, kind="enter", form=form, is_safe=is_safe)), side.clock.now(), NONCE
    )

    assert (said.openid, said.messages, said.open_until) == (
        OPENID,
        5,
        side.clock.now() + timedelta(hours=48),
    )
    assert (entered.messages, entered.open_until) == (2, side.clock.now() + timedelta(minutes=1))


@pytest.mark.parametrize("is_safe", [False, True])
async def test_a_push_that_is_not_wechats_is_refused(side: Side, is_safe: bool):
    door = door_of(side, is_safe=is_safe)
    query, body = side.post.bench.pushes.pushed(Says(OPENID, URL, is_safe=is_safe))
    for changed in ({"nonce": "other"}, {"timestamp": "1"}, {"signature": "", "msg_signature": "é"}):
        with pytest.raises(ReportRejected, match="signature"):
            door.hear(query | changed, body, side.clock.now(), NONCE)
    with pytest.raises(ReportRejected, match="stale"):
        door.hear(query, body, side.clock.now() + timedelta(minutes=6), NONCE)
    for nonsense in (b"", b"[]", b"<xml>", b"\xff", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        with pytest.raises(ReportRejected):
            door.hear(query, nonsense, side.clock.now(), NONCE)


async def test_in_safe_mode_an_open_message_is_believed_by_nobody(side: Side):
    query, body = side.post.bench.pushes.pushed(Says(OPENID, URL))

    with pytest.raises(ReportRejected, match="signature"):
        door_of(side, is_safe=True).hear(query, body, side.clock.now(), NONCE)


async def test_what_was_closed_for_another_app_is_refused(side: Side):
    query, body = side.post.bench.pushes.pushed(Says(OPENID, URL, is_safe=True))
    keys = side.post.bench.desk.keys
    service = WechatService(token=keys.push_token, encoding_aes_key=keys.push_aes_key, templates={})

    with pytest.raises(ReportRejected, match="unknown-key"):
        ServiceDoor(service, "wx-another").hear(query, body, side.clock.now(), NONCE)
    other = WechatService(token=keys.push_token, encoding_aes_key="A" * 43, templates={})
    with pytest.raises(ReportRejected):
        ServiceDoor(other, keys.appid).hear(query, body, side.clock.now(), NONCE)


async def test_other_events_open_nothing(side: Side):
    query, _ = side.post.bench.pushes.pushed(Says(OPENID, URL))
    event = {"FromUserName": OPENID, "CreateTime": 1, "MsgType": "event", "Event": "unsubscribe"}

    assert (
        door_of(side, is_safe=False).hear(query, json.dumps(event).encode(), side.clock.now(), NONCE) is None
    )
