"""The signature, computed once more in the plainest way, and everything that must not be believed."""

import base64
import hashlib
from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from wendan.channels.unionpay import load_credentials
from wendan.channels.unionpay.signatures import MerchantKey, NotBelieved, Signers
from wendan.channels.unionpay.transport import answered
from wendan.sandbox.unionpay import Keys
from wendan.sandbox.unionpay.crypto import Crypto
from wendan.sandbox.unionpay.keys import MER_ID, UNIONPAY, Holder, certified, write_unionpay_json
from wendan.sandbox.unionpay.words import Complaint

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
FIELDS = {"orderId": "P01", "txnAmt": "1250", "merId": MER_ID, "frontUrl": "http://a/?b=c&d=牛", "empty": ""}


def merchant_key(keys: Keys) -> MerchantKey:
    pem = keys.merchant.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return MerchantKey(keys.merchant.serial, pem.decode())


def signers(keys: Keys, *names: str) -> Signers:
    return Signers(keys.root.pem, (keys.middle.pem,), names or (UNIONPAY,))


def signed_by(holder: Holder, fields: dict[str, str]) -> dict[str, str]:
    """By hand: what anybody with a certificate can make."""
    told = fields | {"signPubKeyCert": holder.pem}
    text = "&".join(f"{k}={told[k]}" for k in sorted(told) if told[k])
    digest = hashlib.sha256(text.encode()).hexdigest().encode()
    proof = base64.b64encode(holder.key.sign(digest, PKCS1v15(), SHA256())).decode()
    return told | {"signature": proof}


def reason(keys: Keys, fields: dict[str, str], now: datetime = NOW) -> str:
    with pytest.raises(NotBelieved) as unbelieved:
        signers(keys).verify(fields, now)
    return unbelieved.value.reason


def test_what_we_sign_is_the_hex_string_of_the_hash_and_not_the_text(unionpay_keys: Keys):
    signed = merchant_key(unionpay_keys).signed(FIELDS)
    text = (
        f"certId={unionpay_keys.merchant.serial}&encoding=UTF-8&frontUrl=http://a/?b=c&d=牛&merId={MER_ID}"
        "&orderId=P01&signMethod=01&txnAmt=1250&version=5.1.0"
    )
    public, proof = unionpay_keys.merchant.key.public_key(), base64.b64decode(signed["signature"])

    public.verify(proof, hashlib.sha256(text.encode()).hexdigest().encode(), PKCS1v15(), SHA256())
    with pytest.raises(InvalidSignature):
        public.verify(proof, text.encode(), PKCS1v15(), SHA256())
    assert "empty" not in signed


def test_the_sandbox_believes_our_signature_and_refuses_one_over_the_text(unionpay_keys: Keys):
    crypto = Crypto(unionpay_keys)
    signed = merchant_key(unionpay_keys).signed(FIELDS)
    crypto.check(signed)
    text = "&".join(f"{k}={v}" for k, v in sorted(signed.items()) if k != "signature")
    raw = unionpay_keys.merchant.key.sign(text.encode(), PKCS1v15(), SHA256())
    for wrong in (
        signed | {"signature": base64.b64encode(raw).decode()},
        signed | {"txnAmt": "1"},
        signed | {"certId": "1"},
        signed | {"signature": ""},
    ):
        with pytest.raises(Complaint, match="11"):
            crypto.check(wrong)


def test_we_believe_unionpay_and_nobody_who_signs_the_text(unionpay_keys: Keys):
    signed = Crypto(unionpay_keys).signed(FIELDS)
    signers(unionpay_keys).verify(signed, NOW)
    text = "&".join(f"{k}={v}" for k, v in sorted(signed.items()) if k != "signature" and v)
    raw = base64.b64encode(unionpay_keys.signer.key.sign(text.encode(), PKCS1v15(), SHA256())).decode()

    assert reason(unionpay_keys, signed | {"signature": raw}) == "signature"


@pytest.mark.parametrize("field", ["txnAmt", "orderId", "merId", "new"])
def test_an_altered_field_is_not_believed(unionpay_keys: Keys, field: str):
    signed = Crypto(unionpay_keys).signed(FIELDS)

    assert reason(unionpay_keys, signed | {field: "9"}) == "signature"


@pytest.mark.parametrize("field", ["signature", "signPubKeyCert"])
@pytest.mark.parametrize("value", ["", "牛", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])
def test_what_is_no_signature_or_certificate_is_malformed(unionpay_keys: Keys, field: str, value: str):
    signed = Crypto(unionpay_keys).signed(FIELDS)

    assert reason(unionpay_keys, signed | {field: value}) == "malformed"


def test_a_certificate_of_another_chain_is_not_unionpays(unionpay_keys: Keys):
    root = certified("Wendan Sandbox Root", None)
    middle = certified("Wendan Sandbox OCA1", root)
    forger = certified(f"041@Wendan@{UNIONPAY}@00000001", middle)
    by_itself = certified(f"041@Wendan@{UNIONPAY}@00000001", None)

    assert reason(unionpay_keys, signed_by(forger, FIELDS)) == "unknown-key"
    assert reason(unionpay_keys, signed_by(by_itself, FIELDS)) == "unknown-key"


