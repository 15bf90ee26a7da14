"""Every code that channels.md and our own protocol name, as data: mapped to a cause or to the unknown set.

What says that our request, key, clock, contract or rate was wrong is never told to a customer as their doing.
`?` unknown · `ours` wrong on our side · anything else: the cause.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wendan.channels.alipay import meaning as alipay
from wendan.channels.campus_card import meaning as campus_card
from wendan.channels.port import ChannelRefused
from wendan.channels.unionpay import meaning as unionpay
from wendan.channels.wechat import codes as wechat_codes
from wendan.channels.wechat import meaning as wechat
from wendan.domains.balances.model import Obstacle
from wendan.flows import value_bank
from wendan.kernel.causes import ADVICE, Blame
from wendan.kernel.errors import Silence
from wendan.kernel.news import Cause, Source

OURS, UNKNOWN = "ours", "?"

# channels.md §1.15, the v3 rows: status, code, what it is.
WECHAT_V3 = """
400 PARAM_ERROR            ours
400 INVALID_REQUEST        ours
400 APPID_MCHID_NOT_MATCH  ours
400 ORDER_CLOSED           expired
400 NO_STATEMENT_EXIST     ours
400 STATEMENT_CREATING     ours
401 SIGN_ERROR             ours
403 NO_AUTH                ours
403 RULE_LIMIT             limit-exceeded
403 TRADE_ERROR            risk-check
403 NOT_ENOUGH             balance-insufficient
403 USER_ACCOUNT_ABNORMAL  account-restricted
403 OUT_TRADE_NO_USED      duplicate-refused
404 ORDER_NOT_EXIST        ours
404 RESOURCE_NOT_EXISTS    ours
404 MCH_NOT_EXISTS         ours
400 MCH_NOT_EXISTS         ours
429 FREQUENCY_LIMITED      channel-busy
429 RATELIMIT_EXCEEDED     channel-busy
500 SYSTEM_ERROR           ?
502 SERVICE_UNAVAILABLE    ?
503 SERVICE_UNAVAILABLE    ?
"""
# The same on a refund: there it is never the payer who has too little or asks too often.
WECHAT_REFUND = """
400 PARAM_ERROR            ours
400 INVALID_REQUEST        ours
401 SIGN_ERROR             ours
403 NO_AUTH                ours
403 RULE_LIMIT             ours
403 NOT_ENOUGH             ours
403 USER_ACCOUNT_ABNORMAL  account-restricted
404 RESOURCE_NOT_EXISTS    ours
404 MCH_NOT_EXISTS         ours
429 FREQUENCY_LIMITED      ?
429 RATELIMIT_EXCEEDED     ?
500 SYSTEM_ERROR           ?
"""
# §1.8 and the v2 rows of §1.15; below the line the public list of micropay, orderquery and reverse.
WECHAT_SCAN = """
SYSTEMERROR            ?
BANKERROR              ?
USERPAYING             ?
ORDERPAID              duplicate-refused
ORDERNOTEXIST          ours
ORDERCLOSED            expired
OUT_TRADE_NO_USED      duplicate-refused
AUTH_CODE_INVALID      customer-left
NOTENOUGH              balance-insufficient
REVERSE_EXPIRE         ours
AUTHCODEEXPIRE         customer-left
AUTH_CODE_ERROR        ours
NOTSUPORTCARD          account-restricted
ORDERREVERSED          expired
BUYER_MISMATCH         duplicate-refused
TRADE_ERROR            risk-check
NOAUTH                 ours
PARAM_ERROR            ours
INVALID_REQUEST        ours
SIGNERROR              ours
LACK_PARAMS            ours
POST_DATA_EMPTY        ours
XML_FORMAT_ERROR       ours
NOT_UTF8               ours
REQUIRE_POST_METHOD    ours
APPID_NOT_EXIST        ours
MCHID_NOT_EXIST        ours
APPID_MCHID_NOT_MATCH  ours
INVALID_TRANSACTIONID  ours
"""
# §2.8: code, sub code (a dot: none), what it is.
ALIPAY = """
20000 isp.unknow-error                 ?
20000 aop.unknow-error                 ?
20000 .                                ?
20001 aop.invalid-auth-token           ours
40001 isv.missing-method               ours
40002 isv.invalid-signature            ours
40002 isv.invalid-app-id               ours
40002 isv.invalid-timestamp            ours
40002 isv.suspected-attack             ours
40004 ACQ.SYSTEM_ERROR                 ?
40004 AQC.SYSTEM_ERROR                 ?
40004 ACQ.TRADE_NOT_EXIST              ours
40004 ACQ.TRADE_HAS_SUCCESS            duplicate-refused
40004 ACQ.TRADE_HAS_CLOSE              expired
40004 ACQ.CONTEXT_INCONSISTENT         duplicate-refused
40004 ACQ.TOTAL_FEE_EXCEED             limit-exceeded
40004 ACQ.TRADE_STATUS_ERROR           duplicate-refused
40004 ACQ.REASON_TRADE_STATUS_INVALID  duplicate-refused
40004 ACQ.REASON_ILLEGAL_STATUS        duplicate-refused
40004 ACQ.DISCORDANT_REPEAT_REQUEST    ours
40004 ACQ.REASON_TRADE_REFUND_FEE_ERR  ours
40004 ACQ.REFUND_AMT_NOT_EQUAL_TOTAL   ours
40004 ACQ.SELLER_BALANCE_NOT_ENOUGH    ours
40004 ACQ.TRADE_HAS_FINISHED           ours
40004 ACQ.TRADE_NOT_ALLOW_REFUND       ours
40004 ACQ.NOT_ALLOW_PARTIAL_REFUND     ours
40004 ACQ.REFUNDALLOC_UNAUTH_LIMIT     ours
40004 ACQ.TRADE_CANCEL_TIME_OUT        ours
40004 ACQ.CANCEL_NOT_ALLOWED           ours
40004 NO_BILL_DATA                     ours
40004 BILL_NOT_EXIST                   ours
40004 SYSTEM_RATE_LIMIT                channel-busy
40004 USER_RATE_LIMIT                  channel-busy
40005 isv.app-call-limited             channel-busy
40005 isv.method-call-limited          channel-busy
40006 isv.insufficient-isv-permissions ours
"""
# §3.6, by meaning. 42 and 75 are money (the customer was debited), and 00 is only "accepted": as the answer to a
# request none of them is a no.
UNIONPAY = """
?                     00 A6 03 04 05 06 42 70 74 75 83
channel-busy          01 02 37 39 90 91 92 93 94 95 96 97 99
ours                  10 11 13 14 31 32 33 34 35 36 40 41 43 44 62 85 86 87 88 89 98
duplicate-refused     12 45 46
risk-check            30 38 65 66 71 82
account-restricted    60 61 63 67 68 72 73 76 77 78 79 80
balance-insufficient  64
customer-left         69
limit-exceeded        81
"""
BY_CODE = [(code, line.split()[0]) for line in UNIONPAY.strip().splitlines() for code in line.split()[1:]]
# Our own books (balance and pay-later): every obstacle they know.
BALANCE = """
no-account          account-restricted
number-not-ours     our-mistake
account-not-open    account-restricted
balance-too-little  balance-insufficient
limit-exceeded      limit-exceeded
debt-overdue        account-restricted
number-closed       expired
number-used         duplicate-refused
time-is-over        expired
no-such-payment     duplicate-refused
more-than-was-paid  amount-mismatch
"""
# docs/reference/campus-card-protocol.md: of the HTTP statuses, these mean that we were wrong.
CAMPUS_OURS = {"400", "401", "403", "404"}
ROWS = re.findall(
    r"^\| (\d+) \| ([A-Z_]+) \|[^|]*\|[^|]*\| ([a-z-]+) \|$",
    (Path(__file__).parents[2] / "docs/reference/campus-card-protocol.md").read_text(),
    re.MULTILINE,
)


def rows(text: str) -> list[tuple[str, ...]]:
    return [tuple(line.split()) for line in text.strip().splitlines()]


def holds(refuse: Callable[[], ChannelRefused], wanted: str) -> None:
    """The code means what the row says, and nobody's customer is blamed for our own fault."""
    if wanted == UNKNOWN:
        with pytest.raises(Silence):
            raise refuse()
        return
    cause = refuse().cause

    assert cause is (Cause.OUR_MISTAKE if wanted == OURS else Cause(wanted))
    if wanted in (OURS, "channel-busy"):
        assert ADVICE[cause].blame is not Blame.CUSTOMER


