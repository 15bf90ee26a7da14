"""A way through WeChat's page counts for the guest who went it, once, in its time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.members.errors import AuthorisationIsOver, AuthorisationIsUnknown
from wendan.domains.members.model import Authorisation
from wendan.domains.members.rules import AUTHORISATION_LIVES, demand_begun_here
from wendan.domains.members.service import begin_authorisation, use_authorisation
from wendan.kernel.payers import app_and_openid, payer_of

BEGUN = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
WAY = Authorisation(UUID(int=1), UUID(int=2), "wx1", "S1", BEGUN, BEGUN + AUTHORISATION_LIVES)
LETTERS = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_", min_size=1, max_size=32)


@given(st.integers(-3600, 3600), st.sampled_from(["S1", "S2"]), st.booleans())
def test_it_counts_with_its_own_state_unused_and_in_time_and_in_no_other_case(
    seconds, state, is_used
) -> None:
    now = WAY.expires_at + timedelta(seconds=seconds)
    (used,) = use_authorisation(WAY, BEGUN)
    way = used.row if is_used else WAY
    if state != "S1":
        with pytest.raises(AuthorisationIsUnknown):
            demand_begun_here(way, state, now)
    elif is_used or seconds >= 0:
        with pytest.raises(AuthorisationIsOver):
            demand_begun_here(way, state, now)
    else:
        assert demand_begun_here(way, state, now) == way


def test_nobody_began_nothing() -> None:
    with pytest.raises(AuthorisationIsUnknown):
        demand_begun_here(None, "S1", BEGUN)


def test_a_new_way_takes_the_place_of_the_one_before_and_of_nobody_elses() -> None:
    (first,) = begin_authorisation(None, WAY)
    (second,) = begin_authorisation(WAY, WAY)

    assert (first.verb, first.row.version) == ("insert", 1)
    assert (second.verb, second.row.version) == ("update", 2)


@given(LETTERS, st.none() | LETTERS)
def test_a_payers_name_gives_back_app_and_openid(openid, appid) -> None:
    assert app_and_openid(payer_of(openid, appid)) == (appid, openid)
