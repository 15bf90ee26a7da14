"""WeChat's app on the customer's phone: opens only for a page that the merchant signed."""

import msgspec

from wendan.sandbox.core.trades import Trade
from wendan.sandbox.core.wallet import NotPossible
from wendan.sandbox.wechat.desk import WechatDesk
from wendan.sandbox.wechat.orders import order_of


class Invocation(msgspec.Struct, frozen=True, rename="camel"):
    """What the merchant's page hands to WeChat's app; a wrong signature means the app does not open."""

    app_id: str
    time_stamp: str
    nonce_str: str
    package: str
    sign_type: str
    pay_sign: str


def check_invocation(desk: WechatDesk, trade: Trade, told: dict[str, str]) -> None:
    """Raises NotPossible, and msgspec.ValidationError when something is missing."""
    given = msgspec.convert(told, Invocation)
    lines = (given.app_id, given.time_stamp, given.nonce_str, given.package)
    is_signed = desk.crypto.is_signed_by_merchant(given.pay_sign, *lines)
    opened = desk.books.opened_by(given.package.removeprefix("prepay_id="), desk.now())
    if given.sign_type != "RSA" or given.app_id != order_of(trade).appid or not is_signed:
        raise NotPossible("wrong-pay-signature")
    if opened is not trade:
        raise NotPossible("unknown-or-expired")
