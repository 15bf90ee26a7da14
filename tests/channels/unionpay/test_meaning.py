"""Every code of channels.md §3.6, and what it means for money."""

from datetime import UTC, datetime

import pytest

from wendan.channels.port import ChannelRefused
from wendan.channels.reading import Unreadable
from wendan.channels.unionpay import meaning
from wendan.channels.unionpay.meaning import About, Heard
from wendan.kernel.causes import ADVICE, Blame
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, Source, Subject, Word
from wendan.kernel.times import BEIJING

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ABOUT = About("777290058110048", Subject.PAYMENT, "P01", "20261121120000")
REFUND = About("777290058110048", Subject.REFUND, "R01", "20261121120000")
# channels.md §3.6, every code that stands there.
NAMED = (
    "00 A6 01 02 03 04 05 06 10 11 12 13 14 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 60 61 62 63 64 65 "
    "66 67 68 69 70 71 72 73 74 75 76 77 78 79 80 81 82 83 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99"
).split()
UNKNOWN = "03 04 05 06 70 74 83".split()
DEBITED = "42 75".split()


def heard(about: About = ABOUT, **change: str) -> Heard:
    told = {
        "respCode": "00",
        "origRespCode": "00",
        "merId": about.account,
        "orderId": about.number,
        "txnTime": about.txn_time,
        "queryId": "202611212000001234567",
        "txnAmt": "1250",
        "currencyCode": "156",
        "traceTime": "1121200001",
    }
    fields = {name: value for name, value in (told | change).items() if value}
    return Heard(fields, Source.QUERY, NOW, str(fields))


def asked(about: About = ABOUT, **change: str) -> Word | str:
    try:
        return meaning.query_news(about, heard(about, **change), ("34",)).word
    except Silence:
        return "?"
    except ChannelRefused as refused:
        return f"no {refused.code}"
    except Unreadable as unreadable:
        return unreadable.reason


def test_every_named_code_stands_in_exactly_one_place():
    places = [meaning.SUCCESS, meaning.UNKNOWN, meaning.DEBITED, meaning.REFUSALS.keys()]

    assert sorted(code for place in places for code in place) == sorted(NAMED)


@pytest.mark.parametrize("code", NAMED)
def test_every_code_of_a_payment(code: str):
    found = asked(origRespCode=code)
    expected: Word | str = Word.DECLINED
    if code in ("00", "A6", *DEBITED):
        expected = Word.SUCCEEDED
    elif code in UNKNOWN:
        expected = "?"
    elif code == "34":
        expected = Word.MISSING

    assert found == expected


@pytest.mark.parametrize("code", NAMED)
def test_every_code_of_a_refund(code: str):
    found = asked(REFUND, origRespCode=code)
    expected: Word | str = Word.DECLINED
    if code in ("00", "A6"):
        expected = Word.SUCCEEDED
    elif code == "05":
        expected = Word.ACCEPTED
    elif code == "60":
        expected = Word.CLOSED
    elif code in (*UNKNOWN, *DEBITED):
        expected = "?"
    elif code == "34":
        expected = Word.MISSING

    assert found == expected


@pytest.mark.parametrize("code", [*NAMED, ""])
def test_every_code_of_the_question_itself_says_nothing_of_the_money(code: str):
    found = asked(respCode=code, origRespCode="")
    if code == "34":
        assert found is Word.MISSING
    elif code in ("00", "A6", "", *UNKNOWN, *DEBITED):
        assert found == "?"
    else:
        assert found == f"no {code}"


@pytest.mark.parametrize("code", NAMED)
def test_every_code_of_a_request_is_a_certain_no_or_nothing(code: str):
    try:
        refused = meaning.refusal_of(heard(respCode=code))
    except Silence:
        assert code in ("00", "A6", *UNKNOWN, *DEBITED)
        return

    assert (refused.code, refused.cause) == (code, meaning.REFUSALS[code].cause)


def test_no_fault_of_ours_is_told_to_the_customer_as_theirs():
    for code, refusal in meaning.REFUSALS.items():
        if ADVICE[refusal.cause].blame is Blame.CUSTOMER:
            assert 60 <= int(code) <= 89, f"{code} is not the customer's doing"
    for code in ("10", "11", "12", "13", "14", "31", "32", "33", "43", "62"):
        assert ADVICE[meaning.REFUSALS[code].cause].blame is not Blame.CUSTOMER


def test_a_code_that_nobody_named_is_a_no_and_blames_nobody_outside():
    assert asked(origRespCode="84") is Word.DECLINED
    assert meaning.refusal_of(heard(respCode="X1")).cause is Cause.OUR_MISTAKE


def test_which_codes_say_unpaid_is_a_setting():
    told = heard(origRespCode="05")

    assert meaning.query_news(ABOUT, told, ("34", "05")).word is Word.MISSING
    assert meaning.query_news(REFUND, heard(REFUND, origRespCode="05"), ("34", "05")).word is Word.ACCEPTED


@pytest.mark.parametrize(
    "change", [{"txnAmt": ""}, {"txnAmt": "12.5"}, {"txnAmt": "-1"}, {"txnAmt": "１２"}, {"queryId": ""}]
)
def test_a_success_that_does_not_say_all_is_not_believed(change: dict[str, str]):
    assert asked(**change) == "malformed"


def test_an_answer_about_something_else_is_not_believed():
    assert asked(merId="777290058110049") == "wrong-merchant"
    assert asked(orderId="P02") == "another-number"
    assert asked(txnTime="20261121120001") == "another-number"


@pytest.mark.parametrize(
    ("told", "near", "year"),
    [
        ("1121200001", datetime(2026, 11, 21, 12, tzinfo=UTC), 2026),
        ("1231235959", datetime(2026, 12, 31, 16, 1, tzinfo=UTC), 2026),
        ("0101000001", datetime(2026, 12, 31, 15, 59, tzinfo=UTC), 2027),
        ("0229120000", datetime(2028, 3, 1, tzinfo=UTC), 2028),
    ],
)
def test_the_year_that_is_not_said_is_the_nearest(told: str, near: datetime, year: int):
    found = meaning.moment(told, near)

    assert found is not None
    assert (found.year, found.utcoffset()) == (year, BEIJING.utcoffset(None))


def test_a_moment_that_is_none_is_not_guessed():
    assert meaning.moment("", NOW) is None
    assert meaning.moment("1341999999", NOW) is None


def test_other_money_is_named():
    assert meaning.query_news(ABOUT, heard(currencyCode="840"), ("34",)).currency == "840"
