"""What one merchant needs at Alipay, as `alipay.json` holds it."""

from pathlib import Path
from typing import Final

import msgspec

GATEWAY_URL: Final = "https://openapi.alipay.com/gateway.do"
# Each may stand in the file itself or, under its name with `_file`, beside it.
_KEPT_BESIDE: Final = (
    "private_key",
    "alipay_public_key",
    "app_certificate",
    "alipay_certificate",
    "alipay_root_certificate",
)


class Credentials(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything by which a merchant and Alipay know each other; its text never shows a secret.

    Public-key mode needs `alipay_public_key`; certificate mode needs the three certificates instead. Keys are PEM, or
    the bare base64 that Alipay's own tools write. What is commented as unverified stands nowhere for certain.
    """

    app_id: str
    seller_id: str  # PID, 2088…: the account that money goes to
    private_key: str | None = None
    private_key_file: str | None = None
    alipay_public_key: str | None = None
    alipay_public_key_file: str | None = None
    app_certificate: str | None = None
    app_certificate_file: str | None = None
    alipay_certificate: str | None = None  # several in one PEM while an old and a new one overlap
    alipay_certificate_file: str | None = None
    alipay_root_certificate: str | None = None
    alipay_root_certificate_file: str | None = None
    gateway_url: str = GATEWAY_URL
    jsapi_product_code: str = "JSAPI_PAY"  # unverified
    wap_product_code: str = "QUICK_WAP_WAY"
    hold_product_code: str = "PREAUTH_PAY"  # older contracts: PRE_AUTH
    fee_rate_ppm: int | None = (
        None  # agreed, in millionths of the amount; without it fees are not held against any
    )
    # The account bill's words for why money moved (业务类型); unverified.
    payment_kinds: tuple[str, ...] = ("在线支付", "交易付款")
    refund_kinds: tuple[str, ...] = ("交易退款",)
    fee_kinds: tuple[str, ...] = ("收费", "退费")
    payout_kinds: tuple[str, ...] = ("提现",)
    huabei_seller_percent: str = "0"  # what of the instalments' fee the merchant bears: 0 or 100
    ecny_pay_channels: str | None = (
        None  # unverified; enable_pay_channels of e-CNY, none: the page offers everything
    )

    @property
    def is_by_certificate(self) -> bool:
        """Whether the application was set up with certificates."""
        return self.app_certificate is not None

    def __repr__(self) -> str:
        return f"Credentials(app_id={self.app_id!r}, seller_id={self.seller_id!r})"


def load_credentials(path: Path) -> Credentials:
    """Read `alipay.json`; what it names as a file is found beside it.

    Raises OSError when a file is missing, msgspec.DecodeError when the text is not of this form or not complete.
    """
    found = msgspec.json.decode(path.read_bytes(), type=Credentials)
    beside = {
        name: (path.parent / file).read_text()
        for name in _KEPT_BESIDE
        if getattr(found, name) is None and (file := getattr(found, f"{name}_file")) is not None
    }
    found = msgspec.structs.replace(found, **beside)
    if found.private_key is None:
        raise msgspec.ValidationError(f"{path.name} names neither private_key nor private_key_file")
    certificates = (found.app_certificate, found.alipay_certificate, found.alipay_root_certificate)
    if any(certificates) and not all(certificates):
        raise msgspec.ValidationError(f"{path.name} names some of the three certificates, but not all")
    if not any(certificates) and found.alipay_public_key is None:
        raise msgspec.ValidationError(f"{path.name} names neither alipay_public_key nor certificates")
    return found
