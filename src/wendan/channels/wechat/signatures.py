"""Who is speaking: WeChat Pay's signatures both ways, and the sealed part of its messages.

Everything is computed over the bytes on the wire; nothing is parsed before it is verified.
Source of the rules: WeChat Pay API v3 signature and verification pages (channels.md §1.2 to §1.5).
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate

SCHEME: Final = "WECHATPAY2-SHA256-RSA2048"
PROBE: Final = "WECHATPAY/SIGNTEST/"
REPLAY_WINDOW_S: Final = 300
PUBLIC_KEY_PREFIX: Final = "PUB_KEY_ID_"

_PADDING, _SHA256 = PKCS1v15(), SHA256()


class NotBelieved(Exception):
    """A signature does not hold; `reason` as in CallbackRejected."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _message(*parts: bytes) -> bytes:
    return b"".join(part + b"\n" for part in parts)


class MerchantKey:
    """The merchant's private key: signs requests, and what the customer's device hands to WeChat."""

    def __init__(self, mchid: str, certificate_serial: str, private_key: str) -> None:
        key = load_pem_private_key(private_key.encode(), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("WeChat Pay signs with RSA keys")
        self._key, self._mchid, self._serial = key, mchid, certificate_serial

    def _signature(self, *parts: bytes) -> str:
        return base64.b64encode(self._key.sign(_message(*parts), _PADDING, _SHA256)).decode()

    def authorization(self, request: tuple[str, str, bytes], now: datetime, nonce: str) -> str:
        """Value of the Authorization header for `(method, path and query as sent, body)`."""
        method, target, body = request
        stamp = str(int(now.timestamp()))
        signature = self._signature(method.encode(), target.encode(), stamp.encode(), nonce.encode(), body)
        return (
            f'{SCHEME} mchid="{self._mchid}",nonce_str="{nonce}",signature="{signature}",'
            f'timestamp="{stamp}",serial_no="{self._serial}"'
        )

    def pay_signature(self, appid: str, stamp: str, nonce: str, package: str) -> str:
        """`paySign` for JSAPI and mini program; `package` is `prepay_id=wx…`."""
        return self._signature(appid.encode(), stamp.encode(), nonce.encode(), package.encode())


class PlatformKeys:
    """WeChat's keys by serial; certificates and public keys side by side, because both arrive for a while."""

    def __init__(self) -> None:
        self._keys: dict[str, RSAPublicKey] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, serial: object) -> bool:
        return serial in self._keys

    @property
    def public_key_id(self) -> str | None:
        """The id that asks for answers in public-key mode, when such a key is held."""
        return next((serial for serial in self._keys if serial.startswith(PUBLIC_KEY_PREFIX)), None)

    def add_certificate(self, serial: str, pem: str) -> None:
        """Trust this platform certificate from now on."""
        self._add(serial, load_pem_x509_certificate(pem.encode()).public_key())

    def add_public_key(self, serial: str, pem: str) -> None:
        """Trust this platform public key from now on."""
        self._add(serial, load_pem_public_key(pem.encode()))

    def _add(self, serial: str, key: object) -> None:
        if not isinstance(key, RSAPublicKey):
            raise TypeError("WeChat Pay signs with RSA keys")
        self._keys[serial] = key

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        """Believe that WeChat sent exactly these bytes, within 300 s; header names in lower case.

        Raises NotBelieved: malformed, probe, stale, unknown-key or signature.
        """
        stamp, nonce, signature = _signed_headers(headers)
        if signature.startswith(PROBE):
            raise NotBelieved("probe")
        try:
            age_s = now.timestamp() - int(stamp)
            proof = base64.b64decode(signature, validate=True)
        except (ValueError, binascii.Error):
            raise NotBelieved("malformed") from None
        if abs(age_s) > REPLAY_WINDOW_S:
            raise NotBelieved("stale")
        key = self._keys.get(headers.get("wechatpay-serial", ""))
        if key is None:
            raise NotBelieved("unknown-key")
        try:
            key.verify(proof, _message(stamp.encode(), nonce.encode(), body), _PADDING, _SHA256)
        except InvalidSignature:
            raise NotBelieved("signature") from None


def _signed_headers(headers: Mapping[str, str]) -> tuple[str, str, str]:
    kind = headers.get("wechatpay-signature-type", SCHEME)
    found = tuple(headers.get(f"wechatpay-{name}", "") for name in ("timestamp", "nonce", "signature"))
    if kind != SCHEME or not all(found):
        raise NotBelieved("malformed")
    stamp, nonce, signature = found
    return stamp, nonce, signature


class Sealed:
    """Opens the encrypted part of callbacks and certificate lists (AEAD_AES_256_GCM)."""

    def __init__(self, apiv3_key: str) -> None:
        self._cipher = AESGCM(apiv3_key.encode())

    def open(self, ciphertext: str, nonce: str, associated: str | None) -> str:
        """The plain text. Raises NotBelieved("undecryptable")."""
        try:
            sealed = base64.b64decode(ciphertext, validate=True)
            return self._cipher.decrypt(nonce.encode(), sealed, (associated or "").encode()).decode()
        except (InvalidTag, ValueError):
            raise NotBelieved("undecryptable") from None
