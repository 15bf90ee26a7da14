"""Signatures, ours and theirs, each held against python-alipay-sdk's, which shares no code with us."""

import base64
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from alipay import AliPay
from hypothesis import given
from hypothesis import strategies as st

from wendan.channels.alipay.signatures import AlipayKeys, AppKey, NotBelieved, signed_content
from wendan.sandbox.alipay import Keys, create

WORDS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=30)
NAMES = st.from_regex(r"[a-z_]{1,12}", fullmatch=True).filter(lambda name: name not in ("sign", "sign_type"))


@pytest.fixture(scope="session")
def keys(alipay_directory: Path) -> Keys:
    return create(alipay_directory)


@pytest.fixture(scope="session")
def stranger(keys: Keys) -> Any:
    return AliPay(
        appid=keys.app_id,
        app_private_key_string=keys.merchant_private_key,
        alipay_public_key_string=keys.alipay_public_key,
    )


def bare(pem: str) -> str:
    return "".join(line for line in pem.splitlines() if not line.startswith("-----"))


def test_our_signature_is_what_a_stranger_would_have_sent(stranger: Any, keys: Keys):
    content = {"out_trade_no": "ORDER1", "subject": "牛肉面 & 汤", "total_amount": "12.50"}
    theirs = dict(
        parse_qsl(stranger.client_api("alipay.trade.query", content, notify_url="https://a.example/?x=1"))
    )
    signature = theirs.pop("sign")

    # PKCS#1 v1.5 has no chance in it: the same content gives the same signature.
    assert AppKey(keys.merchant_private_key).sign(theirs) == signature


@given(st.dictionaries(NAMES, WORDS.filter(bool), min_size=1, max_size=8))
def test_any_parameters_are_signed_alike(stranger: Any, keys: Keys, told: dict[str, str]):
    signature = base64.b64encode(base64.b64decode(stranger._sign(signed_content(told).decode()))).decode()

    assert AppKey(keys.merchant_private_key).sign(told) == signature


def test_keys_may_be_bare_base64_as_alipays_tools_write_them(keys: Keys):
    told = {"app_id": "1", "method": "x"}
    signature = AppKey(bare(keys.merchant_private_key)).sign(told)

    assert signature == AppKey(keys.merchant_private_key).sign(told)
    AlipayKeys(bare(keys.alipay_public_key), None)


def test_empty_values_and_the_signature_itself_are_not_signed():
    assert signed_content({"b": "2", "a": "1", "c": "", "sign": "x"}, "sign") == b"a=1&b=2"


def notice(keys: Keys, **change: str) -> dict[str, str]:
    from wendan.sandbox.alipay.crypto import Crypto
    from wendan.sandbox.alipay.keys import Mode

    told = {"app_id": keys.app_id, "subject": "牛肉面", "total_amount": "12.50"}
    return Crypto(keys, Mode.PUBLIC_KEY, None).notice(told) | change


def test_a_notice_is_believed_by_us_and_by_a_stranger(stranger: Any, keys: Keys):
    told = notice(keys)
    AlipayKeys(keys.alipay_public_key, None).verify_notice(told)
    signature = told.pop("sign")

    assert stranger.verify(told, signature)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"total_amount": "0.01"}, "signature"),
        ({"more": "1"}, "signature"),
        ({"sign": ""}, "malformed"),
        ({"sign": "no base64!"}, "malformed"),
        ({"sign_type": "RSA"}, "malformed"),
    ],
)
def test_what_is_not_believed_says_why(keys: Keys, change: dict[str, str], reason: str):
    with pytest.raises(NotBelieved) as rejected:
        AlipayKeys(keys.alipay_public_key, None).verify_notice(notice(keys, **change))

    assert rejected.value.reason == reason


def test_old_and_new_certificates_are_trusted_side_by_side(keys: Keys):
    from wendan.sandbox.alipay.crypto import Crypto
    from wendan.sandbox.alipay.keys import Mode, number_of

    both = AlipayKeys(None, keys.alipay_certificate + keys.app_certificate)
    signature = Crypto(keys, Mode.CERTIFICATE, None).sign(b"{}")
    both.verify(b"{}", signature, number_of(keys.alipay_certificate))
    for number, reason in (
        (number_of(keys.app_certificate), "signature"),
        ("0" * 32, "unknown-key"),
        ("", "unknown-key"),
    ):
        with pytest.raises(NotBelieved, match=reason):
            both.verify(b"{}", signature, number)
