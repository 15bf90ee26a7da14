"""The protocol's page, the adapter and the sandbox say the same."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wendan.channels.campus_card import meaning
from wendan.channels.campus_card.credentials import Credentials
from wendan.channels.campus_card.meaning import Answer
from wendan.channels.campus_card.signatures import Keyring, Message, NotBelieved
from wendan.channels.port import ChannelRefused, CloseAnswer
from wendan.kernel.errors import Silence
from wendan.sandbox.campus_card.answers import REASONS
from wendan.sandbox.campus_card.cards import MESSAGES

PAGE = Path(__file__).parents[3] / "docs/reference/campus-card-protocol.md"
ROWS = re.findall(
    r"^\| (\d+) \| ([A-Z_]+) \|[^|]*\| (yes|no)? ?\| ([a-z-]+) \|$", PAGE.read_text(), re.MULTILINE
)
SECRET = "6a4f2c9d8e1b7a305f6c4d2e9b8a7c1d"
NOW = datetime.fromtimestamp(1795233600, UTC)


def test_every_code_of_the_page_is_in_the_table_and_no_other():
    assert {code for _, code, _, _ in ROWS} == meaning.REFUSALS.keys() | {meaning.UNKNOWN_CODE}


@pytest.mark.parametrize(("status", "code", "again", "cause"), ROWS)
def test_a_code_means_what_the_page_says(status: str, code: str, again: str, cause: str):
    answer = Answer(int(status), f'{{"code":"{code}","message":"文"}}'.encode())
    if cause == "unknown":
        with pytest.raises(Silence):
            meaning.refusal_of(answer)
        return
    refused = meaning.refusal_of(answer)

    assert (refused.code, refused.cause.value, refused.retryable) == (code, cause, again == "yes")
    assert "文" in refused.raw


def test_states_of_the_page_are_those_we_know():
    text = PAGE.read_text()
    states = re.findall(r"^\| ([A-Z]+) \| ", text, re.MULTILINE)

    assert set(states) - {"HTTP"} == meaning.PAYMENT_WORDS.keys()
    assert all(state in text for state in meaning.REFUND_WORDS)


def test_every_word_of_the_sandbox_is_in_the_protocol():
    spoken = set(MESSAGES) | set(REASONS.values())
    for path in (Path(__file__).parents[3] / "src/wendan/sandbox/campus_card").glob("*.py"):
        spoken |= set(re.findall(r'(?:Complaint|refused)\(\s*(?:\d+, )?"([A-Z_]+)"', path.read_text()))

    assert len(spoken) > 20
    assert spoken <= meaning.REFUSALS.keys() | {meaning.UNKNOWN_CODE}


@pytest.mark.parametrize("code", ["SOMETHING_NEW", ""])
def test_a_strange_code_is_silence_where_money_may_have_moved(code: str):
    answer = Answer(422, f'{{"code":"{code}"}}'.encode())
    with pytest.raises(Silence):
        meaning.refusal_of(answer, moves_money=True)
    assert not meaning.refusal_of(answer).retryable


@pytest.mark.parametrize("body", [b"", b"[]", b'{"message":"x"}', b"\xff"])
def test_a_no_without_a_code_is_silence(body: bytes):
    with pytest.raises(Silence):
        meaning.refusal_of(Answer(409, body))


@pytest.mark.parametrize(
    ("code", "means"),
    [
        ("ALREADY_PAID", CloseAnswer.ALREADY_PAID),
        ("ALREADY_CLOSED", CloseAnswer.CLOSED),
        ("PAYMENT_UNKNOWN", CloseAnswer.MISSING),
        ("SETTLING", CloseAnswer.NOT_YET),
        ("SOMETHING_NEW", CloseAnswer.NOT_YET),
        ("REVERSE_TOO_LATE", None),
    ],
)
def test_every_answer_to_a_close(code: str, means: CloseAnswer | None):
    assert meaning.close_answer(Answer(409, f'{{"code":"{code}"}}'.encode())) is means


@pytest.mark.parametrize("code", ["MALFORMED", "SIGNATURE_WRONG", "WRONG_METHOD", "MERCHANT_DISABLED"])
def test_a_close_asked_wrongly_is_refused(code: str):
    with pytest.raises(ChannelRefused):
        meaning.close_answer(Answer(400, f'{{"code":"{code}"}}'.encode()))


def test_the_example_of_the_page_is_signed_so():
    asked = Message("GET", "/v1/payments/P01", b"").proof(SECRET, "1795233600", "n0nce0002")
    answered = Message("200", "/v1/payments/P01", b'{"state":"PAID"}').proof(
        SECRET, "1795233601", "n0nce0002"
    )

    assert asked in PAGE.read_text()
    assert answered in PAGE.read_text()
    signed = Keyring("m", {"k1": SECRET}, "k1").signed(
        Message("GET", "/v1/payments/P01", b""), NOW, "n0nce0002"
    )
    assert signed["Campus-Signature"] == asked


def told(**change: str) -> dict[str, str]:
    message = Message("200", "/v1/x", b"{}")
    fields = {
        "campus-merchant": "m",
        "campus-key": "k1",
        "campus-timestamp": "1795233600",
        "campus-nonce": "n1",
    } | {f"campus-{name}": value for name, value in change.items()}
    stamp, nonce = fields["campus-timestamp"], fields["campus-nonce"]
    return {"campus-signature": message.proof(SECRET, stamp, nonce)} | fields


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"key": "k2"}, "signature"),
        ({"key": "k9"}, "unknown-key"),
        ({"merchant": "other"}, "wrong-merchant"),
        ({"timestamp": "1795233900"}, None),
        ({"timestamp": "1795233901"}, "stale"),
        ({"timestamp": "1795233299"}, "stale"),
        ({"timestamp": "now"}, "malformed"),
        ({"nonce": ""}, "malformed"),
        ({"nonce": "n2"}, "signature"),  # the answer to another question
        ({"signature": "0" * 64}, "signature"),
        ({"signature": "é"}, "signature"),
    ],
)
def test_an_answer_is_believed_only_if_all_of_it_holds(change: dict[str, str], reason: str | None):
    ring = Keyring("m", {"k1": SECRET, "k2": SECRET[::-1]}, "k1")
    message = Message("200", "/v1/x", b"{}")
    if reason is None:
        ring.verify(message, told(**change), NOW, "n1")
        return
    with pytest.raises(NotBelieved) as unbelieved:
        ring.verify(message, told(**change), NOW, "n1")

    assert unbelieved.value.reason == reason


@pytest.mark.parametrize(
    "other",
    [Message("404", "/v1/x", b"{}"), Message("200", "/v1/y", b"{}"), Message("200", "/v1/x", b"{ }")],
)
def test_another_status_target_or_body_is_another_message(other: Message):
    with pytest.raises(NotBelieved, match="signature"):
        Keyring("m", {"k1": SECRET}, "k1").verify(other, told(), NOW, "n1")


@pytest.mark.parametrize(
    "wrong", [{"signing_key": "k2"}, {"keys": {"k1": "short"}}, {"base_urls": ()}], ids=str
)
def test_credentials_that_could_never_work_are_refused(wrong: dict[str, object]):
    right = {"merchant": "m", "keys": {"k1": SECRET}, "signing_key": "k1", "base_urls": ("http://x",)}
    assert SECRET not in repr(Credentials(**right))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"key|URL"):
        Credentials(**(right | wrong))  # type: ignore[arg-type]
