"""What both sides hold: made once in a directory, reused ever after."""

import base64
import secrets
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import msgspec

FILE: Final = "messages-keys.json"
TEMPLATES: Final[dict[str, tuple[str, ...]]] = {
    # As WeChat's platform would have approved it: 待支付提醒.
    "pRemindToPay-0123456789abcdefghijklmnopqrst": ("thing1", "amount2", "time3", "thing4"),
    # 支付失败提醒
    "pPaymentFailed-0123456789abcdefghijklmnopqr": ("thing1", "amount2", "time3", "thing4"),
    # 还款提醒
    "pRemindToRepay-0123456789abcdefghijklmnopqr": ("thing1", "amount2", "time3", "thing4"),
}
PAY, FAILED, REPAY = TEMPLATES
PAY_PAGE: Final = "pages/pay/index?store={store_id}&order={order_id}"
# What the operator knows, and the variables each wants.
SCRIPTS: Final[dict[str, tuple[str, ...]]] = {
    "pay-reminder": ("shop", "amount", "minutes"),
    "payment-trouble": ("shop", "amount"),
    "repay-reminder": ("shop", "amount", "due_at", "link"),
    "payment-failed": ("shop", "amount", "happened", "money", "link"),
    "repay-call": ("shop", "amount"),
}

# By which names a house's ladder asks for them.
NAMES: Final = {
    "pay-now": "pay-reminder",
    "pay-with-coupon": "pay-reminder",
    "troubleshooting": "payment-trouble",
    "debt-due-soon": "repay-reminder",
    "debt-due": "repay-reminder",
    "debt-overdue": "repay-reminder",
    "debt-call": "repay-call",
    "payment-failed": "payment-failed",
}


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """Its text shows no secret."""

    appid: str
    app_secret: str
    key_id: str
    operator_secret: str
    wecom_key: str
    wecom_owners_key: str
    dingtalk_token: str
    dingtalk_secret: str
    push_token: str
    push_aes_key: str

    @property
    def wecom_robots(self) -> dict[str, str]:
        """Two groups of WeCom, by their robots' keys."""
        return {self.wecom_key: "managers", self.wecom_owners_key: "owners"}

    def __repr__(self) -> str:
        return f"Keys(appid={self.appid!r})"


def create(directory: Path) -> Keys:
    """Those of this directory."""
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / FILE
    if not file.exists() or b"wecom_owners_key" not in file.read_bytes():
        keys = Keys(
            appid=f"wx{secrets.token_hex(8)}",
            app_secret=secrets.token_hex(16),
            key_id=f"shop-{secrets.token_hex(4)}",
            operator_secret=secrets.token_hex(32),
            wecom_key=str(uuid4()),
            wecom_owners_key=str(uuid4()),
            dingtalk_token=secrets.token_hex(32),
            dingtalk_secret=f"SEC{secrets.token_hex(32)}",
            push_token=secrets.token_hex(12),
            push_aes_key=base64.b64encode(secrets.token_bytes(32)).decode().rstrip("="),
        )
        _write(file, keys)
    return msgspec.json.decode(file.read_bytes(), type=Keys)


def write_messages_json(directory: Path, keys: Keys, url: str) -> None:
    """What the house reads: everything is at this one address."""
    operator = {"base_urls": [url], "key_id": keys.key_id, "secret": keys.operator_secret, "names": NAMES}
    wecom = {
        name: {"url": f"{url}/cgi-bin/webhook/send?key={key}"} for key, name in keys.wecom_robots.items()
    }
    dingtalk = {
        "url": f"{url}/robot/send?access_token={keys.dingtalk_token}",
        "secret": keys.dingtalk_secret,
    }
    content: dict[str, Any] = {
        "wechat": {"base_urls": [url], **_mini_program(keys), "service": _service(keys)},
        "sms": operator,
        "voice": operator,
        "wecom": {"robots": wecom},
        "dingtalk": {"robots": {"managers": dingtalk}},
    }
    _write(directory / "messages.json", content)


def _mini_program(keys: Keys) -> dict[str, Any]:
    reminder: dict[str, Any] = {
        "page": PAY_PAGE,
        "fields": {
            "thing1": "{shop}",
            "amount2": "{amount}",
            "time3": "{expires_at}",
            "thing4": "{hint}",
        },
    }
    repay = {
        "page": "pages/account/index?store={store_id}&repay=1",
        "fields": {**reminder["fields"], "time3": "{due_at}"},
    }
    return {
        "appid": keys.appid,
        "app_secret": keys.app_secret,
        "templates": {PAY: reminder, FAILED: reminder, REPAY: repay},
        "names": {
            **dict.fromkeys(("pay-now", "pay-with-coupon", "troubleshooting"), PAY),
            **dict.fromkeys(("debt-due-soon", "debt-due", "debt-overdue"), REPAY),
            "payment-failed": FAILED,
        },
    }


def _service(keys: Keys) -> dict[str, Any]:
    card = {"text": "{shop} 待支付 ¥{amount}", "page": PAY_PAGE, "thumb_media_id": "thumb-1"}
    return {
        "token": keys.push_token,
        "templates": {
            "pay-now": {"text": "{shop}：您有 ¥{amount} 的订单待支付，{hint}"},
            "pay-with-coupon": card,
        },
        "names": {"troubleshooting": "pay-now"},
    }


def _write(file: Path, content: object) -> None:
    file.touch(mode=0o600)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
