"""The certificates of one merchant and of UnionPay: made once in a directory, reused ever after.

Root → middle → signing certificate, whose common name says in its third part who signs.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
)
from cryptography.x509.oid import NameOID

from wendan.sandbox.core.key_files import VALID_FROM, VALID_TO, new_key, private_key, private_pem, put

MER_ID: Final = "777290058110048"
UNIONPAY: Final = "中国银联股份有限公司"


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def serial(self) -> str:
        """As UnionPay writes it: decimal."""
        return str(self.certificate.serial_number)

    def __repr__(self) -> str:
        return f"Holder({self.certificate.subject.rfc4514_string()!r})"


@dataclass(frozen=True, slots=True)
class Keys:
    """Everything both sides hold; all but the merchant's never leave the sandbox's directory."""

    root: Holder
    middle: Holder
    signer: Holder
    merchant: Holder
    directory: Path


def create(directory: Path) -> Keys:
    """Load the certificates in `directory`, making all of them when the last one is missing."""
    directory.mkdir(parents=True, exist_ok=True)
    if not (directory / "merchant.pem").exists():
        root = certified("Wendan Sandbox Root", None)
        middle = certified("Wendan Sandbox OCA1", root)
        signer = certified(f"041@Wendan@{UNIONPAY}@00000001", middle)
        merchant = certified(f"041@Wendan@{MER_ID}@00000002", middle)
        for name, holder in {"root": root, "middle": middle, "signer": signer, "merchant": merchant}.items():
            pem = private_pem(holder.key)
            put(directory / f"{name}_private_key.pem", pem)
            put(directory / f"{name}.pem", holder.pem.encode())
    return Keys(
        root=_load(directory, "root"),
        middle=_load(directory, "middle"),
        signer=_load(directory, "signer"),
        merchant=_load(directory, "merchant"),
        directory=directory,
    )


def certified(
    name: str,
    issuer: Holder | None,
    valid_from: datetime = VALID_FROM,
    valid_to: datetime = VALID_TO,
) -> Holder:
    """A new key, certified by the issuer; None: by itself."""
    key = new_key()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    by_name = issuer.certificate.subject if issuer else subject
    is_authority = issuer is None or "@" not in name
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by_name)
        .serial_number(x509.random_serial_number() >> 96)
        .public_key(key.public_key())
        .not_valid_before(valid_from)
        .not_valid_after(valid_to)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .sign(issuer.key if issuer else key, SHA256())
    )
    return Holder(certificate, key)


def write_unionpay_json(keys: Keys, url: str) -> Path:
    """One file with all a client needs to speak to the sandbox at `url`."""
    unionpay = {
        "mer_id": MER_ID,
        "cert_id": keys.merchant.serial,
        "private_key": (keys.directory / "merchant_private_key.pem").read_text(),
        "root_certificate": keys.root.pem,
        "middle_certificates": [keys.middle.pem],
        "gateway_url": f"{url}/gateway/api",
        "file_url": url,
    }
    path = keys.directory / "unionpay.json"
    put(path, msgspec.json.format(msgspec.json.encode(unionpay)))
    return path


def _load(directory: Path, name: str) -> Holder:
    key = private_key((directory / f"{name}_private_key.pem").read_bytes())
    return Holder(x509.load_pem_x509_certificate((directory / f"{name}.pem").read_bytes()), key)
