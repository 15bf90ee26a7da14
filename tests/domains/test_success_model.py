"""How likely a way to pay succeeds: what counts, what does not, and which words stand beside it."""

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.routing.model import (
    Belief,
    Client,
    Crowd,
    CrowdRow,
    DinerRow,
    Health,
    Recommendation,
    Shopper,
    Way,
)
from wendan.domains.routing.rules.methods import METHODS
from wendan.domains.routing.rules.success import chances, purse_of
from wendan.domains.routing.rules.tallies import client_of, crowd_of, health_of, own_of

WAYS = [Way(*key) for key in METHODS]
JSAPI, H5, NATIVE = Way("wechat", "jsapi"), Way("wechat", "h5"), Way("wechat", "native")
WAP, HUABEI = Way("alipay", "wap"), Way("alipay", "huabei-3")
CARD = Way("campus-card", "link")
NOBODY = crowd_of([])
SOMEBODY = Shopper(Client.H5, 3_000, frozenset(), 12)

counts = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair)))
diner_rows = st.lists(
    st.builds(
        lambda way, band, pair: DinerRow(way.channel, way.method, band, *map(float, pair)),
        st.sampled_from(WAYS),
        st.integers(0, 3),
        counts,
    ),
    max_size=6,
)


def crowd_row(way: Way, succeeded: float, tried: float, entry: str = "h5", band: int = 1, hour: int = 1):
    """Every try by another diner, who came once."""
    return CrowdRow(
        way.channel, way.method, entry, band, hour, succeeded, tried, tried, int(tried), int(succeeded), 0, 0
    )


crowd_rows = st.lists(
    st.builds(
        lambda way, entry, bands, pair: crowd_row(way, *map(float, pair), entry, *bands),
        st.sampled_from(WAYS),
        st.sampled_from(["h5", "table", "mini-program", "kiosk", "tablet", "pos"]),
        st.tuples(st.integers(0, 3), st.integers(0, 4)),
        counts.filter(lambda pair: pair[1] > 0),
    ),
    max_size=12,
)
shoppers = st.builds(
    lambda client, amount, marks, hour, rows: Shopper(client, amount, marks, hour, own_of(rows)),
    st.sampled_from(Client),
    st.integers(1, 5_000_000),
    st.sampled_from([frozenset[str](), frozenset({"campus"})]),
    st.integers(0, 23),
    diner_rows,
)


def test_what_was_tried_while_a_channel_was_away_does_not_count_against_it() -> None:
    own, beside = crowd_row(JSAPI, 100, 100), crowd_row(WAP, 200, 200)
    passed_over = crowd_of([own, beside]).beliefs
    away = crowd_of([own, replace(beside, away=["wechat"])]).beliefs

    assert passed_over[JSAPI,].mean < away[JSAPI,].mean
    assert away[JSAPI,] == crowd_of([own]).beliefs[JSAPI,]
    assert away[WAP,] == passed_over[WAP,]


@given(shoppers, crowd_rows, st.floats(0, 1))
def test_a_chance_is_never_none_and_never_certain(shopper, rows, health):
    found = chances(replace(shopper, health=dict.fromkeys(WAYS, health)), crowd_of(rows), WAYS)

    assert list(found) == WAYS
    assert all(0 < chance.probability < 1 for chance in found.values())


@given(shoppers, crowd_rows, diner_rows, st.sampled_from(WAYS), st.integers(0, 3))
def test_an_own_success_never_lowers_a_chance_and_an_own_failure_never_raises_it(
    shopper, rows, own, way, band
):
    crowd = crowd_of(rows)

    def chance(*more: DinerRow) -> float:
        return chances(replace(shopper, own=own_of([*own, *more])), crowd, WAYS)[way].probability

    plain = chance()
    # Where instalments were never used by anybody, the first use is also what the rule waits for.
    is_ruled = METHODS[way.channel, way.method].instalments > 0
    assert chance(DinerRow(way.channel, way.method, band, 1.0, 1.0)) >= plain - 1e-12
    assert is_ruled or chance(DinerRow(way.channel, way.method, band, 0.0, 1.0)) <= plain + 1e-12


@given(shoppers, crowd_rows)
def test_the_order_of_the_rows_does_not_matter(shopper, rows):
    mixed = random.Random(1).sample(rows, len(rows))

    one, other = (chances(shopper, crowd_of(each), WAYS) for each in (rows, mixed))
    assert [c.probability for c in one.values()] == pytest.approx([c.probability for c in other.values()])


@given(crowd_rows)
def test_without_own_tries_the_crowd_speaks_and_without_a_crowd_the_first_guess(rows):
    crowd = crowd_of(rows)
    plain = [way for way in WAYS if METHODS[way.channel, way.method].instalments == 0]
    found = chances(SOMEBODY, crowd, plain)

    for way in plain:
        beliefs = {cell[1:]: belief.mean for cell, belief in crowd.beliefs.items() if cell[0] == way}
        expected = next(
            (beliefs[c] for c in ((Client.H5, 1, 1), (Client.H5, 1, None), (Client.H5, 1)) if c in beliefs),
            beliefs.get((Client.H5,), beliefs.get((), METHODS[way.channel, way.method].guess)),
        )
        assert found[way].probability == pytest.approx(expected, abs=1e-5)


@given(crowd_rows, st.sampled_from(WAYS))
def test_a_cell_that_holds_little_stays_near_its_parent(rows, way):
    elsewhere = [row for row in rows if row.hour_band != 4]
    crowd = crowd_of([*elsewhere, crowd_row(way, 900.0, 1000.0), crowd_row(way, 0.0, 0.01, hour=4)])

    client = client_of("h5", way)
    assert crowd.beliefs[way, client, 1, 4].mean == pytest.approx(
        crowd.beliefs[way, client, 1, None].mean, abs=0.01
    )


