"""Signatures, ours and theirs, each checked by code that is not the code that made it."""

import base64
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import assume, given
from hypothesis import strategies as st

from wendan.channels.wechat.signatures import MerchantKey, NotBelieved, PlatformKeys, Sealed

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
PUBLIC_PEM = (
    KEY.public_key()
    .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    .decode()
)
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SERIAL = "PUB_KEY_ID_0114232134912410000000000000"
APIV3_KEY = "0123456789abcdef0123456789abcdef"


def platform_keys() -> PlatformKeys:
    keys = PlatformKeys()
    keys.add_public_key(SERIAL, PUBLIC_PEM)
    return keys


KEYS = platform_keys()


def signed(body: bytes, at: datetime = NOW, nonce: str = "n" * 32) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    message = b"".join([stamp.encode(), b"\n", nonce.encode(), b"\n", body, b"\n"])
    signature = KEY.sign(message, padding.PKCS1v15(), hashes.SHA256())
    return {
        "wechatpay-timestamp": stamp,
        "wechatpay-nonce": nonce,
        "wechatpay-signature": base64.b64encode(signature).decode(),
        "wechatpay-serial": SERIAL,
        "wechatpay-signature-type": "WECHATPAY2-SHA256-RSA2048",
    }


@given(st.binary(max_size=2000))
def test_any_bytes_signed_by_wechat_are_believed(body: bytes):
    KEYS.verify(signed(body), body, NOW)


@given(st.binary(min_size=1, max_size=500), st.integers(0), st.integers(1, 255))
def test_one_changed_byte_is_not_believed(body: bytes, place: int, change: int):
    headers = signed(body)
    changed = bytearray(body)
    changed[place % len(body)] ^= change

    with pytest.raises(NotBelieved, match="signature"):
        KEYS.verify(headers, bytes(changed), NOW)


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_other_bytes_are_not_believed(body: bytes, other: bytes):
    assume(body != other)
    with pytest.raises(NotBelieved):
        KEYS.verify(signed(body), other, NOW)


def test_the_same_json_written_otherwise_is_not_believed():
    body = '{"id": "EV-1", "summary": "支付成功"}'.encode()
    headers = signed(body)

    with pytest.raises(NotBelieved, match="signature"):
        KEYS.verify(headers, body.replace(b": ", b":"), NOW)


@pytest.mark.parametrize("age_s", [-300, 0, 300])
def test_five_minutes_either_way_are_the_window(age_s: int):
    KEYS.verify(signed(b"{}", NOW - timedelta(seconds=age_s)), b"{}", NOW)


@pytest.mark.parametrize("age_s", [-301, 301, 86400])
def test_older_or_newer_is_stale_although_well_signed(age_s: int):
    with pytest.raises(NotBelieved, match="stale"):
        KEYS.verify(signed(b"{}", NOW - timedelta(seconds=age_s)), b"{}", NOW)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"wechatpay-signature": "WECHATPAY/SIGNTEST/abc="}, "probe"),
        ({"wechatpay-serial": "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"}, "unknown-key"),
        ({"wechatpay-signature": "not base64 at all!"}, "malformed"),
        ({"wechatpay-signature": base64.b64encode(b"x" * 256).decode()}, "signature"),
        ({"wechatpay-timestamp": "yesterday"}, "malformed"),
        ({"wechatpay-timestamp": ""}, "malformed"),
        ({"wechatpay-nonce": "another"}, "signature"),
        ({"wechatpay-signature-type": "WECHATPAY2-SM2-WITH-SM3"}, "malformed"),
    ],
)
def test_what_is_not_believed_says_why(change: dict[str, str], reason: str):
    with pytest.raises(NotBelieved) as rejected:
        KEYS.verify(signed(b"{}") | change, b"{}", NOW)

    assert rejected.value.reason == reason


def test_certificates_and_public_keys_are_trusted_side_by_side(wechat_directory: Path):
    from wendan.sandbox.wechat import create

    keys, both = create(wechat_directory), PlatformKeys()
    both.add_certificate(keys.certificate_serial, keys.certificate_pem)
    both.add_public_key(keys.public_key_id, (wechat_directory / "platform_public_key.pem").read_text())

    assert keys.certificate_serial in both
    assert both.public_key_id == keys.public_key_id


@given(st.binary(max_size=500), st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=8))
def test_our_request_signature_holds_for_anybody_who_knows_our_certificate(body: bytes, nonce: str):
    key = MerchantKey("1230000109", "A" * 40, PEM)
    target = "/v3/pay/transactions/out-trade-no/%E5%8D%95?mchid=1230000109"
    scheme, _, rest = key.authorization(("POST", target, body), NOW, nonce).partition(" ")
    fields = dict(re.findall(r'(\w+)="([^"]*)"', rest))
    head = f"POST\n{target}\n{fields['timestamp']}\n{fields['nonce_str']}\n".encode()

    assert scheme == "WECHATPAY2-SHA256-RSA2048"
    assert fields["mchid"] == "1230000109"
    assert fields["serial_no"] == "A" * 40
    KEY.public_key().verify(
        base64.b64decode(fields["signature"]), head + body + b"\n", padding.PKCS1v15(), hashes.SHA256()
    )


def test_the_pay_signature_covers_the_four_lines_of_the_app():
    key = MerchantKey("1230000109", "A" * 40, PEM)
    signature = key.pay_signature("wx1", "1795299081", "nonce", "prepay_id=wx2")

    KEY.public_key().verify(
        base64.b64decode(signature),
        b"wx1\n1795299081\nnonce\nprepay_id=wx2\n",
        padding.PKCS1v15(),
        hashes.SHA256(),
    )


@given(st.text(max_size=300), st.sampled_from([None, "", "transaction"]))
def test_what_wechat_sealed_is_opened(text: str, associated: str | None):
    sealed = AESGCM(APIV3_KEY.encode()).encrypt(b"123456789012", text.encode(), (associated or "").encode())

    assert Sealed(APIV3_KEY).open(base64.b64encode(sealed).decode(), "123456789012", associated) == text


@pytest.mark.parametrize("ciphertext", ["", "AAAA", "not base64!", base64.b64encode(b"x" * 40).decode()])
def test_what_another_sealed_is_not_opened(ciphertext: str):
    with pytest.raises(NotBelieved, match="undecryptable"):
        Sealed(APIV3_KEY).open(ciphertext, "123456789012", "transaction")
