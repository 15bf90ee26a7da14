"""The keys of one merchant and of the platform: made once in a directory, reused ever after."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

from wendan.platform.ids import SystemIds
from wendan.sandbox.core.key_files import VALID_FROM, VALID_TO, new_key, private_key, private_pem, put

MCHID: Final = "1230000109"
APPID: Final = "wxd678efh567hg6787"
SERVICE_APPID: Final = "wx8397f8696b538317"
SERVICE_ID: Final = "2002000000000558128851361561536"


class Mode(StrEnum):
    """With what the platform signs: its certificate's key, its public key, or now one and now the other."""

    CERTIFICATE = "certificate"
    PUBLIC_KEY = "public-key"
    MIXED = "mixed"


class _Identity(msgspec.Struct):
    mchid: str
    appid: str
    apiv3_key: str
    platform_public_key_id: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Everything both sides hold; the platform's private keys never leave the sandbox's directory."""

    mchid: str
    appid: str
    apiv3_key: str
    merchant_key: rsa.RSAPrivateKey
    merchant_serial: str
    certificate_key: rsa.RSAPrivateKey
    certificate_serial: str
    certificate_pem: str
    public_key: rsa.RSAPrivateKey
    public_key_id: str
    directory: Path

    def __repr__(self) -> str:
        return f"Keys(mchid={self.mchid!r}, directory={str(self.directory)!r})"

    @property
    def app_secret(self) -> str:
        """The mini-program's secret; it follows from the APIv3 key, so that there is one thing less to keep."""
        return hashlib.blake2b(self.apiv3_key.encode(), digest_size=16).hexdigest()

    @property
    def service_appid(self) -> str:
        """The service account 服务号, bound to the same merchant number."""
        return SERVICE_APPID

    @property
    def service_secret(self) -> str:
        """The service account's secret; it follows from the APIv3 key as well."""
        return hashlib.blake2b(self.apiv3_key.encode(), digest_size=16, person=b"service").hexdigest()

    @property
    def apiv2_key(self) -> str:
        """With which v2 and PayScore sign; it follows from the APIv3 key too."""
        return hashlib.blake2b(self.apiv3_key.encode(), digest_size=16, person=b"apiv2").hexdigest()


def create(directory: Path) -> Keys:
    """Load the keys in `directory`, making those that are missing; identity.json is written last."""
    directory.mkdir(parents=True, exist_ok=True)
    identity_file = directory / "identity.json"
    if not identity_file.exists():
        _make(directory)
        ids = SystemIds()
        number = "".join(str(int(ids.chance() * 10)) for _ in range(30))
        made = _Identity(MCHID, APPID, ids.nonce(), f"PUB_KEY_ID_{number}")
        put(directory / "apiv3_key.txt", made.apiv3_key.encode())
        (directory / "platform_public_key_id.txt").write_text(made.platform_public_key_id)
        put(identity_file, msgspec.json.encode(made))
    return _load(directory, msgspec.json.decode(identity_file.read_bytes(), type=_Identity))


def write_wechat_json(keys: Keys, url: str, mode: Mode) -> Path:
    """One file with all a client needs to speak to the sandbox at `url` in this mode."""
    directory = keys.directory
    certificates = {keys.certificate_serial: keys.certificate_pem}
    public_keys = {keys.public_key_id: (directory / "platform_public_key.pem").read_text()}
    wechat = {
        "mchid": keys.mchid,
        "appid": keys.appid,
        "certificate_serial": keys.merchant_serial,
        "apiv3_key": keys.apiv3_key,
        "private_key": (directory / "merchant_private_key.pem").read_text(),
        "platform_certificates": {} if mode is Mode.PUBLIC_KEY else certificates,
        "platform_public_keys": {} if mode is Mode.CERTIFICATE else public_keys,
        "base_urls": [url],
        "app_secret": keys.app_secret,
        "login_url": url,
        "service_appid": keys.service_appid,
        "service_secret": keys.service_secret,
        "authorise_url": url,
        "apiv2_key": keys.apiv2_key,
        "payscore_service_id": SERVICE_ID,
    }
    path = directory / "wechat.json"
    put(path, msgspec.json.format(msgspec.json.encode(wechat)))
    return path


def _make(directory: Path) -> None:
    for owner in ("merchant", "platform_certificate", "platform_public"):
        key = new_key()
        pem = private_pem(key)
        if owner == "platform_public":
            public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            put(directory / "platform_public_key.pem", public)
            put(directory / "platform_private_key.pem", pem)
            continue
        certificate = _certificate(key, "Wendan sandbox " + owner.partition("_")[0])
        put(directory / f"{owner.partition('_')[0]}_certificate.pem", certificate)
        put(directory / f"{owner}_private_key.pem", pem)
    serial = _serial(directory / "merchant_certificate.pem")
    (directory / "merchant_certificate_serial.txt").write_text(serial)
    (directory / "platform_certificate_serial.txt").write_text(
        _serial(directory / "platform_certificate.pem")
    )


def _certificate(key: rsa.RSAPrivateKey, name: str) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    # 159 bits, the highest set: WeChat's serials always have 40 hex digits.
    serial = (x509.random_serial_number() | 1 << 158) & ((1 << 159) - 1)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).serial_number(serial)
    builder = builder.public_key(key.public_key()).not_valid_before(VALID_FROM).not_valid_after(VALID_TO)
    return builder.sign(key, SHA256()).public_bytes(Encoding.PEM)


def _serial(certificate: Path) -> str:
    return f"{x509.load_pem_x509_certificate(certificate.read_bytes()).serial_number:040X}"


def _load(directory: Path, identity: _Identity) -> Keys:
    return Keys(
        mchid=identity.mchid,
        appid=identity.appid,
        apiv3_key=identity.apiv3_key,
        merchant_key=private_key((directory / "merchant_private_key.pem").read_bytes()),
        merchant_serial=_serial(directory / "merchant_certificate.pem"),
        certificate_key=private_key((directory / "platform_certificate_private_key.pem").read_bytes()),
        certificate_serial=_serial(directory / "platform_certificate.pem"),
        certificate_pem=(directory / "platform_certificate.pem").read_text(),
        public_key=private_key((directory / "platform_private_key.pem").read_bytes()),
        public_key_id=identity.platform_public_key_id,
        directory=directory,
    )
