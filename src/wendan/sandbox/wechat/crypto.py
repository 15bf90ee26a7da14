"""The platform's pen and eyes: signs answers and callbacks, checks requests, seals resources."""

import base64
import re
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from wendan.platform.ids import SystemIds
from wendan.sandbox.core.wire import Request
from wendan.sandbox.wechat.keys import Keys, Mode
from wendan.sandbox.wechat.words import Complaint, is_transaction

SIGNATURE_TYPE = "WECHATPAY2-SHA256-RSA2048"
PROBE = "WECHATPAY/SIGNTEST/"
SKEW_S = 300
_FIELDS = re.compile(r'(\w+)="([^"]*)"')
_NEEDED = ("mchid", "nonce_str", "signature", "timestamp", "serial_no")


class Crypto:
    """All signing and sealing with keys loaded once."""

    def __init__(self, keys: Keys, mode: Mode) -> None:
        self._keys, self._mode = keys, mode
        self._merchant = keys.merchant_key.public_key()
        self._cipher = AESGCM(keys.apiv3_key.encode())
        self._ids = SystemIds()
        self._turn = 0

    def headers(self, body: bytes, at: datetime, asked_serial: str = "") -> dict[str, str]:
        """Wechatpay-* headers over exactly these bytes; `asked_serial` is the request's Wechatpay-Serial."""
        serial, key = self._pen(asked_serial)
        stamp, nonce = str(int(at.timestamp())), self._ids.nonce()
        message = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
        return {
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": base64.b64encode(key.sign(message, PKCS1v15(), SHA256())).decode(),
            "Wechatpay-Serial": serial,
            "Wechatpay-Signature-Type": SIGNATURE_TYPE,
        }

    def forged_headers(self, body: bytes, at: datetime) -> dict[str, str]:
        """As from an attacker: names the platform's serial, signed with a key that is not the platform's."""
        headers = self.headers(body, at)
        message = f"{headers['Wechatpay-Timestamp']}\n{headers['Wechatpay-Nonce']}\n".encode() + body + b"\n"
        forged = self._keys.merchant_key.sign(message, PKCS1v15(), SHA256())
        return headers | {"Wechatpay-Signature": base64.b64encode(forged).decode()}

    def probing_headers(self, body: bytes, at: datetime) -> dict[str, str]:
        """As WeChat does at times: a signature wrong on purpose."""
        headers = self.headers(body, at)
        return headers | {"Wechatpay-Signature": PROBE + headers["Wechatpay-Signature"]}

    def _pen(self, asked_serial: str) -> tuple[str, RSAPrivateKey]:
        keys = self._keys
        certificate = (keys.certificate_serial, keys.certificate_key)
        public = (keys.public_key_id, keys.public_key)
        if self._mode is not Mode.MIXED:
            return certificate if self._mode is Mode.CERTIFICATE else public
        if asked_serial == keys.public_key_id:
            return public
        self._turn += 1
        return certificate if self._turn % 2 else public

    def seal(self, plain: bytes, associated: str) -> dict[str, str]:
        """An AEAD_AES_256_GCM resource."""
        nonce = self._ids.nonce()[:12]
        sealed = self._cipher.encrypt(nonce.encode(), plain, associated.encode())
        return {
            "algorithm": "AEAD_AES_256_GCM",
            "nonce": nonce,
            "associated_data": associated,
            "ciphertext": base64.b64encode(sealed).decode(),
        }

    def is_signed_by_merchant(self, signature: str, *lines: str) -> bool:
        """Whether the merchant signed these lines (each ended by a line feed)."""
        message = "".join(line + "\n" for line in lines).encode()
        return self._holds(signature, message)

    def _holds(self, signature: str, message: bytes) -> bool:
        try:
            self._merchant.verify(base64.b64decode(signature, validate=True), message, PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError):
            return False
        return True

    def check(self, request: Request, now: datetime) -> None:
        """The merchant signed this very request within five minutes. Raises Complaint (401, 400)."""
        scheme, _, rest = request.headers.get("authorization", "").partition(" ")
        given = dict(_FIELDS.findall(rest))
        if scheme != SIGNATURE_TYPE or any(not given.get(name) for name in _NEEDED):
            text = (
                "签名信息缺失，请检查HTTP头Authorization"
                if is_transaction(request)
                else "Http头缺少Accept或Authorization"
            )
            raise Complaint(401, "SIGN_ERROR", text, "268443699")
        stamp = given["timestamp"]
        # The clock is looked at before the signature.
        if not stamp.isdecimal() or abs(now.timestamp() - int(stamp)) > SKEW_S:
            raise Complaint(
                401,
                "SIGN_ERROR",
                "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟",
                "268443699",
            )
        self._check_signature(request, given)
        if not (request.headers.get("user-agent") and request.headers.get("accept")):
            status, code = (401, "SIGN_ERROR") if is_transaction(request) else (400, "INVALID_REQUEST")
            raise Complaint(status, code, "Http头缺少Accept或User-Agent", "268435461")

    def _check_signature(self, request: Request, given: dict[str, str]) -> None:
        keys = self._keys
        known = given["mchid"] == keys.mchid and given["serial_no"].upper() == keys.merchant_serial
        head = f"{request.method}\n{request.target}\n{given['timestamp']}\n{given['nonce_str']}\n"
        message = head.encode() + request.body + b"\n"
        if not known or not self._holds(given["signature"], message):
            raise Complaint(401, "SIGN_ERROR", "签名错误，请检查后再试", "268443699")
