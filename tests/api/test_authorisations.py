"""网页授权 over HTTP: a guest inside WeChat's browser becomes known, and pays by the app that knows them."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace as changed

from wendan.channels.http import ChannelOptions
from wendan.channels.wechat import ServiceAccounts, load_credentials
from wendan.domains.members.errors import AuthorisationCannotBeChecked
from wendan.flows.authorise import Guest, can_charge, come_back, send_to_wechat
from wendan.kernel.payers import payer_of

IN_WECHAT = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile MicroMessenger/8.0.50"}


def at(town: Any, rest: str = "", store: UUID | None = None) -> str:
    return f"/api/diner/authorisations/{store or town.shop.store_id}{rest}"


async def there(town: Any, token: str) -> dict[str, Any]:
    begun = await town.post(at(town), token)
    assert begun.status == 201, begun.body
    return begun.body


async def back(town: Any, address: str, person: str = "somebody") -> dict[str, str]:
    """What WeChat's page sends this person's browser back with."""
    headers = IN_WECHAT | {"Cookie": f"wechat_person={person}"}
    async with town.client.get(address, headers=headers, allow_redirects=False) as answer:
        where = urlsplit(answer.headers["Location"])
    assert f"{where.scheme}://{where.netloc}{where.path}" == f"{town.url}/diner/"
    return {name: values[0] for name, values in parse_qs(where.query).items()}


async def known(town: Any, token: str, person: str = "somebody", **more: Any) -> str:
    """A token by which the person is known to the service account."""
    came = await back(town, (await there(town, token))["address"], person)
    session = await town.post(at(town, "/return"), token, came | more)
    assert session.status == 201, session.body
    return session.body["token"]


async def methods(town: Any, token: str, order: dict[str, Any]) -> list[tuple[str, str]]:
    told = await town.ask("GET", town.at(order, "/methods?client=wechat"), token)
    return [(each["channel"], each["method"]) for each in told.body["methods"]]


def test_the_address_is_wechats_with_its_parameters_in_wechats_order(town):
    credentials = load_credentials(town.house.settings.wechat_file)
    real = {"authorise_url": "https://open.weixin.qq.com", "service_appid": "wx0123456789abcdef"}
    accounts = ServiceAccounts([changed(credentials, **real)], ChannelOptions("https://order.example.com"))
    address = accounts.address("wx0123456789abcdef", "https://order.example.com/diner/", "S1")

    assert address == (
        "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx0123456789abcdef"
        "&redirect_uri=https%3A%2F%2Forder.example.com%2Fdiner%2F&response_type=code&scope=snsapi_base"
        "&state=S1#wechat_redirect"
    )


async def test_who_comes_back_is_known_and_pays_in_wechat_first_of_all(town):
    token = await town.diner()
    order = (await town.place(token)).body
    before = await methods(town, token, order)
    token = await known(town, token)
    after = await methods(town, token, order)
    wish = {"channel": "wechat", "method": "jsapi"}
    payment = (await town.post(town.at(order, "/payments"), token, wish, town.key())).body
    keys = load_credentials(town.house.settings.wechat_file)
    invocation = {"invocation": payment["parameters"]}
    async with town.client.post(
        f"{town.sandbox}/_sandbox/payments/{payment['number']}/pay", json=invocation
    ) as answer:
        paid = answer.status

    assert ("wechat", "jsapi") not in before
    assert after[0] == ("wechat", "jsapi")
    assert payment["state"] == "PENDING"
    assert payment["parameters"]["appId"] == keys.service_appid != keys.appid
    assert paid == 200


async def test_who_is_known_already_is_sent_nowhere(town):
    token = await known(town, await town.diner())
    again = await town.post(at(town), token)

    assert (again.status, again.body["address"]) == (200, None)


async def test_a_newcomer_is_the_same_diner_at_every_visit_and_who_ordered_stays_themselves(town):
    newcomers = [await known(town, await town.diner(), is_new=True) for _ in range(2)]
    orders = [(await town.place(token, town.basket(0))).body for token in newcomers]
    ordered = await town.diner()
    own = (await town.place(ordered, town.basket(0))).body
    still = await known(town, ordered)

    assert (await town.ask("GET", town.at(orders[0]), newcomers[1])).status == 200
    assert (await town.ask("GET", town.at(own), still)).status == 200
    assert (await town.ask("GET", town.at(own), newcomers[0])).status == 404


async def test_a_way_is_its_guests_alone_and_is_gone_once(town):
    token, stranger = await town.diner(), await town.diner()
    came = await back(town, (await there(town, token))["address"])
    stolen = await town.post(at(town, "/return"), stranger, came)
    right = await town.post(at(town, "/return"), token, came)
    again = await town.post(at(town, "/return"), token, came)

    assert (stolen.status, stolen.code) == (404, "authorisation-is-unknown")
    assert right.status == 201
    assert (again.status, again.code) == (409, "authorisation-is-over")


async def test_the_newest_way_counts(town):
    token = await town.diner()
    old = await back(town, (await there(town, token))["address"])
    new = await back(town, (await there(town, token))["address"])

    assert (await town.post(at(town, "/return"), token, old)).code == "authorisation-is-unknown"
    assert (await town.post(at(town, "/return"), token, new)).status == 201


async def test_a_code_counts_once_whoever_brings_it(town):
    first, second = await town.diner(), await town.diner()
    came = await back(town, (await there(town, first))["address"])
    state = (await there(town, second))["state"]
    assert (await town.post(at(town, "/return"), first, came)).status == 201
    used = await town.post(at(town, "/return"), second, {"code": came["code"], "state": state})

    assert (used.status, used.code) == (422, "authorisation-code-was-used")


async def test_a_code_that_leads_to_nobody_is_refused_in_both_languages(town):
    token = await town.diner()
    came = {"state": (await there(town, token))["state"], "code": "invented"}
    refused = await town.post(at(town, "/return"), token, came)

    assert (refused.status, refused.code) == (422, "authorisation-was-refused")
    assert "WeChat does not know this code" in refused.body["title"]
    assert "微信不认识这个授权码" in refused.body["title_zh"]


async def test_a_secret_that_wechat_does_not_take_is_nobodys_fault_but_ours(town):
    credentials = load_credentials(town.house.settings.wechat_file)
    wrong = changed(credentials, service_secret="another")
    accounts = ServiceAccounts([wrong], ChannelOptions(town.url))
    house, guest = replace(town.house, page_identity=accounts), Guest(town.shop.store_id, uuid4())
    way = await send_to_wechat(house, guest)
    came = await back(town, way.address)
    with pytest.raises(AuthorisationCannotBeChecked):
        await come_back(house, guest, came["state"], came["code"])
    await accounts.aclose()


async def test_a_request_cannot_say_where_the_browser_comes_back_to(town):
    token = await town.diner()
    begun = await town.post(at(town), token, {"redirect_uri": "https://evil.example.com"})
    back_to = parse_qs(urlsplit(begun.body["address"]).query)["redirect_uri"]

    assert back_to == [f"{town.url}/diner/"]


async def test_a_store_without_a_service_account_sends_nobody(town):
    token = await town.diner()
    unknown = await town.post(at(town, store=uuid4()), token)
    house = replace(town.house, page_identity=None)

    assert (unknown.status, unknown.code) == (404, "store-is-unknown")
    assert can_charge(house, "any", "o-of-the-mini-program")
    assert not can_charge(house, "any", payer_of("o-somebody", "wx0"))


async def test_an_openid_of_another_app_is_nobody_to_the_account(town):
    keys = load_credentials(town.house.settings.wechat_file)

    assert can_charge(town.house, keys.mchid, payer_of("o-somebody", keys.service_appid))
    assert not can_charge(town.house, keys.mchid, payer_of("o-somebody", "wx0000000000000000"))
    assert not can_charge(town.house, "1900000000", payer_of("o-somebody", keys.service_appid))
