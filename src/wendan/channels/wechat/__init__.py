"""WeChat Pay API v3 for direct merchants: JSAPI and mini program, Native, H5, refunds, callbacks."""

from wendan.channels.wechat.channel import WechatPay
from wendan.channels.wechat.credentials import Credentials, load_credentials
from wendan.channels.wechat.identity import MiniProgramIdentity

__all__ = ["Credentials", "MiniProgramIdentity", "WechatPay", "load_credentials"]