def test_another_merchant_of_the_same_authority_is_not_unionpay(unionpay_keys: Keys):
    # Merchants' certificates come from the same middle certificate: only the name tells them apart.
    assert reason(unionpay_keys, signed_by(unionpay_keys.merchant, FIELDS)) == "unknown-key"
    for name in (f"{UNIONPAY}@a@b@c", f"a@{UNIONPAY}@b", UNIONPAY, f"a@b@{UNIONPAY}x@c", "a@b"):
        forger = certified(name + "@" if "@" not in name else name, unionpay_keys.middle)
        assert reason(unionpay_keys, signed_by(forger, FIELDS)) == "unknown-key"


def test_a_certificate_below_unionpays_own_is_not_unionpays(unionpay_keys: Keys):
    below = certified(f"041@Wendan@{UNIONPAY}@00000003", unionpay_keys.signer)

    assert reason(unionpay_keys, signed_by(below, FIELDS)) == "unknown-key"


def test_a_certificate_is_good_in_its_time_only(unionpay_keys: Keys):
    began, ends = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    signer = certified(f"041@Wendan@{UNIONPAY}@4", unionpay_keys.middle, began, ends)
    signed = signed_by(signer, FIELDS)
    signers(unionpay_keys).verify(signed, datetime(2026, 3, 1, tzinfo=UTC))

    assert reason(unionpay_keys, signed) == "unknown-key"
    assert reason(unionpay_keys, signed, datetime(2025, 12, 31, tzinfo=UTC)) == "unknown-key"


def test_a_known_certificate_is_looked_at_again_when_its_time_is_over(unionpay_keys: Keys):
    ends = datetime(2026, 6, 1, tzinfo=UTC)
    signer = certified(f"041@Wendan@{UNIONPAY}@5", unionpay_keys.middle, valid_to=ends)
    believing, signed = signers(unionpay_keys), signed_by(signer, FIELDS)
    believing.verify(signed, datetime(2026, 5, 31, tzinfo=UTC))

    with pytest.raises(NotBelieved, match="unknown-key"):
        believing.verify(signed, NOW)


def test_when_the_authority_has_expired_so_has_everybody(unionpay_keys: Keys):
    middle = certified("Old OCA", unionpay_keys.root, valid_to=datetime(2026, 6, 1, tzinfo=UTC))
    signer = certified(f"041@Wendan@{UNIONPAY}@6", middle)
    believing = Signers(unionpay_keys.root.pem, (unionpay_keys.middle.pem, middle.pem), (UNIONPAY,))
    believing.verify(signed_by(signer, FIELDS), datetime(2026, 5, 1, tzinfo=UTC))

    with pytest.raises(NotBelieved, match="unknown-key"):
        believing.verify(signed_by(signer, FIELDS), NOW)


def test_the_test_environments_name_is_believed_only_where_it_is_set(unionpay_keys: Keys):
    tester = certified("041@Z12@00040000:SIGN@00000062", unionpay_keys.middle)
    signed = signed_by(tester, FIELDS)
    signers(unionpay_keys, UNIONPAY, "00040000:SIGN").verify(signed, NOW)

    assert reason(unionpay_keys, signed) == "unknown-key"


def test_a_middle_certificate_that_is_not_the_roots_is_refused_at_once(unionpay_keys: Keys):
    stranger = certified("Stranger", None)
    with pytest.raises(ValueError, match="root's"):
        Signers(unionpay_keys.root.pem, (stranger.pem,), (UNIONPAY,))


def test_an_answer_is_split_at_the_first_equals_sign():
    assert answered("a=b=c&d=&e=f+g%20") == {"a": "b=c", "d": "", "e": "f+g%20"}
    for wrong in ("", "a", "a=1&a=2", "a=1&", "<html>"):
        with pytest.raises(NotBelieved, match="malformed"):
            answered(wrong)


def test_credentials_take_the_merchants_pfx_and_files_beside(unionpay_keys: Keys, tmp_path):
    place = write_unionpay_json(unionpay_keys, "http://127.0.0.1:1")
    plain = load_credentials(place)
    pfx = serialize_key_and_certificates(
        b"m",
        unionpay_keys.merchant.key,
        unionpay_keys.merchant.certificate,
        None,
        BestAvailableEncryption(b"0"),
    )
    (tmp_path / "acp.pfx").write_bytes(pfx)
    (tmp_path / "root.cer").write_text(unionpay_keys.root.pem)
    (tmp_path / "middle.cer").write_text(unionpay_keys.middle.pem)
    (tmp_path / "unionpay.json").write_text(
        f'{{"mer_id": "{MER_ID}", "pfx_file": "acp.pfx", "pfx_password": "0", "root_certificate": "root.cer",'
        ' "middle_certificates": ["middle.cer"]}'
    )
    found = load_credentials(tmp_path / "unionpay.json")

    assert (found.cert_id, found.private_key) == (plain.cert_id, plain.private_key)
    assert found.cert_id.isdigit()
    assert found.gateway_url == "https://gateway.95516.com/gateway/api"
    assert "PRIVATE" not in repr(found)
