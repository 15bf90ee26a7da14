"""Which ways to pay are offered to whom, in which order, and by which account."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.routing.model import (
    Act,
    Breaker,
    BreakerState,
    Chance,
    Client,
    Health,
    Recommendation,
    Route,
    Situation,
    Switch,
    Way,
)
from wendan.domains.routing.rules.accounts import (
    EVERY_METHOD,
    account_of,
    accounts_of,
    act_on,
    away,
    choose_account,
    in_force,
)
from wendan.domains.routing.rules.breaker import is_ill
from wendan.domains.routing.rules.methods import METHODS
from wendan.domains.routing.rules.offers import NEEDS_PAYER, best_route, offers

OURS = UUID(int=3)
NOW = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
EVERYTHING = {
    channel: [row.method for row in METHODS.values() if row.channel == channel] for channel, _ in METHODS
}
ACCOUNTS = {channel: ["1"] for channel in EVERYTHING}
PLAIN = Situation(Client.H5, 3000, (), ACCOUNTS, EVERYTHING, (), {}, (), {})
OPEN = Breaker(BreakerState.OPEN, NOW, timedelta(seconds=10))
HALF_OPEN = Breaker(BreakerState.HALF_OPEN, NOW, timedelta(seconds=10))


def ways(situation: Situation) -> list[tuple[str, str]]:
    return [(offer.channel, offer.method) for offer in offers(situation)]


def a_switch(act: Act, channel: str, **more: object) -> Switch:
    plain = Switch(
        store_id=UUID(int=1),
        id=UUID(int=2),
        merchant_id=OURS,
        channel=channel,
        account=None,
        method=None,
        act=act,
        to_channel=None,
        reason="",
        set_by="",
        set_at=NOW,
        until_at=NOW + timedelta(minutes=30),
        ended_at=None,
        ended_by=None,
        version=1,
    )
    return replace(plain, **more)


@given(
    st.sampled_from(Client),
    st.integers(1, 6_000_000),
    st.sampled_from([(), ("campus",)]),
    st.sets(st.sampled_from(sorted(EVERYTHING))),
    st.sets(st.sampled_from(["wechat", "alipay", "balance"])),
)
def test_nothing_is_offered_that_cannot_be_done(client, amount_fen, marks, channels, payers) -> None:
    situation = replace(
        PLAIN,
        client=client,
        amount_fen=amount_fen,
        marks=marks,
        payers=payers,
        methods={channel: EVERYTHING[channel] for channel in channels},
    )
    found = ways(situation)

    assert len(found) == len(set(found))
    for way in found:
        row = METHODS[way]
        assert row.channel in channels
        assert client in row.clients
        assert row.least_fen <= amount_fen <= row.most_fen
        assert row.place in (None, *marks)
        assert row.scene not in NEEDS_PAYER or row.channel in payers


def test_every_client_is_offered_something_and_more_than_twenty_ways_exist() -> None:
    assert len(METHODS) > 20
    for client in Client:
        assert ways(replace(PLAIN, client=client, payers=("wechat", "alipay")))


@given(st.sampled_from([Client.WECHAT, Client.MINI_PROGRAM]), st.sets(st.sampled_from(["1", "2"])))
def test_an_account_that_does_not_know_the_payer_is_no_route_in_the_app_and_one_everywhere_else(
    client, strangers
) -> None:
    situation = replace(
        PLAIN,
        client=client,
        payers=("wechat",),
        accounts=ACCOUNTS | {"wechat": ["1", "2"]},
        strange={("wechat", account) for account in strangers},
    )
    in_app = best_route(METHODS["wechat", "jsapi"], situation)
    by_code = best_route(METHODS["wechat", "native"], situation)

    assert (in_app is None) == (strangers == {"1", "2"})
    assert in_app is None or in_app.account not in strangers
    assert by_code == Route("wechat", "1", "native")


def test_the_only_way_says_so() -> None:
    only = replace(PLAIN, client=Client.KIOSK, methods={"wechat": ["native"]})

    assert [(o.channel, o.reason) for o in offers(only)] == [("wechat", Recommendation.ONLY_ONE)]


def test_the_likeliest_comes_first_and_says_why() -> None:
    chances = {Way("alipay", "wap"): Chance(0.97, Recommendation.USUAL)}
    first = offers(replace(PLAIN, chances=chances))[0]

    assert (first.channel, first.method, first.reason) == ("alipay", "wap", Recommendation.USUAL)


def test_of_two_equally_likely_ways_the_cheaper_comes_first_unless_cost_counts_nothing() -> None:
    chances = {Way("wechat", "h5"): Chance(0.9, None), Way("unionpay", "wap"): Chance(0.9, None)}
    situation = replace(PLAIN, chances=chances, methods={"wechat": ["h5"], "unionpay": ["wap"]})

    assert ways(situation)[0] == ("unionpay", "wap")
    assert ways(replace(situation, cost_weight=0.0))[0] == ("wechat", "h5")


def test_what_is_ill_is_not_offered_while_something_else_is_well() -> None:
    both = replace(PLAIN, methods={"wechat": ["h5"], "alipay": ["wap"]})
    down = {Route("wechat", "1", EVERY_METHOD): OPEN}

    assert ways(replace(both, breakers=down)) == [("alipay", "wap")]
    assert ways(replace(both, methods={"wechat": ["h5"]}, breakers=down)) == [("wechat", "h5")]


def test_what_only_just_rested_comes_last() -> None:
    chances = {Way("wechat", "h5"): Chance(0.99, None)}
    both = replace(PLAIN, methods={"wechat": ["h5"], "alipay": ["wap"]}, chances=chances)

    rested = replace(both, breakers={Route("wechat", "1", "h5"): HALF_OPEN})
    assert ways(both)[0] == ("wechat", "h5")
    assert ways(rested) == [("alipay", "wap"), ("wechat", "h5")]


def test_a_second_account_takes_over_before_another_channel_does() -> None:
    down = {Route("wechat", "1", EVERY_METHOD): OPEN}
    two = replace(PLAIN, accounts={**ACCOUNTS, "wechat": ["1", "2"]}, breakers=down)
    routes = [Route("wechat", account, "h5") for account in ("1", "2")]

    assert ("wechat", "h5") in ways(two)
    assert choose_account(routes, down) == routes[1]
    assert choose_account(routes, {}) == routes[0]
    assert choose_account(routes, {}, tried=["1"]) == routes[1]
    assert choose_account(routes, {}, tried=["1", "2"]) is None


def test_a_closed_or_drained_channel_is_not_offered_and_a_moved_one_hands_its_customers_over() -> None:
    both = replace(PLAIN, methods={"wechat": ["h5", "native"], "unionpay": ["wap"], "alipay": ["wap"]})
    for act in (Act.CLOSE, Act.DRAIN):
        shut = replace(both, switches=[a_switch(act, "wechat")])
        assert {channel for channel, _ in ways(shut)} == {"unionpay", "alipay"}
    moved = replace(both, switches=[a_switch(Act.MOVE, "wechat", to_channel="unionpay")])
    first = offers(moved)[0]

    assert (first.channel, first.reason) == ("unionpay", Recommendation.MOVED)
    assert "wechat" not in {channel for channel, _ in ways(moved)}


def test_a_channel_is_away_while_all_its_accounts_are_ill_shut_or_not_yet_well_again() -> None:
    accounts = {"wechat": ["1", "2"], "alipay": ["1"], "unionpay": []}
    first, second = Route("wechat", "1", EVERY_METHOD), Route("wechat", "2", "h5")

    assert away(accounts, {}, []) == []
    assert away(accounts, {first: OPEN}, []) == []
    assert away(accounts, {first: OPEN, second: HALF_OPEN}, []) == ["wechat"]
    assert away(accounts, {first: OPEN}, [a_switch(Act.DRAIN, "wechat", account="2")]) == ["wechat"]
    assert away(accounts, {}, [a_switch(Act.CLOSE, "alipay"), a_switch(Act.CLOSE, "unionpay")]) == ["alipay"]
    assert away(accounts, {first: replace(OPEN, state=BreakerState.CLOSED)}, []) == []


def test_a_switch_speaks_of_a_whole_channel_an_account_or_a_method_until_its_time_is_over() -> None:
    route = Route("wechat", "1", "h5")
    by_method = a_switch(Act.DRAIN, "wechat", method="h5")
    by_account = a_switch(Act.CLOSE, "wechat", account="1")

    assert act_on(route, [by_method, by_account]) is by_account
    assert act_on(Route("wechat", "2", "native"), [by_method, by_account]) is None
    assert in_force([by_method], OURS, NOW) == [by_method]
    assert in_force([by_method], OURS, NOW + timedelta(minutes=30)) == []
    assert in_force([replace(by_method, ended_at=NOW)], OURS, NOW) == []
    assert in_force([by_method], UUID(int=9), NOW) == []
    assert in_force([replace(by_method, merchant_id=None)], UUID(int=9), NOW)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_a_channel_is_ill_only_when_enough_was_tried_and_most_of_it_failed(good, bad, unknown) -> None:
    ill = is_ill(Health("wechat", good, bad, unknown))

    assert ill == (good + bad + unknown >= 5 and good * 2 < good + bad + unknown)


def test_a_store_takes_cash_unless_its_accounts_say_otherwise() -> None:
    assert account_of({}, "cash") == "drawer"
    assert account_of({"cash": "钱箱2"}, "cash") == "钱箱2"
    assert account_of({"cash": "off"}, "cash") is None
    assert account_of({}, "wechat") is None
    assert accounts_of({"wechat": "1"}, {"wechat": ["2", "1"]}, "wechat") == ("1", "2")
