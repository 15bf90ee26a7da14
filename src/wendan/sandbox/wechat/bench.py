"""What a tester has at hand of WeChat Pay alone."""

from dataclasses import dataclass

from wendan.sandbox.core.bench import Bench
from wendan.sandbox.wechat.desk import WechatDesk
from wendan.sandbox.wechat.letters import Letters
from wendan.sandbox.wechat.logins import Logins


@dataclass(frozen=True, slots=True)
class WechatBench(Bench):
    """With the pen that writes callbacks, for forgeries, and the sign-in codes."""

    desk: WechatDesk
    letters: Letters
    logins: Logins
