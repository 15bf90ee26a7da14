import stat
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from wendan.platform.auth import Session, SessionIsInvalid, Sessions, session_secret
from wendan.platform.clock import ManualClock
from wendan.platform.ids import SystemIds

START = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
SECRET = "a secret of at least thirty-two characters"


@pytest.fixture
def clock():
    return ManualClock(START)


def a_session(clock):
    return Session(SystemIds().uuid7(clock.now()), "o-somebody", clock.now() + timedelta(hours=1))


async def test_a_session_lives_by_our_clock(clock):
    sessions, session = Sessions(SECRET, clock), a_session(clock)
    token = sessions.issue(session)

    assert sessions.read(token) == session
    await clock.advance(3600)
    with pytest.raises(SessionIsInvalid):
        sessions.read(token)
    with pytest.raises(SessionIsInvalid):
        Sessions(SECRET, clock).read(token)


def test_another_secret_algorithm_or_content_is_no_session(clock):
    sessions, session = Sessions(SECRET, clock), a_session(clock)
    claims = {"sub": session.diner_id.hex, "exp": int(session.expires_at.timestamp())}
    wrong = [
        Sessions(SECRET[::-1], clock).issue(session),
        jwt.encode(claims, None, "none"),
        jwt.encode(claims, SECRET * 2, "HS512"),
        jwt.encode({"sub": claims["sub"]}, SECRET),
        jwt.encode(claims | {"sub": "nobody"}, SECRET),
        jwt.encode(claims | {"exp": 10**30}, SECRET),
        sessions.issue(session)[:-2],
        "",
    ]

    for token in wrong:
        with pytest.raises(SessionIsInvalid):
            sessions.read(token)


def test_the_secret_is_made_once_and_is_its_owners_alone(tmp_path):
    path = tmp_path / "deep" / "secret"
    made = session_secret(path, SystemIds())

    assert session_secret(path, SystemIds()) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(made) >= 43
    assert [each.name for each in path.parent.iterdir()] == ["secret"]
