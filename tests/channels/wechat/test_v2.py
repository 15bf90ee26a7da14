"""v2 on the wire: WeChat's own example of a signature, XML that attacks, and what its credentials need."""

from pathlib import Path
from ssl import SSLContext
from typing import Any

import msgspec
import pytest

from wendan.channels.wechat import load_credentials, v2
from wendan.channels.wechat.codes import TYPING, UNSURE, scan_refusal
from wendan.channels.wechat.transport import Merchant
from wendan.kernel.errors import Silence

# The example of WeChat's page on v2 signatures.
KEY = "192006250b4c09247ec02edce69f6a2d"
FIELDS = {
    "appid": "wxd930ea5d5a258f4f",
    "mch_id": "10000100",
    "device_info": "1000",
    "body": "test",
    "nonce_str": "ibuaiVcKdpRxkhJA",
}
MD5 = "9A0A8659F005D6984697E2CA0A9CF3B7"
HMAC = "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6"


def test_wechats_own_example_is_signed_as_wechat_signs_it():
    assert v2.signature(FIELDS, KEY, "MD5") == MD5
    assert v2.signature(FIELDS | {"sign": "X", "attach": ""}, KEY, "HMAC-SHA256") == HMAC


def test_what_we_write_is_read_again_whatever_stands_in_it():
    fields = FIELDS | {"body": "牛肉面 <2 份> & ]]> 茶", "sign": "S"}

    assert v2.read(v2.written(fields)) == fields


def test_cdata_is_read():
    assert v2.read("<xml><a><![CDATA[支付成功]]></a>\n<b>7</b></xml>".encode()) == {"a": "支付成功", "b": "7"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not xml",
        b"<html></html>",
        b"<xml><a>1</a><a>2</a></xml>",
        b"<xml><a><b>1</b></a></xml>",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><a>&e;</a></xml>',
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><xml><a>&b;</a></xml>',
        b"\xff\xfe<xml>",
    ],
)
def test_what_is_no_flat_xml_is_refused_and_no_entity_is_followed(body: bytes):
    with pytest.raises(v2.NotXml, match="malformed"):
        v2.read(body)


@pytest.mark.parametrize("change", [{"total_fee": "1"}, {"sign": ""}, {"sign": MD5.lower()}, {"more": "x"}])
def test_a_changed_field_is_not_believed(change: dict[str, str]):
    v2.verify(FIELDS | {"sign": MD5}, KEY, "MD5")
    with pytest.raises(v2.NotXml, match="signature"):
        v2.verify(FIELDS | {"sign": MD5} | change, KEY, "MD5")


def given(directory: Path, **change: Any) -> Any:
    credentials = load_credentials(directory / "wechat.json")
    return msgspec.convert(msgspec.to_builtins(credentials) | change, type(credentials))


@pytest.fixture
def directory(wechat_directory: Path) -> Path:
    from wendan.sandbox.wechat.keys import Mode, create, write_wechat_json

    write_wechat_json(create(wechat_directory), "http://127.0.0.1:1", Mode.MIXED)
    return wechat_directory


def test_v3_is_what_nobody_has_to_ask_for(directory: Path):
    assert given(directory).barcode == "v3"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"barcode": "v2", "apiv2_key": None}, "need apiv2_key"),
        ({"barcode": "v2", "base_urls": ["https://x.example"]}, "need client_certificate_file"),
        ({"apiv2_key": "short"}, "32 characters"),
        ({"barcode": "v4"}, "v4"),
        ({"v2_sign_type": "SHA1"}, "SHA1"),
    ],
)
def test_credentials_that_could_never_work_are_refused(directory: Path, change: dict[str, Any], says: str):
    with pytest.raises(msgspec.ValidationError, match=says):
        given(directory, **change)


def test_the_merchants_certificate_is_found_beside_the_file_and_shown(directory: Path, tmp_path: Path):
    raw = msgspec.json.decode((directory / "wechat.json").read_bytes())
    raw |= {
        "barcode": "v2",
        "base_urls": ["https://api.example"],
        "client_certificate_file": "merchant_certificate.pem",
        "client_key_file": "merchant_private_key.pem",
    }
    for name in ("merchant_certificate.pem", "merchant_private_key.pem"):
        (tmp_path / name).write_bytes((directory / name).read_bytes())
    (tmp_path / "wechat.json").write_bytes(msgspec.json.encode(raw))

    assert isinstance(Merchant(load_credentials(tmp_path / "wechat.json")).tls, SSLContext)


@pytest.mark.parametrize("code", [*sorted(UNSURE), TYPING, "SOMETHING_NEW", "UNNAMED"])
def test_what_proves_nothing_is_silence(code: str):
    with pytest.raises(Silence):
        scan_refusal(code, "raw")
