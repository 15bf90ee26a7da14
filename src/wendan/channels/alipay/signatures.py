"""Who is speaking: Alipay's RSA2 signatures both ways, and the numbers of its certificates.

Answers are verified over the bytes on the wire, notices over their decoded values; nothing is believed before.
Source of the rules: channels.md §2.2, §2.3, §2.5, §2.9.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)
from cryptography.x509 import Certificate, load_pem_x509_certificates
from cryptography.x509.oid import NameOID

SIGN_TYPE: Final = "RSA2"
CHARSETS: Final = frozenset({"utf-8", "gbk"})
_PADDING, _SHA256 = PKCS1v15(), SHA256()
# The order of Alipay's own tools, whatever the certificate's.
_ISSUER: Final = (
    ("CN", NameOID.COMMON_NAME),
    ("OU", NameOID.ORGANIZATIONAL_UNIT_NAME),
    ("O", NameOID.ORGANIZATION_NAME),
    ("C", NameOID.COUNTRY_NAME),
)
_RSA_ALGORITHMS: Final = "1.2.840.113549.1.1."


class NotBelieved(Exception):
    """A signature does not hold; `reason` as in CallbackRejected."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def signed_content(parameters: Mapping[str, str], *left_out: str, charset: str = "utf-8") -> bytes:
    """What is signed: sorted by name, raw values, empty ones dropped."""
    kept = (name for name in sorted(parameters) if name not in left_out and parameters[name])
    return "&".join(f"{name}={parameters[name]}" for name in kept).encode(charset)


def charset_of(parameters: Mapping[str, str]) -> str:
    """In which a notice was written and signed. Raises ValueError."""
    charset = parameters.get("charset", "utf-8").lower()
    if charset not in CHARSETS:
        raise ValueError(charset)
    return charset


class AppKey:
    """The application's private key: signs requests, and the addresses that customers open."""

    def __init__(self, private_key: str) -> None:
        text = private_key.strip()
        if text.startswith("-----"):
            key = load_pem_private_key(text.encode(), password=None)
        else:
            key = load_der_private_key(base64.b64decode(text), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("Alipay's RSA2 signs with RSA keys")
        self._key = key

    def sign(self, parameters: Mapping[str, str]) -> str:
        """`sign` of a request; its sign_type is signed with it."""
        return base64.b64encode(
            self._key.sign(signed_content(parameters, "sign"), _PADDING, _SHA256)
        ).decode()


class AlipayKeys:
    """Alipay's public key, or those of its certificates by their number: old and new overlap for a while."""

    def __init__(self, public_key: str | None, certificates: str | None) -> None:
        self._keys: dict[str, RSAPublicKey] = {}
        for certificate in load_pem_x509_certificates(certificates.encode()) if certificates else ():
            self._keys[certificate_number(certificate)] = _rsa(certificate.public_key())
        if public_key is not None:
            self._keys[""] = _public_key(public_key)

    def verify(self, content: bytes, signature: str, number: str = "") -> None:
        """Believe that Alipay signed exactly this, with the certificate of this number if it names one.

        Raises NotBelieved: malformed, unknown-key or signature.
        """
        key = self._keys.get(number)
        if key is None and not number and len(self._keys) == 1:
            key = next(iter(self._keys.values()))
        if key is None:
            raise NotBelieved("unknown-key")
        try:
            key.verify(base64.b64decode(signature, validate=True), content, _PADDING, _SHA256)
        except (ValueError, binascii.Error):
            raise NotBelieved("malformed") from None
        except InvalidSignature:
            raise NotBelieved("signature") from None

    def verify_notice(self, parameters: Mapping[str, str]) -> None:
        """The same for a notice, whose sign_type is not signed. Raises ValueError for a charset nobody uses."""
        if not parameters.get("sign") or parameters.get("sign_type") != SIGN_TYPE:
            raise NotBelieved("malformed")
        content = signed_content(parameters, "sign", "sign_type", charset=charset_of(parameters))
        self.verify(content, parameters["sign"])


def certificate_number(certificate: Certificate) -> str:
    """app_cert_sn and alipay_cert_sn: MD5 of issuer and decimal serial."""
    issuer = certificate.issuer
    found = [(short, issuer.get_attributes_for_oid(oid)) for short, oid in _ISSUER]
    name = ",".join(f"{short}={values[0].value!s}" for short, values in found if values)
    return hashlib.md5(f"{name}{certificate.serial_number}".encode(), usedforsecurity=False).hexdigest()


def first_number(pem: str) -> str:
    """Number of the first certificate in this text."""
    return certificate_number(load_pem_x509_certificates(pem.encode())[0])


def root_numbers(pem: str) -> str:
    """alipay_root_cert_sn: the numbers of all RSA certificates among the roots, joined."""
    roots = load_pem_x509_certificates(pem.encode())
    rsa = [each for each in roots if each.signature_algorithm_oid.dotted_string.startswith(_RSA_ALGORITHMS)]
    return "_".join(map(certificate_number, rsa))


def _public_key(text: str) -> RSAPublicKey:
    text = text.strip()
    if text.startswith("-----"):
        return _rsa(load_pem_public_key(text.encode()))
    return _rsa(load_der_public_key(base64.b64decode(text)))


def _rsa(key: object) -> RSAPublicKey:
    if not isinstance(key, RSAPublicKey):
        raise TypeError("Alipay's RSA2 signs with RSA keys")
    return key