def wechat_answer(status: str, code: str) -> wechat.Answer:
    return wechat.Answer(int(status), f'{{"code":"{code}","message":"x"}}'.encode())


@pytest.mark.parametrize(("status", "code", "wanted"), rows(WECHAT_V3))
def test_wechat_v3(status: str, code: str, wanted: str):
    assert code in wechat.REFUSALS.keys() | wechat.UNKNOWN_CODES
    holds(lambda: wechat.refusal_of(wechat_answer(status, code)), wanted)


@pytest.mark.parametrize(("status", "code", "wanted"), rows(WECHAT_REFUND))
def test_wechat_refunds(status: str, code: str, wanted: str):
    holds(lambda: wechat.refusal_of(wechat_answer(status, code), moves_money=True), wanted)


@pytest.mark.parametrize(("code", "wanted"), rows(WECHAT_SCAN))
def test_wechat_payment_codes(code: str, wanted: str):
    assert code in wechat_codes.SCAN_REFUSALS.keys() | wechat_codes.UNSURE | {wechat_codes.TYPING}
    holds(lambda: wechat_codes.scan_refusal(code, "raw"), wanted)


@pytest.mark.parametrize(("code", "sub_code", "wanted"), rows(ALIPAY))
@pytest.mark.parametrize("moves_money", [False, True])
def test_alipay(code: str, sub_code: str, wanted: str, moves_money: bool):
    verdict = alipay.Verdict(code, sub_code.strip("."), "raw")
    assert verdict.is_unknown or verdict.is_of_gateway or sub_code in alipay.REFUSALS
    holds(lambda: alipay.refusal_of(verdict, moves_money=moves_money), wanted)


