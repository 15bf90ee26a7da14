"""WeChat Pay API v3 for direct merchants: JSAPI and mini program, Native, H5, refunds, callbacks."""

from wendan.channels.wechat.channel import WechatPay
from wendan.channels.wechat.credentials import Credentials, load_credentials
from wendan.channels.wechat.identity import MiniProgramIdentity
from wendan.channels.wechat.transport import WechatOptions

__all__ = ["Credentials", "MiniProgramIdentity", "WechatOptions", "WechatPay", "load_credentials"]
