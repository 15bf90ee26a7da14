"""Alipay's pen and eyes: signs answers and notices, checks requests. Written from the protocol, not from our adapter."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from wendan.kernel.times import BEIJING
from wendan.sandbox.alipay.keys import Keys, Mode, number_of
from wendan.sandbox.alipay.words import Complaint, invalid

NEEDED: Final = ("method", "charset", "sign_type", "sign", "timestamp", "version")


class Crypto:
    """All signing with keys loaded once."""

    def __init__(self, keys: Keys, mode: Mode, window_s: float | None) -> None:
        self._keys, self._mode, self._window_s = keys, mode, window_s
        self._merchant = keys.merchant_key.public_key()
        self._app_number, self._root_number = (
            number_of(keys.app_certificate),
            number_of(keys.root_certificate),
        )
        self.alipay_number = number_of(keys.alipay_certificate)

    def sign(self, content: bytes, *, is_forged: bool = False) -> str:
        """Base64; forged: with a key that is not Alipay's."""
        key = self._keys.merchant_key if is_forged else self._keys.alipay_key
        return base64.b64encode(key.sign(content, PKCS1v15(), SHA256())).decode()

    def envelope(
        self, name: str, content: bytes, *, is_signed: bool = True, is_forged: bool = False
    ) -> bytes:
        """The whole answer: the signature is over exactly these bytes of it."""
        parts = [b'{"', name.encode(), b'":', content]
        if is_signed:
            if self._mode is Mode.CERTIFICATE:
                parts += [b',"alipay_cert_sn":"', self.alipay_number.encode(), b'"']
            # The stroke of base64 is escaped as well; whoever reads JSON sees no difference.
            parts += [
                b',"sign":"',
                self.sign(content, is_forged=is_forged).replace("/", "\\/").encode(),
                b'"',
            ]
        return b"".join([*parts, b"}"])

    def notice(self, told: Mapping[str, str], *, is_forged: bool = False) -> dict[str, str]:
        """A notice with its signature, which does not cover sign_type."""
        content = "&".join(f"{name}={told[name]}" for name in sorted(told) if told[name])
        return dict(told) | {"sign_type": "RSA2", "sign": self.sign(content.encode(), is_forged=is_forged)}

    def check(self, given: Mapping[str, str], now: datetime) -> None:
        """The merchant signed these parameters. Raises Complaint (40001, 40002)."""
        if given.get("app_id") != self._keys.app_id:
            raise Complaint("40002", "isv.invalid-app-id", "无效的AppID参数", is_signed=False)
        missing = next((name for name in NEEDED if not given.get(name)), None)
        if missing is not None:
            raise Complaint("40001", f"isv.missing-{missing.replace('_', '-')}", f"缺少参数{missing}")
        if given["sign_type"] != "RSA2" or given["version"] != "1.0":
            raise invalid("签名类型或版本无效", "isv.invalid-signature-type")
        self._check_timestamp(given["timestamp"], now)
        self._check_certificates(given)
        content = "&".join(
            f"{name}={given[name]}" for name in sorted(given) if name != "sign" and given[name]
        )
        try:
            proof = base64.b64decode(given["sign"], validate=True)
            self._merchant.verify(proof, content.encode(), PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError):
            raise invalid(
                "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配", "isv.invalid-signature"
            ) from None

    def _check_timestamp(self, text: str, now: datetime) -> None:
        try:
            at = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
        except ValueError:
            raise invalid("非法的时间戳参数", "isv.invalid-timestamp") from None
        if self._window_s is not None and abs((now - at).total_seconds()) > self._window_s:
            raise invalid("非法的时间戳参数", "isv.invalid-timestamp")

    def _check_certificates(self, given: Mapping[str, str]) -> None:
        if self._mode is Mode.PUBLIC_KEY:
            return
        if not given.get("app_cert_sn") or not given.get("alipay_root_cert_sn"):
            raise Complaint("40001", "isv.missing-app-cert-sn", "缺少应用公钥证书序列号")
        if (given["app_cert_sn"], given["alipay_root_cert_sn"]) != (self._app_number, self._root_number):
            raise invalid("应用公钥证书序列号无效", "isv.invalid-app-cert-sn")
