"""WeChat Pay API v3 for direct merchants: JSAPI and mini program, Native, H5, payment codes, PayScore, refunds."""

from wendan.channels.wechat.channel import WechatPay
from wendan.channels.wechat.credentials import Credentials, load_credentials
from wendan.channels.wechat.identity import MiniProgramIdentity, ServiceAccounts
from wendan.channels.wechat.payscore import PayScore

__all__ = [
    "Credentials",
    "MiniProgramIdentity",
    "PayScore",
    "ServiceAccounts",
    "WechatPay",
    "load_credentials",
]
