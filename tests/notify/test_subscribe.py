"""WeChat's subscription message: consents, tokens, values, and every errcode with its meaning."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from messenger_side import OPENID, REMINDER, WECHAT_WORDS, Side, side_of

from wendan.notify import codes
from wendan.notify.port import Refused, Why
from wendan.notify.texts import cut, units
from wendan.notify.values import fitted, kind_of
from wendan.platform.clock import ManualClock
from wendan.sandbox.core.faults import AnswerFault
from wendan.sandbox.post.words import No


@pytest.fixture
async def side(post: Any, clock: ManualClock) -> AsyncIterator[Side]:
    made = side_of("wechat", post, clock)
    yield made
    await made.ways.aclose()


def changed(side: Side, tmp_path: Path, **change: Any) -> Side:
    """The same with another messages.json."""
    content = json.loads((side.post.bench.desk.options.directory / "messages.json").read_text())
    content["wechat"] |= change
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(content))
    return side_of("wechat", side.post, side.clock, file)


async def refusal(side: Side, **other: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        await side.messenger.send(side.message(**other))
    return refused.value


async def test_one_consent_is_one_message(side: Side):
    side.allow(1)
    await side.messenger.send(side.message())

    refused = await refusal(side)
    assert (refused.why, refused.code) == (Why.NO_CONSENT, "43101")
    assert not refused.retryable
    assert len(side.taken()) == 1


async def test_what_the_person_reads_is_what_was_meant(side: Side):
    side.allow()
    await side.messenger.send(side.message())

    (taken,) = side.taken()
    assert taken.content == {
        "page": "pages/pay/index?store=019a&order=019b%26x%3D1",
        "state": "formal",
        "data": {
            "thing1": "稳单小馆",
            "amount2": "¥12.50",
            "time3": "2026-11-21 12:30",
            "thing4": "支付后马上为您制作",
        },
    }


async def test_a_long_thing_is_cut_before_wechat_sees_it(side: Side):
    side.allow()
    await side.messenger.send(side.message(variables=WECHAT_WORDS | {"shop": "很" * 30}))

    assert side.taken()[0].content["data"]["thing1"] == "很" * 19 + "…"


async def test_an_amount_that_is_none_is_refused_before_wechat_is_asked(side: Side):
    refused = await refusal(side, variables=WECHAT_WORDS | {"amount": "十二元"})

    assert (refused.why, refused.code) == (Why.BAD_TEMPLATE, "value:amount2")
    assert not side.post.bench.desk.post.posts


async def test_a_field_wechat_does_not_like_is_named(side: Side, tmp_path: Path):
    fields = {"thing1": "{shop}", "amount2": "{amount}", "time3": "{expires_at}"}
    other = changed(side, tmp_path, templates={REMINDER: {"fields": fields}})
    other.allow()

    refused = await refusal(other)
    assert (refused.why, refused.code) == (Why.BAD_TEMPLATE, "47003:thing4")
    await other.ways.aclose()


async def test_a_page_that_is_not_there_is_said_so(side: Side, tmp_path: Path):
    template = {"fields": {"thing1": "{shop}"}, "page": "nowhere?id={order_id}"}
    other = changed(side, tmp_path, templates={REMINDER: template})

    assert (await refusal(other)).code == "41030"
    await other.ways.aclose()


@pytest.mark.parametrize("change", [{"appid": "wx0"}, {"app_secret": "wrong"}])
async def test_a_wrong_app_or_secret_is_our_mistake(side: Side, tmp_path: Path, change: dict[str, str]):
    other = changed(side, tmp_path, **change)

    refused = await refusal(other)
    assert refused.why is Why.OUR_MISTAKE
    assert refused.code in {"token:40013", "token:40125"}
    await other.ways.aclose()


@pytest.mark.parametrize("kind", ["stable", "plain"])
async def test_one_token_serves_until_shortly_before_its_end(side: Side, tmp_path: Path, kind: str):
    side, platform = changed(side, tmp_path, access=kind), side.post.bench.platform
    side.allow(3)
    await side.messenger.send(side.message())
    await side.clock.advance(7200 - 301)
    await side.messenger.send(side.message())
    assert platform._count == 1

    await side.clock.advance(2)
    await side.messenger.send(side.message())
    assert platform._count == 2
    await side.ways.aclose()


async def test_two_processes_share_the_stable_token_and_take_plain_ones_from_one_another(
    side: Side, tmp_path: Path
):
    counts = []
    for kind in ("stable", "plain"):
        first, second = (changed(side, tmp_path, access=kind) for _ in range(2))
        before = side.post.bench.platform._count
        side.allow(4)
        for _ in range(2):
            for process in (first, second):
                await process.messenger.send(process.message(side.ids.uuid7(side.clock.now())))
                await side.clock.advance(301)
        counts.append(side.post.bench.platform._count - before)
        await first.ways.aclose()
        await second.ways.aclose()

    assert counts == [1, 4]


@pytest.mark.parametrize("kind", ["stable", "plain"])
async def test_a_token_wechat_disowns_is_fetched_anew_and_the_message_goes_out_once(
    side: Side, tmp_path: Path, kind: str
):
    side = changed(side, tmp_path, access=kind)
    side.allow(2)
    await side.messenger.send(side.message())
    side.post.bench.platform.forget_tokens()
    await side.messenger.send(side.message())

    assert len(side.taken()) == 2
    await side.ways.aclose()


async def test_a_token_that_is_disowned_again_is_our_mistake(side: Side, monkeypatch: pytest.MonkeyPatch):
    def disown(_: str) -> None:
        raise No(40001, "invalid credential")

    monkeypatch.setattr(side.post.bench.platform, "_check_token", disown)
    asked = side.post.bench.platform.stable_token
    times = []
    monkeypatch.setattr(side.post.bench.platform, "stable_token", lambda r: times.append(1) or asked(r))
    side.allow()

    refused = await refusal(side)
    assert (refused.why, refused.code) == (Why.OUR_MISTAKE, "40001")
    assert len(times) == 2


@pytest.mark.parametrize("fault", [AnswerFault.LOST, AnswerFault.UNAVAILABLE_BEFORE])
async def test_without_a_token_nothing_was_sent(side: Side, fault: AnswerFault):
    side.allow()
    message = side.message()
    side.script(fault, verb="token")

    with pytest.raises(Refused) as refused:
        await side.messenger.send(message)
    assert refused.value.why is Why.BUSY
    await side.messenger.send(message)
    assert len(side.taken()) == 1


async def test_a_shops_own_reading_of_a_code_comes_first(side: Side, tmp_path: Path):
    other = changed(side, tmp_path, codes={"43101": "refused-by-person"})

    assert (await refusal(other)).why is Why.REFUSED_BY_PERSON
    await other.ways.aclose()


@pytest.mark.parametrize("table", [codes.SUBSCRIBE, codes.WECOM, codes.DINGTALK])
def test_every_code_of_a_table_has_its_meaning_and_an_unknown_one_is_our_mistake(table: dict[str, Why]):
    for code, why in table.items():
        assert codes.meaning(int(code), table) is why
    assert codes.meaning(99999, table) is Why.OUR_MISTAKE
    assert codes.meaning(99999, {"99999": Why.BUSY}, table) is Why.BUSY


GOOD = {
    "thing1": ["牛肉面 1 份", "a"],
    "number2": ["3", "-1.5", "9" * 32],
    "amount3": ["¥12.50", "12.5元", "￥1234567890", "0"],
    "time4": ["15:01", "2019年10月1日 15:01", "2026-11-21 12:30:05", "12:00~13:00"],
    "date5": ["2019年10月1日", "2026-11-21", "2018/01/01 08:00", "2026-11-21~2026-11-22"],
    "character_string6": ["A001-2", "x" * 32],
    "phrase7": ["待支付"],
    "phone_number8": ["+86-0766-66888866"],
    "letter9": ["abc"],
    "symbol10": ["！？"],
    "car_number11": ["粤A8Z888挂"],
    "name12": ["王小明"],
}
BAD = {
    "thing1": ["", "  ", "\n"],
    "number2": ["三", "１２", "9" * 33],
    "amount3": ["¥", "12.505", "12 元", "¥12345678901"],
    "time4": ["下午", "12:00～13:00"],
    "date5": ["明天", "2026"],
    "character_string6": ["取餐号", "x" * 33],
    "phrase7": ["等待您支付呢", "paid"],
    "phone_number8": ["1" * 18],
    "letter9": ["a1"],
    "symbol10": ["!?!?!?"],
}


@pytest.mark.parametrize(("field", "value"), [(f, v) for f, values in GOOD.items() for v in values])
def test_a_good_value_goes_out_as_it_is(field: str, value: str):
    assert fitted(field, value, {}) == value


@pytest.mark.parametrize(("field", "value"), [(f, v) for f, values in BAD.items() for v in values])
def test_a_bad_value_does_not_go_out(field: str, value: str):
    with pytest.raises(Refused) as refused:
        fitted(field, value, {})
    assert refused.value.code == f"value:{field}"


def test_a_limit_of_the_file_overrules_ours():
    assert fitted("thing1", "很" * 30, {"thing": 5}) == "很很很很…"


def test_the_kind_of_a_field_is_its_name_without_the_number():
    assert [kind_of(f) for f in ("thing1", "character_string12", "phone_number01", "thing")] == [
        "thing",
        "character_string",
        "phone_number",
        "thing",
    ]


@given(st.text(max_size=60))
def test_a_thing_never_has_more_than_twenty_characters_however_they_are_counted(text: str):
    try:
        shown = fitted("thing1", text, {})
    except Refused:
        return
    assert units(shown) <= 20
    assert shown.isprintable()


@given(st.text(max_size=40), st.integers(min_value=1, max_value=30))
def test_what_fits_is_not_cut_and_what_is_cut_ends_with_dots(text: str, most: int):
    shown = cut(text, most)
    assert shown == text if units(text) <= most else shown.endswith("…")
    assert units(shown) <= most


def test_the_sandbox_and_we_mean_the_same_person():
    assert len(OPENID) == 28
