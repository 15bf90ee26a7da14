"""What one merchant needs at WeChat Pay, as `wechat.json` holds it."""

from pathlib import Path
from typing import Literal

import msgspec

MAIN_URL = "https://api.mch.weixin.qq.com"
BACKUP_URL = "https://api2.mch.weixin.qq.com"
LOGIN_URL = "https://api.weixin.qq.com"
AUTHORISE_URL = "https://open.weixin.qq.com"


class Credentials(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything by which a merchant and WeChat Pay know each other; its text never shows a secret."""

    mchid: str
    appid: str
    certificate_serial: str
    apiv3_key: str
    private_key: str | None = None
    private_key_file: str | None = None
    platform_certificates: dict[str, str] = msgspec.field(default_factory=dict)
    platform_public_keys: dict[str, str] = msgspec.field(default_factory=dict)
    base_urls: tuple[str, ...] = (MAIN_URL, BACKUP_URL)
    app_secret: str | None = None  # of the mini-program; without it nobody can sign in by WeChat
    login_url: str = LOGIN_URL
    # Of the service account 服务号, bound to this mchid too; without it nobody is known inside WeChat's own browser.
    service_appid: str | None = None
    service_secret: str | None = None
    authorise_url: str = AUTHORISE_URL
    # Payment codes: WeChat's own pages contradict one another about whether v3 has them (channels.md §10).
    barcode: Literal["v3", "v2"] = "v3"
    store_out_id: str = "1"  # v3 wants to know in which store was scanned
    terminal_ip: str = "127.0.0.1"  # v2 wants to know where, unless the ask says so
    apiv2_key: str | None = None  # for v2 and for PayScore
    v2_sign_type: Literal["MD5", "HMAC-SHA256"] = "MD5"
    client_certificate_file: str | None = None  # apiclient_cert.pem, beside this file: v2 reverses by it
    client_key_file: str | None = None
    fee_rate_ppm: int | None = (
        None  # agreed, in millionths of the amount; without it the bill's own is held against
    )
    # The flow of funds' words for money that leaves for the bank: WeChat's pages do not list them, so this is a belief.
    payout_kinds: tuple[str, ...] = ("提现",)
    payscore_service_id: str | None = None
    payscore_risk_fund: str = "DEPOSIT"  # or ADVANCE, CASH_DEPOSIT: what the contract says

    def __post_init__(self) -> None:
        self._check_v2()
        if (self.service_appid is None) != (self.service_secret is None):
            raise ValueError("a service account is named by service_appid and service_secret together")
        if len(self.apiv3_key.encode()) != 32:
            raise ValueError("the APIv3 key has 32 characters")
        if not self.base_urls:
            raise ValueError("at least one base URL is needed")

    def _check_v2(self) -> None:
        if self.apiv2_key is not None and len(self.apiv2_key.encode()) != 32:
            raise ValueError("the APIv2 key has 32 characters")
        if self.barcode == "v2":
            if self.apiv2_key is None:
                raise ValueError("payment codes by v2 need apiv2_key")
            is_secure = any(url.startswith("https:") for url in self.base_urls)
            if is_secure and not (self.client_certificate_file and self.client_key_file):
                raise ValueError("payment codes by v2 need client_certificate_file and client_key_file")

    def __repr__(self) -> str:
        return f"Credentials(mchid={self.mchid!r}, appid={self.appid!r}, serial={self.certificate_serial!r})"


def load_credentials(path: Path) -> Credentials:
    """Read `wechat.json`; a `private_key_file` in it is found beside it.

    Raises OSError when a file is missing, msgspec.DecodeError when the text is not of this form.
    """
    found = msgspec.json.decode(path.read_bytes(), type=Credentials)
    beside = {
        name: str(path.parent / file)
        for name in ("client_certificate_file", "client_key_file")
        if (file := getattr(found, name)) is not None
    }
    found = msgspec.structs.replace(found, **beside)
    if found.private_key is None:
        if found.private_key_file is None:
            raise msgspec.ValidationError("wechat.json names neither private_key nor private_key_file")
        private_key = (path.parent / found.private_key_file).read_text()
        return msgspec.structs.replace(found, private_key=private_key)
    return found
