"""The desk with WeChat's keys on it."""

from dataclasses import dataclass

from wendan.sandbox.core.desk import Desk
from wendan.sandbox.wechat.apps import Apps
from wendan.sandbox.wechat.crypto import Crypto
from wendan.sandbox.wechat.keys import Keys
from wendan.sandbox.wechat.options import SandboxOptions
from wendan.sandbox.wechat.scorebook import ScoreBook


@dataclass(frozen=True, slots=True)
class WechatDesk(Desk):
    """`account` is the mchid."""

    options: SandboxOptions
    keys: Keys
    crypto: Crypto
    scores: ScoreBook
    apps: Apps
