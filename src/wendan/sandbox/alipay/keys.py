"""The keys of one merchant and of Alipay: made once in a directory, reused ever after."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

from wendan.sandbox.core.key_files import VALID_FROM, VALID_TO, new_key, private_key, private_pem, put

APP_ID: Final = "2021000118600000"
SELLER_ID: Final = "2088102146225135"
OWNERS: Final = ("merchant", "alipay", "root")


class Mode(StrEnum):
    """How merchant and Alipay know each other's keys."""

    PUBLIC_KEY = "public-key"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class Keys:
    """Everything both sides hold; Alipay's private key never leaves the sandbox's directory."""

    app_id: str
    seller_id: str
    merchant_key: rsa.RSAPrivateKey
    alipay_key: rsa.RSAPrivateKey
    app_certificate: str
    alipay_certificate: str
    root_certificate: str
    directory: Path

    def __repr__(self) -> str:
        return f"Keys(app_id={self.app_id!r}, directory={str(self.directory)!r})"

    @property
    def alipay_public_key(self) -> str:
        """PEM."""
        public = self.alipay_key.public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    @property
    def merchant_private_key(self) -> str:
        """PEM, PKCS#1 as Alipay's tools for all but Java make it."""
        return self.merchant_key.private_bytes(
            Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
        ).decode()


def create(directory: Path) -> Keys:
    """Load the keys in `directory`, making all of them when any is missing."""
    directory.mkdir(parents=True, exist_ok=True)
    names = [f"{owner}_{kind}.pem" for owner in OWNERS for kind in ("private_key", "certificate")]
    if not all((directory / name).exists() for name in names):
        _make(directory)
    read = {name: (directory / name).read_text() for name in names}
    return Keys(
        app_id=APP_ID,
        seller_id=SELLER_ID,
        merchant_key=private_key(read["merchant_private_key.pem"].encode()),
        alipay_key=private_key(read["alipay_private_key.pem"].encode()),
        app_certificate=read["merchant_certificate.pem"],
        alipay_certificate=read["alipay_certificate.pem"],
        root_certificate=read["root_certificate.pem"],
        directory=directory,
    )


def write_alipay_json(keys: Keys, url: str, mode: Mode) -> Path:
    """One file with all a client needs to speak to the sandbox at `url` in this mode."""
    told: dict[str, Any] = {
        "app_id": keys.app_id,
        "seller_id": keys.seller_id,
        "private_key": keys.merchant_private_key,
        "gateway_url": f"{url}/gateway.do",
    }
    if mode is Mode.PUBLIC_KEY:
        told["alipay_public_key"] = keys.alipay_public_key
    else:
        told |= {
            "app_certificate": keys.app_certificate,
            "alipay_certificate": keys.alipay_certificate,
            "alipay_root_certificate": keys.root_certificate,
        }
    path = keys.directory / "alipay.json"
    put(path, msgspec.json.format(msgspec.json.encode(told)))
    return path


def number_of(pem: str) -> str:
    """A certificate's SN as Alipay counts it: MD5 over issuer and decimal serial."""
    certificate = x509.load_pem_x509_certificate(pem.encode())
    named = {each.oid: str(each.value) for each in certificate.issuer}
    order = (
        ("CN", NameOID.COMMON_NAME),
        ("OU", NameOID.ORGANIZATIONAL_UNIT_NAME),
        ("O", NameOID.ORGANIZATION_NAME),
        ("C", NameOID.COUNTRY_NAME),
    )
    issuer = ",".join(f"{short}={named[oid]}" for short, oid in order)
    return hashlib.md5(f"{issuer}{certificate.serial_number}".encode(), usedforsecurity=False).hexdigest()


def _make(directory: Path) -> None:
    keys = {owner: new_key() for owner in OWNERS}
    for owner, key in keys.items():
        pem = private_pem(key)
        put(directory / f"{owner}_private_key.pem", pem)
        certificate = _certificate(owner, key.public_key(), keys["root"])
        put(directory / f"{owner}_certificate.pem", certificate)


def _certificate(owner: str, key: rsa.RSAPublicKey, root: rsa.RSAPrivateKey) -> bytes:
    builder = x509.CertificateBuilder().subject_name(_name(owner)).issuer_name(_name("root"))
    builder = builder.serial_number(x509.random_serial_number()).public_key(key)
    builder = builder.not_valid_before(VALID_FROM).not_valid_after(VALID_TO)
    return builder.sign(root, SHA256()).public_bytes(Encoding.PEM)


def _name(owner: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Wendan"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Sandbox"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Wendan sandbox {owner}"),
        ]
    )
