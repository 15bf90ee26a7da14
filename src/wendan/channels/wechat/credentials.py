"""What one merchant needs at WeChat Pay, as `wechat.json` holds it."""

from pathlib import Path

import msgspec

MAIN_URL = "https://api.mch.weixin.qq.com"
BACKUP_URL = "https://api2.mch.weixin.qq.com"
LOGIN_URL = "https://api.weixin.qq.com"


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

    def __post_init__(self) -> None:
        if len(self.apiv3_key.encode()) != 32:
            raise ValueError("the APIv3 key has 32 characters")
        if not self.base_urls:
            raise ValueError("at least one base URL is needed")

    def __repr__(self) -> str:
        return f"Credentials(mchid={self.mchid!r}, appid={self.appid!r}, serial={self.certificate_serial!r})"


def load_credentials(path: Path) -> Credentials:
    """Read `wechat.json`; a `private_key_file` in it is found beside it.

    Raises OSError when a file is missing, msgspec.DecodeError when the text is not of this form.
    """
    found = msgspec.json.decode(path.read_bytes(), type=Credentials)
    if found.private_key is None:
        if found.private_key_file is None:
            raise msgspec.ValidationError("wechat.json names neither private_key nor private_key_file")
        private_key = (path.parent / found.private_key_file).read_text()
        return msgspec.structs.replace(found, private_key=private_key)
    return found
