from datetime import UTC, datetime, timedelta
from uuid import RFC_4122

from hypothesis import given
from hypothesis import strategies as st

from wendan.platform.ids import NONCE_LETTERS, SeededIds, SystemIds

NOON = datetime(2026, 11, 21, 4, 0, 0, 123_456, tzinfo=UTC)


def test_an_id_is_version_7_and_carries_its_millisecond():
    made = SystemIds().uuid7(NOON)

    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == int(NOON.timestamp() * 1000)


def test_ids_of_one_moment_keep_their_order():
    ids = SystemIds()
    made = [ids.uuid7(NOON) for _ in range(10_000)]

    assert made == sorted(made)
    assert len(set(made)) == len(made)


@given(st.lists(st.integers(min_value=-9_000_000, max_value=9_000_000), min_size=2, max_size=50))
def test_small_steps_back_of_the_clock_do_not_disturb_the_order(micros: list[int]):
    ids = SeededIds(1)
    steps = sorted(micros)
    made = [ids.uuid7(NOON + timedelta(microseconds=m)) for m in steps]
    made += [ids.uuid7(NOON + timedelta(microseconds=steps[-1] - 1000)) for _ in range(3)]

    assert made == sorted(set(made))


def test_a_far_step_back_is_another_time():
    ids = SystemIds()
    ids.uuid7(NOON)
    yesterday = NOON - timedelta(days=1)

    assert ids.uuid7(yesterday).int >> 80 == int(yesterday.timestamp() * 1000)


def test_one_seed_makes_one_story():
    first, second, other = SeededIds(7), SeededIds(7), SeededIds(8)

    assert [first.uuid7(NOON), first.token(), first.nonce(), first.chance()] == [
        second.uuid7(NOON),
        second.token(),
        second.nonce(),
        second.chance(),
    ]
    assert first.token() != other.token()


def test_tokens_and_nonces_have_the_promised_shape():
    for ids in (SystemIds(), SeededIds(1)):
        assert len(ids.token()) == 43
        assert len(ids.nonce()) == 32
        assert set(ids.nonce()) <= set(NONCE_LETTERS)
        assert 0 <= ids.chance() < 1