def test_what_only_its_owners_try_is_not_taken_for_everybodys():
    # Nine of ten who have stored value pay well with it; but nine in ten took WeChat and were content.
    rows = [crowd_row(H5, 150.0, 180.0), crowd_row(Way("balance", "account"), 9.0, 10.0)]
    found = chances(SOMEBODY, crowd_of(rows), [H5, Way("balance", "account")])

    assert found[H5].probability > found[Way("balance", "account")].probability


def test_a_diner_is_known_on_another_device_by_the_purse():
    own = own_of([DinerRow("wechat", "jsapi", 1, 0.0, 4.0), DinerRow("alipay", "jsapi", 1, 4.0, 4.0)])
    found = chances(replace(SOMEBODY, own=own), NOBODY, [H5, WAP])

    assert found[WAP].probability > 0.5 > found[H5].probability
    assert purse_of(Way("alipay", "huabei-12")) == purse_of(HUABEI) != purse_of(WAP)


def test_a_channel_that_is_ill_now_steps_back_and_nothing_good_is_said_of_it():
    own = own_of([DinerRow("wechat", "h5", 1, 5.0, 5.0), DinerRow("alipay", "wap", 1, 3.0, 4.0)])
    well = replace(SOMEBODY, own=own)
    ill = replace(well, health={H5: health_of(Health("wechat", 1, 12, 2))})

    found = chances(well, NOBODY, [H5, WAP])
    assert found[H5].probability > found[WAP].probability
    assert found[H5].reason is Recommendation.USUAL
    now = chances(ill, NOBODY, [H5, WAP])
    assert now[H5].probability < now[WAP].probability
    assert now[H5].reason is None


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_health_is_a_share_of_what_is_usual(good, bad, unknown):
    assert 0 < health_of(Health("wechat", good, bad, unknown)) <= 1


def test_instalments_come_first_for_a_large_amount_where_anybody_uses_them():
    used = crowd_of([crowd_row(WAP, 14.0, 20.0, band=3), crowd_row(HUABEI, 2.0, 3.0, band=3)])
    large, small = replace(SOMEBODY, amount_fen=60_000), replace(SOMEBODY, amount_fen=15_000)

    found = chances(large, used, [WAP, HUABEI])
    assert found[HUABEI].probability > found[WAP].probability
    assert found[HUABEI].reason is Recommendation.INSTALMENTS
    assert chances(small, used, [WAP, HUABEI])[HUABEI].reason is not Recommendation.INSTALMENTS
    assert chances(large, NOBODY, [WAP, HUABEI])[HUABEI].reason is not Recommendation.INSTALMENTS


def test_a_rule_does_not_outweigh_strong_evidence():
    refused = crowd_of([crowd_row(WAP, 80.0, 100.0, band=3), crowd_row(HUABEI, 10.0, 100.0, band=3)])
    found = chances(replace(SOMEBODY, amount_fen=60_000), refused, [WAP, HUABEI])

    assert found[WAP].probability > found[HUABEI].probability
    own = own_of([DinerRow("campus-card", "link", 1, 0.0, 6.0)])
    campus = chances(replace(SOMEBODY, marks=frozenset({"campus"}), own=own), NOBODY, [H5, CARD])
    assert campus[H5].probability > campus[CARD].probability


def test_the_campus_card_is_lifted_on_the_campus():
    found = chances(replace(SOMEBODY, marks=frozenset({"campus"})), NOBODY, [H5, CARD])

    assert found[CARD].probability > found[H5].probability
    assert found[CARD].reason is Recommendation.LOCAL


def test_the_words_beside_each_place():
    many = crowd_of([crowd_row(H5, 90.0, 100.0), crowd_row(WAP, 20.0, 60.0)])
    found = chances(replace(SOMEBODY, health=dict.fromkeys(WAYS, 1.0)), many, [H5, WAP])

    assert [chance.reason for chance in found.values()] == [Recommendation.LIKELY, Recommendation.HEALTHY]
    assert chances(SOMEBODY, many, [WAP])[WAP].reason is Recommendation.ONLY_ONE
    assert chances(SOMEBODY, many, [H5, WAP])[WAP].reason is None


def test_how_much_diners_differ_is_learnt_from_those_who_came_back():
    def crowd(seconds_succeeded: int) -> Crowd:
        row = CrowdRow("wechat", "h5", "h5", 1, 1, 100.0, 200.0, 200.0, 200, 100, 100, seconds_succeeded)
        return crowd_of([row])

    # Half of the newcomers succeed. When all who did succeed again, one try says much; when half do, nothing.
    assert crowd(99).stubbornness < 1
    assert crowd(50).stubbornness > 15


def test_a_decision_over_every_way_takes_less_than_a_millisecond():
    rows = [
        crowd_row(way, 8.0, 10.0, "h5", band, hour) for way in WAYS for band in range(4) for hour in range(5)
    ]
    own = own_of([DinerRow(way.channel, way.method, band, 2.0, 3.0) for way in WAYS for band in range(4)])
    shopper, crowd = replace(SOMEBODY, own=own, health=dict.fromkeys(WAYS, 1.0)), crowd_of(rows)
    took = []
    for _ in range(300):
        began = time.process_time_ns()
        chances(shopper, crowd, WAYS)
        took.append(time.process_time_ns() - began)

    # The bench measures the tail; here the middle, so that a busy machine fails no test.
    assert sorted(took)[150] < 1_000_000


def test_an_empty_belief_is_even():
    assert chances(SOMEBODY, Crowd({(H5,): Belief(0.8, 5.0)}, 2.0), [H5, WAP])[WAP].probability == 0.5