@pytest.mark.parametrize(("code", "wanted"), BY_CODE)
def test_unionpay(code: str, wanted: str):
    assert code in unionpay.REFUSALS.keys() | unionpay.UNKNOWN | unionpay.DEBITED | unionpay.SUCCESS
    heard = unionpay.Heard({"respCode": code}, Source.REQUEST, datetime(2026, 11, 28, tzinfo=UTC), "raw")
    holds(lambda: unionpay.refusal_of(heard), wanted)


@pytest.mark.parametrize(("status", "code", "wanted"), ROWS)
def test_campus_card(status: str, code: str, wanted: str):
    if status in CAMPUS_OURS:
        assert wanted == "our-mistake"
    wanted = {"unknown": UNKNOWN, "our-mistake": OURS}.get(wanted, wanted)
    answer = campus_card.Answer(int(status), f'{{"code":"{code}"}}'.encode())
    holds(lambda: campus_card.refusal_of(answer, moves_money=True), wanted)


@pytest.mark.parametrize(("code", "wanted"), rows(BALANCE))
def test_balance(code: str, wanted: str):
    holds(lambda: value_bank.refused(Obstacle(code), "number"), wanted)


def test_no_obstacle_of_our_own_books_is_left_out():
    assert {code for code, _ in rows(BALANCE)} == {each.value for each in Obstacle}


# Every number that channels.md §3.6 gives a meaning, so that none is forgotten above.
def test_no_code_of_unionpay_is_left_out():
    walked = {code for code, _ in BY_CODE}
    documented = {f"{n:02d}" for n in (*range(1, 7), *range(10, 15), *range(30, 47), *range(60, 84))}
    documented |= {str(n) for n in (85, *range(86, 100))} | {"00", "A6"}

    assert len(walked) == len(BY_CODE)
    assert documented <= walked
    assert unionpay.REFUSALS.keys() | unionpay.UNKNOWN | unionpay.DEBITED | unionpay.SUCCESS <= walked


def tables() -> list[tuple[str, str, Cause]]:
    """Everything the adapters know, documented here or not."""
    known: dict[str, dict[str, Cause]] = {
        "wechat": {code: each.cause for code, each in wechat_codes.SCAN_REFUSALS.items()},
        "alipay": {code: each.cause for code, each in (alipay.REFUSALS | alipay.GATEWAY).items()},
        "unionpay": {code: each.cause for code, each in unionpay.REFUSALS.items()},
        "campus-card": {code: each.cause for code, each in campus_card.REFUSALS.items()},
        "balance": {each.value: value_bank.refused(each, "number").cause for each in Obstacle},
    }
    return [(channel, code, cause) for channel, table in known.items() for code, cause in table.items()]


# A word in a code that can only be about us: a request, a key, a clock, a contract, a rate.
ABOUT_US = re.compile(
    r"SIGN|PARAM|INVALID_REQUEST|FORMAT|UTF8|METHOD|APPID|MCH|AUTH$|NO_AUTH|isv\.|TIMESTAMP|NONCE|KEY_|MERCHANT|"
    r"CONTRACT|FREQUENCY|RATE|TOO_MANY|PARTNER|SELLER_BEEN|SELLER_BALANCE|ACCESS_FORBIDDEN|MALFORMED"
)


@pytest.mark.parametrize(("channel", "code", "cause"), tables(), ids=str)
def test_no_code_about_us_blames_the_customer(channel: str, code: str, cause: Cause):
    if ABOUT_US.search(code):
        assert ADVICE[cause].blame is not Blame.CUSTOMER, f"{channel} {code} tells the customer {cause}"
