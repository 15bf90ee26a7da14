"""A pass is ours, of this store, unaltered, and its code belongs to it, or it is nothing."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from wendan.domains.passes.rules import STEP_S, STEPS_ASIDE, step_at
from wendan.platform.auth import CredentialIsForged, Credentials, SessionIsInvalid, Sessions
from wendan.platform.clock import ManualClock
from wendan.platform.pass_keys import PassContent, PassIsForged, PassKeys

START = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
SECRET = "a secret of at least thirty-two characters"
STORE, OTHER, ORDER = UUID(int=1), UUID(int=2), UUID(int=3)
CONTENT = PassContent(STORE, ORDER, 1800, "牛肉面×1", START, START + timedelta(minutes=15))
KEYS = PassKeys(SECRET)
STEP = 355_000_000
VECTOR = Path(__file__).parents[2] / "web/console/test/pass-vector.json"
STEP0 = step_at(START)


def shown(content: PassContent = CONTENT, step: int = STEP, keys: PassKeys = KEYS) -> str:
    text = keys.issue(content)
    return f"{text}.{step}.{keys.code(content.store_id, text, step)}"


def test_what_was_issued_is_read_and_the_same_content_gives_the_same_text() -> None:
    read = KEYS.read(STORE, shown())

    assert (read.content, read.step) == (CONTENT, STEP)
    assert PassKeys(SECRET).issue(CONTENT) == KEYS.issue(CONTENT)


@given(st.data())
def test_an_altered_letter_anywhere_makes_it_nothing(data: st.DataObject) -> None:
    text = shown()
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("ABCxyz019_-.").filter(lambda other: other != text[place]))

    try:
        read = KEYS.read(STORE, text[:place] + letter + text[place + 1 :])
    except PassIsForged:
        return
    # The last letter of base64 carries bits that mean nothing: what is read is what was signed.
    assert (read.content, read.step) == (CONTENT, STEP)


@given(st.integers(0, 10**9).filter(lambda step: step != STEP))
def test_the_code_of_one_step_is_no_code_of_another(step: int) -> None:
    text = KEYS.issue(CONTENT)

    with pytest.raises(PassIsForged):
        KEYS.read(STORE, f"{text}.{step}.{KEYS.code(STORE, text, STEP)}")


@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    with pytest.raises(PassIsForged):
        KEYS.read(STORE, text)


def test_another_store_house_key_or_algorithm_makes_no_pass() -> None:
    claims = jwt.decode(KEYS.issue(CONTENT), options={"verify_signature": False})
    public = KEYS.public_key(STORE)
    unsigned = jwt.encode(claims, None, "none")
    by_public_key = jwt.encode(claims, public, "HS256")
    stranger = jwt.encode(claims, Ed25519PrivateKey.from_private_bytes(bytes(32)), "EdDSA")
    codes = [f"{text}.{STEP}.{KEYS.code(STORE, text, STEP)}" for text in (unsigned, by_public_key, stranger)]
    elsewhere = shown(replace(CONTENT, store_id=OTHER))

    for wrong in [*codes, elsewhere, shown(keys=PassKeys(SECRET[::-1]))]:
        with pytest.raises(PassIsForged):
            KEYS.read(STORE, wrong)
    assert KEYS.read(OTHER, elsewhere).content.store_id == OTHER


def test_a_pass_is_no_session_and_no_credential_and_the_other_way_round() -> None:
    clock = ManualClock(START)
    text = KEYS.issue(CONTENT)

    with pytest.raises(SessionIsInvalid):
        Sessions(SECRET, clock).read(text)
    with pytest.raises(CredentialIsForged):
        Credentials(SECRET, clock).read(text)


def test_stores_have_keys_of_their_own_and_the_signing_key_is_nowhere_in_what_counters_hold() -> None:
    told = [KEYS.public_key(STORE), KEYS.rotation_key(STORE)]
    header = json.loads(base64.urlsafe_b64decode(KEYS.issue(CONTENT).split(".")[0] + "=="))

    assert len({*told, KEYS.public_key(OTHER), KEYS.rotation_key(OTHER)}) == 4
    assert header == {"alg": "EdDSA", "typ": "wendan-pass"}


def vector() -> dict[str, object]:
    """A pass with its keys and codes as the counter's page gets them; its own tests read the same."""
    text = KEYS.issue(CONTENT)
    return {
        "keys": {
            "store_id": str(STORE),
            "public_key": KEYS.public_key(STORE),
            "rotation_key": KEYS.rotation_key(STORE),
            "step_s": STEP_S,
            "steps_aside": STEPS_ASIDE,
            "server_time": START.isoformat(),
        },
        "signed": text,
        "first_step": STEP0,
        "codes": [KEYS.code(STORE, text, step) for step in range(STEP0, STEP0 + 190)],
        "another_stores": shown(replace(CONTENT, store_id=OTHER), STEP0),
        "of_another_house": shown(step=STEP0, keys=PassKeys(SECRET[::-1])),
    }


def test_the_page_at_the_counter_is_tried_with_what_this_house_issues() -> None:
    assert json.loads(VECTOR.read_text()) == vector()
