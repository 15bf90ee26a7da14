"""网页授权 as WeChat documents it: the way there and back, and the code that leads to one person, once."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from merchant import Merchant

IN_WECHAT = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile MicroMessenger/8.0.50"}
BACK = "https://order.example.com/diner/"


def asked_of(sandbox, **more):
    keys = sandbox.bench.desk.keys
    return {
        "appid": keys.service_appid,
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": "abc123",
    } | more


async def page(sandbox, asked, headers=IN_WECHAT):
    path = f"/connect/oauth2/authorize?{urlencode(asked)}"
    async with sandbox.tester.get(path, headers=headers, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("Location", ""), await answer.text()


async def code_of(sandbox, **more):
    _, location, _ = await page(sandbox, asked_of(sandbox, **more))
    return parse_qs(urlsplit(location).query)["code"][0]


async def change(sandbox, right, **wrong):
    keys = sandbox.bench.desk.keys
    given = {"appid": keys.service_appid, "secret": keys.service_secret, "code": right}
    asked = given | {"grant_type": "authorization_code"} | wrong
    async with sandbox.tester.get(f"/sns/oauth2/access_token?{urlencode(asked)}") as answer:
        return answer.status, await answer.json(content_type=None)


async def test_a_browser_inside_wechat_is_sent_back_at_once_with_code_and_state(sandbox):
    status, location, _ = await page(sandbox, asked_of(sandbox))
    back = urlsplit(location)

    assert status == 302
    assert f"{back.scheme}://{back.netloc}{back.path}" == BACK
    assert parse_qs(back.query)["state"] == ["abc123"]
    assert len(parse_qs(back.query)["code"][0]) == 32


async def test_what_stands_in_the_address_before_stays(sandbox):
    _, location, _ = await page(sandbox, asked_of(sandbox, redirect_uri=f"{BACK}?store=7"))

    assert parse_qs(urlsplit(location).query)["store"] == ["7"]


async def test_the_same_browser_is_the_same_person_and_every_code_is_another(sandbox):
    same = IN_WECHAT | {"Cookie": "wechat_person=somebody"}
    locations = [(await page(sandbox, asked_of(sandbox), same))[1] for _ in range(2)]
    codes = [parse_qs(urlsplit(location).query)["code"][0] for location in locations]
    told = [(await change(sandbox, code))[1] for code in codes]

    assert codes[0] != codes[1]
    assert told[0]["openid"] == told[1]["openid"]
    assert told[0]["scope"] == "snsapi_base"
    assert set(told[0]) == {"access_token", "expires_in", "refresh_token", "openid", "scope"}


async def test_a_code_leads_to_somebody_once(sandbox):
    code = await code_of(sandbox)
    first, second = await change(sandbox, code), await change(sandbox, code)

    assert first[1]["openid"].startswith("o")
    assert second == (200, {"errcode": 40163, "errmsg": "code been used"})


async def test_a_code_is_good_for_five_minutes(sandbox, clock):
    code = await code_of(sandbox)
    await clock.advance(300)

    assert (await change(sandbox, code))[1]["errcode"] == 40029


@pytest.mark.parametrize(
    ("wrong", "errcode"),
    [
        ({"appid": "wxd678efh567hg6787"}, 40013),
        ({"secret": "another"}, 40125),
        ({"code": "never given"}, 40029),
        ({"code": ""}, 41008),
        ({"grant_type": "client_credential"}, 40002),
    ],
)
async def test_what_is_wrong_has_its_code(sandbox, wrong, errcode):
    assert (await change(sandbox, await code_of(sandbox), **wrong))[1]["errcode"] == errcode


async def test_a_mini_programs_code_is_none_of_the_service_account(sandbox):
    login = sandbox.bench.logins.begin(None)

    assert (await change(sandbox, login.code))[1]["errcode"] == 40029


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"appid": "wxd678efh567hg6787"}, "AppID"),
        ({"scope": "snsapi_login"}, "Scope"),
        ({"redirect_uri": "javascript:alert(1)"}, "redirect_uri"),
        ({"state": "not/a-state"}, "state"),
        ({"response_type": "token"}, "无法访问"),
    ],
)
async def test_a_wrong_address_leads_nowhere(sandbox, wrong, told):
    status, location, text = await page(sandbox, asked_of(sandbox, **wrong))

    assert (status, location) == (200, "")
    assert told in text


async def test_parameters_in_another_order_are_not_served(sandbox):
    turned = dict(reversed(asked_of(sandbox).items()))

    assert "无法访问" in (await page(sandbox, turned))[2]


async def test_any_other_browser_is_asked_to_come_by_wechat(sandbox):
    assert "请在微信客户端打开链接" in (await page(sandbox, asked_of(sandbox), {}))[2]


async def test_an_order_names_the_app_that_knows_its_payer(sandbox, merchant: Merchant):
    keys = sandbox.bench.desk.keys
    openid = (await change(sandbox, await code_of(sandbox)))[1]["openid"]
    payer = {"payer": {"openid": openid}}

    wrong = await merchant.prepay("ORDER-1", kind="jsapi", **payer)
    right = await merchant.prepay("ORDER-2", kind="jsapi", appid=keys.service_appid, **payer)
    strange = await merchant.prepay("ORDER-3", kind="jsapi", appid="wx0000000000000000", **payer)

    assert (wrong[0], wrong[1]["code"]) == (400, "PARAM_ERROR")
    assert right[0] == 200
    assert strange[1]["code"] == "APPID_MCHID_NOT_MATCH"
