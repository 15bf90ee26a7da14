"""Which ways to pay are offered to whom, and in which order."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.routing.model import Client, Health, Recommendation, Situation, Way
from wendan.domains.routing.rules import account_of, is_ill, offers

PLAIN = Situation(Client.H5, {"wechat": "1900000001"}, ["wechat", "cash"], False, None, {})
NATIVE, CASH, JSAPI = ("wechat", "native"), ("cash", "cash"), ("wechat", "jsapi")


def ways(situation: Situation) -> list[tuple[str, str]]:
    return [(offer.channel, offer.method) for offer in offers(situation)]


@given(
    st.sampled_from(Client),
    st.booleans(),
    st.sampled_from([{}, {"wechat": "m"}, {"cash": "off"}]),
    st.sampled_from([[], ["wechat"], ["wechat", "cash"]]),
)
def test_nothing_is_offered_that_cannot_be_done(client, has_openid, accounts, channels) -> None:
    found = ways(Situation(client, accounts, channels, has_openid, None, {}))

    assert JSAPI not in found or has_openid
    assert CASH not in found or (client is Client.POS and accounts.get("cash") != "off")
    assert {channel for channel, _ in found} <= set(channels)
    assert all(account_of(accounts, channel) for channel, _ in found)
    assert len(found) == len(set(found))


def test_an_app_that_knows_the_payer_pays_inside_the_app() -> None:
    inside = replace(PLAIN, client=Client.MINI_PROGRAM)

    assert ways(replace(inside, has_openid=True))[0] == JSAPI
    assert ways(inside) == [NATIVE]


def test_the_only_way_says_so() -> None:
    assert offers(replace(PLAIN, client=Client.KIOSK))[0].reason is Recommendation.ONLY_ONE


def test_what_the_diner_used_last_comes_first_unless_it_is_broken_today() -> None:
    counter = replace(PLAIN, client=Client.POS, usual=Way(*CASH))
    broken = {"cash": Health("cash", 1, 2, 3)}

    assert [(o.channel, o.reason) for o in offers(counter)] == [
        ("cash", Recommendation.USUAL),
        ("wechat", None),
    ]
    assert ways(replace(counter, health=broken)) == [NATIVE, CASH]


def test_a_channel_that_works_now_says_so() -> None:
    healthy = replace(PLAIN, health={"wechat": Health("wechat", 9, 1, 0)})

    assert [offer.reason for offer in offers(healthy)] == [Recommendation.HEALTHY] * 2


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_a_channel_is_ill_only_when_enough_was_tried_and_most_of_it_failed(good, bad, unknown) -> None:
    ill = is_ill(Health("wechat", good, bad, unknown))

    assert ill == (good + bad + unknown >= 5 and good * 2 < good + bad + unknown)


def test_a_store_takes_cash_unless_its_accounts_say_otherwise() -> None:
    assert account_of({}, "cash") == "drawer"
    assert account_of({"cash": "钱箱2"}, "cash") == "钱箱2"
    assert account_of({"cash": "off"}, "cash") is None
    assert account_of({}, "wechat") is None
