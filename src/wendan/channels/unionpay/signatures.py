"""Who is speaking: UnionPay's signature both ways (version 5.1.0, signMethod 01; channels.md §3.4).

The text of all fields is hashed first, and what RSA signs is the HEX STRING of that hash. Signing the text itself,
as some libraries do, is wrong and refused.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import Certificate, load_pem_x509_certificate
from cryptography.x509.oid import NameOID

SIGNATURE: Final = "signature"
CERTIFICATE: Final = "signPubKeyCert"
MOST_KNOWN: Final = 16

_PADDING, _SHA256 = PKCS1v15(), SHA256()


class NotBelieved(Exception):
    """A signature does not hold; `reason` as in CallbackRejected."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def fingerprint(fields: Mapping[str, str]) -> bytes:
    """What is signed: SHA-256, in small hex letters, of all fields with a value, by name, as `k=v&k=v`."""
    told = sorted((name, value) for name, value in fields.items() if value and name != SIGNATURE)
    text = "&".join(f"{name}={value}" for name, value in told)
    return hashlib.sha256(text.encode()).hexdigest().encode()


class MerchantKey:
    """The merchant's private key, known to UnionPay by its certificate's serial."""

    def __init__(self, cert_id: str, private_key: str) -> None:
        key = load_pem_private_key(private_key.encode(), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("UnionPay signs with RSA keys")
        self._key, self._cert_id = key, cert_id

    def signed(self, fields: Mapping[str, str]) -> dict[str, str]:
        """The fields with what every request carries, and their signature; empty ones are left out."""
        more = {"version": "5.1.0", "encoding": "UTF-8", "signMethod": "01", "certId": self._cert_id}
        told = {name: value for name, value in {**more, **fields}.items() if value}
        proof = self._key.sign(fingerprint(told), _PADDING, _SHA256)
        return told | {SIGNATURE: base64.b64encode(proof).decode()}


@dataclass(frozen=True, slots=True)
class _Known:
    """A signing certificate whose chain was checked, with all whose time must not be over."""

    key: RSAPublicKey
    chain: tuple[Certificate, ...]


class Signers:
    """Those whose signature is UnionPay's: certified by a middle certificate under the root, named UnionPay."""

    def __init__(self, root: str, middles: tuple[str, ...], names: tuple[str, ...]) -> None:
        self._root = load_pem_x509_certificate(root.encode())
        self._middles = tuple(load_pem_x509_certificate(each.encode()) for each in middles)
        for middle in (self._root, *self._middles):
            if not _is_issued_by(middle, self._root):
                raise ValueError("a middle certificate is not the root's")
        self._names = names
        self._known: dict[str, _Known] = {}

    def verify(self, fields: Mapping[str, str], now: datetime) -> None:
        """Believe that UnionPay said exactly these fields.

        Raises NotBelieved: malformed, unknown-key (chain, name or time of the certificate) or signature.
        """
        certificate, signature = fields.get(CERTIFICATE), fields.get(SIGNATURE)
        if not certificate or not signature:
            raise NotBelieved("malformed")
        try:
            proof = base64.b64decode(signature, validate=True)
        except (ValueError, binascii.Error):
            raise NotBelieved("malformed") from None
        try:
            self._key_of(certificate, now).verify(proof, fingerprint(fields), _PADDING, _SHA256)
        except InvalidSignature:
            raise NotBelieved("signature") from None

    def _key_of(self, pem: str, now: datetime) -> RSAPublicKey:
        known = self._known.get(pem) or self._check(pem)
        if not all(each.not_valid_before_utc <= now <= each.not_valid_after_utc for each in known.chain):
            raise NotBelieved("unknown-key")
        if pem not in self._known:
            if len(self._known) >= MOST_KNOWN:
                del self._known[next(iter(self._known))]
            self._known[pem] = known
        return known.key

    def _check(self, pem: str) -> _Known:
        try:
            certificate = load_pem_x509_certificate(pem.encode())
            key = certificate.public_key()
        except ValueError:
            raise NotBelieved("malformed") from None
        issuer = next((each for each in self._middles if _is_issued_by(certificate, each)), None)
        if issuer is None or _third_part(certificate) not in self._names or not isinstance(key, RSAPublicKey):
            raise NotBelieved("unknown-key")
        return _Known(key, (certificate, issuer, self._root))


def _is_issued_by(certificate: Certificate, issuer: Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _third_part(certificate: Certificate) -> str:
    """Common names here look like `041@Z12@who@number`."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    parts = str(names[0].value).split("@") if names else []
    return parts[2] if len(parts) > 2 else ""
