"""What one merchant needs at UnionPay, as `unionpay.json` holds it, and every figure that no source confirms."""

from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

GATEWAY_URL = "https://gateway.95516.com/gateway/api"
FILE_URL = "https://filedownload.95516.com"
PEM = "-----BEGIN"


class Credentials(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything by which a merchant and UnionPay know each other; its text never shows a secret.

    Keys and certificates are PEM texts, or names of files beside `unionpay.json`.
    """

    mer_id: str
    root_certificate: str
    middle_certificates: tuple[str, ...]
    cert_id: str = ""  # decimal serial of the merchant certificate; read from the pfx where one is named
    private_key: str = ""
    pfx_file: str | None = None  # as UnionPay hands it out
    pfx_password: str = ""
    gateway_url: str = GATEWAY_URL
    file_url: str = FILE_URL
    # The third part of the common name on whatever signs; UnionPay's test environment has 00040000:SIGN.
    signer_names: tuple[str, ...] = ("中国银联股份有限公司",)

    fee_rate_ppm: int | None = (
        None  # agreed, in millionths of the amount; without it fees are not held against any
    )
    # From here on: what channels.md §3 could not verify, each with the value that one weak hint suggests.
    qr_sub_type: str = "07"
    qr_biz_type: str = "000000"
    qr_channel_type: str = "08"
    refund_biz_type: str = "000201"
    refund_channel_type: str = "07"
    # More fields of an order by method, such as a card type that UnionPay has agreed to.
    method_fields: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    # Codes that say "nobody has paid": they close a payment once its last moment and the margin are over.
    unpaid_codes: tuple[str, ...] = ("34",)
    close_margin_s: int = 600

    def __post_init__(self) -> None:
        if not (self.private_key and self.cert_id) and self.pfx_file is None:
            raise ValueError("needed: private_key and cert_id, or pfx_file")
        if not self.middle_certificates:
            raise ValueError("at least one middle certificate is needed")

    def __repr__(self) -> str:
        return f"Credentials(mer_id={self.mer_id!r}, cert_id={self.cert_id!r})"


def load_credentials(path: Path) -> Credentials:
    """Read `unionpay.json` with the files that it names.

    Raises OSError when a file is missing, msgspec.MsgspecError or ValueError when one is not of its form.
    """
    found = msgspec.json.decode(path.read_bytes(), type=Credentials)
    if found.pfx_file is not None:
        private_key, cert_id = _opened(path.parent / found.pfx_file, found.pfx_password)
        found = msgspec.structs.replace(found, private_key=private_key, cert_id=cert_id)
    return msgspec.structs.replace(
        found,
        private_key=_text(path.parent, found.private_key),
        root_certificate=_text(path.parent, found.root_certificate),
        middle_certificates=tuple(_text(path.parent, each) for each in found.middle_certificates),
    )


def _text(place: Path, given: str) -> str:
    return given if given.lstrip().startswith(PEM) else (place / given).read_text()


def _opened(pfx: Path, password: str) -> tuple[str, str]:
    """Private key as PEM, and the certificate's serial in decimal digits."""
    store = load_pkcs12(pfx.read_bytes(), password.encode())
    if store.key is None or store.cert is None:
        raise ValueError(f"{pfx.name} holds no key with its certificate")
    pem = store.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem.decode(), str(store.cert.certificate.serial_number)
